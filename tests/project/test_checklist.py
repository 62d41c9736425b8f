"""The checklist of lessons/README.md: every point has a place, and every place is there."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import unquote

import pytest

from autograder.answers import find_answer
from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from tests.project.checkout import ROOT

TEXT = (ROOT / "lessons" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+)\.(\d+)([a-z]?) \| (.+?) \| (.+) \|$", TEXT, flags=re.MULTILINE)
N_POINTS = {"0": 12, "1": 8, "2": 6, "3": 7, "4": 6, "5": 6, "6": 7, "7": 3, "8": 9}
"""How many points the course has to cover: for all lessons, for each one, and mistakes."""
LINKS = re.findall(r"\]\(\.\./course/en/([^/]+)/([^/]+)\.ipynb#([^)]+)\)", TEXT)
MISTAKES = re.findall(r"`(\w+)`: (`\w+`(?:, `\w+`)*)", TEXT[TEXT.index("## Known mistakes") :])


def test_every_point_of_the_list_has_a_row():
    points = {part: {int(no) for p, no, *_ in ROWS if p == part} for part, *_ in ROWS}
    assert points == {part: set(range(1, n + 1)) for part, n in N_POINTS.items()}


def test_clauses_are_lettered_from_a_and_none_is_twice():
    letters: dict[tuple[str, str], str] = {}
    for part, no, letter, *_ in ROWS:
        letters[part, no] = letters.get((part, no), "") + letter
    assert all("abcdefgh".startswith(found) for found in letters.values()), letters
    numbers = Counter(part + "." + no + letter for part, no, letter, *_ in ROWS)
    assert max(numbers.values()) == 1


def test_every_row_says_what_and_where():
    assert [row for row in ROWS if not row[3].strip() or not row[4].strip()] == []
    assert len(ROWS) == len(re.findall(r"^\| \d", TEXT, flags=re.MULTILINE))


@pytest.mark.parametrize("lesson", sorted({folder for folder, *_ in LINKS}))
def test_every_place_is_a_heading_of_the_lesson(lesson):
    path = ROOT / "course" / "en" / lesson / f"{lesson}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    headings = re.findall(r"^#{1,3} (.+)$", "\n".join(texts), flags=re.MULTILINE)
    anchors = {heading.replace("`", "").replace(" ", "-") for heading in headings}
    linked = {unquote(anchor) for folder, _, anchor in LINKS if folder == lesson}
    assert all(name == folder for folder, name, _ in LINKS)
    assert linked - anchors == set()


@pytest.mark.parametrize(("exercise", "named"), MISTAKES, ids=lambda value: value[:30])
def test_every_named_mistake_is_known(exercise, named):
    known = {mistake.id for mistake in find_answer(find_exercise(exercise)).mistakes}
    assert set(re.findall(r"`(\w+)`", named)) - known == set()


def test_each_exercise_knows_eight_mistakes_at_least():
    exercises = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]
    few = {e.id: n for e in exercises if (n := len(find_answer(e).mistakes)) < 8}
    assert few == {}
