"""What holds of repair whatever comes: shared by tests of properties and by the fuzzer."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from autograder.errors import SubmissionError
from autograder.grading.notebooks import notebook_bytes
from autograder.grading.repair import MAX_NOTE, MAX_NOTES, Repaired, repair
from autograder.grading.submission import grade_submission
from tests.grading.material import LESSON

REFUSED = "refused"


def examined(data: bytes, released: NotebookNode) -> Repaired | None:
    """The mended notebook after all promises were checked, or None if it was refused.

    Whatever else is raised, ``AssertionError`` included, is a defect.
    """
    try:
        repaired = repair(data, released, LESSON)
    except SubmissionError as error:
        words = str(error)
        assert words and "\n" not in words and len(words) < 500
        return None
    nbformat.validate(repaired.notebook)
    assert repaired.notebook.metadata == released.metadata
    _check_cells(repaired.notebook, released)
    assert len(repaired.repairs) <= MAX_NOTES + 1
    assert all(0 < len(note) <= MAX_NOTE and note.isprintable() for note in repaired.repairs)
    _check_cells(repair(notebook_bytes(repaired.notebook), released, LESSON).notebook, released)
    return repaired


def _check_cells(notebook: NotebookNode, released: NotebookNode) -> None:
    """Each exercise's answer and check stand once, in this order, with the released marks."""
    own = {c.metadata.nbgrader.grade_id: c for c in released.cells if "nbgrader" in c.metadata}
    marked = [c for c in notebook.cells if c.metadata]
    names = [c.metadata.nbgrader.grade_id for c in marked]
    assert sorted(names) == sorted(own)
    for cell, name in zip(marked, names, strict=True):
        assert (cell.cell_type, cell.id, cell.metadata) == (
            "code",
            own[name].id,
            own[name].metadata,
        )
        if name.startswith("test_"):
            assert cell.source == own[name].source
            assert names.index(name.removeprefix("test_")) < names.index(name)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def points(repaired: Repaired) -> dict[str, float | None]:
    """The points of a mended notebook, by exercise."""
    record = grade_submission(notebook_bytes(repaired.notebook), LESSON, 5).record
    assert record.status == "graded", record.message
    return {exercise.id: exercise.score for exercise in record.exercises}
