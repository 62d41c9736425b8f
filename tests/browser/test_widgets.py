"""Every widget in JupyterLab, one notebook: moved by keyboard, stopped, reset, mistyped, themed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import ROOT, Lab, Notebook, low_contrast
from tests.browser.test_lesson_07 import answers_of

pytestmark = [pytest.mark.browser, pytest.mark.long]
CALLS = {
    "stepper": "graph_stepper()",
    "xray": "autograd_xray(torch.sin(torch.ones((), requires_grad=True)))",
    "explorer": "function_explorer()",
    "race": "optimizer_race()",
    "training": 'live_training("no such device")',
    "engine": "engine_stepper(Value, topological_order)",
    "quiz": 'quiz("01_gradient_vectors")',
    "no widget": "descent_playground(None)",
}
SETUP = "import torch\nfrom utils import *\nsetup_notebook()"


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    """A notebook with all widgets, run."""
    answers = answers_of(ROOT / "solutions/en/07_build_autograd/07_build_autograd.ipynb")
    parts = [answers[name] for name in ("Value", "topological_order", "backward_pass")]
    engine = "\n\n".join(["import math", *parts, "Value.backward = backward_pass"])
    cells = {"setup": SETUP, "own": engine} | CALLS
    made = nbformat.v4.new_notebook()
    for cell_id, source in cells.items():
        made.cells.append(nbformat.v4.new_code_cell(source, id=cell_id.replace(" ", "-")))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, lab.folder / "widgets.ipynb")
    opened = lab.notebook("widgets.ipynb")
    opened.run_all()
    yield opened
    opened.page.close()


@dataclass(frozen=True)
class Shown:
    """What a reader sees of a widget: its picture, and the words for those who can't see it."""

    picture: str
    alternative: str
    said: str


class Widget:
    """One widget on the page, used as by a reader with a keyboard."""

    def __init__(self, notebook: Notebook, name: str) -> None:
        self.part = notebook.output(name).last
        self.said = self.part.get_by_role("status").first
        self.picture = self.part.get_by_role("img").first

    def shown(self) -> Shown:
        expect(self.said).not_to_be_empty()
        source, alternative = (self.picture.get_attribute(k) or "" for k in ("src", "alt"))
        return Shown(source, alternative, (self.said.text_content() or ""))

    def press(self, button: str, key: str = "Enter") -> None:
        self.part.get_by_role("button", name=button, exact=True).press(key)

    def move(self, slider: str, *keys: str) -> None:
        row = self.part.locator(".widget-slider, .widget-hslider", has_text=slider)
        for key in keys:
            row.get_by_role("slider").press(key)

    def type(self, box: str, text: str) -> None:
        field = self.part.get_by_label(box, exact=True)
        field.fill(text)
        field.press("Enter")

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.said).to_contain_text(words)

    def waits_for_picture(self, before: Shown) -> Shown:
        """What is shown once the picture is another one, and its words say what is said."""
        expect(self.picture).not_to_have_attribute("src", before.picture)
        now = self.shown()
        assert now.said in now.alternative
        assert now.alternative != before.alternative
        return now


def back_at(widget: Widget, start: Shown) -> None:
    """Waits for words and picture as at the start; words come first, and older pictures before."""
    expect(widget.said).to_have_text(start.said)
    expect(widget.picture).to_have_attribute("src", start.picture)
    expect(widget.picture).to_have_attribute("alt", start.alternative)


def move(widget: Widget, name: str) -> str:
    """Moves one control by keyboard alone; what the widget says then."""
    if name == "explorer":
        widget.move("walk along x", "Home")
        return "At x = −2"
    if name == "race":
        widget.press("Step", "Space")
        return "After 1 step"
    if name == "training":
        widget.move("noise", "Home")
        return "the network is fresh"
    widget.press("Next", "Space")
    return "Forward 1 of"


MOVED = ("stepper", "explorer", "race", "engine")


@pytest.mark.parametrize("name", MOVED)
def test_a_widget_moved_by_keyboard_changes_picture_and_words_and_reset_brings_both_back(
    notebook: Notebook, name: str
) -> None:
    widget = Widget(notebook, name)
    start = widget.shown()
    assert start.said in start.alternative
    widget.says(start.said)
    words = move(widget, name)
    widget.says(words)
    expect(widget.picture).to_have_attribute("alt", re.compile(re.escape(words)))
    widget.waits_for_picture(start)
    widget.press("Reset")
    back_at(widget, start)


def stop(notebook: Notebook, widget: Widget) -> None:
    """Presses Stop, and waits until the kernel has heard it: it does one thing after the other."""
    widget.press("Stop")
    notebook.run("setup")


def n_epochs(widget: Widget) -> int:
    [found] = re.findall(r"(\d+) of 1847", widget.said.text_content() or "")
    return int(found)


