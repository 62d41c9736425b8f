"""``scorecard``: the points of one lesson in this session, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.checking import in_kernel
from autograder.errors import UnknownLesson
from autograder.exercises import lesson_exercises
from autograder.progress import SESSION
from autograder.verdicts import Exercise, Status, Verdict


@dataclass(frozen=True)
class Row:
    """One exercise of a scorecard: its points so far and its status in words."""

    exercise: str
    title: str
    score: float
    max_score: float
    status: Status | None
    optional: bool

    @property
    def words(self) -> str:
        """The status as a reader sees it."""
        from autograder.cards import STYLES

        return STYLES[self.status][1].lower() if self.status else "not checked yet"


@dataclass(frozen=True)
class Scorecard:
    """The points of a lesson; shows itself as a table."""

    lesson: str
    rows: tuple[Row, ...]
    problem: str = ""

    @property
    def score(self) -> float:
        """The points earned so far."""
        return sum(row.score for row in self.rows)

    @property
    def max_score(self) -> float:
        """The points that the lesson gives."""
        return sum(row.max_score for row in self.rows)

    @property
    def what_next(self) -> str:
        """One sentence: the first exercise that isn't passed, or that all are."""
        for row in self.rows:
            if row.status is not Status.PASSED and not row.optional:
                return f"Next: {row.title} ({row.exercise})."
        return "All exercises of this lesson are done."

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        from autograder.cards import text_scorecard

        return self.problem or text_scorecard(self)

    def _repr_html_(self) -> str:
        from autograder.cards import html_scorecard

        return html_scorecard(self)


def scorecard(lesson: str) -> Scorecard:
    """The points of ``lesson`` ("01_gradient_vectors") that this session's checks gave."""
    try:
        rows = tuple(_row(e, SESSION.verdict(e.id)) for e in lesson_exercises(lesson))
        card = Scorecard(lesson, rows)
    except UnknownLesson as error:
        card = Scorecard(str(lesson)[:80], (), str(error))
    if not in_kernel():
        print(card)
    return card


def _row(exercise: Exercise, verdict: Verdict | None) -> Row:
    return Row(
        exercise.id,
        exercise.title,
        verdict.score if verdict else 0.0,
        exercise.points,
        verdict.status if verdict else None,
        exercise.optional,
    )
