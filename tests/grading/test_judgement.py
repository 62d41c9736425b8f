"""Verdicts where the kernel gave something else than one observation. No kernel runs here."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import autograder.grading.judgement
from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.grading.judgement import Seen, verdict_on
from autograder.grading.observing import observing, sightings
from autograder.grading.plans import Stop
from autograder.grading.settings import Settings
from autograder.records.observations import MIME
from autograder.records.results import graded_record
from autograder.records.verdicts import Status
from tests.grading.material import LESSON

FUN_DZ = find_exercise("fun_dz")
SETTINGS = Settings()
SEED = 5
REFERENCE = find_answer(FUN_DZ).reference


def found(**seen: object) -> Seen:
    return Seen([{"exercise": "fun_dz", "token": "t", **seen}])


RIGHT = FUN_DZ.observe(REFERENCE, SEED).to_json()
CASES = {  # what was seen, the status, words of the message
    "right": (found(observation=RIGHT), Status.PASSED, "agree"),
    "of another seed": (
        found(observation=FUN_DZ.observe(REFERENCE, SEED + 1).to_json()),
        Status.FAILED,
        "",
    ),
    "no JSON": (found(observation="{"), Status.ERROR, "can't be judged: not JSON"),
    "no text": (found(observation={"version": 1}), Status.ERROR, "can't be judged"),
    "not an observation": (found(observation="[]"), Status.ERROR, "can't be judged"),
    "nothing in it": (found(observation='{"version": 1, "values": {}}'), Status.FAILED, ""),
    "two": (Seen([{"observation": RIGHT}] * 2), Status.ERROR, "2 observations"),
    "none": (Seen([]), Status.ERROR, "no observation"),
    "none, with an error": (Seen([], error="OSError: x"), Status.ERROR, "stopped with OSError: x"),
    "no check cell": (Seen(None), Status.ERROR, "test_fun_dz is missing"),
    "a slow check": (Seen([], stop=Stop.TIMEOUT), Status.TIMEOUT, "30 s while `fun_dz`"),
    "a dead kernel": (Seen([], stop=Stop.DIED), Status.ERROR, "Python itself ended while"),
    "a fault of ours": (found(fault="KeyError: 'x'"), Status.UNDETERMINED, "KeyError: 'x'"),
    "no name": (found(missing="x"), Status.ERROR, "no `fun_dz` when it is checked"),
    "no name, an error in its cell": (
        replace(found(missing="x"), answer_error="SyntaxError: bad (line 3)"),
        Status.ERROR,
        "stopped with SyntaxError: bad (line 3)",
    ),
    "no name, a slow cell": (
        replace(found(missing="x"), answer_stop=Stop.TIMEOUT),
        Status.TIMEOUT,
        "30 s in the cell that should define `fun_dz`",
    ),
    "no name, an empty cell": (
        replace(found(missing="x"), answer_blank=True),
        Status.NOT_ATTEMPTED,
        "is empty",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_seen_becomes_a_verdict_with_its_reason(case):
    seen, status, words = CASES[case]
    verdict = verdict_on(FUN_DZ, seen, SEED, SETTINGS)
    assert verdict.status is status
    assert words in verdict.message
    assert verdict.score == (FUN_DZ.points if status is Status.PASSED else 0)


def test_a_judge_that_fails_leaves_the_score_open(monkeypatch):
    def broken(*args):
        raise IndexError("a fault of ours")

    monkeypatch.setattr(autograder.grading.judgement, "judge", broken)
    verdict = verdict_on(FUN_DZ, CASES["right"][0], SEED, SETTINGS)
    record = graded_record(LESSON, (verdict,), 1.0)
    assert (record.status, record.score, record.exercises[0].score) == ("undetermined", None, None)
    assert "a fault of ours" in record.exercises[0].message


def shown(**data: object) -> dict:
    return {"output_type": "display_data", "data": {MIME: json.dumps(data)}}


@pytest.mark.parametrize(
    "output",
    [
        shown(exercise="fun_dz", token="other", observation=RIGHT),
        shown(exercise="gradient_descent", token="t", observation=RIGHT),
        shown(exercise="fun_dz", observation=RIGHT),
        {"output_type": "display_data", "data": {MIME: {"exercise": "fun_dz", "token": "t"}}},
        {"output_type": "display_data", "data": {MIME: "[" * 100_000}},
        {"output_type": "display_data", "data": {MIME: "[1, 2]"}},
        {"output_type": "display_data", "data": None},
        {"output_type": "stream", "name": "stdout", "text": json.dumps({MIME: RIGHT})},
    ],
    ids=lambda output: str(output)[:60],
)
def test_outputs_that_only_look_like_an_observation_are_not_seen(output):
    right = shown(exercise="fun_dz", token="t", observation=RIGHT)
    assert sightings([output], "fun_dz", "t") == []
    assert len(sightings([output, right, output], "fun_dz", "t")) == 1


def test_a_check_cell_that_observes_calls_nothing_of_the_hand_in_but_the_name(release):
    from autograder.grading.notebooks import parse_notebook

    notebook = parse_notebook(json.dumps(release).encode())
    index = next(i for i, c in enumerate(notebook.cells) if c.id == "test_fun_dz")
    copied = observing(notebook, {"fun_dz": index}, 3, "cpu", "t")
    assert copied.cells[index].source == (
        "from autograder.notebook.emitting import emit\n"
        "emit('fun_dz', lambda: fun_dz, seed=3, device='cpu', token='t')"
    )
    assert notebook.cells[index].source == 'check("fun_dz")'
