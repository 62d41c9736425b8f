"""Lesson 01, gradient_formula and fun_dz: what is told of values that no known mistake gives.

The formula is looked up that has the numbers which came. Where none has, other things are looked
for: steps that measure, a table where points are paired, one number for all points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.answers.hill_formulas import Array, Formula, find_formula
from autograder.answers.telling import first_wrong, is_stub
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

Pair = tuple[Array, Array]
STEPS = tuple(size * 10.0**-k for k in range(1, 7) for size in (1, 2, 5))
CHANGED = say(
    "The values are right, but the caller's arrays have changed. Lines such as `x **= 2` and "
    "`x += y` work on the array that you were given: make new ones, as `x = x**2` does."
)
TURNED = {
    (-1, 1): say("Besides, the sign of the first value is wrong."),
    (1, -1): say("Besides, the sign of the second value is wrong."),
    (-1, -1): say("Besides, the signs of both values are wrong."),
}
SECOND_FIRST = say("The two values are in the wrong order: ∂z/∂x comes first.")


def tell_formulas(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """Which formulas the wrong ones are; None if that isn't known."""
    if first_wrong(observed, wrong).kind == "error":
        return None
    x, y = expected.values["points"].data
    told = []
    for key, own in (("dz_dx", "x"), ("dz_dy", "y")):
        got = observed.values.get(key, MISSING)
        if key in wrong and isinstance(got.data, np.ndarray) and got.data.shape == x.shape:
            if found := find_formula(got.data, x, y, own):
                told.append(
                    say(
                        "∂z/∂{own} has the numbers of {formula}. {faults}",
                        own=own,
                        formula=found.text,
                        faults=joined(*found.faults),
                    )
                )
    return joined(*told) if told else None


