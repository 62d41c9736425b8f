"""``grade_submission``: one notebook's bytes in, its result out.

Pure but for the kernel that it starts and ends: no gradebook, no files of the class, no state
that another hand-in could meet. So it may run in any process, on any machine.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import nbformat
from nbformat import NotebookNode

from autograder.errors import SubmissionError
from autograder.exercises import lesson_exercises
from autograder.grading.beside import told_beside
from autograder.grading.executing import Execution, KernelFault, execute, own_source, unmarked
from autograder.grading.judgement import scored, verdicts
from autograder.grading.neutral import neutral
from autograder.grading.notebooks import notebook_bytes, parse_notebook
from autograder.grading.observing import Sources, check_cells, new_token, observing, planned_cells
from autograder.grading.plans import Plan, Step
from autograder.grading.rehearsal import Rehearsed, rehearsed
from autograder.grading.repair import Repaired, repair
from autograder.grading.settings import Settings
from autograder.grading.starting import PRELOAD
from autograder.grading.trials import Trial
from autograder.judging.expectations import expected_observation
from autograder.records.exercises import Exercise, total
from autograder.records.results import (
    REJECTED,
    UNDETERMINED,
    Graded,
    failed_record,
    graded_record,
    mended_record,
)
from autograder.records.sentences import Sentence, say
from autograder.records.verdicts import Verdict

log = logging.getLogger(__name__)

ATTEMPTS = 2
"""How often a hand-in is run where kernels fail through no fault of its own."""
REHEARSED = 3
"""How many times the time of a cell one rehearsal of a set-up may take; there are two at most."""
ALONE = threading.Lock()
"""Held by whoever mends or judges. References use torch's one random state, and the first hand-in
that needs what a mistake gives works it out for all. ``ast.parse`` of CPython 3.11 counts its depth
for all threads together and raises ``SystemError`` where two parse at once."""


@dataclass(frozen=True)
class Task:
    """All that grading one hand-in takes; may be pickled and sent to another machine.

    ``release`` is the lesson's notebook as it was handed out: with it, the hand-in is mended first.
    ``notes`` are repairs that were made before, such as finding a renamed file.
    """

    student: str
    notebook: bytes
    lesson: str
    seed: int
    settings: Settings
    release: bytes = b""
    notes: tuple[str, ...] = ()


def grade_task(task: Task, cancelled: threading.Event | None = None) -> Graded:
    """The result of a hand-in, under its student's name.

    Never raises for anything that a hand-in is or does: what can't be read is ``rejected``, a
    fault of the grader ``undetermined``. Raises ``CancelledError`` soon after the event is set.
    """
    start = time.perf_counter()
    try:
        graded = _graded(task, cancelled, start)
    except CancelledError:
        raise
    except SubmissionError as error:
        graded = failed(task.lesson, REJECTED, error.args[0], start)
    except (
        Exception
    ) as error:  # whatever it is, it isn't the student's fault, and the class goes on
        log.exception("grading failed")
        graded = failed(task.lesson, UNDETERMINED, fault_text(error), start)
    record = replace(graded.record, student=task.student)
    return replace(graded, record=mended_record(record, (*task.notes, *record.repairs)))


def grade_submission(
    notebook: bytes, lesson: str, seed: int, settings: Settings | None = None, release: bytes = b""
) -> Graded:
    """The result of a hand-in that has no student's name. See ``Task`` and ``grade_task``."""
    return grade_task(Task("", notebook, lesson, seed, settings or Settings(), release))


def make_ready(lesson: str, seed: int, device: str) -> None:
    """Works out what is expected of the lesson's exercises, and imports what that takes.

    The first hand-in's verdict would do it, while the others wait for theirs.
    """
    with ALONE:
        for exercise in lesson_exercises(lesson):
            try:
                expected_observation(exercise.id, seed, device)
            except Exception as error:  # each verdict on the exercise is going to tell it
                log.info("no expectation of %s: %s", exercise.id, error)


