"""Hand-ins that end, hang or upset their kernel: it costs the exercise, not the hand-in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

import autograder.grading.submission
from autograder.grading.channels import Message
from autograder.grading.executing import Execution, KernelFault, Run, Watch, execute
from autograder.grading.outputs import Outputs
from autograder.grading.plans import Cell, Plan, Stop
from autograder.grading.settings import BWRAP, OFF, Settings
from autograder.grading.submission import grade_submission
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.limits import Limits
from tests.grading.material import LESSON, RIGHT, filled, hand_in, small_course

TROUBLE = {
    "gradient_formula": "def gradient_formula(x, y):\n    return 2 x",
    "fun_dz": "def fun_dz(x, y):\n    while True:\n        pass",
    "gradient_descent": "import os\n\ndef gradient_descent(*args):\n    os._exit(0)",
    "stable_learning_rate": RIGHT["stable_learning_rate"],
}


OUTCOMES = {  # status, points, words of the message
    "gradient_formula": ("error", 0, "stopped with SyntaxError: invalid syntax (line 2)"),
    "fun_dz": ("timeout", 0, "10 s while `fun_dz` was checked"),
    "gradient_descent": ("error", 0, "Python itself ended while `gradient_descent` was checked"),
    "stable_learning_rate": ("passed", 1, "agree"),
}
SANDBOXED = Settings(sandbox=BWRAP)


def settings(**limits: float) -> Settings:
    return Settings(sandbox=BWRAP, limits=Limits(**limits))


def test_a_bad_cell_an_endless_loop_and_an_ended_python_cost_their_own_exercise_each(release):
    data = json.dumps(filled(release, TROUBLE)).encode()
    record = grade_submission(data, LESSON, 11, settings(cell_timeout_s=10)).record
    assert (record.status, record.score) == ("graded", 1)
    for exercise in record.exercises:
        status, score, words = OUTCOMES[exercise.id]
        assert (exercise.status, exercise.score) == (status, score)
        assert words in exercise.message


GREEDY = {  # what a cell does, the limits, the words of the message
    "prints": ("while True: print('x' * 1000)", {"output_mib": 1}, "more than 1 MiB"),
    "shows one gigantic value": (
        "display({'text/plain': 'x' * 5 * 2**20}, raw=True)",
        {"output_mib": 1},
        "more than 1 MiB",
    ),
    "shows very many": ("while True: display(1)", {"output_mib": 1}, "more than 1 MiB"),
    "takes memory": (
        "kept = []\nwhile True: kept.append(bytes(2**24) + b'1')",
        {"memory_mib": 256},
        "emory",
    ),
}


@pytest.mark.parametrize("case", GREEDY)
def test_what_takes_too_much_costs_its_own_exercise(case, release):
    does, limits, words = GREEDY[case]
    answers = RIGHT | {"fun_dz": f"{does}\n{RIGHT['fun_dz']}"}
    data = json.dumps(filled(release, answers)).encode()
    record = grade_submission(data, LESSON, 11, settings(**limits)).record
    assert (record.status, record.score) == ("graded", 6), record
    (exercise,) = [e for e in record.exercises if e.id == "fun_dz"]
    assert exercise.status == "error"
    assert words in exercise.message


def test_a_cell_that_was_refused_memory_is_blamed_for_what_it_kept_until_the_next():
    for refused, blamed in ((False, 1), (True, 0)):
        plan, outputs = Plan.of([Cell(0), Cell(1)], 30, 180), Outputs()
        execution = Execution(new_notebook(cells=[new_code_cell(), new_code_cell()]))
        run = Run(None, outputs, execution, plan, lambda step: "")
        assert plan.begin()
        plan.came_to_its_end(plan.next(), 1.0)
        if refused:
            outputs.take(0, Message("error", "", {"ename": "MemoryError"}))
        run.note_ending(plan.next(), Watch(), Ending(Cause.MEMORY, -9))
        assert plan.stops == {blamed: Stop.MEMORY}


def test_a_notebook_that_takes_too_long_in_all_keeps_what_it_earned_before(release):
    slow = "while True: pass"
    answers = RIGHT | {"fun_dz": f"{RIGHT['fun_dz']}\n{slow}", "stable_learning_rate": slow}
    data = json.dumps(filled(release, answers)).encode()
    limits = {"cell_timeout_s": 6, "submission_timeout_s": 9}
    record = grade_submission(data, LESSON, 11, settings(**limits)).record
    statuses = [e.status for e in record.exercises]
    assert statuses == ["passed", "passed", "passed", "timeout"], record
    assert "no more of the notebook's 9 s was left" in record.exercises[3].message


def test_a_kernel_that_can_not_import_the_course_is_a_fault_of_the_grader(release):
    notebook = autograder.grading.submission.parse_notebook(json.dumps(release).encode())
    with pytest.raises(KernelFault, match="no_such_module"):
        execute(notebook, Settings(sandbox=OFF), ["no_such_module"])


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
