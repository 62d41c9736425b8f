"""``hint``: an exercise's hints, one step at a time."""

from __future__ import annotations

from autograder.errors import UnknownExercise
from autograder.exercises import find_exercise
from autograder.notebook.showing import show
from autograder.records.hints import Hint
from autograder.records.sentences import say


def hint(exercise_id: str, step: int = 1) -> Hint:
    """The first ``step`` hints of an exercise. ``hint("fun_dz", 2)`` shows two, and so on."""
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        found = Hint(str(exercise_id)[:80], say("Hint"), (), 0, error.args[0])
    else:
        title, hints = say(exercise.title), tuple(map(say, exercise.hints))
        n_steps = len(hints)
        if isinstance(step, int) and not isinstance(step, bool) and step >= 1:
            found = Hint(exercise.id, title, hints[:step], n_steps)
        else:
            problem = say(
                "A step is a whole number from 1 to {n}, but got {step}.",
                n=n_steps,
                step=repr(step)[:40],
            )
            found = Hint(exercise.id, title, (), n_steps, problem)
    show(found)
    return found
