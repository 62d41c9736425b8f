"""Other arrangements of the right numbers, and sums of them: transposed, shifted, cut short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.records.sentences import Sentence, say


@dataclass(frozen=True)
class Reshaped:
    """One arrangement.

    ``make(wanted, got)`` gives it for the expected numbers, or None where it can't be what came, or
    would be what was expected. ``text`` may name {wanted} and {got}, the shapes. ``enough`` numbers
    have to have come before it is told.
    """

    id: str
    make: Callable[[np.ndarray, np.ndarray], np.ndarray | None]
    text: str
    cause: Sentence | None = None
    enough: int = 3

    def told(self, wanted: np.ndarray, got: np.ndarray) -> Sentence:
        """What was seen, with the shapes of the first value that has it."""
        return say(self.text, wanted=str(wanted.shape), got=str(got.shape))


def _if_new(made: np.ndarray, wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """The arrangement, if it has the shape of what came and isn't what was expected."""
    if made.shape != got.shape or (made.shape == wanted.shape and np.allclose(made, wanted)):
        return None
    return made


def transposed(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """Rows as columns."""
    return _if_new(wanted.T, wanted, got) if wanted.ndim == 2 and 1 not in wanted.shape else None


def reversed_order(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """The last first."""
    return _if_new(wanted[::-1], wanted, got) if wanted.ndim and len(wanted) > 2 else None


def in_order(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """Sorted by size."""
    long = wanted.ndim == 1 and len(wanted) > 3
    return _if_new(np.sort(wanted), wanted, got) if long else None


def flat(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """The same numbers in the same order, in another shape."""
    if wanted.size != got.size or wanted.shape == got.shape:
        return None
    return wanted.reshape(got.shape)


def without_last(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """All but the last."""
    return _if_new(wanted[:-1], wanted, got) if wanted.ndim and len(wanted) > 2 else None


def without_first(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """All but the first."""
    return _if_new(wanted[1:], wanted, got) if wanted.ndim and len(wanted) > 2 else None


def with_more(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """All of them, and one more behind."""
    if wanted.ndim == 0 or got.ndim != wanted.ndim or len(wanted) < 3:
        return None
    if got.shape[1:] != wanted.shape[1:] or len(got) != len(wanted) + 1:
        return None
    return np.concatenate([wanted, got[-1:]])


def later(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """Each where the next one should be; what came first is anything."""
    if wanted.ndim == 0 or wanted.shape != got.shape or len(wanted) < 4:
        return None
    return _if_new(np.concatenate([got[:1], wanted[:-1]]), wanted, got)


def earlier(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """Each where the one before should be; what came last is anything."""
    if wanted.ndim == 0 or wanted.shape != got.shape or len(wanted) < 4:
        return None
    return _if_new(np.concatenate([wanted[1:], got[-1:]]), wanted, got)


def running_sum(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """Each with all before it added."""
    long = wanted.ndim and len(wanted) > 2
    return _if_new(np.cumsum(wanted, axis=0), wanted, got) if long else None


def running_mean(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """The mean of each and all before it."""
    if wanted.ndim == 0 or len(wanted) < 3:
        return None
    counts = np.arange(1, len(wanted) + 1).reshape(-1, *[1] * (wanted.ndim - 1))
    return _if_new(np.cumsum(wanted, axis=0) / counts, wanted, got)


def _over(reduce: Callable[..., np.ndarray]) -> Callable[..., np.ndarray | None]:
    def make(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
        if wanted.size < 2 or got.size >= wanted.size:
            return None
        for axis in (None, *range(wanted.ndim)):
            for kept in (False, True):
                made = np.asarray(reduce(wanted, axis=axis, keepdims=kept))
                if made.shape == got.shape and np.allclose(made, got, rtol=1e-4, atol=1e-6):
                    return made
        return None

    return make


def _spread(reduce: Callable[..., np.ndarray]) -> Callable[..., np.ndarray | None]:
    """Of a table: one number of each row or column, repeated all along it."""

    def make(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
        if wanted.ndim != 2 or wanted.shape != got.shape:
            return None
        for axis in range(2):
            if wanted.shape[axis] > 1:
                one = np.asarray(reduce(wanted, axis=axis, keepdims=True))
                made = np.broadcast_to(one, wanted.shape)
                if np.allclose(made, got, rtol=1e-4, atol=1e-6):
                    return _if_new(made, wanted, got)
        return None

    return make


def _first(values: np.ndarray, axis: int, keepdims: bool) -> np.ndarray:
    return np.take(values, [0], axis=axis)


spread_sum, spread_mean, spread_first = _spread(np.sum), _spread(np.mean), _spread(_first)
summed, averaged = _over(np.sum), _over(np.mean)


def first_only(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """One number, the first."""
    if wanted.size < 2 or got.size != 1:
        return None
    return wanted.reshape(-1)[:1].reshape(got.shape)


def last_only(wanted: np.ndarray, got: np.ndarray) -> np.ndarray | None:
    """One number, the last."""
    if wanted.size < 2 or got.size != 1:
        return None
    return wanted.reshape(-1)[-1:].reshape(got.shape)


SHAPES = (
    Reshaped(
        "transposed",
        transposed,
        "Your rows are the expected columns.",
        say("The two axes are exchanged: look at the order of indices, or for `.T`."),
        4,
    ),
    Reshaped(
        "reshaped",
        flat,
        "The numbers are right, and their shape is {got}, where {wanted} was expected.",
        say("Look for `reshape`, `squeeze`, `unsqueeze`, `view`, or an index that drops an axis."),
        1,
    ),
    Reshaped(
        "reversed",
        reversed_order,
        "The numbers are right, and their order is turned round: the last comes first.",
    ),
    Reshaped("sorted", in_order, "The numbers are right, and they are sorted by size.", None, 4),
    Reshaped(
        "one_short_at_the_end",
        without_last,
        "The numbers are right, and the last one is missing.",
        say("Look at where the loop ends, or for an index such as `[:-1]`."),
        2,
    ),
    Reshaped(
        "one_short_at_the_start",
        without_first,
        "The numbers are right, and the first one is missing.",
        say("Look at where the loop begins, or for an index such as `[1:]`."),
        2,
    ),
    Reshaped(
        "one_too_many",
        with_more,
        "The numbers are right, and there is one more behind them.",
        say("Look at how often the loop runs."),
        4,
    ),
    Reshaped(
        "one_late",
        later,
        "The numbers are right, and each comes one place too late.",
        say("Look at when a value is stored: before or after it changes."),
        4,
    ),
    Reshaped(
        "one_early",
        earlier,
        "The numbers are right, and each comes one place too early.",
        say("Look at when a value is stored: before or after it changes."),
        4,
    ),
    Reshaped(
        "running_sum",
        running_sum,
        "Each number is the sum of the expected one and all before it.",
        say("Look for a total that is never set back to 0."),
    ),
    Reshaped(
        "running_mean",
        running_mean,
        "Each number is the mean of the expected one and all before it.",
        say("Give each value itself, without those before it."),
    ),
    Reshaped(
        "spread_first",
        spread_first,
        "All rows, or all columns, of a table are the same, and only the first of them is right.",
        say(
            "Look for an index such as `[0]`, or for another way by which all of them get what "
            "belongs to the first."
        ),
        6,
    ),
    Reshaped(
        "spread_sum",
        spread_sum,
        "Each number is the sum of the expected ones in its row or column.",
        say(
            "Each place has a number of its own: look for what adds up over a whole row or column."
        ),
        6,
    ),
    Reshaped(
        "spread_mean",
        spread_mean,
        "Each number is the mean of the expected ones in its row or column.",
        say(
            "Each place has a number of its own: look for what adds up, or takes a mean, over a "
            "whole row or column."
        ),
        6,
    ),
    Reshaped(
        "summed",
        summed,
        "What came, of shape {got}, are sums of the expected numbers, of shape {wanted}.",
        say("Look for `sum`, or for `+=`, where each value was asked."),
        1,
    ),
    Reshaped(
        "averaged",
        averaged,
        "What came, of shape {got}, are means of the expected numbers, of shape {wanted}.",
        say("Look for `mean` where each value was asked."),
        1,
    ),
    Reshaped(
        "first_only",
        first_only,
        "Only the first of the numbers came.",
        say("Look for an index `[0]`, or for a `return` inside a loop."),
        1,
    ),
    Reshaped(
        "last_only",
        last_only,
        "Only the last of the numbers came.",
        say("Look for an index `[-1]`, or for a value that each turn of a loop overwrites."),
        1,
    ),
)
