"""Answers that nobody tuned the checks to: the right ones pass, the wrong ones don't."""

from __future__ import annotations

import pytest

from autograder.cards.verdicts import text_card
from autograder.records.verdicts import Status
from tests.unseen.answers_of import (
    CLASSES,
    RIGHT_AFTER_ALL,
    WRONG_AFTER_ALL,
    exercises,
    written,
)
from tests.unseen.notebooks import verdict

ANSWERS = [
    a for group in CLASSES for exercise in exercises(group) for a in written(group, exercise)
]
FILES = [(group, exercise) for group in CLASSES for exercise in exercises(group)]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda a: f"{a.group} {a.exercise} {a.name}")
def test_the_verdict_is_as_the_writer_meant_it(answer):
    found = verdict(answer)
    assert (found.status is Status.PASSED) == answer.is_right, text_card(found)


@pytest.mark.parametrize(("group", "exercise"), FILES)
def test_the_class_is_whole(group, exercise):
    names = [answer.name for answer in written(group, exercise)]
    n_wrong, n_right = CLASSES[group]
    assert len(set(names)) == len(names) == n_wrong + n_right
    assert sum(name.startswith("wrong") for name in names) == n_wrong


def test_what_turned_out_otherwise_exists():
    names = {(a.group, a.exercise, a.name) for a in ANSWERS}
    assert RIGHT_AFTER_ALL.keys() | WRONG_AFTER_ALL.keys() <= names
