"""Lessons 01 and 02: wrong answers that are no known mistake, and what their numbers tell.

Each function has the faults that its test's name says. The words have to name them all, and
nothing may be said of numbers that have no reason.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.exercises import find_exercise
from autograder.judging.expectations import expected_observation
from autograder.notebook.checking import verdict_on
from autograder.records.observations import Observation
from autograder.records.values import plain
from autograder.records.verdicts import Status


def said(name, wrong, seed=0):
    verdict = verdict_on(find_exercise(name), wrong, seed, "cpu")
    assert verdict.status is not Status.PASSED
    return verdict.message


def central(f, x, h):
    return np.array([(f(x + e) - f(x - e)) / (2 * h) for e in h * np.eye(x.size)])


def forward(f, x, h):
    return np.array([(f(x + e) - f(x)) / h for e in h * np.eye(x.size)])


def nothing_moves(f, df, x, h):
    slopes = np.zeros(x.size)
    for i in range(x.size):
        step = np.zeros(x.size, dtype=int)
        step[i] = h
        slopes[i] = (f(x + step) - f(x - step)) / (2 * h)
    return np.max(np.abs(slopes - df(x)))


def gives_up_early(f, df, x, h):
    for i, slope in enumerate(central(f, x, h)[: 1 if x.size == 3 else None]):
        if abs(slope - df(x)[i]) > 1e-3:
            return abs(slope - df(x)[i])
    return 0.0


def moved_for_good(f, df, x, h):
    slopes = []
    for i in range(x.size):
        saved = x
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        slopes.append((above - f(x)) / (2 * h))
        x = saved
    return np.max(np.abs(slopes - df(x)))


def another_x(f, df, x, h):
    slopes = []
    for step in h * np.eye(x.size):
        x = x + step
        slopes.append((f(x) - f(x - 2 * step)) / (2 * h))
    return np.max(np.abs(slopes - df(x)))


CHECKS = {
    "forward and no absolute value": (
        lambda f, df, x, h: np.max(forward(f, x, h) - df(x)),
        ("forward differences", "absolute value"),
    ),
    "sum, and run is h": (
        lambda f, df, x, h: np.sum(np.abs(2 * central(f, x, h) - df(x))),
        ("run that you divide by", "are added"),
    ),
    "length, and a step of its own": (
        lambda f, df, x, h: np.linalg.norm(central(f, x, 1e-4) - df(x)),
        ("0.0001 away from x", "not used", "length of the vector"),
    ),
    "relative to both": (
        lambda f, df, x, h: np.max(
            np.abs(central(f, x, h) - df(x)) / (np.abs(central(f, x, h)) + np.abs(df(x)))
        ),
        ("relative errors",),
    ),
    "sizes compared": (
        lambda f, df, x, h: np.max(np.abs(np.abs(central(f, x, h)) - np.abs(df(x)))),
        ("without their signs",),
    ),
    "a table": (
        lambda f, df, x, h: np.max(np.abs(central(f, x, h)[:, None] - df(x))),
        ("every component",),
    ),
    "last unchecked": (
        lambda f, df, x, h: np.max(np.abs(central(f, x, h) - df(x))[:-1], initial=0),
        ("last component isn't checked",),
    ),
    "slope and df added": (
        lambda f, df, x, h: np.max(np.abs(central(f, x, h) + df(x))),
        ("added", "wrong sign"),
    ),
    "a number for the point": (
        lambda f, df, x, h: max(
            abs((f(v + h) - f(v - h)) / 2 / h - g) for v, g in zip(x, df(x), strict=True)
        ),
        ("`f` is called with one number",),
    ),
    "df of one component": (
        lambda f, df, x, h: max(abs(s - df(v)) for s, v in zip(central(f, x, h), x, strict=True)),
        ("`df` is called with one number",),
    ),
    "the two largest": (
        lambda f, df, x, h: abs(np.abs(central(f, x, h)).max() - np.abs(df(x)).max()),
        ("size of the largest slope",),
    ),
    "a complex step": (
        lambda f, df, x, h: max(
            abs(np.imag(f(x + 1j * e)) / h - g)
            for e, g in zip(h * np.eye(x.size), df(x), strict=True)
        ),
        ("complex numbers",),
    ),
    "moved for good": (moved_for_good, ("df is called at another point", "caller's x has changed")),
    "another x": (another_x, ("df is called at another point", "names of their own")),
    "nothing moves": (nothing_moves, ("all 0", "whole numbers", "no copy")),
    "rounded": (
        lambda f, df, x, h: round(float(np.max(np.abs(central(f, x, h) - df(x)))), 4),
        ("rounded to 4 digits",),
    ),
}


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("seed", [0, 7])
def test_gradient_check_names_its_faults(name, seed):
    wrong, words = CHECKS[name]
    message = said("gradient_check", wrong, seed)
    assert [word for word in words if word not in message] == [], message


def graph(x, y, z, /, **other):
    """Adjoints from local derivatives, of which some are others."""
    a, b = 2 * x, np.sin(y)
    c = a / b
    f = np.tanh(np.log(z * c + 1))
    values = {"y": y, "f": f}
    local = {
        "e": 1 - f**2, "d": 1 / (z * c + 1), "c": z, "z": c,
        "a": 1 / b, "b": -a / b**2, "x": 2.0, "y": np.cos(y),
    } | {name: make(values) for name, make in other.items()}  # fmt: skip
    adjoints = {"f": 1.0}
    for child, parent in dict(e="f", d="e", c="d", z="d", a="c", b="c", x="a", y="b").items():
        adjoints[child] = adjoints[parent] * local[child]
    return adjoints


def from_the_wrong_node(x, y, z):
    adjoints = graph(x, y, z)
    return adjoints | {"z": adjoints["c"] * 2 * x / np.sin(y)}


GRAPHS = {
    "two edges": (
        lambda x, y, z: graph(x, y, z, d=lambda v: 1 / (v["f"] + 1), y=lambda v: -np.sin(v["y"])),
        ("e → d you multiply by 1 / (f + 1)", "b → y you multiply by −b"),
    ),
    "an adjoint from the wrong node": (
        from_the_wrong_node,
        ("d → z", "times the adjoint of c", "multiply by the adjoint of d"),
    ),
    "one number everywhere": (
        lambda x, y, z: dict.fromkeys("edcbaxyz", 0.7),
        ("same number at all three points",),
    ),
    "a value of the notebook": (
        lambda x, y, z: graph(x, y, z, e=lambda v: 0.6804),
        ("by 0.6804 at all three points", "notebook"),
    ),
    "arguments exchanged": (lambda x, y, z: graph(y, x, z), ("forward pass at (y, x, z)",)),
    "other names": (
        lambda x, y, z: {f"adj_{k}": v for k, v in graph(x, y, z).items()},
        ("no entry 'e'", "'adj_e'"),
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("seed", [0, 7])
def test_backward_graph_names_its_faults(name, seed):
    wrong, words = GRAPHS[name]
    message = said("backward_graph", wrong, seed)
    assert [word for word in words if word not in message] == [], message


def in_place(x, y):
    dz_dx, dz_dy = 2 * x, 2 * y
    u = x
    u *= x
    return dz_dx * np.cos(u + y * y), dz_dy * np.cos(u + y * y)


HILLS = {
    "sine, and no factor two": (
        lambda x, y: (x * np.sin(x**2 + y**2), y * np.sin(x**2 + y**2)),
        ("x · sin(x² + y²)", "a sine: what is its derivative", "inner derivative"),
    ),
    "degrees in one": (
        lambda x, y: (2 * x * np.cos(np.radians(x**2 + y**2)), 2 * y * np.cos(x**2 + y**2)),
        ("first value", "radians already"),
    ),
    "exchanged, and signs": (
        lambda x, y: (-2 * y * np.cos(x**2 + y**2), -2 * x * np.cos(x**2 + y**2)),
        ("wrong order", "sign"),
    ),
    "only one comes back": (lambda x, y: 2 * x * np.cos(x**2 + y**2), ("Only ∂z/∂x",)),
    "one cosine for all points": (
        lambda x, y: (2 * x * np.cos(np.sum(x**2 + y**2)), 2 * y * np.cos(np.sum(x**2 + y**2))),
        ("single point is right", "np.sum"),
    ),
    "a value of the notebook": (
        lambda x, y: (2 * x * np.cos(1.85), 2 * y * np.cos(1.85)),
        ("at every point".capitalize(), "notebook"),
    ),
    "a step": (
        lambda x, y: (
            (np.sin((x + 0.02) ** 2 + y**2) - np.sin(x**2 + y**2)) / 0.02,
            (np.sin(x**2 + (y + 0.02) ** 2) - np.sin(x**2 + y**2)) / 0.02,
        ),
        ("over a step of 0.02",),
    ),
    "a step, and a sign": (
        lambda x, y: (
            (np.sin((x + 0.01) ** 2 + y**2) - np.sin(x**2 + y**2)) / 0.01,
            (np.sin(x**2 + y**2) - np.sin(x**2 + (y + 0.01) ** 2)) / 0.01,
        ),
        ("over a step of 0.01", "sign of the second"),
    ),
    "sums over the axes of a grid": (
        lambda x, y: (
            np.sum(2 * x * np.cos(x**2 + y**2) * np.ones(np.shape(x)), 0, keepdims=True)
            if np.shape(x) != np.shape(y)
            else 2 * x * np.cos(x**2 + y**2),
            np.sum(2 * y * np.cos(x**2 + y**2) * np.ones(np.shape(y)), 1, keepdims=True)
            if np.shape(x) != np.shape(y)
            else 2 * y * np.cos(x**2 + y**2),
        ),
        ("sum over a column",),
    ),
    "numbers written in": (lambda x, y: (-0.7165, 0.2205), ("same two numbers",)),
    "in place": (in_place, ("caller's arrays have changed",)),
    "y left out of the cosine": (
        lambda x, y: (2 * x * np.cos(x**2 + 0.16), 2 * y * np.cos(x**2 + 0.16)),
        ("same for every y",),
    ),
}


@pytest.mark.parametrize("name", HILLS)
@pytest.mark.parametrize("seed", [0, 7])
def test_fun_dz_names_its_faults(name, seed):
    wrong, words = HILLS[name]
    message = said("fun_dz", wrong, seed)
    assert [word for word in words if word not in message] == [], message


def walk(grad_fun, w0, n_steps, step):
    points = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        points.append(points[-1] - step(np.array(grad_fun(points[-1]))))
    return np.array(points)


def kept_between_calls(grad_fun, w0, lr, n_steps, path=[]):  # noqa: B006
    path += list(walk(grad_fun, w0, n_steps, lambda g: lr * g))
    return np.array(path)


def ends_where_it_is_flat(grad_fun, w0, lr, n_steps):
    points = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        gradient = np.array(grad_fun(points[-1]))
        if np.linalg.norm(gradient) < 1e-6:
            break
        points.append(points[-1] - lr * gradient)
    return np.array(points)


WALKS = {
    "uphill and no start": (
        lambda g, w, lr, n: walk(g, w, n, lambda s: -lr * s)[1:],
        ("uphill", "starting point is missing"),
    ),
    "a rate that is written in, last point only": (
        lambda g, w, lr, n: walk(g, w, n, lambda s: 0.1 * s)[-1],
        ("0.1 times the gradient, whatever lr is", "last point"),
    ),
    "no rate and one short": (
        lambda g, w, lr, n: walk(g, w, n - 1, lambda s: s),
        ("learning rate is not used", "One step is missing"),
    ),
    "steps of 2 lr": (
        lambda g, w, lr, n: walk(g, w, n, lambda s: 2 * lr * s),
        ("2 times as long",),
    ),
    "ten steps": (lambda g, w, lr, n: walk(g, w, 10, lambda s: lr * s), ("`n_steps` is not used",)),
    "flat": (lambda g, w, lr, n: walk(g, w, n, lambda s: lr * s).ravel(), ("one long row",)),
    "an early end": (ends_where_it_is_flat, ("ends early", "`break`")),
    "grad_fun not called": (
        lambda g, w, lr, n: np.array([np.array(w) * (1 - lr) ** k for k in range(n + 1)]),
        ("doesn't call `grad_fun`",),
    ),
    "signs only": (
        lambda g, w, lr, n: walk(g, w, n, lambda s: lr * np.clip(s, -1e-9, 1e-9) * 1e9),
        ("signs of the gradient",),
    ),
    "rounded": (
        lambda g, w, lr, n: np.round(walk(g, w, n, lambda s: lr * s), 3),
        ("rounded to 3 digits",),
    ),
}


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("seed", [0, 7])
def test_gradient_descent_names_its_faults(name, seed):
    wrong, words = WALKS[name]
    message = said("gradient_descent", wrong, seed)
    assert [word for word in words if word not in message] == [], message


def test_points_that_are_kept_between_calls_are_told():
    message = said("gradient_descent", kept_between_calls)
    assert "begins with the points of the first" in message


def test_an_error_inside_grad_fun_is_no_call_that_is_missing():
    message = said("gradient_descent", lambda g, w, lr, n: g(np.array(w), lr))
    assert "grad_fun() takes 1 positional argument" in message
    assert "doesn't call" not in message
    assert "second argument" in message


def test_an_error_before_grad_fun_is_reached_is_no_call_that_is_missing():
    def counts_in_a_number(grad_fun, w0, lr, n_steps):
        points = [np.array(w0, float)]
        for _ in n_steps:
            points.append(points[-1] - lr * np.array(grad_fun(points[-1])))
        return np.array(points)

    message = said("gradient_descent", counts_in_a_number)
    assert "is a `range(...)` missing?" in message and "doesn't call" not in message


def test_right_numbers_in_tensors_are_no_two_exchanges():
    """Swapped, and swapped again, are the right numbers: only their kind is wrong."""

    def tensors(x, y):
        u = torch.as_tensor(x) ** 2 + torch.as_tensor(y) ** 2
        return 2 * torch.as_tensor(x) * torch.cos(u), 2 * torch.as_tensor(y) * torch.cos(u)

    message = said("fun_dz", tensors)
    assert "tensor" in message
    assert "order" not in message


TOLD = ("gradient_formula", "fun_dz", "gradient_descent", "chain_rule", "backward_graph",
        "gradient_check")  # fmt: skip


def shaken(value, rng):
    """The value with every number replaced by one that has no reason."""
    if isinstance(value.data, np.ndarray):
        return plain(rng.normal(size=value.data.shape))
    return plain(float(rng.normal())) if value.kind == "number" else value


@pytest.mark.parametrize("name", TOLD)
def test_numbers_without_a_reason_are_told_no_formula(name):
    exercise, expected = find_exercise(name), expected_observation(name, 0)
    keys = [key for criterion in exercise.criteria for key in criterion.keys]
    tell, rng = find_answer(exercise).tell, np.random.default_rng(5)
    for _ in range(20):
        values = {key: shaken(value, rng) for key, value in expected.values.items()}
        told = tell(expected, Observation(values), keys) or ""
        assert not any(word in told for word in ("numbers of", "multiply by", "stands", "→")), told
        assert "differences" not in told
        assert "times the gradient" not in told


@pytest.mark.parametrize("name", TOLD)
def test_right_answers_pass_on_many_seeds(name):
    exercise = find_exercise(name)
    for seed in range(100, 102):
        for right in (find_answer(exercise).reference, *find_variants(exercise)):
            verdict = verdict_on(exercise, right, seed, "cpu")
            assert verdict.status is Status.PASSED, f"{right}: {verdict}"


def net(bend=torch.tanh, plus=0.0, depth=None):
    """A WideNet with another bend, with a multiple of x besides, or with layers for cells."""

    class WideNet(torch.nn.Module):
        def __init__(self, n_cells):
            super().__init__()
            self.hidden, self.output = torch.nn.Linear(1, n_cells), torch.nn.Linear(n_cells, 1)
            if depth:
                self.more = torch.nn.ModuleList(torch.nn.Linear(1, 1) for _ in range(n_cells))

        def forward(self, x):
            return self.output(bend(self.hidden(x))) + plus * x

    return WideNet


NETS = {
    "the input added": (net(plus=1.0), "The input x is added to the output."),
    "another bend": (net(bend=torch.nn.Softplus()), "another function, Softplus."),
    "a square": (net(bend=lambda z: torch.tanh(z) ** 2), "The cells are squared"),
    "cells as layers": (net(depth=True), "no number of layers"),
}


@pytest.mark.parametrize(("wrong", "words"), NETS.values(), ids=NETS)
def test_a_net_is_told_by_its_output_or_its_sizes(wrong, words):
    assert words in said("WideNet", wrong)


def test_a_net_without_a_reason_is_told_none():
    message = said("WideNet", net(bend=lambda z: torch.tanh(z) + 0.3 * z))
    assert "another net" not in message


LOSSES = {
    "brackets": (lambda y, p: (y - p**2).mean(), "brackets are missing"),
    "all pairs": (lambda y, p: ((y.reshape(-1, 1) - p.reshape(-1)) ** 2).sum(), "all pairs"),
    "another length": (lambda y, p: ((y - p) ** 2).sum() / 11, "divided by 11 each time"),
}


@pytest.mark.parametrize(("wrong", "words"), LOSSES.values(), ids=LOSSES)
def test_a_loss_is_told_by_its_number(wrong, words):
    assert words in said("mse", wrong)
