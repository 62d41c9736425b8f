"""What a notebook calls of the course's, in a kernel that grades: it has no answers."""

from __future__ import annotations

import nbformat
import pytest

from autograder.grading.executing import execute
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.submission import PRELOAD

IMPORTS = "from autograder import check, compare, hint, predict, resume, scorecard"
RIGHT = """\
import numpy as np
def fun_dz(x, y):
    return tuple(2 * v * np.cos(x**2 + y**2) for v in (x, y))
"""
CALLS = (
    "check('fun_dz')",
    "fun_dz = 3\ncheck('fun_dz')",
    f"{RIGHT}print(check('fun_dz'))",
    "check('fun_dz', lambda x, y: (x, y), seed=3)",
    "def fun_dz(x, y):\n    raise NotImplementedError\ncheck('fun_dz')",
    "check('fun')",
    "hint('fun_dz')",
    "hint('fun_dz', 99)",
    "scorecard()",
    "scorecard('01_gradient_vectors')",
    "predict('01_slope_signs')",
    "compare('01_slope_signs', (-0.7, 0.2))",
    "resume()",
    "resume(2)",
    "from utils import quiz\nquiz('01_gradient_vectors')",
    "from utils import descent_playground\ndescent_playground()",
)


@pytest.fixture(scope="module")
def executed():
    cells = [nbformat.v4.new_code_cell(f"{call}\nprint('goes on')") for call in CALLS]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS), *cells])
    done = execute(notebook, Settings(sandbox=BWRAP), PRELOAD)
    assert not done.stops
    return dict(zip(CALLS, done.notebook.cells[1:], strict=True))


def shown(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("call", CALLS, ids=[c.replace("\n", "; ")[:60] for c in CALLS])
def test_the_cell_goes_on_below_a_call(call, executed):
    errors = [o.evalue for o in executed[call].outputs if o.output_type == "error"]
    assert not errors
    assert "goes on" in shown(executed[call])


def test_a_check_says_that_nothing_is_judged_there(executed):
    assert "Nothing is judged here" in shown(executed[f"{RIGHT}print(check('fun_dz'))"])
