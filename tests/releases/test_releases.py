"""What was released stays gradable: hand-ins made from older notebooks, and files of older runs.

Each folder here is a release: its notebooks as they were handed out, the answers of four people,
and what its grader made of them. A change that costs an older hand-in points fails here; one that
is meant, such as a wrong answer that passed, changes these results in a commit that says why.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.exercises import lesson_names
from autograder.grading.course import find_course
from autograder.grading.journal import read_journal
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.submission import grade_submission
from autograder.notebook.progress_file import NAME, Best, add_progress, read_progress
from autograder.records.results import Record
from autograder.records.verdicts import Status

HERE = Path(__file__).parent
RELEASES = sorted(path for path in HERE.iterdir() if (path / "answers.json").is_file())
SEED = 5
"""With which the results here were made."""


def records(release: Path, lesson: str) -> dict[str, Record]:
    lines = (release / "results" / f"{lesson}.jsonl").read_text(encoding="utf-8").splitlines()
    return {record.student: record for record in map(Record.from_json, lines)}


def answers(release: Path, lesson: str) -> dict[str, dict[str, str]]:
    """The sources that people wrote, by person and exercise."""
    return json.loads((release / "answers.json").read_text(encoding="utf-8")).get(lesson, {})


def hand_in(release: Path, lesson: str, written: dict[str, str]) -> bytes:
    """The notebook of a release with these answers in it."""
    path = release / "released" / f"{lesson}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = written.get(name, cell["source"])
    return json.dumps(notebook).encode()


CASES = [
    pytest.param(release, lesson, person, id=f"{release.name}-{lesson}-{person}")
    for release in RELEASES
    for lesson in lesson_names()
    for person in answers(release, lesson)
]


def outcomes(record: Record) -> dict[str, tuple[str, float | None]]:
    return {e.id: (e.status, e.score) for e in record.exercises}


def test_there_is_a_release_with_all_its_lessons():
    assert [path.name for path in RELEASES][:1] == ["0.1.0"]
    for release in RELEASES:
        lessons = {path.stem for path in (release / "released").glob("*.ipynb")}
        assert lessons
        assert all(set(records(release, x)) == set(answers(release, x)) for x in lessons)


@pytest.mark.parametrize(("release", "lesson", "person"), CASES)
def test_a_hand_in_of_an_older_release_gets_what_it_got_then(release, lesson, person):
    then = records(release, lesson)[person]
    data = hand_in(release, lesson, answers(release, lesson)[person])
    today = find_course(HERE).release(lesson).read_bytes()
    now = grade_submission(data, lesson, SEED, Settings(sandbox=BWRAP), today).record
    assert now.message == ""
    assert outcomes(now) == outcomes(then)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_who_had_everything_right_has_all_points(release):
    for lesson in {path.stem for path in (release / "released").glob("*.ipynb")}:
        assert (
            records(release, lesson)["right"].score == records(release, lesson)["right"].max_score
        )


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_an_older_journal_is_read(release):
    last = read_journal(release / "journal" / "01_gradient_vectors.jsonl")
    assert (last.seed, last.finished) == (SEED, True)
    assert {p: d.record for p, d in last.done.items()} == records(release, "01_gradient_vectors")


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_an_older_progress_file_is_read_and_added_to(release, tmp_path):
    path = tmp_path / NAME
    shutil.copy(release / "progress.json", path)
    assert read_progress(path)["fun_dz"] == Best(3.0, 3.0, Status.PASSED, "2026-11-21")
    add_progress(path, {"mse": Best(1.0, 1.0, Status.PASSED, "2026-12-24")})
    assert {"fun_dz", "gradient_descent", "predict_flags", "mse"} <= set(read_progress(path))


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_run_goes_on_in_an_older_folder_of_results_and_keeps_what_a_person_gave(
    release, tmp_path, monkeypatch
):
    lesson = "01_gradient_vectors"
    monkeypatch.chdir(find_course(HERE).root)
    for person in ("bo", "right"):
        folder = tmp_path / "submitted" / person / lesson
        folder.mkdir(parents=True)
        data = hand_in(release, lesson, answers(release, lesson)[person])
        (folder / f"{lesson}.ipynb").write_bytes(data)
    for name in ("results", "journal"):
        shutil.copytree(release / name, tmp_path / "out" / name)
    shutil.copy(release / "gradebook.db", tmp_path / "out")
    places = ["--submitted", str(tmp_path / "submitted"), "--out", str(tmp_path / "out")]
    assert main(["grade", lesson, "--seed", str(SEED), *places]) == 0
    with Gradebook(f"sqlite:///{tmp_path / 'out' / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(lesson, "bo").notebooks
        grades = {grade.name: (grade.auto_score, grade.manual_score) for grade in notebook.grades}
        comments = {comment.name: comment.manual_comment for comment in notebook.comments}
        assert grades["test_fun_dz"] == (0.0, 1.5)
        assert "the idea is right" in comments["fun_dz"]
        assert gradebook.find_submission(lesson, "right").score == 9.0
