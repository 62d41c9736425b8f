"""Points on a picture: the picture's axes and ground, and a point as it is kept, read and told.

Owns the form "0.5,-1.25" in which a learner's file keeps a point. What is asked of it is the matter
of `utils.predicted`; how it is put, of `utils.widgets.pointing`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
NOTCHES = 100
"""An axis has this many steps of a key, or up to two and a half times as many."""


@dataclass(frozen=True)
class Axis:
    """What an axis shows, from `low` to `high`. A point `within` so much of another one is near."""

    low: float
    high: float
    within: float

    @property
    def step(self) -> float:
        """The round number by which a key moves a point: 1, 2 or 5 times a power of ten."""
        finest = (self.high - self.low) / NOTCHES
        power = 10.0 ** math.floor(math.log10(finest) + 1e-9)
        return max(k * power for k in (1, 2, 5) if k * power <= finest * (1 + 1e-9))

    @property
    def digits(self) -> int:
        """The decimals that a number on this axis needs."""
        return max(0, -math.floor(math.log10(self.step) + 1e-9))

    @property
    def middle(self) -> float:
        """The middle of the axis, in whole steps."""
        return round(round((self.low + self.high) / 2 / self.step) * self.step, self.digits)


@dataclass(frozen=True)
class Spot:
    """A place that the picture marks with its name, such as the start of a walk."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Plane:
    """A picture on which a point is put: two axes, spots, and contours of a formula of x and y.

    `ground` says what the contours are of. Both are empty for axes alone.
    """

    x: Axis
    y: Axis
    formula: str = ""
    ground: str = ""
    spots: tuple[Spot, ...] = ()

    def holds(self, point: Point | None) -> bool:
        """Return whether this is a point of the picture."""
        if point is None:
            return False
        pairs = zip(point, (self.x, self.y), strict=True)
        return all(axis.low <= value <= axis.high for value, axis in pairs)


def plane_of(data: Mapping[str, Any]) -> Plane:
    """Return the picture that `dataclasses.asdict` made plain values of.

    Raises KeyError or TypeError for anything else.
    """
    spots = tuple(Spot(**spot) for spot in data["spots"])
    return Plane(Axis(**data["x"]), Axis(**data["y"]), data["formula"], data["ground"], spots)


def point_text(point: Point) -> str:
    """Return a point as it is kept: "0.5,-1.25"."""
    return ",".join(f"{float(value)!r}" for value in point)


def read_point(text: object) -> Point | None:
    """Return the point that was kept as text, or None."""
    parts = text.split(",") if isinstance(text, str) else []
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):
        return None
    return numbers[0], numbers[1]
