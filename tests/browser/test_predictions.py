"""A prediction in JupyterLab: made by keyboard, shown beside the result, and kept for later."""

from __future__ import annotations

import json
import re
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
    "point": 'predict("05_hundred_steps")',
    "steps": 'compare("05_hundred_steps", (0.6807, 1.1765))',
    "broken": "from utils.widgets.point_view import PointView\n"
    "PointView._esm = 'export default { render({ el }) { el.append(\"an error\"); } }'\n"
    'predict("05_hundred_steps")',
    "without": "import sys\nsys.modules['anywidget'] = None\n"
    "sys.modules.pop('utils.widgets.point_view', None)\n"
    'predict("05_hundred_steps")',
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


def handle(notebook: Notebook) -> Locator:
    return notebook.cell("point").get_by_role("slider", name="slope, intercept")


def test_a_point_is_put_by_a_click_and_moved_by_keys_and_a_drag(notebook: Notebook, lab: Lab):
    page, cell = notebook.page, notebook.cell("point")
    notebook.run("point")
    expect(handle(notebook)).to_have_attribute("aria-valuetext", "slope = 0.600, intercept = 2.00")
    frame = cell.locator(".course-point svg rect").bounding_box()
    assert frame

    def at(across: float, up: float) -> tuple[float, float]:
        return frame["x"] + across * frame["width"], frame["y"] + (1 - up) * frame["height"]

    page.mouse.click(*at(0.5, 0.25))
    expect(handle(notebook)).to_be_focused()
    expect(cell.get_by_role("img", name="slope: 0.25")).to_have_count(1)
    expect(cell.get_by_label("slope =")).to_have_value("0.6")
    expect(cell.get_by_label("intercept =")).to_have_value("1")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(handle(notebook)).to_have_attribute("aria-valuetext", "slope = 0.650, intercept = 0.98")
    expect(cell.get_by_label("slope =")).to_have_value("0.65")
    page.mouse.down()
    page.mouse.move(*at(0.9, 0.6))
    page.mouse.move(*at(1.2, 0.5))  # out of the picture: it stays at the edge
    page.mouse.up()
    expect(cell.get_by_label("slope =")).to_have_value("0.95")
    expect(cell.get_by_label("intercept =")).to_have_value(re.compile(r"1\.9[89]|2(\.0[0-2])?"))
    for name, text in (("slope =", "0.7"), ("intercept =", "2")):
        cell.get_by_label(name).fill(text)
        page.keyboard.press("Enter")
    expect(handle(notebook)).to_have_attribute("aria-valuetext", "slope = 0.700, intercept = 2.00")
    cell.get_by_role("button", name="Keep this prediction").click()
    expect(status(notebook, "point")).to_contain_text("slope = 0.7, intercept = 2.")
    notebook.run("steps")
    expect(notebook.output("steps")).to_contain_text(
        "Your point is 0.0193 too far right and 0.823 too high."
    )
    kept = json.loads((lab.folder / "autograd-progress.json").read_text(encoding="utf-8"))
    assert kept["predictions"]["05_hundred_steps"]["answer"] == "0.7,2.0"


def test_where_the_page_draws_no_point_the_picture_follows_the_numbers(notebook: Notebook):
    notebook.run("broken")
    shown = notebook.cell("broken").get_by_role("img", name="slope: 0.25")
    expect(shown.locator("circle").last).to_be_visible()
    expect(notebook.output("broken").get_by_text("an error")).to_have_count(1)
    expect(notebook.output("broken").get_by_text("an error")).to_be_hidden()


def test_without_anywidget_the_picture_follows_the_numbers(notebook: Notebook):
    notebook.run("without")
    cell = notebook.cell("without")
    expect(cell.locator(".course-point")).to_have_count(0)
    frame, point = cell.locator("svg rect"), cell.locator("svg circle").last
    left, width = (float(frame.get_attribute(name) or 0) for name in ("x", "width"))
    cell.get_by_label("slope =").fill("0.9")
    notebook.page.keyboard.press("Enter")
    share = (0.9 - 0.25) / (0.95 - 0.25)
    expect(point).to_have_attribute("cx", f"{left + share * width:.1f}")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_predictions_are_readable_in_both_themes_and_widths(
    notebook: Notebook, screenshots: Path, theme: str, width: int
):
    notebook.use_theme(theme)
    notebook.page.set_viewport_size({"width": width, "height": 1800})
    notebook.page.screenshot(path=screenshots / f"predictions_{theme}_{width}.png")
    for name in ("signs", "slider", "choice", "measure", "point", "without"):
        notebook.cell(name).screenshot(path=screenshots / f"{name}_{theme}_{width}.png")
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
