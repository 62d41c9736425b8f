"""Right implementations of many kinds, as students write them.

They show that a check accepts more than one way, and a simulated class hands them in. Like
the mistakes, each stands on its own: ``math``, ``np``, ``torch`` and its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from autograder.exercises import LESSONS
from autograder.records.exercises import Exercise


def find_variants(exercise: Exercise) -> tuple[Callable[..., Any], ...]:
    """The right implementations of an exercise, besides its reference."""
    variants: dict[str, tuple[Callable[..., Any], ...]]
    variants = import_module(f"{__name__}.{LESSONS[exercise.lesson]}").VARIANTS
    return variants[exercise.id]
