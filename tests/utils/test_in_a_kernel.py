"""In a real kernel with the inline backend: what a reader sees under a cell."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).parents[2]
CELLS = {
    "data": "plot_data([1.0, 2.0], [1.0, 2.0])",
    "two": 'plot_data([1.0], [2.0])\nplot_losses({"a": [1.0], "b": [2.0]})',
    "own": "import matplotlib.pyplot as plt\nplt.plot([1, 2], label='a line')\n"
    "plt.xlabel('x')\nplt.legend();",
    "graph": "import torch\nw = torch.ones((), requires_grad=True)\ndraw_graph(torch.sin(w))",
    "overlay": "ax = plot_data([1.0], [2.0])\nax.plot([0, 1], [0, 1]);",
    "failure": "plot_data([1.0], [2.0, 3.0])",
    "after": "1 + 1",
    "interrupted": """
import os, signal, time
from utils.widgets.training import Run
def interrupted(*_, **named):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(20)
train, Run.train = Run.train, interrupted
live_training()""",
    "afterwards": "Run.train = train\nlive_training()",
    "unread form": 'from utils import feedback\n\nfeedback(\n    comment="I "like" it",\n)',
    "other slip": "1 +",
    "none": "draw_graph(torch.ones(1))",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[nbformat.NotebookNode]]:
    notebook = nbformat.v4.new_notebook()
    setup = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n%matplotlib inline\nfrom utils import *\n"
        "setup_notebook()\nsetup_notebook()"
    )
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (setup, *CELLS.values())]
    folder = str(tmp_path_factory.mktemp("kernel"))
    NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": folder}}
    ).execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells[1:]), strict=True))


def kinds(outputs: list[nbformat.NotebookNode]) -> list[str]:
    return [
        "picture"
        if "image/png" in o.get("data", {}) or "<img" in o.get("data", {}).get("text/html", "")
        else str(o.output_type)
        for o in outputs
    ]


@pytest.mark.parametrize(("cell", "pictures"), [("data", 1), ("two", 2), ("graph", 1)])
def test_each_picture_is_shown_once_and_nothing_is_printed_with_it(
    shown: dict[str, list[nbformat.NotebookNode]], cell: str, pictures: int
) -> None:
    assert kinds(shown[cell]) == ["picture"] * pictures


def test_a_cell_can_add_to_a_picture_before_it_is_shown(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    assert kinds(shown["overlay"]) == ["picture"]


def test_a_failed_picture_does_not_appear_under_a_later_cell(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    assert kinds(shown["failure"]) == ["error"]
    assert kinds(shown["after"]) == ["execute_result"]


def test_a_widget_whose_cell_is_interrupted_says_so_and_can_be_made_again(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    (told,) = shown["interrupted"]
    assert told.data["text/plain"].startswith("Live training. You stopped this cell")
    assert kinds(shown["afterwards"]) == ["picture", "display_data"]


def test_a_form_that_is_no_python_is_told_of_in_words_and_no_other_slip(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    slips = kinds(shown["unread form"]), kinds(shown["other slip"])
    assert slips == (["error", "stream"], ["error"])
    told = shown["unread form"][1].text
    assert told.count("What you wrote is not lost") == 1 and "three quotes" in told


def test_a_tensor_without_a_graph_gets_a_sentence_and_no_empty_picture(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    assert kinds(shown["none"]) == ["stream"]


def test_importing_utils_loads_no_heavy_package_and_nothing_of_the_grader() -> None:
    program = "import sys, utils; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    heavy = {"networkx", "ipywidgets", "IPython", "sympy", "autograder", "nbgrader", "pandas"}
    assert not heavy & set(run.stdout.split())


def test_pictures_are_shown_in_a_kernel_whose_backend_was_never_chosen(tmp_path: Path) -> None:
    setup = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom utils import *"
    waits = "with when_ready('fun_dz'):\n    plot_data([1.0], [2.0])\n    raise NotImplementedError"
    sources = (setup, CELLS["data"], CELLS["data"], waits, CELLS["data"])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env={k: v for k, v in os.environ.items() if k != "MPLBACKEND"})
    found = [kinds(cell.outputs) for cell in notebook.cells[1:]]
    assert found == [["picture"], ["picture"], ["stream"], ["picture"]]


def test_a_figure_has_two_pixels_to_a_browsers_one_and_few_colours(
    shown: dict[str, list[nbformat.NotebookNode]],
) -> None:
    for cell in ("data", "own"):
        [output] = shown[cell]
        image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
        told = output.metadata["image/png"]
        assert image.width >= 1.99 * told["width"] and image.height >= 1.99 * told["height"]
        assert image.mode == "P" and len(image.getcolors()) <= 128
    assert shown["own"][0].metadata["image/png"]["alt"] == "A figure. x; a line."
