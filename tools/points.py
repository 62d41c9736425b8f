"""The marks of a prediction whose answer is a point on a picture: reading and rules.

Two axes, ``- [x from -3 to 3, within 0.2]`` and ``- [y from -2 to 2, within 0.2]``, then what else
the picture shows: ``- [contours of x**2 + y**2]`` once, and ``- [spot at 1.3, -0.4]`` as often as
needed. The last item has the paragraph that says why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from tools.items import Item
from utils.formulas import FormulaError
from utils.points import Axis, Plane, Spot
from utils.widgets.pointing import ground_svg

AXIS = re.compile(r"([xy]) from (\S+) to (\S+), within (\S+)")
CONTOURS = re.compile(r"contours of (.+)")
SPOT = re.compile(r"spot at (\S+), (\S+)")


def is_point(found: Sequence[Item]) -> bool:
    """Whether the marks are those of a point: x, y, then contours once at most, and spots."""
    axes = [match[1] for item in found[:2] if (match := AXIS.fullmatch(item.mark))]
    contours = sum(bool(CONTOURS.fullmatch(item.mark)) for item in found[2:])
    spots = sum(bool(SPOT.fullmatch(item.mark)) for item in found[2:])
    return axes == ["x", "y"] and contours <= 1 and contours + spots == len(found) - 2


def plane_of(found: Sequence[Item]) -> Plane:
    """The picture of a point's items. Raises ``ValueError`` for numbers that are none."""
    x, y = (_axis(item) for item in found[:2])
    formula = ground = ""
    spots = []
    for item in found[2:]:
        if match := CONTOURS.fullmatch(item.mark):
            formula, ground = match[1], item.text
        elif match := SPOT.fullmatch(item.mark):
            spots.append(Spot(item.text, *map(_number, match.groups())))
    return Plane(x, y, formula, ground, tuple(spots))


def _axis(item: Item) -> Axis:
    match = AXIS.fullmatch(item.mark)
    assert match  # by ``is_point``
    return Axis(*map(_number, match.groups()[1:]))


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def point_problems(found: Sequence[Item]) -> Iterator[tuple[int, str]]:
    """Lines and messages."""
    first, last = found[0], found[-1]
    if not last.why:
        yield last.line, "the point has no explanation: say below the last item where it is, why."
    try:
        plane = plane_of(found)
    except ValueError:
        message = "has a number that is none: write it as in '- [x from -3 to 3, within 0.2]'."
        yield first.line, f"one of its items {message}"
        return
    sound = True
    for item, axis in zip(found[:2], (plane.x, plane.y), strict=True):
        if not axis.low < axis.high:
            sound = False
            yield item.line, "the axis goes nowhere: write a low end, then a higher one."
        if axis.within <= 0:
            yield item.line, "nothing is within 0: say how far off a point may be, as in 0.1."
    if sound:
        yield from _picture_problems(found, plane)


def _picture_problems(found: Sequence[Item], plane: Plane) -> Iterator[tuple[int, str]]:
    spots = [item for item in found[2:] if SPOT.fullmatch(item.mark)]
    for item, spot in zip(spots, plane.spots, strict=True):
        if not plane.holds((spot.x, spot.y)):
            yield item.line, f"'- [{item.mark}]' is outside of the picture: move it or the axes."
    line = next((i.line for i in found[2:] if CONTOURS.fullmatch(i.mark)), found[0].line)
    try:
        if plane.formula and not ground_svg(plane):
            yield line, f"{plane.formula} has no contours here: take another formula or none."
    except FormulaError as fault:
        yield line, f"its contours can't be drawn. {fault}"
