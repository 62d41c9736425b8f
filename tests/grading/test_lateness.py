"""Late penalties follow the due date as it is now, and when a hand-in came, wherever it stands."""

from __future__ import annotations

import shutil
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.places import Places
from autograder.grading.submission import Task
from autograder.records.results import Graded
from tests.grading.material import LESSON
from tests.grading.stand_ins import EXERCISES, StandIns, grade, hand_in_shares, places_in

MOST = sum(e.points for e in EXERCISES)
CAME = {
    "ana": "2026-01-02 03:04:05 +0900",
    "ben": "2026-01-02 03:04:05 UTC",
    "eve": "the day before yesterday",
    "zoe": "",
}
BETWEEN = "2026-01-02 00:00:00 UTC"
"""After ana, who is in Japan, and before ben."""


@pytest.fixture(scope="module")
def strict(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course with an instructor's settings that take all points of who is late."""
    own = Course(tmp_path_factory.mktemp("strict"))
    for folder in ("course", "solutions"):
        (own.root / folder).symlink_to(course.root / folder)
    (own.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    return own


@pytest.fixture(scope="module")
def graded_before(strict: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of four, graded while nothing was due."""
    folder = tmp_path_factory.mktemp("before")
    hand_in_shares(folder / "submitted", dict.fromkeys(CAME, 1.0))
    for student, text in CAME.items():
        if text:
            (folder / "submitted" / student / LESSON / "timestamp.txt").write_text(text)
    grade(strict, places_in(folder), seed=0)
    return folder


@pytest.fixture
def places(graded_before: Path, tmp_path: Path) -> Places:
    shutil.copytree(graded_before, tmp_path, dirs_exist_ok=True)
    return places_in(tmp_path)


def due(places: Places, when: str | None) -> None:
    with Gradebook(places.db_url) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=when)


def penalties(places: Places) -> dict[str, float]:
    with Gradebook(places.db_url) as gradebook:
        found = gradebook.notebook_submissions(LESSON, LESSON)
        return {n.student.id: n.late_submission_penalty or 0.0 for n in found}


def on_page(places: Places, student: str) -> bool:
    return "taken off." in places.page(student, LESSON).read_text()


def again(course: Course, places: Places) -> list[str]:
    workers = StandIns()
    grade(course, places, workers, seed=0)
    return workers.asked


def test_a_due_date_that_is_set_moved_and_removed_later_counts_for_kept_results(strict, places):
    nobody = dict.fromkeys(CAME, 0.0)
    assert penalties(places) == nobody
    for when, late in (
        (BETWEEN, {"ben"}),
        ("2026-01-01 00:00:00 UTC", {"ana", "ben"}),
        ("2026-01-03 00:00:00 UTC", set()),
    ):
        due(places, when)
        assert again(strict, places) == []
        assert penalties(places) == nobody | {s: pytest.approx(MOST) for s in late}
        assert {s for s in CAME if on_page(places, s)} == late
    due(places, BETWEEN)
    again(strict, places)
    due(places, None)
    again(strict, places)
    assert penalties(places) == nobody


def test_an_extension_that_is_given_later_counts(strict, places):
    due(places, BETWEEN)
    again(strict, places)
    assert penalties(places)["ben"] == pytest.approx(MOST)
    with Gradebook(places.db_url) as gradebook:
        gradebook.find_submission(LESSON, "ben").extension = timedelta(hours=4)
        gradebook.db.commit()
    assert again(strict, places) == []
    assert penalties(places)["ben"] == 0


def test_a_page_of_which_nothing_has_changed_is_left_as_it_is(strict, places):
    due(places, BETWEEN)
    again(strict, places)
    before = {s: places.page(s, LESSON).stat().st_ino for s in CAME}
    again(strict, places)
    assert {s: places.page(s, LESSON).stat().st_ino for s in CAME} == before


def test_points_that_a_person_gave_later_are_taken_with_the_rest(strict, places):
    due(places, BETWEEN)
    again(strict, places)
    with Gradebook(places.db_url) as gradebook:
        gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ben").extra_credit = 1.0
        gradebook.db.commit()
    again(strict, places)
    assert penalties(places)["ben"] == pytest.approx(MOST + 1)


def asking(places: Places) -> dict[str, set[str]]:
    """The cells that ask for a person, by student."""
    with Gradebook(places.db_url) as gradebook:
        found = gradebook.notebook_submissions(LESSON, LESSON)
        return {n.student.id: {g.name for g in n.grades if g.needs_manual_grade} for n in found}


NOBODY: dict[str, set[str]] = {student: set() for student in CAME}
CELLS = {f"test_{exercise.id}" for exercise in EXERCISES}


def test_who_may_be_late_asks_for_a_person(strict, places):
    due(places, BETWEEN)
    grade(strict, places, seed=0, force=True)
    assert asking(places) == NOBODY | {"eve": CELLS}


def test_who_may_be_late_asks_for_a_person_where_the_due_date_is_set_later(strict, places):
    assert asking(places) == NOBODY
    due(places, BETWEEN)
    assert again(strict, places) == []
    assert asking(places) == NOBODY | {"eve": CELLS}
    due(places, None)
    assert again(strict, places) == []
    assert asking(places) == NOBODY


def test_what_asks_for_a_person_still_does_where_a_due_date_is_removed(strict, places):
    def unsure(graded: Graded) -> Graded:
        return replace(graded, record=replace(graded.record, unsure=("fun_dz",)))

    due(places, BETWEEN)
    grade(strict, places, StandIns(change=unsure), seed=0, force=True)
    due(places, None)
    again(strict, places)
    assert asking(places) == dict.fromkeys(CAME, {"test_fun_dz"})


def test_a_cell_to_which_a_person_gave_points_asks_for_nobody_again(strict, places):
    due(places, BETWEEN)
    again(strict, places)
    with Gradebook(places.db_url) as gradebook:  # as Formgrader does
        given = gradebook.find_grade("test_fun_dz", LESSON, LESSON, "eve")
        given.manual_score, given.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    again(strict, places)
    assert asking(places) == NOBODY | {"eve": CELLS - {"test_fun_dz"}}


class Noting(StandIns):
    """Workers that keep the notes that the results are going to have."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, tuple[str, ...]] = {}

    def submit(self, task: Task) -> Future[Graded]:
        self.notes[task.student] = task.notes
        return super().submit(task)


def test_a_time_that_can_not_be_read_is_noted_in_the_result_and_told_by_each_run(strict, places):
    workers = Noting()
    for force in (True, False):
        run = grade(strict, places, workers, seed=0, force=force)
        [(student, doubt)] = run.doubts().items()
        assert student == "eve" and "'the day before yesterday', which is no time" in doubt
    assert workers.notes == {"ana": (), "ben": (), "eve": (doubt,), "zoe": ()}


def test_of_whom_nothing_tells_the_time_is_told_once_something_is_due(strict, places):
    assert grade(strict, places, seed=0).untold() == []
    due(places, BETWEEN)
    assert grade(strict, places, seed=0).untold() == ["zoe"]


STANDS = {
    "beside the notebook": (f"gus/lesson/{LESSON}.ipynb", "gus/lesson"),
    "in a repository": (f"gus/course/en/{LESSON}/{LESSON}.ipynb", f"gus/course/en/{LESSON}"),
    "in the student's folder": (f"gus/my/{LESSON}/{LESSON}.ipynb", "gus"),
    "in the lesson's folder": (f"gus/{LESSON}/mine/{LESSON}.ipynb", f"gus/{LESSON}"),
    "in folders the other way round": (f"{LESSON}/gus/x.ipynb", f"{LESSON}/gus"),
}


@pytest.mark.parametrize("where", STANDS)
def test_a_time_is_found_where_the_notebook_stands(strict, places, where):
    notebook, stamp = (places.submitted / path for path in STANDS[where])
    notebook.parent.mkdir(parents=True)
    notebook.write_text("1.0")
    (stamp / "timestamp.txt").write_text("\ufeff2026-01-02 03:04:05 UTC")
    due(places, BETWEEN)
    assert again(strict, places) == ["gus"]
    assert penalties(places)["gus"] == pytest.approx(MOST)


def test_an_early_time_that_a_student_put_beside_the_notebook_does_not_count(strict, places):
    inside = places.submitted / "ben" / LESSON / "mine"
    inside.mkdir()
    (inside.parent / f"{LESSON}.ipynb").rename(inside / f"{LESSON}.ipynb")
    (inside / "timestamp.txt").write_text("2025-01-01 00:00:00 UTC")
    due(places, BETWEEN)
    again(strict, places)
    assert penalties(places)["ben"] == pytest.approx(MOST)


def test_the_command_tells_all_of_it(strict, places, monkeypatch, capsys):
    due(places, BETWEEN)
    monkeypatch.chdir(strict.root)
    shutil.rmtree(places.submitted / "ana")
    shutil.rmtree(places.submitted / "ben")
    for student in ("eve", "zoe"):  # of which no cell needs to run
        (places.submitted / student / LESSON / f"{LESSON}.ipynb").write_text("")
    (places.submitted / "flat.ipynb").write_text("")
    folders = ["--submitted", str(places.submitted), "--out", str(places.out)]
    assert main(["grade", LESSON, "--device", "cpu", "--sandbox", "off", *folders]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "eve: When it came isn't known: timestamp.txt says 'the day before yesterday'" in said
    assert "so that they have no late penalty: zoe." in said
    assert "flat.ipynb: if it is a hand-in, move it to" in said
    assert "Found 3: 0 graded, 2 rejected, 0 undetermined, 1 set aside." in said
    assert places.set_aside.read_text().startswith("flat.ipynb: ")
