"""A class of every malformation, with honest hand-ins among them, written to a gradebook.

Cells run in this process: the class is to be whole, and a kernel costs seconds.
"""

from __future__ import annotations

import contextlib
import json
import os
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from nbgrader.api import Gradebook

from autograder.grading.batch import LessonRun, Options
from autograder.grading.course import Course
from autograder.grading.hand_ins import find_class
from autograder.grading.places import Places, default_db_url
from autograder.grading.submission import Task, grade_task
from autograder.records.results import Graded, Record
from tests.grading.material import LESSON, hand_in, hashes_below
from tests.malformed.commanded import COMMANDED
from tests.malformed.in_process import execute_here
from tests.malformed.material import POINTS, honest
from tests.malformed.misplaced import MISPLACED
from tests.malformed.rearranged import REARRANGED
from tests.malformed.rewritten import REWRITTEN
from tests.malformed.unreadable import UNREADABLE

HONEST = ("anna", "k honest", "zoe")
NO_UTF_8 = os.fsdecode(b"J\xfcrgen")
ODD = (
    NO_UTF_8,
    "<b>x<b>",
    "a'; DROP TABLE grade",
    "\x1b[31mred",
    "n" * 150,
    os.fsdecode("Щ".encode("cp1251") * 106),
    "R&D" * 83 + "&",
    "a%20b?c#d%2F&e",
)
"""Names of folders, as archives with names in another encoding leave them, and worse."""
SHOWN = (
    "J\\xfcrgen",
    "\\x3cb\\x3ex\\x3cb\\x3e",
    ODD[2],
    "\\x1b[31mred",
    "n" * 115 + "~edd7c61b6a71",
    "\\xd9" * 28 + "~2e09dc138c5a",
    "R\\x26D" * 19 + "R~8fa9e8a398d6",
    "a%20b?c#d%2F\\x26e",
)
"""The same names, as they can be shown."""
CAME = "2026-01-02 03:04:05"
FILES = {**UNREADABLE, **REWRITTEN, **REARRANGED, **COMMANDED}
CASES = {f"file {number:03d}": case for number, case in enumerate(FILES.values())}
PLACES = {f"place {number:03d}": case for number, case in enumerate(MISPLACED.values())}


@dataclass(frozen=True)
class Class:
    """A graded class: its folder, and its records by student."""

    root: Path
    records: dict[str, Record]

    def page(self, student: str) -> str:
        return (self.root / "out" / "feedback" / student / LESSON / f"{LESSON}.html").read_text()

    def of(self, student: str) -> dict[str, Any]:
        """All that was written of a student: record, files and grades."""
        line = json.loads(self.records[student].to_json())
        with Gradebook(default_db_url(self.root / "out")) as gradebook:
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
            grades = {g.name: (g.score, g.needs_manual_grade) for g in notebook.grades}
        folders = [self.root / "out" / kind / student for kind in ("autograded", "feedback")]
        files = [hashes_below(folder) for folder in folders]
        return {
            "record": {k: v for k, v in line.items() if k != "seconds"},
            "files": files,
        } | grades


class WorkersHere:
    """Workers that grade in this thread, with kernels replaced by ``execute_here``."""

    in_flight = 1

    def submit(self, task: Task) -> Future[Graded]:
        future: Future[Graded] = Future()
        with patch("autograder.grading.submission.execute", execute_here):
            future.set_result(grade_task(task))
        return future


def graded(course: Course, root: Path) -> Class:
    places = Places(root / "submitted", root / "out", default_db_url(root / "out"))
    options = Options(seed=5, force=True)
    run = LessonRun(course, LESSON, places, find_class(places.submitted, LESSON), options)
    with contextlib.closing(run):
        return Class(root, {record.student: record for record in run.grade(WorkersHere())})


