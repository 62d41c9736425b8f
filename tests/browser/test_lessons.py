"""The other lessons in JupyterLab: each one runs through, and its widget answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab, low_contrast

pytestmark = [pytest.mark.browser, pytest.mark.long]


def step_once(stepper: Locator) -> None:
    stepper.get_by_role("button", name="Next", exact=True).press("Enter")
    expect(stepper.get_by_role("status")).to_contain_text("Forward 1 of 6: a = 2x = 2 · 0.8 = 1.6.")


def look_through(xray: Locator) -> None:
    expect(xray.get_by_role("img", name="Autograd graph of")).to_be_visible()
    expect(xray.get_by_role("row").filter(has_text="TanhBackward0")).to_have_count(1)


def train_a_little(training: Locator) -> None:
    said = training.get_by_role("status")
    expect(said).to_contain_text("Press Start: the network is fresh.")
    training.get_by_role("button", name="Start", exact=True).click()
    expect(said).to_contain_text("Trained")
    training.get_by_role("button", name="Stop", exact=True).click()
    expect(said).to_contain_text("of 1847 epochs, loss")


def race_one_step(race: Locator) -> None:
    race.get_by_role("button", name="Step", exact=True).press("Enter")
    expect(race.get_by_role("status")).to_contain_text("After 1 step: SGD on its way")
    expect(race.get_by_role("row").filter(has_text="momentum")).to_contain_text("on its way")


WIDGETS: dict[str, tuple[str, Callable[[Locator], None]]] = {
    "02_computational_graphs": ("graph_stepper(", step_once),
    "03_autograd": ("autograd_xray(f", look_through),
    "05_fitting_a_line": ("optimizer_race(", race_one_step),
    "06_training_loop": ("live_training(", train_a_little),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_a_lesson_runs_through_and_its_widget_answers(lab: Lab, screenshots: Path, name: str):
    lesson = lab.notebook(f"course/en/{name}/{name}.ipynb")
    lesson.run_all()
    assert lesson.errors() == []
    call, use = WIDGETS[name]
    widget = lesson.output(lesson.ids(call)[0])
    use(widget)
    for theme in ("Light", "Dark"):
        lesson.use_theme(theme)
        lesson.picture(widget, screenshots / f"{theme}_{name}.png")
        assert low_contrast(widget) == []
    lesson.page.close()
