"""The quiz of a lesson in JupyterLab, answered by keyboard and looked at in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
LESSON = "course/en/01_gradient_vectors/01_gradient_vectors.ipynb"


@pytest.fixture(scope="module")
def lesson(lab: Lab) -> Notebook:
    return lab.notebook(LESSON)


@pytest.fixture(scope="module")
def quiz(lesson: Notebook) -> Locator:
    """The output of the quiz cell, as it is stored in the file."""
    return lesson.output(lesson.ids("quiz(")[0])


def explanation(quiz: Locator, words: str) -> Locator:
    return quiz.get_by_role("status").filter(has_text=words)


def test_before_a_kernel_ran_it_the_questions_are_there_and_explanations_are_folded(
    lesson: Notebook, quiz: Locator, screenshots: Path
):
    quiz.scroll_into_view_if_needed()
    expect(quiz).to_contain_text("Run this cell in JupyterLab or Colab")
    why = quiz.get_by_text("The inner derivative, 3, is forgotten.")
    expect(why).to_be_hidden()
    quiz.get_by_text("Explanations", exact=True).first.click()
    expect(why).to_be_visible()
    lesson.picture(quiz, screenshots / "quiz_stored.png")


def test_an_option_that_is_chosen_by_keyboard_is_explained_at_once(lesson: Notebook, quiz: Locator):
    setup = lesson.ids("setup_notebook()")[0]
    lesson.run(setup)
    lesson.run(lesson.ids("quiz(")[0])
    quiz.get_by_role("button", name="A: −sin(3x + y)", exact=True).focus()
    lesson.page.keyboard.press("Enter")
    expect(explanation(quiz, "The inner derivative")).to_contain_text("✗ Not quite.")
    expect(quiz.get_by_role("button", name="✗ A: −sin(3x + y)", exact=True)).to_be_focused()
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Space")
    right = explanation(quiz, "times the inner derivative 3")
    expect(right).to_contain_text("✓ Right.")
    expect(explanation(quiz, "is forgotten")).to_have_count(0)
    expect(right.locator("mjx-container").first).to_be_visible()
    for _ in range(2):
        lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Enter")
    expect(explanation(quiz, "the length of a detour")).to_contain_text("✗ Not quite.")


def test_each_option_is_a_button_that_says_to_which_question_it_belongs(quiz: Locator):
    for number in range(1, 7):
        options = quiz.get_by_title(f"Question {number} of 6")
        expect(options).to_have_count(3)
        expect(options.first).to_have_role("button")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_questions_and_explanations_have_contrast_in_both_themes(
    lesson: Notebook, quiz: Locator, screenshots: Path, theme: str
):
    lesson.use_theme(theme)
    lesson.picture(quiz, screenshots / f"quiz_{theme}.png")
    assert low_contrast(quiz) == []
