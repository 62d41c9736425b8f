"""Formulas as MathML, which a browser shows without a network and without a program.

Hand-ins hold formulas as well: of what the converter makes of them, known elements and attributes
are kept, and all text is escaped here. What can't be converted is shown as it was written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from nbconvert.filters.markdown_mistune import IPythonRenderer

MAX_TEX = 1_000
"""Characters of a formula; longer ones are shown as text."""
TAG = re.compile(r"(<[^>]*>)")
IN_TEXT = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
MAX_DEPTH = 60
ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom menclose "
    "msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd".split()
)
ATTRIBUTES = frozenset(
    "display stretchy fence form separator lspace rspace minsize maxsize accent accentunder "
    "displaystyle scriptlevel movablelimits largeop symmetric mathvariant width height depth "
    "linethickness columnalign rowalign columnspacing rowspacing columnlines rowlines "
    "notation".split()
)


class MathRenderer(IPythonRenderer):
    """nbconvert's Markdown, with MathML in the place of what it leaves to MathJax."""

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return mathml(body, "block")

    def inline_math(self, body: str) -> str:
        """A formula in a line of text."""
        return mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        r"""A formula between \\begin and \\end."""
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def block_html(self, html: str) -> str:
        """HTML such as a table or what can be opened: formulas in its text, but not in code."""
        parts, inside_code = TAG.split(super().block_html(html)), 0
        for index, part in enumerate(parts):
            inside_code += part.startswith(("<code", "<pre")) - part.startswith(("</code", "</pre"))
            if index % 2 == 0 and inside_code <= 0:
                parts[index] = IN_TEXT.sub(_in_text, part)
        return "".join(parts)


def _in_text(found: re.Match[str]) -> str:
    block = found[1] is not None
    return mathml(unescape(found[1] if block else found[2]), "block" if block else "inline")


@lru_cache(maxsize=1024)
def mathml(tex: str, display: str) -> str:
    """The formula as HTML; ``display`` is "inline" or "block"."""
    try:
        if len(tex) > MAX_TEX:
            raise ValueError("too long")
        return _text_of(convert_to_element(tex.strip(), display=display), 0)
    except Exception:  # whatever the converter makes of what students write, the page goes on
        return f"<code>{escape(tex)}</code>"


def _text_of(element: Element[Any], depth: int) -> str:
    """An element of the converter as text that can do nothing but be shown."""
    if depth > MAX_DEPTH or element.tag not in ELEMENTS:
        raise ValueError(element.tag)
    told = "".join(f' {k}="{escape(v)}"' for k, v in element.items() if k in ATTRIBUTES)
    inside = "".join(_text_of(child, depth + 1) for child in element)
    text = escape(unescape(element.text or ""), quote=False)
    return f"<{element.tag}{told}>{text}{inside}</{element.tag}>"
