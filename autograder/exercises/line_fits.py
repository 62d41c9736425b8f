"""Lesson 05, observed: a line fitted to points, and where a fit that failed has ended.

A fit may take any optimizer and any number of steps, so two wrong ones don't end at the same
numbers. What they have in common is put into words here: which gradients the steps found, and
where in the valley of the loss the line lies. Numbers are recorded of fits that have arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from autograder.drawing.lines import line_pair
from autograder.exercises.fit_watching import FAULTS, watching
from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, SEQUENCES, Value, plain

X = (10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0)
Y = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
TOLERANCE = 0.002
"""How far slope and intercept may be from the least-squares line's."""
LOSS_TOLERANCE = 0.01
"""How far the returned loss may be from the line's mean squared error, as a share of it."""
ARRIVED = "at the best line"
OUT, LEVEL = "out of bounds", "a level line"
NOT_FINITE = "at numbers that aren't finite"
RAN_AWAY = "out of bounds, after a loss that grew"
ROUNDED = "at the best line, rounded to two decimals"
X_FROM_Y = "the best line for x from y"
ABSOLUTE = "the best line for absolute errors"
EXCHANGED = "slope and intercept in each other's place"
SHIFTED = "the best line of shifted x"
BEST_SLOPE = "the best slope for a wrong intercept"
BEST_INTERCEPT = "the best intercept for a wrong slope"
WORSE = "worse than a level line"
ALONG, ON_A_WALL = "on the way along the valley", "on a wall of the valley"
AGAIN = "the line of Anscombe's points again"
FORM = "three plain numbers"
NO_TUPLE = "no tuple, but an object of kind {kind}"
TUPLE_OF, LIST_OF = "a tuple of {n}", "a list of {n}"
TENSORS, THINGS = "three tensors", "three things that aren't all plain numbers"
MSE = "the mean squared error"
SUM, HALF = "the sum of the squared errors", "half the mean squared error"
ROOT, ANOTHER = "the root of the mean squared error", "another number"
BY_FEWER = "the sum of the squared errors, divided by n − {k}"
BY_ELEVEN = "the sum of the squared errors, divided by 11"
FIT_MESSAGES = (
    *(
        RAN_AWAY,
        ARRIVED,
        OUT,
        NOT_FINITE,
        ROUNDED,
        X_FROM_Y,
        ABSOLUTE,
        LEVEL,
        EXCHANGED,
        SHIFTED,
        BEST_SLOPE,
        BEST_INTERCEPT,
        WORSE,
    ),
    *(ALONG, ON_A_WALL, AGAIN, FORM, NO_TUPLE, TUPLE_OF, LIST_OF, TENSORS, THINGS),
    *(BY_FEWER, BY_ELEVEN, MSE, SUM, HALF, ROOT, ANOTHER, *FAULTS),
)
"""The messages of what is recorded in words."""
FIT_CRITERIA = (
    Criterion(
        "the line",
        2.0,
        (
            *("form", "where", "slope", "intercept", "x", "y"),
            *("where_other", "slope_other", "intercept_other"),
        ),
    ),
    Criterion(
        "its loss",
        1.0,
        ("form", "where", "what_loss", "loss", "where_other", "what_loss_other", "loss_other"),
    ),
)


