"""A class that the command line grades once for all tests: each hand-in costs a kernel."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.simulation import simulate
from tests.grading.material import (
    FORGED,
    LESSON,
    N_SIMULATED,
    NOISY,
    SEED,
    GradedClass,
    filled,
    hand_in,
    hashes_below,
    saved_by_colab,
    small_course,
)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("course") / "with a space", LESSON)


@pytest.fixture(scope="session")
def release(course: Course) -> dict[str, Any]:
    return json.loads(course.release(LESSON).read_text())


@pytest.fixture(scope="session")
def graded(
    release: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> GradedClass:
    """The class, graded by the first test worker that asks for it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    told = shared / "graded_class.json"
    with (shared / "graded_class.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            made = grade_a_class(small_course(shared / "a class", LESSON), release)
            told.write_text(json.dumps(made))
    return GradedClass(Course(shared / "a class"), **json.loads(told.read_text()))


def grade_a_class(course: Course, release: Mapping[str, Any]) -> dict[str, Any]:
    """Makes a class, grades it on the command line, and tells what came of it."""
    submitted = course.root / "submitted"
    simulate(course, LESSON, submitted, N_SIMULATED, SEED)
    for student, answers in {"colab": NOISY, "forger": FORGED}.items():
        notebook = filled(release, answers)
        saved = saved_by_colab(notebook) if student == "colab" else notebook
        hand_in(submitted, student, json.dumps(saved).encode())
    hand_in(submitted, "page", b"<!DOCTYPE html><html><script>alert(1)</script></html>")
    hand_in(submitted, "torn", json.dumps(release).encode()[:900])
    (submitted / "folder" / LESSON / f"{LESSON}.ipynb").mkdir(parents=True)
    (submitted / "absent").mkdir()
    before = hashes_below(submitted)
    words = io.StringIO()
    arguments = ["grade", LESSON, "--device", "cpu", "--seed", str(SEED)]
    with contextlib.chdir(course.root), contextlib.redirect_stdout(words):
        code = main([*arguments, "--out", "results"])
    return {"code": code, "printed": words.getvalue(), "before": before}
