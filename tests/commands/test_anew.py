"""``autograder anew``: a new copy, and the old notebook beside it, whatever it is."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil

import pytest

from autograder.cli import main
from tests.commands.conftest import LESSON, OTHER, code_cell, sources

ASIDE = re.compile(rf"{LESSON} \(before \d{{4}}-\d\d-\d\d \d{{4}}( \d+)?\)\.ipynb")


def emptied(course):
    course.mine().write_bytes(b"")


def cut_off(course):
    course.mine().write_bytes(course.mine().read_bytes()[:5_000])


def other_bytes(course):
    course.mine().write_bytes(b"\x89PNG\xff\xfe")


def answered(course):
    course.answer(course.mine())


def written_below(course):
    course.edit(course.mine(), lambda notebook: notebook["cells"].append(code_cell("1", "mine")))


STATES = [answered, written_below, emptied, cut_off, other_bytes]


def said(capsys) -> str:
    return capsys.readouterr().out


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("state", STATES)
def test_the_old_notebook_stays_beside_the_new_one(filled, capsys, monkeypatch, state, links):
    state(filled)
    if not links:
        monkeypatch.setattr(os, "link", refused)
    before = filled.kept()
    assert main(["anew", LESSON]) == 0
    released = json.loads(filled.released().read_text())
    assert sources(json.loads(filled.mine().read_text())) == sources(released)
    after = filled.kept()
    assert set(before.values()) <= set(after.values())
    (aside,) = [name for name in map(os.path.basename, after.keys() - before.keys())]
    assert ASIDE.fullmatch(aside) and repr(aside) in said(capsys)


def refused(*arguments, **options):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_folder_and_a_link_stay_as_they_are_under_the_other_name(filled, tmp_path):
    target = tmp_path / "kept elsewhere.ipynb"
    target.write_text("mine")
    filled.mine().unlink()
    filled.mine().symlink_to(target)
    filled.mine(OTHER).unlink()
    (filled.mine(OTHER) / "in it").mkdir(parents=True)
    assert main(["anew", LESSON, OTHER]) == 0
    assert target.read_text() == "mine"
    asides = {p.name[:2]: p for p in (filled.root / "my").glob("*/*(before*")}
    assert asides["01"].is_symlink() and (asides["02"] / "in it").is_dir()
    assert not filled.mine().is_symlink() and filled.mine(OTHER).is_file()


def test_a_notebook_that_was_removed_or_renamed_comes_back(filled):
    filled.answer(filled.mine())
    renamed = filled.mine().rename(filled.mine().with_name("my answers.ipynb"))
    before = renamed.read_bytes()
    assert main(["anew", LESSON]) == 0
    assert filled.mine().is_file() and renamed.read_bytes() == before


def test_one_that_is_as_it_was_handed_out_is_left_alone(filled, capsys):
    before = filled.kept()
    assert main(["anew", LESSON]) == 0
    assert "nothing was changed" in said(capsys)
    assert filled.kept() == before


def test_twice_in_a_minute_keeps_both(filled):
    for text in ("first = 1", "second = 2"):
        filled.answer(filled.mine(), text)
        assert main(["anew", LESSON]) == 0
    kept = "".join(path.read_text() for path in (filled.root / "my").rglob("*(before*"))
    assert "first = 1" in kept and "second = 2" in kept


def test_other_lessons_and_the_new_version_are_no_matter(filled, capsys):
    filled.answer(filled.mine())
    filled.release(lambda notebook: notebook["cells"].pop(3))
    before = filled.mine(OTHER).stat().st_mtime_ns
    assert main(["anew", LESSON]) == 0
    assert len(json.loads(filled.mine().read_text())["cells"]) == len(
        json.loads(filled.released().read_text())["cells"]
    )
    assert filled.mine(OTHER).stat().st_mtime_ns == before
    said(capsys)
    assert main(["lessons"]) == 0
    assert "new version" not in said(capsys)


def test_answers_in_course_do_not_come_back_as_new(filled, capsys):
    filled.answer(filled.mine())
    filled.answer(filled.released())
    assert main(["anew", LESSON]) == 0
    assert "return 42" not in filled.mine().read_text()
    filled.answer(filled.mine())
    shutil.rmtree(filled.root / ".git")
    before = filled.kept()
    assert main(["anew", LESSON]) == 2
    assert "is not as it was handed out" in capsys.readouterr().err
    assert filled.kept() == before


@pytest.mark.parametrize("command", ["anew", "update"])
def test_no_lesson_and_an_unknown_one_are_told(filled, capsys, command):
    before = filled.kept()
    assert main([command]) == 2
    assert f"Name a lesson: autograder {command} LESSON. There are: {LESSON}, {OTHER}." in (
        capsys.readouterr().err
    )
    assert main([command, LESSON[:-1], OTHER]) == 2
    assert f"Did you mean {LESSON!r}?" in capsys.readouterr().err
    assert filled.kept() == before


@pytest.mark.parametrize("command", ["anew", "update"])
def test_where_nothing_can_be_written_the_notebook_is_as_it_was(
    filled, capsys, monkeypatch, command
):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    filled.answer(filled.mine())
    filled.release(lambda notebook: notebook["cells"].pop(3))
    before = filled.mine().read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    assert main([command, LESSON]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert filled.mine().read_bytes() == before
