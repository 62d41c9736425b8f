"""A language in which all that is translated stands in ⟦marks⟧, so that what was glued shows."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator

from autograder.records.sentences import names_in

FOREIGN = ("error", "text", "name", "names", "type", "code", "path")
"""Values that are no language of ours: names, code, and what Python or a student said."""
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
CUT = re.compile(r"⟦[^⟦⟧|]*")
"""A message whose end was cut off."""
CODE = re.compile(r"<code>.*?</code>|`[^`\n]*`", re.S)
SPOKEN = re.compile(r'aria-label="([^"]*)"')
HIDDEN = re.compile(r"<(style|script)\b.*?</\1>", re.S)
TAG = re.compile(r"<[^>]*>")
QUOTED = re.compile(r"'[^'\n]*'|<[^<>\n]*[>…]")
"""What Python writes of text and of objects."""
TWO_WORDS = re.compile(r"(?<![\w(.])[^\W\d_]{2,} [^\W\d_]{2,}(?![\w(])")


class PseudoLanguage:
    """Marks a message's text; its values stand outside of the marks, but for the foreign ones."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


def marked(message: str) -> str:
    try:
        has_values = bool(names_in(message))
    except ValueError:  # braces that name nothing
        has_values = False
    if not has_values:
        return f"⟦{message}⟧"
    return "".join(map(_marked_part, string.Formatter().parse(message)))


def _marked_part(part: tuple[str, str | None, str | None, str | None]) -> str:
    literal, name, form, _ = part
    text = literal.replace("{", "{{").replace("}", "}}")
    if name is None:
        return f"⟦{text}⟧"
    value = f"{{{name}:{form}}}" if form else f"{{{name}}}"
    return f"⟦{text}{value}⟧" if name in FOREIGN else f"⟦{text}⟧{value}"


def unmarked_words(page: str) -> Iterator[str]:
    """Each place with two words in a row outside of the marks, in HTML or text."""
    spoken = " | ".join(SPOKEN.findall(page))
    seen = TAG.sub(" | ", CODE.sub("|", HIDDEN.sub("", page)))
    left = html.unescape(f"{spoken} | {seen}")
    while left != (left := MARKED.sub("|", left)):
        pass
    left = QUOTED.sub("|", CUT.sub("|", left))
    for found in TWO_WORDS.finditer(left):
        yield left[max(0, found.start() - 40) : found.end() + 60]
