"""Lesson 01, gradient_descent: what is told of a wrong trajectory that no known mistake gives.

An answer steps, and keeps points. Both go wrong in ways of their own, those of ``descent_walks``,
and all pairs are tried on what came in two and in three dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from autograder.answers.descent_walks import KEPT, STEPS, UPHILL, Array, Kept, Walk, scaled
from autograder.answers.telling import error_text, first_wrong, is_stub
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

N_STEPS = {2: 6, 3: 4}
USUAL_RATES = (0.1, 0.01, 0.05, 0.001, 0.5, 0.2, 0.02, 0.0001)
MORE_ARGUMENTS = say(
    "`grad_fun` takes one argument, the point w as an array; you pass more. Look for coordinates "
    "one by one, as `*w` gives them, or for a second argument."
)
CHANGED = say(
    "The trajectory is right, but the caller's w0 has changed. Lines such as `w -= step` work on "
    "the array that you were given: start from a copy."
)


def slope_of(matrix: Array, centre: Array, w: Array) -> Array:
    """The gradient that trajectories are tried with."""
    found: Array = matrix @ (w - centre) + 0.05 * w**3
    return found


def tell_descent(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What a wrong gradient_descent does; None if nothing is known of it."""
    first = first_wrong(observed, wrong)
    if is_stub(first) or first.kind == "none":
        return None
    if kept := _from_an_earlier_call(expected, observed):
        return joined(error_text(first), kept) if first.kind == "error" else kept
    asked = observed.values.get("asked", MISSING)
    if first.kind == "error" and "takes 1 positional argument but" in str(first.data):
        return joined(error_text(first), MORE_ARGUMENTS)
    if first.kind == "error":
        return None
    if "d2" in wrong and asked.kind == "number" and asked.data == 0:
        return say("Your code doesn't call `grad_fun`, the function that gives the gradient.")
    if "d2" in wrong:
        return _of_walks(expected, observed)
    return _at_the_borders(expected, observed, wrong)


def _walk(expected: Observation, d: int) -> Walk:
    table = expected.values[f"asked for {d}"].data
    matrix, centre, start, rate = table[:d], table[d], table[d + 1], table[d + 2]
    return Walk(partial(slope_of, matrix, centre), start, float(rate[0]), N_STEPS[d])


def _of_walks(expected: Observation, observed: Observation) -> Sentence | None:
    """The faults of the first pair of ways that gives both trajectories."""
    got = {d: observed.values.get(f"d{d}", MISSING) for d in N_STEPS}
    if any(value.kind != "array" or value.data.dtype.kind not in "fi" for value in got.values()):
        return None
    if not all(np.isfinite(value.data).all() for value in got.values()):
        return None
    walks = {d: _walk(expected, d) for d in N_STEPS}
    points = {d: [walk.points(way.step) for way in STEPS] for d, walk in walks.items()}
    pairs = [(way, k, kept) for k, way in enumerate(STEPS) for kept in KEPT]
    pairs.sort(key=lambda pair: sum(fault is not None for fault in (pair[0].fault, pair[2].fault)))
    with np.errstate(all="ignore"):
        for way, k, kept in pairs:
            if (way.fault or kept.fault) and all(
                _same(kept.make(points[d][k], N_STEPS[d]), got[d].data) for d in N_STEPS
            ):
                return joined(*(fault for fault in (way.fault, kept.fault) if fault))
    for kept in KEPT:
        if text := _of_another_rate(walks, got, kept):
            return joined(text, kept.fault or "")
    arrays = {d: np.asarray(value.data) for d, value in got.items()}
    if text := _of_the_rows(arrays, walks):
        return text
    if any(array.dtype.kind == "i" for array in arrays.values()):
        return None
    return _first_difference(expected.values["d2"].data, arrays[2], walks[2])


def _of_the_rows(got: dict[int, Array], walks: dict[int, Walk]) -> Sentence | None:
    """What the rows have in common that are no way of keeping a walk's points."""
    if any(array.ndim != 2 for array in got.values()):
        return None
    if len(got[2]) == len(got[3]):
        return say(
            "{n} rows come for 6 steps and for 4 steps: the argument `n_steps` is not used.",
            n=len(got[2]),
        )
    right = {d: walk.points(STEPS[0].step) for d, walk in walks.items()}
    slopes = {d: np.array([walks[d].slope(p) for p in right[d][: N_STEPS[d]]]) for d in walks}
    if all(_same(slopes[d], got[d][-N_STEPS[d] :]) for d in got):
        return say("Your rows are the gradients on the way. Keep the points at which you are.")
    whole = any(array.dtype.kind == "i" for array in got.values())
    if not whole and all(np.array_equal(a[1:], np.round(a[1:])) for a in got.values()):
        return say(
            "From row 1 on, your points are whole numbers: the fractions are lost. Look for `int`, "
            "for `round`, or for an array of whole numbers."
        )
    for digits in () if whole else range(1, 7):
        if all(np.allclose(a[1:], np.round(a[1:], digits), 0, 1e-12) for a in got.values()):
            return say(
                "Your points are rounded to {digits} digits behind the decimal point. Leave them "
                "as they are: what is lost here is missing in every step after it.",
                digits=digits,
            )
    return None


