"""A fault costs the exercise it is in: by time, by process, by channel, in every lesson."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.submission import grade_submission
from autograder.kernels.limits import Limits
from autograder.records.results import Record
from benchmarks.faults import (
    KINDS,
    hand_in_faults,
    lost_elsewhere,
    make_class,
    records_of,
    with_fault,
)

ROOT = Path(__file__).parents[2]
SETTINGS = Settings(sandbox=BWRAP, limits=Limits(cell_timeout_s=20.0))
PAIRS = [(lesson, e.id) for lesson in lesson_names() for e in lesson_exercises(lesson)]
SHORT = ("02_computational_graphs", "forward_graph")
"""An exercise that another one uses: tried always."""
CLASS = "04_autograd_grad"
"""The lesson of a whole class of faults: its cells take a fraction of their limit."""
SHORT_LIMITS = ("--cell-seconds", "10", "--notebook-seconds", "60")
CASES = [
    pytest.param(*pair, marks=() if pair == SHORT else pytest.mark.long, id=pair[1])
    for pair in PAIRS
]


@cache
def notebook_of(kind: str, lesson: str) -> dict[str, Any]:
    return json.loads((ROOT / kind / "en" / lesson / f"{lesson}.ipynb").read_text())


def graded(lesson: str, notebook: dict[str, Any]) -> Record:
    release = json.dumps(notebook_of("course", lesson)).encode()
    return grade_submission(json.dumps(notebook).encode(), lesson, 11, SETTINGS, release).record


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("lesson", "exercise_id"), CASES)
def test_a_fault_costs_no_other_exercise_a_point(kind: str, lesson: str, exercise_id: str):
    record = graded(lesson, with_fault(notebook_of("solutions", lesson), exercise_id, kind))
    assert record.status == "graded"
    assert lost_elsewhere(record, exercise_id) == [], [e.message for e in record.exercises]


@pytest.mark.long
def test_in_a_class_of_faults_nobody_loses_a_point_in_another_exercise(tmp_path: Path):
    class_ = make_class(tmp_path, CLASS)
    n = len(KINDS) * len(lesson_exercises(CLASS))
    faults = hand_in_faults(class_, n)
    assert len(set(faults.values())) == n
    assert class_.grade("out", *SHORT_LIMITS).code == 0, class_.log()
    records = {record.student: record for record in records_of(class_, "out")}
    assert records.keys() == faults.keys()
    lost = {faults[s]: lost_elsewhere(r, faults[s][0]) for s, r in records.items()}
    assert lost == dict.fromkeys(faults.values(), []), class_.log()
    for student, (exercise_id, kind) in faults.items():
        [spoilt] = [e for e in records[student].exercises if e.id == exercise_id]
        ends = kind in ("never ends", "ends the process")
        assert spoilt.score == 0 or not ends, f"{exercise_id} {kind}"
