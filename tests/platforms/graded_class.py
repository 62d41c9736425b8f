"""A class that is graded without kernels: real records, journal, gradebook and pages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.places import Places
from tests.grading.material import LESSON
from tests.grading.stand_ins import EXERCISES, grade, hand_in_shares, places_in

MOST = sum(exercise.points for exercise in EXERCISES)


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def graded_class(course: Course, folder: Path, shares: Mapping[str, float]) -> Places:
    """The places of a class in which each student has this share of the points."""
    places = places_in(folder)
    hand_in_shares(places.submitted, shares)
    grade(course, places, seed=0)
    return places


def say(*arguments: object) -> Said:
    """What ``autograder`` does with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Said(code, out.getvalue(), err.getvalue())


def export(places: Places, *arguments: object) -> Said:
    return say("export", LESSON, "--out", places.out, *arguments)
