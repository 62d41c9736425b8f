"""Lesson 04's exercises, held to formulas and numbers that were worked out without autograd."""

import math

import numpy as np
import pytest
import sympy
import torch

from autograder.answers import find_answer
from autograder.cards.verdicts import text_card
from autograder.drawing.tables import tables
from autograder.exercises import find_exercise
from autograder.exercises.torch_errors import attempt
from autograder.judging.explanations import explain
from autograder.notebook.checking import verdict_on
from autograder.probing.probes import Probe
from autograder.records.values import plain
from autograder.records.verdicts import Status

GRID = torch.linspace(0, 1, 100), torch.linspace(2, 1, 100)


def reference(exercise_id):
    return find_answer(find_exercise(exercise_id)).reference


def mistake(exercise_id, mistake_id):
    known = {m.id: m for m in find_answer(find_exercise(exercise_id)).mistakes}
    return known[mistake_id].implementation


def verdict(exercise_id, implementation, seed=0):
    return verdict_on(find_exercise(exercise_id), implementation, seed, "cpu")


def y(x):
    return x**3 + 2 * x**2 + 3 * x + 1


def z(x):
    return x**2 + 2 * x + 3


def surface(x, y):
    return x**2 * y + 2 * x * y**3


def test_the_polynomials_have_the_slopes_of_the_lesson():
    x = torch.linspace(0, 1, 100)
    slopes = reference("derivative_curve")
    torch.testing.assert_close(slopes(y, x), 3 * x**2 + 4 * x + 3)
    torch.testing.assert_close(slopes(z, x), 2 * x + 2)
    assert slopes(y, x)[[0, -1]].tolist() == [3, 10]
    assert slopes(z, x)[[0, -1]].tolist() == [2, 4]
    torch.testing.assert_close(reference("second_derivative")(y, x), 6 * x + 4)


CURVES = {
    "sin(x)*exp(-x)": lambda x: torch.sin(x) * torch.exp(-x),
    "log(x)/x": lambda x: torch.log(x) / x,
    "x*sqrt(x)": lambda x: x * torch.sqrt(x),
}


@pytest.mark.parametrize("formula", CURVES)
def test_both_derivatives_are_those_that_sympy_finds(formula):
    x = torch.linspace(0.5, 3.0, 9, dtype=torch.float64)
    symbol = sympy.Symbol("x")
    for order, name in enumerate(("derivative_curve", "second_derivative"), start=1):
        derivative = sympy.lambdify(symbol, sympy.diff(sympy.sympify(formula), symbol, order))
        found = reference(name)(CURVES[formula], x).numpy()
        np.testing.assert_allclose(found, [derivative(v) for v in x.tolist()], rtol=1e-12)


def test_the_partials_on_the_lessons_grid_are_its_formulas():
    x, y = GRID
    columns, rows = np.meshgrid(x.numpy(), y.numpy())
    z_x, z_y = reference("partials")(surface, x, y)
    np.testing.assert_allclose(z_x, 2 * columns * rows + 2 * rows**3, rtol=1e-5)
    np.testing.assert_allclose(z_y, columns**2 + 6 * columns * rows**2, rtol=1e-5, atol=1e-6)


def test_the_gradient_of_the_axes_is_the_sum_over_columns_and_rows():
    x, y = (axis.double() for axis in GRID)
    z_x, z_y = reference("partials")(surface, x, y)
    axis_x, axis_y = mistake("partials", "gradient_of_the_axes")(surface, x, y)
    torch.testing.assert_close(axis_x, z_x.sum(dim=0))
    torch.testing.assert_close(axis_y, z_y.sum(dim=1))


def polar(x):
    return torch.stack([x[0] * torch.cos(x[1]), x[0] * torch.sin(x[1])])


def test_the_jacobian_of_polar_coordinates_is_a_turned_and_stretched_one():
    r, phi = 2.0, 0.7
    found = reference("jacobian")(polar, torch.tensor([r, phi], dtype=torch.float64))
    c, s = math.cos(phi), math.sin(phi)
    np.testing.assert_allclose(found, [[c, -r * s], [s, r * c]], rtol=1e-12)


@pytest.mark.parametrize(("m", "n"), [(3, 2), (1, 4), (4, 4)])
def test_products_with_a_linear_map_are_those_with_its_matrix(m, n):
    rng = np.random.default_rng(7)
    a, x, v = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=m)

    def f(x):
        return torch.tensor(a) @ x

    np.testing.assert_allclose(reference("vjp")(f, torch.tensor(x), torch.tensor(v)), v @ a)
    np.testing.assert_allclose(reference("jacobian")(f, torch.tensor(x)), a)


