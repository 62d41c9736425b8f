"""Which known mistake explains an observation, if one does.

A mistake is named only if all that went wrong is what it gives. Errors are compared by class, by
their text and by what the student's line does; what was right with the student and would be wrong
with the mistake speaks against it; and numbers that aren't finite explain nothing, since all that
diverges ends in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from autograder.answers import find_answer
from autograder.judging.expectations import (
    all_agree,
    all_keys,
    expected_observation,
    mistaken_observation,
)
from autograder.records.comparison import agree, items
from autograder.records.exercises import Exercise, Mistake
from autograder.records.observations import Observation
from autograder.records.values import MISSING, SEQUENCES, Value

ADDRESSES = re.compile(r"0x[0-9a-f]+|\d+")
NAMES = re.compile(r"\.?[A-Za-z_]\w*\(?")


def find_mistake(
    exercise: Exercise, observed: Observation, wrong: list[str], seed: int, device: str = "cpu"
) -> Mistake | None:
    """The known mistake that gives what was observed.

    First one that explains everything; else the one that explains all that went wrong in the
    first criterion that failed, fails no criterion that the student passed and, of several, agrees
    with the most values outside of it.
    """
    mistakes = find_answer(exercise).mistakes
    expected = expected_observation(exercise.id, seed, device)
    if not any(_tells(expected, observed, key) for key in wrong):
        return None
    for mistake in mistakes:
        seen = mistaken_observation(exercise.id, mistake.id, seed, device)
        if all_values_agree(seen, observed, all_keys(exercise)):
            return mistake
    failed = next(c.keys for c in exercise.criteria if any(key in wrong for key in c.keys))
    if not any(_tells(expected, observed, key) for key in failed if key in wrong):
        return None
    passed = [c.keys for c in exercise.criteria if not any(key in wrong for key in c.keys)]
    found: list[tuple[int, Mistake]] = []
    for mistake in mistakes:
        seen = mistaken_observation(exercise.id, mistake.id, seed, device)
        differs = not all_agree(exercise, expected, seen, failed)
        spares = exercise.separate or all(
            all_agree(exercise, expected, seen, keys) for keys in passed
        )
        if differs and spares and all_values_agree(seen, observed, failed):
            count = sum(all_values_agree(seen, observed, [key]) for key in all_keys(exercise))
            found.append((count, mistake))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def all_values_agree(seen: Observation, observed: Observation, keys: Iterable[str]) -> bool:
    """Whether two observations agree in these keys, including in what is missing."""
    return all(
        _same(seen.values.get(key, MISSING), observed.values.get(key, MISSING)) for key in keys
    )


def _same(one: Value, other: Value) -> bool:
    """Whether a mistake gives the very value that was observed."""
    if one.kind == other.kind == "error":
        return same_error(one, other)
    return agree(one, other)


def same_error(one: Value, other: Value) -> bool:
    """Whether two errors have a class and a text in common, and their lines do the same thing.

    Numbers in the texts may differ, and so may the names of variables in the lines: what is called
    there has to be the same.
    """
    if one.name != other.name or _outline(one) != _outline(other):
        return False
    mine, theirs = _called(one), _called(other)
    return not mine or not theirs or bool(mine & theirs)


def _outline(error: Value) -> str:
    return ADDRESSES.sub("0", str(error.data))


def _called(error: Value) -> set[str]:
    """The methods and functions on the student's last line of an error."""
    line = error.lines[-1].partition(": ")[2] if error.lines else ""
    return {word for word in NAMES.findall(line) if word[0] == "." or word[-1] == "("}


def _tells(expected: Observation, observed: Observation, key: str) -> bool:
    """Whether a wrong value says something: an error, another kind, or a finite number."""
    wanted, got = expected.values.get(key, MISSING), observed.values.get(key, MISSING)
    if got.kind != wanted.kind:
        return True
    numbers = [np.asarray(v.data) for v in _numeric(got)]
    if not numbers:
        return True
    return any(array.size and np.isfinite(array).any() for array in numbers)


def _numeric(value: Value) -> list[Value]:
    """The values in this one that are floating-point numbers or arrays of them."""
    inner = items(value) if value.kind in SEQUENCES else (value,)
    return [v for v in inner if isinstance(v.data, float) or _is_float_array(v.data)]


def _is_float_array(data: object) -> bool:
    return isinstance(data, np.ndarray) and data.dtype.kind in "fc"
