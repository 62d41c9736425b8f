"""Lesson 04: words for wrong observations that no known mistake explains.

Two kinds are common to its exercises. Some errors of PyTorch need a translation. And difference
quotients with a step of any size have one thing in common: they come close, except on top of a
number so large that no difference is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.torch_errors import error_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value

NOTHING = say(
    "None came back. Is there a `return` with the result at the end? And is there an "
    "`allow_unused=True`? That hands out None where no path leads from the output to the input. "
    "Without it you get an error, and the error tells where to look."
)
ONE_CLOSE = 2e-2
"""How close, as a share, a difference quotient comes to a derivative."""

Tell = Callable[[Observation, Observation, Sequence[str]], Sentence | None]


def telling(close: Sequence[str] = (), lost: str = "", differences: Sentence | None = None) -> Tell:
    """An exercise's ``tell``: errors and None in words, and ``differences`` where it fits.

    It fits where the values of all keys in ``close`` are near the expected ones, and the one of
    the key ``lost`` is far off.
    """

    def tell(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
        seen = [observed.values.get(key, MISSING) for key in wrong]
        first = next((value for value in seen if value.kind != "missing"), MISSING)
        if first.kind == "error":
            return error_text(first)
        if first.kind == "none":
            return NOTHING
        if lost in wrong and not _near(expected, observed, lost):
            if all(_near(expected, observed, key) for key in close):
                return differences
        return None

    return tell


def _near(expected: Observation, observed: Observation, key: str) -> bool:
    wanted, got = expected.values[key], observed.values.get(key, MISSING)
    return _same_shape(wanted, got) and np.allclose(got.data, wanted.data, rtol=ONE_CLOSE)


def _same_shape(wanted: Value, got: Value) -> bool:
    return isinstance(got.data, np.ndarray) and got.data.shape == np.shape(wanted.data)
