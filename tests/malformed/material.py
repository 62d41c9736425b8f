"""A hand-in whose points are known, and the cells that malformations change in it.

Three answers are right and one is blank, so that a repair can lose points as well as give away
what nobody earned.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from tests.grading.material import RIGHT, filled

Notebook = dict[str, Any]
Cell = dict[str, Any]

BLANK = "stable_learning_rate"
POINTS = {"gradient_formula": 2.0, "fun_dz": 3.0, "gradient_descent": 3.0, BLANK: 0.0}
WRONG_DZ = "def fun_dz(x, y):\n    return 0 * x, 0 * y"
HALVES = (
    RIGHT["fun_dz"].split("\n")[0] + "\n    c = np.cos(x**2 + y**2)",
    ("    return 2 * x * c, 2 * y * c"),
)


@dataclass(frozen=True)
class Malformation:
    """What is done to the hand-in, what it then is worth, and words of the note or refusal.

    ``points`` holds the exercises that are worth something else than before; None is a refusal.
    """

    change: Callable[[Notebook], bytes | None]
    words: str
    points: Mapping[str, float] | None = field(default_factory=dict)

    def apply(self, notebook: Notebook) -> bytes:
        """The bytes of the malformed hand-in."""
        changed = copy.deepcopy(notebook)
        data = self.change(changed)
        return json.dumps(changed).encode() if data is None else data

    @property
    def expected(self) -> dict[str, float]:
        """The points of each exercise."""
        assert self.points is not None
        return POINTS | self.points


def honest(release: Notebook, **answers: str) -> Notebook:
    """A hand-in as JupyterLab saves it: numbers, outputs, and two cells of the student's own."""
    right = {name: source for name, source in RIGHT.items() if name != BLANK}
    notebook = filled(release, right | answers)
    notebook["cells"].insert(1, markdown("My notes: **study** the chain rule."))
    notebook["cells"].insert(5, code("h = 0.5\nprint(h)"))
    notebook["metadata"] |= {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"},
        "language_info": {"name": "python", "version": "3.12.1", "file_extension": ".py"},
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"].setdefault("tags", [])
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = [stream("stdout", "0.5\n")]
    return notebook


def code(source: str, grade_id: str | None = None, **metadata: Any) -> Cell:
    """A code cell without an id, as older formats have them."""
    known = {"nbgrader": marks(grade_id)} if grade_id else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"own-{crc32(source.encode(errors='replace')):08x}",
        "metadata": known | metadata,
        "outputs": [],
        "source": source,
    }


def markdown(source: str) -> Cell:
    """A text cell."""
    return {"cell_type": "markdown", "id": "own-text", "metadata": {}, "source": source}


def marks(grade_id: str) -> dict[str, Any]:
    """nbgrader's metadata of an answer cell."""
    flags = {"grade": False, "locked": False, "solution": True, "task": False}
    return flags | {"grade_id": grade_id, "schema_version": 3, "cell_type": "code"}


def stream(name: str, text: str) -> dict[str, Any]:
    """A printed output."""
    return {"output_type": "stream", "name": name, "text": [text]}


def index(notebook: Notebook, grade_id: str) -> int:
    """The place of the first cell with this nbgrader id."""
    return next(i for i, c in enumerate(notebook["cells"]) if known(c).get("grade_id") == grade_id)


def set_up_cell(notebook: Notebook) -> Cell:
    """The cell that imports what the answers need, which a folded one may stand above."""
    code = (c for c in notebook["cells"] if c["cell_type"] == "code")
    found: Cell = next(c for c in code if "from autograder import" in "".join(c["source"]))
    return found


def cell(notebook: Notebook, grade_id: str) -> Cell:
    """The first cell with this nbgrader id."""
    found: Cell = notebook["cells"][index(notebook, grade_id)]
    return found


def known(cell: Cell) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def take(notebook: Notebook, grade_id: str) -> Cell:
    """Removes the first cell with this id and returns it."""
    taken: Cell = notebook["cells"].pop(index(notebook, grade_id))
    return taken


def put_after(notebook: Notebook, grade_id: str, *cells: Cell) -> None:
    """Puts cells after the first cell with this id."""
    place = index(notebook, grade_id) + 1
    notebook["cells"][place:place] = cells


def strip(notebook: Notebook) -> None:
    """Removes all metadata of all cells, as some editors do."""
    for each in notebook["cells"]:
        each["metadata"] = {}
