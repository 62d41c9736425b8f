"""The grades of a lesson as they stand: what the gradebook has, or what grading found.

Owns which of the two counts and who has no grade yet. What a person gave in Formgrader and what was
taken for being late count, as nbgrader counts them; while something asks for a person, there is no
grade. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.grading.databases import file_of
from autograder.grading.gradebook import reason, shown_url
from autograder.grading.journal import read_journal
from autograder.grading.places import Places
from autograder.records.results import GRADED, Record

TIMEOUT_S = 60


@dataclass(frozen=True)
class Standing:
    """How one student stands in a lesson. ``points`` is None where ``why`` says why.

    ``notes`` tell of points by hand and of what was taken for being late; ``parts`` are points by
    exercise, with their maxima.
    """

    student: str
    points: float | None
    max_points: float
    why: str = ""
    notes: tuple[str, ...] = ()
    parts: tuple[tuple[str, float | None, float], ...] = ()


@dataclass
class Entered:
    """What the gradebook has of one student: points by cell, and what asks for a person."""

    points: dict[str, float | None] = field(default_factory=dict)
    maxima: dict[str, float] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)
    open: bool = False
    late: float = 0.0


@dataclass(frozen=True)
class Standings:
    """A class: each student who handed in, and what is to be said of all of it.

    ``gone`` are in the gradebook and handed in no longer.
    """

    students: tuple[Standing, ...]
    gone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def standings(places: Places, lesson: str) -> Standings:
    """How a class stands in a lesson. Raises ``UsageError`` where that can't be read."""
    records, notes = _records(places, lesson)
    entered = _entered(places.db_url, lesson)
    found = tuple(_standing(record, entered.get(record.student)) for record in records)
    gone = sorted(set(entered) - {record.student for record in records})
    return Standings(found, tuple(gone), tuple(notes))


def _records(places: Places, lesson: str) -> tuple[list[Record], list[str]]:
    path = places.results(lesson)
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        raise UsageError(
            f"{lesson} has no grades yet: there is no {path}. Say `autograder grade {lesson}` "
            "first, or name the folder of its results with --out."
        ) from None
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    found: dict[str, Record] = {}
    torn = 0
    for line in lines:
        try:
            record = Record.from_json(line.decode())
        except (ValueError, KeyError, TypeError):
            torn += 1
        else:
            found[record.student] = record
    again = f"Say `autograder grade {lesson}` to go on with it."
    notes = [f"{torn} lines of {path} can't be read. {again}"] if torn else []
    if not read_journal(places.journal(lesson)).finished:
        notes.append(f"The last run over {lesson} was stopped before its end. {again}")
    return [found[student] for student in sorted(found)], notes


def _entered(url: str, lesson: str) -> dict[str, Entered]:
    """What the gradebook has of a lesson, by student; nothing where there is no gradebook."""
    path = file_of(url)
    if path is not None and not path.is_file():
        return {}
    with _explained(url):
        arguments = {"timeout": TIMEOUT_S} if url.startswith("sqlite") else {}
        engine = create_engine(url, connect_args=arguments)
        try:
            if not inspect(engine).has_table("grade"):
                return {}
            with Session(engine) as session:
                return _read(session, lesson)
        finally:
            engine.dispose()


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ModuleNotFoundError, OSError) as error:
        raise UsageError(
            f"The gradebook {shown_url(url)} can't be read: {reason(error)}. Name another with "
            "--db, or another folder with --out."
        ) from error


def _read(session: Session, lesson: str) -> dict[str, Entered]:
    owner = SubmittedAssignment.student_id
    of_lesson = (
        select(owner, SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == lesson)
    )
    found: dict[str, Entered] = {}
    owners: dict[str, str] = {}
    for student, notebook, late in session.execute(of_lesson):
        owners[notebook] = student
        found.setdefault(student, Entered()).late += late or 0.0
    cells = {cell.id: cell for cell in session.scalars(select(BaseCell))}
    grades = (
        select(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == lesson)
    )
    for grade in session.scalars(grades):
        if (student := owners.get(grade.notebook_id)) and grade.cell_id in cells:
            _add(found[student], cells[grade.cell_id], grade)
    return found


def _add(entered: Entered, cell: BaseCell, grade: Grade) -> None:
    name = cell.name.removeprefix("test_")
    points = grade.auto_score if grade.manual_score is None else grade.manual_score
    entered.points[name] = None if points is None else points + (grade.extra_credit or 0.0)
    entered.maxima[name] = float(cell.max_score)
    entered.open |= bool(grade.needs_manual_grade)
    if grade.manual_score is not None or grade.extra_credit:
        entered.by_hand.append(name)


def _standing(record: Record, entered: Entered | None) -> Standing:
    if entered is None or not entered.points:
        parts = tuple((e.id, e.score, e.max_score) for e in record.exercises)
        sure = record.status == GRADED and not record.unsure
        points = record.score if sure else None
        why = "" if points is not None else _why(record)
        return Standing(record.student, points, record.max_score, why, (), parts)
    parts = tuple((n, p, entered.maxima[n]) for n, p in sorted(entered.points.items()))
    notes = []
    if entered.by_hand:
        notes.append(f"by hand: {', '.join(sorted(entered.by_hand))}")
    if entered.late:
        notes.append(f"{entered.late:g} taken for being late")
    most = sum(entered.maxima.values())
    missing = any(points is None for _, points, _ in parts)
    if entered.open or missing:
        return Standing(record.student, None, most, _why(record), tuple(notes), parts)
    total = sum(points or 0.0 for _, points, _ in parts)
    return Standing(record.student, max(0.0, total - entered.late), most, "", tuple(notes), parts)


def _why(record: Record) -> str:
    """Why there is no grade, and what gives one."""
    if record.status != GRADED:
        return f"{record.status}: {record.message}"
    if record.unsure:
        return f"needs a person: look at {', '.join(record.unsure)} in Formgrader"
    return "needs a person: look at it in Formgrader"
