"""Points and comments that a person gave count, are told, and reach the student's page."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.grading.batch import LessonRun
from autograder.grading.course import Course
from autograder.grading.places import Places
from autograder.reports.terminal import show_class
from tests.grading.material import LESSON
from tests.grading.stand_ins import EXERCISES, StandIns, grade, hand_in_shares, places_in


@pytest.fixture
def places(course: Course, tmp_path: Path) -> Places:
    """A class of two, graded."""
    found = places_in(tmp_path)
    hand_in_shares(found.submitted, {"ben": 0.0, "eve": 1.0})
    grade(course, found, seed=0)
    return found


def give(places: Places, change: Callable[[Gradebook], None]) -> None:
    """Does what Formgrader does when a person is done with a cell."""
    with Gradebook(places.db_url) as gradebook:
        change(gradebook)
        gradebook.db.commit()


def points(gradebook: Gradebook) -> None:
    found = gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ben")
    found.manual_score, found.needs_manual_grade = 1.5, False


def comment(gradebook: Gradebook) -> None:
    gradebook.find_comment("fun_dz", LESSON, LESSON, "ben").manual_comment = "Well tried."


def again(course: Course, places: Places, **options: object) -> tuple[LessonRun, list[str]]:
    workers = StandIns()
    return grade(course, places, workers, seed=0, **options), workers.asked


def told(run: LessonRun) -> str:
    file = io.StringIO()
    records = [run.records[s] for s in sorted(run.records)]
    show_class(Console(file=file, width=120), EXERCISES, records, run.by_hand())
    return file.getvalue()


def test_a_page_tells_of_points_and_comments_given_since_and_nothing_is_graded_again(
    course, places
):
    pages = {s: places.page(s, LESSON) for s in ("ben", "eve")}
    before = {s: (p.read_bytes(), p.stat().st_ino) for s, p in pages.items()}
    give(places, points)
    give(places, comment)
    _, asked = again(course, places)
    assert asked == []
    page = pages["ben"].read_text()
    assert "(Score: 1.5 / 9.0)" in page and "Well tried." in page
    assert (pages["eve"].read_bytes(), pages["eve"].stat().st_ino) == before["eve"]
    written = pages["ben"].stat().st_ino
    again(course, places)
    assert pages["ben"].stat().st_ino == written

    def take_back(gradebook: Gradebook) -> None:
        gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ben").manual_score = None
        gradebook.find_comment("fun_dz", LESSON, LESSON, "ben").manual_comment = None

    give(places, take_back)
    again(course, places)
    assert pages["ben"].read_bytes() == before["ben"][0]


def test_the_table_keeps_the_graders_own_score_and_says_whose_points_count(course, places):
    give(places, points)
    run, _ = again(course, places)
    text = told(run)
    row = next(line for line in text.splitlines() if line.startswith("ben"))
    assert row.split()[:3] == ["ben", "+", "0/9"]
    assert "count in the gradebook (+): ben (fun_dz 1.5)" in text
    assert "Graded again" not in text and "eve (" not in text


def test_a_hand_in_that_changed_since_keeps_the_points_and_asks_for_a_person(course, places):
    give(places, points)
    hand_in_shares(places.submitted, {"ben": 1.0})
    run, asked = again(course, places)
    assert asked == ["ben"]
    assert "look again in Formgrader: ben (fun_dz 1.5)" in told(run)
    page = places.page("ben", LESSON).read_text()
    assert "Points given by hand: 1.5 of 3. They count." in page
    with Gradebook(places.db_url) as gradebook:
        found = gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ben")
        assert (found.score, found.auto_score, found.needs_manual_grade) == (1.5, 3.0, True)


def test_extra_points_are_told_as_such(course, places):
    def extra(gradebook: Gradebook) -> None:
        gradebook.find_grade("test_fun_dz", LESSON, LESSON, "eve").extra_credit = 1

    give(places, extra)
    run, _ = again(course, places)
    assert "eve (fun_dz +1)" in told(run)
    assert "(Score: 10.0 / 9.0)" in places.page("eve", LESSON).read_text()


def test_who_is_not_among_the_hand_ins_any_more_is_told_and_not_deleted(course, places):
    for path in (places.submitted / "eve").rglob("*.ipynb"):
        path.unlink()
    (places.submitted / "eve" / LESSON).rmdir()
    workers = StandIns()
    run = grade(course, places, workers, seed=0)
    assert run.gone() == ["eve"]
    with Gradebook(places.db_url) as gradebook:
        assert gradebook.find_submission(LESSON, "eve").score == 9
