"""What goes to Gradescope and Classroom 50, held against what their specifications say.

Gradescope: gradescope/autograder_samples, docs/specs.md. Classroom 50: foundation50/classroom50,
schemas/result-v1.schema.json.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from autograder.errors import UsageError
from autograder.platforms.results_json import RUN, classroom50, gradescope, refused_by_gradescope
from autograder.records.results import ExerciseRecord, Record

GRADESCOPES = {  # docs/specs.md
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
    "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
OF_A_TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
    "tags", "visibility", "extra_data",
}  # fmt: skip
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
CLASSROOM50S = {"schema", *RUN, "score", "max-score", "tests"}
TOLD = dict.fromkeys(RUN, "x") | {
    "assignment_type": "individual",
    "submission": "submit/20261201T000000Z-0123456",
    "datetime": "2026-12-01T00:00:00Z",
}
EXERCISES = (
    ExerciseRecord("right", 2.0, 2.0, "passed", None, "All agree."),
    ExerciseRecord("half", 1.5, 3.0, "partial", None, "<b>Not</b> all agree."),
    ExerciseRecord("blank", 0.0, 2.0, "not_attempted", None, "Nothing was written."),
)
RECORD = Record(
    "s", "02_computational_graphs", 3.5, 7.0, "graded", "", seconds=1.0, exercises=EXERCISES
)
REJECTED = replace(RECORD, score=0.0, status="rejected", message="No notebook.", exercises=())
UNDETERMINED = replace(RECORD, score=None, status="undetermined", message="The disk is full.")


def test_gradescope_gets_only_fields_that_it_documents_and_nothing_hidden():
    content = json.loads(json.dumps(gradescope(RECORD)))
    assert set(content) <= GRADESCOPES
    assert content["visibility"] == "visible"
    assert content["output_format"] in FORMATS
    for test in content["tests"]:
        assert set(test) <= OF_A_TEST
        assert test["visibility"] == "visible"
        assert test["output_format"] == "text"  # so that a hand-in's signs do nothing
        assert test["status"] in ("passed", "failed")


def test_gradescope_gets_each_exercise_with_its_points_and_reason():
    content = gradescope(RECORD)
    assert content["score"] == 3.5
    assert [(t["name"], t["score"], t["max_score"], t["status"]) for t in content["tests"]] == [
        ("right", 2.0, 2.0, "passed"),
        ("half", 1.5, 3.0, "failed"),
        ("blank", 0.0, 2.0, "failed"),
    ]
    assert content["tests"][1]["output"] == "<b>Not</b> all agree."


def test_gradescope_is_told_what_was_mended_and_what_a_person_should_look_at():
    mended = replace(RECORD, repairs=("A cell was split.",), unsure=("half",))
    assert gradescope(mended)["output"].splitlines() == [
        "A cell was split.",
        "half: a person should look at this, as the notebook had to be mended in a way that may "
        "not be what was meant.",
    ]


def test_a_rejected_hand_in_has_no_points_and_says_why():
    assert (gradescope(REJECTED)["score"], gradescope(REJECTED)["output"]) == (0.0, "No notebook.")
    assert refused_by_gradescope("None here.")["output"] == "None here."
    assert set(refused_by_gradescope("None here.")) <= GRADESCOPES


@pytest.mark.parametrize("form", [gradescope, lambda record: classroom50(record, TOLD)])
def test_a_fault_of_the_grader_becomes_no_result_at_all(form):
    with pytest.raises(UsageError, match=r"no score.*fault of the grader: The disk is full\."):
        form(UNDETERMINED)


@pytest.mark.parametrize("record", [RECORD, REJECTED])
def test_classroom50_gets_all_that_its_schema_wants_and_no_more(record):
    content = json.loads(json.dumps(classroom50(record, TOLD)))
    assert set(content) == CLASSROOM50S
    assert content["schema"] == "classroom50/result/v1"
    assert content["assignment_type"] in ("individual", "group")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", content["datetime"])
    for part in (content, *content["tests"]):
        assert type(part["score"]) is type(part["max-score"]) is int
        assert 0 <= part["score"] <= part["max-score"]
    for test in content["tests"]:
        assert {"test-name", "passed", "score", "max-score"} <= set(test)
        assert type(test["passed"]) is bool


def test_half_points_are_doubled_with_the_maximum_and_for_everybody_alike():
    content = classroom50(RECORD, TOLD)
    assert (content["score"], content["max-score"]) == (7, 14)
    assert [(t["score"], t["max-score"]) for t in content["tests"]] == [(4, 4), (3, 6), (0, 4)]
    nothing = classroom50(REJECTED, TOLD)
    assert (nothing["score"], nothing["max-score"]) == (0, 14)


def test_where_all_points_are_whole_they_stay_as_they_are():
    whole = replace(REJECTED, assignment="01_gradient_vectors")
    assert classroom50(whole, TOLD)["max-score"] == 7


@pytest.mark.parametrize("name", RUN)
def test_what_the_run_does_not_tell_is_named(name):
    with pytest.raises(UsageError, match=f"wants {name}, which the run doesn't tell"):
        classroom50(RECORD, TOLD | {name: ""})
