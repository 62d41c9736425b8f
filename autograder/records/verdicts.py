"""What became of one exercise: the verdict, with what a card says of it.

Owns the vocabulary and no behaviour: how an observation is judged is in ``judging``, how a verdict
looks in ``cards``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of one exercise."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    ERROR = "error"
    TIMEOUT = "timeout"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Difference:
    """One observed value that is not what it should be, in words for a card."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check.

    ``repr`` is the bare score, because stock nbgrader reads a check cell's last value as
    the points earned. A notebook shows it as a card: see ``autograder.notebook.showing``.
    """

    exercise: str
    title: str
    score: float
    max_score: float
    status: Status
    message: str
    mistake: str | None = None
    criteria: tuple[tuple[str, float, float], ...] = ()
    differences: tuple[Difference, ...] = ()
    hints: tuple[str, ...] = ()
    student_lines: tuple[str, ...] = ()
    picture: str | None = None
    optional: bool = False

    def __repr__(self) -> str:
        return format(self.score, "g")

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"
