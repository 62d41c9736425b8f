"""One hand-in, run by a plan and judged; twice where one exercise may have cost another.

Owns when there is a second look, and what it may change: points can only be won by it. How cells
run and how observations are judged is the matter of whoever makes a ``Trial``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce

from nbformat import NotebookNode

from autograder.grading.executing import Execution
from autograder.grading.observing import Sources
from autograder.grading.plans import Cell, Kind, Plan
from autograder.kernels.limits import Limits
from autograder.records.exercises import Exercise
from autograder.records.sentences import say
from autograder.records.verdicts import Status, Verdict

RIGHT_INSTEAD = "{id}: checked with a right {names} in the place of the hand-in's own"


@dataclass(frozen=True)
class Outcome:
    """What came of a hand-in: the execution, a verdict on each exercise, notes for a person."""

    execution: Execution
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A hand-in and what it takes to run and judge it.

    ``execute(notebook, plan, source_of)`` runs a notebook by the plan that ``plan()`` makes anew,
    ``judge(execution, exercises)`` gives the verdicts on these exercises.
    """

    notebook: NotebookNode
    exercises: Sequence[Exercise]
    cells: Sequence[Cell]
    limits: Limits
    sources: Sources
    execute: Callable[..., Execution]
    judge: Callable[[Execution, Sequence[Exercise]], tuple[Verdict, ...]]

    def outcome(self) -> Outcome:
        """The verdicts, those of a second look where it gives more points.

        A second look is taken at an exercise that isn't passed, if its answer uses an earlier one
        that isn't either: with a right one in its place. By then the earlier one's own check is
        over, so that its author can't learn anything from it that earns points there.
        """
        execution = self.execute(self.notebook, self._first_plan, self.sources.of)
        given = self.judge(execution, self.exercises)
        stopped = {c.exercise for c in self._checks() if c.index in execution.stops}
        notes = self._notes([v.exercise for v in given if _is_passed(v)], stopped)
        wrong = {v.exercise for v in given if not _is_passed(v)}
        tried = {v.exercise for v in given if v.status is not Status.NOT_ATTEMPTED} & wrong
        again = [c for c in self._checks() if c.exercise in tried and c.uses & wrong - stopped]
        if not again:
            return Outcome(execution, given, notes)
        second = self._second_look(execution, again, frozenset(wrong))
        better = {v.exercise: v for v in second if v.score > _points(given, v.exercise)}
        given = tuple(better.get(v.exercise, v) for v in given)
        return Outcome(execution, given, (*notes, *self._notes(better, wrong)))

    def _first_plan(self) -> Plan:
        limits = self.limits
        return Plan.of(self.cells, limits.cell_timeout_s, limits.submission_timeout_s)

    def _second_look(
        self, first: Execution, again: Sequence[Cell], right: frozenset[str]
    ) -> tuple[Verdict, ...]:
        """The verdicts on these checks with right answers in the place of earlier ones.

        All that takes place in what the first run left of the notebook's time.
        """
        names, places = {c.exercise for c in again}, {c.index for c in again}
        limits = self.limits

        def plan() -> Plan:
            left_s = limits.submission_timeout_s - first.spent_s
            made = Plan.of(self.cells, limits.cell_timeout_s, max(0.0, left_s), right)
            made.stops = {i: s for i, s in first.stops.items() if i not in places}
            made.finished = {c.index for c in self.cells} - places - set(made.stops)
            return made

        execution = self.execute(self.notebook, plan, self.sources.of)
        return self.judge(execution, [e for e in self.exercises if e.id in names])

    def _checks(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.kind is Kind.CHECK]

    def _notes(self, ids: Collection[str], replaced: Collection[str]) -> tuple[str, ...]:
        """What a person should know of these exercises."""
        used = {c.exercise: sorted(c.uses & set(replaced)) for c in self._checks()}
        return tuple(
            say(RIGHT_INSTEAD, id=name, names=_and(used[name]))
            for name in used
            if name in ids and used[name]
        )


def _and(names: Sequence[str]) -> str:
    """The names with an "and" between each two."""
    return reduce(lambda first, last: say("{first} and {last}", first=first, last=last), names)


def _is_passed(verdict: Verdict) -> bool:
    return verdict.status in (Status.PASSED, Status.UNDETERMINED)


def _points(given: Sequence[Verdict], exercise_id: str) -> float:
    return next(verdict.score for verdict in given if verdict.exercise == exercise_id)
