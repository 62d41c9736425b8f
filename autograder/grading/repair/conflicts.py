"""Marks of a merge that nobody has finished: which cells hold both sides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.sources import Source
from autograder.grading.repair.words import cells_named
from autograder.records.sentences import Sentence, say

MARK = re.compile(r"^(?:<{7}|>{7}|\|{7})(?:[ \t].*)?$", re.MULTILINE)
MIDDLE = re.compile(r"^={7}$", re.MULTILINE)
IN_TEXT = re.compile(r"<b>(?:<|&lt;|>|&gt;){7}")
"""How nbdime writes a mark into a text cell, between the cells of both sides."""


def has_conflict(code: str) -> bool:
    """Whether code can't be read as Python and has a line that Git marks a conflict with."""
    if not (MARK.search(code) or MIDDLE.search(code)):
        return False
    return Source(code).tree is None


def conflict_notes(cells: Iterable[Cell]) -> list[Sentence]:
    """What is told of the cells that hold both sides, for a person to look at."""
    marked = [cell.number for cell in cells if _is_marked(cell)]
    if not marked:
        return []
    return [
        say(
            "Unsure which side of a merge conflict is meant: its marks (<<<<<<<) stand in {cells}.",
            cells=cells_named(marked),
        )
    ]


def _is_marked(cell: Cell) -> bool:
    if cell.is_code:
        return has_conflict(cell.text)
    return MARK.search(cell.text) is not None or IN_TEXT.search(cell.text) is not None
