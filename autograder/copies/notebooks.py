"""Notebooks as plain JSON: read with words for what isn't one, and compared by what is written.

nbformat isn't needed for that, which takes longer to import than all lessons take to copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from autograder.errors import UsageError

Notebook = Mapping[str, Any]
Cell = Mapping[str, Any]


class NoNotebook(UsageError):
    """The bytes of a file aren't those of a notebook; its text says what they are."""


def read_notebook(data: bytes) -> dict[str, Any]:
    """The notebook in these bytes, of format 4. Raises ``NoNotebook`` that says what is wrong."""
    if not data.strip():
        raise NoNotebook("it is empty")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        what = (
            "both sides of a merge conflict are in it"
            if b"\n<<<<<<< " in data
            else "it isn't whole"
        )
        raise NoNotebook(what) from error
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise NoNotebook("it has no list of cells")
    return dict(found)


def cells_of(notebook: Notebook) -> list[Cell]:
    """The cells of a notebook, in order."""
    return list(notebook["cells"])


def source_of(cell: Cell) -> str:
    """What is written in a cell, with line ends of one kind."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""


def kind_of(cell: Cell) -> str:
    """The cell's type, such as "code"."""
    return str(cell.get("cell_type"))


def id_of(cell: Cell) -> str:
    """The cell's id, or ""."""
    name = cell.get("id")
    return name if isinstance(name, str) else ""


def nbgrader_of(cell: Cell) -> Mapping[str, Any]:
    """What nbgrader noted in a cell; nothing in most."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def written_in(notebook: Notebook) -> list[tuple[str, str]]:
    """Each cell's type and source: neither outputs nor numbers of runs are anybody's words."""
    return [(kind_of(cell), source_of(cell)) for cell in cells_of(notebook)]


def digest(notebook: Notebook) -> str:
    """A text that is the same for notebooks in which the same is written."""
    return sha256(json.dumps(written_in(notebook)).encode()).hexdigest()


def without_outputs(notebook: Notebook) -> dict[str, Any]:
    """The notebook with nothing in it but what is written."""
    bare = [
        {**cell, "outputs": [], "execution_count": None} if kind_of(cell) == "code" else dict(cell)
        for cell in cells_of(notebook)
    ]
    return {**notebook, "cells": bare}


def as_bytes(notebook: Notebook) -> bytes:
    """The notebook as a file's bytes, laid out as Jupyter does it."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", errors="backslashreplace")
