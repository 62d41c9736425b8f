"""Which cells have to run before others, by their text; the lessons' sections are the oracle."""

from __future__ import annotations

import pytest

from autograder.notebook.needs import needed, uses_of


def chosen(*cells: str, begin: int, wanted: tuple[int, ...] = ()) -> list[int]:
    return needed([uses_of(cell) for cell in cells], wanted, begin)


def test_a_cell_that_defines_what_follows_is_needed_and_one_that_shows_something_is_not():
    cells = ("import numpy as np", "x = np.ones(3)", "print(x)", "y = 2", "print(x.sum())")
    assert chosen(*cells, begin=4) == [0, 1]


def test_what_a_needed_cell_needs_is_needed_too():
    assert chosen("a = 1", "b = a", "c = b", "print(c)", begin=3) == [0, 1, 2]


def test_only_the_latest_definition_before_is_needed():
    assert chosen("x = 1", "x = 2", "print(x)", begin=2) == [1]


def test_what_follows_and_defines_a_name_itself_needs_no_cell():
    assert chosen("x = 1", "x = 3\nprint(x)", begin=1) == []


@pytest.mark.parametrize(
    "change",
    [
        "w[0] = 5",
        "w.grad = None",
        "w += 1",
        "w.clear()",
        "step(w, 0.1)",
        "for _ in 'ab':\n    step(w)",
    ],
)
def test_a_cell_that_changes_what_a_name_stands_for_is_needed(change):
    cells = ("def step(*_):\n    pass", "w = [1]", change, "v = 1", "print(w)")
    assert 2 in chosen(*cells, begin=4)


def test_a_function_of_a_library_that_shows_something_changes_nothing():
    cells = ("from utils import show", "import numpy as np", "w = 1", "show(w)\nnp.seterr()", "w")
    assert chosen(*cells, begin=4) == [2]


def test_a_loop_binds_its_name_before_it_is_read():
    cells = ("name = 'a'", "for name in 'xy':\n    print(name)\nprint([n for n in name])")
    assert chosen(*cells, begin=1) == []


def test_arguments_locals_and_names_of_comprehensions_are_a_functions_own():
    cells = (
        "x = y = z = 1",
        "def f(x, *, y=0):\n    z = x\n    return [q for q in (x, y, z)]\nq = f(1)",
    )
    assert chosen(*cells, begin=1) == []


def test_a_name_that_a_function_reads_from_the_notebook_is_needed():
    assert chosen("scale = 2", "def f(x):\n    return scale * x", "f(1)", begin=1) == [0]


def test_wanted_cells_are_there_with_what_they_need_also_behind():
    assert chosen("a = 1", "b = a", "print(1)", "c = 3", begin=2, wanted=(1, 3)) == [0, 1, 3]


@pytest.mark.parametrize("text", ["def f(:", "%%bash\nls", "x = = 1", "", "\x00"])
def test_what_is_not_python_uses_nothing(text):
    assert uses_of(text) == uses_of("")


def test_lines_for_ipython_are_left_out():
    assert uses_of("%matplotlib inline\nx = 1\n!ls").binds == {"x"}
