"""Some steps of an exercise's hints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """The first ``steps`` of an exercise's hints, or the ``problem`` with what was asked for."""

    exercise: str
    title: str
    steps: tuple[str, ...]
    n_steps: int
    problem: str = ""

    def what_next(self) -> str:
        """How to get the next step, or that this was the last."""
        if len(self.steps) < self.n_steps:
            return f'One step more: hint("{self.exercise}", {len(self.steps) + 1})'
        return "That was the last hint."
