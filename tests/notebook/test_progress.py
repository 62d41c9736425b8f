"""Best results outlive a session, and no file, whatever is in it, stops or loses anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from autograder.cards.scorecards import status_words
from autograder.exercises import TITLES, lesson_names
from autograder.notebook import progress, scorecards
from autograder.notebook.progress import Session
from autograder.notebook.progress_file import (
    NAME,
    Best,
    add_progress,
    holds_solutions,
    progress_path,
    read_progress,
)
from autograder.notebook.scorecards import scorecard
from autograder.notebook.showing import html_of, text_of
from autograder.records.scorecards import Overview, Scorecard
from autograder.records.verdicts import Status, Verdict
from tools.sources import read_lesson

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_gradient_vectors"
HALF = Best(1.5, 3.0, Status.PARTIAL, "2026-01-02")
FULL = Best(3.0, 3.0, Status.PASSED, "2026-01-03")


def verdict(score: float, status: Status, name: str = "fun_dz") -> Verdict:
    return Verdict(name, "The gradient", score, 3.0, status, "")


@pytest.fixture
def sitting(monkeypatch):
    """As if a person ran the cells."""
    monkeypatch.setattr(progress, "someone_is_there", lambda: True)


def shown(monkeypatch, session: Session, lesson: str | None = LESSON) -> Scorecard | Overview:
    monkeypatch.setattr(scorecards, "SESSION", session)
    return scorecard(lesson)


def row(card: Scorecard | Overview, name: str = "fun_dz"):
    assert isinstance(card, Scorecard)
    return next(r for r in card.rows if r.exercise == name)


def test_another_session_knows_the_best_result_and_its_day(tmp_path, sitting, monkeypatch):
    Session(tmp_path).remember(verdict(3, Status.PASSED))
    kept = json.loads((tmp_path / NAME).read_text())
    day = kept["exercises"]["fun_dz"]["date"]
    entry = {"score": 3, "max_score": 3.0, "status": "passed", "date": day}
    assert (kept["version"], kept["exercises"]) == (1, {"fun_dz": entry})
    found = row(shown(monkeypatch, Session(tmp_path)))
    assert (found.score, status_words(found)) == (3, f"passed on {day}")


def test_only_the_best_is_kept_with_the_day_on_which_it_was_first_reached(tmp_path):
    path = tmp_path / NAME
    assert add_progress(path, {"fun_dz": HALF}) == {"fun_dz": HALF}
    assert add_progress(path, {"fun_dz": FULL}) == {"fun_dz": FULL}
    for later in (HALF, Best(3.0, 3.0, Status.PASSED, "2026-02-02")):
        assert add_progress(path, {"fun_dz": later}) == {"fun_dz": FULL}
    assert read_progress(path) == {"fun_dz": FULL}


def test_failures_are_not_kept(tmp_path, sitting):
    session = Session(tmp_path)
    for status in (Status.FAILED, Status.ERROR, Status.NOT_ATTEMPTED, Status.UNDETERMINED):
        session.remember(verdict(0, status))
    assert list(tmp_path.iterdir()) == []


def test_the_best_counts_and_a_later_try_that_is_worse_stands_beside(
    tmp_path, sitting, monkeypatch
):
    add_progress(tmp_path / NAME, {"fun_dz": FULL})
    session = Session(tmp_path)
    session.remember(verdict(0, Status.FAILED))
    card = shown(monkeypatch, session)
    told = "passed on 2026-01-03; your last try: not yet, 0 points"
    assert (row(card).score, status_words(row(card))) == (3, told)


def test_a_link_leads_to_a_lesson_that_lies_beside_and_to_the_exercises_cell(
    tmp_path, sitting, monkeypatch
):
    for lesson in ("01_gradient_vectors", "02_computational_graphs"):
        (tmp_path / lesson).mkdir()
        (tmp_path / lesson / f"{lesson}.ipynb").write_text("{}")
    card = shown(monkeypatch, Session(tmp_path / "02_computational_graphs"))
    lesson = "../01_gradient_vectors/01_gradient_vectors.ipynb"
    assert row(card).link == f"{lesson}#cell-id=fun_dz"
    assert f'<a href="{lesson}#cell-id=gradient_formula">Next: ' in html_of(card)
    assert 'href="../03' not in html_of(scorecard())


def test_where_no_lesson_lies_beside_there_is_no_link(tmp_path, sitting, monkeypatch):
    assert "<a " not in html_of(shown(monkeypatch, Session(tmp_path)))


@pytest.mark.parametrize(
    "place", ["solutions/en/01_gradient_vectors", "my/solutions", "course/en/solutions"]
)
def test_in_the_solutions_nothing_is_kept_and_a_sentence_says_so(
    place, tmp_path, sitting, monkeypatch
):
    folder = tmp_path / place
    folder.mkdir(parents=True)
    (tmp_path / "course").mkdir(exist_ok=True)
    (tmp_path / "nbgrader_config.py").touch()
    session = Session(folder)
    session.remember(verdict(3, Status.PASSED))
    card = shown(monkeypatch, session)
    assert not [path for path in tmp_path.rglob("*") if path.name == NAME]
    assert (row(card).score, row(card).status) == (3, Status.PASSED)
    assert card.note.startswith("This is a notebook of solutions")


def test_solutions_beside_the_lessons_keep_nothing_without_a_checkout_either(tmp_path):
    folder = tmp_path / "lessons" / "solutions"
    folder.mkdir(parents=True)
    assert not holds_solutions(folder)
    (tmp_path / "lessons" / "01_gradient_vectors").mkdir()
    assert holds_solutions(folder)


def test_titles_are_those_of_the_sources():
    for lesson in lesson_names():
        assert TITLES[lesson] == read_lesson(ROOT, lesson).front.title


def test_two_notebooks_that_are_open_at_once_keep_each_others_points(tmp_path, sitting):
    one, other = Session(tmp_path), Session(tmp_path)
    one.remember(verdict(3, Status.PASSED, "fun_dz"))
    other.remember(verdict(2, Status.PASSED, "gradient_formula"))
    one.remember(verdict(1, Status.PARTIAL, "gradient_descent"))
    everything = {"fun_dz", "gradient_formula", "gradient_descent"}
    assert set(read_progress(tmp_path / NAME)) == everything
    assert set(other.best()) == everything


WRITER = """
import sys
from pathlib import Path
from autograder.notebook.progress_file import Best, add_progress
from autograder.records.verdicts import Status
for n in range(40):
    best = Best(1.0, 1.0, Status.PASSED, "2026-01-01")
    add_progress(Path(sys.argv[1]), {f"{sys.argv[2]}_{n}": best})
