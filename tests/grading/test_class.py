"""A class graded on the command line: records, gradebook, notebooks, pages, and the hand-ins."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.exercises import lesson_exercises
from autograder.grading.simulation import Plant, plant_class
from autograder.records.results import ExerciseRecord
from tests.grading.material import (
    LESSON,
    N_SIMULATED,
    SEED,
    GradedClass,
    hashes_below,
    outputs_of,
)

STUDENTS = [f"student_{n:03d}" for n in range(1, N_SIMULATED + 1)]
REJECTED = ("folder", "page", "torn")
RECORD = (
    "student assignment score max_score status message said seconds repairs repairs_said "
    "exercises unsure"
).split()
EXERCISE = "id score max_score status mistake message said".split()


def agrees(plant: Plant, record: ExerciseRecord) -> bool:
    """Whether an exercise came back as what was planted."""
    return {
        "right": (record.status, record.score) == ("passed", record.max_score),
        "mistake": record.mistake == plant.name,
        "blank": (record.status, record.score) == ("not_attempted", 0),
        "crash": record.status in ("error", "failed") and record.score == 0,
    }[plant.kind]


def test_each_planted_answer_comes_back_as_itself(graded: GradedClass):
    release = nbformat.read(graded.course.release(LESSON), as_version=4)
    plants = plant_class(LESSON, release, STUDENTS, SEED)
    for plant in plants:
        record = graded.exercise(plant.student, plant.exercise)
        assert agrees(plant, record), f"{plant.kind} {plant.name}: {record}"
    assert {plant.kind for plant in plants} == {"right", "mistake", "blank", "crash"}


def test_the_results_file_has_a_line_of_the_agreed_form_for_each_hand_in(graded: GradedClass):
    lines = (graded.out / "results" / f"{LESSON}.jsonl").read_text().splitlines()
    data = [json.loads(line) for line in lines]
    assert [d["student"] for d in data] == sorted(["colab", "forger", *REJECTED, *STUDENTS])
    for record in data:
        assert list(record) == RECORD
        assert all(list(exercise) == EXERCISE for exercise in record["exercises"])
        assert record["max_score"] == sum(e.points for e in lesson_exercises(LESSON))
        assert record["score"] == sum(e["score"] for e in record["exercises"])
        assert record["seconds"] >= 0
        assert bool(record["repairs"]) == (record["student"] == "colab")


def test_the_gradebook_says_what_the_records_say(graded: GradedClass):
    with Gradebook(f"sqlite:///{graded.out / 'gradebook.db'}") as gradebook:
        assert {s.id for s in gradebook.students} == graded.records.keys()
        for student, record in graded.records.items():
            submission = gradebook.find_submission(LESSON, student)
            assert (submission.score, submission.max_score) == (record.score, record.max_score)
            assert submission.needs_manual_grade == (record.status == "rejected")
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
            scores = {f"test_{e.id}": e.score for e in record.exercises}
            assert record.status == "rejected" or scores == {
                grade.name: grade.auto_score for grade in notebook.grades
            }


def test_a_hand_in_that_colab_saved_gets_all_points_also_where_it_writes_warnings(graded):
    record = graded.records["colab"]
    assert (record.status, record.score) == ("graded", record.max_score), record


@pytest.mark.parametrize(
    ("student", "words"),
    {"page": "a web page", "torn": "cut off", "folder": "a folder, not a notebook"}.items(),
)
def test_a_hand_in_that_can_not_be_read_is_rejected_with_its_reason(graded, student, words):
    record = graded.records[student]
    assert (record.status, record.score, record.exercises) == ("rejected", 0, ())
    assert words in record.message
    assert words in graded.page(student)
    assert "<script>alert" not in graded.page(student)


def test_an_observation_shown_inside_the_check_of_another_exercise_is_ignored(graded):
    assert graded.exercise("forger", "gradient_formula").status == "passed"
    assert graded.exercise("forger", "fun_dz").score == 0


def test_two_observations_are_one_too_many(graded):
    record = graded.exercise("forger", "fun_dz")
    assert (record.status, record.score) == ("error", 0)
    assert "observations" in record.message


def test_a_printed_shown_or_returned_score_is_no_score(graded):
    record = graded.exercise("forger", "gradient_descent")
    assert record.score == 0
    assert record.status in ("failed", "error")


def test_an_observation_without_the_token_of_the_run_is_ignored(graded):
    record = graded.exercise("forger", "stable_learning_rate")
    assert (record.status, record.score) == ("error", 0)
    assert "no observation" in record.message


@pytest.mark.parametrize("student", ["colab", "forger", *STUDENTS])
def test_check_cells_keep_their_source_and_show_the_score_and_the_card_alone(graded, student):
    notebook = graded.notebook(student)
    for exercise in graded.records[student].exercises:
        cells = [
            c
            for c in notebook["cells"]
            if c["metadata"].get("nbgrader", {}).get("grade_id") == f"test_{exercise.id}"
        ]
        assert ["".join(c["source"]) for c in cells] == [f'check("{exercise.id}")']
        (output,) = outputs_of(notebook, f"test_{exercise.id}")
        assert output["output_type"] == "execute_result"
        assert float("".join(output["data"]["text/plain"])) == exercise.score
        assert 'role="status"' in "".join(output["data"]["text/html"])
    assert "token=" not in json.dumps(notebook["cells"][-3:])


def test_the_notebooks_own_scorecard_shows_the_points_of_the_grader(graded):
    record = graded.records["colab"]
    text = f"{record.score:g} of {record.max_score:g} points"
    assert text in json.dumps(graded.notebook("colab")["cells"][-1])


def test_a_page_shows_the_score_and_every_message(graded):
    for student in ("colab", *STUDENTS):
        page, record = graded.page(student), graded.records[student]
        assert f"(Score: {record.score} / {record.max_score})" in page
        assert page.count('role="status"') == len(record.exercises) + 1  # and the scorecard


def test_the_hand_ins_are_left_as_they_were(graded):
    assert hashes_below(graded.submitted) == graded.before


def test_the_release_and_the_solutions_are_left_as_they_were(graded, course):
    for folder in ("course", "solutions"):
        old, new = (hashes_below(c.root / folder) for c in (course, graded.course))
        assert old == new


def test_the_command_tells_who_was_not_graded_and_where_results_are(graded):
    assert graded.code == 1
    for student in ("student_001", "colab", "page: rejected. The file is a web page"):
        assert student in graded.printed
    for place in (f"results/results/{LESSON}.jsonl", "results/feedback", "gradebook.db"):
        assert place in graded.printed
    assert f"--seed {SEED}" in graded.printed
    assert "absent" not in graded.printed
