"""``scorecard``: the points of one lesson or of all of them, what is open, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.checking import in_kernel
from autograder.errors import UnknownLesson
from autograder.exercises import lesson_exercises, lesson_names
from autograder.progress import SESSION
from autograder.progress_file import Best
from autograder.verdicts import Exercise, Status, Verdict


@dataclass(frozen=True)
class Row:
    """One exercise of a scorecard: its points so far and its status in words.

    ``day`` is the best result's where that isn't what the last check of this session said.
    """

    exercise: str
    title: str
    score: float
    max_score: float
    status: Status | None
    optional: bool
    day: str = ""
    best: str = ""

    @property
    def words(self) -> str:
        """The status as a reader sees it."""
        from autograder.cards import STYLES

        now = STYLES[self.status][1].lower() if self.status else "not checked yet"
        if self.best:
            return f"{now}; {self.best} on {self.day}"
        return f"{now} on {self.day}" if self.day else now


@dataclass(frozen=True)
class Scorecard:
    """The points of a lesson; shows itself as a table.

    ``note`` says where results are kept, or why they aren't.
    """

    lesson: str
    rows: tuple[Row, ...]
    problem: str = ""
    note: str = ""

    @property
    def score(self) -> float:
        """The points earned so far."""
        return sum(row.score for row in self.rows)

    @property
    def max_score(self) -> float:
        """The points that the lesson gives."""
        return sum(row.max_score for row in self.rows)

    @property
    def open(self) -> list[Row]:
        """The exercises, optional ones aside, that aren't passed."""
        return [r for r in self.rows if r.status is not Status.PASSED and not r.optional]

    @property
    def what_next(self) -> str:
        """What is open: the first exercise that isn't passed and how many are left, or none."""
        if not self.open:
            return f"All exercises of this lesson are done.{_lesson_after(self.lesson)}"
        left = len(self.open)
        count = "the last one that is open" if left == 1 else f"{left} are open"
        return f"Next: {self.open[0].title} ({self.open[0].exercise}); {count}."

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        from autograder.cards import text_scorecard

        return self.problem or text_scorecard(self)

    def _repr_html_(self) -> str:
        from autograder.cards import html_scorecard

        return html_scorecard(self)


@dataclass(frozen=True)
class Overview:
    """The points of all lessons; shows itself as a table."""

    lessons: tuple[Scorecard, ...]
    note: str = ""

    @property
    def what_next(self) -> str:
        """The first lesson with something open, and that."""
        for card in self.lessons:
            if card.open:
                return f"{card.lesson}. {card.what_next}"
        return "All exercises of the course are done."

    def __repr__(self) -> str:
        from autograder.cards import text_overview

        return text_overview(self)

    def _repr_html_(self) -> str:
        from autograder.cards import html_overview

        return html_overview(self)


def scorecard(lesson: str | None = None) -> Scorecard | Overview:
    """The points of ``lesson`` ("01_gradient_vectors"), or of all lessons where none is named.

    What this session's checks say counts; for exercises that it hasn't checked, the best result
    that is kept in the learner's folder.
    """
    best = SESSION.best()
    card: Scorecard | Overview
    if lesson is None:
        cards = (Scorecard(name, _rows(name, best)) for name in lesson_names())
        card = Overview(tuple(cards), _note())
    else:
        try:
            card = Scorecard(lesson, _rows(lesson, best), note=SESSION.note)
        except UnknownLesson as error:
            card = Scorecard(str(lesson)[:80], (), str(error))
    if not in_kernel():
        print(card)
    return card


def _rows(lesson: str, best: Mapping[str, Best]) -> tuple[Row, ...]:
    exercises = lesson_exercises(lesson)
    return tuple(_row(e, SESSION.verdict(e.id), best.get(e.id)) for e in exercises)


def _row(exercise: Exercise, verdict: Verdict | None, best: Best | None) -> Row:
    name, title, points = exercise.id, exercise.title, exercise.points
    score = min(best.score, points) if best else 0.0
    if verdict is None:
        status, day = (best.status, best.date) if best else (None, "")
        return Row(name, title, score, points, status, exercise.optional, day)
    day, said = "", ""
    if best and best.rank > (verdict.status is Status.PASSED, verdict.score):
        day, said = best.date, f"at best {'passed' if exercise.optional else f'{score:g}'}"
    return Row(name, title, verdict.score, points, verdict.status, exercise.optional, day, said)


def _lesson_after(lesson: str) -> str:
    names = lesson_names()
    later = names[names.index(lesson) + 1 :] if lesson in names else []
    return f" Next lesson: {later[0]}." if later else ""


def _note() -> str:
    """Where results are kept, seen from the notebook, or why they aren't."""
    path = SESSION.path()
    if SESSION.note or path is None:
        return SESSION.note
    return f"Best results are kept in {os.path.relpath(path)}; delete the file to begin anew."
