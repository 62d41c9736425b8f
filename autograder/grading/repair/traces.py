"""What editors and services leave in a notebook: kernels of their own, marks, and their commands.

Owns what is not run because it can't work while a hand-in is graded: installations, magics that
plain IPython doesn't know, and calls into ``google.colab``. Every such line stays as a comment.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from IPython.core import magics
from IPython.core.magic import Magics

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.sources import Source
from autograder.grading.repair.words import quoted

INSTALLERS = r"(?:python3?\s+-m\s+)?(?:pip3?|conda|mamba|micromamba|uv|apt|apt-get|sudo)\b"
INSTALL = re.compile(rf"[ \t]*(?:!|%)\s*{INSTALLERS}")
MAGIC = re.compile(r"([ \t]*)%(\w+)(.*)")
INLINE = re.compile(r"\s*(inline|agg|)\s*")
NOT_RUN = "pass  # not run: "
SHOWN = 60
NAMED = 5
EDITORS = {
    "Google Colab": ("colab", "colab_type", "outputId", "accelerator"),
    "Kaggle": ("kaggle", "_uuid", "_cell_guid"),
    "VS Code": ("vscode",),
    "Deepnote": ("deepnote", "deepnote_cell_type", "deepnote_notebook_id"),
    "Databricks": ("application/vnd.databricks.v1+cell", "application/vnd.databricks.v1+notebook"),
}


def editor_notes(notebook: Mapping[str, Any]) -> list[str]:
    """What a notebook's metadata say of where it was written, where that isn't plain Jupyter."""
    notes = []
    keys = set(_metadata_keys(notebook))
    for editor, marks in EDITORS.items():
        if keys & set(marks):
            notes.append(f"The notebook was saved by {editor}: its marks were removed.")
    kernel = _mapping(_mapping(notebook.get("metadata")).get("kernelspec"))
    if not kernel:
        notes.append("The notebook names no kernel: run with Python 3.")
    elif kernel.get("name") != "python3" or kernel.get("language", "python") != "python":
        name = quoted(kernel.get("name"))
        notes.append(f"The notebook asks for the kernel {name}: run with Python 3.")
    return notes


def _metadata_keys(notebook: Mapping[str, Any]) -> Iterator[str]:
    yield from _mapping(notebook.get("metadata"))
    cells = notebook.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        yield from _mapping(_mapping(cell).get("metadata"))


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def without_commands(cells: Iterable[Cell]) -> tuple[list[Cell], list[str]]:
    """The cells without the lines that can't work in a kernel which grades, and which they were."""
    kept, gone = [], []
    for cell in cells:
        text, lines = _without_commands(cell) if cell.is_code else (cell.text, [])
        kept.append(replace(cell, text=text) if lines else cell)
        gone += [f"Cell {cell.number}: `{line}` was not run." for line in lines]
    more = [f"{len(gone) - NAMED} more lines like these were not run."] if len(gone) > NAMED else []
    return kept, [*gone[:NAMED], *more]


def _without_commands(cell: Cell) -> tuple[str, list[str]]:
    lines = cell.text.split("\n")
    numbers = _shell_lines(cell.source, lines) | _colab_lines(cell.source, lines)
    said = [lines[n].strip()[:SHOWN] for n in sorted(numbers)]
    for n in numbers:
        code = lines[n].lstrip()
        lines[n] = lines[n][: len(lines[n]) - len(code)] + NOT_RUN + code
    return "\n".join(lines), said


def _shell_lines(source: Source, lines: list[str]) -> set[int]:
    """The lines with installations, and with magics that plain IPython would stop at."""
    if source.is_foreign or not re.search(r"^[ \t]*[!%]", source.text, re.MULTILINE):
        return set()
    if source.is_python:
        return set()  # such a line is then inside of a text or an expression
    return {n for n, line in enumerate(lines) if INSTALL.match(line) or _unknown_magic(line)}


def _unknown_magic(line: str) -> bool:
    magic = MAGIC.fullmatch(line)
    if magic is None:
        return False
    _, name, rest = magic.groups()
    if name == "matplotlib":
        return not INLINE.fullmatch(rest)
    return name not in _line_magics()


@cache
def _line_magics() -> frozenset[str]:
    """The names of the line magics that plain IPython has."""
    classes = [c for c in vars(magics).values() if isinstance(c, type) and issubclass(c, Magics)]
    return frozenset(name for c in classes for name in c.magics.get("line", {}))


def _colab_lines(source: Source, lines: list[str]) -> set[int]:
    """The lines of statements that import ``google.colab``, or call what came from there."""
    if "google.colab" not in source.text or source.tree is None:
        return set()
    names: set[str] = set()
    found: set[int] = set()
    for statement in source.tree.body:
        if imported := _colab_names(statement):
            names |= imported
        elif not (isinstance(statement, ast.Expr) and _root(statement.value) in names):
            continue
        if statement.end_lineno == statement.lineno and ";" not in lines[statement.lineno - 1]:
            found.add(statement.lineno - 1)
    return found


def _colab_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(
        "google.colab"
    ):
        return {alias.asname or alias.name for alias in statement.names}
    if isinstance(statement, ast.Import):
        names = [a for a in statement.names if a.name.startswith("google.colab")]
        if names and len(names) == len(statement.names):
            return {alias.asname or "google" for alias in names}
    return set()


def _root(node: ast.expr) -> str:
    """The name that an expression such as ``drive.mount("/content")`` begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