def test_the_hessian_of_a_quadratic_form_is_its_matrix():
    rng = np.random.default_rng(8)
    a, x, v = rng.normal(size=(5, 5)), rng.normal(size=5), rng.normal(size=5)

    def f(x):
        return x @ torch.tensor(a) @ x

    product = reference("hvp")(f, torch.tensor(x), torch.tensor(v))
    np.testing.assert_allclose(product, (a + a.T) @ v)


def test_the_hessian_of_the_lessons_surface_at_1_2_has_the_entries_4_26_24():
    x = torch.tensor([1.0, 2.0])
    columns = [reference("hvp")(lambda p: surface(*p), x, unit).tolist() for unit in torch.eye(2)]
    assert columns == [[4, 26], [26, 24]]


@pytest.mark.parametrize("exercise_id", ["derivative_curve", "second_derivative", "vjp", "hvp"])
def test_the_reference_leaves_its_arguments_alone(exercise_id):
    x = torch.tensor([0.5, 1.5])
    w = torch.tensor(2.0, requires_grad=True)
    kind = {"vjp": (lambda x: torch.tanh(w * x),), "hvp": (lambda x: torch.tanh(w * x).sum(),)}
    f = kind.get(exercise_id, (lambda x: torch.tanh(w * x),))[0]
    extra = (torch.ones(2),) if exercise_id in ("vjp", "hvp") else ()
    reference(exercise_id)(f, x, *extra)
    assert not x.requires_grad and x.grad is None and w.grad is None


def test_right_slopes_that_leave_a_trace_earn_two_of_three_points():
    for trace in ("flag_left_on_x", "backward_fills_weights"):
        seen = verdict("derivative_curve", mistake("derivative_curve", trace))
        assert (seen.score, seen.status, seen.mistake) == (2.0, Status.PARTIAL, trace)


def test_a_curve_on_a_card_begins_and_ends_at_the_x_that_it_was_drawn_for():
    picture = verdict("derivative_curve", lambda f, x: torch.zeros_like(x)).picture
    assert ">−1.5</text>" in picture and ">1</text>" in picture
    assert ">12</text>" not in picture  # the number of the last place


def test_nothing_is_earned_for_leaving_no_trace_alone():
    assert verdict("derivative_curve", lambda f, x: torch.zeros_like(x)).score == 0


def test_one_right_partial_earns_its_share():
    def partials(f, x, y):
        return reference("partials")(f, x, y)[0], torch.zeros(len(y), len(x))

    assert verdict("partials", partials).score == 0.75


def test_a_row_for_each_input_is_right_where_there_are_as_many_outputs():
    seen = verdict("jacobian", mistake("jacobian", "a_row_for_each_input"))
    assert (seen.score, seen.mistake) == (1.0, "a_row_for_each_input")


@pytest.mark.parametrize("h", [1e-3, 1e-5, 1e-6])
def test_a_difference_quotient_never_passes(h):
    def slopes(f, x):
        return (f(x + h) - f(x - h)) / (2 * h)

    def jacobian(f, x):
        units = torch.eye(len(x)).to(x)
        return torch.stack(
            [slopes(lambda t, u=u: f(x + t * u), torch.zeros(()).to(x)) for u in units], 1
        )

    def hvp(f, x, v):
        gradient = torch.func.grad(f)
        return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)

    attempts = {"derivative_curve": slopes, "jacobian": jacobian, "hvp": hvp}
    for exercise_id, implementation in attempts.items():
        seen = verdict(exercise_id, implementation)
        assert seen.score < find_exercise(exercise_id).points
        assert all(got == 0 for _, got, _ in seen.criteria if exercise_id == "derivative_curve")


