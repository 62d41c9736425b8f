"""Check cells while a hand-in is graded: what they are made to run, and what came out of them.

In the copy that is executed, a check cell's source is the grader's own: it observes. Nothing that
comes back is believed: an observation counts if it bears this run's token and this exercise's id,
if there is one and no more, and it is validated as it is read.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import secrets
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.grading.notebooks import grade_id
from autograder.grading.plans import Cell, Kind, Step
from autograder.records.exercises import Exercise
from autograder.records.observations import MAX_JSON_BYTES, MIME
from autograder.records.syntax import parsed_module

EMITTING = "from autograder.notebook.emitting"


def new_token() -> str:
    """A token that no hand-in can have written down before."""
    return secrets.token_hex(16)


def check_cells(notebook: NotebookNode, exercises: Iterable[Exercise]) -> dict[str, int]:
    """The index of each exercise's check cell, by exercise id, for those that have one."""
    places = {grade_id(c): i for i, c in enumerate(notebook.cells) if c.cell_type == "code"}
    return {e.id: places[f"test_{e.id}"] for e in exercises if f"test_{e.id}" in places}


def answer_cells(notebook: NotebookNode, exercises: Iterable[Exercise]) -> dict[str, int]:
    """The index of each exercise's answer cell, by exercise id, for those that have one."""
    places = {grade_id(c): i for i, c in enumerate(notebook.cells) if c.cell_type == "code"}
    return {e.id: places[e.id] for e in exercises if e.id in places}


def observing(
    notebook: NotebookNode, checks: Mapping[str, int], seed: int, device: str, token: str
) -> NotebookNode:
    """A copy of the notebook whose check cells observe."""
    copied = copy.deepcopy(notebook)
    sources = Sources(copied, seed, device, token)
    for exercise_id, index in checks.items():
        copied.cells[index].source = sources.of_check(exercise_id)
    return copied


def planned_cells(
    notebook: NotebookNode, exercises: Sequence[Exercise], checks: Mapping[str, int]
) -> tuple[Cell, ...]:
    """The notebook's code cells for a plan: which are answers and checks, and what they use."""
    answers = answer_cells(notebook, exercises)
    marked = {index: Cell(index, Kind.ANSWER, name) for name, index in answers.items()}
    for n, exercise in enumerate(exercises):
        if exercise.id in checks:
            source = notebook.cells[answers[exercise.id]].source if exercise.id in answers else ""
            uses = names_in(source) & {e.id for e in exercises[:n] if not e.secret}
            index = checks[exercise.id]
            marked[index] = Cell(index, Kind.CHECK, exercise.id, uses)
    code = (i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    return tuple(marked.get(index, Cell(index)) for index in code)


def names_in(source: str) -> frozenset[str]:
    """The names that a cell's code has; none where it isn't Python alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as of "\d"
        try:
            tree = parsed_module(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


@dataclass(frozen=True)
class Sources:
    """What a kernel is given to run for each step of a plan of this notebook: checks observe."""

    notebook: NotebookNode
    seed: int
    device: str
    token: str

    def of(self, step: Step) -> str:
        """The source of a step."""
        if step.disarms:
            return f"{EMITTING} import disarm\ndisarm({step.disarms!r}, (lambda: 0).__globals__)"
        if step.cell.kind is Kind.CHECK:
            return self.of_check(step.cell.exercise, step.replaced)
        return str(self.notebook.cells[step.cell.index].source)

    def of_check(self, exercise_id: str, replaced: Iterable[str] = ()) -> str:
        """The source of a check, with right functions in the place of those exercises.

        A kernel gets to know how an exercise is solved only where its own check is over for good.
        """
        parts = {name: right_source(name) for name in sorted(replaced)}
        return (
            f"{EMITTING} import emit\n"
            f"emit({exercise_id!r}, lambda: {exercise_id}, seed={self.seed}, "
            f"device={self.device!r}, token={self.token!r}"
            + (f", parts={parts!r})" if parts else ")")
        )


def right_source(exercise_id: str) -> str:
    """The source of an exercise's reference, which stands on its own."""
    return inspect.getsource(find_answer(find_exercise(exercise_id)).reference)


def sightings(
    outputs: Sequence[Mapping[str, Any]], exercise_id: str, token: str
) -> list[dict[str, Any]]:
    """What the outputs of a check cell say of this exercise, with this token."""
    found = []
    for output in outputs:
        data = output.get("data")
        text = data.get(MIME) if isinstance(data, Mapping) else None
        seen = _parsed(text)
        if seen.get("exercise") == exercise_id and seen.get("token") == token:
            found.append(seen)
    return found


def _parsed(text: object) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > MAX_JSON_BYTES:
        return {}
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}
