"""What nbgrader's own tests try, tried here: points as there, or more with a reason."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, MissingEntry

from autograder.grading.batch import LessonRun, Options
from autograder.grading.hand_ins import find_class
from autograder.grading.places import Places, default_db_url
from autograder.grading.settings import Settings
from autograder.grading.workers import LocalWorkers
from autograder.kernels.limits import Limits
from autograder.records.results import Record
from tests.grading.material import LESSON, SEED, small_course
from tests.grading.nbgrader_cases import CASES, FAILS, FULL, hand_in_all, students

ROOT = Path(__file__).parents[2]
STOCK_TIMEOUT_S = 30
LIMITS = Limits(cell_timeout_s=3, submission_timeout_s=60, output_mib=2)


@pytest.fixture(scope="module")
def records(release, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Record]:
    """The records of all cases, by student, of one class in sandboxed kernels."""
    root = tmp_path_factory.mktemp("cases")
    course, submitted = small_course(root / "course", LESSON), root / "submitted"
    hand_in_all(release, submitted)
    places = Places(submitted, root / "out", default_db_url(root / "out"))
    options = Options(Settings(limits=LIMITS), seed=SEED)
    run = LessonRun(course, LESSON, places, find_class(submitted, LESSON), options)
    with contextlib.closing(run), LocalWorkers(4) as workers:
        return {record.student: record for record in run.grade(workers)}


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_nbgraders_tests_comes_to_its_points(name: str, records):
    record = records[students()[name]]
    told = [e.message for e in record.exercises]
    assert (record.score or 0.0) == CASES[name].ours, (record.message, record.repairs, told)


@pytest.mark.parametrize("name", CASES)
def test_where_points_differ_from_stock_there_is_a_reason(name: str):
    case = CASES[name]
    assert case.stock == case.ours or case.stock == FAILS or case.why
    assert case.ours <= FULL


def test_a_missing_notebook_is_rejected_with_the_reason(records):
    record = records[students()["missing notebook"]]
    assert record.status == "rejected"
    assert f"There is no file {LESSON}.ipynb" in record.message


@pytest.mark.long
def test_stock_nbgrader_comes_to_the_points_that_the_cases_say(release, tmp_path: Path):
    course = small_course(tmp_path / "course", LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    hand_in_all(release, course.root / "submitted")
    assert _stock(course.root, "generate_assignment", LESSON, "--force") == 0
    scores = {name: _stock_score(course.root, student) for name, student in students().items()}
    apart = {n: (score, CASES[n].stock) for n, score in scores.items() if score != CASES[n].stock}
    assert not apart, "what stock nbgrader gives, and what the case says"


def _stock(root: Path, *arguments: str) -> int:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True).returncode


def _stock_score(root: Path, student: str) -> float | str:
    options = (f"--student={student}", f"--Execute.timeout={STOCK_TIMEOUT_S}")
    if _stock(root, "autograde", LESSON, *options):
        return FAILS
    with Gradebook(f"sqlite:///{root / 'grading' / 'gradebook.db'}") as gradebook:
        try:
            return float(gradebook.find_submission(LESSON, student).score)
        except MissingEntry:
            return FAILS
