"""The command as a person meets it: help, wrong usage, a class made, a notebook checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.commands import COMMANDS
from tests.grading.material import (
    LESSON,
    RIGHT,
    filled,
    hashes_below,
    saved_by_colab,
    small_course,
)

HELP = """
import sys
from autograder.cli import main
try:
    main({arguments!r})
finally:
    heavy = {{"torch", "nbgrader", "nbformat", "rich", "numpy"}} & set(sys.modules)
    assert not heavy, heavy
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course folder to stand in."""
    course = small_course(tmp_path / "course", LESSON)
    monkeypatch.chdir(course.root)
    return course.root


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    course = small_course(tmp_path_factory.mktemp("cli") / "course", LESSON)
    return json.loads(course.release(LESSON).read_text())


@pytest.mark.parametrize("arguments", [["--help"], *([c, "-h"] for c in COMMANDS)])
def test_help_teaches_and_loads_nothing_heavy(arguments):
    program = HELP.format(arguments=arguments)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "autograder grade" in run.stdout or "exit code:" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 100


def test_the_module_is_the_command():
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "--help"], capture_output=True, text=True
    )
    assert run.returncode == 0
    assert "130 interrupted" in run.stdout


OFF = ["--sandbox", "off"]
WRONG = {  # arguments, words of the message
    "no lesson": (["grade"], "Name a lesson.*There are: 01_gradient_vectors"),
    "an unknown lesson": (["grade", "01_gradients", *OFF], "Did you mean '01_gradient_vectors'?"),
    "a lesson that is not built": (["grade", "03_autograd", *OFF], "not built.*make notebooks"),
    "no sandbox to be had": (
        ["grade", LESSON, "--submitted", "class"],
        "need bubblewrap.*Install it.*--sandbox off",
    ),
    "no hand-ins": (["grade", LESSON, *OFF], "no folder submitted.*simulate"),
    "an empty class": (["grade", LESSON, *OFF, "--submitted", "empty"], "Nobody has handed in"),
    "a file to write into": (
        ["grade", LESSON, *OFF, "--submitted", "class", "--out", "file"],
        "Can't write to file.*--out",
    ),
    "no such device": (
        ["grade", LESSON, *OFF, "--submitted", "class", "--device", "cuda"],
        "finds no CUDA device",
    ),
    "an unknown lesson to simulate": (["simulate", "1"], "There is no lesson '1'"),
    "a class that is there": (["simulate", LESSON, "--out", "class"], "is there already"),
    "a class among others": (
        ["simulate", LESSON, "--out", "others"],
        "others has hand-ins of others, such as ben.*--out try/submitted",
    ),
    "a file to simulate into": (["simulate", LESSON, "--out", "file"], "Can't write to file"),
    "no notebook": (
        ["check", "none.ipynb"],
        "There is no file none.ipynb. This folder has other.ipynb",
    ),
    "a folder to check": (
        ["check", "class"],
        "class: This is a folder, not a notebook",
    ),
    "a text to check": (["check", "file"], "The file is damaged"),
    "another notebook": (["check", "other.ipynb"], "no check cell of the course"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_told_with_what_to_do_and_changes_nothing(case, folder, capsys, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setenv("PATH", "")
    (folder / "file").write_text("text")
    (folder / "empty").mkdir()
    (folder / "others" / "ben").mkdir(parents=True)
    (folder / "class" / "student_001" / LESSON).mkdir(parents=True)
    (folder / "other.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
    )
    before = hashes_below(folder)
    arguments, words = WRONG[case]
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("autograder: ")
    assert re.search(words, printed.err, re.DOTALL), printed.err
    assert hashes_below(folder) == before


@pytest.mark.parametrize("url", ["mysql://foo/bar", "sqlite:////no/such/folder/x.db", "no/x.db"])
def test_a_gradebook_that_can_not_be_had_is_told_in_a_line(url, folder, capsys):
    (folder / "class" / "student_001" / LESSON).mkdir(parents=True)
    arguments = ["grade", LESSON, *OFF, "--submitted", "class", "--device", "cpu", "--db", url]
    assert main(arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and re.match("autograder: (The gradebook|Can't write to)", told[0]), told


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["greade"],
        ["grade", LESSON, "--sandbox", "perhaps"],
        ["grade", LESSON, "--seed", "-1"],
        ["grade", LESSON, "--workers", "0"],
        ["grade", LESSON, "--memory-mib", "-1"],
        ["simulate", LESSON, "--students", "0"],
        ["simulate", LESSON, "--students", "many"],
    ],
    ids=" ".join,
)
def test_arguments_that_there_are_not_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: autograder" in capsys.readouterr().err


def test_simulate_says_how_to_grade_what_it_made(folder, capsys):
    assert main(["simulate", LESSON, "--students", "2", "--out", "class"]) == 0
    printed = capsys.readouterr().out
    assert f"autograder grade {LESSON} --submitted class --out grading/simulated\n" in printed
    assert (folder / "class" / "student_002" / LESSON / f"{LESSON}.ipynb").is_file()


def test_check_shows_cards_and_points_and_leaves_the_file_alone(release, tmp_path, capsys):
    answers = RIGHT | {"fun_dz": "def fun_dz(x, y):\n    return np.cos(x**2 + y**2)"}
    path = tmp_path / "my own.ipynb"
    path.write_text(json.dumps(filled(release, answers)))
    before = hashes_below(tmp_path)
    assert main(["check", str(path)]) == 1
    printed = capsys.readouterr()
    assert "with your own rights" in printed.err
    assert "✓ Passed · gradient_formula · 2 / 2 points" in printed.out
    assert "✗ Not yet · fun_dz · 0 / 3 points" in printed.out
    assert "Total: 6 of 9 points" in printed.out
    assert hashes_below(tmp_path) == before


@pytest.mark.usefixtures("folder")
def test_check_mends_a_notebook_as_the_grader_does(release, tmp_path, capsys):
    notebook = filled(release, RIGHT)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    path = tmp_path / "stripped.ipynb"
    path.write_text(json.dumps(notebook))
    assert main(["check", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "Mended before grading" in printed and "metadata were lost" in printed


def test_check_ends_with_0_where_all_is_passed_also_if_colab_saved_it(release, tmp_path, capsys):
    path = tmp_path / "Copy of lesson (1).ipynb"
    path.write_text(json.dumps(saved_by_colab(filled(release, RIGHT))))
    assert main(["check", str(path)]) == 0
    assert "Total: 9 of 9 points" in capsys.readouterr().out


def test_help_needs_nothing_that_only_grading_needs():
    ask = "import sys; from autograder.cli import _parser; _parser(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    heavy = {"torch", "numpy", "sqlalchemy", "nbgrader", "nbformat", "rich", "zmq", "yaml"}
    assert not heavy & set(done.stdout.split())
