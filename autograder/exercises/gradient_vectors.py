"""Lesson 01: z = sin(x² + y²), its gradient, and gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.drawing.fields import arrow_field
from autograder.drawing.paths import path_pair
from autograder.probing.alone import record_alone
from autograder.probing.formulas import (
    A_FORMULA,
    FORMULA_MESSAGES,
    formula_values,
    outline,
    symbols_explained,
)
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.comparison import agree
from autograder.records.exercises import Criterion, Exercise, only
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import Value

LESSON = "01_gradient_vectors"


AN_ARRAY, A_KIND = "an array", "a {kind}"
"""What grad_fun can be called with."""


@observation
def observe_gradient_formula(gradient_formula: Callable[..., Any], probe: Probe) -> None:
    """The values of both typed formulas at random points."""
    from sympy import symbols

    points = {"x": probe.uniform(0.3, 1.2, 6), "y": probe.uniform(-1.5, -0.2, 6)}
    points["x"][::3] *= -1
    points["y"][1::3] *= -1
    probe.record("points", np.stack([points["x"], points["y"]]), say("the points (x, y)"))
    label = say("what {call} returns", call="gradient_formula(x, y)")
    with probe.attempt("pair", label):
        with symbols_explained():
            returned = gradient_formula(*symbols("x y"))
        probe.record("pair", outline(returned), label)
        if not isinstance(returned, tuple) or len(returned) != 2:
            return
        for name, formula in zip(("dz_dx", "dz_dy"), returned, strict=True):
            label = say("{formula} at six points (x, y)", formula=name)
            with probe.attempt(name, label):
                probe.record(name, formula_values(formula, points), label)


@observation
def observe_fun_dz(fun_dz: Callable[..., Any], probe: Probe) -> None:
    """The gradient at a point, at the points of a list, and on a full and a sparse grid."""
    x, y = probe.uniform(0.6, 1.4), probe.uniform(-0.9, -0.3)
    probe.call("point", fun_dz, x, y, label=f"fun_dz({numbers([x, y])})")
    xs, ys = probe.uniform(-2, 2, 7), probe.uniform(-2, 2, 7)
    probe.record("at", np.array([x, y]), say("the point"))
    probe.record("list_points", np.stack([xs, ys]), say("the 7 points"))
    given = xs.copy(), ys.copy()
    label = say("fun_dz of 7 points, as arrays of shape (7,)")
    probe.call("list", fun_dz, *given, label=label)
    left = say("x and y after the call, which have to stay as they were")
    probe.record("left_alone", np.stack(given), left)
    axis = np.linspace(-2.0, 2.0, 9) + probe.uniform(-0.1, 0.1)
    grid = np.meshgrid(axis, axis[:7])
    label = say("fun_dz on a grid, arrays of shape (7, 9)")
    probe.call("grid", fun_dz, *map(np.copy, grid), label=label)
    probe.record("grid_points", np.stack(grid))
    sparse = np.meshgrid(axis, axis[:7], sparse=True)
    label = say("fun_dz on a sparse grid, shapes (1, 9) and (7, 1)")
    with probe.attempt("sparse", label):
        probe.record("sparse", _full_shapes(fun_dz(*sparse)), label)
    single = [a.astype(np.float32) for a in (xs, ys)]
    probe.call("float32", fun_dz, *single, label=say("fun_dz of 7 points in float32"))
    record_alone(probe, fun_dz, {"x": x, "y": y}, {"x": x + 0.25, "y": y - 0.25})


def hill_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """x, y and what is made of them, for each value of fun_dz or of gradient_formula."""
    places = {"point": "at", "list": "list_points", "float32": "list_points"}
    places |= {"grid": "grid_points", "sparse": "grid_points"}
    places |= {"dz_dx": "points", "dz_dy": "points"}
    found = {}
    for key, place in places.items():
        if place in expected.values:
            x, y = np.asarray(expected.values[place].data, float)
            u = x**2 + y**2
            found[key] = {"x": x, "y": y, "x² + y²": u, "√(x² + y²)": np.sqrt(u)}
    return found


def _full_shapes(returned: Any) -> Any:
    """Broadcasts a pair of arrays against each other, as every use of a sparse grid does."""
    if isinstance(returned, tuple) and len(returned) == 2:
        return tuple(np.array(a) for a in np.broadcast_arrays(*returned))
    return returned


def draw_fun_dz(expected: Observation, observed: Observation) -> str | None:
    """The student's arrows over autograd's, at every other point of the grid."""
    points, wanted, got = (
        expected.values["grid_points"],
        expected.values["grid"],
        observed.values.get("grid", Value("missing")),
    )
    if got.kind != "tuple" or got.name == "numbers" or len(got.data) != 2:
        return None
    shape = points.data.shape[1:]
    if any(
        v.kind != "array" or v.data.shape != shape or v.data.dtype.kind not in "fi"
        for v in got.data
    ):
        return None
    shown = (..., slice(None, None, 2), slice(None, None, 2))
    truth, attempt = (
        np.stack([v.data[shown].reshape(-1) for v in g.data], 1) for g in (wanted, got)
    )
    return arrow_field(
        points.data[shown].reshape(2, -1).T,
        truth,
        attempt,
        title=say("Gradient on the grid"),
        alt=say(
            "Arrows of your gradient, dashed red, over the arrows of autograd, green, on a grid."
        ),
    )


@observation
def observe_gradient_descent(gradient_descent: Callable[..., Any], probe: Probe) -> None:
    """Trajectories in one, two and three dimensions, and the borders of what may be asked."""
    walks = []
    for d, n_steps in ((2, 6), (3, 4), (1, 5)):
        matrix, centre = _coupled(probe, d)
        w0, lr = probe.uniform(1.0, 3.0, d) * (-1.0) ** np.arange(d), probe.uniform(0.05, 0.2)
        asked = np.vstack([matrix, centre, w0, np.full(d, lr)])
        label = say("the gradient's matrix and centre, w0 and lr")
        probe.record(f"asked for {d}", asked, label)
        walks.append((d, Counted(_coupled_slope(matrix, centre)), w0, lr, n_steps))
    start = probe.uniform(0.3, 1.0, 2)
    _observe_walk(gradient_descent, probe, *walks[0])
    label = say("gradient_descent where grad_fun returns a tuple, as fun_dz does")
    probe.call("tuple", gradient_descent, _pair_slope, start.copy(), 0.1, 3, label=label)
    for walk in walks[1:]:
        _observe_walk(gradient_descent, probe, *walk)
    label = say("gradient_descent with n_steps=0")
    probe.call("no_steps", gradient_descent, lambda w: 2 * w, start.copy(), 0.1, 0, label=label)
    label = say("gradient_descent from the whole numbers [3, -2]")
    probe.call("whole", gradient_descent, _pair_slope, [3, -2], 0.15, 3, label=label)
    level = {"level": 0.0, "gentle": 1e-11, "balanced": 1.0}
    for key, size in level.items():
        gradient = numbers([size, -size])
        label = say("gradient_descent, 3 steps where the gradient is {gradient}", gradient=gradient)
        push = np.array([size, -size])
        probe.call(key, gradient_descent, lambda w, g=push: g, start, 0.1, 3, label=label)
    _observe_calls(gradient_descent, start, probe)
    kept = {"grad_fun": _pair_slope, "w0": start.copy(), "lr": 0.1, "n_steps": 3}
    others = {"grad_fun": _other_slope, "w0": start + 0.5, "lr": 0.2, "n_steps": 4}
    record_alone(probe, gradient_descent, kept, others)


def _observe_walk(
    gradient_descent: Callable[..., Any],
    probe: Probe,
    d: int,
    slope: Counted,
    w0: np.ndarray,
    lr: float,
    n_steps: int,
) -> None:
    """One trajectory, and how often grad_fun was called for it, in two dimensions."""
    label = f"gradient_descent from {d} number{'s' if d > 1 else ''}, {n_steps} steps"
    probe.call(f"d{d}", gradient_descent, slope.call, w0, lr, n_steps, label=label)
    if d == 2:
        probe.record("asked", slope.count, "how often grad_fun is called")


class Counted:
    """A gradient, and how often it was asked for by ``call``."""

    def __init__(self, slope: Callable[[Any], Any]) -> None:
        self.count = 0

        def grad_fun(w: Any) -> Any:
            self.count += 1
            return slope(w)

        grad_fun.__qualname__ = "grad_fun"
        self.call = grad_fun


def _coupled(probe: Probe, d: int) -> tuple[np.ndarray, np.ndarray]:
    """A gradient's matrix, in which each component depends on all coordinates, and its centre."""
    matrix = np.diag(probe.uniform(0.8, 2.0, d)) + probe.uniform(0.2, 0.5, d, d)
    return matrix, np.asarray(probe.uniform(-1.0, 1.0, d))


