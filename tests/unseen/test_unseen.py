"""Answers that nobody tuned the checks to: the right ones pass, the wrong ones don't."""

from __future__ import annotations

import pytest

from autograder.cards.verdicts import text_card
from autograder.records.verdicts import Status
from tests.unseen.answers_of import exercises, written
from tests.unseen.notebooks import verdict

N_WRONG, N_RIGHT = 30, 10
BARE = ("It is another number than expected.", "numbers is right.")
"""Ends of messages that say no more than that numbers differ."""
ANSWERS = [answer for exercise in exercises() for answer in written(exercise)]


def ids(answers):
    return [f"{answer.exercise} {answer.name}" for answer in answers]


@pytest.mark.parametrize("answer", ANSWERS, ids=ids(ANSWERS))
def test_the_verdict_is_as_the_writer_meant_it(answer):
    found = verdict(answer)
    assert (found.status is Status.PASSED) == answer.is_right, text_card(found)


@pytest.mark.parametrize("exercise", exercises())
def test_the_class_is_whole(exercise):
    answers = written(exercise)
    assert [a.is_right for a in answers].count(True) == N_RIGHT
    assert len(answers) == N_RIGHT + N_WRONG
    assert len({a.name for a in answers}) == len(answers)
