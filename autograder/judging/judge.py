"""Turns an observation into a verdict, from data alone. Student code never runs here.

The expected values are what the reference gives for the same seed; a diagnosis is the known
mistake that gives the very values that were observed. What is said of it is in ``messages``.
"""

from __future__ import annotations

from autograder.exercises.notices import notice
from autograder.judging.diagnosis import Named, find_mistakes
from autograder.judging.expectations import (
    agrees,
    all_agree,
    all_keys,
    expected_observation,
    unless_it_fails,
)
from autograder.judging.messages import STUB, Case, named_text, student_lines, unnamed_text
from autograder.records.comparison import describe
from autograder.records.exercises import Exercise
from autograder.records.observations import Observation
from autograder.records.phrases import worded
from autograder.records.sentences import joined, say
from autograder.records.values import MISSING, Value
from autograder.records.verdicts import Difference, Status, Verdict

NOTHING_YET = say(
    "Nothing to check yet: the cell above still raises NotImplementedError. "
    "Replace that line with your own code, and run the cell before its check."
)


def judge(exercise: Exercise, observed: Observation, seed: int, device: str = "cpu") -> Verdict:
    """The verdict on an observation that was made with this seed.

    Points of a criterion are earned if all its values agree with the reference's.
    """
    expected = expected_observation(exercise.id, seed, device)
    earned = earned_points(exercise, observed, seed, device)
    score = 0.0 if exercise.optional else sum(earned)
    wrong = [key for key in all_keys(exercise) if not agrees(exercise, expected, observed, key)]
    status = _status(observed, wrong, any(earned))
    named: list[Named] = []
    if status in (Status.FAILED, Status.PARTIAL, Status.ERROR):
        named = find_mistakes(exercise, observed, wrong, seed, device)
    picture = _picture(exercise, expected, observed, status)
    expected, observed = (worded(o, exercise.phrases) for o in (expected, observed))
    case = Case(exercise, expected, observed, wrong, seed, device)
    return Verdict(
        exercise=exercise.id,
        title=say(exercise.title),
        score=score,
        max_score=exercise.points,
        status=Status.FAILED if named and status is Status.ERROR else status,
        message=_message(case, status, named),
        mistake=named[0].mistake.id if named else None,
        criteria=tuple(
            (c.said, points, c.points) for c, points in zip(exercise.criteria, earned, strict=True)
        ),
        differences=() if exercise.secret else _differences(expected, observed, wrong),
        hints=tuple(map(say, exercise.hints)),
        student_lines=student_lines(case) if wrong else (),
        picture=picture,
        optional=exercise.optional,
    )


def earned_points(
    exercise: Exercise, observed: Observation, seed: int, device: str = "cpu"
) -> list[float]:
    """What each criterion gives for an observation, without a word on why."""
    expected = expected_observation(exercise.id, seed, device)
    return [
        float(c.points) if all_agree(exercise, expected, observed, c.keys) else 0.0
        for c in exercise.criteria
    ]


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


def _message(case: Case, status: Status, named: list[Named]) -> str:
    if status is Status.PASSED:
        return joined(say("All values agree with the reference."), notice(case.exercise.id))
    if status is Status.NOT_ATTEMPTED:
        return NOTHING_YET
    return named_text(case, named) if named else unnamed_text(case)


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
    text = describe(value)
    if value.graph:
        return say("{value}, in a graph", value=text)
    return say("{value}, in no graph", value=text)


def _picture(
    exercise: Exercise, expected: Observation, observed: Observation, status: Status
) -> str | None:
    if (draw := exercise.picture) is None or status not in (Status.FAILED, Status.PARTIAL):
        return None
    return unless_it_fails(lambda: draw(expected, observed))


def error_verdict(exercise: Exercise, status: Status, message: str) -> Verdict:
    """A verdict of zero points where there was no observation to judge."""
    return Verdict(
        exercise=exercise.id,
        title=say(exercise.title),
        score=0.0,
        max_score=exercise.points,
        status=status,
        message=message,
        criteria=tuple((c.said, 0.0, c.points) for c in exercise.criteria),
        hints=tuple(map(say, exercise.hints)),
        optional=exercise.optional,
    )