def _coupled_slope(matrix: np.ndarray, centre: np.ndarray) -> Callable[[Any], Any]:
    def slope(w: Any) -> Any:
        return matrix @ (np.asarray(w) - centre) + 0.05 * np.asarray(w) ** 3

    return slope


def _pair_slope(w: Any) -> tuple[Any, Any]:
    return 2 * w[0] + 0.5 * w[1], 4 * w[1] + 0.5 * w[0]


def _other_slope(w: Any) -> tuple[Any, Any]:
    return w[0] - 0.5 * w[1], 3 * w[1] + 1


def _observe_calls(gradient_descent: Callable[..., Any], start: Any, probe: Probe) -> None:
    """With what grad_fun is called, and what is left of the caller's w0."""
    arguments: set[int] = set()
    odd: list[str] = []

    def witness(*w: Any) -> Any:
        arguments.add(len(w))
        odd.extend(
            A_KIND.format(kind=type(one).__name__) for one in w if isinstance(one, list | tuple)
        )
        return np.ones(2)

    kept = start.copy()
    with probe.attempt("w0", say("the caller's w0 after the call")):
        gradient_descent(witness, kept, 0.1, 2)
        label = say("the caller's w0 after the call, which has to stay as it was")
        probe.record("w0", kept, label)
    label = say("what grad_fun is called with, from a list w0")
    with probe.attempt("argument", label):
        gradient_descent(witness, [1, -2], 0.1, 2)
        probe.record("argument", odd[0] if odd else AN_ARRAY, label)
    if arguments:
        label = say("the number of arguments that grad_fun is called with")
        probe.record("arguments", sorted(arguments), label)


