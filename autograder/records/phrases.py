"""Texts of ours that an observation holds, read back as the sentences that they were made of.

What a check sees is put into words in the kernel of a hand-in: "a list of 3 floats". Such a text is
compared, and travels, as plain text. Where it is shown it is to be a sentence again, so an exercise
names the messages that its texts are made of. A text that none of them fits, such as a student's
own, stays as it is. Takes time linear in the text, whatever it is.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, listed, say
from autograder.records.values import SEQUENCES, Value

HOLDING = {"; ": ("text",), ", ": ("text", "names")}
"""What stands between the sentences of a list; names of values that may hold it themselves."""
BETWEEN = tuple(HOLDING)
MAX_REMEMBERED = 4096
"""Texts that are kept read: those of a check are read again for each criterion and card."""
EMPTY = ("text",)
"""Names of values that may be empty."""
MAX_DEPTH, MAX_PARTS, MAX_ITEMS = 4, 8, 50
"""Values inside of values; texts that are told of a list; items of a container that are read."""
LINES = ("line {line}: {text}", "line {line}, in {function}: {text}")
"""How a student's line below an error is told: see ``probing.tracebacks``."""


def read_phrase(text: str, messages: Sequence[str], depth: int = MAX_DEPTH) -> str:
    """The sentence of this text, which is made of one of these messages; else the text itself.

    Of several messages the first one that fits counts. Values may be made of the messages too. A
    text of several such sentences, with semicolons or commas between them, is a list of them.
    """
    if isinstance(text, Sentence):
        return _read(text, tuple(messages), depth)
    return _read_once(text, tuple(messages), depth)


def _read(text: str, messages: tuple[str, ...], depth: int) -> str:
    if not text or not depth:
        return text
    for message in messages:
        values = _values(text, message)
        if values is not None:
            inner = {k: _read(v, messages, depth - 1) for k, v in values.items()}
            return Sentence(message, inner)
    between = next((sign for sign in BETWEEN if sign in text), "")
    return _each(text, between, messages, depth) if between else text


_read_once = lru_cache(maxsize=MAX_REMEMBERED)(_read)


def _each(text: str, between: str, messages: tuple[str, ...], depth: int) -> str:
    """A list of sentences, cut to length; the text itself where one of its parts is none."""
    parts = text.split(between)
    shown = [_read(part, messages, depth - 1) for part in parts[:MAX_PARTS]]
    if not all(isinstance(part, Sentence) for part in shown):
        return text
    whole: str = shown[0]
    for part in shown[1:]:
        whole = (
            say("{first}; {then}", first=whole, then=part)
            if between == "; "
            else listed([whole, part])
        )
    more = len(parts) - len(shown)
    return say("{shown}, … {n} more", shown=whole, n=more) if more else whole


def _values(text: str, message: str) -> dict[str, str] | None:
    """The values with which the message gives this text; None where there are none."""
    start, *rest = _pieces(message)
    if not text.startswith(start[0]):
        return None
    place, values = len(start[0]), {}
    for n, (literal, name) in enumerate(rest):
        least = place + (name not in EMPTY)
        last = n == len(rest) - 1
        end = len(text) - len(literal) if last else text.find(literal, least)
        if end < least or not text.startswith(literal, end):
            return None
        values[name] = text[place:end]
        if any(sign in values[name] for sign in BETWEEN if name not in HOLDING[sign]):
            return None
        place = end + len(literal)
    return values if place == len(text) else None


@lru_cache(maxsize=1024)
def _pieces(message: str) -> tuple[tuple[str, str], ...]:
    """The letters before the first value, then those behind each value with its name."""
    parts = list(string.Formatter().parse(message))
    literals = [literal for literal, *_ in parts]
    names = [str(name) for _, name, *_ in parts if name is not None]
    if len(literals) == len(names):
        literals.append("")
    return tuple(zip(literals, ["", *names], strict=True))


def worded(observation: Observation, messages: Sequence[str]) -> Observation:
    """The same observation to be shown, in which texts of ours are sentences."""
    values = {key: _worded(value, messages) for key, value in observation.values.items()}
    return replace(observation, values=values)


def _worded(value: Value, messages: Sequence[str], depth: int = MAX_DEPTH) -> Value:
    if value.kind in ("text", "error") and isinstance(value.data, str):
        return replace(value, data=read_phrase(value.data, messages))
    if not depth or not isinstance(value.data, tuple):
        return value
    read, rest = value.data[:MAX_ITEMS], value.data[MAX_ITEMS:]
    if value.kind in SEQUENCES:
        return replace(value, data=(*(_worded(v, messages, depth - 1) for v in read), *rest))
    if value.kind == "dict":
        pairs = ((_key(key, messages), _worded(v, messages, depth - 1)) for key, v in read)
        return replace(value, data=(*pairs, *rest))
    return value


def _key(key: object, messages: Sequence[str]) -> object:
    return read_phrase(key, messages) if isinstance(key, str) else key
