"""Some steps of an exercise's hints."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.records.sentences import Sentence, say


@dataclass(frozen=True)
class Hint:
    """The first ``steps`` of an exercise's hints, or the ``problem`` with what was asked for."""

    exercise: str
    title: str
    steps: tuple[str, ...]
    n_steps: int
    problem: str = ""

    def what_next(self) -> Sentence:
        """How to get the next step, or that this was the last."""
        if len(self.steps) < self.n_steps:
            return say(
                'One step more: hint("{exercise}", {step})',
                exercise=self.exercise,
                step=len(self.steps) + 1,
            )
        return say(
            "That was the last hint. The link below the check leads to a solution; all of them are "
            "in the folder `solutions`."
        )