def test_training_is_stopped_goes_on_and_is_reset_by_keyboard(notebook: Notebook) -> None:
    training = Widget(notebook, "training")
    start = training.shown()
    assert "There is no device no such device here" in start.said
    training.press("Start")
    training.says("Trained")
    stop(notebook, training)
    paused = training.waits_for_picture(start)
    before = n_epochs(training)
    share = f"{100 * before / 1847:.0f}"  # the sentence says the same to those who can't see it
    bar = training.part.locator(".progress-bar")
    assert bar.evaluate("e => parseFloat(e.style.width).toFixed(0)") == share
    training.press("Start")
    expect(training.picture).not_to_have_attribute("src", paused.picture)
    stop(notebook, training)
    assert n_epochs(training) > before
    training.press("Reset")
    training.says("the network is fresh")
    back_at(training, start)


def test_training_that_diverges_says_so_and_a_setting_begins_anew(notebook: Notebook) -> None:
    training = Widget(notebook, "training")
    start = training.shown()
    training.move("learning rate", "End")
    training.press("Start")
    training.says("Diverged")
    expect(training.picture).to_have_attribute("alt", re.compile("Diverged"))
    training.press("Reset")
    back_at(training, start)


def test_the_race_is_stopped_goes_on_and_is_reset_by_keyboard(notebook: Notebook) -> None:
    race = Widget(notebook, "race")
    start = race.shown()
    race.press("Run")
    race.says("momentum arrived")
    stop(notebook, race)
    paused = race.waits_for_picture(start)
    race.press("Run")
    expect(race.picture).not_to_have_attribute("src", paused.picture)
    stop(notebook, race)
    race.press("Reset")
    back_at(race, start)
    race.move("SGD rate", "End")
    for _ in range(5):
        race.press("Step")
    race.says("SGD diverged by step 3")
    race.press("Reset")
    back_at(race, start)


@pytest.mark.parametrize(
    ("name", "box", "typed", "words"),
    [
        ("explorer", "f(x) =", "sin(", "This is not a formula"),
        ("explorer", "f(x) =", "", "There is no formula yet"),
        ("explorer", "to", "-1e300", "between minus and plus a million"),
        ("stepper", "y =", "0", "sin y is 0"),
        ("stepper", "x =", "1e300", "have to be numbers"),
        ("engine", "f =", "x +", "This is not a formula"),
        ("engine", "z =", "-1e300", "have to be numbers"),
    ],
)
def test_what_can_not_be_used_gives_a_sentence_and_reset_mends_it(
    notebook: Notebook, name: str, box: str, typed: str, words: str
) -> None:
    widget = Widget(notebook, name)
    start = widget.shown()
    widget.type(box, typed)
    widget.says(words)
    widget.press("Reset")
    back_at(widget, start)


@pytest.mark.parametrize("typed", ["", "many", "1e999", "-5"])
def test_what_is_typed_beside_a_slider_leaves_it_within_its_limits(
    notebook: Notebook, typed: str
) -> None:
    widget = Widget(notebook, "training")
    row = widget.part.locator(".widget-slider, .widget-hslider", has_text="momentum")
    readout = row.locator(".widget-readout")
    readout.click()
    readout.fill(typed)
    readout.press("Enter")
    notebook.run("setup")  # until the kernel has heard it, or Reset comes first
    expect(readout).to_have_text(re.compile(r"^\d{1,3}(\.\d+)?$"))
    widget.press("Reset")
    expect(readout).to_have_text("0.90")


def test_an_option_of_the_quiz_is_explained_by_keyboard(notebook: Notebook) -> None:
    quiz = notebook.output("quiz")
    quiz.get_by_role("button", name=re.compile("^A: ")).first.press("Space")
    expect(quiz.get_by_role("status").filter(has_text=re.compile("[✓✗]"))).to_have_count(1)


def test_a_function_that_fails_is_a_sentence_in_the_place_of_the_widget(
    notebook: Notebook,
) -> None:
    expect(notebook.output("no-widget")).to_contain_text("Nothing to draw: the function is None")


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_words_have_contrast_and_nothing_failed(
    notebook: Notebook, theme: str, screenshots: Path
) -> None:
    notebook.use_theme(theme)
    for name in CALLS:
        if name != "no widget":
            part = notebook.output(name).last
            notebook.picture(part, screenshots / f"{theme}_{name}.png")
            assert low_contrast(part) == [], name
    assert notebook.errors() == []


def test_every_control_has_a_name_that_is_spoken(notebook: Notebook) -> None:
    for name in set(CALLS) - {"xray", "no widget"}:
        for control in controls(notebook.output(name).last):
            assert control.evaluate(SPOKEN), f"{name}: {control.evaluate('e => e.outerHTML')[:200]}"


SPOKEN = """e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')
    || e.title || e.textContent.trim() || [...e.labels || []].some(l => l.textContent.trim())
    || e.closest('.jupyter-widgets').querySelector('label')?.textContent.trim()"""


def controls(part: Locator) -> list[Locator]:
    return part.locator("button, input, select, [role=slider]").all()
