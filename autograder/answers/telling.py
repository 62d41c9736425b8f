"""What the words for wrong observations have in common: the value that comes first, and its error.

Owns no words for any exercise: those stand beside its answers, in modules named ``..._words``.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value

STUB = "NotImplementedError"


def first_wrong(observed: Observation, wrong: Sequence[str]) -> Value:
    """The first wrong value that is there; MISSING where none is."""
    seen = (observed.values.get(key, MISSING) for key in wrong)
    return next((value for value in seen if value.kind != "missing"), MISSING)


def is_stub(value: Value) -> bool:
    """Whether this is what an answer raises that nobody has written yet."""
    return value.kind == "error" and value.name == STUB


def error_text(error: Value) -> Sentence:
    """What Python said, as it said it."""
    return say("Your code stopped with {error}.", error=f"{error.name}: {error.data}".rstrip(": ."))
