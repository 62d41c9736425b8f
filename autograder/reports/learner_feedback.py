"""What a learner said about a lesson, read out of the notebook that was handed in.

The form is a call in a code cell, ``feedback(difficulty=3, ...)``, filled in by typing. It is read
as text: nothing of the notebook is run, and what isn't a plain number or text is passed over.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.records.signs import safe_text
from utils.forms import MAX_LETTERS, LearnerFeedback, checked

MAX_CELL = 20_000
"""Letters of a cell that may be a form: two texts of full length and as much again."""
MAX_CELLS = 10_000


def read_learner_feedback(notebook: Mapping[str, Any]) -> LearnerFeedback | None:
    """What the notebook's JSON says in its feedback form, or None where nothing was filled in.

    Takes any version of the notebook format, mended or not. Of several filled-in forms, the last
    one counts. Texts have no control characters and are limited. Never raises for what a
    notebook holds. (CPython 3.11 parses in one thread at a time only: see ``grading.submission``.)
    """
    found = None
    for source in _sources(notebook):
        for call in _calls(source):
            said, _ = checked(_answers(call))
            found = _cleaned(said) or found
    return found


def _cleaned(said: LearnerFeedback) -> LearnerFeedback:
    texts = (safe_text(text, MAX_LETTERS).strip() for text in (said.unclear, said.comment))
    return LearnerFeedback(said.difficulty, said.minutes, *texts)


def _sources(notebook: Mapping[str, Any]) -> Iterator[str]:
    """The sources of code cells that mention a form; in format 3 a source is called input."""
    for cell in _cells(notebook)[:MAX_CELLS]:
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input"))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str) and "feedback" in source and len(source) <= MAX_CELL:
            yield source


def _cells(notebook: Mapping[str, Any]) -> list[Any]:
    if not isinstance(notebook, Mapping):
        return []
    sheets = notebook.get("worksheets")
    found = [notebook, *(sheets if isinstance(sheets, list) else [])]
    lists = (part.get("cells") for part in found if isinstance(part, Mapping))
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _calls(source: str) -> Iterator[ast.Call]:
    """The calls of ``feedback`` that are a line of the cell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in texts
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for line in tree.body:
        call = line.value if isinstance(line, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id == "feedback":
                yield call


def _answers(call: ast.Call) -> dict[str, object]:
    """The named arguments that are written as a number or a text."""
    return {
        keyword.arg: keyword.value.value
        for keyword in call.keywords
        if keyword.arg
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, int | float | str)
    }
