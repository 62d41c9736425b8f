"""Lesson 07 in JupyterLab: run as released, solved, and its stepper used on the solved engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
LESSON = "07_build_autograd"
POINTS = {"Value": 5, "topological_order": 3, "backward_pass": 3, "train_with_values": 4}


@pytest.fixture(scope="module")
def released(lab: Lab) -> Notebook:
    """The student's notebook after "Run All Cells"."""
    notebook = lab.notebook(f"course/en/{LESSON}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def solved(released: Notebook, lab: Lab) -> Notebook:
    """The same notebook with the solution's answers typed in, and run again."""
    answers = answers_of(lab.folder / f"solutions/en/{LESSON}/{LESSON}.ipynb")
    for exercise in POINTS:
        released.write(exercise, answers[exercise])
    released.run_all()
    return released


def answers_of(solution: Path) -> dict[str, str]:
    """The answer cells of a solution by exercise, without the lines that mark the solution."""
    cells = json.loads(solution.read_text(encoding="utf-8"))["cells"]
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return {
        cell["id"]: "".join(line for line in cell["source"] if line.strip() not in marks)
        for cell in cells
    }


def card(lesson: Notebook, exercise: str) -> Locator:
    return lesson.output(f"test_{exercise}").get_by_role("status")


def stepper_of(lesson: Notebook) -> Locator:
    return lesson.output(lesson.ids("engine_stepper(")[0])


def press(stepper: Locator, name: str) -> None:
    stepper.get_by_role("button", name=name, exact=True).press("Enter")


def test_as_released_it_runs_through_and_says_what_is_waited_for(released, screenshots):
    assert released.errors() == []
    for exercise, points in POINTS.items():
        expect(card(released, exercise)).to_contain_text("Not attempted")
        expect(card(released, exercise)).to_contain_text(f"0 / {points} point")
    stepper = stepper_of(released)
    expect(stepper.get_by_role("status")).to_contain_text("not written yet in your engine")
    expect(stepper.get_by_role("img")).to_have_count(0)
    released.picture(stepper, screenshots / "07_waiting.png")


def test_solved_it_passes_and_its_network_learns(solved, screenshots):
    assert solved.errors() == []
    for exercise, points in POINTS.items():
        expect(card(solved, exercise)).to_contain_text("Passed")
        expect(card(solved, exercise)).to_contain_text(f"{points} / {points} point")
    expect(solved.output(solved.ids("scorecard(")[-1])).to_contain_text("15 of 15 points")
    fit = solved.output(solved.ids("plot_fit(")[0])
    expect(fit.filter(has_text="last 0.081851")).to_have_count(1)
    solved.picture(fit.get_by_role("img"), screenshots / "07_own_fit.png")


def test_the_stepper_walks_through_the_readers_engine_by_keyboard(solved, screenshots):
    stepper = stepper_of(solved)
    said = stepper.get_by_role("status")
    expect(said).to_contain_text("Press Next")
    picture = stepper.get_by_role("img")
    before = picture.get_attribute("src") or ""
    press(stepper, "Next")
    expect(said).to_contain_text("Forward 1 of 7")
    expect(picture).not_to_have_attribute("src", before)
    for step in range(2, 8):
        press(stepper, "Next")
        expect(said).to_contain_text(f"Forward {step} of 7")
    for step in range(1, 13):
        press(stepper, "Next")
        expect(said).to_contain_text(f"Backward {step} of 12")
    row = stepper.get_by_role("row").filter(has=solved.page.get_by_text("input", exact=True))
    expect(row).to_have_count(3)
    for name, adjoint in (("x", "0.402323"), ("y", "-0.163815"), ("z", "0.643716")):
        expect(row.filter(has_text=adjoint)).to_contain_text(name)
    for theme in ("Light", "Dark"):
        solved.use_theme(theme)
        solved.picture(stepper, screenshots / f"{theme}_07_stepper.png")
        assert low_contrast(stepper) == []
    solved.use_theme("Light")
    press(stepper, "Back")
    expect(said).to_contain_text("Backward 11 of 12")
    press(stepper, "Reset")
    expect(said).to_contain_text("Press Next")
    expect(picture).to_have_attribute("src", before)


def test_the_stepper_takes_another_formula_and_other_numbers(solved, screenshots):
    stepper = stepper_of(solved)
    said, formula = stepper.get_by_role("status"), stepper.get_by_label("f =", exact=True)
    formula.fill("(x + x) + (x + (x + x))")
    formula.press("Enter")
    expect(stepper.get_by_role("row")).to_have_count(5)
    for _ in range(7):
        press(stepper, "Next")
    expect(said).to_contain_text("= 5.")
    solved.picture(stepper, screenshots / "07_shared.png")
    number = stepper.get_by_label("x =", exact=True)
    number.fill("0.25")
    number.press("Enter")
    expect(stepper.get_by_role("row").filter(has_text="input")).to_contain_text("0.25")
    press(stepper, "Reset")
    expect(formula).to_have_value("tanh(log(1 + z*(2*x/sin(y))))")
    expect(number).to_have_value("0.8")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("f =", "", "There is no formula yet"),
        ("f =", "x*(1 +", "This is not a formula"),
        ("f =", "import os", "This is not a formula"),
        ("z =", "1e300", "have to be numbers"),
        ("y =", "0", "ZeroDivisionError"),
    ],
)
def test_what_can_not_be_run_gives_a_sentence_and_reset_mends_it(solved, name, typed, words):
    stepper = stepper_of(solved)
    box = stepper.get_by_label(name, exact=True)
    box.fill(typed)
    box.press("Enter")
    expect(stepper.get_by_role("status")).to_contain_text(words)
    expect(stepper.get_by_role("img")).to_have_count(0)
    press(stepper, "Reset")
    expect(stepper.get_by_role("status")).to_contain_text("Press Next")
    assert solved.errors() == []