def tell_gradient(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What a wrong fun_dz computes; None if nothing is known of it."""
    first = first_wrong(observed, wrong)
    if first.kind == "error" or is_stub(first):
        return None
    if "left_alone" in wrong and "list" not in wrong:
        return CHANGED
    text = _of_values(expected, observed, wrong)
    if text and "left_alone" in wrong:
        return joined(text, say("And the caller's arrays have changed: make new ones."))
    return text


def _of_values(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    if not {"point", "list", "float32", "grid"} & set(wrong):
        return _of_axes(expected, observed)
    if "point" in wrong and (one := _one_component(expected, observed)):
        return one
    point, points = _pair(observed, "point", ()), _pair(observed, "list", (7,))
    if text := _of_other_shape(expected, observed, point):
        return text
    if points is None:
        return None
    wanted = _pair(expected, "list", (7,))
    x, y = expected.values["list_points"].data
    assert wanted is not None
    if "point" not in wrong and "list" in wrong and (text := _shared(points, x, y)):
        return text
    if point is not None:
        x, y = (np.append(v, at) for v, at in zip((x, y), expected.values["at"].data, strict=True))
        points = np.append(points[0], point[0]), np.append(points[1], point[1])
    return (
        _formulas(points, x, y)
        or _overwritten(points, x, y)
        or _measured(points, x, y)
        or _fixed_outer(points, x, y)
        or _cut(points, x, y)
        or _without_one(expected, observed)
    )


def _of_axes(expected: Observation, observed: Observation) -> Sentence | None:
    """That a sparse grid gets sums over its rows and columns."""
    wanted, got = expected.values["sparse"], observed.values.get("sparse", MISSING)
    if got.kind != "tuple" or len(got.data) != 2:
        return None
    pairs = _tables(wanted), _tables(got)
    if any(table.shape != (7, 9) for pair in pairs for table in pair):
        return None
    right, came = pairs
    if not all(
        np.allclose(table, whole.sum(axis, keepdims=True), rtol=1e-6)
        for axis, (table, whole) in enumerate(zip(came, right, strict=True))
    ):
        return None
    return say(
        "On a sparse grid, where x is one row and y one column, each number of ∂z/∂x is the sum "
        "over a column of the grid, and each of ∂z/∂y the sum over a row. So it is with autograd, "
        "which adds up all that comes back to an x that is used in many places. Use your two "
        "formulas of Exercise 1: NumPy spreads a row and a column to a grid by itself."
    )


def _tables(value: Value) -> tuple[Array, Array]:
    """The two arrays of a tuple; empty ones where they are something else."""
    one, other = (np.asarray(v.data if isinstance(v, Value) else v) for v in value.data)
    return (one, other) if one.dtype.kind + other.dtype.kind == "ff" else (one[:0], other[:0])


def _pair(observed: Observation, key: str, shape: tuple[int, ...]) -> Pair | None:
    """The two parts of a value, if it is a tuple of two finite arrays or numbers of this shape."""
    value = observed.values.get(key, MISSING)
    if value.kind != "tuple" or len(value.data) != 2:
        return None
    if any(isinstance(v, Value) and v.kind not in ("array", "number") for v in value.data):
        return None
    one, other = (np.asarray(v.data if isinstance(v, Value) else v) for v in value.data)
    if one.shape != shape or other.shape != shape or one.dtype.kind + other.dtype.kind != "ff":
        return None
    return (one, other) if np.isfinite(one).all() and np.isfinite(other).all() else None


def _one_component(expected: Observation, observed: Observation) -> Sentence | None:
    """That one of the two values came alone."""
    got = observed.values.get("point", MISSING)
    if got.kind != "number":
        return None
    for name, wanted in zip(("∂z/∂x", "∂z/∂y"), expected.values["point"].data, strict=True):
        if np.isclose(got.data, wanted, rtol=1e-6):
            return say(
                "Only {name} comes back. `return` ends the function, so that one line has to give "
                "both values, separated by a comma.",
                name=name,
            )
    return None


def _of_other_shape(
    expected: Observation, observed: Observation, point: Pair | None
) -> Sentence | None:
    """Two numbers for seven points, or a table of seven by seven."""
    if point is not None and (numbers := _pair(observed, "list", ())) is not None:
        if np.allclose(point, numbers):
            return say(
                "The same two numbers come for every x and y: look for numbers that are written in."
            )
        return say(
            "For 7 points come two numbers and not two arrays. Look for a sum or a mean over the "
            "points, or for an index."
        )
    if (table := _pair(observed, "list", (7, 7))) is not None:
        wanted = _pair(expected, "list", (7,))
        paired = wanted is not None and np.allclose(np.diagonal(table[0]), wanted[0])
        text = say(
            "7 points give a table of 7 × 7 numbers: every x is combined with every y. The first x "
            "belongs to the first y, and so on. Look for `np.meshgrid`, for loops inside one "
            "another, or for `[:, None]`."
        )
        if paired:
            return joined(text, say("On the table's diagonal the numbers are right."))
        return text
    return None


def _shared(points: Pair, x: Array, y: Array) -> Sentence | None:
    """That all points of an array have one outer derivative in common."""
    with np.errstate(all="ignore"):
        factors = np.array([points[0] / (2 * x), points[1] / (2 * y)])
    if not np.allclose(factors, factors[0, 0], rtol=1e-6):
        return None
    return say(
        "A single point is right. In an array, all points have the same outer derivative: look for "
        "a sum over the points, such as `np.sum`, `sum`, `np.dot` or `@`, inside the cosine."
    )


def _fixed_outer(points: Pair, x: Array, y: Array) -> Sentence | None:
    """That a component is its inner derivative times one and the same number."""
    with np.errstate(all="ignore"):
        for name, factors in (("first", points[0] / (2 * x)), ("second", points[1] / (2 * y))):
            if np.allclose(factors, factors[0], rtol=1e-6) and abs(factors[0]) <= 1:
                return say(
                    "At every point, the {name} value is the inner derivative times {number}. The "
                    "outer derivative has to be that of this call's x and y: look for a value of "
                    "the notebook, such as a `u` that a cell above has computed.",
                    name=name,
                    number=number_text(float(factors[0])),
                )
    return None


def _formulas(points: Pair, x: Array, y: Array) -> Sentence | None:
    """Which formulas the components are."""
    one, other = (find_formula(got, x, y, own) for got, own in zip(points, "xy", strict=True))
    if one and other and (one.inner, other.inner) == ("2y", "2x"):
        rest = (find_formula(got, x, y, own) for got, own in zip(points, "yx", strict=True))
        faults = [fault for formula in rest if formula for fault in formula.faults]
        return joined(SECOND_FIRST, *dict.fromkeys(faults))
    told = [
        _formula_text(name, formula)
        for name, formula in (("first", one), ("second", other))
        if formula and formula.faults
    ]
    if one and other and one.faults and one.faults == other.faults:
        return say(
            "Your values have the numbers of {one} and {other}. {faults}",
            one=one.text,
            other=other.text,
            faults=joined(*one.faults),
        )
    return joined(*told) if told else None


def _overwritten(points: Pair, x: Array, y: Array) -> Sentence | None:
    """That one component is taken at the other one, in the place of the variable."""
    one, other = points
    if np.allclose(other, 2 * y * np.cos(one**2 + y**2), 1e-6):
        return say(
            "The second value is taken at your first result in the place of x. Is the name `x` "
            "used for a result? From that line on it isn't the argument any more: give the result "
            "a name of its own."
        )
    if np.allclose(one, 2 * x * np.cos(x**2 + other**2), 1e-6):
        return say(
            "The first value is taken at your second result in the place of y. Is the name `y` "
            "used for a result? From that line on it isn't the argument any more: give the result "
            "a name of its own."
        )
    return None


def _formula_text(name: str, formula: Formula) -> Sentence:
    return say(
        "Your {name} value has the numbers of {formula}. {faults}",
        name=name,
        formula=formula.text,
        faults=joined(*formula.faults),
    )


def _measured(points: Pair, x: Array, y: Array) -> Sentence | None:
    """That the slopes are measured over a step, and which one."""

    def z(a: Array, b: Array) -> Array:
        return np.sin(a**2 + b**2)

    outer = 2 * np.cos(x**2 + y**2)
    if np.allclose(points[0], x * outer, 1e-6) and np.allclose(points[1], y * outer, 1e-6):
        return None  # as near to the formulas as to any step
    for h in STEPS:
        ways = (
            ((z(x + h, y) - z(x, y)) / h, (z(x, y + h) - z(x, y)) / h),
            ((z(x, y) - z(x - h, y)) / h, (z(x, y) - z(x, y - h)) / h),
            ((z(x + h, y) - z(x - h, y)) / (2 * h), (z(x, y + h) - z(x, y - h)) / (2 * h)),
        )
        for pair in ways:
            signs = [_sign(got, made) for got, made in zip(points, pair, strict=True)]
            if 0 not in signs:
                return joined(
                    say(
                        "Those slopes are measured over a step of {h}, so they are never exact. "
                        "Use your two formulas of Exercise 1.",
                        h=number_text(h),
                    ),
                    TURNED.get((signs[0], signs[1]), ""),
                )
    return None


def _sign(got: Array, made: Array) -> int:
    """1 where the numbers are equal, −1 where they are opposite, else 0."""
    return next((sign for sign in (1, -1) if np.allclose(got, sign * made, 1e-6)), 0)


def _cut(points: Pair, x: Array, y: Array) -> Sentence | None:
    """That the right formulas are taken at x and y without their fractions."""
    for whole in (np.trunc, np.round, np.floor):
        for a, b in ((whole(x), whole(y)), (whole(x), y), (x, whole(y))):
            pair = 2 * a * np.cos(a**2 + b**2), 2 * b * np.cos(a**2 + b**2)
            if all(np.allclose(got, made, 1e-6) for got, made in zip(points, pair, strict=True)):
                return say(
                    "Your formulas are right, and taken at whole numbers: the fractions of x or y "
                    "are lost. Look for `int`, for `round`, or for an array of whole numbers."
                )
    return None


def _without_one(expected: Observation, observed: Observation) -> Sentence | None:
    """That the outer derivative doesn't change with one of the two variables, on the grid."""
    x, y = expected.values["grid_points"].data
    grid = _pair(observed, "grid", x.shape)
    if grid is None:
        return None
    with np.errstate(all="ignore"):
        factors = np.array([grid[0] / (2 * x), grid[1] / (2 * y)])
    for name, first in (("y", factors[:, :1, :]), ("x", factors[:, :, :1])):
        if np.allclose(factors, first, 1e-6):
            return say(
                "The outer derivative is the same for every {name}. It is taken at x² + y², with "
                "the {name} of this call: look for a number that is written in, or a value of the "
                "notebook.",
                name=name,
            )
    return None
