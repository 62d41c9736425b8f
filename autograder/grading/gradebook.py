"""The one writer to the gradebook: nbgrader's own steps around results that come from elsewhere.

Owns the gradebook, ``autograded/`` and ``feedback/``. Executes nothing: nbgrader's ``Autograde``
is used with ``Execute`` taken out, on notebooks that ``grade_submission`` executed and scored.
Sanitizing, saved grades, late penalties and feedback are nbgrader's.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError, ValidationError
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades, SaveCells
from nbgrader.utils import setenv
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets import List
from traitlets.config import Config, PyFileConfigLoader

from autograder.errors import SubmissionError, UsageError
from autograder.grading.course import LANGUAGE, Course
from autograder.grading.notebooks import parse_notebook
from autograder.grading.records import REJECTED, Graded, Record
from autograder.reports.pages import failure_page, with_repairs

log = logging.getLogger(__name__)

CONFIG = "nbgrader_config.py"
DAMAGED = (
    ValidationError,
    SchemaTooOldError,
    SchemaTooNewError,
    AttributeError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What nbgrader's sanitizing raises where a hand-in's metadata aren't what was released."""


@dataclass(frozen=True)
class Places:
    """The folders of one run, and the database. ``submitted`` is never written to."""

    submitted: Path
    out: Path
    db_url: str

    @property
    def autograded(self) -> Path:
        """Executed notebooks with scores and cards: ``autograded/STUDENT/LESSON/``."""
        return self.out / "autograded"

    @property
    def feedback(self) -> Path:
        """Pages for students: ``feedback/STUDENT/LESSON/``."""
        return self.out / "feedback"

    def results(self, lesson: str) -> Path:
        """The file of a lesson's records, one line a student."""
        return self.out / "results" / f"{lesson}.jsonl"


class Folders(CourseDirectory):
    """nbgrader's folders, where an unreadable ``timestamp.txt`` in a hand-in stops nothing."""

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When the hand-in came, or None where that isn't known."""
        try:
            return super().get_existing_timestamp(dest_path)
        except (AttributeError, OSError, ValueError) as error:
            log.warning("%s: no timestamp: %s", dest_path, error)
            return None


class NoOtherFiles(BaseConverter):
    """Keeps nbgrader from copying what lies beside a hand-in's notebook, links included."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copies nothing."""


class SaveVerdicts(NbGraderPreprocessor):
    """Makes the gradebook say what the record says, where a check cell's output can't."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook and the resources as they came."""
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            _put_scores(gradebook, resources["autograder"])
        return nb, resources


