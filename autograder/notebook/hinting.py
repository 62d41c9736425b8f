"""``hint``: an exercise's hints, one step at a time."""

from __future__ import annotations

from autograder.errors import UnknownExercise
from autograder.exercises import find_exercise
from autograder.notebook.showing import show
from autograder.records.hints import Hint


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
    show(found)
    return found
