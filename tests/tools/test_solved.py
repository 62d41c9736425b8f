"""Solutions as one reads them: no marks, a link from each exercise, outputs nobody compares."""

from __future__ import annotations

import json
import re
from functools import cache

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.copies.solved import solved_name
from autograder.exercises import lesson_exercises
from tests.project.checkout import ROOT
from tools.navigation import without_solution
from tools.notebooks import build, lesson_names, notebook_path
from tools.solved import TooLarge, is_current, view, views_of, with_outputs
from tools.sources import WELCOME

NAMES = [name for name in lesson_names(ROOT) if name != WELCOME]
LINK = re.compile(r"\]\(\.\./solutions/solution_(\w+)\.ipynb#cell-id=([^)]+)\)")
PLAIN = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@cache
def views() -> dict[str, nbformat.NotebookNode]:
    return views_of(ROOT, NAMES)


@cache
def built() -> dict:
    return build(ROOT, NAMES, lesson_exercises)


def released(name: str) -> list[dict]:
    cells = json.loads(built()[notebook_path("course", "en", name)])["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


@pytest.mark.parametrize("name", NAMES)
def test_a_view_has_every_answer_and_nothing_of_nbgraders(name):
    text = json.dumps(views()[name])
    assert "SOLUTION" not in text
    assert "nbgrader" not in text
    assert "raise NotImplementedError" not in text
    answers = {cell.id: cell.source for cell in views()[name].cells}
    for exercise in lesson_exercises(name):
        compile(answers[exercise.id], exercise.id, "exec")


@pytest.mark.parametrize("name", NAMES)
def test_each_check_has_one_link_to_the_answer_in_the_solution_after_its_hints(name):
    cells = released(name)
    ids = [cell.id for cell in views()[name].cells]
    targets = []
    for at, cell in enumerate(cells):
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            below = "\n".join(after["source"] for after in cells[at + 1 : at + 4])
            (lesson, place), *_ = LINK.findall(below)
            assert lesson == name
            targets.append(place)
            assert cell["id"] == f"test_{place}"
            assert below.index(f'hint("{place}")') < below.index("](../solutions/")
    assert len(set(targets)) == len(targets) == len(lesson_exercises(name))
    assert [ids.count(target) for target in targets] == [1] * len(targets)
    assert sum(len(LINK.findall(cell["source"])) for cell in cells) == len(targets)


@pytest.mark.parametrize("name", NAMES)
def test_a_view_begins_with_a_link_to_each_answer(name):
    ids = [cell.id for cell in views()[name].cells]
    linked = re.findall(r"\]\(#cell-id=(\w+)\)", views()[name].cells[1].source)
    assert linked == [exercise.id for exercise in lesson_exercises(name)]
    assert set(linked) <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_a_view_keeps_the_text_beside_a_link_to_itself_and_not_the_link(name):
    text = "\n".join(cell.source for cell in views()[name].cells)
    assert "../solutions/" not in text
    assert "Out of hints" not in text
    told = [cell["source"] for cell in released(name) if LINK.search(cell["source"])]
    assert any(without_solution(source).strip() for source in told)
    for source in told:
        assert without_solution(source).strip() in text


def test_what_a_cell_has_shown_is_no_difference_and_what_is_written_in_it_is_one(tmp_path):
    wanted = new_notebook(cells=[new_code_cell("1 + 1", id="a")], metadata=PLAIN)
    assert not is_current(tmp_path, "01_x", wanted)
    path = tmp_path / solved_name("01_x")
    path.parent.mkdir(parents=True)
    shown = nbformat.from_dict(json.loads(json.dumps(wanted)))
    shown.cells[0].outputs = [nbformat.v4.new_output("stream", text="2")]
    nbformat.write(shown, path)
    assert is_current(tmp_path, "01_x", wanted)
    wanted.cells[0].source = "1 + 2"
    assert not is_current(tmp_path, "01_x", wanted)


def test_a_run_view_shows_results_and_no_place_of_the_machine_that_made_it():
    source = "import torch, warnings\nwarnings.warn('look')\nprint(torch.__file__)\n40 + 2"
    title = new_markdown_cell("# A title")
    marked = f"def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n\n\n{source}"
    notebook = view(new_notebook(cells=[title, new_code_cell(marked)], metadata=PLAIN), "01_x")
    done = with_outputs(notebook, "01_x")
    assert notebook.cells[-1].outputs == []
    text = json.dumps(done.cells[-1].outputs)
    assert "UserWarning: look" in text
    assert '"42"' in text
    assert "site-packages/torch/__init__.py" in text
    assert not re.search(r"/(tmp|usr|home|work|opt|root)/", text)


def test_a_view_that_is_too_large_is_told_with_its_size():
    notebook = new_notebook(cells=[new_code_cell("print('x' * 1_000_000)")], metadata=PLAIN)
    with pytest.raises(TooLarge, match=r"01_x: the view has 10\d{5} bytes, 900000 are allowed"):
        with_outputs(notebook, "01_x")
