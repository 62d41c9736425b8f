"""Who runs in the optimizer race: four optimizers in plain Python, and how each of them stands.

Owns the numbers and the words for them. How the race is shown is in ``race``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import sqrt

import numpy as np

from utils.datasets import ANSCOMBE_X, ANSCOMBE_Y
from utils.plotting.valley import line_losses, lowest

START = {"SGD": 10**-1.97, "momentum": 10**-2.0, "RMSprop": 10**-2.0, "Adam": 10**-1.3}
"""The optimizers, and the learning rates that they begin with."""
START_LINE = (0.5488135, 0.71518937)
"""Slope and intercept where all four begin: NumPy's first two random numbers from seed 0."""
STAYS = 100
MOMENTUM, ALPHA, BETA, EPS = 0.9, 0.99, 0.999, 1e-8
NEAR, LOST = 0.002, 1e4
"""How close to the lowest point a line has arrived, and how far out it has diverged."""
X, Y = np.array(ANSCOMBE_X), np.array(ANSCOMBE_Y)
BEST = lowest(X, Y)
Point = tuple[float, float]


def gradient(slope: float, intercept: float) -> Point:
    """Return the gradient of the mean squared error of a line through Anscombe's points."""
    return (
        2 * (slope * MEAN_XX + intercept * MEAN_X - MEAN_XY),
        2 * (slope * MEAN_X + intercept - MEAN_Y),
    )


MEAN_X, MEAN_Y = float(X.mean()), float(Y.mean())
MEAN_XX, MEAN_XY = float((X * X).mean()), float((X * Y).mean())


def _sgd(g: float, memory: list[float], n: int) -> float:
    """Return the step of gradient descent, but for the rate."""
    return g


def _momentum(g: float, memory: list[float], n: int) -> float:
    """Return the velocity v ← μ·v + g, which stands in `memory`."""
    memory[0] = MOMENTUM * memory[0] + g
    return memory[0]


def _rmsprop(g: float, memory: list[float], n: int) -> float:
    """Return g / (√s + ε), where s is the average of squares that stands in `memory`."""
    memory[0] = ALPHA * memory[0] + (1 - ALPHA) * g * g
    return g / (sqrt(memory[0]) + EPS)


def _adam(g: float, memory: list[float], n: int) -> float:
    """Return Adam's step: an average of gradients over the root of one of squares, corrected."""
    memory[0] = MOMENTUM * memory[0] + (1 - MOMENTUM) * g
    memory[1] = BETA * memory[1] + (1 - BETA) * g * g
    corrected = memory[0] / (1 - MOMENTUM**n)
    return corrected / (sqrt(memory[1] / (1 - BETA**n)) + EPS)


RULES = {"SGD": _sgd, "momentum": _momentum, "RMSprop": _rmsprop, "Adam": _adam}


def lines(name: str, rate: float) -> Iterator[Point]:
    """Yield slope and intercept at the start and after each step of this optimizer.

    The numbers are those of `torch.optim` in float64. It ends at a line that is further out than
    `LOST`, and never otherwise.
    """
    rule, memories = RULES[name], ([0.0, 0.0], [0.0, 0.0])
    slope, intercept = START_LINE
    n = 0
    while True:
        yield slope, intercept
        if not (abs(slope) < LOST and abs(intercept) < LOST):
            return
        n += 1
        to_slope, to_intercept = gradient(slope, intercept)
        slope -= rate * rule(to_slope, memories[0], n)
        intercept -= rate * rule(to_intercept, memories[1], n)


class Racer:
    """One optimizer with its rate, and the lines it has come by: `points`, shape (n + 1, 2)."""

    def __init__(self, name: str, rate: float, n_steps: int = 0) -> None:
        self.name, self.rate = name, rate
        self._lines = lines(name, rate)
        self.points = np.array([next(self._lines)])
        self.advance(n_steps)

    def advance(self, n_steps: int) -> None:
        """Take so many steps more; none where the line is lost."""
        if more := list(islice(self._lines, n_steps)):
            self.points = np.concatenate([self.points, more])

    def loss(self) -> float:
        """Return the mean squared error of the latest line."""
        return float(line_losses(X, Y, self.points[-1:])[0])

    def arrived(self) -> int | None:
        """Return the step from which the line was close to the best one, for 100 steps or till now.

        None where there is none.
        """
        near = self._near()
        far = np.flatnonzero(np.append(~near, True))
        start = np.concatenate([[-1], far[:-1]])
        to_the_end = (far == len(near)) & near[-1]
        stays = np.flatnonzero((far - start > STAYS) | to_the_end)
        return int(start[stays[0]]) + 1 if stays.size else None

    def said(self) -> str:
        """Return in a few words how it goes: diverged, arrived, to and fro, on its way."""
        points = self.points
        if not (np.abs(points[-1]) < LOST).all():
            return f"diverged by step {len(points) - 1}"
        if (step := self.arrived()) is not None:
            left = "" if self._near()[-1] else ", and has jumped away again"
            return f"arrived at step {step}{left}"
        if self._rises():
            return "climbs the walls"
        turns = points[-3:]
        if len(points) > 20 and np.abs(turns[0] - turns[2]).max() < 0.002 * self._last_step():
            return f"goes to and fro, {self._off():.2g} off"
        return "on its way"

    def _near(self) -> np.ndarray:
        return np.abs(self.points - BEST).max(axis=1) < NEAR

    def _last_step(self) -> float:
        return float(np.abs(self.points[-1] - self.points[-2]).max())

    def _off(self) -> float:
        return float(np.abs(self.points[-1] - BEST).max())

    def _rises(self) -> bool:
        losses = line_losses(X, Y, self.points[-9:])
        return len(losses) > 8 and bool(losses[-1] > 1.01 * losses[0])
