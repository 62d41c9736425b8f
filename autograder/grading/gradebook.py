"""The rows of one lesson in nbgrader's gradebook, written in one transaction a hand-in.

Owns the database and nothing else. The rows are those that nbgrader's own ``SaveAutoGrades`` and
``AssignLatePenalties`` make, in a few statements instead of a connection and a commit for each
cell; a test compares the two. The lesson's own entry is made by nbgrader's own steps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import AssignLatePenalties, SaveCells
from sqlalchemy import create_engine, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import LoggingConfigurable

from autograder.errors import UsageError
from autograder.grading.arrivals import NOT_TOLD, Arrival
from autograder.grading.by_hand import Given, of_comment, of_grade, read_by_hand
from autograder.grading.databases import file_of, sqlite_url
from autograder.records.by_hand import ByHand
from autograder.records.results import REJECTED, Record

LOCKED_S = 60
"""How long SQLite waits for another program, such as Formgrader, to finish its writing."""
DRIVERS = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary"}
"""Packages to install, where they are called otherwise than the modules."""


@dataclass
class Entry:
    """What the gradebook says of one hand-in: scores and comments by cell, the late penalty.

    ``given`` is the part of it that comes from a person.
    """

    scores: dict[str, float] = field(default_factory=dict)
    max_scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    late_penalty: float = 0.0
    given: list[Given] = field(default_factory=list)

    def add_grade(self, name: str, most: float, grade: Grade) -> None:
        """Adds the points of a cell, by a person where one gave some."""
        counts = grade.auto_score if grade.manual_score is None else grade.manual_score
        self.scores[name] = 0.0 if counts is None else counts + (grade.extra_credit or 0.0)
        self.max_scores[name] = most
        self.given += of_grade(name, grade.manual_score, grade.extra_credit)

    def add_comment(self, name: str, comment: Comment) -> None:
        """Adds what is said of a cell."""
        self.comments[name] = comment.manual_comment or comment.auto_comment
        self.given += of_comment(name, comment.manual_comment)


class LessonGradebook:
    """The gradebook, as far as one lesson is concerned. Use from one thread; close it.

    ``parent`` has nbgrader's settings, such as late penalties. Raises ``UsageError`` where the
    database can't be used, or holds hand-ins of the lesson with other cells.
    """

    def __init__(
        self,
        folders: CourseDirectory,
        lesson: str,
        parent: LoggingConfigurable,
        solution: NotebookNode,
    ) -> None:
        self.url, self.lesson, self.parent = folders.db_url, lesson, parent
        with self._explained():
            _make_database(self.url, folders.course_id)
            with Gradebook(self.url, folders.course_id) as gradebook:
                gradebook.update_or_create_assignment(lesson)
            self._enter_cells(solution)
            self.engine = create_engine(self.url, connect_args=_connect_arguments(self.url))
            self._learn_cells()
        self.penalties = AssignLatePenalties(parent=parent)
        self.penalties.init_plugin()

    def close(self) -> None:
        """Closes the connection."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """A block whose errors of the database are told to whoever named it."""
        try:
            yield
        except ModuleNotFoundError as error:
            package = DRIVERS.get(str(error.name), error.name)
            raise UsageError(
                f"The gradebook {shown_url(self.url)} can't be used: its driver {error.name} isn't "
                f"installed. Try: pip install {package}"
            ) from error
        except (SQLAlchemyError, OSError) as error:
            raise UsageError(
                f"The gradebook {shown_url(self.url)} can't be used: {reason(error)}. Name another "
                "with --db, such as sqlite:///grading/gradebook.db, or --out. "
                "(Made by an older nbgrader? Keep a copy, then: nbgrader db upgrade.)"
            ) from error
        except RuntimeError as error:
            raise UsageError(
                f"The gradebook {shown_url(self.url)} has grades for another version of "
                f"{self.lesson} ({error}). Start a new one: name another folder with --out."
            ) from error

    def _enter_cells(self, notebook: NotebookNode) -> None:
        known = {"student": ".", "assignment": self.lesson, "notebook": self.lesson}
        resources: Any = {"nbgrader": {**known, "db_url": self.url}}
        steps = list(GenerateAssignment().preprocessors)
        for step in steps[: steps.index(SaveCells) + 1]:
            notebook, resources = step(parent=self.parent).preprocess(notebook, resources)

    def _learn_cells(self) -> None:
        """Keeps the ids and points of the lesson's cells, which don't change during a run."""
        with Gradebook(self.url) as gradebook:
            notebook = gradebook.find_notebook(self.lesson, self.lesson)
            self.notebook_id, self.assignment_id = notebook.id, notebook.assignment_id
            graded = [*notebook.grade_cells, *notebook.task_cells]
            self.graded = {cell.id: (cell.name, float(cell.max_score)) for cell in graded}
            commented: list[BaseCell] = [*notebook.solution_cells, *notebook.task_cells]
            self.commented = {cell.id: cell.name for cell in commented}

    def students(self) -> set[str]:
        """The students with an entry for this lesson."""
        query = select(SubmittedAssignment.student_id).where(
            SubmittedAssignment.assignment_id == self.assignment_id
        )
        with Session(self.engine) as session:
            return set(session.scalars(query))

    def by_hand(self) -> dict[str, ByHand]:
        """What persons gave, by student."""
        graded = {cell: name for cell, (name, _) in self.graded.items()}
        return read_by_hand(self.engine, self.assignment_id, graded, self.commented)

    def read(self, student: str) -> Entry:
        """What is entered of a student who has an entry."""
        with Session(self.engine) as session:
            return self._read(session, self._notebook(session, self._submission(session, student)))

    def _read(self, session: Session, notebook: SubmittedNotebook) -> Entry:
        entry = Entry()
        for cell, grade in _by_cell(session, Grade, notebook.id, self.graded).items():
            entry.add_grade(*self.graded[cell], grade)
        for cell, comment in _by_cell(session, Comment, notebook.id, self.commented).items():
            entry.add_comment(self.commented[cell], comment)
        entry.late_penalty = notebook.late_submission_penalty or 0.0
        return entry

    def due(self) -> datetime | None:
        """When the lesson is due, in UTC and for who has no extension; None if it never is."""
        query = select(Assignment.duedate).where(Assignment.id == self.assignment_id)
        with Session(self.engine) as session:
            return session.scalar(query)

    def taken_for_late(self) -> dict[str, float]:
        """What is taken for being late, by student."""
        with Session(self.engine) as session:
            rows = session.execute(self._all_notebooks()).all()
            return {a.student_id: n.late_submission_penalty or 0.0 for a, n in rows}

    def settle(self, records: Iterable[Record], arrivals: Mapping[str, Arrival]) -> None:
        """Enters when hand-ins came, by student, and what follows from it as it is now.

        Due dates and extensions may have been set or moved since these results were entered: what
        is taken for being late is worked out anew, and whether a person has to tell what may be.
        """
        kept = {record.student: record for record in records}
        with Session(self.engine) as session:
            for submission, notebook in session.execute(self._all_notebooks()).all():
                if record := kept.get(submission.student_id):
                    arrival = arrivals.get(record.student, NOT_TOLD)
                    _enter_arrival(submission, arrival)
                    late = submission.total_seconds_late > 0
                    if late or notebook.late_submission_penalty is not None:
                        entry = self._read(session, notebook)
                        self._enter_penalty(session, submission, notebook, entry)
                    if arrival.doubt:
                        self._ask(session, notebook.id, record, _may_be_late(submission, arrival))
            session.commit()

    def _ask(self, session: Session, notebook: str, record: Record, maybe_late: bool) -> None:
        """Enters which cells ask for a person; those to which one gave points don't any more."""
        for cell, grade in _by_cell(session, Grade, notebook, self.graded).items():
            if grade.manual_score is None:
                name = self.graded[cell][0]
                grade.needs_manual_grade = maybe_late or _asks(record, name, grade)

    def _all_notebooks(self) -> Any:
        return (
            select(SubmittedAssignment, SubmittedNotebook)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == self.assignment_id)
        )

    @contextlib.contextmanager
    def entry(
        self, record: Record, untouched: Iterable[str] = (), arrival: Arrival = NOT_TOLD
    ) -> Iterator[Entry]:
        """Enters a result; it is there for good once the block is left without an error.

        ``untouched`` names the answer cells that are as they were released. What a person gave,
        scores and comments, stays. What is open, unsure or rejected asks for a person, and so does
        what may be late and can't be told.
        """
        with Session(self.engine) as session:
            submission = self._submission(session, record.student)
            _enter_arrival(submission, arrival)
            notebook = self._notebook(session, submission)
            entry = Entry()
            maybe_late = _may_be_late(submission, arrival)
            self._enter_scores(session, notebook.id, record, entry, maybe_late)
            self._enter_comments(session, notebook.id, set(untouched), entry)
            session.flush()
            self._enter_penalty(session, submission, notebook, entry)
            yield entry
            session.commit()

    def _submission(self, session: Session, student: str) -> SubmittedAssignment:
        if session.get(Student, student) is None:
            session.add(Student(id=student))
            session.flush()
        known = {"assignment_id": self.assignment_id, "student_id": student}
        return _found_or_new(session, SubmittedAssignment, known)

    def _notebook(self, session: Session, submission: SubmittedAssignment) -> SubmittedNotebook:
        known = {"notebook_id": self.notebook_id, "assignment_id": submission.id}
        return _found_or_new(session, SubmittedNotebook, known)

    def _enter_scores(
        self, session: Session, notebook: str, record: Record, entry: Entry, ask: bool
    ) -> None:
        scores = {f"test_{e.id}": e.score for e in record.exercises}
        rest = 0.0 if record.status == REJECTED else None
        there = _by_cell(session, Grade, notebook, self.graded)
        for cell, (name, most) in self.graded.items():
            grade = there.get(cell) or Grade(cell_id=cell, notebook_id=notebook)
            grade.auto_score = scores.get(name, rest)
            given = grade.manual_score is not None
            grade.needs_manual_grade = ask or given or _asks(record, name, grade)
            entry.add_grade(name, most, grade)
            session.add(grade)

    def _enter_comments(
        self, session: Session, notebook: str, untouched: set[str], entry: Entry
    ) -> None:
        there = _by_cell(session, Comment, notebook, self.commented)
        for cell, name in self.commented.items():
            comment = there.get(cell) or Comment(cell_id=cell, notebook_id=notebook)
            comment.auto_comment = "No response." if name in untouched else None
            entry.add_comment(name, comment)
            session.add(comment)

    def _enter_penalty(
        self,
        session: Session,
        submission: SubmittedAssignment,
        notebook: SubmittedNotebook,
        entry: Entry,
    ) -> None:
        """As nbgrader's ``AssignLatePenalties`` does, by the instructor's plug-in."""
        notebook.late_submission_penalty = None
        if submission.timestamp is None or submission.assignment.duedate is None:
            return
        if (late_s := submission.total_seconds_late) > 0:
            plugin, score = self.penalties.plugin_inst, sum(entry.scores.values())
            penalty = plugin.late_submission_penalty(submission.student_id, score, late_s)
            if penalty is not None:
                session.refresh(notebook)
                notebook.late_submission_penalty = self.penalties._check_late_penalty(
                    notebook, penalty
                )
                entry.late_penalty = notebook.late_submission_penalty


