"""Feedback is read from what a notebook's file holds, whatever wrote it, and nothing is run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.grading.repair import repair
from autograder.reports.learner_feedback import read_learner_feedback
from tests.colab.test_colab import as_saved_by_colab
from tests.utils.test_forms import OLD_FORM
from utils.forms import FORM, HEADINGS, MARK, LearnerFeedback

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_gradient_vectors"
RELEASED = sorted((ROOT / "course" / "en").glob("0[1-9]*/*.ipynb"))
OLD_FILLED = OLD_FORM.replace("difficulty=None", "difficulty=4").replace(
    'unclear=r"""\n', 'unclear=r"""\nWhy the\nchain rule?'
)
SAID = LearnerFeedback(4, None, "Why the\nchain rule?", "")


def written(**said: str) -> str:
    """The form with words under its headings."""
    form = FORM
    for name, words in said.items():
        form = form.replace(HEADINGS[name], f"{HEADINGS[name]}\n\n{words}")
    return form


FILLED = written(difficulty="4", unclear="Why the\nchain rule?")


def released(path: Path = ROOT / "course" / "en" / LESSON / f"{LESSON}.ipynb"):
    return nbformat.read(path, as_version=4)


def filled(source: str = FILLED):
    notebook = released()
    (form,) = [cell for cell in notebook.cells if cell.source == FORM]
    form.source = source
    return notebook


def code(*sources: object) -> dict:
    return {"cells": [{"cell_type": "code", "source": source} for source in sources]}


def text(*sources: object) -> dict:
    return {"cells": [{"cell_type": "markdown", "source": source} for source in sources]}


@pytest.mark.parametrize("path", RELEASED, ids=lambda p: p.stem)
def test_a_lesson_has_one_form_which_nbgrader_does_not_know_and_which_is_untouched(path):
    notebook = released(path)
    (form,) = [cell for cell in notebook.cells if MARK in cell.source]
    assert (form.cell_type, form.source) == ("markdown", FORM)
    assert form.metadata == {}
    assert read_learner_feedback(notebook) is None


def test_what_was_typed_is_read():
    assert read_learner_feedback(filled()) == SAID


def test_it_survives_colab_and_repair():
    saved = as_saved_by_colab(filled())
    assert read_learner_feedback(json.loads(saved)) == SAID
    repaired = repair(saved, released(), LESSON)
    assert read_learner_feedback(repaired.notebook) == SAID
    assert not any("feedback" in note for note in repaired.repairs)


def test_it_survives_a_notebook_whose_metadata_was_stripped():
    data = json.loads(nbformat.writes(filled()))
    for cell in data["cells"]:
        cell["metadata"] = {}
    repaired = repair(json.dumps(data).encode(), released(), LESSON)
    assert read_learner_feedback(repaired.notebook) == SAID


def test_it_is_read_in_format_3_and_from_lists_of_lines():
    lines = FILLED.splitlines(keepends=True)
    for cell in (
        {"cell_type": "code", "input": OLD_FILLED.splitlines(keepends=True)},
        {"cell_type": "markdown", "source": lines},
    ):
        assert read_learner_feedback({"worksheets": [{"cells": [cell]}]}) == SAID


def test_a_form_of_an_earlier_release_is_read():
    assert read_learner_feedback(code(OLD_FORM)) is None
    assert read_learner_feedback(code(OLD_FILLED)) == SAID


WORDS = [
    "I don't know",
    "It\u2019s \u201cclear\u201d, isn't it?",
    '"""',
    r"where is \nabla, \u and \frac{1}{2}?",
    "one line\n\n    another's line",
    "a heading of my own:\n\n## The rule\n\nand more",
    "code:\n\n```\n### What was unclear?\n```",
    "<script>alert(1)</script> <b>and</b> a < b",
]


@pytest.mark.parametrize("typed", WORDS)
def test_whatever_is_written_under_a_heading_is_kept_as_it_is(typed):
    said = read_learner_feedback(text(written(unclear=typed)))
    assert said == LearnerFeedback(unclear=typed)


NUMBERS = [
    ("4", "90", LearnerFeedback(4, 90.0)),
    ("**5**", "about 90 min", LearnerFeedback(5, 90.0)),
    ("3 of 5", "45 minutes.", LearnerFeedback(3, 45.0)),
    ("2/5", "1.5", LearnerFeedback(2, 1.5)),
]


@pytest.mark.parametrize(("difficulty", "minutes", "said"), NUMBERS)
def test_numbers_are_read_in_the_ways_in_which_they_are_written(difficulty, minutes, said):
    form = written(difficulty=difficulty, minutes=minutes)
    assert read_learner_feedback(text(form)) == said


@pytest.mark.parametrize("typed", ["hard", "7", "4 or 5", "-1", "1e9", "9" * 400])
def test_what_is_no_such_number_is_kept_as_words(typed):
    said = read_learner_feedback(text(written(difficulty=typed)))
    assert said == LearnerFeedback(comment=f"{HEADINGS['difficulty']} {typed}")


def test_no_time_that_can_not_be_is_kept_as_a_number():
    said = read_learner_feedback(text(written(minutes="0")))
    assert said == LearnerFeedback(comment=f"{HEADINGS['minutes']} 0")


