"""What is said of a prediction once the result is there: both, and a sentence about the gap.

Owns how a result is read and how far a prediction may be off. Shows nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from utils.points import Point, point_text, read_point
from utils.predicted import (
    AS_PREDICTED,
    AWAY,
    BOTH_WAYS,
    CHOICE,
    CLOSE,
    MINUS,
    NONE_MADE,
    OFF,
    OTHER_SIGN,
    OTHERWISE,
    PLUS,
    POINT,
    POINT_CLOSE,
    POINT_TOO_HIGH,
    POINT_TOO_LOW,
    PREDICTED,
    RESULT,
    SIGNS,
    SO_MANY,
    TIMES_TOO_HIGH,
    TIMES_TOO_LOW,
    TOO_FAR_LEFT,
    TOO_FAR_RIGHT,
    TOO_HIGH,
    TOO_LOW,
    ZERO,
    Answer,
    Prediction,
    number_told,
)
from utils.questions import unbold

LEVEL = 1e-9
"""A slope of this size or less has the sign 0: what rounding leaves of a zero."""
MANY_TIMES = 3
"""From this factor on a gap is told as a factor."""


class WrongResult(ValueError):
    """A result that can't be held against its prediction; the text says what would be."""


@dataclass(frozen=True)
class Comparison:
    """A prediction beside the result, in words (Markdown).

    `predicted` is empty where none was made; then `right` is None and `gap` says so.
    """

    predicted: str
    came: str
    right: bool | None
    gap: str
    why: str

    def markdown(self) -> str:
        """Return the comparison as Markdown."""
        sign = {True: "✓ ", False: "✗ ", None: ""}[self.right]
        rows = [row for row in (self.predicted, self.came) if row]
        return "\n\n".join(["  \n".join(rows), f"**{sign}{self.gap}**", self.why]).strip()

    def plain(self) -> str:
        """Return the comparison as plain text."""
        return unbold(self.markdown()).replace("  \n", "\n")


def compared(prediction: Prediction, answer: Answer | None, result: object) -> Comparison:
    """Return what is said of an answer, or of none, beside the result of the experiment.

    `result` is a number; for signs, the numbers whose signs were asked for; for a point, its two
    numbers; for a choice it is None, since the right option is known. Raises WrongResult for any
    other.
    """
    came = read_result(prediction, result)
    shown = prediction.say(RESULT, result=prediction.told(came))
    if answer is None:
        return Comparison("", shown, None, prediction.say(NONE_MADE), _why(prediction, came, came))
    right, gap = _gap(prediction, answer, came)
    predicted = prediction.say(PREDICTED, answer=prediction.told(answer))
    return Comparison(predicted, shown, right, gap, _why(prediction, answer, came))


def read_result(prediction: Prediction, result: Any) -> Answer:
    """Return the result as the answer that would have been right. Raises WrongResult."""
    if prediction.kind == CHOICE:
        if result is not None:
            raise WrongResult(f"{prediction.id} is a choice: compare it without a result.")
        return prediction.right
    if prediction.kind == SIGNS:
        return _signs(prediction, result)
    if prediction.kind == POINT:
        return _point(prediction, result)
    number = _number(result)
    if number is None:
        wanted = f'Expected one number, as in compare("{prediction.id}", 0.5)'
        raise WrongResult(f"{prediction.id} got {_brief(result)} as its result. {wanted}.")
    return number


def _signs(prediction: Prediction, result: Any) -> str:
    wanted = f"Expected {len(prediction.items)} numbers, whose signs were asked for"
    found = _numbers(prediction, result, wanted)
    return "".join(ZERO if abs(x) <= LEVEL else PLUS if x > 0 else MINUS for x in found)


def _point(prediction: Prediction, result: Any) -> str:
    wanted = f'Expected two numbers, as in compare("{prediction.id}", (0.5, -1.25))'
    x, y = _numbers(prediction, result, wanted)
    return point_text((x, y))


def _numbers(prediction: Prediction, result: Any, wanted: str) -> list[float]:
    """Return as many numbers as the prediction has items. Raises WrongResult."""
    try:
        numbers = [_number(one) for one in result] if isinstance(result, Iterable) else []
    except TypeError:  # a tensor or an array with no axis is iterable by its type alone
        numbers = []
    found = [number for number in numbers if number is not None]
    if len(found) != len(prediction.items) or len(found) != len(numbers):
        raise WrongResult(f"{prediction.id} got {_brief(result)} as its result. {wanted}.")
    return found