@pytest.fixture(scope="module")
def both(course, release, tmp_path_factory) -> tuple[Class, Class]:
    """The class of the honest alone, and with everybody else."""
    alone, crowd = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("crowd")
    data = json.dumps(honest(release)).encode()
    for root in (alone, crowd):
        for student in HONEST:
            hand_in(root / "submitted", student, data)
    for student in ODD:
        hand_in(crowd / "submitted", student, data)
        (crowd / "submitted" / student / LESSON / "timestamp.txt").write_text(f"{CAME} UTC")
    for student, case in CASES.items():
        hand_in(crowd / "submitted", student, case.apply(honest(release)))
    for student, place in PLACES.items():
        place.put(crowd / "submitted" / student, data)
    first = graded(course, alone)
    return first, graded(course, crowd)


@pytest.fixture(scope="module")
def crowd(both: tuple[Class, Class]) -> Class:
    return both[1]


def test_there_are_more_than_sixty_malformations():
    assert len({*FILES, *MISPLACED}) > 60


def test_every_hand_in_has_a_result_line(crowd):
    lines = (crowd.root / "out" / "results" / f"{LESSON}.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["student"] for line in lines) == sorted(
        [*HONEST, *CASES, *PLACES, *SHOWN]
    )


@pytest.mark.parametrize("student", SHOWN, ids=ascii)
def test_an_honest_hand_in_has_its_points_under_any_name(student, crowd):
    record = crowd.records[student]
    assert (record.status, record.score) == ("graded", sum(POINTS.values())), record.message


@pytest.mark.parametrize("student", SHOWN, ids=ascii)
def test_when_a_hand_in_came_is_known_under_any_name(student, crowd):
    with Gradebook(default_db_url(crowd.root / "out")) as gradebook:
        assert str(gradebook.find_submission(LESSON, student).timestamp) == CAME


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_result_is_the_same_to_the_byte_in_any_company(student, both):
    alone, crowd = both
    assert alone.of(student) == crowd.of(student)
    assert alone.records[student].repairs == ()
    assert alone.records[student].score == sum(POINTS.values())


@pytest.mark.parametrize("student", CASES)
def test_a_malformed_hand_in_has_the_points_that_it_earned_and_no_more(student, crowd):
    record, case = crowd.records[student], CASES[student]
    if case.points is None:
        assert (record.status, record.score) == ("rejected", 0)
        assert case.words in record.message
    else:
        assert {e.id: e.score for e in record.exercises} == case.expected
        assert case.words in "\n".join(record.repairs)


@pytest.mark.parametrize("student", [*CASES, *PLACES])
def test_what_a_repair_was_not_sure_of_asks_for_a_person(student, crowd):
    notes = " ".join(crowd.records[student].repairs)
    unsure = crowd.records[student].unsure
    assert ("Unsure" in notes) == bool(unsure)
    asked = {name for name in POINTS if crowd.of(student).get(f"test_{name}", (0, 0))[1]}
    if unsure:
        assert asked == set(unsure)


def test_of_two_files_all_exercises_are_unsure(crowd):
    [student] = [s for s, case in PLACES.items() if case.words == "Unsure which file is meant"]
    assert set(crowd.records[student].unsure) == set(POINTS)


@pytest.mark.parametrize("student", PLACES)
def test_a_file_in_the_wrong_place_is_found_or_refused_in_words(student, crowd):
    record, case = crowd.records[student], PLACES[student]
    assert record.status == ("rejected" if case.refused else "graded"), record.message
    assert record.score == (0 if case.refused else sum(POINTS.values()))
    assert case.words in (record.message if case.refused else "\n".join(record.repairs))


@pytest.mark.parametrize("student", [*CASES, *PLACES])
def test_the_page_tells_what_was_mended_or_why_it_was_refused(student, crowd):
    record, page = crowd.records[student], crowd.page(student)
    assert ("Mended before grading" in page) == bool(record.repairs)
    assert page.count("<li>") >= len(record.repairs)
    assert "<script>alert" not in page
    assert "<b>Hi<b>" not in page
    assert not {"\x1b", "\u202e"} & set(page)


def test_what_was_handed_in_is_left_as_it_was(crowd, release):
    for student, case in CASES.items():
        path = crowd.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        assert path.read_bytes() == case.apply(honest(release))
