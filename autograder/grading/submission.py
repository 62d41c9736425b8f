"""``grade_submission``: one notebook's bytes in, its result out.

Pure but for the kernel that it starts and ends: no gradebook, no files of the class, no state
that another hand-in could meet. So it may run in any process, on any machine.
"""

from __future__ import annotations

import logging
import time

from autograder.errors import SubmissionError
from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.executing import KernelFault, execute
from autograder.grading.judgement import scored, verdicts
from autograder.grading.notebooks import notebook_bytes, parse_notebook
from autograder.grading.observing import PRELOAD, check_cells, new_token, observing
from autograder.grading.records import (
    REJECTED,
    UNDETERMINED,
    Graded,
    Settings,
    failed_record,
    graded_record,
)
from autograder.verdicts import total

log = logging.getLogger(__name__)


def grade_submission(
    notebook: bytes, lesson: str, seed: int, settings: Settings | None = None
) -> Graded:
    """The result of a hand-in of this lesson, whose functions are tried with this ``seed``.

    Never raises for anything that a hand-in is or does: what can't be read is ``rejected``, a
    fault of the grader ``undetermined``. The record has no student; who calls knows the name.
    """
    start = time.perf_counter()
    try:
        return _graded(notebook, lesson, seed, settings or Settings(), start)
    except SubmissionError as error:
        return failed(lesson, REJECTED, str(error), start)
    except (
        Exception
    ) as error:  # whatever it is, it isn't the student's fault, and the class goes on
        log.exception("grading failed")
        return failed(lesson, UNDETERMINED, fault_text(error), start)


def fault_text(error: Exception) -> str:
    """What is recorded of a fault of the grader."""
    what = str(error) if isinstance(error, KernelFault) else f"{type(error).__name__}: {error}"
    return (
        f"The grader failed ({what}). This is not the student's fault: grade again, or report it."
    )


def failed(lesson: str, status: str, message: str, start: float) -> Graded:
    """The result of a hand-in that has no verdicts; ``start`` is a ``time.perf_counter()``."""
    most = total(lesson_exercises(lesson))
    return Graded(failed_record(lesson, most, status, message, time.perf_counter() - start))


def lesson_of(data: bytes) -> str:
    """The lesson whose checks are in a notebook. Raises ``SubmissionError`` where none is."""
    notebook = parse_notebook(data)
    found = {name: check_cells(notebook, lesson_exercises(name)) for name in lesson_names()}
    best = max(found, key=lambda name: len(found[name]))
    if not found[best]:
        raise SubmissionError(
            "The notebook has no check cell of the course: is it another notebook? "
            f"There are: {', '.join(found)}."
        )
    return best


def _graded(data: bytes, lesson: str, seed: int, settings: Settings, start: float) -> Graded:
    exercises = lesson_exercises(lesson)
    notebook = parse_notebook(data)
    checks = check_cells(notebook, exercises)
    if not checks:
        raise SubmissionError(
            f"The notebook has none of the check cells of {lesson}: is it another notebook?"
        )
    token = new_token()
    instrumented = observing(notebook, checks, seed, settings.device, token)
    execution = execute(instrumented, settings, PRELOAD)
    given = verdicts(exercises, execution, checks, seed, token, settings)
    done = scored(notebook, execution, checks, given)
    record = graded_record(lesson, given, time.perf_counter() - start)
    return Graded(record, given, notebook_bytes(done).decode())