def _number(result: Any) -> float | None:
    """Return one finite number, of Python, NumPy or PyTorch, as a float; else None."""
    if result is None or isinstance(result, str | bytes | bool):
        return None
    try:
        number = float(result.item() if hasattr(result, "item") else result)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _brief(result: Any) -> str:
    text = " ".join(repr(result).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _gap(prediction: Prediction, answer: Answer, came: Answer) -> tuple[bool, str]:
    """Return whether an answer is right, and a sentence about the gap."""
    if prediction.kind == CHOICE:
        right = answer == came
        return right, prediction.say(AS_PREDICTED if right else OTHERWISE)
    if prediction.kind == SIGNS:
        hits = sum(a == b for a, b in zip(str(answer), str(came), strict=True))
        total = len(prediction.items)
        if hits == total:
            return True, prediction.say(AS_PREDICTED)
        return False, prediction.say(SO_MANY, right=hits, total=total)
    if prediction.kind == POINT:
        return _away(prediction, read_point(answer), read_point(came))
    return _distance(prediction, float(answer), float(came))


def _distance(prediction: Prediction, answer: float, came: float) -> tuple[bool, str]:
    gap = abs(answer - came)
    told = f"{gap:.3g}"
    within = prediction.scale.within if prediction.scale else 0.0
    if gap <= within * (1 + 1e-9):
        small = gap <= within / 100
        return True, prediction.say(AS_PREDICTED) if small else prediction.say(CLOSE, gap=told)
    if answer * came < 0:
        return False, prediction.say(OTHER_SIGN)
    low, high = sorted((abs(answer), abs(came)))
    above = answer > came
    if low and high / low >= MANY_TIMES and came > 0:
        factor = number_told(float(f"{high / low:.2g}"))
        return False, prediction.say(TIMES_TOO_HIGH if above else TIMES_TOO_LOW, factor=factor)
    return False, prediction.say(TOO_HIGH if above else TOO_LOW, gap=told)


def _away(prediction: Prediction, answer: Point | None, came: Point | None) -> tuple[bool, str]:
    """Return whether a point is near the right one, and how far it is away along both axes.

    Near is inside the ellipse whose half axes are how far off a point may be. Where both are equal
    the axes have one measure, and the distance is told, too.
    """
    plane = prediction.plane
    assert plane and answer and came  # of every point that is taken
    across, up = answer[0] - came[0], answer[1] - came[1]
    share = math.hypot(across / plane.x.within, up / plane.y.within)
    if share <= 1 + 1e-9:
        if share <= 0.01:
            return True, prediction.say(AS_PREDICTED)
        gaps = {"across": f"{abs(across):.3g}", "up": f"{abs(up):.3g}"}
        names = {"x": prediction.items[0].label, "y": prediction.items[1].label}
        return True, prediction.say(POINT_CLOSE, **gaps, **names)
    ways = _ways(prediction, across, up, share)
    if plane.x.within == plane.y.within:
        return False, prediction.say(AWAY, gap=f"{math.hypot(across, up):.3g}", ways=ways)
    return False, prediction.say(OFF, ways=ways)


def _ways(prediction: Prediction, across: float, up: float, share: float) -> str:
    """Return on which sides a point is of the right one, but for a part too small to matter."""
    plane = prediction.plane
    assert plane
    side = TOO_FAR_RIGHT if across > 0 else TOO_FAR_LEFT
    height = POINT_TOO_HIGH if up > 0 else POINT_TOO_LOW
    parts = ((across / plane.x.within, across, side), (up / plane.y.within, up, height))
    told = [
        prediction.say(words, gap=f"{abs(gap):.3g}")
        for size, gap, words in parts
        if abs(size) > share / 100
    ]
    return prediction.say(BOTH_WAYS, across=told[0], up=told[1]) if len(told) == 2 else told[0]


def _why(prediction: Prediction, answer: Answer, came: Answer) -> str:
    """Return why it came so, and before that what the reader may have thought."""
    if prediction.kind == CHOICE:
        own = [prediction.items[int(answer)].why] if answer != came else []
        return "\n\n".join([*own, prediction.items[int(came)].why])
    return "\n\n".join(item.why for item in prediction.items if item.why)
