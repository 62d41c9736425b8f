"""Malformations that only a kernel can tell of: a dozen, and set-up cells that fail as they run."""

from __future__ import annotations

import contextlib

import pytest

from autograder.grading.batch import LessonRun, Options
from autograder.grading.hand_ins import find_class
from autograder.grading.places import Places, default_db_url
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.workers import LocalWorkers
from autograder.records.results import Record
from tests.grading.material import LESSON, NOISY, RIGHT, hand_in
from tests.malformed.changes import Change, both, first, replaced, sourced, stripped
from tests.malformed.commanded import COLAB, COMMANDED, IN_IPYTHON, set_up
from tests.malformed.material import HALVES, POINTS, Malformation, cell, honest, stream
from tests.malformed.rearranged import REARRANGED
from tests.malformed.rewritten import REWRITTEN
from tests.malformed.set_ups import SET_UPS

DZ = "fun_dz"
TORN_CELL = "print('half')\nraise SystemExit(3)"
SHELL = "!pip install x\nfiles = !echo here\n%matplotlib widget\n%nosuchmagic\n"
ASKING = "n = input()\n" + RIGHT[DZ]


CONTINUED = (
    "an installation over two lines",
    "an installation over many lines, in an answer",
    "a magic over two lines",
    "a measurement of memory",
    "a title above a measurement of memory",
)


def warned(notebook: dict) -> None:
    """A check cell with warnings beside its result, which a stock grader takes for a failure."""
    cell(notebook, "test_fun_dz")["outputs"] = [stream("stderr", "UserWarning: old")]
    cell(notebook, DZ)["source"] = NOISY[DZ]


def changed(change: Change, **points: float) -> Malformation:
    return Malformation(change, "", points)


CASES = {
    "nothing": changed(lambda notebook: None),
    "warnings in a check": changed(warned),
    "questions": changed(both(first("name = input()"), sourced(DZ, ASKING)), fun_dz=0),
    "commands in the set-up": changed(both(set_up(SHELL), set_up(COLAB))),
    "a cell magic on an answer": changed(stripped(sourced(DZ, "%%time\n" + RIGHT[DZ]))),
    "a cell magic that runs nothing": changed(sourced(DZ, "%%html\n" + RIGHT[DZ]), fun_dz=0),
    **IN_IPYTHON,
    **{name: COMMANDED[name] for name in CONTINUED},
    "a split answer": changed(stripped(replaced(DZ, *HALVES))),
    "cells that raise and leave": changed(first(TORN_CELL)),
    "format 3": REWRITTEN["format 3"],
    "half letters": REWRITTEN["half letters, zeros and escapes in the text"],
    "tags": REWRITTEN["tags that keep cells from running"],
    "one cell": REARRANGED["the whole notebook merged into one cell"],
    **SET_UPS,
}
STUDENTS = {f"case {number:03d}": name for number, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def records(course, release, tmp_path_factory) -> dict[str, Record]:
    root = tmp_path_factory.mktemp("kernels")
    for student, name in STUDENTS.items():
        hand_in(root / "submitted", student, CASES[name].apply(honest(release)))
    places = Places(root / "submitted", root / "out", default_db_url(root / "out"))
    options = Options(Settings(sandbox=BWRAP), seed=5, feedback=False)
    run = LessonRun(course, LESSON, places, find_class(places.submitted, LESSON), options)
    with contextlib.closing(run), LocalWorkers(2) as workers:
        return {STUDENTS[record.student]: record for record in run.grade(workers)}


@pytest.mark.parametrize("name", CASES)
def test_kernels_give_the_points_that_are_known(name, records):
    record = records[name]
    found = {exercise.id: exercise.score for exercise in record.exercises}
    assert found == CASES[name].expected, record.to_json()
    assert CASES[name].words in "\n".join(record.repairs)


@pytest.mark.parametrize("name", SET_UPS)
def test_a_person_is_asked_where_another_set_up_ran_than_the_hand_ins_own(name, records):
    assert bool(records[name].unsure) is SET_UPS[name].looked_at, records[name].repairs


def test_a_question_stops_its_cell_and_does_not_wait_for_an_answer(records):
    (asked,) = (e for e in records["questions"].exercises if e.id == DZ)
    assert asked.status == "error"
    assert "StdinNotImplementedError" in asked.message
    assert records["questions"].seconds < 60


def test_points_of_the_honest_are_in_the_company_of_others_what_they_are(records):
    assert records["nothing"].score == sum(POINTS.values())
    assert records["nothing"].repairs == ()
