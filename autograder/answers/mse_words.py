"""Lesson 05: what a number is that isn't the mean squared error, of the tensors that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

RTOL = 1e-4
MEAN = say("Asked for is the mean of the squared differences.")
Made = Callable[[np.ndarray, np.ndarray], float]
KNOWN: Mapping[Sentence, Made] = {
    say("the largest squared error"): lambda d, y: (d**2).max(),
    say("the smallest squared error"): lambda d, y: (d**2).min(),
    say("the squared error of the first element alone"): lambda d, y: d[0] ** 2,
    say("the squared error of the last element alone"): lambda d, y: d[-1] ** 2,
    say("the largest error"): lambda d, y: np.abs(d).max(),
    say("the mean of the third powers of truth minus prediction"): lambda d, y: (d**3).mean(),
    say("the mean of the third powers of prediction minus truth"): lambda d, y: -(d**3).mean(),
    say("the mean of the fourth powers of the errors"): lambda d, y: (d**4).mean(),
    say("the mean of the roots of the errors"): lambda d, y: np.sqrt(np.abs(d)).mean(),
    say("the mean of squared errors relative to the truth"): lambda d, y: ((d / y) ** 2).mean(),
    say("the mean of squared errors relative to the prediction"): lambda d, y: (
        (d / (y - d)) ** 2
    ).mean(),
    say("the mean of the errors relative to the truth"): lambda d, y: np.abs(d / y).mean(),
    say("the mean squared error divided by the variance of the truth"): lambda d, y: (
        (d**2).mean() / y.var()
    ),
    say("the mean squared error divided by the variance of the truth, by n − 1"): lambda d, y: (
        (d**2).mean() / y.var(ddof=1)
    ),
    say("R², the share of the variance that is explained"): lambda d, y: (
        1 - (d**2).mean() / y.var()
    ),
    say("the mean of log cosh of the errors"): lambda d, y: np.log(np.cosh(d)).mean(),
    say("the length of the vector of errors, the root of the sum of squares"): lambda d, y: np.sqrt(
        (d**2).sum()
    ),
    say("the root of the sum of squares, divided by the number of elements"): lambda d, y: (
        np.sqrt((d**2).sum()) / d.size
    ),
    say("the square of the sum of the errors"): lambda d, y: d.sum() ** 2,
    say("the sum of the squared errors, divided by n + 1"): lambda d, y: (
        (d**2).sum() / (d.size + 1)
    ),
    say("the sum of the squared errors, divided by n − 2"): lambda d, y: (
        (d**2).sum() / (d.size - 2)
    ),
    say("the sum of the squared errors, divided by n²"): lambda d, y: (d**2).sum() / d.size**2,
    say("the sum of the absolute errors"): lambda d, y: np.abs(d).sum(),
    say("the sum of the errors, not squared"): lambda d, y: d.sum(),
    say("the Huber loss, which doesn't square errors above 1"): lambda d, y: np.where(
        np.abs(d) < 1, d**2 / 2, np.abs(d) - 0.5
    ).mean(),
    say("the mean of the squares of errors above 0, all others taken for 0"): lambda d, y: (
        np.maximum(d, 0) ** 2
    ).mean(),
    say("the mean of the squares of errors below 0, all others taken for 0"): lambda d, y: (
        np.minimum(d, 0) ** 2
    ).mean(),
    say("the mean of the squares of all truths, without the prediction"): lambda d, y: (
        y**2
    ).mean(),
    say("the mean of the squares of all predictions, without the truth"): lambda d, y: (
        (y - d) ** 2
    ).mean(),
    say("the mean of truth minus squared prediction: brackets are missing"): (
        lambda d, y: (y - (y - d) ** 2).mean()
    ),
    say("the mean of prediction minus squared truth: brackets are missing"): (
        lambda d, y: (y - d - y**2).mean()
    ),
    say("the sum over all pairs, every truth with every prediction"): lambda d, y: (
        (y[:, None] - (y - d)[None, :]) ** 2
    ).sum(),
    say("twice the mean of the errors"): lambda d, y: 2 * d.mean(),
    say("the mean of truth times prediction"): lambda d, y: (y * (y - d)).mean(),
    say("the mean over all pairs, every truth with every prediction"): lambda d, y: (
        (y[:, None] - (y - d)[None, :]) ** 2
    ).mean(),
    say("the mean squared error of sorted truths and sorted predictions"): lambda d, y: (
        (np.sort(y) - np.sort(y - d)) ** 2
    ).mean(),
    say("the squared error of the two means"): lambda d, y: d.mean() ** 2,
    say("the squared error of the two medians"): lambda d, y: (
        (np.median(y) - np.median(y - d)) ** 2
    ),
    say("the variance of the errors, by n − 1"): lambda d, y: d.var(ddof=1),
    say("the mean of the squared differences of the squares"): lambda d, y: (
        (y**2 - (y - d) ** 2) ** 2
    ).mean(),
    say("the mean of the squared errors, each rounded to a whole number"): lambda d, y: np.round(
        d**2
    ).mean(),
    say("the mean of the squares of errors that were rounded to whole numbers"): lambda d, y: (
        np.round(d) ** 2
    ).mean(),
}
"""What it may be, and how it is computed of truth minus prediction and truth."""


def tell_mse(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
    """What came for the two tensors of shape (6,), where that is a known number of them."""
    got = observed.values.get("loss_row", MISSING)
    if (divisor := _divisor(expected, observed, wrong)) is not None:
        return say(
            "The sum of the squared errors is divided by {n} each time, however many there are. "
            "Is that the length of something else, or a number that is written in? A mean divides "
            "by the number of elements.",
            n=divisor,
        )
    if "loss_row" not in wrong or got.kind != "tensor" or got.data.size != 1:
        return None
    y, prediction = (_row(expected.values.get(k, MISSING)) for k in ("y_true", "y_prediction"))
    number = float(got.data.reshape(-1)[0]) if got.data.dtype.kind == "f" else float("nan")
    if y is None or prediction is None or not np.isfinite(number):
        return None
    with np.errstate(all="ignore"):
        same = [
            what
            for what, made in KNOWN.items()
            if np.isclose(number, made(y - prediction, y), rtol=RTOL, atol=1e-6)
        ]
    if len(same) == 1:
        return joined(say("What comes back is {what}.", what=same[0]), MEAN)
    if same:
        told = say(
            "What comes back is {what}; here that is {other}, too.", what=same[0], other=same[1]
        )
        return joined(told, MEAN)
    right = float(((y - prediction) ** 2).mean())
    penalties = {
        say("the mean of the squared predictions"): float((prediction**2).mean()),
        say("the sum of the squared predictions"): float((prediction**2).sum()),
        say("the mean of the predictions' sizes"): float(np.abs(prediction).mean()),
    }
    for what, penalty in penalties.items():
        share = (number - right) / penalty
        if any(abs(share / nice - 1) < 0.01 for nice in (1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001)):
            return joined(
                say(
                    "What comes back is the mean squared error plus {share} times {what}.",
                    share=f"{share:.2g}",
                    what=what,
                ),
                say("Nothing is to be added."),
            )
    return None


def _divisor(expected: Observation, observed: Observation, wrong: Sequence[str]) -> int | None:
    """By which whole number all sums are divided, if it is one and the same, 2 or more."""
    ratios = []
    for key, size in (("loss_row", 6), ("loss_column", 7), ("loss_table", 10)):
        wanted, got = (o.values.get(key, MISSING) for o in (expected, observed))
        if got.kind != "tensor" or got.data.size != 1 or got.data.dtype.kind != "f":
            return None
        number = float(got.data.reshape(-1)[0])
        if number == 0 or not np.isfinite(number):
            return None
        ratios.append(size * float(wanted.data) / number)
    divisor = round(ratios[0])
    same = divisor >= 2 and np.allclose(ratios, divisor, rtol=RTOL)
    return divisor if same and "loss_table" in wrong else None


def _row(value: Value) -> np.ndarray | None:
    return np.asarray(value.data, float) if value.kind == "tensor" else None
