"""``autograder update``: the new version with the learner's words; nothing of theirs is lost."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.cli import main
from autograder.copies.merging import merged
from autograder.grading.repair import repair
from tests.commands.conftest import LESSON, ROOT, code_cell, source, sources
from tests.grading.material import RIGHT, saved_by_colab
from tests.grading.material import filled as answered

RELEASE = json.loads((ROOT / f"course/en/{LESSON}/{LESSON}.ipynb").read_text(encoding="utf-8"))
ANSWERS = {c["metadata"]["nbgrader"]["grade_id"] for c in RELEASE["cells"]
           if c["metadata"].get("nbgrader", {}).get("solution")}  # fmt: skip


def by_id(notebook):
    return {cell["id"]: source(cell) for cell in notebook["cells"]}


def new_version():
    """The lesson with a text changed, one removed, one added, and another stub and check."""
    new = copy.deepcopy(RELEASE)
    new["cells"][2] |= {"source": "Other words.", "id": "0123456789ab"}
    new["cells"].pop(5)
    new["cells"].insert(8, {**new["cells"][2], "source": "More words.", "id": "ba9876543210"})
    for cell in new["cells"]:
        if cell["id"] in ("fun_dz", "test_fun_dz"):
            cell["source"] = [*cell["source"], "\n# of the new version"]
    return new


def graded_without_repair(notebook, release) -> bool:
    data = json.dumps(notebook).encode()
    node = nbformat.reads(json.dumps(release), as_version=4)
    return not repair(data, node, LESSON).repairs


def test_answers_are_in_the_cells_of_the_new_version(filled, capsys):
    filled.edit(filled.mine(), lambda notebook: notebook.update(answered(notebook, RIGHT)))
    old = filled.mine().read_bytes()
    filled.release(lambda notebook: notebook.update(new_version()))
    assert main(["update", LESSON]) == 0
    said = capsys.readouterr().out
    assert "with 4 answers and 0 other cells of yours" in said and "(before " in said
    found = json.loads(filled.mine().read_text())
    assert RIGHT.items() <= by_id(found).items()
    new = new_version()
    others = [c["id"] for c in new["cells"] if c["id"] not in RIGHT]
    assert [by_id(found)[name] for name in others] == [by_id(new)[name] for name in others]
    assert [c["id"] for c in found["cells"]] == [c["id"] for c in new["cells"]]
    assert graded_without_repair(found, new)
    (aside,) = filled.mine().parent.glob("*(before*")
    assert aside.read_bytes() == old


def test_a_second_time_nothing_is_changed(filled, capsys):
    filled.answer(filled.mine())
    filled.release(lambda notebook: notebook.update(new_version()))
    assert main(["update", LESSON]) == 0
    before = filled.kept()
    capsys.readouterr()
    assert main(["update", LESSON]) == 0
    assert "of the newest version: nothing was changed" in capsys.readouterr().out
    assert main(["lessons"]) == 0
    assert "new version" not in capsys.readouterr().out
    assert filled.kept() == before


def test_an_unedited_answer_gets_the_new_gap(filled):
    filled.release(lambda notebook: notebook.update(new_version()))
    assert main(["update", LESSON]) == 0
    found = json.loads(filled.mine().read_text())
    assert sources(found) == sources(new_version())


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"\x89PNG\xff", b"[]", b'{"cells": 1}'])
def test_what_is_no_notebook_any_more_is_told_and_left(filled, capsys, content):
    filled.mine().write_bytes(content)
    filled.release(lambda notebook: notebook.update(new_version()))
    before = filled.kept()
    assert main(["update", LESSON]) == 2
    told = capsys.readouterr().err
    assert "is no notebook any more" in told and f"autograder anew {LESSON}" in told
    assert filled.kept() == before


def test_a_notebook_that_is_not_there_is_told(filled, capsys):
    filled.mine().unlink()
    assert main(["update", LESSON]) == 2
    assert "autograder lessons" in capsys.readouterr().err


def test_added_cells_stay_where_they_stood():
    mine = copy.deepcopy(RELEASE)
    after = mine["cells"][10]["id"]
    mine["cells"].insert(11, code_cell("mine = 1", "1b9d-uuid"))
    mine["cells"].insert(0, {"cell_type": "markdown", "id": "top", "metadata": {}, "source": "Me."})
    found = merged(mine, RELEASE, new_version())
    ids = [cell["id"] for cell in found.notebook["cells"]]
    assert ids[0] == "top" and ids[ids.index("1b9d-uuid") - 1] == after
    assert found.others == 2 and found.answers == 0


def test_a_cell_below_a_check_stays_below_it():
    mine = copy.deepcopy(RELEASE)
    check = next(i for i, c in enumerate(mine["cells"]) if c["id"] == "test_fun_dz")
    mine["cells"].insert(check + 1, code_cell("mine = 1", "1b9d-uuid"))
    ids = list(by_id(merged(mine, RELEASE, new_version()).notebook))
    assert ids[ids.index("1b9d-uuid") - 1] == "test_fun_dz"


def play(notebook):
    plain = [c for c in notebook["cells"] if c["cell_type"] == "code" and not c["metadata"]]
    return plain[3]


def test_an_edited_cell_of_the_lesson_stays_edited():
    mine = copy.deepcopy(RELEASE)
    play(mine)["source"] = "n = 3"
    found = merged(mine, RELEASE, new_version())
    assert by_id(found.notebook)[play(mine)["id"]] == "n = 3" and found.others == 1


def test_what_both_have_changed_is_there_twice_the_release_first():
    mine, new = copy.deepcopy(RELEASE), new_version()
    play(mine)["source"] = "n = 3"
    play(new)["source"] = "n = 4"
    cells = [source(cell) for cell in merged(mine, RELEASE, new).notebook["cells"]]
    assert cells[cells.index("n = 4") + 1] == "n = 3"


def test_an_edited_cell_that_the_release_dropped_stays():
    mine = copy.deepcopy(RELEASE)
    mine["cells"][5]["source"] = "My note on this."
    assert "My note on this." in by_id(merged(mine, RELEASE, new_version()).notebook).values()


def test_without_the_copied_release_old_text_is_told_from_the_learners_by_its_ids():
    mine = answered(RELEASE, RIGHT)
    mine["cells"].append(code_cell("mine = 1", "1b9d-uuid"))
    found = merged(mine, None, new_version())
    assert by_id(found.notebook).keys() == by_id(new_version()).keys() | {"1b9d-uuid"}
    assert found.answers == 4 and found.others == 1


@pytest.mark.parametrize("base", [RELEASE, None], ids=["with base", "without"])
def test_answers_are_found_where_ids_and_metadata_were_lost(base):
    mine = saved_by_colab(answered(RELEASE, RIGHT))
    for cell in mine["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
    found = merged(mine, base, new_version()).notebook
    assert RIGHT.items() <= by_id(found).items()
    assert graded_without_repair(found, new_version())


def test_a_cell_that_answers_two_exercises_is_not_undone_by_the_second_ones_gap():
    both = f"{RIGHT['gradient_formula']}\n\n\n{RIGHT['fun_dz']}"
    mine = answered(RELEASE, {"gradient_formula": both})
    mine["cells"] = [cell for cell in mine["cells"] if cell["id"] != "fun_dz"]
    found = by_id(merged(mine, RELEASE, new_version()).notebook)
    assert found["gradient_formula"] == both
    assert found["fun_dz"].startswith("pass")


def test_an_answer_that_was_split_is_there_in_both_halves():
    mine = answered(RELEASE, RIGHT)
    index = next(i for i, c in enumerate(mine["cells"]) if c["id"] == "gradient_descent")
    whole = mine["cells"][index]
    half = {**copy.deepcopy(whole), "id": "half", "source": "factor = 2"}
    mine["cells"].insert(index + 1, half)
    found = merged(mine, RELEASE, new_version()).notebook
    names = [cell["id"] for cell in found["cells"]]
    assert names[names.index("gradient_descent") + 1] == "half"
    assert by_id(found)["half"] == "factor = 2"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(str.strip)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["write", "add", "drop", "double", "move", "strip", "retype"]),
        st.integers(0, len(RELEASE["cells"]) - 1),
        TEXTS,
    ),
    max_size=12,
)
QUICK = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
CHECKS = {f"test_{name}" for name in ANSWERS}


def worked_on(changes):
    """A learner's notebook, and what they wrote into it, still there at the end."""
    mine = copy.deepcopy(RELEASE)
    for kind, where, text in changes:
        cells = mine["cells"]
        index = where % len(cells)
        if kind == "write" and cells[index].get("id") not in CHECKS:
            cells[index]["source"] = text
        elif kind == "add":
            cells.insert(index, code_cell(text, f"added-{len(cells)}"))
        elif kind == "drop":
            del cells[index]
        elif kind == "double":
            cells.insert(index, copy.deepcopy(cells[index]))
        elif kind == "move":
            cells.append(cells.pop(index))
        elif kind == "strip":
            cells[index]["metadata"] = {}
            cells[index].pop("id", None)
        elif kind == "retype":
            flipped = {"code": "markdown", "markdown": "code"}
            cells[index]["cell_type"] = flipped[cells[index]["cell_type"]]
    known = {text for _, text in sources(RELEASE)}
    return mine, [source(c) for c in mine["cells"] if source(c) not in known]


