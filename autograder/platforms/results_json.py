"""Results of grading in the forms that graders on servers hand in: Gradescope, Classroom 50.

Pure: from a record to what becomes JSON. Nothing is hidden, and a fault of the grader has no form:
neither platform has one without a score, and a score of zero would be the student's.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from autograder.errors import UsageError
from autograder.exercises import lesson_exercises
from autograder.records.results import ExerciseRecord, Record
from autograder.records.verdicts import Status

SCHEMA = "classroom50/result/v1"
PARTS = 1000
"""Parts of a point that are told apart: scores are sums of fractions such as halves."""
RUN = (
    "classroom",
    "assignment",
    "assignment_type",
    "owner",
    "submission",
    "commit",
    "release",
    "review",
    "datetime",
)
"""What Classroom 50 wants to hear of a run, and the runner knows."""
UNSURE = (
    "{names}: a person should look at this, as the notebook had to be mended in a way that may not "
    "be what was meant."
)


def gradescope(record: Record) -> dict[str, Any]:
    """The content of Gradescope's ``results.json``. Raises ``UsageError`` for what has no score."""
    _require_score(record)
    notes = [record.told(), *record.repairs_told()]
    if record.unsure:
        notes.append(UNSURE.format(names=", ".join(record.unsure)))
    return {
        "score": record.score,
        "output": "\n".join(filter(None, notes)),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "tests": [_gradescope_test(exercise) for exercise in record.exercises],
        "extra_data": {"status": record.status, "unsure": list(record.unsure)},
    }


def refused_by_gradescope(why: str) -> dict[str, Any]:
    """The same for a submission that holds nothing to grade."""
    return {
        "score": 0.0,
        "output": why,
        "output_format": "text",
        "visibility": "visible",
        "tests": [],
    }


def _gradescope_test(exercise: ExerciseRecord) -> dict[str, Any]:
    return {
        "name": exercise.id,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "status": "passed" if exercise.status == Status.PASSED else "failed",
        "output": exercise.told(),
        "output_format": "text",
        "visibility": "visible",
    }


def classroom50(record: Record, run: Mapping[str, str]) -> dict[str, Any]:
    """The content of Classroom 50's ``result.json``; ``run`` has a text for each of ``RUN``.

    Scores there are whole numbers: where a lesson has half points, all of them are doubled, the
    maximum too, and so on for other fractions. Raises ``UsageError`` for what has no score.
    """
    _require_score(record)
    if missing := [name for name in RUN if not run.get(name)]:
        raise UsageError(f"Classroom 50 wants {', '.join(missing)}, which the run doesn't tell.")
    scale = scale_of(record.assignment)
    tests = [_classroom50_test(exercise, scale) for exercise in record.exercises]
    points = {
        "score": _whole(record.score, scale),
        "max-score": _whole(record.max_score, scale),
    }
    return {"schema": SCHEMA, **{name: run[name] for name in RUN}, **points, "tests": tests}


def scale_of(lesson: str) -> int:
    """What all points of a lesson are multiplied by to be whole: 2 where there are halves.

    The same for every hand-in of the lesson, as its points are sums of its criteria's.
    """
    points = [c.points for e in lesson_exercises(lesson) for c in e.criteria]
    return lcm(*(_exact(p).denominator for p in points))


def _exact(points: float) -> Fraction:
    return Fraction(round(points * PARTS), PARTS)


def _whole(points: float | None, scale: int) -> int:
    """The points times the scale, rounded down where that isn't whole."""
    return int(_exact(points or 0.0) * scale)


def _classroom50_test(exercise: ExerciseRecord, scale: int) -> dict[str, Any]:
    return {
        "test-name": exercise.id,
        "passed": exercise.status == Status.PASSED,
        "score": _whole(exercise.score, scale),
        "max-score": _whole(exercise.max_score, scale),
        "output": exercise.told(),
    }


def _require_score(record: Record) -> None:
    if record.score is None:
        raise UsageError(
            f"{record.assignment} has no score, by a fault of the grader: {record.told()} "
            "Nothing is handed in for it. Grade it again."
        )