ERRORS = {
    "not used": lambda x: torch.autograd.grad(x**2, torch.ones((), requires_grad=True)),
    "shape of grad_outputs": lambda x: torch.autograd.grad(x**2, x, torch.ones(2)),
    "sizes": lambda x: torch.ones(2) * torch.ones(3),
    "tuple among tensors": lambda x: torch.stack([torch.autograd.grad(x**2, x)]),
    "tuple for a tensor": lambda x: torch.ones_like((x,)),
    "not a function": lambda x: x(2),
    "of a tuple": lambda x: torch.autograd.grad(x**2, x).sum(),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_around_autograd_grad_are_told_apart(name):
    probe = Probe(0)
    with attempt(probe, "key", "a label"):
        ERRORS[name](torch.tensor(2.0, requires_grad=True))
    assert probe.values["key"].name.endswith(f"({name})")


def test_a_picture_of_two_tables_marks_the_wrong_number_and_says_where_it_is():
    expected = plain(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    observed = plain(torch.tensor([[1.0, 2.0], [3.5, 4.0]]))
    picture = tables(expected, observed, "J")
    assert picture is not None and picture.count("✗") == 1
    assert "row 1, column 0" in picture
    assert tables(expected, expected, "J") is None


@pytest.mark.parametrize("odd", [None, "text", torch.ones(7, 2), torch.ones(0), [1.0], 3.0])
def test_what_is_no_small_table_has_no_picture(odd):
    assert tables(plain(torch.ones(2, 2)), plain(odd), "J") is None


def test_tables_of_different_shapes_are_drawn_and_their_shapes_written():
    picture = tables(plain(torch.ones(2, 3)), plain(torch.ones(3)), "J")
    assert picture is not None and "shape (2, 3)" in picture and "shape (3,)" in picture
    assert "✗" not in picture


# messages


def bare(f, x):
    return torch.autograd.grad(f(x), x)


def no_underscore(f, x, *v):
    x = x.detach().clone()
    x.requires_grad()
    return torch.autograd.grad(f(x).sum(), x)[0]


def swapped(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(x, f(x))[0]


def hides_the_error(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x)[0].requires_grad_()
    return torch.autograd.grad(first.sum(), x, allow_unused=True)[0]


def new_x_in_between(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    x = x.detach().requires_grad_()
    return torch.autograd.grad(first.sum(), x)[0]


def sum_missing_at_first(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def v_forgotten(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0]


def v_forgotten_at_second(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x)[0]


def one_unit_vector_for_all(f, x):
    x = x.detach().requires_grad_()
    y, rows = f(x), []
    e = torch.zeros_like(y)
    for i in range(len(y)):
        e[i] = 1
        rows.append(torch.autograd.grad(y, x, e, retain_graph=True)[0])
    return torch.stack(rows)


SAID = {
    ("derivative_curve", bare): "doesn't watch",
    ("derivative_curve", no_underscore): "underscore",
    ("hvp", no_underscore): "underscore",
    ("derivative_curve", swapped): "in each other's place",
    ("second_derivative", hides_the_error): "allow_unused",
    ("second_derivative", new_x_in_between): "a new x between the two calls",
    ("second_derivative", sum_missing_at_first): "both of your calls",
    ("vjp", v_forgotten): "hand it over as `grad_outputs`",
    ("hvp", v_forgotten_at_second): "hand it over as `grad_outputs`",
    ("jacobian", one_unit_vector_for_all): "is still in it",
}


@pytest.mark.parametrize(("exercise_id", "wrong"), SAID, ids=lambda c: getattr(c, "__name__", c))
def test_a_wrong_call_gets_a_message_that_fits_it(exercise_id, wrong):
    assert SAID[exercise_id, wrong] in verdict(exercise_id, wrong).message


@pytest.mark.parametrize("h", [1e-3, 1e-2, 1e-5])
def test_difference_quotients_are_called_by_their_name_whatever_their_step(h):
    def slopes(f, x):
        return (f(x + h) - f(x - h)) / (2 * h)

    def hvp(f, x, v):
        gradient = torch.func.grad(f)
        return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)

    assert "difference" in verdict("derivative_curve", slopes).message
    assert "difference of two gradients" in verdict("hvp", hvp).message


@pytest.mark.parametrize("vectorised", [True, False])
def test_a_hessian_on_the_way_costs_a_point_and_is_told(vectorised):
    def hvp(f, x, v):
        if vectorised:
            return torch.func.hessian(f)(x) @ v
        return torch.autograd.functional.hessian(f, x) @ v

    seen = verdict("hvp", hvp)
    assert (seen.score, seen.mistake) == (2.0, "table_on_the_way")


def test_something_that_is_no_pair_is_told_without_odd_words():
    seen = verdict("partials", lambda f, x, y: f(*torch.meshgrid(x, y, indexing="xy")))
    card = str(seen)
    assert "a tuple of 2 values" in card and "a pair" not in card


def test_a_function_in_place_of_a_value_is_shown_without_its_address():
    card = text_card(verdict("vjp", mistake("vjp", "function_not_called")))
    assert "a function" in card and "0x" not in card


def test_numbers_that_are_close_are_not_a_factor_1_off():
    expected = plain(torch.tensor([1.0, 2.0, 3.0]))
    assert "close" in explain(expected, plain(torch.tensor([1.001, 1.998, 3.001])))
    assert "close" in explain(plain(2.0), plain(2.001))
    assert "0.5 times" in explain(expected, plain(torch.tensor([0.5, 1.0, 1.5])))


def own(x):
    return x.detach().requires_grad_()


def rebuilds_the_outputs(f, x, v):
    x = own(x)
    y = torch.tensor(f(x).tolist(), dtype=x.dtype, requires_grad=True)
    return torch.autograd.grad(y, x, v)[0]


def calls_f_with_a_copy(f, x, v):
    x = own(x)
    return torch.autograd.grad(f(x.detach()), x, v)[0]


def has_a_formula(f, x, v):
    return 2 * x.detach() * v[0]


def has_a_formula_that_fails(f, x, v):
    x = own(x)
    return torch.autograd.grad(torch.cat([x, x, x]) ** 2, x, v)[0]


def weights_by_the_size_of_v(f, x, v):
    x = own(x)
    slope = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(slope @ v.abs(), x)[0]


def squares_the_hessian(f, x, v):
    hessian = torch.autograd.functional.hessian(f, x.detach())
    return hessian @ hessian @ v


def cuts_the_first_walk(f, x, v):
    x = own(x)
    slope = torch.autograd.grad(f(x).detach(), x, create_graph=True)[0]
    return torch.autograd.grad(slope @ v, x)[0]


def watches_no_x(f, x, v):
    x = x.detach()
    slope = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(slope @ v, x)[0]


def walks_to_v(f, x, v):
    x, v = own(x), own(v)
    slope = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(slope @ v, v)[0]


def halves(f, x, v):
    return 0.5 * reference("hvp")(f, x, v)


def grid_of_even_axes(f, x, y):
    x, y = (torch.linspace(float(t[0]), float(t[-1]), len(t), dtype=t.dtype) for t in (x, y))
    return reference("partials")(f, x, y)


def grid_of_one_axis(f, x, y):
    tables = torch.meshgrid(y.detach(), y.detach(), indexing="xy")
    tables = tuple(t.clone().requires_grad_() for t in tables)
    return torch.autograd.grad(f(*tables).sum(), tables)


SEEN = {  # what is said, and what would be false
    ("vjp", rebuilds_the_outputs): ("not a new tensor made of its numbers", "another x"),
    ("vjp", calls_f_with_a_copy): ("the tensor that f is called with", "watch x."),
    ("vjp", has_a_formula): ("never called", "numbers is right"),
    ("vjp", has_a_formula_that_fails): ("never called", "weights of the walk"),
    ("hvp", weights_by_the_size_of_v): ("signs of v are lost", "numbers is right"),
    ("hvp", squares_the_hessian): ("v comes in as it should", "numbers is right"),
    ("hvp", cuts_the_first_walk): ("f is called with a watched tensor", "second walk finds"),
    ("hvp", watches_no_x): ("doesn't watch the tensor", "second walk finds"),
    ("hvp", walks_to_v): ("asks how something changes with v", "second walk is missing, and v"),
    ("partials", grid_of_even_axes): ("such as `linspace`", "numbers is right"),
    ("partials", grid_of_one_axis): ("is one of the values of y", "`linspace`"),
    ("second_derivative", hides_the_error): ("isn't told to record a graph", "Is there a `return`"),
    ("hvp", halves): ("half of what it should be", "starts at a mean"),
}


@pytest.mark.parametrize(("exercise_id", "wrong"), SEEN, ids=lambda c: getattr(c, "__name__", c))
@pytest.mark.parametrize("seed", range(3))
def test_what_is_said_was_seen(exercise_id, wrong, seed):
    said, false = SEEN[exercise_id, wrong]
    message = verdict(exercise_id, wrong, seed).message
    assert said in message and false not in message


def test_a_wrong_slope_is_told_with_its_place():
    def derivative_curve(f, x):
        x = own(x)
        return torch.autograd.grad(f(x).prod(), x)[0]

    assert "The first of them is the one at x =" in (
        verdict("derivative_curve", derivative_curve).message
    )


def test_of_a_pair_the_right_one_is_named():
    def hvp(f, x, v):
        return torch.autograd.functional.vhp(f, x.detach(), v)

    assert "Number 2 of the 2 in it is right" in verdict("hvp", hvp).message
