"""``autograder lessons``: all that is missing comes, and nothing that is there goes."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys

import pytest

from autograder.cli import main
from autograder.copies.desks import find_desk
from autograder.copies.origin import remember_built
from autograder.copies.writing import put_new
from tests.commands.conftest import LESSON, OTHER, ROOT, Course, code_cell, hashes_below

STRANGE = {  # what may stand at the place of a notebook
    "an edited notebook": lambda path: path.write_text('{"cells": [], "metadata": {"mine": 1}}'),
    "an empty file": lambda path: path.write_bytes(b""),
    "a notebook that is cut off": lambda path: path.write_text('{"cells": [{"cell_type": "co'),
    "other bytes": lambda path: path.write_bytes(b"\x89PNG\xff\xfe"),
    "a folder": lambda path: (path / "in it").mkdir(parents=True),
    "a link to nothing": lambda path: path.symlink_to("nowhere.ipynb"),
}


def started(course: Course, before: str = "") -> subprocess.Popen[str]:
    """The command in a process of its own, after these lines of Python."""
    lines = ("import os, signal, sys", before, "from autograder.cli import main")
    program = "\n".join([*lines, "sys.exit(main(['lessons']))"])
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=course.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_lessons_are_copied_as_they_are_side_by_side(course, capsys):
    assert main(["lessons"]) == 0
    assert f"New in my/, where you work and nothing is overwritten: {LESSON}, {OTHER}." in (
        capsys.readouterr().out
    )
    for lesson in (LESSON, OTHER):
        assert course.mine(lesson).read_bytes() == course.released(lesson).read_bytes()
    assert (course.mine().parent / f"../{OTHER}/{OTHER}.ipynb").is_file()


@pytest.mark.parametrize("what", STRANGE)
def test_what_stands_there_stays_whatever_it_is(course, what):
    course.mine().parent.mkdir(parents=True)
    STRANGE[what](course.mine())
    before = course.mine().lstat()
    assert main(["lessons"]) == 0
    after = course.mine().lstat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_size,
    )
    assert course.mine(OTHER).is_file()


def test_a_second_time_nothing_is_written(filled, capsys):
    filled.answer(filled.mine())
    before = {p: p.stat().st_mtime_ns for p in (filled.root / "my").rglob("*")}
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out == "Your lessons are in my/, all of them: nothing was copied.\n"
    assert before == {p: p.stat().st_mtime_ns for p in (filled.root / "my").rglob("*")}


def test_a_new_lesson_is_added_to_the_others(filled, capsys):
    before = filled.kept()
    new = filled.root / "course/en/03_new/03_new.ipynb"
    new.parent.mkdir()
    shutil.copy(filled.released(), new)
    assert main(["lessons"]) == 0
    assert "overwritten: 03_new.\n" in capsys.readouterr().out
    assert filled.mine("03_new").read_bytes() == new.read_bytes()
    assert before.items() <= filled.kept().items()


@pytest.mark.parametrize(
    ("by_make", "update", "anew"),
    [
        (False, f"autograder update {LESSON}", f"autograder anew {LESSON}"),
        (True, f"make update LESSON={LESSON}", f"make anew LESSON={LESSON}"),
    ],
)
def test_a_new_version_is_told_in_a_sentence_with_both_commands(
    filled, capsys, monkeypatch, by_make, update, anew
):
    if by_make:
        monkeypatch.setenv("MAKELEVEL", "1")
    filled.release(lambda notebook: notebook["cells"].pop(3))
    before = filled.kept()
    assert main(["lessons"]) == 0
    (line,) = [x for x in capsys.readouterr().out.splitlines() if "new version" in x]
    assert line.startswith(LESSON) and f"`{update}`" in line and f"`{anew}`" in line
    assert filled.kept() == before


def test_a_new_picture_alone_is_no_new_version(filled, capsys):
    def draw(notebook):
        shown = next(cell for cell in notebook["cells"] if cell.get("outputs"))
        shown["outputs"][0]["data"]["text/html"] = "<details>AAAA</details>"

    filled.release(draw)
    assert main(["lessons"]) == 0
    assert "new version" not in capsys.readouterr().out


def test_git_sees_nothing_of_it_and_a_new_version_comes_without_a_conflict(filled):
    upstream = shutil.copytree(filled.root, filled.root.with_name("upstream"))
    Course(upstream).release(lambda notebook: notebook["cells"].pop(3))
    filled.answer(filled.mine())
    (filled.root / "autograd-progress.json").touch()
    before = filled.kept()
    assert filled.git("status", "--porcelain") == ""
    filled.git("pull", "--quiet", "--ff-only", str(upstream), "HEAD")
    assert main(["update", LESSON]) == 0
    assert "return 42" in filled.mine().read_text()
    assert filled.git("status", "--porcelain") == ""
    assert set(before.values()) - set(filled.kept().values()) <= {
        before[f".released/{LESSON}.ipynb"]
    }


def without_git(course: Course) -> None:
    shutil.rmtree(course.root / ".git")


@pytest.mark.parametrize("git", [True, False])
def test_answers_in_course_are_carried_over_and_told_once(course, capsys, git):
    course.answer(course.released())
    if not git:
        without_git(course)
    assert main(["lessons"]) == 0
    out = capsys.readouterr().out
    assert f"You had written in course/en/{LESSON}/{LESSON}.ipynb" in out
    assert f"git checkout -- course/en/{LESSON}/{LESSON}.ipynb" in out
    assert course.mine().read_bytes() == course.released().read_bytes()
    assert "return 42" in course.mine().read_text()
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out.startswith("Your lessons are in my/, all of them")


WORK = {
    "a changed number in a cell of the lesson": lambda cells: play(cells).update(source="n = 3"),
    "a changed text": lambda cells: cells[1].update(source="My own words."),
    "an added cell": lambda cells: cells.insert(2, code_cell("mine = 1", "8c1f-4a")),
    "an added answer": lambda cells: cells.append(code_cell("def fun_dz(): 0", "x")),
}


def play(cells):
    plain = [c for c in cells if c["cell_type"] == "code" and "nbgrader" not in c["metadata"]]
    return plain[3]


@pytest.mark.parametrize("git", [True, False])
@pytest.mark.parametrize("what", WORK)
def test_other_work_in_course_is_seen_too(course, capsys, what, git):
    if not git:
        without_git(course)
    course.edit(course.released(), lambda notebook: WORK[what](notebook["cells"]))
    assert main(["lessons"]) == 0
    out = capsys.readouterr().out
    assert out.count("You had written in") == 1
    assert course.mine().read_bytes() == course.released().read_bytes()


def test_outputs_alone_are_no_work(course, capsys):
    def run(notebook):
        play(notebook["cells"]).update(outputs=[], execution_count=7)

    course.edit(course.released(), run)
    assert main(["lessons"]) == 0
    assert "You had written" not in capsys.readouterr().out


def test_what_a_build_wrote_is_no_work_before_it_is_committed(course, capsys):
    course.edit(course.released(), lambda notebook: notebook["cells"].pop(3))
    data = {course.desk.release_name(LESSON): course.released().read_bytes()}
    remember_built(course.root, data)
    assert main(["lessons"]) == 0
    assert "You had written" not in capsys.readouterr().out


def test_a_damaged_lesson_comes_from_git_and_without_git_is_told(course, capsys):
    course.released().write_text("{")
    assert main(["lessons"]) == 0
    assert f"git checkout -- course/en/{LESSON}" in capsys.readouterr().err
    assert len(json.loads(course.mine().read_text())["cells"]) > 50
    course.released(OTHER).write_text("{")
    course.mine(OTHER).unlink()
    without_git(course)
    assert main(["lessons"]) == 0
    assert f"{OTHER}.ipynb is not as it was handed out: it isn't whole" in capsys.readouterr().err
    assert not course.mine(OTHER).exists()


KILLED = """
calls = 0
def killing(name, real):
    def call(*arguments, **options):
        global calls
        calls += 1
        if calls == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    setattr(os, name, call)
