"""Lesson 02, gradient_check: what is told of a wrong error that no known mistake gives.

An answer measures slopes, compares them with df(x), and makes one number of the errors. Each of the
three can go wrong in its own way. All combinations of the ways in ``difference_ways`` are tried on
the numbers that came; where one gives them all, its faults are told. And the points at which f and
df were called tell what no number does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from autograder.answers.difference_ways import COMPARED, MADE_ONE, SLOPES, Array, Function, Way
from autograder.answers.telling import error_text, first_wrong, is_stub
from autograder.exercises.computational_graphs import (
    COMPLEX,
    WRONG_GRADIENTS,
    hill,
    third_off,
    waves,
    waves_gradient,
)
from autograder.records.comparison import agree, number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, both, joined, say
from autograder.records.values import MISSING, Value

CHANGED = say(
    "The caller's x has changed afterwards: usually a line such as `x[i] += h` changes x itself, "
    "and not all of it is undone. `saved = x` keeps no copy, and `x.copy()` does."
)
RENAMED = say(
    "The caller's own x is what it was: usually the name `x` stands for another point from some "
    "line on, such as `x = x + step`. Give the points on both sides names of their own."
)
RIGHT = (3, 2, 1)
"""Dimensions of the right gradients: what is tried first, since most shows there."""


@dataclass(frozen=True)
class Case:
    """One call of gradient_check: its arguments."""

    f: Function
    df: Callable[[Array], Array]
    x: Array
    h: float


def tell_difference(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What the points and the numbers tell of a wrong gradient_check; None if nothing."""
    first = first_wrong(observed, wrong)
    if is_stub(first):
        return None
    if odd := _odd_argument(observed, "f") or _odd_argument(observed, "df"):
        return joined(error_text(first), odd) if first.kind == "error" else odd
    if first.kind == "error":
        return _of_an_error(observed, wrong, first)
    if first.kind != "number":
        return None
    own = _own_step(expected, observed)
    faults = _faults(expected, observed, own) or _rounded(expected, observed)
    if own is not None:
        text = say(
            "f is called {step} away from x, whatever h is: the step h that you are given is not "
            "used.",
            step=number_text(own),
        )
        return joined(text, faults or "")
    return faults or _by_the_points(expected, observed)


def _rounded(expected: Observation, observed: Observation) -> Sentence | None:
    """Right results with a few digits only."""
    keys = [f"right{d}" for d in RIGHT]
    if all(_number(observed, key) for key in keys):
        pairs = [(expected.values[key].data, observed.values[key].data) for key in keys]
        for digits in range(8):
            if all(abs(round(float(one), digits) - other) < 1e-12 for one, other in pairs):
                return say(
                    "Your result is rounded to {digits} digits behind the decimal point. Leave it "
                    "as it is: errors are small numbers.",
                    digits=digits,
                )
    return None


def _number(observed: Observation, key: str) -> bool:
    return observed.values.get(key, MISSING).kind == "number"


def _of_an_error(observed: Observation, wrong: Sequence[str], error: Value) -> Sentence | None:
    """What is known of an error beyond Python's own words."""
    if found := re.match(r"(d?f)\(\) takes 1 positional argument but", str(error.data)):
        return joined(
            error_text(error),
            say(
                "`{name}` takes one argument, the whole array x. Look for `*x`, or for a second "
                "argument.",
                name=found[1],
            ),
        )
    stopped = [d for d in (1, 3) if observed.values.get(f"right{d}", MISSING).kind == "error"]
    if "right2" in wrong or not stopped:
        return None
    return say(
        "It works for x of shape (2,), but not of shape ({d},): x may have any number of "
        "components. {error}",
        d=stopped[0],
        error=error_text(error),
    )


def _odd_argument(observed: Observation, name: str) -> Sentence | None:
    """What f or df was called with, where that is no array of the shape of x, each time."""
    given = [observed.values.get(f"given to {name} {d}", MISSING) for d in (2, 3)]
    kinds = {str(value.data) for value in given if value.kind == "text" and value.data}
    if not kinds:
        return None
    kind = min(kinds)[:40]
    if kind == COMPLEX:
        return say(
            "`{name}` is called with complex numbers. It is a function of real ones, and an "
            "imaginary part gets lost in it: a central difference takes its values at x − h and "
            "x + h.",
            name=name,
        )
    if "float" in kind or "int" in kind:
        return say(
            "`{name}` is called with one number. It takes the whole point, an array of the shape "
            "of x.",
            name=name,
        )
    if kind == "Tensor":
        return say(
            "`{name}` is called with a torch tensor. It is a function of NumPy arrays, which "
            "autograd can't follow: measure the slopes, from values of f on both sides of x.",
            name=name,
        )
    if kind == "ndarray":
        return say(
            "`{name}` is called with an array of another shape than x. It takes one point at a "
            "time, an array of shape (d,).",
            name=name,
        )
    return say(
        "`{name}` is called with a {kind}. It takes an array of the shape of x.",
        name=name,
        kind=kind,
    )


