"""Text cells of a hand-in, so that they do nothing to the page that shows them.

A page is rendered with nbconvert's own Markdown, which lets HTML and any link through. Here the
text is changed until what comes out has nothing but an article's elements. Formulas are MathJax's
matter, and lose the commands that reach out of a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from nbconvert.filters.markdown_mistune import markdown2html_mistune

ELEMENTS = frozenset(
    "a blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr img input ins li mark ol p pre "
    "s section span strong sub sup table tbody td tfoot th thead tr ul".split()
)
STRANGE = re.compile(rf"<(?!/?(?:{'|'.join(sorted(ELEMENTS))})[\s/>])")
"""What a browser may take for the beginning of something else, such as of a comment."""
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "class", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "input": frozenset({"class", "type", "disabled"}),
    "th": frozenset({"style"}),
    "td": frozenset({"style"}),
}
OF_ALL = frozenset({"class", "id"})
ALIGNED = re.compile(r"text-align: ?(left|right|center);?")
SCHEMES = frozenset({"", "http", "https", "mailto"})
ATTACHED = "attachment:"
CODE = re.compile(r"(```.*?```|~~~.*?~~~|(?<!`)`[^`\n]+`(?!`))", re.DOTALL)
TAG = re.compile(r"<(?=[a-zA-Z/!?])")
IMAGE = re.compile(r"!\[(?![^\]]*\]\(attachment:)")
BAD_LINK = re.compile(r"(?i)(javascript|vbscript|data|file):")
REACHING = re.compile(
    r"\\(?=(?:href|url|require|style|class|cssId|unicode|bbox|mmlToken|includegraphics|def|gdef|"
    r"edef|let|newcommand|renewcommand|newenvironment|renewenvironment|Newextarrow)(?![a-zA-Z]))"
)
MAX_RENDERED = 2**14
"""Characters of a text that is looked at; ``repair`` cuts each to half of that."""
NOT_SHOWN = "(This text is not shown: it would act on the page.)"


@lru_cache(maxsize=1024)
def harmless_markdown(source: str) -> str:
    """The text, the same to a reader, which makes no page do anything when it is rendered."""
    source = REACHING.sub(r"\\ ", source)
    for tamed in (_as_it_is, _without_html, _without_markup, _as_code):
        text = tamed(source)
        if is_harmless(text):
            return text
    return NOT_SHOWN


def _as_it_is(source: str) -> str:
    return source


def _without_html(source: str) -> str:
    """The text whose tags, pictures and odd links are shown as they were typed; code stays."""
    parts = CODE.split(source)
    parts[::2] = [
        BAD_LINK.sub(r"\1 :", IMAGE.sub(r"!\\[", TAG.sub("&lt;", part))) for part in parts[::2]
    ]
    return "".join(parts)


def _without_markup(source: str) -> str:
    """The text with nothing that could be a tag, a link or code."""
    signs: Mapping[str, str] = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return re.sub(r"[][`~\\]", r"\\\g<0>", re.sub(r"[&<>\"]", lambda m: signs[m[0]], source))


def _as_code(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.split("\n"))


def is_harmless(source: str) -> bool:
    """Whether rendered Markdown holds nothing but an article's elements and ordinary links."""
    if len(source) > MAX_RENDERED:
        return False
    reader = _Reader()
    try:
        html = markdown2html_mistune(source)
        reader.feed(html)
        reader.close()
    except (ValueError, AssertionError, RecursionError):
        return False
    return reader.is_harmless and not STRANGE.search(html)


class _Reader(HTMLParser):
    """Looks at each element that the rendered text has."""

    def __init__(self) -> None:
        super().__init__()
        self.is_harmless = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes whether the element and its attributes are known."""
        allowed = OF_ALL | ATTRIBUTES.get(tag, frozenset())
        good = tag in ELEMENTS and all(
            name in allowed and _VALUES.get(name, _anything)(value or "") for name, value in attrs
        )
        self.is_harmless = self.is_harmless and good

    def handle_comment(self, data: str) -> None:
        """Notes a comment, which no renderer makes by itself; nor the declarations below."""
        self.is_harmless = False

    def handle_decl(self, decl: str) -> None:
        """Notes a declaration."""
        self.is_harmless = False

    def handle_pi(self, data: str) -> None:
        """Notes a processing instruction."""
        self.is_harmless = False

    def unknown_decl(self, data: str) -> None:
        """Notes a declaration of another kind."""
        self.is_harmless = False


def _anything(_: str) -> bool:
    return True


def _is_link(address: str) -> bool:
    try:
        return urlsplit("".join(address.split())).scheme.lower() in SCHEMES
    except ValueError:
        return False


_VALUES: Mapping[str, Callable[[str], bool]] = {
    "href": _is_link,
    "src": lambda address: address.startswith(ATTACHED),
    "style": lambda text: ALIGNED.fullmatch(text) is not None,
    "type": lambda text: text == "checkbox",
}
