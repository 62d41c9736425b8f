"""When a hand-in is looked at again, and what that may change: without kernels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat.v4 import new_notebook

from autograder.exercises import lesson_exercises, lesson_names
from autograder.exercises.stand_ins import made_from
from autograder.grading.executing import Execution
from autograder.grading.observing import Sources, names_in, right_source
from autograder.grading.plans import Cell, Kind, Stop
from autograder.grading.trials import Trial
from autograder.judging.judge import error_verdict, judge
from autograder.kernels.limits import Limits
from autograder.records.verdicts import Status

EXERCISES = lesson_exercises("02_computational_graphs")
FIRST, SECOND = "forward_graph", "backward_graph"
ALL = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]
USES = {SECOND: frozenset({FIRST})}
CELLS = [
    cell
    for n, e in enumerate(EXERCISES)
    for cell in (
        Cell(2 * n, Kind.ANSWER, e.id),
        Cell(2 * n + 1, Kind.CHECK, e.id, USES.get(e.id, frozenset())),
    )
]
CHECK = {cell.exercise: cell for cell in CELLS if cell.kind is Kind.CHECK}


class Runner:
    """Stands in for kernels and judge: each run has the shares of points that it is told.

    A status in the place of a share is one of an exercise without points.
    """

    def __init__(
        self,
        *runs: dict[str, float | Status],
        stops: dict[int, Stop] | None = None,
        spent_s: float = 0.0,
    ) -> None:
        self.runs, self.plans, self.stops, self.spent_s = list(runs), [], stops or {}, spent_s

    def execute(self, notebook, plan, source_of) -> Execution:
        self.plans.append(plan())
        stops = dict(self.stops) if len(self.plans) == 1 else {}
        return Execution(notebook, stops=stops, spent_s=self.spent_s)

    def judge(self, execution, exercises):
        scores = self.runs.pop(0)
        return tuple(self.verdict(e, scores.get(e.id, 1.0)) for e in exercises)

    def verdict(self, exercise, share: float | Status):
        if isinstance(share, Status):
            return error_verdict(exercise, share, "x")
        status = Status.PASSED if share == 1 else Status.FAILED
        return replace(error_verdict(exercise, status, "x"), score=share * exercise.points)

    def outcome(self):
        notebook = new_notebook()
        sources = Sources(notebook, 1, "cpu", "t")
        trial = Trial(notebook, EXERCISES, CELLS, Limits(), sources, self.execute, self.judge)
        return trial.outcome()


def points(outcome) -> dict[str, float]:
    return {v.exercise: v.score / v.max_score for v in outcome.verdicts}


def test_an_exercise_that_uses_a_wrong_earlier_one_is_tried_again_with_a_right_one():
    runner = Runner({FIRST: 0.0, SECOND: 0.0}, {SECOND: 1.0})
    outcome = runner.outcome()
    assert points(outcome)[FIRST] == 0
    assert points(outcome)[SECOND] == 1
    assert outcome.notes == (
        f"{SECOND}: checked with a right {FIRST} in the place of the hand-in's own",
    )
    again = runner.plans[1]
    assert again.begin()
    steps = []
    while step := again.next():
        steps.append(step)
        again.came_to_its_end(step, 0.1)
    assert steps[-1].cell is CHECK[SECOND]
    assert steps[-1].replaced == {FIRST}
    assert [s.cell.exercise for s in steps if s.cell.kind is Kind.CHECK] == [SECOND]


def test_a_second_look_takes_no_point_away():
    outcome = Runner({FIRST: 0.0, SECOND: 0.5}, {SECOND: 0.25}).outcome()
    assert points(outcome)[SECOND] == 0.5
    assert outcome.notes == ()


@pytest.mark.parametrize(
    "scores",
    [
        {},
        {FIRST: 0.0},
        {SECOND: 0.0},
        {FIRST: 0.0, "gradient_check": 0.0},
        {FIRST: 0.0, SECOND: Status.NOT_ATTEMPTED},
        {FIRST: Status.UNDETERMINED, SECOND: 0.0},
        {FIRST: 0.0, SECOND: Status.UNDETERMINED},
    ],
)
def test_where_no_wrong_exercise_uses_a_wrong_one_there_is_one_run(scores):
    runner = Runner(scores)
    runner.outcome()
    assert len(runner.plans) == 1


def test_an_exercise_that_was_tried_with_a_right_one_already_is_not_tried_again():
    runner = Runner({FIRST: 0.0, SECOND: 0.0}, stops={CHECK[FIRST].index: Stop.TIMEOUT})
    runner.outcome()
    assert len(runner.plans) == 1


def test_what_passed_with_a_right_one_in_the_first_run_is_told():
    runner = Runner({FIRST: 0.0}, stops={CHECK[FIRST].index: Stop.TIMEOUT})
    assert runner.outcome().notes == (
        f"{SECOND}: checked with a right {FIRST} in the place of the hand-in's own",
    )


def test_a_second_look_has_the_time_that_is_left_and_leaves_out_what_was_stopped():
    chain_rule = CHECK["chain_rule"].index
    stops = {chain_rule: Stop.DIED, CHECK[SECOND].index: Stop.TIMEOUT}
    runner = Runner({FIRST: 0.0, SECOND: 0.0}, {SECOND: 1.0}, stops=stops, spent_s=100.0)
    assert points(runner.outcome())[SECOND] == 1
    first, again = runner.plans
    assert first.purse.total_s == Limits().submission_timeout_s
    assert again.purse.total_s == Limits().submission_timeout_s - 100
    assert again.stops == {chain_rule: Stop.DIED}


def test_names_are_those_of_code_and_not_of_words():
    assert "forward_graph" in names_in("def f(x):\n    return forward_graph(x)")
    words = 'def f(x):\n    """As forward_graph."""\n    # forward_graph'
    assert "forward_graph" not in names_in(words)
    assert names_in("def f(:") == frozenset()


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_a_right_source_stands_on_its_own(exercise):
    made = made_from({exercise.id: right_source(exercise.id)})[exercise.id]
    assert judge(exercise, exercise.observe(made, 5), 5).status is Status.PASSED
