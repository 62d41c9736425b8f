"""What the reference and the known mistakes give for a seed, and whether an observation agrees.

Each is worked out once: a class has one seed a run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.records.comparison import agree
from autograder.records.exercises import Exercise
from autograder.records.observations import Observation
from autograder.records.values import MISSING

log = logging.getLogger(__name__)

T = TypeVar("T")


@lru_cache(maxsize=512)
def expected_observation(exercise_id: str, seed: int, device: str = "cpu") -> Observation:
    """What the reference gives for this seed."""
    exercise = find_exercise(exercise_id)
    return exercise.observe(find_answer(exercise).reference, seed, device)


@lru_cache(maxsize=4096)
def mistaken_observation(
    exercise_id: str, mistake_id: str, seed: int, device: str = "cpu"
) -> Observation:
    """What a known mistake gives for this seed."""
    exercise = find_exercise(exercise_id)
    mistakes = {m.id: m for m in find_answer(exercise).mistakes}
    return exercise.observe(mistakes[mistake_id].implementation, seed, device)


def all_keys(exercise: Exercise) -> list[str]:
    """The keys of all values that give points, in the order of the criteria."""
    return list(dict.fromkeys(key for c in exercise.criteria for key in c.keys))


def agrees(exercise: Exercise, expected: Observation, observed: Observation, key: str) -> bool:
    """Whether the value under ``key`` is what was expected, by the exercise's own measure."""
    if key not in expected.values:
        raise KeyError(f"{exercise.id}: the reference gives no value {key!r}")
    compare = exercise.compare.get(key, agree)
    seen = observed.values.get(key, MISSING)
    return bool(unless_it_fails(lambda: compare(expected.values[key], seen)))


def unless_it_fails(ask: Callable[[], T]) -> T | None:
    """What an exercise's own comparison, words or picture give; None where they stop.

    They know what honest code gives. An observation may hold anything, and is wrong then.
    """
    try:
        return ask()
    except Exception:  # a forged value that nobody thought of; the numbers decide
        log.info("an observation was too odd to be told", exc_info=True)
        return None


def all_agree(
    exercise: Exercise, expected: Observation, observed: Observation, keys: Iterable[str]
) -> bool:
    """Whether the observed values of all ``keys`` agree with the expected ones."""
    return all(agrees(exercise, expected, observed, key) for key in keys)
