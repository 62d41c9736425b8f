"""Hand-ins as notebooks: from bytes that nobody has read to a valid notebook, or a clear refusal.

Owns reading and what is needed for a valid notebook of the current format. What a student or a
service changed in it is the matter of later steps.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import SubmissionError

MINOR = 5
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
CELL_TYPES = ("code", "markdown", "raw")


def parse_notebook(data: bytes) -> NotebookNode:
    """The notebook in these bytes, in the format 4.5 and without old outputs.

    Raises ``SubmissionError`` that says what the bytes are instead.
    """
    parsed = _parsed_json(data)
    if not isinstance(parsed, dict) or not ({"cells", "worksheets"} & parsed.keys()):
        raise SubmissionError(
            f"The file is JSON, but not a notebook: it holds {_kind(parsed)} without cells. "
            "Hand in the .ipynb file itself."
        )
    try:
        notebook = _current(nbformat.from_dict(parsed))
        _tidy(notebook)
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise SubmissionError(f"The file is not a valid notebook: {_first_line(error)}") from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise SubmissionError(
            f"The file is not a valid notebook ({type(error).__name__}: {_first_line(error)})."
        ) from error
    return notebook


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as a file's bytes."""
    return str(nbformat.writes(notebook, version=4)).encode()


def grade_id(cell: NotebookNode) -> str | None:
    """The id that nbgrader knows the cell by, if it has one."""
    known = cell.metadata.get("nbgrader")
    name = known.get("grade_id") if isinstance(known, dict) else None
    return name if isinstance(name, str) else None


def _parsed_json(data: bytes) -> Any:
    if not data.strip():
        raise SubmissionError("The file is empty. Save the notebook and hand it in again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            "The file is not a notebook: it is not text in UTF-8. Hand in the .ipynb file itself."
        ) from error
    if text.lstrip()[:1] == "<":
        raise SubmissionError(
            "The file is a web page, not a notebook. Hand in the .ipynb file "
            "(in Colab: File > Download > Download .ipynb)."
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(
            f"The file is not a notebook, or it is cut off: it is not JSON ({_first_line(error)})."
        ) from error


def _kind(parsed: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", type(None): "nothing"}
    return kinds.get(type(parsed), "a value")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")[:200]


def _current(notebook: NotebookNode) -> NotebookNode:
    """The notebook in the format's major version 4."""
    if notebook.get("nbformat", 4) == 4:
        return notebook
    with warnings.catch_warnings():  # nbformat warns of ids that it adds itself
        warnings.simplefilter("ignore")
        return nbformat.convert(notebook, 4)


def _tidy(notebook: NotebookNode) -> None:
    """Drops outputs and brings cells to the format 4.5, where each has an id of its own."""
    notebook.nbformat, notebook.nbformat_minor = 4, MINOR
    notebook.metadata = notebook.get("metadata") or NotebookNode()
    for cell, name in zip(notebook.cells, _cell_ids(notebook), strict=True):
        cell.id = name
        cell.metadata = cell.get("metadata") or NotebookNode()
        cell.source = _joined(cell.source)
        if cell.cell_type not in CELL_TYPES:
            raise ValueError(f"a cell of type {cell.cell_type!r}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


def _cell_ids(notebook: NotebookNode) -> Iterator[str]:
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        name = cell.get("id")
        if not isinstance(name, str) or name in seen or not CELL_ID.fullmatch(name):
            name = f"cell-{number}"
        while name in seen:
            name += "-"
        seen.add(name)
        yield name


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
