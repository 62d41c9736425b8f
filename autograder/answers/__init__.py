"""How the exercises are solved, rightly and wrongly, with what to say to each known mistake.

Owns references, mistakes with their messages, and ``variants``, other right ways: one module a
lesson, with more beside it where that grew long. Decides no points. It stands apart so that a
sandbox can hide it: a hand-in can't borrow from it.
"""

from __future__ import annotations

from importlib import import_module

from autograder.exercises import LESSONS
from autograder.records.exercises import Answer, Exercise


def find_answer(exercise: Exercise) -> Answer:
    """The reference and the known mistakes of an exercise."""
    answers: dict[str, Answer] = import_module(f"{__name__}.{LESSONS[exercise.lesson]}").ANSWERS
    return answers[exercise.id]
