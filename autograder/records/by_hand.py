"""What a person gave a student in Formgrader: points and comments."""

from __future__ import annotations

from dataclasses import dataclass, field

Given = tuple[str, float | None, float | None, str]
"""A cell's name, its points, its extra points, its comment."""


@dataclass
class ByHand:
    """What one student was given. ``points`` are words by exercise, such as "1.5" or "+1".

    ``open`` says that the hand-in was graded again since, and that nobody has looked at it.
    """

    points: dict[str, str] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    open: bool = False


NOTHING = ByHand()