class Points:
    """Points to be fitted, float64, with their least-squares line."""

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.y = x, y
        self.design = np.stack([x, np.ones_like(x)], axis=1)
        self.best = np.linalg.lstsq(self.design, y, rcond=None)[0]

    def loss(self, line: np.ndarray) -> float:
        """The mean squared error of a line, given as slope and intercept."""
        return float(np.mean((self.design @ line - self.y) ** 2))

    def where(self, line: np.ndarray) -> str:
        """Where a line lies in the valley of the loss, in words."""
        if not np.isfinite(line).all():
            return NOT_FINITE
        with np.errstate(all="ignore"):
            loss = self.loss(line)
        if not np.isfinite(loss) or loss > 1e4:
            return OUT
        off = line - self.best
        if np.abs(off).max() < TOLERANCE:
            return ARRIVED
        if np.abs(line[::-1] - self.best).max() < TOLERANCE:
            return EXCHANGED
        if np.abs(off).max() < 0.006 and np.abs(line - np.round(line, 2)).max() < 1e-9:
            return ROUNDED
        if abs(line[0]) < 0.05 and abs(line[1] - self.y.mean()) < 0.5:
            return LEVEL
        if self._shifted(line):
            return SHIFTED
        return self._of_another_task(line) or self._on_the_way(off, loss)

    def _of_another_task(self, line: np.ndarray) -> str:
        """Whether a line is the best one of something else than was asked, in words."""
        exchanged = np.linalg.lstsq(np.stack([self.y, np.ones_like(self.y)], axis=1), self.x)[0]
        if np.abs(line - exchanged).max() < 0.05:
            return X_FROM_Y
        middle = np.array([self.x.mean(), 1.0]) @ (line - self._of_absolute_errors())
        if abs(line[0] - self._of_absolute_errors()[0]) < 0.01 and abs(middle) < 0.03:
            return ABSOLUTE
        return ""

    def _of_absolute_errors(self) -> np.ndarray:
        """The line with the least mean absolute error: one of those through two points."""
        first, second = np.triu_indices(len(self.x), 1)
        apart = self.x[first] != self.x[second]
        first, second = first[apart], second[apart]
        slopes = (self.y[first] - self.y[second]) / (self.x[first] - self.x[second])
        lines = np.stack([slopes, self.y[first] - slopes * self.x[first]], axis=1)
        errors = np.abs(lines @ self.design.T - self.y).sum(axis=1)
        return lines[int(np.argmin(errors))]

    def _shifted(self, line: np.ndarray) -> bool:
        """Whether a line is the best one of centred x, as they are or divided by their spread."""
        slopes = self.best[0] * np.array([1.0, self.x.std(), self.x.std(ddof=1)])
        nearest = np.abs(slopes - line[0]).min()
        return bool(nearest < 0.01 and abs(line[1] - self.y.mean()) < 0.01)

    def _on_the_way(self, off: np.ndarray, loss: float) -> str:
        curvature = 2 * self.design.T @ self.design / len(self.x)
        to_slope, to_intercept = np.abs(curvature @ off)
        if to_slope < 0.02 * to_intercept:
            return BEST_SLOPE
        if to_intercept < 0.02 * to_slope:
            return BEST_INTERCEPT
        if loss > self.y.var():
            return WORSE
        along, across = np.abs(np.linalg.eigh(curvature).eigenvectors.T @ off)
        return ALONG if along > 3 * across else ON_A_WALL


def anscombe() -> Points:
    """The points of the lesson, the first set of Anscombe (1973)."""
    return Points(np.array(X), np.array(Y))


def tilted(probe: Probe) -> Points:
    """The lesson's points and three more, tilted and shuffled: as far to go, as steep a valley.

    The three have the mean and the spread of the others' x, so that the curvatures stay what they
    are. The third decimal of the best slope and intercept is 4: rounded to two decimals they are
    not within ``TOLERANCE``.
    """
    x = np.array([*X, *(np.mean(X) + np.sqrt(1.5) * np.std(X) * np.array([-1.0, 0.0, 1.0]))])
    y = np.array([*Y, *(3.0 + 0.5 * x[-3:] + probe.uniform(-1.0, 1.0, 3))])
    plain_best = Points(x, y).best
    tilt = np.array([probe.uniform(0.02, 0.05), -probe.uniform(0.2, 0.9)])
    ends = np.round(np.array([0.5, 3.0]) + tilt, 2) + 0.004
    order = probe.rng.permutation(len(x))
    return Points(x[order], (y + Points(x, y).design @ (ends - plain_best))[order])


@observation
def observe_fit_line(fit_line: Callable[..., Any], probe: Probe) -> None:
    """A fit to Anscombe's points and, if it arrives, one to other points.

    The points are on the CPU on every device: the student makes the parameters, and the lesson
    that speaks of devices is the next one.
    """
    points, other = anscombe(), tilted(probe)
    first = _observe_fit(fit_line, probe, points, "", say("fit_line of Anscombe's points"))
    if first is not None:
        _observe_fit(fit_line, probe, other, "_other", say("fit_line of other points"), first)


def _observe_fit(
    fit_line: Callable[..., Any],
    probe: Probe,
    points: Points,
    key: str,
    label: Sentence,
    earlier: np.ndarray | None = None,
) -> np.ndarray | None:
    """Records one fit; returns its slope and intercept where they are those of the best line."""
    x, y = (torch.tensor(a, dtype=torch.float32) for a in (points.x, points.y))
    line = _observe_line(fit_line, probe, points, key, label, (x, y), earlier)
    if earlier is None:
        for name, given in (("x", x), ("y", y)):
            told = say("{name} after the call, which has to be as before", name=name)
            probe.record(name, given.detach(), told)
    return line


