"""Lesson 01, gradient_descent: ways to walk, and ways to keep the points, right and wrong.

The first way of each is right; what is wrong with the others is said beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from autograder.records.comparison import number_text
from autograder.records.sentences import Sentence, say

Array = np.ndarray
Slope = Callable[[Array], Array]
Step = Callable[["Walk", list[Array], int], Array]
AHEAD = 2
"""How many points more than asked for a walk is followed."""


@dataclass(frozen=True)
class Walk:
    """What gradient_descent is asked for."""

    slope: Slope
    start: Array
    lr: float
    n_steps: int

    def points(self, step: Step) -> Array:
        """The points of this walk with such steps, two more than asked for."""
        points = [self.start]
        with np.errstate(all="ignore"):
            for k in range(self.n_steps + AHEAD):
                points.append(np.asarray(step(self, points, k), dtype=float))
        return np.array(points)


@dataclass(frozen=True)
class Way:
    """One way to step: step(walk, points so far, number of the step). None: nothing is wrong."""

    step: Step
    fault: Sentence | None = None


def scaled(rate: Callable[[float], float]) -> Step:
    """A step against the gradient, with another rate than lr."""
    return lambda walk, points, k: points[-1] - rate(walk.lr) * walk.slope(points[-1])


def _one_by_one(walk: Walk, points: list[Array], k: int) -> Array:
    w = points[-1].copy()
    for i in range(w.size):
        w[i] -= walk.lr * walk.slope(w)[i]
    return w


def _sign_of_unit(walk: Walk, w: Array) -> Array:
    gradient = walk.slope(w)
    return walk.lr * gradient / np.linalg.norm(gradient)


def _with_momentum(share: float, walk: Walk, points: list[Array], k: int) -> Array:
    before = points[-1] - points[-2] if len(points) > 1 else 0 * points[-1]
    return points[-1] - walk.lr * walk.slope(points[-1]) + share * before


UPHILL = say(
    "The steps go uphill: the gradient points to steepest ascent, and descent goes against it."
)
NO_RATE = say("The learning rate is not used: it scales every step.")
UNIT = say(
    "The gradient is divided by its length, so that all steps are equally long. Leave it as it is: "
    "where it is flat, steps get short."
)
STEPS = (
    Way(scaled(lambda lr: lr)),
    Way(scaled(lambda lr: -lr), UPHILL),
    Way(scaled(lambda lr: 1.0), NO_RATE),
    Way(
        scaled(lambda lr: -1.0),
        say("The steps go uphill, and the learning rate isn't used: it scales every step."),
    ),
    Way(
        scaled(lambda lr: 0.0),
        say("All points are the start: the step is computed, and nothing moves by it."),
    ),
    Way(scaled(lambda lr: lr**2), say("The learning rate is multiplied in twice.")),
    Way(scaled(lambda lr: 1 / lr), say("You divide by the learning rate: it is a factor.")),
    Way(
        lambda walk, points, k: points[-1] - walk.lr / (k + 1) * walk.slope(points[-1]),
        say("The steps are divided by their number. The learning rate stays what it is."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * (k + 1) * walk.slope(points[-1]),
        say("The steps are multiplied by their number. The learning rate stays what it is."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * k * walk.slope(points[-1]),
        say("The steps are multiplied by their number. The learning rate stays what it is."),
    ),
    *(
        Way(
            partial(_with_momentum, share),
            say(
                "Each step is lr times the gradient, and {share} times the step before besides: "
                "that is momentum. Plain gradient descent forgets the step before.",
                share=number_text(share),
            ),
        )
        for share in (0.9, 0.5, 0.8, 0.95, 0.99, 1.0)
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr ** (k + 1) * walk.slope(points[-1]),
        say("The learning rate gets another power in each step. It stays what it is."),
    ),
    Way(
        lambda walk, points, k: walk.start - walk.lr * walk.slope(points[-1]),
        say("Every step starts again from w0. It starts from the point before."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(walk.start),
        say(
            "The gradient of the starting point is used for all steps. Ask for it again where you "
            "are now."
        ),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[max(k - 1, 0)]),
        say(
            "The gradient that a step uses is that of the point before the present one. Ask for it "
            "where you are now."
        ),
    ),
    Way(
        _one_by_one,
        say(
            "One coordinate is moved, and the gradient of the next one is asked for at a point "
            "that is half moved. Ask once in each step, then move all coordinates together."
        ),
    ),
    Way(
        lambda walk, points, k: -walk.lr * walk.slope(points[-1]),
        say("A new point is the step alone. Add it to the point before."),
    ),
    Way(
        lambda walk, points, k: walk.lr * walk.slope(points[-1]),
        say("A new point is lr times the gradient alone. It is the point before, minus that."),
    ),
    Way(
        lambda walk, points, k: walk.slope(points[-1]),
        say("A new point is the gradient itself. It is the point before, minus lr times that."),
    ),
    Way(
        lambda walk, points, k: walk.lr * walk.slope(points[-1]) - points[-1],
        say("The difference is the wrong way round: the step is subtracted from the point."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * points[-1],
        say("The steps don't use the gradient: each is lr times the point itself."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr,
        say("Each step is minus lr in every coordinate: the gradient isn't in it."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * points[-1] * walk.slope(points[-1]),
        say("The gradient is multiplied by the point as well. A step is lr times the gradient."),
    ),
    Way(
        lambda walk, points, k: points[-1] * (1 - walk.lr) * walk.slope(points[-1]),
        say("A bracket is misplaced: lr times the gradient is subtracted from the point."),
    ),
    Way(
        lambda walk, points, k: (points[-1] - walk.lr) * walk.slope(points[-1]),
        say("A bracket is misplaced: lr times the gradient is subtracted from the point."),
    ),
    Way(lambda walk, points, k: points[-1] - _sign_of_unit(walk, points[-1]), UNIT),
    Way(
        lambda walk, points, k: points[-1] + _sign_of_unit(walk, points[-1]),
        say("The steps go uphill, and the gradient is divided by its length: leave it as it is."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * np.sign(walk.slope(points[-1])),
        say(
            "Each coordinate moves by lr in each step: only the signs of the gradient are used. "
            "Its size belongs to the step as well: look for `np.sign`, or for a clip."
        ),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * np.abs(walk.slope(points[-1])),
        say("The steps use the sizes of the gradient's components: their signs got lost."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[-1]).sum(),
        say("All coordinates are moved by the sum of the gradient. Each has its own component."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[-1]).mean(),
        say("All coordinates are moved by the mean of the gradient. Each has its own component."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[-1])[0],
        say("All coordinates are moved by the gradient's first component. Each has its own."),
    ),
    Way(
        lambda walk, points, k: (
            points[-1] - walk.lr * np.eye(points[-1].size)[0] * walk.slope(points[-1])
        ),
        say("Only the first coordinate is moved."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[-1])[::-1],
        say("The components of the gradient are in another order than the coordinates."),
    ),
    Way(
        lambda walk, points, k: points[-1] - walk.lr * walk.slope(points[-1]) ** 2,
        say("The gradient is squared. The step is lr times the gradient itself."),
    ),
)


@dataclass(frozen=True)
class Kept:
    """One way to keep points: of the walk's points and n_steps, what is given back."""

    make: Callable[[Array, int], Array]
    fault: Sentence | None = None


