"""Lesson 04: words for wrong observations that no known mistake explains.

Two kinds are common to its exercises. Some errors of PyTorch need a translation. And difference
quotients with a step of any size have one thing in common: they come close, except on top of a
number so large that no difference is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.function_words import told_of_calls, told_of_error
from autograder.exercises.torch_errors import error_text
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import MISSING, Value

NOTHING = (
    "None came back. Is there a `return` with the result at the end? And is there an "
    "`allow_unused=True`? That hands out None where no path leads from the output to the input. "
    "Without it you get an error, and the error tells where to look."
)
NO_PATH = say(
    "No path leads from the output of that walk to its input. Does the output come first, and the "
    "input second? Is the output what was computed, not a new tensor made of its numbers? And is "
    "the input the very tensor that it was computed from, not a copy?"
)
ONE_CLOSE = 2e-2
"""How close, as a share, a difference quotient comes to a derivative."""

Tell = Callable[[Observation, Observation, Sequence[str]], str | None]


def telling(close: Sequence[str] = (), lost: str = "", differences: str = "") -> Tell:
    """An exercise's ``tell``: errors, None and calls of f in words, and ``differences`` if it fits.

    That fits where the values of all keys in ``close`` are near the expected ones, and the one of
    the key ``lost`` is far off.
    """

    def tell(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
        key = next((key for key in wrong if key in observed.values), wrong[0])
        first = observed.values.get(key, MISSING)
        if first.kind == "error":
            no_path = NO_PATH if "(not used)" in first.name else None
            return error_text(first) or told_of_error(observed, key, first) or no_path
        if first.kind == "none":
            return NOTHING
        if lost in wrong and not _near(expected, observed, lost):
            if all(_near(expected, observed, key) for key in close):
                return differences
        return told_of_calls(observed, wrong) if first.kind == "tensor" else None

    return tell


def _near(expected: Observation, observed: Observation, key: str) -> bool:
    wanted, got = expected.values[key], observed.values.get(key, MISSING)
    return _same_shape(wanted, got) and np.allclose(got.data, wanted.data, rtol=ONE_CLOSE)


def _same_shape(wanted: Value, got: Value) -> bool:
    return isinstance(got.data, np.ndarray) and got.data.shape == np.shape(wanted.data)
