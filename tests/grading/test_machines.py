"""The command on machines that lack what others have: modes of files, locks, signs, a home."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.errors import UsageError
from autograder.grading.course import Course
from autograder.grading.locks import locked
from autograder.grading.places import Places
from autograder.machine import STAND_IN, STAND_INS, make_do
from tests.grading.material import LESSON, RIGHT, filled, hand_in, small_course
from tests.kernels.test_ordinary_user import script

ROOT = Path(__file__).resolve().parents[2]
OTHER = "02_computational_graphs"
DENYING = """
import os, sys, errno, fcntl

def deny(*arguments, **named):
    raise OSError(errno.{code}, os.strerror(errno.{code}))

{names} = deny
from autograder.cli import main
sys.exit(main(sys.argv[1:]))
"""
ON_WINDOWS = """
import importlib.abc, os, signal, sys, types
import dateutil.tz, IPython, ipykernel, jupyter_client.launcher, jupyter_client.win_interrupt
import matplotlib.pyplot, multiprocessing, nbclient, nbconvert, rich.console, torch

GONE = {"fcntl", "grp", "posix_ipc", "pwd", "resource", "syslog", "termios"}

class Without(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in GONE:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in GONE:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Without())
jupyter_client.launcher.sys = types.SimpleNamespace(platform=sys.platform, executable="")
sys.platform = "win32"
for name in ("fchmod", "fork", "getuid", "geteuid", "killpg", "setsid", "waitid"):
    delattr(os, name)
for name in ("SIGALRM", "SIGCHLD", "pidfd_send_signal", "pthread_sigmask", "setitimer"):
    delattr(signal, name)
from autograder.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""As far as a Linux machine can be one: POSIX's modules, calls and signals are gone from ours."""


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course with a class of one hand-in, all of it right."""
    course = small_course(tmp_path / "course", LESSON)
    release = json.loads(course.release(LESSON).read_text())
    hand_in(course.root / "submitted", "ana", json.dumps(filled(release, RIGHT)).encode())
    return course


def run(course: Course, program: str, *arguments: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=course.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
        capture_output=True,
        timeout=300,
    )


def results(course: Course, lesson: str = LESSON) -> list[dict]:
    text = (course.root / "grading/results" / f"{lesson}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("code", "names"),
    [("EPERM", "os.fchmod = os.chmod = os.lchmod"), ("ENOLCK", "fcntl.flock")],
    ids=["modes of files can't be set", "files can't be locked"],
)
def test_a_file_system_that_refuses_costs_nobody_a_result(own, code, names):
    done = run(own, DENYING.format(code=code, names=names), "grade", LESSON, "--device", "cpu")
    assert done.returncode == 0, done.stderr.decode()
    assert [r["score"] for r in results(own)] == [9.0]
    assert (own.root / "grading/feedback/ana" / LESSON / f"{LESSON}.html").is_file()


@pytest.mark.parametrize("can_lock", [True, False])
def test_a_second_run_is_refused_with_the_number_of_the_first(tmp_path, monkeypatch, can_lock):
    places = Places(tmp_path, tmp_path, f"sqlite:///{tmp_path}/gradebook.db")
    if not can_lock:
        monkeypatch.setattr(fcntl, "flock", _no_locks)
    with locked(places), pytest.raises(UsageError, match=f"process {os.getpid()}"), locked(places):
        pass
    with locked(places):  # the end of the first has freed it
        assert (tmp_path / ".lock.held").exists() is not can_lock


def _no_locks(*arguments: object) -> None:
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def test_what_a_dead_run_left_on_a_disk_without_locks_holds_nobody_up(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", _no_locks)
    program = DENYING.partition("from autograder.cli")[0].format(code="ENOLCK", names="fcntl.flock")
    places = f"Places(Path({str(tmp_path)!r}), Path({str(tmp_path)!r}), 'sqlite:///x.db')"
    killed = f"""{program}
from pathlib import Path
from autograder.grading.locks import locked
from autograder.grading.places import Places
with locked({places}):
    os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, check=False)
    assert ended.returncode == -9
    assert (tmp_path / ".lock.held").exists()
    with locked(Places(tmp_path, tmp_path, f"sqlite:///{tmp_path}/gradebook.db")):
        pass


