"""Runs a notebook's cells in this very process: for hand-ins that these tests wrote themselves.

It stands in for ``autograder.grading.executing.execute`` and starts no kernel, which takes seconds.
Real kernels run in ``test_in_kernels``.
"""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Iterable
from typing import Any
from unittest.mock import patch

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.executing import Execution
from autograder.grading.settings import Settings


def execute_here(
    notebook: NotebookNode, settings: Settings, preload: Iterable[str] = (), *_: object
) -> Execution:
    """The notebook with the outputs of its code cells; none of them may hang."""
    execution = Execution(copy.deepcopy(notebook))
    names: dict[str, Any] = {"__name__": "__main__", "input": _no_input}
    for count, cell in enumerate(execution.notebook.cells, start=1):
        if cell.cell_type == "code" and cell.source.strip():
            cell.execution_count = count
            cell.outputs = _outputs(cell.source, names)
    return execution


def _outputs(source: str, names: dict[str, Any]) -> list[NotebookNode]:
    shown: list[NotebookNode] = []

    def display(data: Any, raw: bool = False) -> None:
        shown.append(new_output("display_data", data if raw else {"text/plain": repr(data)}))

    with patch("IPython.display.display", display), contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(source, "<cell>", "exec"), names)
        except (Exception, SystemExit) as error:
            name = type(error).__name__
            shown.append(new_output("error", ename=name, evalue=str(error), traceback=[]))
    return shown


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("no frontend to ask")
