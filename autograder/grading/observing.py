"""Check cells while a hand-in is graded: what they are made to run, and what came out of them.

In the copy that is executed, a check cell's source is the grader's own: it observes. Nothing that
comes back is believed: an observation counts if it bears this run's token and this exercise's id,
if there is one and no more, and it is validated as it is read.
"""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from autograder.records.observations import MIME
from autograder.grading.notebooks import grade_id
from autograder.records.observations import MAX_JSON_BYTES
from autograder.records.exercises import Exercise


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
    for exercise_id, index in checks.items():
        copied.cells[index].source = (
            "from autograder.notebook.emitting import emit\n"
            f"emit({exercise_id!r}, lambda: {exercise_id}, "
            f"seed={seed}, device={device!r}, token={token!r})"
        )
    return copied


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
