"""SVG pictures of two tables of numbers side by side, for cards: the reference's and yours.

A wrong number has a dashed frame and a ✗ beside it: nothing is said by colour alone.
"""

from __future__ import annotations

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, shown, svg
from autograder.records.comparison import number_text, tolerance
from autograder.records.sentences import Sentence, say
from autograder.records.values import ARRAYS, Value

MAX_CELLS, MAX_PLACES = 6, 4
WIDTH, HEIGHT, TOP, GAP = 66, 24, 48, 36


def tables(expected: Value | None, observed: Value | None, title: str) -> str | None:
    """Both tables of numbers with their shapes, wrong numbers marked.

    None where one of them is no table of at most 6 × 6 numbers, or where they agree.
    """
    pair = [_table(value) for value in (expected, observed)]
    if expected is None or observed is None or pair[0] is None or pair[1] is None:
        return None
    rtol, atol = tolerance(expected.name, observed.name)
    same_shape = expected.data.shape == observed.data.shape
    if same_shape and np.allclose(pair[1], pair[0], rtol=rtol, atol=atol):
        return None
    wrong = np.zeros(pair[1].shape, bool)
    if same_shape:
        wrong = ~np.isclose(pair[1], pair[0], rtol=rtol, atol=atol)
    left = _drawn(pair[0], 0, TRUTH, expected.data.shape, np.zeros(pair[0].shape, bool))
    start = pair[0].shape[1] * WIDTH + GAP
    right = _drawn(pair[1], start, ATTEMPT, observed.data.shape, wrong)
    head = f'<text x="4" y="16" {FONT} font-weight="bold">{shown(title)}</text>'
    width = max(start + pair[1].shape[1] * WIDTH + 16, 300)
    rows = max(table.shape[0] for table in pair if table is not None)
    return svg(width, TOP + rows * HEIGHT + 10, head + left + right, _alt(title, wrong, same_shape))


def _table(value: Value | None) -> np.ndarray | None:
    """The numbers with two dimensions, a vector as one row; None where that can't be drawn."""
    if value is None or value.kind not in ARRAYS or value.data.dtype.kind not in "fiu":
        return None
    if value.data.ndim not in (1, 2) or not 0 < max(value.data.shape) <= MAX_CELLS:
        return None
    return np.atleast_2d(value.data).astype(float) if value.data.size else None


def _drawn(
    numbers: np.ndarray, left: int, colour: str, shape: tuple[int, ...], wrong: np.ndarray
) -> str:
    """One table from ``left`` on, with its name and shape above it."""
    head = (
        say("reference, shape {shape}", shape=str(shape))
        if colour == TRUTH
        else say("yours, shape {shape}", shape=str(shape))
    )
    parts = [f'<text x="{left + 4}" y="{TOP - 8}" {FONT}>{shown(head)}</text>']
    for (row, column), number in np.ndenumerate(numbers):
        x, y = left + 4 + column * WIDTH, TOP + row * HEIGHT
        bad = bool(wrong[row, column])
        dash, thick = ("4 3", 2) if bad else ("", 1)
        sign = " ✗" if bad else ""
        parts.append(
            f'<rect x="{x}" y="{y}" width="{WIDTH - 4}" height="{HEIGHT - 4}" fill="none" '
            f'stroke="{colour}" stroke-width="{thick}" stroke-dasharray="{dash}"/>'
            f'<text x="{x + WIDTH - 8}" y="{y + 14}" text-anchor="end" {FONT}>'
            f"{_short(number)}{sign}</text>"
        )
    return "".join(parts)


def _short(number: float) -> str:
    return number_text(float(f"{number:.3g}"))


def _alt(title: str, wrong: np.ndarray, same_shape: bool) -> Sentence:
    if not same_shape:
        return say("{title}: the reference's table and yours have different shapes.", title=title)
    places = [
        say("row {row}, column {column}", row=row, column=column)
        for row, column in np.argwhere(wrong)[:MAX_PLACES].tolist()
    ]
    where: Sentence = places[0]
    for place in places[1:]:
        where = say("{first}; {then}", first=where, then=place)
    if wrong.sum() > MAX_PLACES:
        return say(
            "{title}: your table differs from the reference's in {places} and {n} more.",
            title=title,
            places=where,
            n=int(wrong.sum()) - MAX_PLACES,
        )
    return say(
        "{title}: your table differs from the reference's in {places}.", title=title, places=where
    )
