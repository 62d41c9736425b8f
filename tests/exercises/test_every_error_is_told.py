"""What student code raises stands on the card in its own words, whatever raised it and where."""

from __future__ import annotations

import inspect

import pytest

from autograder.answers import find_answer
from autograder.exercises import lesson_exercises, lesson_names
from autograder.notebook.checking import verdict_on

EXERCISES = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]
ERRORS = (ValueError, TypeError, RuntimeError, AttributeError, KeyError, ZeroDivisionError)
TEXT = "the spoon is bent, 7 times"


def raising(error):
    def raises(*args, **kwargs):
        raise error(TEXT)

    return raises


def own_methods(kind):
    """The methods that a class defines itself, by name."""
    return [name for name, value in vars(kind).items() if inspect.isfunction(value)]


def places():
    """Each exercise, and of a class each method, in which an error can happen."""
    for exercise in EXERCISES:
        reference = find_answer(exercise).reference
        if inspect.isclass(reference):
            yield from ((exercise, name) for name in own_methods(reference))
        else:
            yield exercise, ""


def broken(exercise, method, error):
    """The reference, which raises this error in the function or in one method."""
    reference = find_answer(exercise).reference
    if not method:
        return raising(error)
    return type(reference.__name__, (reference,), {method: raising(error)})


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
@pytest.mark.parametrize(("exercise", "method"), list(places()), ids=lambda p: getattr(p, "id", p))
def test_the_text_of_an_error_is_on_the_card(exercise, method, error):
    verdict = verdict_on(exercise, broken(exercise, method, error), 0, "cpu")
    assert verdict.score < verdict.max_score or exercise.optional
    assert f"{error.__name__}: " in verdict.message and TEXT in verdict.message