def fault_text(error: Exception) -> Sentence:
    """What is recorded of a fault of the grader."""
    what = str(error) if isinstance(error, KernelFault) else f"{type(error).__name__}: {error}"
    return say(
        "The grader failed ({error}). This is not the student's fault: grade again, or report it.",
        error=what,
    )


def failed(lesson: str, status: str, message: str, start: float) -> Graded:
    """The result of a hand-in that has no verdicts; ``start`` is a ``time.perf_counter()``."""
    most = total(lesson_exercises(lesson))
    return Graded(failed_record(lesson, most, status, message, time.perf_counter() - start))


def _graded(task: Task, cancelled: threading.Event | None, start: float) -> Graded:
    exercises = lesson_exercises(task.lesson)
    readable = _readable(task)
    notebook, repairs = readable.notebook, readable.repairs
    if task.release:
        rehearsal = _rehearsed(task, readable, cancelled)
        notebook, repairs = rehearsal.notebook, (*repairs, *rehearsal.notes)
    checks = check_cells(notebook, exercises)
    if not checks:
        raise SubmissionError(
            say(
                "The notebook has none of the check cells of {lesson}: is it another notebook?",
                lesson=task.lesson,
            )
        )
    token, settings = new_token(), task.settings
    instrumented = observing(notebook, checks, task.seed, settings.device, token)
    cells = planned_cells(notebook, exercises, checks)
    trial = Trial(
        instrumented,
        exercises,
        cells,
        settings.limits,
        Sources(instrumented, task.seed, settings.device, token),
        lambda *what: _executed(settings, cancelled, *what),
        lambda execution, some: _judged(task, execution, some, checks, token),
    )
    outcome = trial.outcome()
    execution, given = outcome.execution, outcome.verdicts
    released = parsed_release(task.release) if task.release else None
    beside = told_beside(notebook, cells, execution, released)
    neutral(execution.notebook, released)
    done = scored(notebook, execution, checks, given)
    record = graded_record(task.lesson, given, time.perf_counter() - start)
    record = replace(record, repairs=(*repairs, *beside, *outcome.notes))
    return Graded(record, given, notebook_bytes(done).decode())


def _readable(task: Task) -> Repaired:
    """The notebook that can be run, and what was mended in it."""
    if not task.release:
        return Repaired(parse_notebook(task.notebook))
    with ALONE:
        return repair(task.notebook, parsed_release(task.release), task.lesson)


def _rehearsed(task: Task, readable: Repaired, cancelled: threading.Event | None) -> Rehearsed:
    """The notebook with a set-up that works, and what was done for that."""
    limits = task.settings.limits
    most = min(REHEARSED * limits.cell_timeout_s, limits.submission_timeout_s)
    short = replace(task.settings, limits=replace(limits, submission_timeout_s=most))
    release = parsed_release(task.release)

    def run(part: NotebookNode) -> Execution:
        plan, source_of = partial(unmarked, part, short), partial(own_source, part)
        return _executed(short, cancelled, part, plan, source_of)

    return rehearsed(readable.notebook, release, run, put_in=readable.set_up)


@lru_cache(maxsize=16)
def parsed_release(data: bytes) -> NotebookNode:
    """The lesson as it was handed out. Whoever gets it only reads it."""
    return nbformat.reads(data.decode(), as_version=4)


def _executed(
    settings: Settings,
    cancelled: threading.Event | None,
    notebook: NotebookNode,
    plan: Callable[[], Plan],
    source_of: Callable[[Step], str],
) -> Execution:
    """An execution by a new plan, and by another one where kernels fail by themselves."""
    for _ in range(ATTEMPTS - 1):
        try:
            return execute(notebook, settings, PRELOAD, cancelled, plan(), source_of)
        except KernelFault as fault:
            log.warning("trying again: %s", fault)
    return execute(notebook, settings, PRELOAD, cancelled, plan(), source_of)


def _judged(
    task: Task,
    execution: Execution,
    exercises: Sequence[Exercise],
    checks: Mapping[str, int],
    token: str,
) -> tuple[Verdict, ...]:
    with ALONE:
        return verdicts(exercises, execution, checks, task.seed, token, task.settings)