def _asks(record: Record, name: str, grade: Grade) -> bool:
    """Whether a result's cell asks for a person by itself: it is open, unsure or rejected."""
    unsure = name in {f"test_{exercise}" for exercise in record.unsure}
    return unsure or record.status == REJECTED or grade.auto_score is None


def _may_be_late(submission: SubmittedAssignment, arrival: Arrival) -> bool:
    """Whether something is due, and a file that should tell when this came doesn't."""
    return bool(arrival.doubt) and submission.assignment.duedate is not None


def _enter_arrival(submission: SubmittedAssignment, arrival: Arrival) -> None:
    """Enters when it came. Where nothing tells it, a time that somebody entered stays."""
    if arrival != NOT_TOLD:
        submission.timestamp = arrival.when


def _found_or_new(session: Session, kind: Any, known: Mapping[str, str]) -> Any:
    found = session.scalars(select(kind).filter_by(**known)).one_or_none()
    if found is None:
        found = kind(**known)
        session.add(found)
        session.flush()
    return found


def _by_cell(session: Session, kind: Any, notebook: str, cells: Iterable[str]) -> dict[str, Any]:
    """The rows of a hand-in by cell. Naming the cells lets the database use its index."""
    query = select(kind).where(kind.cell_id.in_(cells), kind.notebook_id == notebook)
    return {row.cell_id: row for row in session.scalars(query)}


