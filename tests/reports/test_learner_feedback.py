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
from utils.forms import FORM, LearnerFeedback

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_gradient_vectors"
RELEASED = sorted((ROOT / "course" / "en").glob("0[1-9]*/*.ipynb"))
FILLED = FORM.replace("difficulty=None", "difficulty=4").replace(
    'unclear=r"""\n', 'unclear=r"""\nWhy the\nchain rule?'
)
SAID = LearnerFeedback(4, None, "Why the\nchain rule?", "")


def released(path: Path = ROOT / "course" / "en" / LESSON / f"{LESSON}.ipynb"):
    return nbformat.read(path, as_version=4)


def filled(source: str = FILLED):
    notebook = released()
    (form,) = [cell for cell in notebook.cells if cell.source == FORM]
    form.source = source
    return notebook


def code(*sources: object) -> dict:
    return {"cells": [{"cell_type": "code", "source": source} for source in sources]}


@pytest.mark.parametrize("path", RELEASED, ids=lambda p: p.stem)
def test_a_lesson_has_one_form_which_nbgrader_does_not_know_and_which_is_untouched(path):
    notebook = released(path)
    (form,) = [cell for cell in notebook.cells if "feedback(" in cell.source]
    assert form.source == FORM
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
    cell = {"cell_type": "code", "input": FILLED.splitlines(keepends=True)}
    assert read_learner_feedback({"worksheets": [{"cells": [cell]}]}) == SAID


def test_of_several_forms_the_last_filled_in_one_counts():
    first, last = "feedback(difficulty=1)", "feedback(difficulty=2)"
    assert read_learner_feedback(code(first, last, FORM)) == LearnerFeedback(2)


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
