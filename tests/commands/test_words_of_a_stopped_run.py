"""What a run says that has to stop, while its workers still judge: nothing of it is swallowed."""

from __future__ import annotations

import errno
import json
import os
import threading

import torch

from autograder.cli import main
from autograder.commands import STOPPED
from autograder.grading import submission
from autograder.grading.batch import ResultWriter
from autograder.probing.probes import calm
from tests.grading.material import LESSON, filled, hand_in, small_course
from tests.grading.stand_ins import graded_as

PATIENCE_S = 60.0


class NoKernels:
    def __init__(self, *settings: object) -> None:
        pass

    def start(self) -> None:
        pass

    def wait(self) -> None:
        pass


class Noticing:
    """A lock that notes when the main thread asks for it."""

    def __init__(self) -> None:
        self.lock, self.asked = threading.Lock(), threading.Event()

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self.asked.set()
        self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()


def test_a_run_that_stops_while_somebody_is_judged_says_why(tmp_path, monkeypatch, capfd):
    course = small_course(tmp_path / "course", LESSON)
    release = json.loads(course.release(LESSON).read_text())
    for student in ("ana", "ben"):
        hand_in(course.root / "submitted", student, json.dumps(filled(release, {})).encode())
    alone, judging = Noticing(), threading.Event()

    def grade(task, cancelled):
        if task.student == "ben":
            with alone, calm(torch.device("cpu"), 1):
                judging.set()
                alone.asked.wait(PATIENCE_S)
        return graded_as(0.5, task)

    def save(writer, graded, arrival):
        judging.wait(PATIENCE_S)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("autograder.commands.grade.Kernels", NoKernels)
    monkeypatch.setattr("autograder.grading.workers.grade_task", grade)
    monkeypatch.setattr(submission, "make_ready", lambda *arguments: None)
    monkeypatch.setattr(ResultWriter, "save", save)
    monkeypatch.chdir(course.root)
    words = ["grade", LESSON, "--device", "cpu", "--sandbox", "off", "--workers", "2"]
    alone.asked.clear()
    monkeypatch.setattr(submission, "ALONE", alone)
    assert main(words) == STOPPED
    printed = capfd.readouterr()
    assert f"{LESSON}: 0 of 2 hand-ins" in printed.out
    assert "Stopped: can't write to grading: No space left on device" in printed.err
