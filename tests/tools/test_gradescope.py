"""Gradescope's autograder: what is in the zip, and its own script, run as Gradescope runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.grading.material import LESSON, RIGHT, filled
from tools.gradescope import main
from tools.notebooks import ROOT

SCRIPT = ROOT / "docs/gradescope/run_autograder"
FORGED = '{"score": 1000}'


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    assert main([LESSON, "--to", str(folder)]) == 0
    (made,) = folder.iterdir()
    return made


@pytest.fixture
def place(packed: Path, tmp_path: Path) -> Path:
    """What stands in for /autograder."""
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "source")
    for name in ("submission", "results"):
        (tmp_path / name).mkdir()
    return tmp_path


def release() -> dict:
    return json.loads((ROOT / "course/en" / LESSON / f"{LESSON}.ipynb").read_text())


def run(place: Path, **variables: str) -> tuple[int, str, dict | None]:
    """The exit code, what is printed, and results.json."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AUTOGRADER_ROOT": str(place),
        **variables,
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=place, env=environment, capture_output=True, text=True
    )
    results = place / "results/results.json"
    content = json.loads(results.read_text()) if results.exists() else None
    return done.returncode, done.stdout + done.stderr, content


def test_the_two_scripts_stand_at_the_root_and_can_be_run(packed):
    with zipfile.ZipFile(packed) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert {"lesson.txt", "constraints.txt", "nbgrader_config.py"} <= set(modes)
    assert f"solutions/en/{LESSON}/{LESSON}.ipynb" in modes
    assert [name for name in modes if name.endswith(".whl") and "/" not in name]


def test_a_lesson_that_there_is_not_is_told(tmp_path, capsys):
    assert main(["01_gradients", "--to", str(tmp_path)]) == 1
    assert "Did you mean '01_gradient_vectors'?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_set_up_is_a_shell_script_that_can_be_read():
    subprocess.run(["bash", "-n", str(ROOT / "docs/gradescope/setup.sh")], check=True)


def test_right_and_wrong_answers_get_their_points_and_a_forged_result_none(place):
    forged = f"open({str(place / 'results/results.json')!r}, 'w').write({FORGED!r})"
    answers = RIGHT | {
        "fun_dz": f"def fun_dz(x, y):\n    return 0.0, 0.0\n\n{forged}",
    }
    notebook = place / "submission" / f"{LESSON}.ipynb"
    notebook.write_text(json.dumps(filled(release(), answers)))
    (place / "results/results.json").write_text(FORGED)
    code, printed, content = run(place)
    assert code == 0, printed
    status = {test["name"]: test["status"] for test in content["tests"]}
    assert status.pop("fun_dz") == "failed"
    assert set(status.values()) == {"passed"}
    assert 0 < content["score"] < sum(test["max_score"] for test in content["tests"])
    assert [path.name for path in (place / "results").iterdir()] == ["results.json"]


def test_a_broken_notebook_has_no_points_and_says_why(place):
    (place / "submission" / "mine.ipynb").write_text('{"cells": [')
    code, printed, content = run(place)
    assert (code, content["score"]) == (0, 0), printed
    assert content["output"]


@pytest.mark.parametrize(
    ("names", "words"), [([], "There is no notebook"), (["a.ipynb", "b.ipynb"], "a.ipynb, b.ipynb")]
)
def test_a_submission_of_none_or_several_is_told(place, names, words):
    for name in names:
        (place / "submission" / name).write_text("{}")
    code, printed, content = run(place)
    assert (code, content["score"]) == (0, 0), printed
    assert words in content["output"]


def test_a_fault_of_the_grader_leaves_no_result_and_no_zero(place):
    (place / "source/lesson.txt").write_text("01_gradients\n")
    (place / "submission" / "mine.ipynb").write_text(json.dumps(release()))
    (place / "results/results.json").write_text(FORGED)
    code, printed, content = run(place)
    assert (code, content) == (1, None)
    assert "could not grade this submission: `autograder grade` ended with 2" in printed


def test_too_little_time_leaves_no_result_and_says_what_to_do(place):
    (place / "submission" / "mine.ipynb").write_text(json.dumps(release()))
    code, printed, content = run(place, AUTOGRADER_SECONDS="0.01")
    assert (code, content) == (1, None)
    assert "took more than 0.01 s. Give the container more." in printed
