"""Classroom 50's autograder.py, run in a student's checkout with the runner's variables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading.material import LESSON, RIGHT, filled
from tools.notebooks import ROOT

TOLD = {
    "CLASSROOM": "spring",
    "ASSIGNMENT": "gradients",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/20261201T000000Z-0123456",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
    "REVIEW_URL": "https://example.org/review",
}
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
COMMITTED = {"GIT_COMMITTER_DATE": "2026-12-01T09:30:00+09:00"}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    shutil.copy(ROOT / "docs/classroom50/autograder.py", folder)
    (folder / "lesson.txt").write_text(f"{LESSON}\n")
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    subprocess.run([*GIT, "init", "-q"], cwd=folder, check=True)
    commit = [*GIT, "commit", "-q", "--allow-empty", "-m", "Hand in"]
    subprocess.run(commit, cwd=folder, check=True, env={**os.environ, **COMMITTED})
    (folder / "result.json").write_text('{"score": 1000}')
    return folder


def run(bundle: Path, checkout: Path, course: Path = ROOT) -> tuple[int, str, dict | None]:
    """The exit code, what is printed, and result.json."""
    own = {"PYTHONPATH": str(ROOT), "CLASSROOM50_BUNDLE_DIR": str(bundle), "COURSE": str(course)}
    done = subprocess.run(
        [sys.executable, str(bundle / "autograder.py")],
        cwd=checkout,
        env={**os.environ, **own, **TOLD},
        capture_output=True,
        text=True,
    )
    result = checkout / "result.json"
    content = json.loads(result.read_text()) if result.exists() else None
    return done.returncode, done.stdout + done.stderr, content


def notebook(answers: dict[str, str]) -> str:
    release = json.loads((ROOT / "course/en" / LESSON / f"{LESSON}.ipynb").read_text())
    return json.dumps(filled(release, answers))


def test_right_answers_get_all_points_and_the_moment_of_their_commit(bundle, checkout):
    (checkout / f"{LESSON}.ipynb").write_text(notebook(RIGHT))
    code, printed, content = run(bundle, checkout)
    assert code == 0, printed
    assert (content["score"], content["max-score"]) == (9, 9)
    assert all(test["passed"] for test in content["tests"])
    assert (content["owner"], content["datetime"]) == ("ada", "2026-12-01T00:30:00Z")
    assert content["assignment_type"] == "individual"


def test_a_checkout_without_the_notebook_has_no_points(bundle, checkout):
    code, printed, content = run(bundle, checkout)
    assert code == 0, printed
    assert (content["score"], content["max-score"], content["tests"]) == (0, 9, [])


def test_a_fault_of_the_grader_leaves_no_result_nor_the_students_own(bundle, checkout):
    (checkout / f"{LESSON}.ipynb").write_text(notebook({}))
    (bundle / "lesson.txt").unlink()
    code, printed, content = run(bundle, checkout)
    assert (code, content) == (1, None)
    assert "could not grade this submission" in printed
