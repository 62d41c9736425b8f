"""The notebook that a kernel runs for, as it was last saved: its cells, and where it is.

A kernel isn't told what stands in its notebook. JupyterLab and VS Code tell the file's name, Colab
gives the cells when it is asked. Nothing is written.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.notebook.shells import find_shell
from autograder.records.sentences import Sentence, listed, say

COLAB_WAITS_S = 10
VARIABLES = ("JPY_SESSION_NAME",)
"""Environment variables that hold the path of the notebook."""


class NoNotebook(Exception):
    """Which notebook this is, or what stands in it, can't be told. Its argument says why."""


@dataclass(frozen=True)
class NotebookCell:
    """A cell's text, whether it is code, and the exercise whose answer it is, if any."""

    text: str
    is_code: bool
    answer: str = ""
    id: str = ""


@dataclass(frozen=True)
class OpenNotebook:
    """The cells in their order, and when they were saved; no time where it is now."""

    cells: tuple[NotebookCell, ...]
    saved: datetime | None = None


def open_notebook(name: str | None = None) -> OpenNotebook:
    """The notebook that this kernel runs for, or the one of this name in its folder.

    Raises ``NoNotebook``.
    """
    if name is None and (given := _given_by_colab()) is not None:
        return OpenNotebook(cells_of(given))
    path = _path(name)
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        saved = datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise NoNotebook(
            say(
                "{name} can't be read ({error}). Save it, then try again.",
                name=path.name,
                error=why,
            )
        ) from error
    return OpenNotebook(cells_of(content), saved)


def _path(name: str | None) -> Path:
    if name is not None:
        return _named(str(name))
    shell = find_shell()
    told = [os.environ.get(variable, "") for variable in VARIABLES]
    told.append(str(shell.user_ns.get("__vsc_ipynb_file__", "")) if shell else "")
    for text in filter(None, told):
        for path in (Path(text), Path.cwd() / Path(text).name):
            if path.suffix == ".ipynb" and path.is_file():
                return path
    return _only_one()


def _named(name: str) -> Path:
    path = Path.cwd() / (name if name.endswith(".ipynb") else f"{name}.ipynb")
    if path.is_file():
        return path
    raise NoNotebook(
        say(
            "There is no notebook {name} in this folder. Here are: {others}.",
            name=path.name,
            others=_those_here() or say("none"),
        )
    )


def _only_one() -> Path:
    found = _here()
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoNotebook(
            say(
                "The notebook's file isn't in the kernel's folder, so its cells can't be run again "
                "for you. In the menu Run, choose “Run All Above Selected Cell”."
            )
        )
    raise NoNotebook(
        say(
            'Which notebook is this? Name it: resume(notebook="{name}"). Here are: {others}.',
            name=found[0].name,
            others=_those_here(),
        )
    )


def _here() -> list[Path]:
    return sorted(Path.cwd().glob("*.ipynb"))


def _those_here() -> str | Sentence:
    return listed([path.name for path in _here()[:8]])


def _given_by_colab() -> Mapping[str, Any] | None:
    """What Colab says that stands in the notebook; None elsewhere."""
    if "google.colab" not in sys.modules:
        return None
    try:
        message: Any = import_module("google.colab._message")
        answer = message.blocking_request("get_ipynb", timeout_sec=COLAB_WAITS_S)
        cells: Mapping[str, Any] = answer["ipynb"]
        return cells
    except Exception as error:  # Colab documents neither the module nor what it raises
        raise NoNotebook(
            say(
                "Colab doesn't tell what stands in this notebook ({error}). In the menu Runtime, "
                "choose “Run before”.",
                error=type(error).__name__,
            )
        ) from error


def cells_of(content: Any) -> tuple[NotebookCell, ...]:
    """The cells of a notebook's JSON. Raises ``NoNotebook`` where it has none."""
    cells = content.get("cells") if isinstance(content, Mapping) else None
    if not isinstance(cells, Sequence):
        raise NoNotebook(say("There are no cells in this file: it isn't a notebook."))
    return tuple(_cell(cell) for cell in cells if isinstance(cell, Mapping))


def _cell(cell: Mapping[str, Any]) -> NotebookCell:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    marks = marks if isinstance(marks, Mapping) else {}
    is_answer = marks.get("solution") is True and not marks.get("task")
    is_code = cell.get("cell_type") == "code"
    answer = str(marks.get("grade_id", "")) if is_answer and is_code else ""
    return NotebookCell(text, is_code, answer, str(cell.get("id", "")))