class GradebookWriter(Autograde, NoOtherFiles):
    """Writes the results of one lesson's hand-ins, one at a time."""

    autograde_preprocessors = List(
        [p for p in Autograde.autograde_preprocessors.default_args[0] if p is not Execute]
    ).tag(config=True)

    def __init__(self, course: Course, lesson: str, places: Places) -> None:
        config = _config(course)
        super().__init__(_folders(course, lesson, places, config), config=config, log=log)
        self.course, self.lesson, self.places = course, lesson, places
        after = self.autograde_preprocessors.index(SaveAutoGrades) + 1
        self.autograde_preprocessors.insert(after, SaveVerdicts)
        self.writer = FilesWriter(parent=self)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.pages = FeedbackWriter(self.coursedir, config=config, log=log)

    @cached_property
    def release(self) -> NotebookNode:
        """The lesson as it was handed out. Raises ``UsageError`` where it can't be had."""
        return nbformat.read(self.course.release(self.lesson), as_version=4)

    def enter_lesson(self, solution: Path) -> None:
        """Makes or updates the lesson's entry in the gradebook, from its solution notebook.

        Raises ``UsageError`` where the database can't be written, or holds hand-ins of a lesson
        with other cells.
        """
        try:
            with _database_tools(), self._gradebook() as gradebook:
                gradebook.update_or_create_assignment(self.lesson)
            self._save_cells(nbformat.read(solution, as_version=4))
        except (SQLAlchemyError, OSError) as error:
            text = f"The gradebook {self.coursedir.db_url} can't be used: {_reason(error)}"
            raise UsageError(text) from error
        except RuntimeError as error:
            raise UsageError(
                f"The gradebook {self.coursedir.db_url} has grades for another version of "
                f"{self.lesson} ({error}). Start a new one: name another folder with --out."
            ) from error

    def _save_cells(self, notebook: NotebookNode) -> None:
        steps = list(GenerateAssignment().preprocessors)
        resources = self._resources(".")
        for step in steps[: steps.index(SaveCells) + 1]:
            notebook, resources = step(parent=self).preprocess(notebook, resources)

    def sanitize(self, student: str, data: bytes) -> bytes:
        """The hand-in with its outputs cleared, and checks and kernel as they were released.

        Reads the gradebook and writes nothing. Raises ``SubmissionError``.
        """
        notebook = parse_notebook(data)
        self._sanitizing = True
        self._init_preprocessors()
        try:
            text, _ = self.exporter.from_notebook_node(notebook, self._resources(student))
        except DAMAGED as error:
            raise SubmissionError(
                f"The notebook's nbgrader metadata are damaged: {_reason(error)}. "
                "Start from a fresh copy of the notebook and paste your answers into it."
            ) from error
        return str(text).encode()

    def save(self, graded: Graded) -> None:
        """Writes a result: grades, the executed notebook and the feedback page."""
        record = graded.record
        self.clear(record.student)
        if not graded.notebook:
            return self._save_failed(record)
        with _known_warnings():
            self._enter_student(record.student)
            notebook = nbformat.reads(graded.notebook, as_version=4)
            self._sanitizing = False
            self._init_preprocessors()
            resources = self._resources(record.student) | {"autograder": record}
            with setenv(NBGRADER_EXECUTION="autograde"):
                text, resources = self.exporter.from_notebook_node(notebook, resources)
            self._folder(self.places.autograded, record.student)
            self.write_single_notebook(text, resources)
            self.set_permissions(self.lesson, record.student)
            self._folder(self.places.feedback, record.student)
            self.pages.write(text, self._resources(record.student), record.repairs)

    def clear(self, student: str) -> None:
        """Removes what an earlier run wrote for this student and lesson."""
        for folder in (self.places.autograded, self.places.feedback):
            shutil.rmtree(folder / student / self.lesson, ignore_errors=True)

    def _save_failed(self, record: Record) -> None:
        page = self._folder(self.places.feedback, record.student) / f"{self.lesson}.html"
        page.write_text(failure_page(record), encoding="utf-8")
        with _known_warnings(), self._gradebook() as gradebook:
            gradebook.update_or_create_student(record.student)
            gradebook.update_or_create_submission(self.lesson, record.student)
            _put_scores(gradebook, record)

    def _folder(self, below: Path, student: str) -> Path:
        """A student's folder, made again: nbconvert makes one when its name changes, else not."""
        folder = below / student / self.lesson
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _enter_student(self, student: str) -> None:
        self._sanitizing = True
        self.notebooks = [f"{self.lesson}.ipynb"]
        self.init_assignment(self.lesson, student)

    def _gradebook(self) -> Gradebook:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)

    def _resources(self, student: str) -> dict[str, Any]:
        known = {"student": student, "assignment": self.lesson, "notebook": self.lesson}
        return {
            "unique_key": self.lesson,
            "output_files_dir": f"{self.lesson}_files",
            "nbgrader": {**known, "db_url": self.coursedir.db_url},
        }


class FeedbackWriter(GenerateFeedback):
    """Writes a student's page with nbgrader's template."""

    def __init__(self, coursedir: CourseDirectory, **kwargs: Any) -> None:
        super().__init__(coursedir, exporter_class=HTMLExporter, **kwargs)
        self.writer = FilesWriter(parent=self)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        for preprocessor in self.preprocessors:
            self.exporter.register_preprocessor(preprocessor)

    def write(self, notebook: str, resources: dict[str, Any], repairs: Sequence[str] = ()) -> None:
        """Writes the page of an executed and saved notebook, with its repairs at the top."""
        node = nbformat.reads(notebook, as_version=4)
        page, written = self.exporter.from_notebook_node(node, resources)
        self.write_single_notebook(with_repairs(page, repairs), written)


def _put_scores(gradebook: Gradebook, record: Record) -> None:
    """Puts a record's scores into the gradebook; what is open or rejected asks for a person."""
    lesson = record.assignment
    scores = {f"test_{e.id}": e.score for e in record.exercises}
    rest = 0.0 if record.status == REJECTED else None
    notebook = gradebook.find_submission_notebook(lesson, lesson, record.student)
    for grade in notebook.grades:
        grade.auto_score = scores.get(grade.name, rest)
        asked = grade.auto_score is None or grade.manual_score is not None
        grade.needs_manual_grade = asked or record.status == REJECTED
    gradebook.db.commit()


def _config(course: Course) -> Config:
    """The instructor's nbgrader settings, such as late penalties, where there are any."""
    if not (course.root / CONFIG).is_file():
        return Config()
    return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()


def _folders(course: Course, lesson: str, places: Places, config: Config) -> Folders:
    return Folders(
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


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    text = next(iter(str(cause).splitlines()), type(cause).__name__)
    return text.rstrip(".")


@contextlib.contextmanager
def _database_tools() -> Iterator[None]:
    """A block in which ``alembic`` is found: nbgrader 0.9.6 (api.py) runs it by its bare name."""
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path


@contextlib.contextmanager
def _known_warnings() -> Iterator[None]:
    """A block without one warning, of nbgrader 0.9.6 (api.py, add_submission)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        yield