for name in ("fsync", "link", "replace"):
    killing(name, getattr(os, name))
"""


@pytest.mark.parametrize("number", range(1, 9))
def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_goes_on(course, number):
    run = started(course, KILLED.format(number=number))
    run.communicate()
    assert run.returncode == -9
    for path in (course.root / "my").rglob("[0-9]*.ipynb"):
        json.loads(path.read_text(encoding="utf-8"))
    assert main(["lessons"]) == 0
    for lesson in (LESSON, OTHER):
        assert course.mine(lesson).read_bytes() == course.released(lesson).read_bytes()


def test_several_at_once_copy_each_lesson_once(course):
    runs = [started(course) for _ in range(4)]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    for lesson in (LESSON, OTHER):
        assert sum(lesson in words for words in said) == 1
        assert course.mine(lesson).read_bytes() == course.released(lesson).read_bytes()
    assert not [path for path in course.kept() if "tmp" in path]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch, links):
    path = tmp_path / "mine.ipynb"
    fsync = os.fsync

    def meanwhile(handle):
        path.write_text("mine")
        fsync(handle)

    def refuse(*arguments, **options):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fsync", meanwhile)
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    assert put_new(path, b"new") is False
    assert [p.read_text() for p in tmp_path.iterdir()] == ["mine"]


def test_nor_is_one_that_appears_at_the_last_moment(tmp_path, monkeypatch):
    path = tmp_path / "mine.ipynb"
    lexists = os.path.lexists

    def not_yet(asked):
        found = lexists(asked)
        path.write_text("mine")
        return found

    monkeypatch.setattr(os.path, "lexists", not_yet)
    assert put_new(path, b"new") is False
    assert [p.read_text() for p in tmp_path.iterdir()] == ["mine"]


def test_a_disk_without_hard_links_will_do(course, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert main(["lessons"]) == 0
    assert course.mine().read_bytes() == course.released().read_bytes()
    assert not [path for path in course.kept() if "tmp" in path]


FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (90_000, 90_000))
"""