def _same(made: Array, got: Array) -> bool:
    if made.shape != got.shape:
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(made - got) <= 1e-6 * np.abs(got) + 1e-9).all())


def _of_another_rate(walks: dict[int, Walk], got: dict[int, Value], kept: Kept) -> Sentence | None:
    """That the steps are another multiple of the gradient than lr: which, in both dimensions."""
    rates = {d: _rate(walk, np.asarray(got[d].data, float), kept) for d, walk in walks.items()}
    two, three = rates[2], rates[3]
    if two is None or three is None:
        return None
    if abs(two - three) < 1e-6 * abs(two):
        text = say(
            "Each step is {rate} times the gradient, whatever lr is: the argument `lr` is not "
            "used. Look for a number that is written in, or a value of the notebook.",
            rate=number_text(float(f"{abs(two):.6g}")),
        )
        return joined(UPHILL, text) if two < 0 else text
    share = two / walks[2].lr
    if abs(share - three / walks[3].lr) < 1e-6 * abs(share):
        text = say(
            "Each step is {share} times as long as it should be.",
            share=number_text(float(f"{abs(share):.6g}")),
        )
        return joined(UPHILL, text) if share < 0 else text
    return None


def _rate(walk: Walk, got: Array, kept: Kept) -> float | None:
    """By which multiple of the gradient each step goes, if it is one and the same."""
    if not got.size or not np.isfinite(got).all():
        return None
    gradient = walk.slope(walk.start)
    rates = list(USUAL_RATES)
    if got.ndim == 2 and got.shape[1] == walk.start.size:
        rates += [float((walk.start - row) @ gradient / (gradient @ gradient)) for row in got[:2]]
    for rate in rates:
        if abs(rate) > 1e-9:
            points = walk.points(scaled(partial(_constant, rate)))
            if _same(kept.make(points, walk.n_steps), got):
                return rate
    return None


def _constant(rate: float, lr: float) -> float:
    """The rate, whatever lr is."""
    return rate


def _first_difference(wanted: Array, got: Array, walk: Walk) -> Sentence | None:
    """From which row on the trajectory is another one, and by which step."""
    if got.shape != wanted.shape or not np.isfinite(got).all():
        return None
    right = np.isclose(got, wanted, rtol=1e-6, atol=1e-9).all(axis=1)
    row = int(np.argmin(right))
    if right.all() or not right[:row].all():
        return None
    if row == 0:
        return say("Row 0 is another point than w0: the trajectory begins with the start itself.")
    step, gradient = got[row] - got[row - 1], walk.slope(got[row - 1])
    return say(
        "The rows are right up to row {before}. There, the gradient is ({gradient}), lr is {lr}, "
        "and your step to row {row} is ({step}). What makes this step of them?",
        before=row - 1,
        row=row,
        gradient=", ".join(map(number_text, gradient)),
        lr=number_text(walk.lr),
        step=", ".join(map(number_text, step)),
    )


def _from_an_earlier_call(expected: Observation, observed: Observation) -> Sentence | None:
    """That a second result begins with the points of the first."""
    before, after = expected.values["d2"].data, observed.values.get("tuple", MISSING)
    if after.kind not in ("array", "list") or not isinstance(after.data, np.ndarray):
        return None
    if after.data.ndim != 2 or len(after.data) <= len(before):
        return None
    if not _same(after.data[: len(before)], before):
        return None
    return say(
        "The result of a second call begins with the points of the first one. The list of points "
        "is kept between calls: make it inside the function. A list in the first line, such as "
        "`def f(..., path=[])`, is made once for all calls."
    )


def _at_the_borders(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What is wrong where the ordinary trajectories are right."""
    key = next((k for k in wrong if observed.values.get(k, MISSING).kind != "missing"), "")
    got = observed.values.get(key, MISSING)
    if key == "argument":
        return say(
            "`grad_fun` is called with {kind}. It takes one array: with a list, `2 * w` is the "
            "list twice. Make an array of w0 before the first step.",
            kind=str(got.data),
        )
    if got.kind != "array":
        return None
    if key == "w0":
        return CHANGED
    rows, shape = expected.values[key].data.shape[:1], got.data.shape
    if key in ("level", "gentle", "balanced") and len(shape) == 2 and shape[:1] < rows:
        reasons = {
            "level": say("Where the gradient is 0"),
            "gentle": say("Where the gradient is tiny"),
            "balanced": say("Where the components of the gradient cancel each other"),
        }
        return say(
            "{where}, the walk ends early: 3 steps give 4 rows, and {n} came. n_steps says how "
            "many steps are made: look for a `break`, a `return` or a condition in the loop.",
            where=reasons[key],
            n=shape[0],
        )
    if key == "no_steps" and shape == expected.values[key].data.shape[1:]:
        return say(
            "With n_steps=0 the start comes back with the shape (2,). It is the one row of the "
            "trajectory: its shape is (1, 2)."
        )
    if key == "no_steps" and len(shape) == 2 and shape[0] > 1:
        return say(
            "With n_steps=0 there are {n} rows: a step is made that nobody asked for.", n=shape[0]
        )
    if key == "no_steps" and got.data.size == 0:
        return say("With n_steps=0 nothing comes back. The start is row 0 in any case.")
    return None
