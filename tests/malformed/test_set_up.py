"""In each lesson, a line that fails in the set-up or beside the exercises is all that is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.exercises import lesson_names
from autograder.grading.course import Course
from autograder.grading.submission import grade_submission
from autograder.records.results import Record
from tests.malformed.material import code, known, set_up_cell
from tests.malformed.set_ups import ENDS, HIDDEN_END, deleted
from tests.marks import long

ROOT = Path(__file__).resolve().parents[2]


def right(lesson: str) -> dict[str, Any]:
    """The hand-in with the course's own answers in all cells."""
    handed_out = json.loads(Course(ROOT).release(lesson).read_text())
    solved = json.loads(Course(ROOT).solution(lesson).read_text())
    answers = {known(cell).get("grade_id"): cell for cell in solved["cells"]}
    for cell in handed_out["cells"]:
        if known(cell).get("solution"):
            cell["source"] = answers[known(cell)["grade_id"]]["source"]
    return handed_out


def points(notebook: dict[str, Any], lesson: str) -> tuple[float | None, float, Record]:
    release = Course(ROOT).release(lesson).read_bytes()
    record = grade_submission(json.dumps(notebook).encode(), lesson, 5, release=release).record
    return record.score, record.max_score, record


@pytest.mark.parametrize("lesson", lesson_names())
def test_no_lesson_loses_a_point_by_its_set_up_cell(lesson: str):
    notebook = right(lesson)
    cell = set_up_cell(notebook)
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
    cell = set_up_cell(notebook)
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
def test_no_lesson_loses_a_point_where_its_set_up_is_gone(lesson: str):
    notebook = right(lesson)
    deleted(notebook)
    score, most, record = points(notebook, lesson)
    assert score == most, record.to_json()
    assert "its cell was missing" in "\n".join(record.repairs)


BEFORE = """\
import importlib.util

if importlib.util.find_spec("autograder") is None:  # in Colab: install the course first
    get_ipython().run_line_magic("pip", "install -q --no-index --find-links . autograd-course")

"""


@pytest.mark.parametrize("lesson", [lesson_names()[0], *map(long, lesson_names()[1:])])
def test_a_hand_in_from_when_one_cell_installed_and_imported_gets_all_its_points(lesson: str):
    notebook = right(lesson)
    cell = set_up_cell(notebook)
    above = notebook["cells"].index(cell) - 1
    assert "find_spec" in "".join(notebook["cells"].pop(above)["source"])
    cell["source"] = BEFORE + "".join(cell["source"])
    del notebook["metadata"]["colab"]
    score, most, record = points(notebook, lesson)
    assert (score, record.repairs, record.unsure) == (most, (), ()), record.to_json()


@pytest.mark.parametrize("lesson", lesson_names()[:1])
def test_a_folded_cell_that_is_gone_or_fails_costs_nothing(lesson: str):
    for change in (lambda cells, n: cells.pop(n), lambda cells, n: cells[n].update(source="1/0")):
        notebook = right(lesson)
        change(notebook["cells"], notebook["cells"].index(set_up_cell(notebook)) - 1)
        score, most, record = points(notebook, lesson)
        assert (score, record.repairs, record.unsure) == (most, (), ()), record.to_json()