def _observe_line(
    fit_line: Callable[..., Any],
    probe: Probe,
    points: Points,
    key: str,
    label: Sentence,
    given: tuple[torch.Tensor, torch.Tensor],
    earlier: np.ndarray | None,
) -> np.ndarray | None:
    told = say("what {call} returns", call=label)
    with attempt(probe, f"form{key}", told), watching() as watch:
        returned = plain(fit_line(*given))
        probe.record(f"form{key}", _form(returned), told)
        if probe.values[f"form{key}"].data != FORM:
            return None
        slope, intercept, loss = _three(returned)
        line = np.array([slope, intercept])
        probe.record(f"line{key}", [slope, intercept])
        where = points.where(line)
        if earlier is not None and where != ARRIVED and np.abs(line - earlier).max() < TOLERANCE:
            where = AGAIN
        elif where != ARRIVED:
            ran_away = where in (OUT, NOT_FINITE) and watch.rounds.grew()
            where = watch.fault() or (RAN_AWAY if ran_away else where)
        probe.record(f"where{key}", where, say("where {call} ends", call=label))
        if where == ARRIVED:
            _record_numbers(probe, points, key, label, line, loss)
            return line
    error = probe.values[f"form{key}"]
    if error.kind == "error" and "(of None)" in error.name and not watch.rounds.n_rounds:
        probe.values[f"form{key}"] = replace(error, name=f"{error.name} before any backward")
    return None


def tell_fit(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """What came in the place of three plain numbers."""
    key = next((k for k in ("form", "form_other") if k in wrong), "")
    form = observed.values.get(key, MISSING)
    if form.kind != "text":
        return None
    return say(
        "{what}: {form}. Asked for is a tuple of three plain numbers: slope, intercept and loss.",
        what=expected.labels[key],
        form=form.data,
    )


def _record_numbers(
    probe: Probe, points: Points, key: str, label: Sentence, line: np.ndarray, loss: float
) -> None:
    probe.record(f"slope{key}", float(line[0]), say("the slope by {call}", call=label))
    probe.record(f"intercept{key}", float(line[1]), say("the intercept by {call}", call=label))
    what = _what_loss(loss / points.loss(line), loss, len(points.x))
    probe.record(f"what_loss{key}", what, say("the third number of {call}", call=label))
    if what == MSE:
        probe.record(f"loss{key}", loss, say("the loss by {call}", call=label))


def _what_loss(ratio: float, loss: float, n: int) -> str:
    """What a returned loss is, by its ratio to the mean squared error of the returned line."""
    kinds = {MSE: 1.0, SUM: n, HALF: 0.5, BY_FEWER.format(k=1): n / (n - 1)}
    kinds[BY_FEWER.format(k=2)] = n / (n - 2)
    if n != len(X):
        kinds[BY_ELEVEN] = n / len(X)
    kinds[ROOT] = loss**-1 if loss > 0 else 0.0
    for words, factor in kinds.items():
        if abs(ratio - factor) <= LOSS_TOLERANCE * abs(factor):
            return words
    return ANOTHER


def _form(value: Value) -> str:
    """What sort of thing came back, in words."""
    if value.kind not in SEQUENCES:
        return "None" if value.kind == "none" else say(NO_TUPLE, kind=value.kind)
    if len(value.data) != 3:
        return say(TUPLE_OF if value.kind == "tuple" else LIST_OF, n=len(value.data))
    if _three(value):
        return FORM
    kinds = {item.kind for item in value.data} if value.name != "numbers" else {"number"}
    return TENSORS if kinds == {"tensor"} else THINGS


def _three(value: Value) -> tuple[float, ...]:
    """The three numbers in a tuple or list; nothing where they aren't all plain numbers."""
    if isinstance(value.data, np.ndarray):
        return tuple(map(float, value.data))
    numbers = [item.data for item in value.data if item.kind == "number"]
    return tuple(map(float, numbers)) if len(numbers) == len(value.data) else ()


def within_tolerance(expected: Value, observed: Value) -> bool:
    """Whether a slope or an intercept is as close to the best one as the lesson asks."""
    return observed.kind == "number" and abs(observed.data - expected.data) < TOLERANCE


def within_a_hundredth(expected: Value, observed: Value) -> bool:
    """Whether a loss is within 1 % of the best one."""
    return observed.kind == "number" and abs(observed.data / expected.data - 1) < LOSS_TOLERANCE


FIT_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "slope": within_tolerance,
    "intercept": within_tolerance,
    "slope_other": within_tolerance,
    "intercept_other": within_tolerance,
    "loss": within_a_hundredth,
    "loss_other": within_a_hundredth,
}


def draw_fit(expected: Observation, observed: Observation) -> str | None:
    """The student's line, dashed, among Anscombe's points, where it isn't the best one."""
    line, where = (observed.values.get(key) for key in ("line", "where"))
    if line is None or where is None or where.data == ARRIVED or line.name != "numbers":
        return None
    points = anscombe()
    if not np.isfinite(line.data).all():
        return None
    return line_pair(points.x, points.y, expected.values["line"].data, line.data)