@settings(QUICK, max_examples=80)
@given(changes=CHANGES, base=st.sampled_from([RELEASE, None]))
def test_whatever_was_done_no_word_is_lost_and_the_release_is_whole(changes, base):
    mine, written = worked_on(changes)
    new = new_version()
    found = merged(mine, base, new).notebook
    nbformat.validate(nbformat.reads(json.dumps(found), as_version=4))
    texts = [source(cell) for cell in found["cells"]]
    assert [text for text in written if texts.count(text) < 1] == []
    names = [cell["id"] for cell in found["cells"]]
    wanted = [cell["id"] for cell in new["cells"]]
    assert [name for name in names if name in set(wanted)] == wanted
    assert {n: by_id(found)[n] for n in CHECKS} == {n: by_id(new)[n] for n in CHECKS}


@settings(QUICK, max_examples=40)
@given(changes=CHANGES)
def test_merging_what_is_merged_changes_nothing(changes):
    mine, _ = worked_on(changes)
    new = new_version()
    once = merged(mine, RELEASE, new).notebook
    assert sources(merged(once, new, new).notebook) == sources(once)


def test_merging_leaves_its_arguments_alone():
    mine, new = answered(RELEASE, RIGHT), new_version()
    before = json.dumps([mine, RELEASE, new])
    merged(mine, RELEASE, new)
    assert json.dumps([mine, RELEASE, new]) == before
