"""The student's notebook from the solution notebook, by nbgrader's own preprocessors.

Owns what ``nbgrader generate_assignment`` does to a notebook, without its database, and one
thing that it doesn't: the expected pictures stay where ``ClearOutput`` would drop them.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, SaveCells


def release(solution: NotebookNode) -> NotebookNode:
    """The release of a solution notebook: stubs, locked checks, checksums, stored pictures."""
    notebook = copy.deepcopy(solution)
    resources: dict[str, Any] = {}
    for preprocessor in _preprocessors():
        notebook, resources = preprocessor().preprocess(notebook, resources)
    for cell, original in zip(notebook.cells, solution.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = copy.deepcopy(original.outputs)
    return notebook


@cache
def _preprocessors() -> tuple[type[NbGraderPreprocessor], ...]:
    """What nbgrader runs, in its order; ``SaveCells`` would write to the gradebook."""
    return tuple(p for p in GenerateAssignment().preprocessors if p is not SaveCells)


def stub(source: str) -> str:
    """An answer cell's source without its solution, as a student gets it."""
    cell, _ = ClearSolutions().preprocess_cell(
        new_code_cell(source, metadata={"nbgrader": {"solution": True}}), {"language": "python"}, 0
    )
    return str(cell.source)