def _own_step(expected: Observation, observed: Observation) -> float | None:
    """The step that was taken for every h; None where it depends on h."""
    steps = []
    for d in RIGHT:
        moves, h = (
            observed.values.get(f"moves of f {d}", MISSING),
            expected.values[f"point{d}"].data[-1],
        )
        if moves.kind != "array" or not moves.data.size or not np.isfinite(moves.data).all():
            return None
        step = float(np.abs(moves.data).max())
        if step == 0 or abs(step / h - 1) < 1e-6:
            return None
        steps.append(step)
    same = max(steps) - min(steps) < 1e-3 * max(steps)
    return float(f"{steps[0]:.3g}") if same else None


def _cases(expected: Observation) -> dict[str, Case]:
    """The calls whose numbers are told apart, by the key of their result."""
    cases = {}
    for d in RIGHT:
        *x, h = expected.values[f"point{d}"].data
        cases[f"right{d}"] = Case(waves, waves_gradient, np.array(x), float(h))
    cases["third"] = Case(waves, third_off, expected.values["point_third"].data, 0.05)
    for number, wrong in enumerate(WRONG_GRADIENTS.values()):
        cases[f"wrong{number}"] = Case(hill, wrong, expected.values["point_wrong"].data, 1e-5)
    return cases


def _faults(expected: Observation, observed: Observation, own: float | None) -> Sentence | None:
    """The faults of the first combination of ways that gives all numbers; the fewest first."""
    cases = _cases(expected)
    got = {
        key: float(value.data)
        for key in cases
        if (value := observed.values.get(key, MISSING)).kind == "number"
    }
    if len(got) < 4 or "right3" not in got:
        return None
    fits = _fitting(cases["right3"], got["right3"], own)
    for ways in sorted(fits, key=lambda ways: sum(way.fault is not None for way in ways)):
        if any(way.fault for way in ways) and all(
            _close(_result(cases[key], ways, own), number, cases[key])
            for key, number in got.items()
        ):
            return joined(*dict.fromkeys(way.fault for way in ways if way.fault))
    return None


def _fitting(case: Case, number: float, own: float | None) -> list[tuple[Way, Way, Way]]:
    """The combinations of ways that give this number in this case."""
    claimed = case.df(case.x)
    tables: dict[int, list[tuple[tuple[Way, Way], Array]]] = {}
    fits = []
    with np.errstate(all="ignore"):
        for measured in SLOPES:
            slopes = measured.make(case.f, case.x, own or case.h)
            for compared in COMPARED:
                errors = compared.make(slopes, claimed)
                tables.setdefault(errors.size, []).append(((measured, compared), errors))
        for table, made in product(tables.values(), MADE_ONE):
            results = made.make(np.stack([errors for _, errors in table]))
            near = np.flatnonzero(_near(results, number, case.h))
            fits += [(*table[place][0], made) for place in near]
    return fits


def _result(case: Case, ways: Sequence[Way], own: float | None) -> float:
    measured, compared, made = ways
    with np.errstate(all="ignore"):
        slopes = measured.make(case.f, case.x, own or case.h)
        return float(made.make(compared.make(slopes, case.df(case.x))))


def _close(one: float, other: float, case: Case) -> bool:
    return bool(_near(np.asarray(one), other, case.h))


def _near(results: Array, number: float, h: float) -> Array:
    """Which are equal to a number but for rounding, which a small step makes larger."""
    return np.abs(results - number) <= 1e-6 * abs(number) + 1e-14 / h


def _by_the_points(expected: Observation, observed: Observation) -> Sentence | None:
    """What is seen at the points at which f and df are called."""
    moves, h = observed.values.get("moves of f 3", MISSING), expected.values["point3"].data[-1]
    of_df = observed.values.get("moves of df 3", MISSING)
    if moves.kind != "array" or moves.data.ndim != 2 or of_df.kind != "array":
        return None
    if not len(moves.data):
        return say(
            "f isn't called at all: the slopes are measured, from the values of f on both sides."
        )
    moved = np.abs(moves.data).max(axis=0) > 1e-12
    if moved.any() and not moved.all():
        return say(
            "For x of shape (3,), no call of f moves {which}. Each component has to be moved: look "
            "at where your loop begins and ends, and for a `return` inside of it.",
            which=both(f"x[{i}]" for i in np.flatnonzero(~moved)),
        )
    if (np.abs(of_df.data) > 1e-12).any():
        kept = agree(expected.values["x"], observed.values.get("x", MISSING))
        return joined(
            say(
                "df is called at another point than x: is x still what it was? The gradient that "
                "you check is df(x)."
            ),
            RENAMED if kept else CHANGED,
        )
    if ((np.abs(moves.data) > 1e-12).sum(axis=1) > 1).any():
        return say(
            "f is called at a point where more than one component is moved. Move one at a time, "
            "and leave the others where they are."
        )
    sizes = np.unique(np.round(np.abs(moves.data[np.abs(moves.data) > 1e-12]) / h, 3))
    if sizes.size and not np.allclose(sizes, 1):
        return say(
            "f is called {steps} times h away from x. The points of the central difference are "
            "x − h and x + h.",
            steps=both(number_text(float(size)) for size in sizes[:3]),
        )
    if len(moves.data) >= 2 * moved.size:
        return say(
            "f is called at the right points, each component once up and once down by h. Look at "
            "what you do with the values: the run, df(x), the absolute value, the largest."
        )
    return None
