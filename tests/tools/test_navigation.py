"""The way through the course: each lesson's links lead to those beside it, and the map to all."""

from __future__ import annotations

import json
import re

import pytest

from tests.project.checkout import ROOT
from tools.navigation import contents, links
from tools.notebooks import lesson_names
from tools.sources import WELCOME, read_lesson
from tools.times import lesson_minutes

COURSE = [read_lesson(ROOT, name) for name in lesson_names(ROOT)]
TARGET = re.compile(r"\]\(\.\./([^/]+)/([^/]+)\.ipynb\)")


def cells_of(name: str, folder: str = "course") -> list[dict]:
    path = ROOT / folder / "en" / name / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("lesson", COURSE, ids=lambda lesson: lesson.name)
def test_a_lesson_begins_and_ends_with_links_to_its_neighbours_and_the_map(lesson):
    cells = cells_of(lesson.name)
    shown = [cell for cell in cells if "(../00_start/00_start.ipynb)" in "".join(cell["source"])]
    at = COURSE.index(lesson)
    beside = [COURSE[at - 1].name] if at > 1 else []
    beside += [WELCOME, *(other.name for other in COURSE[at + 1 : at + 2])]
    if lesson.name == WELCOME:
        assert shown == []
        return
    assert shown == [cells[1], cells[-1]]
    for cell in shown:
        assert TARGET.findall("".join(cell["source"])) == [(name, name) for name in beside]


def test_the_map_has_all_lessons_with_their_minutes_and_points():
    table = contents(COURSE)
    assert [one for one, _ in TARGET.findall(table)] == [x.name for x in COURSE[1:]]
    for lesson in COURSE[1:]:
        assert f"| {lesson_minutes(lesson)} | {lesson.front.points:g} |" in table
    assert table in "\n".join("".join(cell["source"]) + "\n" for cell in cells_of(WELCOME))


def test_a_lesson_alone_has_no_links():
    assert links(COURSE[1], [COURSE[1]]) == ""


def test_the_welcome_is_no_assignment_and_its_first_cell_in_sight_reads_like_a_sentence():
    assert not (ROOT / "solutions" / "en" / WELCOME).exists()
    code = [cell for cell in cells_of(WELCOME) if cell["cell_type"] == "code"]
    assert not any("nbgrader" in cell["metadata"] for cell in code)
    in_sight = [c for c in code if not c["metadata"].get("jupyter", {}).get("source_hidden")]
    assert "".join(in_sight[0]["source"]) == "from autograder import scorecard\n\nscorecard()"
    hidden = [cell for cell in code if cell not in in_sight]
    assert ["pip" in "".join(cell["source"]) for cell in hidden] == [True]
