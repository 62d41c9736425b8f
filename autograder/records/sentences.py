"""A sentence that a reader meets: a whole message with named values.

Records carry the sentence, and its text is made where it is shown, so that a reader of another
language gets it whole. How it is looked up in a language is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """A message id, which is the English text with ``{names}``, and the values of those names."""

    message: str
    values: tuple[tuple[str, Any], ...] = ()

    def text(self, translated: Callable[[str], str] = str) -> str:
        """The sentence in the language of ``translated``, which gives a message for its id."""
        return translated(self.message).format(**dict(self.values))

    def __str__(self) -> str:
        return self.text()


def say(message: str, **values: Any) -> Sentence:
    """The sentence of this message and these values."""
    return Sentence(message, tuple(values.items()))
