"""How notes name things: values of a hand-in in quotes and cut, and lists of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from autograder.records.sentences import Sentence, both, say, say_count
from autograder.records.signs import safe_text

SHOWN = 40
NAMED = 4


def quoted(value: object) -> str:
    """A value of a hand-in for a note: text in quotes and cut to length, else its type."""
    if not isinstance(value, str):
        return f"({type(value).__name__})"
    return repr(value if len(value) <= SHOWN else value[: SHOWN - 1] + "…")


def cells_named(numbers: Iterable[int]) -> Sentence:
    """Cells by their numbers, such as "cells 3, 7 and 9"."""
    words = [str(number) for number in numbers]
    if len(words) == 1:
        return say("cell {number}", number=words[0])
    if len(words) > NAMED:
        more = say_count("{n} more", "{n} more", len(words) - NAMED)
        words = [*words[:NAMED], more]
    return say("cells {numbers}", numbers=both(words))


def in_one_line(note: str, most: int) -> str:
    """The note as one line that harms no page and no terminal, cut to length.

    A sentence stays one, with values of that kind, unless what it says had to be cut.
    """
    text = " ".join(safe_text(note, most).split())
    if not isinstance(note, Sentence):
        return text
    tidy = _tidy(note, most)
    return tidy if tidy == text else text


def _tidy(value: Any, most: int) -> Any:
    """The value with its text in one line: blanks at its ends stay."""
    if isinstance(value, Sentence):
        values = {name: _tidy(v, most) for name, v in value.values.items()}
        return Sentence(value.message, values, value.plural)
    return re.sub(r"\s+", " ", safe_text(value, most)) if isinstance(value, str) else value
