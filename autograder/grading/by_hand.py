"""What persons gave in Formgrader: points and comments, which count whatever the grader finds.

Owns how they are read for a whole class, and the mark of them that a page carries: a page is out of
date once the mark is another. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from autograder.records.by_hand import ByHand, Given


def of_grade(name: str, manual: float | None, extra: float | None) -> list[Given]:
    """What was given with a grade; nothing where that is the grader's own."""
    return [(name, manual, extra or None, "")] if manual is not None or extra else []


def of_comment(name: str, comment: str | None) -> list[Given]:
    """What was given with a comment."""
    return [(name, None, None, comment)] if comment else []


def points_text(manual: float | None, extra: float | None) -> str:
    """Points that a person gave, in a word."""
    words = ("" if manual is None else f"{manual:g}") + (f"{extra:+g}" if extra else "")
    return words or "0"


def mark(given: Iterable[Given], late_penalty: float = 0.0) -> str:
    """A text that differs where anything was given otherwise, or taken for being late."""
    told = sorted(map(repr, given)) + ([f"late {late_penalty!r}"] if late_penalty else [])
    return blake2b(repr(told).encode(errors="backslashreplace"), digest_size=8).hexdigest()


def read_by_hand(
    engine: Engine, assignment: str, graded: Mapping[str, str], commented: Mapping[str, str]
) -> dict[str, ByHand]:
    """What was given for a lesson, by student; the mappings are names of cells by their ids."""
    found: dict[str, ByHand] = {}
    owner = SubmittedAssignment.student_id
    columns = (owner, Grade.cell_id, Grade.manual_score, Grade.extra_credit)
    grades = (
        select(*columns, Grade.needs_manual_grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment)
        .where(or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None)))
    )
    comments = (
        select(owner, Comment.cell_id, Comment.manual_comment)
        .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment)
        .where(Comment.manual_comment.is_not(None))
    )
    with Session(engine) as session:
        for student, cell, manual, extra, asked in session.execute(grades):
            if cell in graded and (given := of_grade(graded[cell], manual, extra)):
                one = found.setdefault(student, ByHand())
                one.given += given
                one.points[graded[cell].removeprefix("test_")] = points_text(manual, extra)
                one.open |= bool(asked and manual is not None)
        for student, cell, comment in session.execute(comments):
            if cell in commented:
                given = of_comment(commented[cell], comment)
                found.setdefault(student, ByHand()).given += given
    return found
