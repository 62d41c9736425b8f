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
from autograder.probing.watched_functions import A_WALK
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value

NOTHING = say(
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

Tell = Callable[[Observation, Observation, Sequence[str]], Sentence | None]


def telling(
    close: Sequence[str] = (),
    lost: str = "",
    differences: Sentence | None = None,
    second_walk: Sentence | None = None,
) -> Tell:
    """An exercise's ``tell``: errors, None and calls of f in words, and ``differences`` if it fits.

    That fits where the values of all keys in ``close`` are near the expected ones, and the one of
    the key ``lost`` is far off. ``second_walk`` is said where a walk has come to f, and the next
    finds no graph.
    """

    def tell(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
        key = next((key for key in wrong if key in observed.values), wrong[0])
        first = observed.values.get(key, MISSING)
        if first.kind == "error":
            return (
                error_text(first)
                or told_of_error(observed, key, first)
                or _told_of_walk(observed, key, first, second_walk)
            )
        if first.kind == "none":
            return NOTHING
        if lost in wrong and not _near(expected, observed, lost):
            if all(_near(expected, observed, key) for key in close):
                return differences
        return told_of_calls(observed, wrong) if first.kind == "tensor" else None

    return tell


def _told_of_walk(
    observed: Observation, key: str, error: Value, second_walk: Sentence | None
) -> Sentence | None:
    """Of a walk that finds no way, or of a second one that finds no graph."""
    if "(not used)" in error.name:
        return NO_PATH
    walked = observed.values.get(f"walks {key}", MISSING).data == A_WALK
    return second_walk if walked and "(no graph)" in error.name else None


NO_DIFFERENCE = say(
    "With −2·v in the place of v the same comes back: v makes no difference to your result."
)
SIGN_LOST = say(
    "With −2·v in the place of v your result gets twice as large, and keeps its sign: the signs of "
    "v are lost. Look for `abs`, a norm, or a square and its root."
)
SIZE_LOST = say(
    "With −2·v in the place of v your result turns round and gets no larger: the size of v is "
    "lost. Look for a division by its length, or for `sign`."
)
TWICE = say(
    "With −2·v in the place of v your result gets four times as large: v comes in twice. Once is "
    "enough."
)
V_IS_FINE = say(
    "v comes in as it should: with −2·v in its place your result is −2 times what it was. So look "
    "at the rest: what is differentiated, with respect to what, and which number of v goes with "
    "which."
)
NOT_A_PRODUCT = say(
    "With −2·v in the place of v your result isn't −2 times what it was, as that of a product with "
    "v has to be. Look at where v comes in."
)
RESPONSES = ((1, NO_DIFFERENCE), (2, SIGN_LOST), (-1, SIZE_LOST), (4, TWICE), (-2, V_IS_FINE))
"""How many times larger a result gets with −2·v, and what that tells of v."""


def tell_of_v(key: str) -> Tell:
    """An exercise's ``otherwise``: how v comes in, from the product under this key and −2·v."""

    def tell(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
        first, other = (
            observed.values.get(name, MISSING).data for name in (key, f"opposite {key}")
        )
        if key not in wrong or not _same_shape(expected.values[key], observed.values[key]):
            return None
        if not isinstance(other, np.ndarray) or first.shape != other.shape or not first.any():
            return None
        for times, told in RESPONSES:
            if np.allclose(other, times * first, rtol=1e-4, atol=1e-9):
                return told
        return NOT_A_PRODUCT

    return tell


def _near(expected: Observation, observed: Observation, key: str) -> bool:
    wanted, got = expected.values[key], observed.values.get(key, MISSING)
    return _same_shape(wanted, got) and np.allclose(got.data, wanted.data, rtol=ONE_CLOSE)


def _same_shape(wanted: Value, got: Value) -> bool:
    return isinstance(got.data, np.ndarray) and got.data.shape == np.shape(wanted.data)
