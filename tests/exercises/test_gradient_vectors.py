"""Lesson 01 against numbers that come from elsewhere: differences, closed forms, plain loops."""

import math

import numpy as np
import pytest
import sympy

from autograder.answers import find_answer
from autograder.answers import gradient_vectors as answers
from autograder.cards.verdicts import html_card, text_card
from autograder.drawing.paths import path_pair
from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Status


def verdict(exercise_id, implementation, seed=0):
    return verdict_on(find_exercise(exercise_id), implementation, seed, "cpu")


def z(x, y):
    return math.sin(x * x + y * y)


@pytest.mark.parametrize(("x", "y"), [(1.3, -0.4), (0.2, 2.5), (-1.7, -0.9)])
def test_the_reference_gradient_is_the_slope_that_central_differences_measure(x, y):
    h = 1e-6
    measured = ((z(x + h, y) - z(x - h, y)) / (2 * h), (z(x, y + h) - z(x, y - h)) / (2 * h))
    assert answers.fun_dz(x, y) == pytest.approx(measured, abs=1e-8)


def test_a_right_function_passes_also_where_the_gradient_is_almost_zero():
    def fun_dz(x, y):
        return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)

    statuses = {verdict("fun_dz", fun_dz, seed).status for seed in range(0, 3000, 7)}
    assert statuses == {Status.PASSED}


def test_the_numbers_of_the_lesson_are_the_reference_s_numbers():
    assert answers.fun_dz(1.3, -0.4) == pytest.approx((-0.71653, 0.22047), abs=5e-6)
    assert answers.dz_no_inner(1.3, -0.4) == pytest.approx((-0.27559, -0.27559), abs=5e-6)
    assert answers.dz_minus_sine(1.3, -0.4) == pytest.approx((-2.49932, 0.76902), abs=5e-6)


def test_the_reference_formulas_have_the_values_of_central_differences():
    import sympy

    here, h = {"x": 0.7, "y": 1.1}, 1e-6
    dz_dx, dz_dy = (f.subs(here) for f in answers.gradient_formula(*sympy.symbols("x y")))
    assert float(dz_dx) == pytest.approx((z(0.7 + h, 1.1) - z(0.7 - h, 1.1)) / (2 * h), abs=1e-8)
    assert float(dz_dy) == pytest.approx((z(0.7, 1.1 + h) - z(0.7, 1.1 - h)) / (2 * h), abs=1e-8)


def test_the_reference_descent_shrinks_a_parabola_by_its_factor():
    curvature, lr = np.array([2.0, 5.0]), 0.15
    path = answers.gradient_descent(lambda w: curvature * w, [3.0, -1.0], lr, 7)
    closed = np.array([[3.0, -1.0] * (1 - lr * curvature) ** t for t in range(8)])
    np.testing.assert_allclose(path, closed, rtol=1e-12)


@pytest.mark.parametrize(("share", "comes_closer"), [(0.98, True), (1.02, False)])
def test_below_the_largest_stable_rate_descent_comes_closer_and_above_it_does_not(
    share, comes_closer
):
    rate, ring = share * answers.stable_learning_rate(), math.sqrt(1.5 * math.pi)
    r = ring + 1e-4
    for _ in range(40):
        r -= rate * 2 * r * math.cos(r * r)
    assert (abs(r - ring) < 1e-4) is comes_closer


def test_half_an_answer_gets_half_of_the_points_and_is_told_what_is_wrong_with_the_other_half():
    def gradient_formula(x, y):
        return "2*x*cos(x**2 + y**2)", "cos(x**2 + y**2)"

    seen = verdict("gradient_formula", gradient_formula)
    assert (seen.status, seen.score, seen.mistake) == (Status.PARTIAL, 1, "no_inner_derivative")
    assert seen.message.startswith("∂z/∂y: ")


def test_right_numbers_without_arrays_keep_the_points_of_the_numbers():
    seen = verdict("fun_dz", answers.dz_math)
    assert (seen.score, seen.mistake) == (1, "math_module")


