"""Widgets that no kernel answers any more, in JupyterLab: a picture or text, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Response, expect

from tests.browser.jupyterlab import Lab, Notebook

pytestmark = pytest.mark.browser
CALLS = {
    "setup": "from utils import descent_playground, quiz, setup_notebook\nsetup_notebook()",
    "playground": "descent_playground()",
    "quiz": 'quiz("01_gradient_vectors")',
}
TO_DO = re.compile("Run this cell|run the cells above and this one")
NOTHING = re.compile("Loading widget|Error displaying widget")


@pytest.fixture
def left(lab: Lab) -> Iterator[Notebook]:
    """A notebook whose widgets are live, and saved."""
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in CALLS.items()]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, lab.folder / "left.ipynb")
    opened = lab.notebook("left.ipynb")
    opened.run_all()
    with opened.page.expect_response(saved):
        opened.menu("File", "Save Notebook")
    yield opened
    opened.page.close()


def saved(response: Response) -> bool:
    """Whether this is the server's answer to the notebook's file being saved."""
    return response.request.method == "PUT" and "/api/contents/left.ipynb" in response.url


def slider(notebook: Notebook) -> Locator:
    return notebook.cell("playground").get_by_role("slider").first


def picture(notebook: Notebook) -> Locator:
    return notebook.cell("playground").get_by_role(
        "img", name=re.compile("A picture of the widget")
    )


def is_left(notebook: Notebook, screenshots: Path, name: str) -> None:
    """Waits until each widget is a picture or text that says what to do, and is nothing else."""
    expect(picture(notebook)).to_be_visible()
    expect(notebook.cell("quiz").get_by_text("Explanations").first).to_be_visible()
    notebook.page.screenshot(path=screenshots / f"left_{name}.png")
    for cell in ("playground", "quiz"):
        expect(notebook.cell(cell).get_by_text(TO_DO).last).to_be_visible()
        expect(notebook.cell(cell).get_by_text(NOTHING).locator("visible=true")).to_have_count(0)
    expect(slider(notebook)).to_be_hidden()


def end_kernel(notebook: Notebook) -> None:
    notebook.menu("Kernel", "Shut Down Kernel")
    expect(notebook.page.get_by_text("No Kernel | ")).to_be_visible()


def test_a_live_widget_is_alone_and_its_picture_comes_when_the_kernel_is_restarted(
    left: Notebook, screenshots: Path
) -> None:
    expect(slider(left)).to_be_visible()
    expect(picture(left)).to_be_hidden()
    expect(left.cell("quiz").get_by_text("Explanations").first).to_be_hidden()
    left.page.screenshot(path=screenshots / "left_live.png")
    left.menu("Kernel", "Restart Kernel…")
    left.page.get_by_role("button", name="Confirm Kernel Restart").click()
    is_left(left, screenshots, "restarted")
    left.run("setup")
    left.run("playground")
    expect(slider(left)).to_be_visible()
    expect(picture(left)).to_be_hidden()


def test_a_reopened_notebook_shows_pictures_and_a_new_run_makes_them_live(
    left: Notebook, lab: Lab, screenshots: Path
) -> None:
    end_kernel(left)
    again = lab.notebook("left.ipynb")
    is_left(again, screenshots, "reopened")
    again.run_all()
    expect(slider(again)).to_be_visible()
    expect(picture(again)).to_be_hidden()
    again.page.close()


def test_a_notebook_from_elsewhere_shows_pictures_and_what_to_do(
    left: Notebook, lab: Lab, screenshots: Path
) -> None:
    content = json.loads(left.file.read_text(encoding="utf-8"))
    content["metadata"]["from"] = "elsewhere"  # so that no signature of this server fits
    (lab.folder / "elsewhere.ipynb").write_text(json.dumps(content), encoding="utf-8")
    opened = lab.notebook("elsewhere.ipynb")
    expect(picture(opened)).to_be_visible()
    for cell in ("playground", "quiz"):
        expect(opened.cell(cell).get_by_text(TO_DO).last).to_be_visible()
    opened.page.screenshot(path=screenshots / "left_elsewhere.png")
    opened.page.close()
