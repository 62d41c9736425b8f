"""What is asked and how it is answered: exercises, their criteria, references and known mistakes.

Owns the vocabulary and no behaviour. The exercises themselves are in ``autograder.exercises``,
their answers in ``autograder.answers``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say

Observe = Callable[..., Observation]
"""``observe(implementation, seed, device="cpu")``: runs beside student code."""


@dataclass(frozen=True)
class Criterion:
    """Points for one group of observed values.

    ``title`` completes the sentence "Points for ...". ``keys`` name observed values; all
    of them must agree with the reference for the points to be earned.
    """

    title: str
    points: float
    keys: tuple[str, ...]

    @property
    def said(self) -> Sentence:
        """The title as a sentence, with the values that it has, if any."""
        return self.title if isinstance(self.title, Sentence) else say(self.title)


@dataclass(frozen=True)
class Exercise:
    """What is asked: one function or class that a student writes.

    ``id`` is the name of that function or class. ``criteria`` share the points out.
    ``hints`` are steps, each telling a little more, none telling the answer.
    ``picture``, where there is one, draws (expected, observed) as an SVG string or None.
    ``secret`` exercises ask for a prediction: their cards don't show the expected values.
    ``tell``, where there is one, puts (expected, observed, wrong keys) into words; None leaves
    that to the judge. ``otherwise`` does the same where nothing else is found to say.
    ``separate`` says that each criterion is a question of its own, such as a partial derivative, so
    that a known mistake can be made in one and not in the others.
    ``compare`` replaces the comparison of one observed value:
    ``{key: agree(expected_value, observed_value) -> bool}``.
    ``inputs``, where there is one, takes what is expected and gives, for each key, the inputs that
    the value was computed from by name: ``{key: {"x": array}}``, number by number.
    ``phrases`` are the messages of the texts that its observations hold in words of ours, so that
    they can be shown in another language: see ``records.phrases``.
    ``time_limit_s`` is how long a learner's ``check`` waits for student code, in seconds. A hand-in
    that is graded has limits of its own.
    """

    id: str
    title: str
    lesson: str
    criteria: tuple[Criterion, ...]
    observe: Observe
    hints: tuple[str, ...]
    optional: bool = False
    secret: bool = False
    separate: bool = False
    picture: Callable[[Observation, Observation], str | None] | None = None
    tell: Callable[[Observation, Observation, Sequence[str]], str | None] | None = None
    otherwise: Callable[[Observation, Observation, Sequence[str]], str | None] | None = None
    compare: dict[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    inputs: Callable[[Observation], Mapping[str, Mapping[str, Any]]] | None = None
    phrases: tuple[str, ...] = ()
    time_limit_s: float = 10.0

    @property
    def points(self) -> float:
        """The most points the exercise gives: the sum over its criteria; 0 if optional."""
        return 0.0 if self.optional else float(sum(c.points for c in self.criteria))


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation that people really write, and what to tell them.

    ``message`` says what was forgotten or mixed up, in words, and never the answer. ``clues`` are
    keys that give no points, such as how the given function was called: where the same result has
    several causes, they have to agree as well.
    """

    id: str
    message: str
    implementation: Callable[..., Any]
    clues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """How an exercise is solved: rightly (``reference``) and wrongly (``mistakes``).

    ``tell``, where there is one, is asked where no known mistake fits: like ``Exercise.tell``, but
    out of sight of hand-ins, so that it may know how the exercise is solved.
    """

    reference: Callable[..., Any]
    mistakes: tuple[Mistake, ...] = ()
    tell: Callable[[Observation, Observation, Sequence[str]], str | None] | None = None


def only(points: float, *keys: str, title: str = "right values") -> tuple[Criterion, ...]:
    """A single criterion with all the ``points``, for exercises without partial credit."""
    return (Criterion(title, points, tuple(keys)),)


def total(exercises: Sequence[Exercise]) -> float:
    """The sum of the exercises' points."""
    return float(sum(exercise.points for exercise in exercises))