def test_an_answer_in_the_line_of_a_heading_is_read():
    form = FORM.replace(HEADINGS["minutes"], f"{HEADINGS['minutes']} 60")
    assert read_learner_feedback(text(form)) == LearnerFeedback(minutes=60.0)


def test_headings_as_html_and_of_another_level_are_headings():
    form = f"<h2>{HEADINGS['difficulty']}</h2>\n3\n\n# {HEADINGS['unclear']} #\nAll."
    assert read_learner_feedback(text(form)) == LearnerFeedback(3, None, "All.")


def test_headings_in_another_language_are_known_by_their_order():
    asked = ["難しさは?", "何分?", "わからない点は?", "ほかには?"]
    words = ["4", "90", "鎖", "良"]
    form = MARK + "".join(f"\n\n### {a}\n\n{w}" for a, w in zip(asked, words, strict=True))
    assert read_learner_feedback(text(form)) == LearnerFeedback(4, 90.0, "鎖", "良")


def test_words_under_renamed_or_no_headings_are_kept_in_the_comment():
    assert read_learner_feedback(text(f"{MARK}\n\nAll fine.")) == LearnerFeedback(
        comment="All fine."
    )
    form = FORM.replace(HEADINGS["difficulty"], "Well,").replace(HEADINGS["minutes"], "Slow")
    said = read_learner_feedback(text(form.replace(MARK, "")))
    assert said == LearnerFeedback(comment="### Well,\n\n### Slow")


def test_a_form_that_lost_its_mark_is_known_by_its_headings():
    assert read_learner_feedback(text(FILLED.replace(MARK, ""))) == SAID
    one = f"### {HEADINGS['unclear']}\n\nSays the lesson."
    assert read_learner_feedback(text(one)) is None


def test_a_huge_form_is_cut():
    said = read_learner_feedback(text(written(comment="x" * 1_000_000)))
    assert said == LearnerFeedback(comment="x" * 2000)


def test_of_several_forms_the_last_filled_in_one_counts():
    first, last = "feedback(difficulty=1)", "feedback(difficulty=2)"
    assert read_learner_feedback(code(first, last, OLD_FORM)) == LearnerFeedback(2)
    texts = text(written(difficulty="1"), written(difficulty="3"), FORM)
    assert read_learner_feedback(texts) == LearnerFeedback(3)


def test_texts_are_without_control_characters_and_limited():
    text = "a\x1b[31mred\u202e" + "x" * 5000
    said = read_learner_feedback(code(f"feedback(comment={text!r})"))
    assert said.comment.startswith("aredxxx") and len(said.comment) <= 2000


def test_nothing_of_the_notebook_is_run(tmp_path):
    target = tmp_path / "ran"
    source = f"feedback(comment=open({str(target)!r}, 'w').name, difficulty=3)"
    assert read_learner_feedback(code(source)) == LearnerFeedback(3)
    assert not target.exists()


DEEP = 3000
HOSTILE = {
    "no Python": "feedback(difficulty=",
    "a magic": "%pip install feedback",
    "deep brackets": "feedback(comment=" + "(" * DEEP + ")" * DEEP + ")",
    "deep signs": "feedback(minutes=" + "-" * 15_000 + "1)",
    "a long sum": "feedback(minutes=" + "1+" * 9_000 + "1)",
    "a long chain": "feedback" + ".a" * 9_000 + "()",
    "a huge number": "feedback(minutes=" + "9" * 15_000 + ")",
    "bytes and formatted texts": "feedback(comment=b'x', unclear=f'{1}')",
    "stars": "feedback(*[1], **{'difficulty': 3})",
    "inside a function": "def f():\n    feedback(difficulty=3)",
    "another object's": "me.feedback(difficulty=3)",
    "a very long cell": "feedback(difficulty=3)\n" + "# x\n" * 10_000,
    "a null character": "feedback(difficulty=3)\0",
    "a lone surrogate": "feedback('\ud800')",
    "an odd escape": r"feedback(difficulty=None, comment='')  # '\d'" + "\nx = '\\d'",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_form_is_no_feedback(name):
    assert read_learner_feedback(code(HOSTILE[name])) is None


ODD = ["# " + " " * 19_000 + "x", "#" * 19_000, "<h1 " * 5_000, "<h1>" * 5_000, "```\n" * 5_000]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:5])
def test_odd_text_cells_are_read_without_a_trace_of_a_heading(odd):
    assert read_learner_feedback(text(odd)) is None
    said = read_learner_feedback(text(f"{MARK}\n{odd}"))
    assert said.comment == odd[:2000].strip()


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        [],
        None,
        {"cells": None},
        {"cells": {"a": 1}},
        {"cells": [None, 3, {}, {"cell_type": "code", "source": None}]},
        {"worksheets": [None, {"cells": 3}]},
        code([1, None, ["feedback(difficulty=3)"]]),
        {"cells": [{"cell_type": "markdown", "source": "feedback(difficulty=3)"}]},
    ],
    ids=str,
)
def test_what_is_no_notebook_has_no_feedback(notebook):
    assert read_learner_feedback(notebook) is None


def test_the_recursion_limit_is_as_it_was():
    before = sys.getrecursionlimit()
    read_learner_feedback(code(*HOSTILE.values()))
    assert sys.getrecursionlimit() == before
