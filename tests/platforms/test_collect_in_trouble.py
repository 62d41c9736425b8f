"""Whatever stops a run, each hand-in is whole or not there, and the next run brings the rest."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.databases import sqlite_url
from autograder.grading.locks import locked
from autograder.grading.places import Places
from autograder.platforms import placing
from autograder.platforms.placing import Work, place
from tests.platforms.builders import ANA, CLASS, LESSON, canvas_zip, notebook

STEPS = ("rename", "write_bytes", "write_text", "mkdir", "rmdir")
"""What placing does to the disk, each by a method of ``Path``."""


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def stop_at(monkeypatch, step: int, error: BaseException) -> None:
    """Has the n-th of these steps below .../submitted fail."""
    count = [0]

    def wrapped(real):
        def method(self, *arguments, **options):
            if "submitted" in str(self):
                count[0] += 1
                if count[0] == step:
                    raise error
            return real(self, *arguments, **options)

        return method

    for name in STEPS:
        monkeypatch.setattr(Path, name, wrapped(getattr(Path, name)))


def whole(submitted: Path, known: set[bytes]) -> None:
    """Every place that the grader looks at holds a whole hand-in with its mark."""
    for folder in submitted.glob("*/0*"):
        assert (folder / f"{folder.name}.ipynb").read_bytes() in known
        assert json.loads((folder / placing.MARK).read_text())["sha256"]


OLD, NEW = Work("ana", LESSON, b"old"), Work("ana", LESSON, b"new")


@pytest.mark.parametrize("step", range(1, 12))
@pytest.mark.parametrize(
    "error", [Killed(), OSError(errno.ENOSPC, "No space")], ids=["kill", "full"]
)
def test_a_run_that_ends_anywhere_leaves_nothing_half_and_loses_nothing(
    tmp_path, monkeypatch, step, error
):
    submitted = tmp_path / "submitted"
    with monkeypatch.context() as patched:
        stop_at(patched, step, error)
        try:
            place(submitted, OLD)
            place(submitted, NEW)
        except (Killed, OSError):
            pass
        else:
            assert step > 8, "so many steps there are"
    whole(submitted, {b"old", b"new"})
    place(submitted, OLD)
    place(submitted, NEW)
    at = submitted / "ana"
    assert (at / LESSON / f"{LESSON}.ipynb").read_bytes() == b"new"
    assert [p.read_bytes() for p in at.glob(".aside/*/*/*.ipynb")] == [b"old"]


def test_a_full_disk_is_told_and_the_same_command_goes_on(desk, tmp_path, monkeypatch, capsys):
    path = canvas_zip(tmp_path, [(s, "a.ipynb", notebook(mark=s.full), False) for s in CLASS])
    with monkeypatch.context() as patched:
        stop_at(patched, 12, OSError(errno.ENOSPC, "No space left on device"))
        assert desk.collect(path) == 3
    assert "No space left on device" in capsys.readouterr().err
    assert 0 < len(desk.notebooks()) < len(CLASS)
    assert desk.collect(path) == 0
    assert len(desk.notebooks()) == len(CLASS)


def test_a_second_run_at_the_same_time_is_refused(desk, tmp_path, capsys):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    desk.submitted.mkdir()
    places = Places(desk.submitted, desk.submitted, sqlite_url(desk.submitted / "gradebook.db"))
    with locked(places):
        assert desk.collect(path) == 2
    assert str(os.getpid()) in capsys.readouterr().err
    assert desk.notebooks() == {}
    assert desk.collect(path) == 0


KILLED = """
import os, pathlib, signal, sys
from autograder.cli import main
real, done = pathlib.Path.rename, []
def rename(self, target):
    done.append(target)
    if len(done) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
pathlib.Path.rename = rename
main(sys.argv[1:])
"""


def test_a_run_that_is_killed_leaves_whole_hand_ins_and_no_lock(desk, tmp_path):
    data = {s: notebook(mark=s.full) for s in CLASS}
    many = [(s, f"{n}.ipynb", data[s], False) for n, s in enumerate(CLASS)]
    path = canvas_zip(tmp_path, many)
    command = [sys.executable, "-c", KILLED, "collect", str(path)]
    command += ["--to", str(desk.submitted), "--out", str(desk.root / "grading")]
    assert subprocess.run(command, capture_output=True).returncode == -signal.SIGKILL
    assert len(desk.notebooks()) == 1
    whole(desk.submitted, set(data.values()))
    assert desk.collect(path) == 0
    assert len(desk.notebooks()) == len(CLASS)


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_student_folder_that_is_none_is_left_as_it_is(desk, tmp_path, kind):
    desk.submitted.mkdir()
    there = desk.submitted / str(ANA.id)
    if kind == "link":
        (tmp_path / "elsewhere").mkdir()
        there.symlink_to(tmp_path / "elsewhere")
    else:
        there.write_text("mine")
    assert desk.collect(canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])) == 1
    assert not desk.notebooks()
    assert kind == "file" or not any((tmp_path / "elsewhere").iterdir())


def test_two_folders_that_differ_in_capitals_alone_are_never_made(tmp_path):
    place(tmp_path, Work("AB1", LESSON, b"one"))
    assert place(tmp_path, Work("ab1", LESSON, b"two")).state == placing.LOOK
    assert [p.name for p in tmp_path.iterdir()] == ["AB1"]
