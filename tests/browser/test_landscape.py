"""Lesson 01's landscape in JupyterLab: dragged, steered by keys, mistyped, themed, and missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.jupyterlab import ROOT, Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
CALLS = {
    "setup": "from utils import descent_playground, setup_notebook\nsetup_notebook()",
    "landscape": "descent_playground()",
    "without": 'import sys\nsys.modules["anywidget"] = None\n'
    'sys.modules.pop("utils.widgets.landscape_view")\ndescent_playground()',
}


@dataclass
class Traffic:
    """Counts what a page sends to its kernel."""

    sent: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", lambda frame: self.sent.append(str(frame)))

    def comms(self) -> int:
        return sum("comm_msg" in frame for frame in self.sent)


def written(lab: Lab, name: str) -> str:
    cells = [nbformat.v4.new_code_cell(source, id=key) for key, source in CALLS.items()]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, lab.folder / name)
    return name


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture(scope="module")
def notebook(lab: Lab, traffic: Traffic) -> Iterator[Notebook]:
    opened = lab.notebook(written(lab, "landscape.ipynb"), traffic.watch)
    opened.run("setup")
    opened.run("landscape")
    yield opened
    opened.page.close()


@pytest.fixture
def landscape(notebook: Notebook) -> Locator:
    """The landscape as it opens."""
    shown = notebook.cell("landscape").locator(".course-landscape")
    expect(shown).to_be_visible()
    choose(shown, "rings")
    expect(said(shown)).to_contain_text("Settled at (1.942, −0.971)")
    return shown


def choose(landscape: Locator, name: str) -> None:
    landscape.get_by_label("landscape", exact=True).select_option(name)


def said(landscape: Locator) -> Locator:
    return landscape.get_by_role("status")


def walker(landscape: Locator) -> Locator:
    return landscape.get_by_role("slider", name="walker")


def rate(landscape: Locator) -> Locator:
    return landscape.get_by_role("slider", name="learning rate")


def drag(notebook: Notebook, landscape: Locator, dx: float, dy: float) -> None:
    box = walker(landscape).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x + dx, y + dy, steps=20)
    notebook.page.mouse.up()


def test_a_drag_is_answered_and_nothing_is_sent_to_the_kernel(
    notebook: Notebook, landscape: Locator, traffic: Traffic
) -> None:
    assert any("execute_request" in frame for frame in traffic.sent)  # it does count
    before = traffic.comms()
    drag(notebook, landscape, -60, -60)
    expect(said(landscape)).to_contain_text("Settled at (0.000, 0.000)")
    rate(landscape).press("PageUp")
    expect(walker(landscape)).not_to_have_attribute("aria-valuetext", "x 1.60, y −0.80")
    landscape.get_by_role("slider", name="momentum").press("End")
    expect(said(landscape)).not_to_contain_text("Settled")
    choose(landscape, "chaos")
    expect(said(landscape)).to_contain_text("no place and no pattern")
    notebook.run("setup")  # whatever was on its way has been sent by now
    assert traffic.comms() == before


def test_keys_move_the_walker_and_not_the_notebook(notebook: Notebook, landscape: Locator) -> None:
    selected = notebook.page.locator(".jp-Cell.jp-mod-active")
    walker(landscape).focus()
    before = selected.get_attribute("data-windowed-list-index")
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "Shift+ArrowLeft"):
        walker(landscape).press(key)
    expect(walker(landscape)).to_have_attribute("aria-valuetext", "x 1.15, y −0.70")
    for _ in range(20):
        walker(landscape).press("Shift+ArrowDown")
    expect(walker(landscape)).to_have_attribute("aria-valuetext", "x 1.15, y −3.00")
    assert selected.get_attribute("data-windowed-list-index") == before


def test_sliders_speak_the_values_that_they_stand_for(landscape: Locator) -> None:
    expect(rate(landscape)).to_have_attribute("aria-valuetext", "0.100")
    expect(landscape).to_contain_text("Your rate 0.100 is below it.")
    for _ in range(8):
        rate(landscape).press("ArrowRight")
    expect(rate(landscape)).to_have_attribute("aria-valuetext", "0.110")
    expect(landscape).to_contain_text("2 / 18.85 = 0.106")
    expect(landscape).to_contain_text("Your rate 0.110 is beyond it.")
    expect(said(landscape)).to_contain_text("to and fro")
    steps = landscape.get_by_role("slider", name="steps")
    steps.press("Home")
    expect(steps).to_have_attribute("aria-valuetext", "0 steps")
    expect(said(landscape)).to_contain_text("Not a step yet")
    steps.press("ArrowRight")
    expect(steps).to_have_attribute("aria-valuetext", "1 step")


@pytest.mark.parametrize(
    ("box", "typed", "words"),
    [
        ("learning rate as a number", "50", "The learning rate can't be 50: it has to lie"),
        ("learning rate as a number", "", "The learning rate has to be a number"),
        ("x =", "-7", "x can't be −7: it has to lie between −3 and 3. It stays 1.60."),
    ],
)
def test_a_number_out_of_range_is_a_sentence_and_changes_nothing(
    landscape: Locator, box: str, typed: str, words: str
) -> None:
    field = landscape.get_by_role("spinbutton", name=box, exact=True)
    field.fill(typed)
    field.press("Enter")
    expect(landscape.get_by_role("alert")).to_contain_text(words)
    expect(said(landscape)).to_contain_text("Settled at (1.942, −0.971)")
    field.fill("0.106")
    field.press("Enter")
    expect(landscape.get_by_role("alert")).to_be_hidden()


def test_a_function_of_ones_own_is_walked_by_python_and_a_wrong_one_is_a_sentence(
    notebook: Notebook, landscape: Locator
) -> None:
    choose(landscape, "own")
    expect(landscape).to_contain_text("2 / 6.00 = 0.333")
    formula = landscape.get_by_role("textbox", name="z =")
    formula.fill("x**2 + 10*y**2")
    formula.press("Enter")
    expect(landscape).to_contain_text("2 / 20.00 = 0.100")
    drag(notebook, landscape, 0, 60)
    expect(said(landscape)).to_contain_text("to and fro between (0.000,")
    for typed, words in (
        ("2x", "every product"),
        ("import os", "not a formula"),
        ("log(-1 - x**2)", "no value anywhere"),
    ):
        formula.fill(typed)
        formula.press("Enter")
        expect(landscape.get_by_role("alert")).to_contain_text(words)
        expect(said(landscape)).to_have_text("There is no walk to show.")
    formula.fill("abs(x) + y**2")
    formula.press("Enter")
    expect(landscape).to_contain_text("a kink, or ground too rough")
    expect(landscape.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_it_can_be_read_in_both_themes_wide_and_narrow(
    notebook: Notebook, landscape: Locator, theme: str, screenshots: Path
) -> None:
    notebook.use_theme(theme)
    expect(landscape).to_have_class(re.compile("dark" if theme == "Dark" else "^((?!dark).)*$"))
    for width in (1400, 700):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        narrow = re.compile("narrow" if width == 700 else "^((?!narrow).)*$")
        expect(landscape).to_have_class(narrow)
        notebook.picture(landscape, screenshots / f"landscape_{theme}_{width}.png")
        assert low_contrast(landscape) == []
        for name in ("chaos", "rings"):  # the longest formula, and a short one
            choose(landscape, name)
            assert landscape.evaluate("e => e.scrollWidth <= e.clientWidth"), (name, width)
    assert landscape.evaluate("e => e.getAnimations({ subtree: true }).length") == 0
    notebook.page.set_viewport_size({"width": 1300, "height": 1000})


def test_without_anywidget_there_is_a_picture_and_what_to_do(notebook: Notebook) -> None:
    notebook.run("without")
    shown = notebook.output("without")
    expect(shown.get_by_role("img", name=re.compile("A picture of the widget"))).to_be_visible()
    expect(shown.get_by_text("%pip install anywidget")).to_be_visible()
    assert notebook.errors() == []


def test_where_jupyterlab_has_not_loaded_anywidget_the_picture_stays(
    lab: Lab, screenshots: Path
) -> None:
    def refuse(page: Page) -> None:
        page.route("**/extensions/anywidget/**", lambda route: route.abort())

    opened = lab.notebook(written(lab, "unloaded.ipynb"), refuse)
    opened.run("setup")
    opened.run("landscape")
    cell = opened.cell("landscape")
    expect(cell.get_by_role("img", name=re.compile("A picture of the widget"))).to_be_visible()
    expect(cell.get_by_text("restart JupyterLab")).to_be_visible()
    failed = cell.get_by_text(re.compile("Loading widget|Error displaying"))
    expect(failed.locator("visible=true")).to_have_count(0)
    opened.page.screenshot(path=screenshots / "landscape_unloaded.png")
    opened.page.close()


def test_a_saved_notebook_with_the_landscape_is_small(notebook: Notebook) -> None:
    with notebook.page.expect_response(lambda r: r.request.method == "PUT"):
        notebook.menu("File", "Save Notebook")
    # Two stills are in it, each as a picture and inside HTML: the script is in neither.
    assert notebook.file.stat().st_size < 500_000


def test_no_notebook_of_the_course_is_larger_than_900_kb() -> None:
    found = [*ROOT.glob("course/*/*/*.ipynb"), *ROOT.glob("solutions/*/*/*.ipynb")]
    assert len(found) >= 14
    assert [path.name for path in found if path.stat().st_size >= 900_000] == []
