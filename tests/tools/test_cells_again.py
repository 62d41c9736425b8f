"""A reader goes back and runs an earlier cell again: no later cell has taken its names away."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("0[1-9]*.py"))
BLAMED = ("stopped with an error", "This cell needs", "This cell waits for")

pytestmark = pytest.mark.long


def ran_twice(lesson: str, folder: Path) -> tuple[list[nbformat.NotebookNode], ...]:
    """The code cells of a solved lesson, run from top to bottom, and then from bottom to top."""
    solved = nbformat.read(ROOT / "solutions/en" / lesson / f"{lesson}.ipynb", as_version=4)
    first = [cell for cell in solved.cells if cell.cell_type == "code"]
    again = [nbformat.v4.new_code_cell(cell.source) for cell in reversed(first)]
    both = nbformat.v4.new_notebook(cells=[*first, *again])
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(both, timeout=600, allow_errors=True, resources=resources)
    client.execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
    return first, again[::-1]


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(out.text for out in cell.outputs if out.output_type == "stream")


def complaints(cell: nbformat.NotebookNode) -> list[str]:
    """The errors of a cell, and the lines in which it says that an answer stopped it."""
    errors = [f"{out.ename}: {out.evalue}" for out in cell.outputs if out.output_type == "error"]
    return errors + [line for line in printed(cell).splitlines() if line.startswith(BLAMED)]


def verdict(cell: nbformat.NotebookNode) -> list[str]:
    """What a check cell gives: the score, as text, and the card without what differs by time."""
    data = [out.data for out in cell.outputs if "data" in out]
    return [bundle["text/plain"] for bundle in data]


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_cell_of_a_solved_lesson_runs_again_after_all_others_and_says_the_same(
    lesson: str, tmp_path: Path
) -> None:
    first, again = ran_twice(lesson, tmp_path)
    assert {c.source: complaints(c) for c in first if complaints(c)} == {}
    assert {c.source: complaints(c) for c in again if complaints(c)} == {}
    checks = [n for n, cell in enumerate(first) if cell.source.startswith("check(")]
    assert checks
    assert [verdict(again[n]) for n in checks] == [verdict(first[n]) for n in checks]
