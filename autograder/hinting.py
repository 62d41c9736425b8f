"""``hint``: an exercise's hints, one step at a time."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.checking import in_kernel
from autograder.errors import UnknownExercise
from autograder.exercises import find_exercise


@dataclass(frozen=True)
class Hint:
    """Some steps of an exercise's hints, shown as a card or as text."""

    exercise: str
    title: str
    steps: tuple[str, ...]
    n_steps: int
    problem: str = ""

    def __str__(self) -> str:
        if self.problem:
            return self.problem
        lines = [f"Hint {n} of {self.n_steps}: {step}" for n, step in enumerate(self.steps, 1)]
        return "\n".join([*lines, self.what_next()])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from autograder.cards import html_hint

        return html_hint(self)

    def what_next(self) -> str:
        """How to get the next step, or that this was the last."""
        if len(self.steps) < self.n_steps:
            return f'One step more: hint("{self.exercise}", {len(self.steps) + 1})'
        return "That was the last hint."


def hint(exercise_id: str, step: int = 1) -> Hint:
    """The first ``step`` hints of an exercise. ``hint("fun_dz", 2)`` shows two, and so on."""
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        found = Hint(str(exercise_id)[:80], "Hint", (), 0, str(error))
    else:
        n_steps = len(exercise.hints)
        if isinstance(step, int) and not isinstance(step, bool) and step >= 1:
            found = Hint(exercise.id, exercise.title, exercise.hints[:step], n_steps)
        else:
            problem = f"A step is a whole number from 1 to {n_steps}, but got {step!r:.40}."
            found = Hint(exercise.id, exercise.title, (), n_steps, problem)
    if not in_kernel():
        print(found)
    return found
