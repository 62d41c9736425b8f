"""A sentence that a reader meets: a whole message with named values.

A ``Sentence`` is its own English text and knows of what it was made, so that it can be stored and
compared as text and still be shown in another language as a whole. A plain ``str`` is shown as it
is: code, numbers, what Python or a student said. In which language is decided where it is shown:
see ``languages``.
"""

from __future__ import annotations

import math
import numbers
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

MAX_DEPTH, MAX_PARTS, MAX_LETTERS = 40, 200, 8_000
"""What ``from_json`` reads at most: sentences inside sentences, values in all, letters in all."""
PLAIN_FORMAT = re.compile(r"(\.\d)?[dfg]?")
"""How a message may ask for a number: nothing that makes a long text of a short one."""
BROKEN = (KeyError, IndexError, ValueError, AttributeError, TypeError)
"""What a message with other names than its values' raises."""


class Language(Protocol):
    """What looks messages up: ``gettext.NullTranslations`` and its kind."""

    def gettext(self, message: str) -> str:
        """The message in this language, or itself."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message for ``n``, of the forms that this language has, or one of the two."""
        ...


class Sentence(str):
    """English text, with the message id and the named values that it was made of.

    ``message`` is the English text with ``{names}``; ``plural``, where there is one, the form for
    any number but 1 of ``values["n"]``. Values that are sentences themselves are translated with
    it; other values stay as they are.
    """

    message: str
    plural: str
    values: Mapping[str, Any]

    def __new__(
        cls, message: str, values: Mapping[str, Any] | None = None, plural: str = ""
    ) -> Sentence:
        """The sentence. Raises ``KeyError`` where the message names a value that isn't there."""
        values = dict(values or {})
        chosen = plural if plural and values["n"] != 1 else message
        self = super().__new__(cls, _filled(chosen, values))
        self.message, self.plural, self.values = message, plural, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Sentence, (self.message, dict(self.values), self.plural)

    def shown_in(self, language: Language) -> str:
        """The sentence in another language; in English where its translation can't be filled in."""
        values = {name: in_language(value, language) for name, value in self.values.items()}
        if self.plural:
            message = language.ngettext(self.message, self.plural, _whole(self.values["n"]))
        else:  # gettext has a catalog's head under the empty message
            message = language.gettext(self.message) if self.message else ""
        try:
            return _filled(message, values)
        except BROKEN:
            return _filled(self._english, values)

    @property
    def _english(self) -> str:
        return self.plural if self.plural and self.values["n"] != 1 else self.message


def _whole(n: float) -> int:
    """The whole number whose plural form ``n`` has; gettext knows no others. "0.5 points"."""
    return int(n) if n == int(n) else max(2, math.ceil(n))


def _filled(message: str, values: Mapping[str, Any]) -> str:
    """The message with its values; one without values may hold braces."""
    return message.format(**values) if values else message


def in_language(value: Any, language: Language) -> Any:
    """A sentence in this language; every other value as it is."""
    return value.shown_in(language) if isinstance(value, Sentence) else value


def say(message: str, /, **values: Any) -> Sentence:
    """The sentence of this message and these values."""
    return Sentence(message, values)


def say_count(one: str, many: str, n: float, /, **values: Any) -> Sentence:
    """The sentence for ``n`` things: ``one`` where ``n`` is 1, else ``many``; both may name {n}."""
    return Sentence(one, {"n": n, **values}, many)


def joined(*sentences: str) -> Sentence:
    """Sentences one after the other, those that are empty left out."""
    return _chained("{first} {then}", [s for s in sentences if s])


def listed(things: Iterable[str]) -> Sentence:
    """Things with commas between them."""
    return _chained("{first}, {then}", things)


def both(things: Iterable[str]) -> Sentence:
    """Things with commas between them, and an "and" before the last."""
    *rest, last = things
    return say("{first} and {last}", first=listed(rest), last=last) if rest else listed([last])


def some_of(
    sentences: Sequence[Sentence], most: int, rest: Callable[[int], Sentence]
) -> list[Sentence]:
    """The first ``most`` of these and, where there are more, what ``rest`` says of their number."""
    more = len(sentences) - most
    return [*sentences[:most], rest(more)] if more > 0 else list(sentences)


def _chained(message: str, things: Iterable[str]) -> Sentence:
    whole: str = ""
    for thing in things:
        whole = say(message, first=whole, then=thing) if whole else thing
    return whole if isinstance(whole, Sentence) else Sentence(VERBATIM, {"text": whole})


VERBATIM = "{text}"
"""The message of what isn't translated: a catalog has no use for it."""


def to_json(text: str) -> dict[str, Any] | None:
    """What ``from_json`` makes the sentence of again; None of text that is no sentence.

    An object with the message's ``id``, its ``plural`` where there is one, and its ``values``:
    numbers, text, and further sentences as such objects.
    """
    if not isinstance(text, Sentence):
        return None
    values = {name: _value_to_json(value) for name, value in text.values.items()}
    return {"id": text.message, "values": values} | ({"plural": text.plural} if text.plural else {})


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Sentence):
        return to_json(value)
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return str(value)


def from_json(data: object) -> Sentence | None:
    """The sentence that ``to_json`` told of; None for anything else, whatever it is."""
    if sum(len(part) if isinstance(part, str) else 1 for part in _parts(data)) > MAX_LETTERS:
        return None
    try:
        return _sentence(data, MAX_DEPTH)
    except BROKEN:
        return None


def _parts(data: object) -> Iterator[object]:
    """All that is in parsed JSON, and no more of it than ``MAX_PARTS`` of each sort."""
    waiting = [data]
    for _ in range(8 * MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        if isinstance(part, Mapping):
            waiting += [*part.keys(), *part.values()]
    yield " " * (MAX_LETTERS + 1)  # too much


def _sentence(data: object, depth: int) -> Sentence:
    """The sentence. Raises one of ``BROKEN`` for what is none."""
    if not isinstance(data, Mapping) or not depth or not {"id", "values"} <= data.keys():
        raise ValueError("no sentence")
    message, plural, values = data["id"], data.get("plural", ""), data["values"]
    if not isinstance(message, str) or not isinstance(plural, str) or len(data) > 2 + bool(plural):
        raise TypeError("no message")
    if not isinstance(values, Mapping) or not all(map(str.isidentifier, values)):
        raise TypeError("no names")
    if values and not (names_in(message) | names_in(plural) <= values.keys()):
        raise KeyError("a name without a value")
    return Sentence(message, {k: _value(v, depth - 1) for k, v in values.items()}, plural)


def _value(data: object, depth: int) -> object:
    if isinstance(data, str | int | float) and not isinstance(data, bool):
        return data
    return _sentence(data, depth)


def names_in(message: str) -> set[str]:
    """The names of the values in a message. Raises ``ValueError`` for what isn't named plainly."""
    names = set()
    for _, name, form, conversion in string.Formatter().parse(message):
        if name is None:
            continue
        if not name.isidentifier() or conversion or not PLAIN_FORMAT.fullmatch(form or ""):
            raise ValueError(f"{name!r} is no plain name")
        names.add(name)
    return names
