"""``check``: what a student's notebook calls. Observes and judges in one go, and never raises."""

from __future__ import annotations

import logging
import os
import sys
import textwrap
from typing import Any

import torch

from autograder.cards.verdicts import text_card
from autograder.errors import UnknownExercise
from autograder.exercises import find_exercise
from autograder.notebook.progress import SESSION
from autograder.notebook.showing import in_kernel, show
from autograder.records.exercises import Exercise
from autograder.records.verdicts import Status, Verdict

log = logging.getLogger(__name__)


def check(
    exercise_id: str, implementation: Any, *, seed: int = 0, device: str | torch.device = "cpu"
) -> Verdict:
    """The verdict on your function or class, by comparing it with PyTorch autograd.

    ``exercise_id`` is the exercise's name, ``implementation`` the object with that name,
    ``seed`` chooses the numbers that it is tried with, ``device`` where their tensors live.
    The result shows itself as a card; in a terminal the card is printed. Nothing that your
    code does makes ``check`` raise, so that "Run All" goes on to the end.
    """
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        verdict = Verdict(
            str(exercise_id)[:80], "Unknown exercise", 0.0, 0.0, Status.UNDETERMINED, str(error)
        )
    else:
        verdict = verdict_on(exercise, implementation, seed, str(device))
        SESSION.remember(verdict)
    _say(verdict)
    return verdict


def _say(verdict: Verdict) -> None:
    """Shows a verdict as a card and, in nbgrader's Validate, which shows none, prints it.

    Of a failed check, Validate repeats what it wrote to standard error. (Autograding would turn
    that into zero points, so there nothing is written.)
    """
    show(verdict)
    if in_kernel() and os.environ.get("NBGRADER_EXECUTION") == "validate":
        if verdict.status is not Status.PASSED and not verdict.optional:
            # Validate neither breaks lines nor shows long ones.
            lines = text_card(verdict).splitlines()
            wrapped = (textwrap.fill(x, 80, subsequent_indent="    ") for x in lines)
            print(*wrapped, sep="\n", file=sys.stderr)


def verdict_on(exercise: Exercise, implementation: Any, seed: int, device: str) -> Verdict:
    """The verdict; a fault of this package is ``undetermined``, never a zero by mistake."""
    from autograder.judging.judge import (  # a sandbox has no answers to judge by
        error_verdict,
        judge,
    )

    try:
        observed = exercise.observe(implementation, seed, device)
        return judge(exercise, observed, seed, device)
    except Exception as error:
        log.debug("check(%r) failed", exercise.id, exc_info=True)
        return error_verdict(
            exercise,
            Status.UNDETERMINED,
            f"The check itself failed ({type(error).__name__}: {error}). This is a fault of the "
            "course, not yours: restart the kernel and run all cells; if it stays, report it.",
        )
