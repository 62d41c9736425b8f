"""A hundred and more hand-ins that misbehave, beside honest ones: what came of each of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.grading.clocks import SLOWEST
from autograder.grading.places import default_db_url
from tests.untrusted.attacks import LESSON, POINTS
from tests.untrusted.break_outs import break_outs
from tests.untrusted.classes import HONEST, LIMITS, slug
from tests.untrusted.conftest import Crowd
from tests.untrusted.displays import DISPLAYS
from tests.untrusted.excesses import EXCESSES
from tests.untrusted.forgeries import FORGERIES
from tests.untrusted.lying_values import LYING_VALUES
from tests.untrusted.spoilers import SPOILERS

PLACES = dict.fromkeys(
    ("the home", "the course", "the hand-ins", "the results", "the folder for temporary files"),
    Path(),
)
ATTACKS = [*LYING_VALUES, *FORGERIES, *break_outs(PLACES), *EXCESSES, *SPOILERS, *DISPLAYS]
SPARE_S = 30.0
"""What a kernel that can't be interrupted costs beside the notebook's own time."""


def test_there_are_more_than_a_hundred_attacks(crowd: Crowd):
    assert list(crowd.attacks) == ATTACKS
    assert len({slug(name) for name in ATTACKS}) > 100


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_what_it_has_earned_and_no_more(name: str, crowd: Crowd):
    attack, record = crowd.attacks[name], crowd.graded.records[slug(name)]
    earned = {e.id: e.score for e in record.exercises}
    if attack.at_most:
        assert all((earned[key] or 0) <= (most or 0) for key, most in attack.expected.items())
    else:
        assert earned == attack.expected, [e.message for e in record.exercises]
    told = None if None in earned.values() else sum(score or 0 for score in earned.values())
    assert record.score == told


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_result_is_the_same_to_the_byte_in_any_company(student: str, crowd: Crowd):
    assert crowd.graded.of(student) == crowd.alone.of(student)
    assert crowd.graded.records[student].score == sum(POINTS.values())


def test_every_hand_in_has_a_line_in_the_results_a_page_and_rows_in_the_gradebook(crowd: Crowd):
    students = sorted([*HONEST, *map(slug, ATTACKS)])
    out = crowd.graded.out
    lines = (out / "results" / f"{LESSON}.jsonl").read_text().splitlines()
    assert [json.loads(line)["student"] for line in lines] == students
    assert all((out / "feedback" / s / LESSON / f"{LESSON}.html").is_file() for s in students)
    with Gradebook(default_db_url(out)) as gradebook:
        entered = gradebook.assignment_submissions(LESSON)
        scores = {submission.student.id: submission.score for submission in entered}
    assert scores == {s: crowd.graded.records[s].score or sum_of(crowd, s) for s in students}


def sum_of(crowd: Crowd, student: str) -> float:
    """The points of what could be judged."""
    return sum(e.score or 0.0 for e in crowd.graded.records[student].exercises)


def test_every_hand_in_ends_in_its_time(crowd: Crowd):
    most = LIMITS.submission_timeout_s / SLOWEST + SPARE_S
    slow = {s: r.seconds for s, r in crowd.graded.records.items() if r.seconds > most}
    assert not slow


def test_nothing_that_is_the_instructors_was_changed(crowd: Crowd):
    assert crowd.after.files == crowd.before.files
    assert len(crowd.before.files) > len(ATTACKS)


def test_no_word_of_the_instructors_is_in_anything_that_was_written(crowd: Crowd):
    for place in crowd.machine.places.values():
        assert (place / "canary").read_text() == crowd.machine.word
    folders = [str(crowd.graded.out / kind) for kind in ("autograded", "feedback", "results")]
    command = ["grep", "-rlF", crowd.machine.word, *folders]
    found = subprocess.run(command, capture_output=True, text=True)
    assert (found.stdout, found.returncode) == ("", 1)


def test_nothing_is_left_running_mounted_or_lying_about(crowd: Crowd):
    assert not crowd.after.left_running
    assert not crowd.after.shared
    assert crowd.after.mounts == crowd.before.mounts
    assert crowd.after.children <= crowd.before.children
