"""``check``: what a student's notebook calls. Observes and judges in one go, and never raises."""

from __future__ import annotations

import gc
import logging
import os
import sys
import textwrap
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import torch

from autograder.cards.verdicts import text_card
from autograder.errors import UnknownExercise
from autograder.exercises import find_exercise, lesson_exercises
from autograder.notebook.cell_runs import ABSENT, watch_cells
from autograder.notebook.leaning import tell_leaning
from autograder.notebook.limits import Limit
from autograder.notebook.names import namespace_of, similar_names
from autograder.notebook.progress import SESSION
from autograder.notebook.shells import in_kernel
from autograder.notebook.showing import show
from autograder.notebook.unjudged import (
    Unjudged,
    elsewhere,
    interrupted,
    missing,
    repeated,
    stale,
    stopped,
)
from autograder.probing.probes import error_value
from autograder.records.exercises import Exercise
from autograder.records.sentences import joined, say
from autograder.records.verdicts import Status, Verdict
from utils.readiness import STOPPED

log = logging.getLogger(__name__)


JUDGING = "autograder.judging"
LOOK_UP = object()
"""Stands for the object that has the exercise's name in the notebook."""


def check(
    exercise_id: str,
    implementation: Any = LOOK_UP,
    *,
    seed: int = 0,
    device: str | torch.device = "cpu",
) -> Verdict:
    """The verdict on your function or class, by comparing it with PyTorch autograd.

    ``exercise_id`` is the exercise's name. What has that name in your notebook is checked, or
    ``implementation``, where it is given. ``seed`` chooses the numbers that it is tried with,
    ``device`` where their tensors live. The result shows itself as a card; in a terminal the card
    is printed. Nothing that your code does makes ``check`` raise, so that "Run All" goes on to the
    end: a loop without an end is stopped, and so is what you interrupt.
    """
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        verdict = Verdict(
            str(exercise_id)[:80],
            say("Unknown exercise"),
            0.0,
            0.0,
            Status.UNDETERMINED,
            error.args[0],
        )
    else:
        names = namespace_of(sys._getframe(1))
        verdict = _checked(exercise, implementation, names, seed, str(device))
        SESSION.remember(verdict)
    _say(verdict)
    return verdict


def _checked(
    exercise: Exercise, given: Any, names: Mapping[str, Any], seed: int, device: str
) -> Verdict:
    """The verdict on what the notebook's latest runs made; what is older isn't judged."""
    name, runs = exercise.id, watch_cells()
    implementation = names.get(name, ABSENT) if given is LOOK_UP else given
    left = runs.left_over(name, implementation) if runs else None
    if implementation is ABSENT:
        others = {other.id for other in lesson_exercises(exercise.lesson)}
        return _unjudged(exercise, missing(name, left, similar_names(name, names, others)))
    if left is not None:
        return _unjudged(exercise, stale(name, left))
    verdict = verdict_on(exercise, implementation, seed, device)
    _mark(implementation, verdict.status is Status.TIMEOUT)
    if verdict.status not in (Status.PASSED, Status.NOT_ATTEMPTED, Status.UNDETERMINED):
        ids = [other.id for other in lesson_exercises(exercise.lesson)]
        earlier = ids[: ids.index(name)]
        leaning = tell_leaning(implementation, earlier, SESSION)
        verdict = replace(verdict, message=joined(verdict.message, leaning or ""))
    if runs and implementation is names.get(name) and (lines := runs.repeated(name)):
        return replace(verdict, message=joined(verdict.message, repeated(name, lines)))
    return verdict


def _mark(implementation: Any, stopped: bool) -> None:
    """Notes on a function whether it was stopped, so that no cell below calls it without a limit.

    What takes no notes, such as a function of a library, stays as it is.
    """
    with suppress(AttributeError, TypeError):
        if stopped:
            setattr(implementation, STOPPED, True)
        elif STOPPED in getattr(implementation, "__dict__", {}):
            delattr(implementation, STOPPED)


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
    """The verdict; a fault of this package is ``undetermined``, never a zero by mistake.

    Nothing is judged in a kernel that grades: it has no answers. A call there may stand above an
    answer in the same cell, which is to go on.
    """
    try:
        from autograder.judging.judge import error_verdict, judge
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith(JUDGING):
            raise
        return _unjudged(exercise, elsewhere())
    limit = Limit(exercise.time_limit_s)
    try:
        observed = None
        with limit:
            observed = exercise.observe(implementation, seed, device)
        if observed is not None and limit.reason is None:
            return judge(exercise, observed, seed, device)
    except KeyboardInterrupt as error:
        value = error_value(error, error.__traceback__)
        return _unjudged(exercise, interrupted(exercise.id, value))
    except Exception as error:
        if limit.reason is None:
            log.debug("check(%r) failed", exercise.id, exc_info=True)
            return error_verdict(
                exercise,
                Status.UNDETERMINED,
                say(
                    "The check itself failed ({error}). This is a fault of the course, not yours: "
                    "restart the kernel and run all cells; if it stays, report it.",
                    error=f"{type(error).__name__}: {error}",
                ),
            )
    gc.collect()  # what stopped code had made
    return _unjudged(exercise, stopped(exercise.id, limit, exercise.time_limit_s))


def _unjudged(exercise: Exercise, why: Unjudged) -> Verdict:
    """The verdict of zero points where there was nothing to judge."""
    return Verdict(
        exercise=exercise.id,
        title=say(exercise.title),
        score=0.0,
        max_score=exercise.points,
        status=why.status,
        message=why.message,
        hints=tuple(map(say, exercise.hints)),
        student_lines=why.lines,
        optional=exercise.optional,
    )
