"""Each malformation by itself: what is mended is worth what it was, and the repair is told.

The points are known, since the hand-in below each malformation is; cells run in this process.
"""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.errors import SubmissionError
from autograder.grading.notebooks import notebook_bytes
from autograder.grading.repair import repair
from autograder.grading.submission import grade_submission
from autograder.records.results import Record
from tests.grading.material import LESSON
from tests.malformed.commanded import COMMANDED
from tests.malformed.in_process import execute_here
from tests.malformed.material import POINTS, Malformation, Notebook, honest
from tests.malformed.rearranged import REARRANGED
from tests.malformed.rewritten import REWRITTEN
from tests.malformed.unreadable import UNREADABLE

MENDED = {**REWRITTEN, **REARRANGED, **COMMANDED}
CHECKS = {f"test_{name}" for name in POINTS}


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.submission.execute", execute_here)


def graded(notebook: NotebookNode) -> Record:
    return grade_submission(notebook_bytes(notebook), LESSON, 5).record


def points(record: Record) -> dict[str, float | None]:
    return {exercise.id: exercise.score for exercise in record.exercises}


def test_the_honest_hand_in_has_its_points_and_no_repair(release, released, in_process):
    repaired = repair(Malformation(lambda nb: None, "").apply(honest(release)), released, LESSON)
    assert repaired.repairs == ()
    assert points(graded(repaired.notebook)) == POINTS


@pytest.mark.parametrize("sentence", MENDED)
def test_what_is_mended_is_worth_what_it_was(sentence, release, released, in_process):
    case = MENDED[sentence]
    repaired = repair(case.apply(honest(release)), released, LESSON)
    told = "\n".join(repaired.repairs)
    assert points(graded(repaired.notebook)) == case.expected, told
    assert case.words in told


@pytest.mark.parametrize(
    "sentence",
    [
        "Windows line ends in the file",
        "sources as lists of lines",
        "a check with comments",
        "an answer as a lambda",
        "all checks at the end",
        "an installation only told in a text",
        "a question to the student",
    ],
)
def test_what_needs_no_mending_is_left_alone(sentence, release, released):
    before = MENDED[sentence].apply(honest(release))
    repaired = repair(before, released, LESSON)
    assert repaired.repairs == ()
    sources = ["".join(cell["source"]) for cell in json.loads(before)["cells"]]
    if sentence != "a check with comments":
        assert [cell.source for cell in repaired.notebook.cells] == sources


@pytest.mark.parametrize("sentence", MENDED)
def test_each_check_stands_once_and_below_its_answer(sentence, release, released):
    notebook = repair(MENDED[sentence].apply(honest(release)), released, LESSON).notebook
    nbformat.validate(notebook)
    places = {
        c.metadata.nbgrader.grade_id: i
        for i, c in enumerate(notebook.cells)
        if "nbgrader" in c.metadata
    }
    own = {c.metadata.nbgrader.grade_id: c for c in released.cells if "nbgrader" in c.metadata}
    assert len([c for c in notebook.cells if "nbgrader" in c.metadata]) == len(places)
    assert places.keys() == own.keys()
    for name, place in places.items():
        cell = notebook.cells[place]
        assert (cell.id, cell.metadata) == (own[name].id, own[name].metadata)
        if name in CHECKS:
            assert cell.source == own[name].source
            assert places[name.removeprefix("test_")] < place


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_what_can_not_be_read_is_refused_in_words(sentence, release, released):
    case = UNREADABLE[sentence]
    with pytest.raises(SubmissionError) as refusal:
        repair(case.apply(honest(release)), released, LESSON)
    assert case.words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_the_students_other_cells_stay_in_their_order(release, released):
    for sentence in (
        "all metadata stripped",
        "all checks at the top",
        "format 3",
        "UTF-16 with its mark",
    ):
        notebook = repair(MENDED[sentence].apply(honest(release)), released, LESSON).notebook
        own = [c.source for c in notebook.cells if "nbgrader" not in c.metadata]
        assert own == ["".join(c["source"]) for c in honest(release)["cells"] if not marks_of(c)]


def marks_of(cell: Notebook) -> object:
    return cell["metadata"].get("nbgrader")
