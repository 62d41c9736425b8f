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

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

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
EMBEDDED = "data:image/png;base64,"
"""What stands for an attached picture while a text is looked at."""
SHOWN_PICTURE = re.compile(
    r"!\[[^\]\n]*\]\(\s*(?:<attachment:([^>\n]*)>|attachment:((?:[^\s()]|\([^\s()]*\))*))[^)\n]*\)"
)
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
def harmless_markdown(source: str, attached: frozenset[str] = frozenset()) -> str:
    """The text, the same to a reader, which makes no page do anything when it is rendered.

    ``attached`` names the pictures that the cell has. nbconvert makes no page of a text that
    shows another one: words stand for such a picture.
    """
    source = _without_missing(REACHING.sub(r"\\ ", source), attached)
    for tamed in (_as_it_is, _without_html, _without_markup, _as_code):
        text = tamed(source)
        if is_harmless(text, attached):
            return text
    return NOT_SHOWN


def pictures_shown(source: str) -> frozenset[str]:
    """The names of the attached pictures that the text shows, as nbconvert looks for them."""
    if "attachment" not in source or len(source) > MAX_RENDERED:
        return frozenset()
    wanted = _Attachments()
    _rendered(source, wanted)
    return frozenset(wanted.names)


def _without_missing(source: str, attached: frozenset[str]) -> str:
    """The text with words for pictures that aren't there."""
    if pictures_shown(source) <= attached:
        return source
    text = SHOWN_PICTURE.sub(lambda shown: _words_for(shown, attached), source)
    return text if pictures_shown(text) <= attached else text.replace(ATTACHED, "attachment :")


def _words_for(shown: re.Match[str], attached: frozenset[str]) -> str:
    name = shown[1] or shown[2] or ""
    if name in attached:
        return shown[0]
    return f"(The picture {name} is not in the file.)".replace("  ", " ")


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


def is_harmless(source: str, attached: frozenset[str] = frozenset()) -> bool:
    """Whether rendered Markdown holds nothing but an article's elements and ordinary links.

    Pictures are those that are attached, and no others.
    """
    if len(source) > MAX_RENDERED:
        return False
    reader, wanted = _Reader(), _Attachments()
    try:
        html = _rendered(source, wanted)
        reader.feed(html)
        reader.close()
    except (ValueError, AssertionError, RecursionError):
        return False
    return reader.is_harmless and wanted.names <= attached and not STRANGE.search(html)


def _rendered(source: str, attachments: _Attachments) -> str:
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return str(MarkdownWithMath(renderer=renderer).render(source))


class _Attachments(dict[str, dict[str, str]]):
    """Has an empty picture of every name, and remembers which names were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return True

    def __missing__(self, name: str) -> dict[str, str]:
        return {"image/png": ""}


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
    "src": lambda address: address.startswith(ATTACHED) or address == EMBEDDED,
    "style": lambda text: ALIGNED.fullmatch(text) is not None,
    "type": lambda text: text == "checkbox",
}
