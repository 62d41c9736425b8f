"""A simulated class: the same for a seed, plausible, and each answer is what it says it is.

Here answers run in this process, so that all lessons can be tried; ``test_class`` has kernels.
"""

from __future__ import annotations

from collections import Counter

import nbformat
import pytest

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.errors import UsageError
from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from autograder.grading.pasting import pasted
from autograder.grading.simulation import Plant, plant_class, simulate
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Status, Verdict
from tests.grading.material import LESSON, hashes_below, small_course

STUDENTS = [f"student_{n:03d}" for n in range(1, 9)]
LESSONS = [name for name in lesson_names() if lesson_exercises(name)]


def verdicts(plants: list[Plant]) -> dict[str, Verdict]:
    """Runs a student's answer cells in order, each check after its cell, as a notebook does."""
    names: dict = {}
    exec("import math, sympy, torch\nimport numpy as np\nfrom torch import nn", names)
    found = {}
    for plant in plants:
        try:
            exec(compile(plant.source, "<string>", "exec"), names)
        except SyntaxError:
            assert plant.name == "syntax_error"
        if plant.exercise in names:
            exercise = find_exercise(plant.exercise)
            found[plant.exercise] = verdict_on(exercise, names[plant.exercise], 3, "cpu")
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_planted_answer_is_judged_as_what_it_is(lesson, tmp_path):
    release = nbformat.read(small_course(tmp_path / "course", lesson).release(lesson), as_version=4)
    plants = plant_class(lesson, release, STUDENTS, 1)
    for student in STUDENTS:
        own = [plant for plant in plants if plant.student == student]
        given = verdicts(own)
        for plant in own:
            verdict = given.get(plant.exercise)
            what = f"{student}: {plant.kind} {plant.name}\n{plant.source}\n{verdict}"
            if plant.kind == "right":
                assert verdict and verdict.status is Status.PASSED, what
            elif plant.kind == "mistake":
                assert verdict and verdict.mistake == plant.name, what
            elif plant.kind == "crash":
                assert verdict is None or verdict.score == 0, what
            else:
                assert verdict is None or verdict.status is Status.NOT_ATTEMPTED, what


@pytest.mark.parametrize("lesson", LESSONS)
def test_most_right_answers_and_mistakes_can_be_handed_in(lesson):
    ids = [e.id for e in lesson_exercises(lesson)]
    for exercise in lesson_exercises(lesson):
        answer = find_answer(exercise)
        right = [*find_variants(exercise), answer.reference]
        wrong = [m.implementation for m in answer.mistakes]
        assert any(pasted(thing, exercise.id, ids) for thing in right)
        pasted_wrong = [thing for thing in wrong if pasted(thing, exercise.id, ids)]
        assert len(pasted_wrong) > len(wrong) / 2, exercise.id


def test_a_class_has_strong_and_weak_students_and_every_kind_of_answer(course):
    release = nbformat.read(course.release(LESSON), as_version=4)
    students = [str(n) for n in range(60)]
    plants = plant_class(LESSON, release, students, 0)
    kinds = Counter(plant.kind for plant in plants)
    right = Counter(plant.student for plant in plants if plant.kind == "right")
    assert kinds["right"] > len(plants) / 2
    assert kinds.keys() == {"right", "mistake", "blank", "crash"}
    assert {right[student] for student in students} >= {1, 2, 3, 4}


def test_the_same_seed_makes_the_same_class_and_another_one_another(course, tmp_path):
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(course, LESSON, tmp_path / out, 3, seed)
    first, again, other = (hashes_below(tmp_path / out) for out in "abc")
    assert first == again != other
    assert list(first) == list(other)


def test_nothing_but_valid_notebooks_is_written(course, tmp_path):
    simulate(course, LESSON, tmp_path / "out", 2, 1)
    paths = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert sorted(str(p.relative_to(tmp_path / "out")) for p in paths) == [
        f"student_{n:03d}/{LESSON}/{LESSON}.ipynb" for n in (1, 2)
    ]
    for path in paths:
        nbformat.validate(nbformat.read(path, as_version=4))


def test_a_hand_in_that_exists_is_not_replaced_and_nothing_else_is_written(course, tmp_path):
    there = tmp_path / "student_002" / LESSON
    there.mkdir(parents=True)
    with pytest.raises(UsageError, match=f"student_002/{LESSON} is there already"):
        simulate(course, LESSON, tmp_path, 3, 1)
    assert list(tmp_path.iterdir()) == [tmp_path / "student_002"]
