"""From a platform's zip to its own sheet: nobody is lost, mixed up or doubled on the way."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

import pytest

from autograder.grading.course import Course
from autograder.grading.places import Places
from autograder.grading.submission import Task
from autograder.platforms.rosters import kept_rosters
from autograder.records.results import Graded
from tests.grading.material import LESSON
from tests.grading.stand_ins import grade, graded_as, places_in
from tests.platforms.graded_class import export, say
from tests.platforms.sheets_of import (
    CLASS,
    PARTICIPANT,
    Someone,
    canvas_gradebook,
    differing,
    moodle_sheet,
)

COURSE = Course(Path(__file__).resolve().parents[2])
SHARES = (1.0, 0.5, 0.25)


class Workers:
    """Workers that know each student's share."""

    in_flight = 3

    def __init__(self, shares: Mapping[str, float]) -> None:
        self.shares = shares

    def submit(self, task: Task) -> Future[Graded]:
        future: Future[Graded] = Future()
        future.set_result(graded_as(self.shares[task.student], task))
        return future


def notebook(one: Someone) -> str:
    """The lesson as it is handed out, with a line of somebody's own."""
    told = json.loads(COURSE.release(LESSON).read_text())
    told["cells"][3]["source"] = f"# {one.once}"
    return json.dumps(told)


def collected(tmp_path: Path, names: list[str], *more: object) -> Places:
    """The places after a zip of these names was collected, one for each in the class."""
    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, one in zip(names, CLASS, strict=False):
            file.writestr(name, notebook(one))
    places = places_in(tmp_path)
    with contextlib.chdir(COURSE.root):
        said = say("collect", archive, *more, "--to", places.submitted, "--out", places.out)
    assert said.code == 0, said.out + said.err
    (roster,) = kept_rosters(places.out)
    students = {roster.people[n]: student for n, student in roster.students.items()}
    by_once = {p.once or p.id: s for p, s in students.items()}
    shares = {
        by_once.get(one.once) or by_once[one.id]: x for one, x in zip(CLASS, SHARES, strict=False)
    }
    grade(COURSE, places, Workers(shares), seed=0)
    return places


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("blind", [False, True])
def test_moodles_zip_comes_back_in_its_worksheet(tmp_path, language, blind):
    sheet = tmp_path / "Grades.csv"
    sheet.write_bytes(moodle_sheet(language=language, blind=blind))
    names = []
    for one in CLASS[:3]:
        last, _, first = one.name.partition(", ")
        who = PARTICIPANT[language].strip() if blind else f"{first} {last}"
        names.append(f"{who}_{one.once}_assignsubmission_file/my {one.once}.ipynb")
    places = collected(tmp_path, names, "--roster", sheet)
    pages = tmp_path / "feedback.zip"
    said = export(places, "--sheet", sheet, "--feedback", pages)
    assert said.code == 0, said.out + said.err
    column = 2 if blind else 5
    filled = (tmp_path / "Grades.filled.csv").read_bytes()
    assert differing(sheet.read_bytes(), filled) == {
        (1, column): "9.00", (2, column): "4.50", (3, column): "2.25"
    }  # fmt: skip
    with zipfile.ZipFile(pages) as archive:
        ids = [name.split("_")[1] for name in archive.namelist()]
    assert sorted(ids) == [one.once for one in CLASS[:3]]


def test_canvas_zip_comes_back_in_its_gradebook(tmp_path):
    slugs = ["".join(filter(str.isalnum, one.name.lower())) for one in CLASS[:3]]
    whole = zip(slugs, CLASS, strict=False)
    names = [f"{slug}_{one.id}_8{one.id}_lesson-1.ipynb" for slug, one in whole]
    places = collected(tmp_path, names)
    sheet, pages = tmp_path / "Grades.csv", tmp_path / "feedback.zip"
    sheet.write_bytes(canvas_gradebook())
    said = export(places, "--sheet", sheet, "--feedback", pages)
    assert said.code == 0, said.out + said.err
    filled = (tmp_path / "Grades.filled.csv").read_bytes()
    assert differing(sheet.read_bytes(), filled) == {(2, 7): "9", (3, 7): "4.5", (4, 7): "2.25"}
    with zipfile.ZipFile(pages) as archive:
        assert sorted(archive.namelist()) == sorted(names)
    gone = say("forget", CLASS[0].id, "--out", places.out, "--submitted", places.submitted)
    assert gone.code == 0, gone.out