"""


def test_processes_that_write_at_the_same_time_lose_nothing(tmp_path):
    path = tmp_path / NAME
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name], cwd=ROOT) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert set(read_progress(path)) == {f"{name}_{n}" for name in "abc" for n in range(40)}
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def data(**changes: object) -> str:
    entry = {"score": 3, "max_score": 3, "status": "passed", "date": "2026-01-03"}
    return json.dumps({"version": 1, "exercises": {"fun_dz": entry | changes}})


BROKEN = {
    "nothing in it": b"",
    "half of it": data().encode()[:40],
    "another JSON": b"[1, 2]",
    "another program's": b'{"name": "package"}',
    "binary": b"\xff\x00\x9c",
    "a newer version": b'{"version": 2, "exercises": {}, "badges": []}',
    "deep": b"[" * 100_000,
    "no exercises": b'{"version": 1}',
    "exercises as a list": b'{"version": 1, "exercises": [1]}',
    "a score that is a text": data(score="all").encode(),
    "a score that is none": data(score=None).encode(),
    "a score above the most": data(score=4).encode(),
    "a score below nothing": data(score=-1).encode(),
    "NaN": data(score=float("nan")).encode(),
    "infinite": data(max_score=float("inf")).encode(),
    "gigantic": data(score=10**400).encode(),
    "a day that is none": data(date="soon").encode(),
    "a status that is none": data(status="<b>").encode(),
    "too large": b" " * 2_000_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_not_whole_is_told_and_left_as_it_is(name, tmp_path, sitting, monkeypatch):
    (tmp_path / NAME).write_bytes(BROKEN[name])
    session = Session(tmp_path)
    session.remember(verdict(3, Status.PASSED))
    card = shown(monkeypatch, session)
    assert (tmp_path / NAME).read_bytes() == BROKEN[name]
    assert card.score == 3
    assert f"{NAME} can't be read" in card.note and "Rename or delete it" in text_of(card)
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_a_folder_with_the_files_name_is_told(tmp_path, sitting, monkeypatch):
    (tmp_path / NAME).mkdir()
    session = Session(tmp_path)
    session.remember(verdict(3, Status.PASSED))
    assert "it isn't a file" in text_of(shown(monkeypatch, session))


def test_where_nothing_can_be_written_points_are_remembered_and_told(
    tmp_path, sitting, monkeypatch
):
    session = Session(tmp_path / "removed")
    session.remember(verdict(3, Status.PASSED))
    card = shown(monkeypatch, session)
    assert card.score == 3
    assert "can't be kept in a file (autograd-progress.json: No such file" in card.note


def test_a_disk_that_is_full_leaves_the_old_file_whole(tmp_path, sitting, monkeypatch):
    add_progress(tmp_path / NAME, {"gradient_formula": FULL})

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    session = Session(tmp_path)
    session.remember(verdict(3, Status.PASSED))
    assert "No space left" in text_of(shown(monkeypatch, session))
    assert read_progress(tmp_path / NAME) == {"gradient_formula": FULL}
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    monkeypatch.undo()
    monkeypatch.setattr(progress, "someone_is_there", lambda: True)
    session.remember(verdict(1, Status.PARTIAL, "gradient_descent"))
    assert set(read_progress(tmp_path / NAME)) == {
        "gradient_formula", "fun_dz", "gradient_descent"
    }  # fmt: skip
    assert session.note == ""


def test_exercises_that_nobody_knows_and_other_keys_stay_in_the_file(tmp_path):
    path = tmp_path / NAME
    old = {"version": 1, "mine": "x", "exercises": json.loads(data())["exercises"]}
    old["exercises"]["of_tomorrow"] = old["exercises"].pop("fun_dz")
    path.write_text(json.dumps(old))
    add_progress(path, {"fun_dz": HALF})
    new = json.loads(path.read_text())
    assert new["mine"] == "x" and set(new["exercises"]) == {"of_tomorrow", "fun_dz"}


def test_a_link_stays_a_link(tmp_path):
    target = tmp_path / "elsewhere.json"
    (tmp_path / "course").mkdir()
    link = tmp_path / "course" / NAME
    target.write_text(data())
    link.symlink_to(target)
    add_progress(link, {"gradient_formula": HALF})
    assert link.is_symlink() and set(read_progress(target)) == {"fun_dz", "gradient_formula"}


def test_all_lessons_of_a_checkout_share_a_file_and_so_do_folders_side_by_side(tmp_path):
    lesson = tmp_path / "course" / "en" / LESSON
    assert progress_path(lesson) == tmp_path / "course" / "en" / NAME
    (lesson).mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").touch()
    assert progress_path(lesson) == tmp_path / NAME
    assert progress_path(tmp_path.parent) == tmp_path.parent / NAME


def test_a_learners_copies_share_the_checkouts_file_and_those_behind_a_link_their_own(tmp_path):
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    for folder in (checkout / "course", elsewhere / LESSON, checkout / "my" / LESSON):
        folder.mkdir(parents=True)
    (checkout / "nbgrader_config.py").touch()
    assert progress_path(checkout / "my" / LESSON) == checkout / NAME
    assert (
        progress_path((elsewhere / LESSON).resolve()) == elsewhere / NAME
    )  # where a kernel starts


def test_in_colab_points_are_remembered_with_a_note(tmp_path, sitting, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())  # type: ignore[arg-type] # a stand-in
    session = Session(tmp_path)
    session.remember(verdict(3, Status.PASSED))
    card = shown(monkeypatch, session)
    assert (card.score, list(tmp_path.iterdir())) == (3, [])
    assert card.note.startswith("In Colab your points are remembered until the session ends")


def test_the_overview_adds_up_all_lessons_and_says_what_is_next(tmp_path, sitting, monkeypatch):
    names = ["gradient_formula", "fun_dz", "gradient_descent", "stable_learning_rate"]
    points = {"gradient_formula": 2.0, "fun_dz": 3.0, "gradient_descent": 3.0}
    best = {n: Best(points.get(n, 1.0), points.get(n, 1.0), Status.PASSED, "2026-01-03")
            for n in names}  # fmt: skip
    add_progress(tmp_path / NAME, best)
    monkeypatch.chdir(tmp_path)
    card = shown(monkeypatch, Session(tmp_path), None)
    text = text_of(card)
    assert text.startswith("All lessons: 9 of ")
    assert re.search("✓ Lesson 01 “Gradients and gradient descent” +9 / 9  done", text)
    assert "Next: Lesson 02 “The chain rule as a graph”, from its beginning." in text
    assert text.endswith(f"Best results are kept in {NAME}; delete the file to begin anew.")
    assert "Next: Lesson 02 “The chain rule as a graph”, from its beginning." in html_of(card)
    done = shown(monkeypatch, Session(tmp_path))
    assert "are done. Go on with Lesson 02 “The chain rule as a graph”." in text_of(done)


CELLS = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport numpy as np\n"
    "from autograder import check, scorecard",
    "check('fun_dz', lambda x, y: tuple(2 * v * np.cos(x**2 + y**2) for v in (x, y)))",
    "scorecard()",
)


@pytest.mark.parametrize("grading", ["", "autograde", "validate"])
def test_a_notebook_that_is_executed_without_a_person_writes_nothing(
    grading, tmp_path, monkeypatch
):
    if grading:
        monkeypatch.setenv("NBGRADER_EXECUTION", grading)
    add_progress(tmp_path / NAME, {"gradient_formula": FULL})
    before = (tmp_path / NAME).read_bytes()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).read_bytes() == before
    (output,) = notebook.cells[-1].outputs
    assert "All lessons: 3 of " in output.data["text/plain"]


def test_a_person_at_a_kernel_finds_the_points_in_the_folder(tmp_path):
    manager, client = start_new_kernel(cwd=str(tmp_path))
    try:
        replies = [
            client.execute_interactive(cell, allow_stdin=True, timeout=120) for cell in CELLS
        ]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert [reply["content"]["status"] for reply in replies] == ["ok"] * 3
    assert set(read_progress(tmp_path / NAME)) == {"fun_dz"}
