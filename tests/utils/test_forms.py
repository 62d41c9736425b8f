"""The form of earlier releases answers with thanks, or with a sentence for what it can't keep."""

from __future__ import annotations

import pytest

from utils import feedback
from utils.forms import EMPTY, UNREAD, LearnerFeedback

OLD_FORM = '''\
from utils import feedback

feedback(
    difficulty=None,  # a number from 1, easy, to 5, hard
    minutes=None,  # how long the lesson took you
    # What was unclear? Write on the empty line, and on more lines if you like.
    unclear=r"""

""",
    # Whatever else you want to say:
    comment=r"""

""",
)'''
"""The source of the cell in notebooks of earlier releases, which learners still have."""


def test_the_form_as_a_lesson_had_it_is_empty():
    shown: dict[str, object] = {}
    exec(OLD_FORM.replace("\nfeedback(", "\nshown = feedback("), shown)
    assert repr(shown["shown"]) == EMPTY
    assert not shown["shown"].said


def test_a_filled_in_form_thanks_and_repeats_what_the_notebook_keeps():
    said = repr(feedback(difficulty=4, minutes="90", unclear=" The chain\nrule. ", comment=""))
    assert said.startswith("Thank you. Save the notebook:")
    assert said.endswith("  difficulty: 4 of 5\n  minutes: 90\n  unclear: The chain\nrule.")


WRONG = [
    ({"difficulty": 6}, "difficulty is 6. Expected a whole number from 1"),
    ({"difficulty": 2.5}, "difficulty is 2.5. Expected"),
    ({"difficulty": True}, "difficulty is True. Expected"),
    ({"difficulty": "hard"}, "difficulty is 'hard'. Expected"),
    ({"minutes": -1}, "minutes is -1. Expected a number up to 10000, such as 60"),
    ({"minutes": float("inf")}, "minutes is inf. Expected"),
    ({"minutes": "1e999"}, "minutes is '1e999'. Expected"),
    ({"minutes": [60]}, "minutes is list. Expected"),
    ({"minutes": 10**400}, "Expected a number up to 10000"),
    ({"unclear": 3}, "unclear is 3. Expected a text in quotes"),
    ({"hardness": 3}, "hardness is no field of the form. There are: difficulty, minutes, unc"),
]


@pytest.mark.parametrize(("answers", "words"), WRONG, ids=str)
def test_what_can_not_be_kept_is_told_and_the_rest_is_kept(answers, words):
    shown = feedback(**answers)
    assert words in repr(shown)
    assert not shown.said
    kept = feedback(**{"comment": "fine", **answers})
    assert kept.said.comment == "fine" and words in repr(kept) and "Thank you" in repr(kept)


def test_unnamed_answers_are_told_how_to_be_named():
    assert "Name each answer, as in feedback(difficulty=3" in repr(feedback(3, 90))


def test_a_very_long_text_is_cut_and_told():
    shown = feedback(comment="x" * 3000)
    assert len(shown.said.comment) == 2000
    assert "comment has 3000 letters. The first 2000 are kept." in repr(shown)


TYPED = [
    "I don't know",
    "It's \"clear\", isn't it",
    'he said "yes"',
    r"where is \nabla, \u and \frac{1}{2}?",
    "one line\n\n    another's line",
    "ends in a quote'",
    'ends in a quote"',
    "ends in a backslash\\",
    "(unfinished, # no comment",
]


@pytest.mark.parametrize("typed", TYPED)
def test_whatever_is_typed_on_the_empty_line_is_kept_as_it_is(typed):
    shown: dict[str, object] = {}
    source = OLD_FORM.replace('comment=r"""\n', f'comment=r"""\n{typed}')
    assert source != OLD_FORM
    exec(source.replace("\nfeedback(", "\nshown = feedback("), shown)
    assert shown["shown"].said == LearnerFeedback(comment=typed)


@pytest.mark.parametrize("said", [EMPTY, UNREAD])
def test_what_the_form_says_fits_into_the_lines_of_a_narrow_window(said):
    assert max(map(len, said.splitlines())) <= 76
