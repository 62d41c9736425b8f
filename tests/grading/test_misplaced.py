"""What lies at another place among the hand-ins is graded or told, and never passed over."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.grading.hand_ins import find_class, lessons_handed_in
from autograder.grading.misplaced import left_over
from tests.grading.material import LESSON

NAME = f"{LESSON}.ipynb"


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    return put(tmp_path / "submitted", f"ada/{LESSON}/{NAME}")


def put(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("path", "student"),
    {
        f"gus/{NAME}": "gus",
        f"ivan/lesson1/{NAME}": "ivan",
        f"ivan/{LESSON} (2)/mine.ipynb": "ivan",
        f"{LESSON}/lea/anything.ipynb": "lea",
    }.items(),
)
def test_a_notebook_whose_student_and_lesson_are_clear_is_a_hand_in(submitted, path, student):
    put(submitted, path)
    found = find_class(submitted, LESSON)
    assert [h.student for h in found] == ["ada", student]
    assert found[1].find().repairs == (
        f"The file stands at {path}, not at {student}/{LESSON}/{NAME}.",
    )
    assert left_over(submitted) == []


@pytest.mark.parametrize(
    ("path", "advice"),
    {
        "nora_01_gradient.ipynb": "move it to STUDENT/LESSON/LESSON.ipynb",
        f"nora_{NAME}": f"move it to STUDENT/{LESSON}/{NAME}",
        f"{LESSON}/nora.ipynb": f"move it to STUDENT/{LESSON}/{NAME}",
        "ben/Untitled.ipynb": "move it to ben/LESSON/LESSON.ipynb",
        f"ada/{NAME}": "more than one",
        "class.zip": "unpack it",
        f"ben/{LESSON}.zip": f"unpack it and put the notebook at ben/{LESSON}/{NAME}",
        "ben/answers.py": "not a notebook",
        "\x1b[31mred.ipynb": "move it",
        f"ben/lesson 1/week 2/parts/{LESSON}.zip": "unpack it",
    }.items(),
)
def test_what_is_not_clear_is_told_with_where_it_belongs(submitted, path, advice):
    put(submitted, path)
    assert [h.student for h in find_class(submitted, LESSON)] == ["ada"]
    head, line = left_over(submitted)
    assert "STUDENT/LESSON/LESSON.ipynb" in head
    assert re.match(rf"  {re.escape(path.removeprefix(chr(27) + '[31m'))}: .*{advice}", line)
    assert "\x1b" not in line


def test_of_two_notebooks_at_other_places_the_newest_counts_and_a_person_is_asked(submitted):
    put(submitted, f"gus/{NAME}", f"gus/mine/{NAME}")
    os.utime(submitted / "gus" / NAME, (1, 1))
    _, gus = find_class(submitted, LESSON)
    found = gus.find()
    assert found.path == submitted / "gus" / "mine" / NAME
    assert [note.split(" ")[0] for note in found.repairs] == ["The", "Unsure"]


def test_what_stands_at_its_place_or_is_no_hand_in_is_not_told(submitted, tmp_path):
    put(submitted, f"ada/{LESSON}/data.zip", "ada/03_autograd/any.ipynb", "roster.csv", ".x.ipynb")
    (submitted / "absent").mkdir()
    assert left_over(submitted) == []
    assert lessons_handed_in(submitted) == [LESSON, "03_autograd"]


def test_of_many_the_first_are_told_and_the_rest_counted(submitted):
    put(submitted, *(f"flat_{n:02d}.ipynb" for n in range(25)))
    assert len(left_over(submitted)) == 22
    assert left_over(submitted)[-1] == "  … and 5 more."


def test_a_class_of_misplaced_files_alone_is_told_with_the_error(tmp_path):
    put(tmp_path, "nora.ipynb")
    with pytest.raises(UsageError, match="(?s)Nobody has handed in.*nora.ipynb: .*move it"):
        find_class(tmp_path, LESSON)
