"""Lesson 01 in JupyterLab as a student sees it: read, run, wrong, right, in light and in dark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
LESSON = "01_gradient_vectors"
POINTS = {"gradient_formula": 2, "fun_dz": 3, "gradient_descent": 3, "stable_learning_rate": 1}
UNDEFINED = """\
def gradient_formula(x, y):
    inner = x**2 + y**2
    return 2 * x * sympy.cos(outer), 2 * y * sympy.cos(inner)"""
SWAPPED = """\
def fun_dz(x, y):
    dz_du = np.cos(x**2 + y**2)
    return dz_du * 2 * y, dz_du * 2 * x"""
UPHILL = """\
def gradient_descent(grad_fun, w0, lr, n_steps):
    points = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        points.append(points[-1] + lr * np.array(grad_fun(points[-1])))
    return np.array(points)"""
RIGHT = {
    "gradient_formula": """\
def gradient_formula(x, y):
    return 2 * x * sympy.cos(x**2 + y**2), 2 * y * sympy.cos(x**2 + y**2)""",
    "fun_dz": """\
def fun_dz(x, y):
    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)""",
    "gradient_descent": UPHILL.replace("points[-1] + lr", "points[-1] - lr"),
    "stable_learning_rate": "def stable_learning_rate():\n    return 1 / (3 * np.pi)",
}


def answer(lesson: Notebook, exercise: str, code: str) -> Locator:
    """The card after a student has typed ``code`` and run it and its check."""
    lesson.write(exercise, code)
    lesson.run(exercise)
    lesson.run(f"test_{exercise}")
    return card(lesson, exercise)


def card(lesson: Notebook, exercise: str) -> Locator:
    return lesson.output(f"test_{exercise}").get_by_role("status")


def n_colours(picture: Path) -> int:
    with Image.open(picture) as image:
        return len(image.convert("RGB").getcolors(image.width * image.height))


@dataclass(frozen=True)
class Before:
    """What was beside the cells and in the picture cells before anything was run."""

    prompts: tuple[str, ...]
    pictures: tuple[Path, ...]


@pytest.fixture(scope="module")
def opened(lab: Lab, screenshots: Path) -> tuple[Notebook, Before]:
    """The student's notebook, run, and how it looked before."""
    notebook = lab.notebook(f"course/en/{LESSON}/{LESSON}.ipynb")
    stored = notebook.ids("expected_picture(")
    for cell_id in stored:
        expect(notebook.output(cell_id).get_by_role("img")).to_be_hidden()
        notebook.output(cell_id).get_by_text("The expected picture").click()
    pictures = tuple(
        notebook.picture(
            notebook.output(cell_id).get_by_role("img"), screenshots / f"before_{cell_id}.png"
        )
        for cell_id in stored
    )
    prompts = tuple(notebook.page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents())
    notebook.run_all()
    return notebook, Before(prompts, pictures)


@pytest.fixture
def lesson(opened: tuple[Notebook, Before]) -> Notebook:
    return opened[0]


def test_the_expected_pictures_are_there_before_anything_is_run(opened):
    before = opened[1]
    assert set(before.prompts) - {""} == {"[ ]:"}  # none where the code is folded or out of view
    assert len(before.pictures) == 3
    assert all(n_colours(picture) > 100 for picture in before.pictures)


def test_run_all_goes_through_and_says_what_is_not_attempted(lesson: Notebook, screenshots: Path):
    assert lesson.errors() == []
    for exercise, points in POINTS.items():
        expect(card(lesson, exercise)).to_contain_text("Not attempted")
        expect(card(lesson, exercise)).to_contain_text(f"0 / {points} point")
    expect(lesson.output(lesson.ids("scorecard(")[-1])).to_contain_text("0 of 9 points")
    lesson.page.screenshot(path=screenshots / "page.png")


def test_a_known_mistake_is_named_and_the_right_answer_passes(lesson, screenshots):
    wrong = answer(lesson, "fun_dz", SWAPPED)
    expect(wrong).to_contain_text("Not yet")
    expect(wrong).to_contain_text("The two components are swapped")
    expect(wrong).to_contain_text("0 / 3 points")
    expect(wrong.get_by_role("img", name="Arrows of your gradient")).to_be_visible()
    right = answer(lesson, "fun_dz", RIGHT["fun_dz"])
    expect(right).to_contain_text("Passed")
    expect(right).to_contain_text("3 / 3 points")


def test_hints_open_one_after_the_other(lesson):
    hints = card(lesson, "stable_learning_rate")
    for step in range(1, 4):
        expect(hints.get_by_text(f"Hint {step} of 3")).to_be_visible()
        if step < 3:
            expect(hints.get_by_text(f"Hint {step + 1} of 3")).to_be_hidden()
        hints.get_by_text(f"Hint {step} of 3").click()
    expect(hints.get_by_text("The factor must lie between −1 and 1.")).to_be_visible()


def test_the_playground_follows_its_walker_and_its_sliders(lesson: Notebook):
    playground = lesson.output(lesson.ids("descent_playground(")[0])
    said = playground.locator(".course-landscape").get_by_role("status")
    expect(said).to_contain_text("Settled at")
    walker = playground.get_by_role("slider", name="walker")
    for _ in range(2):
        walker.press("Shift+ArrowLeft")
    expect(said).to_contain_text("Settled at (0.000, 0.000)")
    playground.get_by_role("slider", name="steps").press("Home")
    expect(said).to_contain_text("Not a step yet")


def test_cards_can_be_read_in_light_and_in_dark(lesson, screenshots):
    cards = {
        "Stopped with an error": answer(lesson, "gradient_formula", UNDEFINED),
        "Not yet": answer(lesson, "fun_dz", SWAPPED),
        "uphill": answer(lesson, "gradient_descent", UPHILL),
        "Passed": answer(lesson, "stable_learning_rate", RIGHT["stable_learning_rate"]),
    }
    [hint, *_] = lesson.ids("hint(")
    summary = lesson.ids("scorecard(")[-1]
    lesson.run(summary)
    cards |= {"Hint": lesson.output(hint), "of 9 points": lesson.output(summary)}
    for theme in ("Dark", "Light"):
        lesson.use_theme(theme)
        for word, shown in cards.items():
            expect(shown).to_contain_text(word)
            lesson.picture(shown, screenshots / f"{theme}_{word}.png".replace(" ", "_"))
            assert low_contrast(shown) == [], (theme, word)


def test_with_all_answers_right_everything_passes_and_is_drawn(lesson, screenshots):
    for exercise, code in RIGHT.items():
        lesson.write(exercise, code)
    lesson.run_all()
    assert lesson.errors() == []
    for exercise in RIGHT:
        expect(card(lesson, exercise)).to_contain_text("Passed")
    expect(lesson.output(lesson.ids("scorecard(")[-1])).to_contain_text("9 of 9 points")
    drawn = lesson.output(lesson.ids("plot_gradient_field(")[-1]).get_by_role("img")
    assert n_colours(lesson.picture(drawn, screenshots / "own_field.png")) > 100
