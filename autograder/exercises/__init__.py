"""What is asked in each lesson: points, criteria, hints, and how an attempt is observed.

Owns one module a lesson, with more beside it where that grew long, and the registry, which loads a
lesson's module when one of its exercises is first asked for. References and known mistakes aren't
here but in ``answers``; what several exercises observe with is in ``probing``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from autograder.errors import UnknownExercise, UnknownLesson
from autograder.records.exercises import Exercise
from autograder.records.sentences import say

LESSONS = {
    "01_gradient_vectors": "gradient_vectors",
    "02_computational_graphs": "computational_graphs",
    "03_autograd": "autograd",
    "04_autograd_grad": "gradient_functions",
    "05_fitting_a_line": "fitting_a_line",
    "06_training_loop": "training_loop",
    "07_build_autograd": "build_autograd",
}
"""Lesson name to the module, here and in ``autograder.answers``, that holds its exercises."""
TITLES = {
    "01_gradient_vectors": say("Gradients and gradient descent"),
    "02_computational_graphs": say("The chain rule as a graph"),
    "03_autograd": say("Autograd: PyTorch does it for you"),
    "04_autograd_grad": say("autograd.grad: gradients as a function"),
    "05_fitting_a_line": say("Fitting a line: from gradients to optimizers"),
    "06_training_loop": say("The training loop"),
    "07_build_autograd": say("Build your own autograd"),
}
"""What the lessons are called: the titles of their sources, `lessons/*.py`."""


def lesson_title(lesson: str) -> str:
    """A lesson's number and title, 'Lesson 01 “...”'; its name where it isn't one of the course."""
    if lesson not in TITLES:
        return lesson
    number = lesson.partition("_")[0]
    return say("Lesson {number} “{title}”", number=number, title=TITLES[lesson])


def lesson_names() -> list[str]:
    """The names of all lessons that have exercises, in the order of the course."""
    return list(LESSONS)


def lesson_after(lesson: str) -> str:
    """The name of the lesson after this one, or "" where there is none."""
    names = lesson_names()
    return "".join(names[names.index(lesson) + 1 :][:1]) if lesson in names else ""


@cache
def lesson_exercises(lesson: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson in the order in which they are asked.

    Raises ``UnknownLesson`` with the nearest name.
    """
    if lesson not in LESSONS:
        raise UnknownLesson(lesson, lesson_names())
    return tuple(import_module(f"{__name__}.{LESSONS[lesson]}").EXERCISES)


@cache
def _exercises_by_id() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for lesson in LESSONS:
        for exercise in lesson_exercises(lesson):
            if exercise.id in found or exercise.lesson != lesson:
                raise ValueError(f"exercise {exercise.id!r} is misplaced or twice in {lesson}")
            found[exercise.id] = exercise
    return found


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise with this id. Raises ``UnknownExercise`` with the nearest id."""
    exercises = _exercises_by_id()
    if not isinstance(exercise_id, str) or exercise_id not in exercises:
        raise UnknownExercise(exercise_id, list(exercises))
    return exercises[exercise_id]
