"""Hand-ins that end, hang or upset their kernel: it costs the exercise, not the hand-in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import autograder.grading.submission
from autograder.grading.executing import KernelFault, execute
from autograder.grading.records import Graded, Settings
from autograder.grading.submission import grade_submission
from tests.grading.material import LESSON, RIGHT, filled, hand_in, small_course

SETTINGS = Settings(cell_timeout_s=10)
TROUBLE = {
    "gradient_formula": "def gradient_formula(x, y):\n    return 2 x",
    "fun_dz": "def fun_dz(x, y):\n    while True:\n        pass",
    "gradient_descent": "import os\n\ndef gradient_descent(*args):\n    os._exit(0)",
    "stable_learning_rate": RIGHT["stable_learning_rate"],
}


@pytest.fixture(scope="module")
def troubled(release) -> dict:
    graded = grade_submission(json.dumps(filled(release, TROUBLE)).encode(), LESSON, 11, SETTINGS)
    return {"graded": graded, **{e.id: e for e in graded.record.exercises}}


def test_a_syntax_error_is_told_in_pythons_own_words(troubled):
    record = troubled["gradient_formula"]
    assert (record.status, record.score) == ("error", 0)
    assert "SyntaxError: invalid syntax (line 2)" in record.message


def test_an_endless_loop_is_a_timeout_of_its_own_exercise(troubled):
    record = troubled["fun_dz"]
    assert (record.status, record.score) == ("timeout", 0)
    assert "10 s while `fun_dz` was checked" in record.message


def test_ending_python_is_an_error_of_its_own_exercise(troubled):
    record = troubled["gradient_descent"]
    assert (record.status, record.score) == ("error", 0)
    assert "Python itself ended while `gradient_descent` was checked" in record.message


def test_the_exercises_after_it_keep_their_points(troubled):
    assert troubled["stable_learning_rate"].status == "passed"
    graded: Graded = troubled["graded"]
    assert (graded.record.status, graded.record.score) == ("graded", 1)


def test_a_kernel_that_can_not_import_the_course_is_a_fault_of_the_grader(release):
    notebook = autograder.grading.submission.parse_notebook(json.dumps(release).encode())
    with pytest.raises(KernelFault, match="no_such_module"):
        execute(notebook, SETTINGS, ["no_such_module"])


def test_a_fault_of_the_grader_is_undetermined_and_no_zero(release, monkeypatch):
    def fails(*args):
        raise KernelFault("the kernel did not start: no memory")

    monkeypatch.setattr(autograder.grading.submission, "execute", fails)
    record = grade_submission(json.dumps(release).encode(), LESSON, 0).record
    assert (record.status, record.score) == ("undetermined", None)
    assert "no memory" in record.message
    assert "not the student's fault" in record.message


WAITS = """
import os
with open({fifo!r}, "w") as pipe:
    pipe.write(str(os.getpid()))
while True:
    pass
"""


def test_an_interrupted_run_ends_with_130_and_leaves_no_kernel(release, tmp_path: Path):
    course = small_course(tmp_path / "course", LESSON)
    os.mkfifo(tmp_path / "fifo")
    answers = {"fun_dz": WAITS.format(fifo=str(tmp_path / "fifo"))}
    hand_in(course.root / "submitted", "ada", json.dumps(filled(release, answers)).encode())
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--sandbox", "off"]
    with subprocess.Popen(command, cwd=course.root, stderr=subprocess.PIPE, text=True) as grader:
        kernel = int((tmp_path / "fifo").read_text())  # waits until the hand-in's cell runs
        grader.send_signal(signal.SIGINT)
        _, words = grader.communicate()
    assert grader.returncode == 130
    assert "interrupted" in words
    assert "Traceback" not in words
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)
