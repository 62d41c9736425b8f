"""Lesson 02, gradient_check: ways to measure slopes, to compare them, to make one number of them.

The first way of each is right; what is wrong with the others is said beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.records.sentences import Sentence, joined, say

Array = np.ndarray
Function = Callable[[Array], float]
NOTHING_MOVED = say(
    "The slopes that you measure are all 0, as if f were called twice at one point. Usually both "
    "points are one array, since `up = x` makes no copy and `x.copy()` does; or the step is an "
    "array of whole numbers, which cuts h down to 0."
)


@dataclass(frozen=True)
class Way:
    """One way to do a part of the work, and what is wrong with it (nothing where it is right)."""

    make: Callable[..., Any]
    fault: Sentence | None = None


def _each(slope: Callable[[Function, Array, Array, float], float]) -> Callable[..., Array]:
    """The slopes of all components, from one of them: slope(f, x, step, h)."""

    def slopes(f: Function, x: Array, h: float) -> Array:
        return np.array([slope(f, x, step, h) for step in h * np.eye(x.size)])

    return slopes


def _never_reset(f: Function, x: Array, h: float) -> Array:
    up, down, slopes = x.copy(), x.copy(), []
    for i in range(x.size):
        up[i] += h
        down[i] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return np.array(slopes)


def _left_below(f: Function, x: Array, h: float) -> Array:
    w, slopes = x.copy(), []
    for i in range(x.size):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        slopes.append((above - f(w)) / (2 * h))
    return np.array(slopes)


FORWARD = say(
    "The slopes are forward differences, from x to x + h. The central ones go from x − h to x + h."
)
SHORT_RUN = say(
    "The slopes are twice too large: the rise is taken from x − h to x + h, which is longer than "
    "the run that you divide by."
)
SLOPES = (
    Way(_each(lambda f, x, s, h: (f(x + s) - f(x - s)) / (2 * h))),
    Way(_each(lambda f, x, s, h: (f(x + s) - f(x)) / h), FORWARD),
    Way(
        _each(lambda f, x, s, h: (f(x) - f(x - s)) / h),
        say(
            "The slopes are backward differences, from x − h to x. The central ones go from x − h "
            "to x + h."
        ),
    ),
    Way(_each(lambda f, x, s, h: (f(x + s) - f(x - s)) / h), SHORT_RUN),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / 2 * h),
        say(
            "The rise is divided by 2 and multiplied by h, as `/ 2 * h` does. Put the run in "
            "brackets."
        ),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / 2),
        say("The rise is divided by 2 and not by the run, which has h in it."),
    ),
    Way(
        _each(lambda f, x, s, h: f(x + s) - f(x - s)),
        say("The rise is not divided by the run: a slope is rise over run."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / (2 * h) ** 2),
        say("The run has a square in it: a slope is rise over run, once."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x - s)) / h**2),
        say("The run has a square in it: a slope is rise over run, once."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x - s)) * (2 * h)),
        say("The rise is multiplied by the run. A slope is rise over run."),
    ),
    Way(
        _each(lambda f, x, s, h: f(x + s) - f(x - s) / (2 * h)),
        say("Only the value at x − h is divided by the run. Put brackets around the difference."),
    ),
    Way(
        _each(lambda f, x, s, h: f(x + s) - f(x) / h),
        say("Only the second value is divided by the run. Put brackets around the difference."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) + f(x - s)) / (2 * h)),
        say("The two values of f are added. Their difference is the rise."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - f(x)) / (2 * h)),
        say(
            "The rise is taken from x to x + h, and divided by the longer run from x − h to x + h."
        ),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s / 2) - f(x - s / 2)) / h),
        say(
            "The points are x − h/2 and x + h/2. Those of the central difference here are x − h "
            "and x + h."
        ),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + 2 * s) - f(x - 2 * s)) / (4 * h)),
        say("The points are x − 2h and x + 2h. Those of the central difference are x − h, x + h."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + 2 * s) - f(x)) / (2 * h)),
        say("The points are x and x + 2h. Those of the central difference are x − h and x + h."),
    ),
    Way(
        _each(lambda f, x, s, h: (f(x + s) - 2 * f(x) + f(x - s)) / h**2),
        say("That is the second difference, a measure of curvature. The slope is asked for."),
    ),
    Way(
        lambda f, x, h: np.full(x.size, (f(x + h) - f(x - h)) / (2 * h)),
        say(
            "All components are moved together, which gives the sum of all slopes. Move one "
            "component at a time."
        ),
    ),
    Way(
        lambda f, x, h: np.full(x.size, (f(x + h) - f(x)) / h),
        joined(say("All components are moved together. Move one at a time."), FORWARD),
    ),
    Way(
        _never_reset,
        say(
            "The components that were moved stay moved while the next one is. Start from x itself "
            "for each component: make the copies inside the loop."
        ),
    ),
    Way(
        _left_below,
        say(
            "A component that was moved is not put back before the next one is moved. Work on "
            "copies, or put it back."
        ),
    ),
    Way(lambda f, x, h: np.zeros(x.size), NOTHING_MOVED),
)
ABSOLUTE_LATE = say(
    "Negative differences are overlooked where the largest is chosen. Take the absolute value of "
    "each difference first."
)
RELATIVE = say(
    "The differences are divided by the size of the slopes: those are relative errors. The "
    "absolute difference is asked for, as it is."
)
COMPARED = (
    Way(lambda slopes, claimed: np.abs(slopes - claimed)),
    Way(lambda slopes, claimed: slopes - claimed, ABSOLUTE_LATE),
    Way(lambda slopes, claimed: claimed - slopes, ABSOLUTE_LATE),
    Way(lambda slopes, claimed: np.maximum(slopes - claimed, 0), ABSOLUTE_LATE),
    Way(lambda slopes, claimed: np.maximum(claimed - slopes, 0), ABSOLUTE_LATE),
    Way(
        lambda slopes, claimed: np.abs(np.abs(slopes) - np.abs(claimed)),
        say(
            "The sizes of the slopes are compared, without their signs, so that a wrong sign isn't "
            "found. Subtract first, then take the absolute value."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes + claimed),
        say(
            "The slopes and df(x) are added, or the slopes have the wrong sign: the rise is the "
            "value at x + h minus that at x − h, and the difference of slope and df(x) is asked "
            "for."
        ),
    ),
    Way(
        lambda slopes, claimed: (slopes - claimed) ** 2,
        say("The differences are squared. Their absolute values are asked for."),
    ),
    Way(lambda slopes, claimed: np.abs(slopes - claimed) / np.abs(claimed), RELATIVE),
    Way(lambda slopes, claimed: np.abs(slopes - claimed) / np.abs(slopes), RELATIVE),
    Way(
        lambda slopes, claimed: np.abs(slopes - claimed) / (np.abs(slopes) + np.abs(claimed)),
        RELATIVE,
    ),
    Way(
        lambda slopes, claimed: 2 * np.abs(slopes - claimed) / (np.abs(slopes) + np.abs(claimed)),
        RELATIVE,
    ),
    Way(
        lambda slopes, claimed: (
            np.abs(slopes - claimed) / np.maximum(np.abs(slopes), np.abs(claimed))
        ),
        RELATIVE,
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes - claimed) / np.linalg.norm(claimed),
        RELATIVE,
    ),
    Way(
        lambda slopes, claimed: (
            np.abs(slopes - claimed) / (np.linalg.norm(slopes) + np.linalg.norm(claimed))
        ),
        RELATIVE,
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes[:, None] - claimed).reshape(-1),
        say(
            "Each slope is compared with every component of df(x). That happens where one has the "
            "shape (d, 1) and the other (d,): the difference is a table. Give both the shape (d,)."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes - claimed[0]),
        say("All slopes are compared with the first component of df(x). Each has its own."),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes[0] - claimed),
        say("One slope alone is compared with all components of df(x). Each has its own."),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes.max() - claimed.max())[None],
        say(
            "The largest slope is compared with the largest component of df(x). Compare each slope "
            "with its own component, and then take the largest difference."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(np.abs(slopes).max() - np.abs(claimed).max())[None],
        say(
            "The size of the largest slope is compared with that of the largest component of "
            "df(x). Compare each slope with its own component, and then take the largest "
            "difference."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes.sum() - claimed.sum())[None],
        say(
            "A sum over the slopes is compared with one over df(x), where errors cancel. Compare "
            "each slope with its own component."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(np.linalg.norm(slopes) - np.linalg.norm(claimed))[None],
        say(
            "The lengths of the two gradients are compared. Compare each slope with its own "
            "component of df(x)."
        ),
    ),
    Way(
        lambda slopes, claimed: np.abs(slopes),
        say("Those are the slopes themselves: df(x) isn't subtracted."),
    ),
    Way(
        lambda slopes, claimed: slopes,
        say("Those are the slopes themselves: df(x) isn't subtracted."),
    ),
    Way(
        lambda slopes, claimed: np.abs(claimed),
        say("That is of df(x) alone: the slopes that you measure aren't in it."),
    ),
)


def _largest(errors: Array) -> Array:
    """The largest along the last axis; 0 where there is none."""
    return errors.max(-1) if errors.shape[-1] else np.zeros(errors.shape[:-1])


AVERAGED = say(
    "The errors are averaged, so that one wrong component hides among right ones. The largest is "
    "asked for."
)
MADE_ONE = (
    Way(_largest),
    Way(lambda errors: errors.mean(-1), AVERAGED),
    Way(
        lambda errors: np.median(errors, -1),
        say("That is the middle one of the errors. The largest is asked for."),
    ),
    Way(
        lambda errors: errors.sum(-1),
        say("The errors of all components are added. The largest is asked for."),
    ),
    Way(
        lambda errors: errors.min(-1), say("That is the smallest error. The largest is asked for.")
    ),
    Way(
        lambda errors: errors[..., 0],
        say(
            "Only the first component counts. Look for a `return` inside the loop, or for an index "
            "`[0]`."
        ),
    ),
    Way(
        lambda errors: errors[..., -1],
        say(
            "Only the last component counts. Usually each turn of a loop overwrites the error of "
            "the one before: keep the largest."
        ),
    ),
    Way(
        lambda errors: _largest(errors[..., :-1]),
        say("The last component isn't checked: look at where your loop ends."),
    ),
    Way(
        lambda errors: _largest(errors[..., 1:]),
        say("The first component isn't checked: look at where your loop begins."),
    ),
    Way(
        lambda errors: _largest(errors[..., :2]),
        say("Only the first two components are checked; x may have any number of them."),
    ),
    Way(
        lambda errors: np.linalg.norm(errors, axis=-1),
        say("That is the length of the vector of errors. The largest of them is asked for."),
    ),
    Way(
        lambda errors: (errors**2).sum(-1),
        say("That is the sum of the squared errors. The largest error is asked for."),
    ),
    Way(
        lambda errors: (errors**2).mean(-1),
        say("That is the mean of the squared errors. The largest error is asked for."),
    ),
    Way(
        lambda errors: np.sqrt((errors**2).mean(-1)),
        say("That is the root of the mean squared error. The largest error is asked for."),
    ),
    Way(lambda errors: np.abs(_largest(errors))),
    Way(
        lambda errors: -_largest(errors),
        say("The size is right and has a minus. The largest absolute difference is asked for."),
    ),
    Way(
        lambda errors: np.abs(errors.sum(-1)),
        say("The errors of all components are added. The largest is asked for."),
    ),
    Way(lambda errors: np.abs(errors.mean(-1)), AVERAGED),
    Way(
        lambda errors: np.argmax(errors, -1).astype(float),
        say("That is the place of the largest error, as `argmax` gives it. Its size is asked for."),
    ),
)
"""What makes one number of the errors, along the last axis."""
