"""The one writer of a lesson's results: executed notebooks, feedback pages and the gradebook.

Executes nothing and judges nothing. A result is in the gradebook once its files are whole, so that
a run that is killed at any moment leaves each hand-in as it was before or as it is after.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, v4
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, Execute, SaveAutoGrades
from nbgrader.utils import compute_checksum, is_solution, is_task
from traitlets.config import Config, PyFileConfigLoader

from autograder.grading.arrivals import NOT_TOLD, Arrival
from autograder.grading.by_hand import mark
from autograder.grading.course import LANGUAGE, Course
from autograder.grading.feedback import FeedbackPages
from autograder.grading.gradebook import Entry, LessonGradebook
from autograder.grading.notebooks import grade_id, notebook_bytes
from autograder.grading.places import Places, write_whole
from autograder.grading.receipts import keep_receipt
from autograder.records.by_hand import NOTHING, ByHand
from autograder.records.results import Graded, Record
from autograder.reports.pages import failure_page

log = logging.getLogger(__name__)

CONFIG = "nbgrader_config.py"
MADE_FROM = "<!-- by hand: "
TAIL = 64
"""Bytes at the end of a page in which its mark stands."""
OURS = (Execute, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata)
"""The steps of nbgrader's autograding that are done here or elsewhere, in another way."""


class ResultWriter:
    """Writes the results of one lesson's hand-ins, one at a time, from one thread.

    Raises ``UsageError`` where something is missing or can't be written.
    """

    def __init__(self, course: Course, lesson: str, places: Places, feedback: bool = True) -> None:
        solution = nbformat.read(course.solution(lesson), as_version=4)
        places.make_folders(lesson)
        self.lesson, self.places, self.feedback = lesson, places, feedback
        self.config = _config(course)
        self.zone = str(self.config.Exchange.get("timezone", "UTC"))
        self.folders = _folders(course, lesson, places, self.config)
        self.autograde = Autograde(self.folders, config=self.config, log=log)
        self.steps = self._steps()
        self.gradebook = LessonGradebook(self.folders, lesson, self.autograde, solution)

    def _steps(self) -> list[Preprocessor]:
        """Nbgrader's other steps, such as limiting long outputs, as the instructor set them."""
        kinds = [kind for kind in self.autograde.autograde_preprocessors if kind not in OURS]
        return [step for kind in kinds if (step := kind(parent=self.autograde)).enabled]

    @cached_property
    def pages(self) -> FeedbackPages:
        """What makes the pages; loaded with the first one."""
        return FeedbackPages(self.folders, config=self.config, log=log)

    def close(self) -> None:
        """Closes the gradebook."""
        self.gradebook.close()

    def written(self) -> set[str]:
        """The students of whom the gradebook and the folders have a result."""
        students = self.gradebook.students()
        return {s for s in students if not self.feedback or self._page(s).is_file()}

    def by_hand(self) -> dict[str, ByHand]:
        """What persons gave, by student."""
        return self.gradebook.by_hand()

    def renew(self, records: Sequence[Record], arrivals: Mapping[str, Arrival]) -> list[str]:
        """Brings results of earlier runs up to date; the students whose pages are written anew.

        Meanwhile due dates may have moved, and persons given something. Nothing is executed: the
        pages are made of the notebooks that are there.
        """
        self.gradebook.settle(records, arrivals)
        if not self.feedback:
            return []
        given, late, renewed = self.by_hand(), self.gradebook.taken_for_late(), []
        for record in records:
            path = self.places.notebook(record.student, self.lesson)
            wanted = mark(given.get(record.student, NOTHING).given, late.get(record.student, 0.0))
            if not path.is_file() or _made_from(self._page(record.student)) == wanted:
                continue
            notebook, entry = v4.reads(path.read_text()), self.gradebook.read(record.student)
            self._save_page(record.student, self._made(notebook, record, entry))
            renewed.append(record.student)
        return renewed

    def _made(self, notebook: NotebookNode, record: Record, entry: Entry) -> str:
        page = self.pages.page(notebook, record, entry)
        return f"{page.rstrip()}\n{MADE_FROM}{mark(entry.given, entry.late_penalty)} -->\n"

    def save(self, graded: Graded, arrival: Arrival = NOT_TOLD) -> None:
        """Writes a result. Raises ``OSError`` or ``SQLAlchemyError``; then it isn't entered."""
        record = graded.record
        if not graded.notebook:
            return self._save_failed(record, arrival)
        notebook = v4.reads(graded.notebook)
        resources: Any = {"nbgrader": {"student": record.student, "assignment": self.lesson}}
        for step in self.steps:
            notebook, resources = step(notebook, resources)
        with self.gradebook.entry(record, untouched_answers(notebook), arrival) as entry:
            path = self.places.notebook(record.student, self.lesson)
            write_whole(path, notebook_bytes(notebook), int(str(self.autograde.permissions), 8))
            if self.folders.groupshared:
                self.autograde.set_permissions(self.lesson, record.student)
            self._save_page(
                record.student,
                self._made(notebook, record, entry) if self.feedback else "",
            )
            self._keep_receipt(record.student)

    def _save_failed(self, record: Record, arrival: Arrival) -> None:
        """Writes the result of a hand-in that has no executed notebook."""
        with self.gradebook.entry(record, arrival=arrival):
            folder = self.places.notebook(record.student, self.lesson).parent
            shutil.rmtree(folder, ignore_errors=True)
            self._save_page(record.student, failure_page(record))
            self._keep_receipt(record.student)

    def _keep_receipt(self, student: str) -> None:
        page = self._page(student)
        if page.is_file():
            keep_receipt(self.places.submitted / student / self.lesson, page.parent)

    def _page(self, student: str) -> Path:
        return self.places.page(student, self.lesson)

    def _save_page(self, student: str, page: str) -> None:
        if page:
            write_whole(self._page(student), page.encode(errors="replace"))
        else:
            self._page(student).unlink(missing_ok=True)  # it tells of an earlier result


def _made_from(page: Path) -> str:
    """The mark at the end of a page; "" where there is none."""
    with page.open("rb") as file:
        file.seek(max(0, page.stat().st_size - TAIL))
        _, _, found = file.read().decode(errors="replace").rpartition(MADE_FROM)
    return found.removesuffix(" -->\n")


def untouched_answers(notebook: NotebookNode) -> list[str]:
    """The ids of the answer cells that are as they were released, by nbgrader's checksum."""
    return [
        grade_id(cell) or ""
        for cell in notebook.cells
        if is_solution(cell)
        and not is_task(cell)
        and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    ]


def _config(course: Course) -> Config:
    """The instructor's nbgrader settings, such as late penalties, where there are any."""
    if not (course.root / CONFIG).is_file():
        return Config()
    return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()


def _folders(course: Course, lesson: str, places: Places, config: Config) -> CourseDirectory:
    return CourseDirectory(
        config=config,
        log=log,
        root=str(course.root.resolve()),
        assignment_id=lesson,
        source_directory=f"solutions/{LANGUAGE}",
        submitted_directory=str(places.submitted.resolve()),
        autograded_directory=str(places.autograded.resolve()),
        feedback_directory=str(places.feedback.resolve()),
        db_url=places.db_url,
    )
