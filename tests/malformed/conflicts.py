"""Hand-ins with both sides of a merge that nobody has finished."""

from __future__ import annotations

from tests.grading.material import RIGHT
from tests.malformed.changes import DZ, Change, both, first, sourced
from tests.malformed.material import Malformation, Notebook, code, index, markdown

NAMED = "Unsure which side of a merge conflict is meant"
SIDES = f"<<<<<<< HEAD\n{RIGHT[DZ]}\n=======\n{RIGHT[DZ]}\n>>>>>>> theirs"
BASE = SIDES.replace("=======", "||||||| base\n=======")
LOST = {DZ: 0.0}


def between_cells(notebook: Notebook) -> None:
    """As nbdime leaves a notebook: marks in text cells, the cells of both sides between them."""
    place = index(notebook, DZ)
    marks = [f'<span style="color:red">**<b>{m * 7} x</b>**</span>' for m in ("<", "=", ">")]
    own = notebook["cells"][place]
    other = code("def fun_dz(x, y):\n    return 0 * x, 0 * y")
    notebook["cells"][place : place + 1] = [
        *(markdown(marks[0]), own, markdown(marks[1]), other, markdown(marks[2]))
    ]


def conflict(change: Change, **points: float) -> Malformation:
    return Malformation(change, NAMED, points)


CONFLICTS = {
    "an answer": conflict(sourced(DZ, SIDES), **LOST),
    "an answer with what both come from": conflict(sourced(DZ, BASE), **LOST),
    "an answer with a mark left": conflict(sourced(DZ, RIGHT[DZ] + "\n>>>>>>> theirs"), **LOST),
    "an answer with the middle left": conflict(sourced(DZ, "=======\n" + RIGHT[DZ]), **LOST),
    "an answer with marks inside of its function": conflict(
        sourced(DZ, RIGHT[DZ].replace("    return", "<<<<<<< a\n    x = x\n=======\n    return")),
        **LOST,
    ),
    "another cell": conflict(first("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs")),
    "cells of both sides": conflict(between_cells, **LOST),
}
UNCONCERNED = {
    "marks in a text": sourced(
        DZ, RIGHT[DZ].replace("):\n", f"):\n    '''\n{SIDES.splitlines()[0]}\n    '''\n")
    ),
    "a line under a comment": sourced(DZ, "# Exercise 2\n#=======\n" + RIGHT[DZ]),
    "a heading underlined": both(
        lambda notebook: notebook["cells"].insert(1, markdown("Notes\n=======\n\ntext"))
    ),
}
