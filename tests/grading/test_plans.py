"""Which cells run, in which order and for how long: by the plan alone, without kernels."""

from __future__ import annotations

import pytest

from autograder.grading.plans import LITTLE, PATIENCE, Cell, Kind, Plan, Stop

SETUP, A, TEST_A, BETWEEN, B, TEST_B, LAST = CELLS = (
    Cell(0),
    Cell(1, Kind.ANSWER, "a"),
    Cell(2, Kind.CHECK, "a"),
    Cell(3),
    Cell(4, Kind.ANSWER, "b"),
    Cell(5, Kind.CHECK, "b", frozenset({"a"})),
    Cell(6),
)
CELL_S, TOTAL_S = 30.0, 180.0


def plan_of(cells=CELLS, **options) -> Plan:
    made = Plan.of(cells, CELL_S, TOTAL_S, **options)
    assert made.begin()
    return made


def run(plan: Plan, until: int | None = None, seconds: float = 0.1):
    """Lets steps come to their end, up to the one of the cell ``until``; returns that one."""
    while step := plan.next():
        if step.cell.index == until and not step.disarms:
            return step
        plan.came_to_its_end(step, seconds)
    return None


def shown(plan: Plan) -> list[str]:
    """The steps that are left in this kernel, as numbers; "-a" takes the function a away."""
    left = []
    while step := plan.next():
        left.append(f"-{step.disarms}" if step.disarms else str(step.cell.index))
        plan.came_to_its_end(step, 0.1)
    return left


def test_where_nothing_goes_wrong_all_cells_run_once_from_the_top_with_a_cells_time():
    plan, seconds = plan_of(), set()
    order = []
    while step := plan.next():
        order.append(step.cell.index)
        seconds.add(step.seconds)
        assert not step.replaced
        plan.came_to_its_end(step, 1.0)
    assert order == [0, 1, 2, 3, 4, 5, 6]
    assert seconds == {CELL_S}
    assert not plan.begin()
    assert not plan.stops


def test_what_a_stopped_check_tried_is_taken_away_before_anything_else_runs():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), CELL_S, Stop.TIMEOUT, lost=False)
    assert shown(plan) == ["-a", "3", "4", "5", "6"]
    assert plan.stops == {TEST_A.index: Stop.TIMEOUT}


def test_in_a_new_kernel_what_was_stopped_is_left_out_and_taken_away_once_it_is_there_again():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert plan.begin()
    assert shown(plan) == ["0", "1", "-a", "3", "4", "5", "6"]


def test_a_check_that_came_to_its_end_does_not_run_again():
    plan = plan_of()
    plan.was_stopped(run(plan, BETWEEN.index), 1.0, Stop.DIED)
    assert plan.begin()
    assert shown(plan) == ["0", "1", "4", "5", "6"]


def test_a_new_kernel_runs_as_far_as_anything_is_open():
    plan = plan_of()
    run(plan, LAST.index)
    plan.was_stopped(plan.next(), 1.0, Stop.DIED)
    assert not plan.begin()


def test_a_second_look_at_one_check_runs_what_stands_above_it_and_no_more():
    plan = Plan.of(CELLS, CELL_S, TOTAL_S)
    plan.finished = {cell.index for cell in CELLS} - {TEST_A.index}
    assert plan.begin()
    assert shown(plan) == ["0", "1", "2"]


def test_what_steps_take_is_taken_from_the_time_of_all():
    plan = plan_of()
    step = run(plan, A.index, seconds=3.0)
    plan.came_to_its_end(step, 4.0)
    plan.was_stopped(run(plan, TEST_A.index), 60.0, Stop.DIED)
    assert plan.purse.left_in_all_s == pytest.approx(TOTAL_S - 3.0 - 4.0 - 60.0)
    assert plan.purse.left_s(TEST_A) == pytest.approx(TOTAL_S / 2 - 3.0 - (60.0 - TOTAL_S / 8))


def test_an_answer_that_ended_the_kernel_is_not_there_to_be_taken_away():
    plan = plan_of()
    plan.was_stopped(run(plan, A.index), 1.0, Stop.DIED)
    assert plan.begin()
    assert shown(plan) == ["0", "2", "3", "4", "5", "6"]


def test_a_right_function_stands_in_for_one_whose_check_was_stopped():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert plan.begin()
    assert run(plan, TEST_B.index).replaced == {"a"}


def test_what_is_known_to_be_wrong_can_be_replaced_from_the_start():
    assert run(plan_of(right=frozenset({"a", "c"})), TEST_B.index).replaced == {"a"}


def test_once_a_cell_was_stopped_cells_beside_the_exercises_get_little():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), CELL_S, Stop.TIMEOUT, lost=False)
    assert run(plan, BETWEEN.index).seconds == CELL_S * LITTLE
    assert run(plan, B.index).seconds == CELL_S


def test_a_cell_that_took_long_and_came_to_its_end_may_take_as_long_again():
    plan = plan_of()
    step = run(plan, SETUP.index)
    plan.came_to_its_end(step, 8.0)
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert plan.begin()
    assert run(plan, SETUP.index).seconds == 16.0


def test_cells_beside_the_exercises_wait_once_they_have_ended_kernels():
    others = tuple(Cell(10 + n) for n in range(PATIENCE + 1))
    plan = plan_of(
        (SETUP, A, TEST_A, *others, Cell(20, Kind.ANSWER, "b"), Cell(21, Kind.CHECK, "b"))
    )
    for other in others[:PATIENCE]:
        plan.was_stopped(run(plan, other.index), 1.0, Stop.DIED)
        assert plan.begin()
    assert shown(plan) == ["0", "1", "20", "21", str(others[-1].index)]


