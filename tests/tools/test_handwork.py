"""`make notebooks` and work in the files that it would replace."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

FOLDERS = ("course", "solutions")


def git(project, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)


def commit(project):
    git(project, "init", "--quiet")
    git(project, "add", "course", "solutions")
    git(project, "commit", "--quiet", "--message", "Build")


def forget(project):
    """As after `make clean`."""
    shutil.rmtree(project.root / "build")


def edit(project, folder, change):
    path = project.notebook(folder)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def cell(cells, name):
    return next(c for c in cells if c["id"] == name)


def rewrite_lesson(project, words="twice three"):
    project.lesson.write_text(project.source.replace("twice a number", words), encoding="utf-8")


def answer(cells):
    cell(cells, "double")["source"] = "def double(x):\n    return x + x"


def explain(cells):
    cells[0]["source"] = "My own words."


def add(cells):
    cells.append({**cells[0], "id": "4f1c-8a", "source": "Mine."})


def play(cells):
    cells[-1]["source"] = "int('two')"


WORK = [answer, explain, add, play]
KNOWN = {  # what tells the build's words from others'
    "a build before": lambda project: None,
    "git": lambda project: (commit(project), forget(project)),
    "the cells alone": forget,
}


def expect_refusal(project, capsys, path):
    before = project.generated()
    capsys.readouterr()
    assert project.build() == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and said[-1] == "Nothing was changed."
    assert said[0].startswith(f"{path.relative_to(project.root)} ")
    assert "git checkout -- " in said[0] and "make notebooks FORCE=1" in said[0]
    assert project.generated() == before
    return said[0]


@pytest.mark.parametrize("lesson", ["as it was", "rewritten"])
@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("work", WORK)
def test_a_notebook_with_work_in_it_is_not_replaced(project, capsys, work, known, lesson):
    project.build()
    KNOWN[known](project)
    edit(project, "course", work)
    if lesson == "rewritten":
        rewrite_lesson(project)
    said = expect_refusal(project, capsys, project.notebook("course"))
    assert "'my/01_tiny/01_tiny (from course).ipynb'" in said


@pytest.mark.parametrize("known", ["a build before", "git"])
@pytest.mark.parametrize("work", WORK)
def test_nor_is_a_solution(project, capsys, work, known):
    project.build()
    KNOWN[known](project)
    edit(project, "solutions", work)
    expect_refusal(project, capsys, project.notebook("solutions"))


def test_what_is_no_notebook_any_more_is_not_replaced(project, capsys):
    project.build()
    project.notebook("course").write_bytes(project.notebook("course").read_bytes()[:300])
    assert "it isn't whole" in expect_refusal(project, capsys, project.notebook("course"))


def test_nor_is_the_notebook_of_a_lesson_that_is_gone_removed_with_work_in_it(project, capsys):
    project.build()
    gone = project.root / "course/en/09_old/09_old.ipynb"
    gone.parent.mkdir()
    shutil.copy(project.notebook("course"), gone)
    edit(project, "course", lambda cells: None)
    text = json.loads(gone.read_text(encoding="utf-8"))
    answer(text["cells"])
    gone.write_text(json.dumps(text), encoding="utf-8")
    expect_refusal(project, capsys, gone)


def test_by_force_it_is_replaced(project):
    project.build()
    before = project.generated()
    edit(project, "course", answer)
    assert project.build("--force") == 0
    assert project.generated() == before


@pytest.mark.parametrize("known", KNOWN)
def test_outputs_and_numbers_of_runs_are_no_work(project, known):
    project.build()
    before = project.generated()
    KNOWN[known](project)

    def run(cells):
        shown = {"output_type": "stream", "name": "stdout", "text": "6"}
        cell(cells, "double").update(outputs=[shown], execution_count=5)

    edit(project, "course", run)
    assert project.build() == 0
    assert project.generated() == before


@pytest.mark.parametrize("with_git", [True, False])
def test_what_a_build_wrote_is_replaced_again_and_again(project, with_git):
    project.build()
    if with_git:
        commit(project)
    for words in ("twice three", "twice four"):
        rewrite_lesson(project, words)
        assert project.build() == 0
        assert all(words in project.notebook(folder).read_text() for folder in FOLDERS)


def test_a_download_without_git_is_built_anew_after_its_lesson_was_changed(project):
    project.build()
    forget(project)
    rewrite_lesson(project)
    assert project.build() == 0
    assert all("twice three" in project.notebook(folder).read_text() for folder in FOLDERS)


def test_after_a_change_of_branches_the_other_ones_notebooks_are_replaced(project):
    project.build()
    commit(project)
    rewrite_lesson(project)
    project.build()
    git(project, "checkout", "--quiet", "-b", "other")
    git(project, "commit", "--quiet", "--all", "--message", "Another text")
    git(project, "checkout", "--quiet", "-")
    forget(project)
    git(project, "checkout", "--quiet", "other")
    rewrite_lesson(project, "twice five")
    assert project.build() == 0


def test_a_check_lists_and_refuses_nothing(project, capsys):
    project.build()
    edit(project, "course", answer)
    assert project.build("--check") == 1
    assert "would change: course/en/01_tiny/01_tiny.ipynb" in capsys.readouterr().out
