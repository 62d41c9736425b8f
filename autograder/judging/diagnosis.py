"""Which known mistake explains an observation."""

from __future__ import annotations

from autograder.answers import find_answer
from autograder.judging.expectations import (
    all_agree,
    all_keys,
    all_values_agree,
    expected_observation,
    mistaken_observation,
)
from autograder.records.exercises import Exercise, Mistake
from autograder.records.observations import Observation


def find_mistake(
    exercise: Exercise, observed: Observation, wrong: list[str], seed: int, device: str = "cpu"
) -> Mistake | None:
    """The known mistake that gives what was observed.

    First one that explains everything; else the one that explains all that went wrong in the
    first criterion that failed and, of several, agrees with the most values outside of it.
    """
    mistakes = find_answer(exercise).mistakes
    for mistake in mistakes:
        seen = mistaken_observation(exercise.id, mistake.id, seed, device)
        if all_values_agree(seen, observed, all_keys(exercise)):
            return mistake
    failed = next(c.keys for c in exercise.criteria if any(key in wrong for key in c.keys))
    expected = expected_observation(exercise.id, seed, device)
    found: list[tuple[int, Mistake]] = []
    for mistake in mistakes:
        seen = mistaken_observation(exercise.id, mistake.id, seed, device)
        differs = not all_agree(exercise, expected, seen, failed)
        if differs and all_values_agree(seen, observed, failed):
            count = sum(all_values_agree(seen, observed, [key]) for key in all_keys(exercise))
            found.append((count, mistake))
    return max(found, key=lambda pair: pair[0])[1] if found else None