def test_cells_beside_the_exercises_take_no_exercise_its_time():
    answer, check = Cell(10, Kind.ANSWER, "a"), Cell(11, Kind.CHECK, "a")
    plan = plan_of((*(Cell(n) for n in range(5)), answer, check))
    step = plan.next()
    while step.cell.kind is Kind.OTHER:
        plan.was_stopped(step, step.seconds + 40, Stop.TIMEOUT, lost=False)
        step = plan.next()
    assert step.cell is answer
    assert step.seconds == CELL_S
    assert shown(plan) == ["10", "11"]
    assert plan.stops[4] is Stop.LATE


def test_an_exercise_that_hangs_leaves_each_other_one_its_share():
    cells = [Cell(n, (Kind.ANSWER, Kind.CHECK)[n % 2], f"e{n // 2}") for n in range(12)]
    plan, seconds = plan_of(cells), []
    while step := plan.next():
        if step.disarms:
            plan.came_to_its_end(step, 0.0)
            continue
        seconds.append(step.seconds)
        plan.was_stopped(step, step.seconds, Stop.TIMEOUT, lost=False)
    assert seconds[:3] == [CELL_S] * 3
    assert min(seconds) == pytest.approx(TOTAL_S / 2 / 12)
    assert sum(seconds) == pytest.approx(TOTAL_S)
    assert plan.stops[11] is Stop.LATE


def test_a_kernel_that_takes_no_cell_any_more_is_the_fault_of_the_cell_before():
    plan = plan_of()
    plan.was_lost_before(run(plan, TEST_A.index), A.index, Stop.DIED)
    assert plan.stops == {A.index: Stop.DIED}
    assert plan.begin()
    assert shown(plan) == ["0", "2", "3", "4", "5", "6"]


def test_what_a_check_saw_counts_though_the_kernel_takes_no_cell_after_it():
    plan = plan_of()
    plan.was_lost_before(run(plan, BETWEEN.index), TEST_A.index, Stop.DIED)
    assert not plan.stops
    assert plan.begin()
    assert shown(plan) == ["0", "1", "3", "4", "5", "6"]


def test_a_function_that_can_not_be_taken_away_is_left_alone():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert plan.begin()
    step = plan.next()
    while not step.disarms:
        plan.came_to_its_end(step, 0.1)
        step = plan.next()
    plan.was_stopped(step, 2.0, Stop.TIMEOUT)
    assert plan.begin()
    assert shown(plan) == ["0", "1", "3", "4", "5", "6"]


def test_a_cell_for_which_there_is_no_time_in_a_later_kernel_keeps_what_came_before():
    plan = plan_of((SETUP, A, TEST_A))
    plan.was_stopped(run(plan, TEST_A.index), TOTAL_S, Stop.DIED)
    assert not plan.begin()
    plan = plan_of((SETUP, A, TEST_A, B))
    plan.came_to_its_end(run(plan, SETUP.index), TOTAL_S)
    assert plan.next().cell is A
    plan.was_stopped(plan.next(), 0.1, Stop.DIED)
    assert plan.begin()
    assert shown(plan) == ["2", "4"]
    assert SETUP.index not in plan.left_out()


def test_what_came_to_its_end_and_was_late_in_a_later_kernel_is_not_left_out():
    plan = plan_of()
    plan.came_to_its_end(run(plan, SETUP.index), 1.0)
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert plan.begin()
    step = run(plan, SETUP.index)
    assert step.seconds < CELL_S
    plan.was_stopped(step, step.seconds, Stop.TIMEOUT, lost=False)
    assert plan.left_out() == {TEST_A.index: Stop.DIED}


def test_what_came_to_its_end_and_ended_a_later_kernel_did_not_come_to_its_end():
    plan = plan_of()
    plan.was_stopped(run(plan, TEST_A.index), 1.0, Stop.DIED)
    assert {SETUP.index, A.index} <= plan.finished
    assert plan.begin()
    plan.was_stopped(run(plan, A.index), 1.0, Stop.DIED)
    assert A.index not in plan.finished
    assert plan.left_out()[A.index] is Stop.DIED


def test_of_many_cells_that_end_kernels_the_last_ones_are_given_up():
    others = [Cell(10 + n) for n in range(30)]
    plan = Plan.of([SETUP, *others, A, TEST_A], CELL_S, TOTAL_S)
    while plan.begin():
        step = run(plan, next((c.index for c in others if c.index not in plan.stops), None))
        while step and step.cell not in others:
            plan.came_to_its_end(step, 0.1)
            step = plan.next()
        plan.was_stopped(step, 0.1, Stop.DIED)
    assert plan.kernels < len(others) / 2
    assert {SETUP.index, A.index, TEST_A.index} <= plan.finished
    assert plan.left_out() == {cell.index: Stop.DIED for cell in others}


def test_kernels_come_to_an_end_where_every_cell_ends_one():
    plan = Plan.of(CELLS, CELL_S, TOTAL_S)
    while plan.begin():
        while step := plan.next():
            plan.was_stopped(step, 0.1, Stop.DIED)
            break
    assert set(plan.stops) == {cell.index for cell in CELLS}
