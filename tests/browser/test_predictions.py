"""A prediction in JupyterLab: made by keyboard, shown beside the result, and kept for later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import ROOT, Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
LESSON = "01_gradient_vectors"
CALLS = {
    "setup": "from autograder import compare, predict\nfrom utils import setup_notebook\n"
    "setup_notebook()",
    "signs": 'predict("01_slope_signs")',
    "measure": 'compare("01_slope_signs", (-0.7165, 0.2205))',
    "slider": 'predict("01_steepest_direction")',
    "turn": 'compare("01_steepest_direction", 163)',
    "number": 'predict("03_third_time")',
    "thrice": 'compare("03_third_time", 12.0)',
    "choice": 'predict("01_first_to_arrive")',
    "walk": 'compare("01_first_to_arrive")',
}
NARROW, WIDE = 700, 1400


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    """Predictions of lesson 01 as its notebook stores them, and the cells that find out."""
    course = ROOT / "course" / "en" / LESSON / f"{LESSON}.ipynb"
    stored = {"".join(c.source): c for c in nbformat.read(course, 4).cells}
    made = nbformat.v4.new_notebook()
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for name, source in CALLS.items():
        cell = stored.get(source, nbformat.v4.new_code_cell(source))
        cell.id = name
        made.cells.append(cell)
    (lab.folder / "predicted").mkdir()
    nbformat.write(made, lab.folder / "predicted" / "predicted.ipynb")
    opened = lab.notebook("predicted/predicted.ipynb")
    yield opened
    opened.page.close()


def status(notebook: Notebook, name: str) -> Locator:
    return notebook.output(name).get_by_role("status")


def test_before_a_kernel_ran_it_the_answer_is_folded(notebook: Notebook):
    shown = notebook.output("signs")
    expect(shown).to_contain_text("Which sign has each slope?")
    why = shown.get_by_text("Further out is away from the ridge")
    expect(why).to_be_hidden()
    shown.get_by_text("The answer", exact=True).click()
    expect(why).to_be_visible()


def test_a_prediction_is_made_by_keyboard_and_shown_against_the_result(
    notebook: Notebook, lab: Lab
):
    page = notebook.page
    for name in ("setup", "signs", "slider", "number", "choice"):
        notebook.run(name)
    first = notebook.cell("signs").get_by_title("slope along x").first
    first.focus()
    page.keyboard.press("Enter")
    expect(notebook.cell("signs").get_by_role("button", name="● +", exact=True)).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(status(notebook, "signs")).to_contain_text("slope along x: +, slope along y: +")
    notebook.run("measure")
    measured = notebook.output("measure")
    expect(measured).to_contain_text("Your prediction: slope along x: +, slope along y: +.")
    expect(measured).to_contain_text("The result: slope along x: −, slope along y: +.")
    expect(measured).to_contain_text("1 of 2 are as you predicted.")
    kept = json.loads((lab.folder / "autograd-progress.json").read_text(encoding="utf-8"))
    assert kept["predictions"]["01_slope_signs"]["answer"] == "++"


def test_a_slider_is_moved_by_keyboard_and_says_its_value(notebook: Notebook):
    value = notebook.cell("slider").get_by_label("direction in degrees")
    notebook.cell("slider").get_by_role("slider").focus()
    notebook.page.keyboard.press("End")
    expect(value).to_have_value("359")
    notebook.cell("slider").get_by_role("button", name="Keep this prediction").focus()
    notebook.page.keyboard.press("Enter")
    expect(status(notebook, "slider")).to_contain_text("direction in degrees = 359")
    notebook.run("turn")
    expect(notebook.output("turn")).to_contain_text("Your prediction is 196 too high.")


def test_a_number_is_written_and_kept_by_enter(notebook: Notebook):
    notebook.cell("number").get_by_label("the third number").fill("4")
    notebook.page.keyboard.press("Enter")
    expect(status(notebook, "number")).to_contain_text("the third number = 4")
    notebook.run("thrice")
    expect(notebook.output("thrice")).to_contain_text("about 3 times too low")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_predictions_are_readable_in_both_themes_and_widths(
    notebook: Notebook, screenshots: Path, theme: str, width: int
):
    notebook.use_theme(theme)
    notebook.page.set_viewport_size({"width": width, "height": 1800})
    notebook.page.screenshot(path=screenshots / f"predictions_{theme}_{width}.png")
    for name in ("signs", "slider", "choice", "measure"):
        assert low_contrast(notebook.output(name)) == []
        box = notebook.output(name).bounding_box()
        assert box and box["x"] + box["width"] <= width
    notebook.page.set_viewport_size({"width": WIDE, "height": 1000})


def test_after_a_restart_the_prediction_is_there_and_stays(notebook: Notebook):
    notebook.menu("Kernel", "Restart Kernel…")
    notebook.page.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(notebook.cell("signs").get_by_text("The answer", exact=True)).to_be_visible()
    for name in ("setup", "signs"):
        notebook.run(name)
    expect(status(notebook, "signs")).to_contain_text(
        "Your prediction: slope along x: +, slope along y: +. You have seen the result, so it stays"
    )
    notebook.cell("signs").get_by_title("slope along x").nth(2).click()
    expect(notebook.cell("signs").get_by_role("button", name="● +", exact=True)).to_have_count(2)
    notebook.run("measure")
    expect(notebook.output("measure")).to_contain_text("1 of 2 are as you predicted.")
    assert notebook.errors() == []
