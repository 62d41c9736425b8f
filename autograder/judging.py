"""Turns an observation into a verdict, from data alone. Student code never runs here.

The expected values are what the reference gives for the same seed; a diagnosis is the known
mistake that gives the very values that were observed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from autograder.answers import find_answer
from autograder.comparison import agree, describe
from autograder.exercises import find_exercise
from autograder.explanations import explain
from autograder.observations import NOT_CALLABLE, Observation
from autograder.values import MISSING, SEQUENCES, Value
from autograder.verdicts import Difference, Exercise, Mistake, Status, Verdict

log = logging.getLogger(__name__)

STUB = "NotImplementedError"
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


def judge(exercise: Exercise, observed: Observation, seed: int, device: str = "cpu") -> Verdict:
    """The verdict on an observation that was made with this seed.

    Points of a criterion are earned if all its values agree with the reference's.
    """
    expected = expected_observation(exercise.id, seed, device)
    earned = [
        (c.title, c.points if all_agree(exercise, expected, observed, c.keys) else 0.0, c.points)
        for c in exercise.criteria
    ]
    wrong = [key for key in _keys(exercise) if not _agrees(exercise, expected, observed, key)]
    score = 0.0 if exercise.optional else float(sum(points for _, points, _ in earned))
    status = _status(observed, wrong, any(points for _, points, _ in earned))
    mistake = None
    if status in (Status.FAILED, Status.PARTIAL, Status.ERROR):
        mistake = find_mistake(exercise, observed, wrong, seed, device)
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        score=score,
        max_score=exercise.points,
        status=Status.FAILED if mistake and status is Status.ERROR else status,
        message=mistake.message if mistake else _message(exercise, status, observed, wrong, seed),
        mistake=mistake.id if mistake else None,
        criteria=tuple(earned),
        differences=() if exercise.secret else _differences(expected, observed, wrong),
        hints=exercise.hints,
        student_lines=_student_lines(observed, wrong),
        picture=_picture(exercise, expected, observed, status),
        optional=exercise.optional,
    )


def _keys(exercise: Exercise) -> list[str]:
    return list(dict.fromkeys(key for c in exercise.criteria for key in c.keys))


def _agrees(exercise: Exercise, expected: Observation, observed: Observation, key: str) -> bool:
    if key not in expected.values:
        raise KeyError(f"{exercise.id}: the reference gives no value {key!r}")
    compare = exercise.compare.get(key, agree)
    seen = observed.values.get(key, MISSING)
    return bool(_unless_it_fails(lambda: compare(expected.values[key], seen)))


def _unless_it_fails(ask: Callable[[], T]) -> T | None:
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
    return all(_agrees(exercise, expected, observed, key) for key in keys)


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
        if all_values_agree(seen, observed, _keys(exercise)):
            return mistake
    failed = next(c.keys for c in exercise.criteria if any(key in wrong for key in c.keys))
    expected = expected_observation(exercise.id, seed, device)
    found: list[tuple[int, Mistake]] = []
    for mistake in mistakes:
        seen = mistaken_observation(exercise.id, mistake.id, seed, device)
        differs = not all_agree(exercise, expected, seen, failed)
        if differs and all_values_agree(seen, observed, failed):
            count = sum(all_values_agree(seen, observed, [key]) for key in _keys(exercise))
            found.append((count, mistake))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def all_values_agree(seen: Observation, observed: Observation, keys: Iterable[str]) -> bool:
    """Whether two observations agree in these keys, including in what is missing."""
    return all(
        agree(seen.values.get(key, MISSING), observed.values.get(key, MISSING)) for key in keys
    )


def _status(observed: Observation, wrong: list[str], some_earned: bool) -> Status:
    if not wrong:
        return Status.PASSED
    errors = [v for key in wrong if (v := observed.values.get(key, MISSING)).kind == "error"]
    present = [key for key in wrong if observed.values.get(key, MISSING).kind != "missing"]
    if errors and len(errors) == len(present) and all(e.name == STUB for e in errors):
        return Status.PARTIAL if some_earned else Status.NOT_ATTEMPTED
    if some_earned:
        return Status.PARTIAL
    if errors and len(errors) == len(present):
        return Status.ERROR
    return Status.FAILED


def _message(
    exercise: Exercise, status: Status, observed: Observation, wrong: list[str], seed: int
) -> str:
    expected = expected_observation(exercise.id, seed)
    if status is Status.PASSED:
        return "All values agree with the reference."
    if status is Status.NOT_ATTEMPTED:
        return (
            "Nothing to check yet: the cell above still raises NotImplementedError. "
            "Replace that line with your own code, and run the cell before its check."
        )
    if NOT_CALLABLE in observed.values:
        return _not_callable_text(observed.values[NOT_CALLABLE])
    if (tell := exercise.tell) and (
        text := _unless_it_fails(lambda: tell(expected, observed, wrong))
    ):
        return text
    key = next((k for k in wrong if _is_present(observed, k)), wrong[0])
    seen = observed.values.get(key, MISSING)
    if seen.kind == "error" and seen.name == STUB:
        return f"{expected.labels[key]}: this part still raises NotImplementedError."
    wanted = expected.values[key]
    if exercise.secret and seen.kind == wanted.kind and wanted.kind not in (*SEQUENCES, "dict"):
        return f"{expected.labels[key]}: {describe(seen)} is not right yet."
    return f"{expected.labels[key]}: {explain(wanted, seen)}"


def _is_present(observed: Observation, key: str) -> bool:
    return observed.values.get(key, MISSING).kind != "missing"


def _not_callable_text(value: Value) -> str:
    return (
        f"`check` needs the function or class itself, but got {describe(value)}. "
        'Write its name without parentheses and without quotes: check("fun_dz", fun_dz).'
    )


def _differences(
    expected: Observation, observed: Observation, wrong: list[str], limit: int = 2
) -> tuple[Difference, ...]:
    rows = []
    for key in wrong:
        got = observed.values.get(key, MISSING)
        if got.kind not in ("missing", "error"):  # an error is told once, with its lines
            wanted = expected.values[key]
            told = (_described(wanted, got), _described(got, wanted))
            rows.append(Difference(expected.labels[key], *told))
    return tuple(rows[:limit])


def _described(value: Value, other: Value) -> str:
    """The value in words, with what sets it apart where the numbers are the same."""
    if value.graph == other.graph or value.kind != "tensor":
        return describe(value)
    return describe(value) + (", in a graph" if value.graph else ", in no graph")


def _student_lines(observed: Observation, wrong: list[str]) -> tuple[str, ...]:
    """The student's lines of the first thing that went wrong, if that was an error."""
    first = next((observed.values[key] for key in wrong if _is_present(observed, key)), MISSING)
    return first.lines if first.kind == "error" and first.name != STUB else ()


def _picture(
    exercise: Exercise, expected: Observation, observed: Observation, status: Status
) -> str | None:
    if (draw := exercise.picture) is None or status not in (Status.FAILED, Status.PARTIAL):
        return None
    return _unless_it_fails(lambda: draw(expected, observed))


def error_verdict(exercise: Exercise, status: Status, message: str) -> Verdict:
    """A verdict of zero points where there was no observation to judge."""
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        score=0.0,
        max_score=exercise.points,
        status=status,
        message=message,
        criteria=tuple((c.title, 0.0, c.points) for c in exercise.criteria),
        hints=exercise.hints,
        optional=exercise.optional,
    )