@pytest.mark.parametrize(
    "encoding",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["latin-1", "cp1252", "ascii"],
)
def test_the_table_can_be_read_in_a_terminal_of_any_encoding(own, encoding):
    hand_in(own.root / "submitted", "山田", b"no notebook")
    program = "import sys; from autograder.cli import main; sys.exit(main(sys.argv[1:]))"
    done = run(own, program, "grade", LESSON, "--device", "cpu", **encoding)
    text = done.stdout.decode("ascii", "replace")
    assert done.returncode == 1, done.stderr.decode("ascii", "replace")
    assert "ana" in text
    assert "+ passed" in text
    assert "\\u5c71\\u7530" in text
    assert sorted(r["student"] for r in results(own)) == ["ana", "山田"]


def test_each_stand_in_is_one_sign_that_every_terminal_has():
    make_do()
    for sign, stand_in in STAND_INS.items():
        assert chr(sign).encode("ascii", STAND_IN).decode() == stand_in
        assert len(stand_in) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes a user that the machine doesn't know")
@pytest.mark.parametrize("command", ["check", "grade"])
def test_a_user_without_a_home_and_a_name_is_served(own, command):
    needed = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT, own.root]
    for path in own.root.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    own.root.chmod(0o777)
    notebook = f"submitted/ana/{LESSON}/{LESSON}.ipynb"
    what = [notebook] if command == "check" else [LESSON, "--device", "cpu"]
    program = ["env", "-u", "HOME", "-u", "USER", "-u", "LOGNAME", f"PYTHONPATH={ROOT}"]
    words = [*program, sys.executable, "-B", "-m", "autograder", command, *what]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script(needed, words)],
        cwd=own.root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_on_windows_a_learner_can_check_and_a_class_be_made(own):
    notebook = f"submitted/ana/{LESSON}/{LESSON}.ipynb"
    checked = run(own, ON_WINDOWS, "check", notebook)
    assert checked.returncode == 0, (checked.stdout + checked.stderr).decode()
    assert "Total: 9 of 9 points" in checked.stdout.decode()
    made = run(own, ON_WINDOWS, "simulate", LESSON, "--students", "2", "--out", "class")
    assert made.returncode == 0, made.stderr.decode()
    refused = run(own, ON_WINDOWS, "grade", LESSON, "--sandbox", "off")
    assert refused.returncode == 2
    assert refused.stderr.decode().startswith("autograder: Grading needs Linux")
    assert not (own.root / "grading").exists()


def test_a_lesson_whose_gradebook_is_of_an_earlier_version_keeps_no_other_from_being_graded(
    tmp_path, monkeypatch, capsys
):
    course = small_course(tmp_path / "course", LESSON)
    other = small_course(tmp_path / "other", OTHER)
    for folder in ("course/en", "solutions/en"):
        (other.root / folder / OTHER).rename(course.root / folder / OTHER)
    whole = {path: path.read_text() for path in (course.solution(OTHER), course.release(OTHER))}
    for path, text in whole.items():
        path.write_text(json.dumps(_without(json.loads(text), "gradient_check")))
    for lesson in (LESSON, OTHER):
        release = course.release(lesson).read_bytes()
        hand_in(course.root / "submitted", "ana", release, lesson)
    monkeypatch.chdir(course.root)
    assert main(["grade", OTHER, "--device", "cpu"]) == 0
    for path, text in whole.items():
        path.write_text(text)  # an exercise has been added in mid-term
    capsys.readouterr()
    assert main(["grade", LESSON, OTHER, "--device", "cpu"]) == 1
    assert len(results(course)) == 1
    said = capsys.readouterr()
    assert f"another version of {OTHER}" in said.err
    assert f"Not graded, as said at the start: {OTHER}" in said.out


def _without(notebook: dict, exercise: str) -> dict:
    cells = notebook["cells"]
    kept = [
        c for c in cells if exercise not in c["metadata"].get("nbgrader", {}).get("grade_id", "")
    ]
    return notebook | {"cells": kept}
