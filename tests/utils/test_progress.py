"""The bar of a long cell, live and in a saved notebook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
SETUP = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom utils import progress"
CELLS = {
    "whole": 'print(sum(progress(range(5), "epochs of <1> round")))',
    "left": 'for n in progress(range(5), "epochs"):\n    if n == 3:\n        break',
    "failed": 'for n in progress(range(5), "epochs"):\n    1 / (n - 2)',
    "empty": 'list(progress([], "epochs"))',
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[nbformat.NotebookNode]]:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *CELLS.values())]
    folder = str(tmp_path_factory.mktemp("kernel"))
    NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": folder}}
    ).execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells[1:]), strict=True))


@pytest.mark.parametrize(
    ("cell", "line"),
    [("whole", "| 5/5 ["), ("left", "| 3/5 ["), ("failed", "| 2/5 [")],
)
def test_a_saved_bar_says_how_far_the_run_came(saved, cell: str, line: str) -> None:
    bar = saved[cell][0]
    assert bar.output_type == "display_data"
    assert bar.data["text/plain"].startswith("epochs") and line in bar.data["text/plain"]
    n, total = line.strip("| [").split("/")
    assert f'<progress max="{total}" value="{n}"' in bar.data["text/html"]


def test_the_loop_gets_every_step_and_the_bar_is_one_output_without_errors(saved) -> None:
    kinds = [(o.output_type, o.get("text")) for o in saved["whole"]]
    assert kinds == [("display_data", None), ("stream", "10\n")]
    assert "epochs of &lt;1&gt; round" in saved["whole"][0].data["text/html"]


def test_a_bar_of_no_steps_is_no_error(saved) -> None:
    assert [o.output_type for o in saved["empty"]] == ["display_data", "execute_result"]


def test_outside_a_notebook_the_bar_is_a_line_on_stderr() -> None:
    program = 'from utils import progress; print(list(progress(range(3), "epochs")))'
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout == "[0, 1, 2]\n" and "3/3" in run.stderr
