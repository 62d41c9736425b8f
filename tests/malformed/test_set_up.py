"""Set-up cells that fail, graded in real kernels: the line that fails is all that is lost."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from autograder.exercises import lesson_names
from autograder.grading.batch import LessonRun, Options
from autograder.grading.course import Course
from autograder.grading.hand_ins import find_class
from autograder.grading.places import Places, default_db_url
from autograder.grading.settings import OFF, Settings
from autograder.grading.submission import grade_submission
from autograder.grading.workers import LocalWorkers
from autograder.records.results import Record
from tests.grading.material import LESSON, hand_in
from tests.malformed.material import code, honest, known
from tests.malformed.set_ups import ENDS, HIDDEN_END, SET_UPS, deleted, first_cell

ROOT = Path(__file__).resolve().parents[2]
CASES = {f"case {number:02d}": case for number, case in enumerate(SET_UPS.values())}
NAMES = dict(zip(SET_UPS, CASES, strict=True))


@pytest.fixture(scope="module")
def records(course, release, tmp_path_factory) -> dict[str, Record]:
    root = tmp_path_factory.mktemp("set-ups")
    for student, case in CASES.items():
        hand_in(root / "submitted", student, case.apply(honest(release)))
    places = Places(root / "submitted", root / "out", default_db_url(root / "out"))
    options = Options(Settings(sandbox=OFF), seed=5, feedback=False)
    run = LessonRun(course, LESSON, places, find_class(places.submitted, LESSON), options)
    with contextlib.closing(run), LocalWorkers(2) as workers:
        return {record.student: record for record in run.grade(workers)}


@pytest.mark.parametrize("sentence", SET_UPS)
def test_a_set_up_that_fails_costs_no_point_and_is_told(sentence: str, records):
    record, case = records[NAMES[sentence]], SET_UPS[sentence]
    told = "\n".join(record.repairs)
    found = {exercise.id: exercise.score for exercise in record.exercises}
    assert found == case.expected, told + record.to_json()
    assert case.words in told
    assert bool(record.unsure) is case.looked_at, told


def right(lesson: str, language: str = "en") -> dict[str, Any]:
    """The hand-in with the course's own answers in all cells."""
    handed_out = json.loads(Course(ROOT).release(lesson).read_text())
    solved = json.loads(Course(ROOT).solution(lesson).read_text())
    answers = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in solved["cells"]}
    for cell in handed_out["cells"]:
        known = cell["metadata"].get("nbgrader", {})
        if known.get("solution"):
            cell["source"] = answers[known["grade_id"]]["source"]
    return handed_out


def points(notebook: dict[str, Any], lesson: str) -> tuple[float | None, float, Record]:
    release = Course(ROOT).release(lesson).read_bytes()
    record = grade_submission(json.dumps(notebook).encode(), lesson, 5, release=release).record
    return record.score, record.max_score, record


@pytest.mark.parametrize("lesson", lesson_names())
def test_no_lesson_loses_a_point_by_its_first_cell(lesson: str):
    notebook = right(lesson)
    cell = first_cell(notebook)
    cell["source"] = [
        "import os, pandas as pd\n",
        "os.chdir('/content/drive/MyDrive')\n",
        *cell["source"],
    ]
    score, most, record = points(notebook, lesson)
    assert score == most, record.to_json()
    assert record.unsure


@pytest.mark.parametrize("lesson", lesson_names())
def test_no_lesson_loses_a_point_by_lines_that_end_python_beside_its_exercises(lesson: str):
    notebook = right(lesson)
    cells = notebook["cells"]
    cell = first_cell(notebook)
    cell["source"] = ["import os\n", "os._exit(0)\n", *cell["source"], "\nraise SystemExit"]
    cells.insert(cells.index(cell), code("quit()"))
    check = next(i for i, c in enumerate(cells) if known(c).get("grade_id", "")[:5] == "test_")
    added = (*ENDS, HIDDEN_END)
    cells[check + 1 : check + 1] = [code(line) for line in added]
    score, most, record = points(notebook, lesson)
    assert score == most, record.to_json()
    assert set(record.unsure) == {exercise.id for exercise in record.exercises}
    told = "\n".join(record.repairs)
    assert all(words in told for words in (*ENDS.values(), "Python ended in it")), told


@pytest.mark.parametrize("lesson", lesson_names())
def test_no_lesson_loses_a_point_where_its_first_cell_is_gone(lesson: str):
    notebook = right(lesson)
    deleted(notebook)
    score, most, record = points(notebook, lesson)
    assert score == most, record.to_json()
    assert "its cell was missing" in "\n".join(record.repairs)
