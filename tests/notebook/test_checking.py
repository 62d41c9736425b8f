"""``check``, ``hint`` and ``scorecard`` as a student meets them."""

import random
import re
import warnings

import numpy as np
import pytest
import torch

import autograder.judging.judge
from autograder import check, hint, scorecard
from autograder.answers import find_answer
from autograder.cards.scorecards import html_scorecard
from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.notebook.showing import html_of, text_of
from autograder.records.scorecards import Row, Scorecard
from autograder.records.verdicts import Status

FUN_DZ = find_exercise("fun_dz")


def right(x, y):
    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)


def divides_by_zero(x, y):
    shared = 1 / 0
    return shared, shared


def test_a_right_answer_scores_and_says_so(capsys):
    verdict = check("fun_dz", right)
    assert repr(verdict) == "3"
    assert "Passed" in capsys.readouterr().out


def test_an_exception_shows_its_message_and_only_the_students_lines():
    verdict = verdict_on(FUN_DZ, divides_by_zero, 0, "cpu")
    assert verdict.status is Status.ERROR
    assert "ZeroDivisionError: division by zero" in verdict.message
    assert [line.split(": ")[1] for line in verdict.student_lines] == ["shared = 1 / 0"]
    assert "probes.py" not in text_of(verdict)


def test_a_part_that_is_right_earns_its_points():
    def no_sparse(x, y):
        if np.ndim(x) == 2:
            return None
        return right(x, y)

    verdict = verdict_on(FUN_DZ, no_sparse, 0, "cpu")
    assert (verdict.status, verdict.score) == (Status.PARTIAL, 2.0)


def test_an_unknown_exercise_is_told_with_the_nearest(capsys):
    verdict = check("fun_dzz", right)
    assert "Did you mean 'fun_dz'?" in verdict.message
    assert "name in quotes" in check(right, right).message  # type: ignore[arg-type]  # the point
    assert "Did you mean 'fun_dz'?" in text_of(hint("fundz"))
    assert "'01_gradient_vectors'" in text_of(scorecard("01_gradients"))


def test_a_fault_of_the_grader_is_undetermined_and_not_a_failure(monkeypatch):
    def broken_judge(*args):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(autograder.judging.judge, "judge", broken_judge)
    verdict = verdict_on(FUN_DZ, right, 0, "cpu")
    assert verdict.status is Status.UNDETERMINED
    assert "not yours" in verdict.message


def test_a_check_leaves_random_states_dtype_and_gradient_mode_alone():
    def meddles(x, y):
        random.seed(1), np.random.seed(1), torch.manual_seed(1)
        return right(x, y)

    random.seed(7), np.random.seed(7), torch.manual_seed(7)
    before = random.getstate(), np.random.get_state()[1].copy(), torch.get_rng_state()
    torch.set_default_dtype(torch.float64)
    try:
        with torch.no_grad():
            assert verdict_on(FUN_DZ, meddles, 0, "cpu").status is Status.PASSED
            assert not torch.is_grad_enabled()
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    assert random.getstate() == before[0]
    assert (np.random.get_state()[1] == before[1]).all()
    assert torch.equal(torch.get_rng_state(), before[2])


def test_output_and_warnings_of_student_code_do_not_reach_the_check_cell(capfd):
    def noisy(x, y):
        print("hello")
        warnings.warn("careful", stacklevel=1)
        np.log(-1.0)
        return right(x, y)

    assert verdict_on(FUN_DZ, noisy, 0, "cpu").status is Status.PASSED
    assert capfd.readouterr() == ("", "")


def test_leaving_the_interpreter_is_an_error_of_that_exercise():
    def leaves(x, y):
        raise SystemExit(0)

    assert verdict_on(FUN_DZ, leaves, 0, "cpu").status is Status.ERROR


def test_hints_come_in_steps_and_the_last_says_so(capsys):
    assert text_of(hint("fun_dz")).count("Hint") == 1
    assert text_of(hint("fun_dz", 3)).endswith("folder `solutions`.")
    assert "whole number from 1" in text_of(hint("fun_dz", 0))
    assert "whole number from 1" in text_of(hint("fun_dz", "two"))  # type: ignore[arg-type]


def test_the_scorecard_adds_up_what_was_checked(capsys):
    check("fun_dz", right)
    card = scorecard("01_gradient_vectors")
    rows = {row.exercise: row for row in card.rows}
    assert rows["fun_dz"].score == 3
    assert card.max_score == 9
    assert "3 / 3" in text_of(card)


def test_a_scorecard_breaks_no_line_inside_of_points_or_a_day():
    row = Row("train", "The training loop", 0, 4, Status.FAILED, False, "2026-11-30")
    page = html_scorecard(Scorecard("06_training_loop", (row,)))
    unbroken = re.findall(r"white-space:nowrap[^>]*>([^<]*)<", page)
    assert unbroken == ["0 / 4 points", "2026-11-30"]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31mred\x1b[0m\u202egnp"


@pytest.mark.parametrize("where", ["error", "value"])
def test_what_a_student_writes_does_nothing_to_the_page_or_the_terminal(where):
    def hostile(x, y):
        if where == "error":
            raise ValueError(HOSTILE)
        return HOSTILE

    verdict = verdict_on(FUN_DZ, hostile, 0, "cpu")
    html, text = html_of(verdict), text_of(verdict)
    assert "<script" not in html and "<img" not in html
    assert "&lt;script" in html
    for shown in (html, text):
        assert "\x1b" not in shown and "\u202e" not in shown


def test_a_very_long_message_is_cut():
    def long_winded(x, y):
        raise ValueError("x" * 100_000)

    assert len(html_of(verdict_on(FUN_DZ, long_winded, 0, "cpu"))) < 20_000


def test_a_failing_gradient_comes_with_a_picture_of_both():
    swapped = {m.id: m for m in find_answer(FUN_DZ).mistakes}["swapped"].implementation
    verdict = verdict_on(FUN_DZ, swapped, 0, "cpu")
    assert verdict.picture and verdict.picture.count('stroke-dasharray="4 3"') > 20
    assert verdict_on(FUN_DZ, right, 0, "cpu").picture is None


def test_a_prediction_is_not_given_away():
    verdict = verdict_on(find_exercise("stable_learning_rate"), lambda: 0.3, 0, "cpu")
    assert "0.106" not in text_of(verdict) + html_of(verdict)
