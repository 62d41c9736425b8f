"""A sentence that a reader meets: a whole message with named values.

A ``Sentence`` is its own English text and knows of what it was made, so that it can be stored and
compared as text and still be shown in another language as a whole. A plain ``str`` is shown as it
is: code, numbers, what Python or a student said. In which language is decided where it is shown:
see ``languages``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Protocol


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
        """The sentence in another language."""
        values = {name: in_language(value, language) for name, value in self.values.items()}
        if self.plural:
            message = language.ngettext(self.message, self.plural, math.ceil(self.values["n"]))
        else:  # gettext has a catalog's head under the empty message
            message = language.gettext(self.message) if self.message else ""
        return _filled(message, values)


def _filled(message: str, values: Mapping[str, Any]) -> str:
    """The message with its values; one without values may hold braces."""
    return message.format(**values) if values else message


def in_language(value: Any, language: Language) -> Any:
    """A sentence in this language; every other value as it is."""
    return value.shown_in(language) if isinstance(value, Sentence) else value


def say(message: str, **values: Any) -> Sentence:
    """The sentence of this message and these values."""
    return Sentence(message, values)


def say_count(one: str, many: str, n: float, **values: Any) -> Sentence:
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


def _chained(message: str, things: Iterable[str]) -> Sentence:
    whole: str = ""
    for thing in things:
        whole = say(message, first=whole, then=thing) if whole else thing
    return whole if isinstance(whole, Sentence) else Sentence(VERBATIM, {"text": whole})


VERBATIM = "{text}"
"""The message of what isn't translated: a catalog has no use for it."""
