"""From an executed hand-in to its verdicts: outside of the kernel, from data alone.

Owns what is said where there is no observation: a missing name, a cell that was stopped, an
observation that isn't one. What an observation is worth is told by ``autograder.judging.judge``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.cards.scorecards import html_scorecard, text_scorecard
from autograder.cards.verdicts import html_card
from autograder.errors import MalformedObservation
from autograder.exercises import find_exercise, lesson_after, lesson_title
from autograder.grading.executing import Execution
from autograder.grading.observing import answer_cells, sightings
from autograder.grading.plans import Stop
from autograder.grading.repair.conflicts import has_conflict
from autograder.grading.settings import Settings
from autograder.judging.judge import error_verdict, judge
from autograder.records.exercises import Exercise
from autograder.records.observations import Observation
from autograder.records.scorecards import Row, Scorecard
from autograder.records.sentences import Sentence, say
from autograder.records.verdicts import Status, Verdict

log = logging.getLogger(__name__)

SCORECARD = re.compile(r"""scorecard\(["']\w+["']\)""")
PLACE = re.compile(r" ?\((?:[^()]*, )?line (\d+)\)$")


@dataclass(frozen=True)
class Seen:
    """What is known of one exercise after the run.

    ``found`` are the sightings of its check cell, or None where there is no such cell. ``stop``
    and ``error`` tell how that cell ended, ``answer_*`` how the answer cell did; ``detail`` how
    the kernel ended in one of them, ``allowed_s`` how long it was let run before it was stopped.
    """

    found: Sequence[Mapping[str, Any]] | None
    stop: Stop | None = None
    error: str = ""
    detail: str = ""
    allowed_s: float = 0.0
    answer_stop: Stop | None = None
    answer_error: str = ""
    answer_blank: bool = False
    answer_conflict: bool = False


def verdicts(
    exercises: Sequence[Exercise],
    execution: Execution,
    checks: Mapping[str, int],
    seed: int,
    token: str,
    settings: Settings,
) -> tuple[Verdict, ...]:
    """A verdict on each exercise. A fault of ours is ``undetermined``, never a zero."""
    seen = _seen(exercises, execution, checks, token)
    return tuple(verdict_on(exercise, seen[exercise.id], seed, settings) for exercise in exercises)


def _seen(
    exercises: Sequence[Exercise], execution: Execution, checks: Mapping[str, int], token: str
) -> dict[str, Seen]:
    cells, stops, details = execution.notebook.cells, execution.stops, execution.details
    allowed = execution.allowed_s
    answers = answer_cells(execution.notebook, exercises)
    seen = {}
    for exercise in exercises:
        check, answer = checks.get(exercise.id), answers.get(exercise.id)
        outputs = [] if check is None else cells[check].outputs
        seen[exercise.id] = Seen(
            found=None if check is None else sightings(outputs, exercise.id, token),
            stop=None if check is None else stops.get(check),
            error=_error_text(outputs),
            detail=next((details[i] for i in (check, answer) if i in details), ""),
            allowed_s=next((allowed[i] for i in (check, answer) if i in allowed), 0.0),
            answer_stop=None if answer is None else stops.get(answer),
            answer_error="" if answer is None else _error_text(cells[answer].outputs),
            answer_blank=answer is not None and _is_blank(cells[answer]),
            answer_conflict=answer is not None and has_conflict(cells[answer].source),
        )
    return seen


def _is_blank(cell: NotebookNode) -> bool:
    lines = (line.strip() for line in cell.source.splitlines())
    return not any(line and not line.startswith("#") for line in lines)


def _error_text(outputs: Sequence[Mapping[str, Any]]) -> str:
    """The last error among the outputs, as Python would say it; "" where there is none."""
    errors = [o for o in outputs if o.get("output_type") == "error"]
    if not errors:
        return ""
    text = PLACE.sub(r" (line \1)", str(errors[-1].get("evalue", ""))[:500])
    return f"{errors[-1].get('ename', 'Error')}: {text}".rstrip(": ")


def verdict_on(exercise: Exercise, seen: Seen, seed: int, settings: Settings) -> Verdict:
    """The verdict on one exercise from what was seen of it."""
    if seen.found is None:
        text = say(
            "The check cell {cell} is missing from the notebook: put it back.",
            cell=f"test_{exercise.id}",
        )
        return error_verdict(exercise, Status.ERROR, text)
    if seen.stop is not None:
        where = say("while `{name}` was checked", name=exercise.id)
        return _stopped(exercise, seen, where, settings)
    if len(seen.found) != 1:
        return error_verdict(exercise, Status.ERROR, _no_observation(exercise, seen))
    found = seen.found[0]
    if "missing" in found:
        return _missing(exercise, seen, settings)
    if "fault" in found:
        return _our_fault(exercise, str(found["fault"]))
    return _judged(exercise, found.get("observation"), seed, settings.device)


def _judged(exercise: Exercise, text: object, seed: int, device: str) -> Verdict:
    try:
        if not isinstance(text, str):
            raise MalformedObservation("an observation is text")
        observed = Observation.from_json(text)
    except MalformedObservation as error:
        text = say(
            "What `{name}` gave can't be judged: {error}.", name=exercise.id, error=str(error)
        )
        return error_verdict(exercise, Status.ERROR, text)
    try:
        return judge(exercise, observed, seed, device)
    except Exception as error:  # a defect of an exercise or of the judge; the class goes on
        log.exception("judging %s failed", exercise.id)
        return _our_fault(exercise, f"{type(error).__name__}: {error}")


def _our_fault(exercise: Exercise, what: str) -> Verdict:
    text = say(
        "The check itself failed ({error}). This is a fault of the course: no points are lost.",
        error=what,
    )
    return error_verdict(exercise, Status.UNDETERMINED, text)


def _stopped(exercise: Exercise, seen: Seen, where: Sentence, settings: Settings) -> Verdict:
    """The verdict on an exercise whose check or answer cell was stopped."""
    limits, stop = settings.limits, seen.stop or seen.answer_stop
    if stop is Stop.TIMEOUT:
        text = say(
            "Stopped after {seconds:g} s {where}: look for a loop that never ends.",
            seconds=limits.cell_timeout_s,
            where=where,
        )
    elif stop is Stop.LATE:
        text = say(
            "Stopped after {seconds:.2g} s {where}: no more of the notebook's {total:g} s was "
            "left. Look for cells that take long.",
            seconds=seen.allowed_s,
            total=limits.submission_timeout_s,
            where=where,
        )
    elif stop is Stop.MEMORY:
        text = say("Stopped {where}: it took more memory than it may have.", where=where)
        if seen.detail:
            text = say("Stopped {where}: {error}.", where=where, error=seen.detail)
    elif stop is Stop.OUTPUT:
        text = say(
            "Stopped {where}: the notebook showed more than {size:g} MiB.",
            where=where,
            size=limits.output_mib,
        )
    else:
        text = say("Python itself ended {where}: look for exit() or a crash.", where=where)
        if seen.detail:
            text = say(
                "Python itself ended {where} ({error}): look for exit() or a crash.",
                where=where,
                error=seen.detail,
            )
    status = Status.TIMEOUT if stop in (Stop.TIMEOUT, Stop.LATE) else Status.ERROR
    return error_verdict(exercise, status, text)


def _no_observation(exercise: Exercise, seen: Seen) -> Sentence:
    if seen.found:
        return say(
            "The check of `{name}` gave {n} observations; one is right.",
            name=exercise.id,
            n=len(seen.found),
        )
    if seen.error:
        return say("The check of `{name}` stopped with {error}", name=exercise.id, error=seen.error)
    return say("The check of `{name}` gave no observation.", name=exercise.id)


def _missing(exercise: Exercise, seen: Seen, settings: Settings) -> Verdict:
    """The verdict where the name isn't defined: because of its cell, wherever that can be told."""
    where = say("in the cell that should define `{name}`", name=exercise.id)
    if seen.answer_stop is not None:
        return _stopped(exercise, seen, where, settings)
    if seen.answer_conflict:
        text = say(
            "The cell that should define `{name}` holds both sides of a merge conflict (<<<<<<<): "
            "keep one of them, and remove the marks.",
            name=exercise.id,
        )
        return error_verdict(exercise, Status.ERROR, text)
    if seen.answer_error:
        text = say(
            "The cell that should define `{name}` stopped with {error}",
            name=exercise.id,
            error=seen.answer_error,
        )
        return error_verdict(exercise, Status.ERROR, text)
    if seen.answer_blank:
        text = say("The cell for `{name}` is empty: nothing to check yet.", name=exercise.id)
        return error_verdict(exercise, Status.NOT_ATTEMPTED, text)
    text = say("There is no `{name}` when it is checked: has it another name?", name=exercise.id)
    return error_verdict(exercise, Status.ERROR, text)


def scored(
    notebook: NotebookNode,
    execution: Execution,
    checks: Mapping[str, int],
    given: Sequence[Verdict],
) -> NotebookNode:
    """The executed notebook with its own check cells, whose results are scores and cards.

    The score is an ``execute_result`` and the only output, so that nbgrader reads no other:
    neither a number nor a warning that a hand-in prints.
    """
    done = execution.notebook
    for verdict in given:
        if verdict.exercise in checks:
            index = checks[verdict.exercise]
            cell = done.cells[index]
            cell.source = notebook.cells[index].source
            cell.outputs = [_result(repr(verdict), html_card(verdict), cell.execution_count)]
    for cell in done.cells:
        if cell.cell_type == "code" and SCORECARD.fullmatch(cell.source.strip()):
            card = scorecard_of(given)
            texts = text_scorecard(card), html_scorecard(card)
            cell.outputs = [_result(*texts, cell.execution_count)]
    return done


def _result(text: str, html: str, execution_count: int | None) -> NotebookNode:
    data = {"text/plain": text, "text/html": html}
    return new_output("execute_result", data, execution_count=execution_count)


def scorecard_of(given: Sequence[Verdict]) -> Scorecard:
    """The points of a lesson as the grader gives them; the kernel's own card knows of no check."""
    rows = [Row(v.exercise, v.title, v.score, v.max_score, v.status, v.optional) for v in given]
    lesson = find_exercise(given[0].exercise).lesson
    after = lesson_after(lesson)
    next_title = lesson_title(after) if after else ""
    return Scorecard(lesson, tuple(rows), title=lesson_title(lesson), next_title=next_title)