@pytest.mark.parametrize("seed", range(8))
def test_coordinates_moved_one_after_the_other_are_told_from_the_truth_for_every_seed(seed):
    seen = verdict("gradient_descent", answers.descent_one_coordinate_at_a_time, seed)
    assert seen.mistake == "one_coordinate_at_a_time"


def test_a_wrong_path_is_drawn_over_the_right_one_and_a_right_one_is_not_drawn():
    wrong = verdict("gradient_descent", answers.descent_uphill).picture
    assert wrong is not None
    assert "over the right path" in wrong
    assert verdict("gradient_descent", answers.descent_in_place).picture is None


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300], ids=str)
def test_a_path_that_explodes_is_drawn_with_numbers_that_a_browser_can_read(bad):
    def gradient_descent(grad_fun, w0, lr, n_steps):
        path = find_answer(find_exercise("gradient_descent")).reference(grad_fun, w0, lr, n_steps)
        path[2:] = bad
        return path

    picture = verdict("gradient_descent", gradient_descent).picture
    assert picture is not None
    assert not any(word in picture for word in ("nan", "inf", "e+"))


def test_a_prediction_is_never_shown_on_a_card():
    for mistake in find_answer(find_exercise("stable_learning_rate")).mistakes:
        card = html_card(verdict("stable_learning_rate", mistake.implementation))
        assert "0.106" not in card
        assert "6π" not in card


def test_a_rate_to_three_digits_passes_and_a_guess_close_by_does_not():
    assert verdict("stable_learning_rate", lambda: 0.106).status is Status.PASSED
    assert verdict("stable_learning_rate", lambda: 0.103).status is Status.FAILED
    assert verdict("stable_learning_rate", lambda: 0.105).mistake == "in_the_middle"


def test_a_function_without_its_library_is_sought_in_the_one_that_takes_symbols():
    def gradient_formula(x, y):
        return 2 * x * cos(x**2 + y**2), 2 * y * cos(x**2 + y**2)  # noqa: F821  # the point

    said = verdict("gradient_formula", gradient_formula).message
    assert "write `sympy.cos`" in said and "np." not in said


def test_a_name_that_no_library_has_is_told_as_such():
    def gradient_formula(x, y):
        return inner * x, inner * y  # noqa: F821  # the point

    said = verdict("gradient_formula", gradient_formula).message
    assert "No `inner` is known here" in said and "sympy" not in said


@pytest.mark.parametrize("cosine", [np.cos, math.cos])
def test_a_cosine_for_numbers_in_a_formula_is_told_to_come_from_sympy(cosine):
    def gradient_formula(x, y):
        return 2 * x * cosine(x**2 + y**2), 2 * y * cosine(x**2 + y**2)

    told = verdict("gradient_formula", gradient_formula)
    assert "sympy.cos" in told.message
    assert told.student_lines


def test_formulas_in_a_list_are_told_how_to_be_returned():
    def gradient_formula(x, y):
        return [sympy.sin(x), y]

    assert verdict("gradient_formula", gradient_formula).mistake == "list_of_formulas"


def test_a_card_begins_as_a_sentence_does():
    def gradient_formula(x, y):
        return 2 * x * math.cos(x), 2 * y

    card = text_card(verdict("gradient_formula", gradient_formula))
    assert "  What gradient_formula(x, y) returns: Here the arguments are SymPy symbols" in card


@pytest.mark.parametrize(
    ("attempt", "leaves"),
    [
        ([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]], False),
        ([[0.0, 0.0], [9.0, 9.0]], True),
        ([[0.0, 0.0], [np.inf, 0.0]], True),
    ],
)
def test_the_picture_of_a_path_that_leaves_it_says_so(attempt, leaves):
    truth = np.array([[0.0, 0.0], [1.0, 1.0]])
    picture = path_pair(truth, np.array(attempt), "The path", "two paths")
    assert ("(leaves the picture)" in picture) is leaves
