"""What a sandbox shows of the course has no function in it that is an exercise's answer."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import pytest

import autograder
import utils
from autograder.exercises import lesson_exercises
from autograder.grading.starting import HIDDEN
from autograder.judging.judge import earned_points

SKIPPED = (
    "utils.colab",
    "utils.videos",
    "autograder.kernels",
    "autograder.notebook.late_loading",
    "autograder.notebook.limits",
    "autograder.__main__",
)
"""They install, load, show, start or stop something, and hold no mathematics."""
LESSONS = (
    "01_gradient_vectors",
    "02_computational_graphs",
    "04_autograd_grad",
    "05_fitting_a_line",
)


def visible_modules() -> Iterator[Any]:
    for package in (autograder, utils):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith((*HIDDEN, *SKIPPED)):
                yield importlib.import_module(found.name)


def visible_functions() -> dict[str, Callable[..., Any]]:
    """The functions and classes of our packages that a hand-in can import, by name."""
    found: dict[int, tuple[str, Callable[..., Any]]] = {}
    for module in visible_modules():
        for name, thing in vars(module).items():
            inner = thing.items() if isinstance(thing, dict) else [(name, thing)]
            for key, value in list(inner):
                owner = str(getattr(value, "__module__", ""))
                if callable(value) and owner.startswith(("autograder", "utils")):
                    found[id(value)] = (f"{module.__name__}.{name}[{key}]", value)
    return dict(found.values())


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_function_of_the_package_earns_a_point_as_an_answer(lesson):
    functions = visible_functions()
    assert len(functions) > 400
    earned = [
        (exercise.id, name)
        for exercise in lesson_exercises(lesson)
        for name, function in functions.items()
        if _score(exercise, function) > 0
    ]
    plt.close("all")
    assert earned == []


def _score(exercise: Any, function: Callable[..., Any]) -> float:
    """What the function earns; nothing where it stops with what no answer would stop with."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return sum(earned_points(exercise, exercise.observe(function, 11), 11))
    except (Exception, SystemExit):
        return 0.0
