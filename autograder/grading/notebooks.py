"""Hand-ins as notebooks: from bytes to a valid notebook that was not mended, and back to bytes.

What the bytes hold is read as ``repair`` reads it. What a student or a service changed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.grading.repair.cells import CODE, FORMAT, Cell, read_cells
from autograder.grading.repair.reading import read_json


def parse_notebook(data: bytes) -> NotebookNode:
    """The notebook in these bytes, in the format 4.5, without outputs and others' metadata.

    Raises ``SubmissionError`` that says what the bytes are instead.
    """
    cells, _ = read_cells(read_json(data)[0])
    nodes = [_node(cell, name) for cell, name in zip(cells, _cell_ids(cells), strict=True)]
    metadata = NotebookNode()
    return NotebookNode(
        cells=nodes, metadata=metadata, nbformat=FORMAT[0], nbformat_minor=FORMAT[1]
    )


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as a file's bytes."""
    return str(nbformat.writes(notebook, version=4)).encode()


def grade_id(cell: NotebookNode) -> str | None:
    """The id that nbgrader knows the cell by, if it has one."""
    known = cell.metadata.get("nbgrader")
    name = known.get("grade_id") if isinstance(known, dict) else None
    return name if isinstance(name, str) else None


def _node(cell: Cell, name: str) -> NotebookNode:
    known = {"nbgrader": dict(cell.nbgrader)} if cell.nbgrader else {}
    node: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": name,
        "metadata": known,
        "source": cell.text,
    }
    if cell.kind == CODE:
        node |= {"outputs": [], "execution_count": None}
    elif cell.attachments:
        node["attachments"] = dict(cell.attachments)
    found: NotebookNode = nbformat.from_dict(node)
    return found


def _cell_ids(cells: Iterable[Cell]) -> Iterator[str]:
    """An id for each cell: its own, where it has one that no cell before it has."""
    seen: set[str] = set()
    for cell in cells:
        name = cell.id if cell.id and cell.id not in seen else f"cell-{cell.number}"
        while name in seen:
            name = f"{name[:60]}-{len(seen)}"
        seen.add(name)
        yield name
