"""Solutions in ``my/solutions/``: new ones come, untouched ones are renewed, the others stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.copies.desks import Desk
from autograder.copies.solved import put_solutions, solved_name


def text_of(source: str, outputs: tuple[str, ...] = ()) -> str:
    shown = [{"output_type": "stream", "name": "stdout", "text": each} for each in outputs]
    cell = {
        "cell_type": "code", "id": "a", "metadata": {}, "source": source, "outputs": shown,
        "execution_count": None,
    }  # fmt: skip
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path) -> Path:
    """The solution that the course has; the learner's is ``my/solutions/solution_01_x.ipynb``."""
    path = tmp_path / solved_name("01_x")
    path.parent.mkdir(parents=True)
    path.write_text(text_of("1 + 1"))
    return path


def test_a_solution_is_copied_once_and_renewed_while_nobody_writes_in_it(course, tmp_path):
    own = tmp_path / "my" / "solutions" / "solution_01_x.ipynb"
    assert put_solutions(Desk(tmp_path)) == ["01_x"]
    assert put_solutions(Desk(tmp_path)) == []
    own.write_text(text_of("1 + 1", ("2",)))
    course.write_text(text_of("1 + 2"))
    assert put_solutions(Desk(tmp_path)) == ["01_x"]
    assert own.read_text() == text_of("1 + 2")


@pytest.mark.parametrize("written", [text_of("mine"), "no notebook", ""])
def test_a_solution_in_which_somebody_has_written_stays(course, tmp_path, written):
    own = tmp_path / "my" / "solutions" / "solution_01_x.ipynb"
    put_solutions(Desk(tmp_path))
    own.write_text(written)
    course.write_text(text_of("1 + 2"))
    assert put_solutions(Desk(tmp_path)) == []
    assert own.read_text() == written


def test_a_course_without_such_solutions_gives_none(tmp_path):
    assert put_solutions(Desk(tmp_path)) == []
    assert not (tmp_path / "my").exists()
