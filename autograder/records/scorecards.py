"""The points of a lesson, or of all lessons, exercise by exercise."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.records.sentences import Sentence, joined, say, say_count
from autograder.records.verdicts import Status


@dataclass(frozen=True)
class Row:
    """One exercise of a scorecard: the points and the status of its best result.

    ``day`` is that result's, where it isn't what the last check of this session said; ``last`` and
    ``last_score`` are of that check, where it was a worse one. ``link`` leads to the exercise.
    """

    exercise: str
    title: str
    score: float
    max_score: float
    status: Status | None
    optional: bool
    day: str = ""
    last: Status | None = None
    last_score: float = 0.0
    link: str = ""


@dataclass(frozen=True)
class Scorecard:
    """The points of a lesson.

    ``title`` is what a reader knows it by. ``note`` says where results are kept, or why they
    aren't; ``next_title`` is that of the lesson after this, where there is one, and ``next_link``
    and ``link`` lead there and to this one.
    """

    lesson: str
    rows: tuple[Row, ...]
    problem: str = ""
    note: str = ""
    title: str = ""
    link: str = ""
    next_title: str = ""
    next_link: str = ""

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
    def begun(self) -> bool:
        """Whether any of its exercises was ever checked."""
        return any(row.status for row in self.rows)

    @property
    def what_next(self) -> Sentence:
        """What is open: the first exercise that isn't passed and how many are left, or none."""
        if not self.open:
            then = say("Go on with {lesson}.", lesson=self.next_title)
            done = say("All exercises of this lesson are done.")
            return joined(done, then) if self.next_title else done
        return say_count(
            "Next: {title} ({exercise}); the last one that is open.",
            "Next: {title} ({exercise}); {n} are open.",
            len(self.open),
            title=self.open[0].title,
            exercise=self.open[0].exercise,
        )

    @property
    def where_next(self) -> str:
        """A link to what ``what_next`` names, or ""."""
        return self.open[0].link if self.open else self.next_link


@dataclass(frozen=True)
class Overview:
    """The points of all lessons."""

    lessons: tuple[Scorecard, ...]
    note: str = ""

    @property
    def what_next(self) -> Sentence:
        """The first lesson with something open, and that; one that wasn't begun, as a whole."""
        card = self._next
        if card is None:
            return say("All exercises of the course are done.")
        if not card.begun:
            return say("Next: {lesson}, from its beginning.", lesson=card.title)
        return say("{lesson}. {next}", lesson=card.title, next=card.what_next)

    @property
    def next_link(self) -> str:
        """Where ``what_next`` is, or ""."""
        card = self._next
        if card is None:
            return ""
        return card.where_next if card.begun else card.link

    @property
    def _next(self) -> Scorecard | None:
        return next((card for card in self.lessons if card.open), None)
