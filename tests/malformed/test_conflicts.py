"""Marks of a merge: named as such, graded as they are, and for a person to look at."""

from __future__ import annotations

import pytest

from autograder.grading.submission import grade_submission
from autograder.records.results import Record
from tests.grading.material import LESSON
from tests.malformed.conflicts import CONFLICTS, DZ, NAMED, UNCONCERNED
from tests.malformed.in_process import execute_here
from tests.malformed.material import POINTS, Malformation, honest


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.submission.execute", execute_here)


def graded(case: Malformation, course, release) -> Record:
    handed_out = course.release(LESSON).read_bytes()
    return grade_submission(case.apply(honest(release)), LESSON, 5, release=handed_out).record


@pytest.mark.parametrize("sentence", CONFLICTS)
def test_a_merge_conflict_is_told_and_somebody_is_asked_to_look(sentence: str, course, release):
    case = CONFLICTS[sentence]
    record = graded(case, course, release)
    assert {e.id: e.score for e in record.exercises} == case.expected
    assert NAMED in "\n".join(record.repairs)
    assert set(record.unsure) == POINTS.keys()


@pytest.mark.parametrize("sentence", [name for name in CONFLICTS if name.startswith("an answer")])
def test_an_answer_with_both_sides_is_told_so_and_not_of_its_syntax(sentence: str, course, release):
    record = graded(CONFLICTS[sentence], course, release)
    (said,) = (e.message for e in record.exercises if e.id == DZ)
    assert "merge conflict" in said
    assert "syntax" not in said.lower()


@pytest.mark.parametrize("sentence", UNCONCERNED)
def test_what_only_looks_like_a_mark_is_none(sentence: str, course, release):
    record = graded(Malformation(UNCONCERNED[sentence], ""), course, release)
    assert record.score == sum(POINTS.values())
    assert not record.unsure