def test_a_full_disk_is_told_and_the_next_run_goes_on(course):
    run = started(course, FULL)
    told = run.communicate()[1]
    assert run.returncode == 2
    assert "Can't write" in told and "Nothing was lost" in told and len(told.splitlines()) == 1
    assert not [path for path in course.kept() if "tmp" in path]
    assert main(["lessons"]) == 0
    assert course.mine(OTHER).read_bytes() == course.released(OTHER).read_bytes()


NO_FOLDER = {
    "a file": lambda path: path.write_text("mine"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a folder in which nothing can be written": lambda path: path.symlink_to("/proc"),
}


@pytest.mark.parametrize("what", NO_FOLDER)
def test_a_place_that_is_no_folder_to_write_into_is_told(course, capsys, what):
    my = course.root / "my"
    NO_FOLDER[what](my)
    assert main(["lessons"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("autograder: Can't write") and len(told.splitlines()) == 1
    assert os.path.lexists(my)


def test_my_may_be_a_link_to_another_folder(course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (course.root / "my").symlink_to(elsewhere)
    assert main(["lessons"]) == 0
    assert (elsewhere / LESSON / f"{LESSON}.ipynb").read_bytes() == course.released().read_bytes()


def test_a_moved_checkout_keeps_all(filled, capsys, monkeypatch):
    filled.answer(filled.mine())
    before = filled.kept()
    moved = Course(filled.root.rename(filled.root.with_name("moved")))
    monkeypatch.chdir(moved.root)
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out.startswith("Your lessons are in my/, all of them")
    assert moved.kept() == before


def test_it_imports_nothing_that_takes_long(course):
    run = started(course, "import atexit\natexit.register(lambda: print(*sys.modules))")
    loaded = set(run.communicate()[0].split())
    assert run.returncode == 0
    assert not {"torch", "numpy", "nbformat", "nbgrader"} & loaded


def test_the_course_is_found_from_any_of_its_folders_and_else_by_the_package(course, tmp_path):
    assert find_desk(course.released().parent).root == course.root
    assert find_desk(tmp_path).root == ROOT


def test_course_itself_is_never_written_to(course):
    before = hashes_below(course.root / "course")
    main(["lessons"])
    assert hashes_below(course.root / "course") == before
