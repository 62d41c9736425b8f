"""Runs without kernels: a class of a few bytes a student, and workers that know each result.

What a hand-in is worth is a number in its bytes, so that nothing here depends on a sandbox, and a
run takes milliseconds a student.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.exercises import lesson_exercises
from autograder.grading.batch import LessonRun, Options
from autograder.grading.course import Course
from autograder.grading.hand_ins import find_class
from autograder.grading.notebooks import notebook_bytes
from autograder.grading.places import Places, default_db_url
from autograder.grading.submission import Task
from autograder.judging.judge import error_verdict
from autograder.records.results import Graded, graded_record
from autograder.records.verdicts import Status
from tests.grading.material import LESSON

EXERCISES = lesson_exercises(LESSON)


def graded_as(share: float, task: Task) -> Graded:
    """A result in which each exercise has this share of its points, plus its seed's thousandth."""
    share += (task.seed % 1000) * 1e-6
    given = tuple(
        replace(error_verdict(e, Status.PARTIAL, f"{share:g}"), score=share * e.points)
        for e in EXERCISES
    )
    notebook = nbformat.reads(task.release.decode(), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text=f"{share:g}\n")]
    record = graded_record(task.lesson, given, 1.0)
    return Graded(record, given, notebook_bytes(notebook).decode()).of(task.student)


@dataclass
class StandIns:
    """Workers that read a share from the hand-in; ``asked`` are the students they were sent."""

    in_flight: int = 3
    asked: list[str] = field(default_factory=list)
    change: Callable[[Graded], Graded] = lambda graded: graded

    def submit(self, task: Task) -> Future[Graded]:
        future: Future[Graded] = Future()
        self.asked.append(task.student)
        future.set_result(self.change(graded_as(float(task.notebook), task)))
        return future


def hand_in_shares(submitted: Path, shares: Mapping[str, float]) -> None:
    """Puts a share where each student's notebook is looked for."""
    for student, share in shares.items():
        path = submitted / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(share))


def places_in(folder: Path) -> Places:
    return Places(folder / "submitted", folder / "out", default_db_url(folder / "out"))


def grade(course: Course, places: Places, workers: Any = None, **options: Any) -> LessonRun:
    """A run over all that is handed in, done."""
    hand_ins = find_class(places.submitted, LESSON)
    run = LessonRun(course, LESSON, places, hand_ins, Options(**options))
    try:
        for _ in run.grade(workers or StandIns()):
            pass
    finally:
        run.close()
    return run


def lines(places: Places) -> list[dict[str, Any]]:
    """The results file."""
    return [json.loads(line) for line in places.results(LESSON).read_text().splitlines()]


def students(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [row["student"] for row in rows]
