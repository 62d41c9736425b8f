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
from autograder.records.comparison import items, number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, SEQUENCES, Value

NOTHING = say(
    "None came back. Is there a `return` with the result at the end? And is there an "
    "`allow_unused=True`? That hands out None where no path leads from the output to the input. "
    "Without it you get an error, and the error tells where to look."
)
NOTHING_OF_TWO = say(
    "None came back, and a first walk has come to f. If there is a `return` with the result at the "
    "end, the second walk found no way back to x: `allow_unused=True`, or a `.grad` that nothing "
    "has filled, gives None then. Usually the first walk isn't told to record a graph of what it "
    "computes, or its result is made a new leaf, by `requires_grad_()` or `.detach()`."
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
            walked = observed.values.get(f"walks {key}", MISSING).data == A_WALK
            return NOTHING_OF_TWO if second_walk and walked else NOTHING
        if lost in wrong and not _near(expected, observed, lost):
            if all(_near(expected, observed, key) for key in close):
                return differences
        return told_of_calls(observed, wrong) if first.kind == "tensor" else None

    return tell


STRANGE = (
    "f gets {number} in the place of {name}, and that is none of the values of {name} that you are "
    "given: {given}. Look for what makes other values of them, such as `linspace` or rounding, or "
    "for a small step h beside them."
)
EXCHANGED = (
    "f gets {number} in the place of {name}, and that is one of the values of {other}. Look at "
    "which table is made of which axis."
)


def telling_of_grids(tell: Tell) -> Tell:
    """``tell``, and else what f gets in the place of the values of an axis."""

    def told(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
        if any(observed.values.get(key, MISSING).kind == "error" for key in wrong):
            return tell(expected, observed, wrong)
        return tell(expected, observed, wrong) or _told_of_strangers(expected, observed, wrong)

    return told


def _told_of_strangers(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    for key in wrong:
        grid = key.partition("_")[2]
        noted, axes = (
            o.values.get(f"{what} {grid}", MISSING)
            for o, what in ((observed, "strange"), (expected, "axes"))
        )
        if noted.kind not in SEQUENCES or axes.kind not in SEQUENCES:
            continue
        found = [one.data for one in items(noted)]
        given = [np.asarray(axis.data, float) for axis in items(axes)]
        for n, name in enumerate("xy"[: len(found)]):
            if not isinstance(number := found[n], float):
                continue
            if np.isclose(given[1 - n], number, rtol=1e-4, atol=1e-6).any():
                return say(EXCHANGED, number=number_text(number), name=name, other="yx"[n])
            shown = ", ".join(map(number_text, given[n]))
            return say(STRANGE, number=number_text(number), name=name, given=shown)
    return None


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