def draw_gradient_descent(expected: Observation, observed: Observation) -> str | None:
    """The student's path over the right one, in two dimensions, where it is another one."""
    got = observed.values.get("d2", Value("missing"))
    if agree(expected.values["d2"], got):
        return None
    if got.kind != "array" or got.data.dtype.kind not in "fi" or got.data.ndim != 2:
        return None
    if got.data.shape[1] != 2 or not np.isfinite(got.data).all(axis=1).any():
        return None
    return path_pair(
        expected.values["d2"].data,
        got.data,
        title=say("The path in two dimensions"),
        alt=say(
            "The points of your path, dashed red, over the right path, green, from the same start."
        ),
    )


@observation
def observe_stable_learning_rate(stable_learning_rate: Callable[..., Any], probe: Probe) -> None:
    """The predicted learning rate; a number of SymPy's counts as well."""
    label = say("your largest stable learning rate")
    with probe.attempt("eta_max", label):
        rate = stable_learning_rate()
        if getattr(rate, "is_number", False) is True:
            rate = float(rate)
        probe.record("eta_max", rate, label)


def _to_three_digits(expected: Value, observed: Value) -> bool:
    return observed.kind == "number" and abs(observed.data / expected.data - 1) < 0.005


EXERCISES = (
    Exercise(
        id="gradient_formula",
        inputs=hill_inputs,
        separate=True,
        title="The gradient as a formula",
        lesson=LESSON,
        phrases=(A_FORMULA, *FORMULA_MESSAGES),
        criteria=(
            Criterion("∂z/∂x", 1.0, ("pair", "dz_dx")),
            Criterion("∂z/∂y", 1.0, ("pair", "dz_dy")),
        ),
        observe=observe_gradient_formula,
        hints=(
            "Name the inner function: u = x² + y², so that z = sin(u).",
            "The chain rule multiplies two derivatives: that of the outer function, taken at u, "
            "and that of u with respect to the variable you look at.",
            "Both results are products of two factors. The first is the same in both: it doesn't "
            "ask which variable moves. For the second, hold the other variable still: what is "
            "then the derivative of a square plus a constant?",
        ),
    ),
    Exercise(
        id="fun_dz",
        title="The gradient as a function",
        lesson=LESSON,
        criteria=(
            Criterion("one point", 1.0, ("point",)),
            Criterion("arrays of points", 1.0, ("list", "float32", "left_alone")),
            Criterion("full and sparse grids", 1.0, ("grid", "sparse")),
        ),
        observe=observe_fun_dz,
        hints=(
            "Start from the two formulas that you typed above.",
            "Use NumPy's functions: they take numbers and arrays alike, Python's `math` doesn't.",
            "Compute the shared factor once, multiply it by each inner derivative, and return both "
            "values, separated by a comma.",
        ),
        inputs=hill_inputs,
        picture=draw_fun_dz,
    ),
    Exercise(
        id="gradient_descent",
        title="Gradient descent",
        lesson=LESSON,
        criteria=(
            Criterion("the trajectory", 2.0, ("d2", "d3", "d1", "tuple")),
            Criterion(
                "the borders: no steps, whole numbers, and w0 left alone",
                1.0,
                (
                    "no_steps",
                    "whole",
                    "w0",
                    "arguments",
                    "level",
                    "gentle",
                    "balanced",
                    "argument",
                ),
            ),
        ),
        observe=observe_gradient_descent,
        phrases=(AN_ARRAY, A_KIND),
        hints=(
            "The trajectory has one row more than there are steps: row 0 is where you start.",
            "Each step looks at the gradient where you are now, and goes against it.",
            "Make an array of zeros with n_steps + 1 rows, put w0 in the first, and compute each "
            "row from the one above it.",
            "`np.array(grad_fun(w))` makes an array of whatever grad_fun returns, so that a "
            "number can multiply it.",
        ),
        picture=draw_gradient_descent,
    ),
    Exercise(
        id="stable_learning_rate",
        title="Predict: the largest stable learning rate",
        lesson=LESSON,
        criteria=only(1.0, "eta_max", title="a prediction to three digits"),
        observe=observe_stable_learning_rate,
        hints=(
            "Near a minimum a function looks like a parabola, ½ c (w − w*)², with curvature c.",
            "One step multiplies the distance to the minimum by 1 − ηc. When does that shrink it?",
            "The factor must lie between −1 and 1. Put in the curvature that the text gives for "
            "the first ring.",
        ),
        secret=True,
        compare={"eta_max": _to_three_digits},
    ),
)
