"""The small course that hand-ins are made of."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.grading.course import Course
from tests.grading.material import LESSON, small_course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("malformed") / "course", LESSON)


@pytest.fixture(scope="session")
def release(course: Course) -> dict[str, Any]:
    return json.loads(course.release(LESSON).read_text())


@pytest.fixture(scope="session")
def released(course: Course) -> NotebookNode:
    return nbformat.read(course.release(LESSON), as_version=4)