NO_START = say("The starting point is missing: row 0 of the trajectory is w0 itself.")
ONE_SHORT = say("One step is missing: n_steps steps give n_steps + 1 points.")
ONE_MORE = say("One step too many: row 0 is the start, and the loop runs n_steps times.")
KEPT = (
    Kept(lambda p, n: p[: n + 1]),
    Kept(lambda p, n: p[1 : n + 1], NO_START),
    Kept(lambda p, n: p[:n], ONE_SHORT),
    Kept(lambda p, n: p[: n + 2], ONE_MORE),
    Kept(
        lambda p, n: p[1 : n + 2],
        say("The rows begin after the first step, and there is a step too many: row 0 is w0."),
    ),
    Kept(
        lambda p, n: p[1:n],
        say("The starting point is missing, and so is the last one: row 0 is w0 itself."),
    ),
    Kept(lambda p, n: p[: n + 3], say("Two steps too many: the loop runs n_steps times.")),
    Kept(
        lambda p, n: p[n],
        say("Only the last point comes back; the whole trajectory is asked for, one row a point."),
    ),
    Kept(
        lambda p, n: p[n : n + 1],
        say("Only the last point comes back; the whole trajectory is asked for, one row a point."),
    ),
    Kept(
        lambda p, n: p[[0, n]],
        say("Only the start and the last point come back; all points are asked for."),
    ),
    Kept(
        lambda p, n: p[:2],
        say("Only one step is made, whatever n_steps is. Is there a `return` inside the loop?"),
    ),
    Kept(
        lambda p, n: p[1],
        say(
            "Only the point after the first step comes back. Is there a `return` inside the loop? "
            "All points are asked for."
        ),
    ),
    Kept(
        lambda p, n: p[1:2],
        say(
            "Only the point after the first step comes back. Is there a `return` inside the loop? "
            "All points are asked for."
        ),
    ),
    Kept(lambda p, n: p[[0, *range(n + 1)]], say("The start is there twice.")),
    Kept(
        lambda p, n: p[[0, *range(n)]],
        say("The start is there twice, and the last point is missing."),
    ),
    Kept(
        lambda p, n: p[: n + 1].reshape(-1),
        say(
            "All points stand in one long row. One row a point is asked for. Without `axis=0`, "
            "`np.append` makes one row of everything, as `.flatten()` and `extend` do."
        ),
    ),
    Kept(lambda p, n: p[: n + 1].T, say("Rows and columns are exchanged: one row is one point.")),
    Kept(
        lambda p, n: np.tile(p[n], (n + 1, 1)),
        say(
            "All rows are the same point, the last one. Usually one array stands in the list many "
            "times and is changed by `-=`: make a new array in each step, or keep a copy."
        ),
    ),
    Kept(
        lambda p, n: np.tile(p[n], (n, 1)),
        say(
            "All rows are the same point, the last one, and the start is missing. Usually one "
            "array stands in the list many times: keep a copy in each step."
        ),
    ),
    Kept(
        lambda p, n: np.concatenate([p[1 : n + 1], 0 * p[:1]]),
        say(
            "Each point comes one row too early, from row 0 on, where the start belongs, and the "
            "last row stays 0: look at the row into which a new point is written."
        ),
    ),
    Kept(
        lambda p, n: np.concatenate([p[:n], 0 * p[:1]]),
        say("The last row stays 0: look at where your loop ends."),
    ),
    Kept(
        lambda p, n: np.concatenate([0 * p[:1], p[1 : n + 1]]),
        say("Row 0 stays 0: it is the start, w0 itself."),
    ),
    Kept(lambda p, n: p[n::-1], say("The points come in reverse: the start is row 0.")),
    Kept(
        lambda p, n: p[: n + 1, None, :],
        say("Each point has an axis of its own around it: the shape is (n_steps + 1, d)."),
    ),
    Kept(
        lambda p, n: np.diff(p[: n + 1], axis=0),
        say("Those are the steps. The points that they lead to are asked for, and the start."),
    ),
    Kept(
        lambda p, n: np.concatenate([p[:1], np.diff(p[: n + 1], axis=0)]),
        say("Below the start you keep the steps. Keep the points that they lead to."),
    ),
)
