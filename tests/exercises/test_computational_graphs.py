"""Lesson 02's exercises against a second way to f: u = 1 + 2xz / sin y, f = (u² − 1) / (u² + 1)."""

import math

import numpy as np
import pytest

from autograder.answers import find_answer, gradient_checks
from autograder.exercises import find_exercise
from autograder.exercises.computational_graphs import PARENTS, hill, hill_gradient, node_values
from autograder.notebook.checking import verdict_on
from autograder.probing.formulas import formula_values
from autograder.records.verdicts import Status

HERE = (0.8, 1.1, 0.5)
KNOWN_DX = {
    "no_tanh_derivative": 0.591294,
    "tanh_of_f": 0.436341,
    "one_over_d": 0.850514,
    "no_two": 0.201161,
    "no_z": 0.804645,
}
KNOWN_DY = {
    "no_minus": 0.163815,
    "b_not_squared": -0.145994,
    "no_cos": -0.361148,
    "no_a": -0.102385,
}
KNOWN = [("x", *known) for known in KNOWN_DX.items()] + [("y", *k) for k in KNOWN_DY.items()]


def reference(exercise_id):
    return find_answer(find_exercise(exercise_id)).reference


def mistake(exercise_id, mistake_id):
    mistakes = {m.id: m for m in find_answer(find_exercise(exercise_id)).mistakes}
    return mistakes[mistake_id].implementation


def verdict(exercise_id, implementation, seed=0):
    return verdict_on(find_exercise(exercise_id), implementation, seed, "cpu")


def oracle(x, y, z):
    """The function f and its gradient, by the rational form: no tanh, no logarithm, no graph."""
    sine = math.sin(y)
    u = 1 + 2 * x * z / sine
    slope = 4 * u / (u**2 + 1) ** 2
    du = 2 * z / sine, -2 * x * z * math.cos(y) / sine**2, 2 * x / sine
    return (u**2 - 1) / (u**2 + 1), [slope * part for part in du]


@pytest.mark.parametrize("point", [HERE, (0.5, 2.3, 1.4), (0.9, -0.8, -0.6)])
def test_both_passes_and_the_formulas_agree_with_the_rational_form(point):
    f, gradient = oracle(*point)
    assert reference("forward_graph")(*point)["f"] == pytest.approx(f)
    adjoints = reference("backward_graph")(*point)
    assert [adjoints[name] for name in "xyz"] == pytest.approx(gradient)
    import sympy

    values = {name: np.array([value]) for name, value in zip("xyz", point, strict=True)}
    formulas = reference("chain_rule")(*sympy.symbols("x y z"))
    assert [formula_values(f, values)[0] for f in formulas] == pytest.approx(gradient)


def test_the_numbers_of_the_lesson_are_those_of_the_references():
    values = reference("forward_graph")(*HERE)
    expected = (1.6, 0.891207, 1.795317, 0.897659, 0.640621, 0.565322)
    assert list(values.values()) == pytest.approx(expected, abs=5e-7)
    adjoints = reference("backward_graph")(*HERE)
    gradient = (0.402323, -0.163815, 0.643716)
    assert [adjoints[name] for name in "xyz"] == pytest.approx(gradient, abs=5e-7)


@pytest.mark.parametrize(("name", "mistake_id", "value"), KNOWN)
def test_known_mistakes_give_the_numbers_they_are_known_for(name, mistake_id, value):
    assert mistake("backward_graph", mistake_id)(*HERE)[name] == pytest.approx(value, abs=5e-7)
    formula = mistake("chain_rule", mistake_id)(None, None, None)["xy".index(name)]
    points = node_values([HERE])
    assert formula_values(formula, points)[0] == pytest.approx(value, abs=5e-7)


EDGES = {
    "no_tanh_derivative": "f → e",
    "one_over_d": "e → d",
    "no_z": "d → c",
    "no_c": "d → z",
    "times_b": "c → a",
    "no_minus": "c → b",
    "no_two": "a → x",
    "no_cos": "b → y",
}


@pytest.mark.parametrize("mistake_id", EDGES)
def test_a_wrong_local_derivative_costs_its_own_edge_and_no_other(mistake_id):
    seen = verdict("backward_graph", mistake("backward_graph", mistake_id))
    assert seen.score == 3.5
    (lost,) = [title for title, got, most in seen.criteria if got < most]
    assert lost.startswith(f"edge {EDGES[mistake_id]}:")
    assert f"edge {EDGES[mistake_id]}" in seen.differences[0].what


