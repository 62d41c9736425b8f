"""A class through the grader: every hand-in of a lesson, one after the other.

Owns the order of the steps and the results file. One hand-in's trouble is recorded and the class
goes on.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import SubmissionError, UsageError
from autograder.grading.course import Course
from autograder.grading.gradebook import GradebookWriter, Places
from autograder.grading.hand_ins import HandIn
from autograder.grading.notebooks import notebook_bytes
from autograder.grading.records import REJECTED, UNDETERMINED, Graded, Record, Settings
from autograder.grading.repair import repair
from autograder.grading.repair.files import read_folder
from autograder.grading.submission import failed, fault_text, grade_submission

log = logging.getLogger(__name__)


def new_seed() -> int:
    """A seed that nobody knows before the run."""
    return secrets.randbelow(2**31)


def default_db_url(out: Path) -> str:
    """The gradebook that a run writes to if no other is named."""
    return f"sqlite:///{(out / 'gradebook.db').resolve()}"


def open_lesson(course: Course, lesson: str, places: Places) -> GradebookWriter:
    """The writer for a lesson, with the lesson in its gradebook and the folders made.

    Raises ``UsageError`` where something is missing or can't be written.
    """
    solution = course.solution(lesson)
    for folder in (places.out, places.autograded, places.feedback, places.results(lesson).parent):
        make_folder(folder)
    writer = GradebookWriter(course, lesson, places)
    writer.enter_lesson(solution)
    return writer


def make_folder(folder: Path) -> None:
    """Makes a folder if it isn't there. Raises ``UsageError`` where that can't be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        raise UsageError(
            f"Can't write to {folder}: {error.strerror}. Name another folder with --out."
        ) from error


def grade_class(
    writer: GradebookWriter, hand_ins: Sequence[HandIn], seed: int, settings: Settings
) -> Iterator[Record]:
    """The records of the hand-ins, each once it is saved and a line of the results file."""
    with writer.places.results(writer.lesson).open("w", encoding="utf-8") as results:
        for hand_in in hand_ins:
            record = _grade_one(writer, hand_in, seed, settings)
            results.write(record.to_json() + "\n")
            results.flush()
            yield record


def _grade_one(writer: GradebookWriter, hand_in: HandIn, seed: int, settings: Settings) -> Record:
    start = time.perf_counter()
    graded = _named(_grade(writer, hand_in, seed, settings, start), hand_in.student, start)
    try:
        writer.save(graded)
    except Exception as error:  # the result stands in the results file, the gradebook lacks it
        log.exception("saving %s failed", hand_in.path)
        fault = failed(hand_in.lesson, UNDETERMINED, fault_text(error), start)
        return fault.record.handed_in_by(hand_in.student)
    return replace(graded.record, seconds=round(time.perf_counter() - start, 3))


def _grade(
    writer: GradebookWriter, hand_in: HandIn, seed: int, settings: Settings, start: float
) -> Graded:
    try:
        data, notes = read_folder(hand_in.path.parent, hand_in.lesson)
        repaired = repair(data, writer.release, hand_in.lesson)
        sanitized = writer.sanitize(hand_in.student, notebook_bytes(repaired.notebook))
    except SubmissionError as error:
        return failed(hand_in.lesson, REJECTED, str(error), start)
    except Exception as error:  # ours or nbgrader's; the class goes on
        log.exception("preparing %s failed", hand_in.path)
        return failed(hand_in.lesson, UNDETERMINED, fault_text(error), start)
    graded = grade_submission(sanitized, hand_in.lesson, seed, settings)
    return replace(graded, record=replace(graded.record, repairs=(*notes, *repaired.repairs)))


def _named(graded: Graded, student: str, start: float) -> Graded:
    return replace(graded, record=graded.record.handed_in_by(student))