def _connect_arguments(url: str) -> dict[str, Any]:
    return {"timeout": LOCKED_S} if url.startswith("sqlite") else {}


def shown_url(url: str) -> str:
    """The address of a database without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return url


def reason(error: Exception) -> str:
    """The first line of what a database or the system said."""
    cause = getattr(error, "orig", None) or error
    text = next(iter(str(cause).splitlines()), type(cause).__name__)
    return text.rstrip(".")


def _make_database(url: str, course_id: str) -> None:
    """Makes the gradebook, if it isn't there: an SQLite file in one step, with its version."""
    path = file_of(url)
    if path is None or path.exists() or not path.parent.is_dir():
        _make_tables(url, course_id)
        return
    part = path.with_name(f".{path.name}.part")
    for left in (part, part.with_name(f"{part.name}-journal")):
        left.unlink(missing_ok=True)
    _make_tables(sqlite_url(part), course_id)
    part.replace(path)


def _make_tables(url: str, course_id: str) -> None:
    """Makes nbgrader's tables in an empty database, and enters the course.

    nbgrader would do it, but asks for the version in a process of its own, which takes two seconds.
    """
    engine = create_engine(url, connect_args=_connect_arguments(url))
    try:
        with engine.begin() as connection:
            if not inspect(connection).get_table_names():
                Base.metadata.create_all(connection)
                versions = ScriptDirectory(ALEMBIC_DIR)
                MigrationContext.configure(connection).stamp(versions, "head")
    finally:
        engine.dispose()
    Gradebook(url, course_id).close()