def two_wrong_edges(x, y, z):
    adjoints = reference("backward_graph")(x, y, z)
    values = reference("forward_graph")(x, y, z)
    factor = (values["d"] + 1) / values["d"]
    adjoints = {n: v if n == "e" else v * factor for n, v in adjoints.items()}
    return adjoints | {"y": adjoints["b"]}


def test_of_two_wrong_edges_both_are_marked_and_the_first_is_explained():
    seen = verdict("backward_graph", two_wrong_edges)
    assert seen.mistake == "one_over_d"
    assert seen.score == 3.0
    assert [d.what.split(":")[0] for d in seen.differences] == ["edge e → d", "edge b → y"]
    assert seen.picture is not None
    assert seen.picture.count("✗") == 3  # two edges and the key
    assert seen.picture.count('stroke-dasharray="7 4"') == 2
    assert "Wrong: b → y, e → d" in seen.picture


def test_an_unknown_wrong_edge_is_named():
    def half(x, y, z):
        adjoints = reference("backward_graph")(x, y, z)
        return adjoints | {"z": adjoints["z"] / 2}

    seen = verdict("backward_graph", half)
    assert seen.mistake is None
    assert "edge d → z" in seen.message
    assert seen.score == 3.5


@pytest.mark.parametrize("name", PARENTS)
def test_a_missing_adjoint_is_named_and_costs_what_needs_it(name):
    def without(x, y, z):
        adjoints = reference("backward_graph")(x, y, z)
        del adjoints[name]
        return adjoints

    seen = verdict("backward_graph", without)
    needs_it = [child for child, parent in PARENTS.items() if name in (child, parent)]
    assert seen.score == 4 - 0.5 * len(needs_it)
    assert f"The dictionary has no entry '{name}'" in seen.message


def test_an_adjoint_that_is_no_number_is_named():
    def with_none(x, y, z):
        return reference("backward_graph")(x, y, z) | {"c": None}

    assert (
        "The entry 'c' is None. Each adjoint is a number."
        in verdict("backward_graph", with_none).message
    )


def test_zero_adjoints_earn_nothing():
    def zeros(x, y, z):
        return dict.fromkeys("edcbaxyz", 0.0)

    seen = verdict("backward_graph", zeros)
    assert seen.score == 0
    assert seen.status is Status.FAILED


def test_the_picture_of_the_forward_pass_tells_the_first_wrong_node_from_those_after_it():
    seen = verdict("forward_graph", mistake("forward_graph", "product_for_quotient"))
    assert seen.score == 0.5
    assert seen.picture is not None
    assert "The first wrong value is at c." in seen.picture
    assert seen.picture.count(">↳<") == 3


def test_formulas_may_use_the_names_of_the_nodes_but_no_others():
    def with_node_g(x, y, z):
        return "(1 - f**2)/(d + 1)*z/b*2", "g", "(1 - f**2)*c/(d + 1)"

    seen = verdict("chain_rule", with_node_g)
    assert seen.score == 2
    assert "'g' is unknown here" in seen.message


@pytest.mark.parametrize("h", [0.5, 0.1, 1e-2])
def test_the_error_of_a_central_difference_of_a_cubic_is_its_step_squared(h):
    x = np.array([0.7, -1.2, 0.4])
    scales = np.array([1.0, 2.0, -3.0])
    error = reference("gradient_check")(lambda w: scales @ w**3, lambda w: 3 * scales * w**2, x, h)
    assert error == pytest.approx(3 * h**2, rel=1e-9)


def test_swapped_components_pass_where_x_equals_y():
    def swapped(w):
        return hill_gradient(w)[::-1]

    assert gradient_checks.gradient_check(hill, swapped, np.array([0.7, 0.7]), 1e-5) < 1e-8
    assert gradient_checks.gradient_check(hill, swapped, np.array([0.7, 0.9]), 1e-5) > 1e-2


def test_a_wrong_forward_graph_is_blamed_before_right_lines_of_the_backward_pass():
    source = """
def forward_graph(x, y, z):
    return forward(x, y, z) | {"d": 3 * z}

def backward_graph(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    return {"e": e, "d": e / (v["d"] + 1)}
"""
    names = {"forward": reference("forward_graph")}
    exec(source, names)
    told = verdict_on(find_exercise("backward_graph"), names["backward_graph"], 0, "cpu")
    assert "Your forward_graph isn't right yet: look at d." in told.message
