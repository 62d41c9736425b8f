"""What tells Colab's assistant to keep out of a notebook: it is in each, and harms nobody."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
import pytest

from autograder.grading.repair import repair
from tests.grading.material import LESSON, saved_by_colab

ROOT = Path(__file__).resolve().parents[2]
MARK = {"generative_ai_disabled": True}
COLAB = "The notebook was saved by Google Colab: its marks were removed."
BUILT = sorted(ROOT.glob("course/*/*/*.ipynb"))


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.stem)
def test_each_students_notebook_has_it_and_keeps_it_through_nbformat(path):
    read = nbformat.read(path, as_version=4)
    assert read.metadata.colab == MARK
    nbformat.validate(read)
    assert nbformat.reads(nbformat.writes(read), as_version=4).metadata.colab == MARK


def repaired(release, notebook):
    released = nbformat.reads(json.dumps(release), as_version=4)
    return repair(json.dumps(notebook).encode(), released, LESSON)


@pytest.mark.parametrize("mark", [MARK, None], ids=["handed out with it", "handed out before"])
def test_a_hand_in_that_colab_never_saw_is_told_of_no_repair_and_graded_with_the_mark(
    release, mark
):
    notebook = copy.deepcopy(release)
    assert notebook["metadata"].pop("colab") == MARK
    notebook["metadata"] |= {"colab": mark} if mark else {}
    done = repaired(release, notebook)
    assert done.repairs == ()
    assert done.notebook.metadata.colab == MARK


@pytest.mark.parametrize("found", [{}, MARK], ids=["without it", "with it"])
def test_what_colab_saves_beside_it_is_told(release, found):
    notebook = saved_by_colab(release)
    notebook["metadata"]["colab"] |= found
    for cell in notebook["cells"]:
        del cell["metadata"]["colab"], cell["metadata"]["id"]
        cell["metadata"].pop("outputId", None)
    del notebook["metadata"]["accelerator"]
    assert COLAB in repaired(release, notebook).repairs


@pytest.mark.parametrize("found", [None, [], "x", {}, 3], ids=repr)
def test_other_things_in_its_place_are_told_as_before(release, found):
    notebook = copy.deepcopy(release)
    notebook["metadata"]["colab"] = found
    assert repaired(release, notebook).repairs == (COLAB,)
