"""Values that are right at some places only: the first of several, the diagonal, all but a row.

Owns the table of places. What the numbers at the other places are is looked for in ``elementwise``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.judging.elementwise import Numbers, constant, factor, sign, zero
from autograder.records.sentences import Sentence, joined, say

Array = np.ndarray
Pair = tuple[Array, Array, float, float]
"""What was expected, what came, and how closely they can agree: rtol and atol."""


def _end(axis: int, place: int, inside: bool) -> Callable[[Array], Array]:
    """A mask of one slice along an axis, or of all but that one."""

    def mask(like: Array) -> Array:
        made = np.full(like.shape, not inside)
        made[(slice(None),) * axis + (place,)] = inside
        return made

    return mask


def _off_diagonal(like: Array) -> Array:
    return np.asarray(np.eye(*like.shape) == 0)


PLACES: tuple[tuple[int, Sentence, Callable[[Array], Array]], ...] = (
    (1, say("Only the first number is right."), _end(0, 0, True)),
    (1, say("Only the last number is right."), _end(0, -1, True)),
    (1, say("All numbers but the first are right."), _end(0, 0, False)),
    (1, say("All numbers but the last are right."), _end(0, -1, False)),
    (
        2,
        say("Only the numbers on the diagonal are right."),
        lambda a: np.asarray(np.eye(*a.shape) == 1),
    ),
    (2, say("Only the numbers on the diagonal are wrong."), _off_diagonal),
    (2, say("Only the first row is right."), _end(0, 0, True)),
    (2, say("All rows but the first are right."), _end(0, 0, False)),
    (2, say("All rows but the last are right."), _end(0, -1, False)),
    (2, say("Only the last row is right."), _end(0, -1, True)),
    (2, say("Only the first column is right."), _end(1, 0, True)),
    (2, say("All columns but the first are right."), _end(1, 0, False)),
    (2, say("All columns but the last are right."), _end(1, -1, False)),
    (2, say("Only the last column is right."), _end(1, -1, True)),
    (
        2,
        say("Only the numbers on and below the diagonal are right."),
        lambda a: np.tril(np.ones(a.shape, bool)),
    ),
    (
        2,
        say("Only the numbers on and above the diagonal are right."),
        lambda a: np.triu(np.ones(a.shape, bool)),
    ),
)
"""Axes, what is said, and the mask of the right numbers."""


def right_places(pairs: Sequence[Pair]) -> tuple[Sentence, Sentence | None] | None:
    """Where the right numbers are, the same in all arrays, and what the others are; else None.

    Of each array at least one number has to be right, and of all of them two have to be wrong, or
    one of at least four. Numbers that are 0 and should be tell nothing.
    """
    if not pairs or any(w.shape != g.shape for w, g, *_ in pairs):
        return None
    axes = {wanted.ndim for wanted, *_ in pairs}
    told = [_told(*pair) for pair in pairs]
    right = [_right(*pair) for pair in pairs]
    n_wrong = sum(int((~r & t).sum()) for r, t in zip(right, told, strict=True))
    n_right = sum(int((r & t).sum()) for r, t in zip(right, told, strict=True))
    if len(axes) > 1 or not n_wrong or not n_right or n_wrong + n_right < 4:
        return None
    for n_axes, text, mask in PLACES:
        if n_axes not in axes or any(1 in wanted.shape for wanted, *_ in pairs):
            continue
        masks = [mask(wanted) for wanted, *_ in pairs]
        if all(np.array_equal(m[t], r[t]) for m, r, t in zip(masks, right, told, strict=True)):
            return joined(text, _of_others(pairs, masks) or ""), None
    return None


def _told(wanted: Array, got: Array, rtol: float, atol: float) -> Array:
    return ~((np.abs(wanted) <= atol) & (np.abs(got) <= atol))


def _right(wanted: Array, got: Array, rtol: float, atol: float) -> Array:
    return np.isclose(got, wanted, rtol=rtol, atol=atol)


def _of_others(pairs: Sequence[Pair], masks: Sequence[Array]) -> Sentence | None:
    """What the numbers at the other places are, if they are something simple."""
    wanted = np.concatenate([pair[0][~mask] for pair, mask in zip(pairs, masks, strict=True)])
    got = np.concatenate([pair[1][~mask] for pair, mask in zip(pairs, masks, strict=True)])
    numbers = Numbers(wanted, got, max(p[2] for p in pairs), max(p[3] for p in pairs), frozenset())
    for look in (zero, sign, factor, constant):
        if found := look(numbers):
            return say("Of the others: {seen}", seen=found[0])
    return None
