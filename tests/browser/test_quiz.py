"""A lesson's quizzes in JupyterLab, answered by keyboard and looked at in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab, Notebook, low_contrast

pytestmark = pytest.mark.browser
LESSON = "course/en/02_computational_graphs/02_computational_graphs.ipynb"
N_QUESTIONS = 11


@pytest.fixture(scope="module")
def lesson(lab: Lab) -> Notebook:
    return lab.notebook(LESSON)


def quiz(lesson: Notebook, n: int) -> Locator:
    """The output of a quiz cell of the lesson, the last one for -1."""
    return lesson.output(lesson.ids("\nquiz(")[n])


def explanation(quiz: Locator, words: str) -> Locator:
    return quiz.get_by_role("status").filter(has_text=words)


def test_before_a_kernel_ran_it_the_questions_are_there_and_explanations_are_folded(
    lesson: Notebook, screenshots: Path
):
    stored = quiz(lesson, 0)
    stored.scroll_into_view_if_needed()
    expect(stored).to_contain_text("Run this cell, and choose your answers here")
    why = stored.get_by_text("is the first to notice.")
    expect(why).to_be_hidden()
    stored.get_by_text("Explanations", exact=True).first.click()
    expect(why).to_be_visible()
    lesson.picture(stored, screenshots / "quiz_stored.png")


def test_an_option_that_is_chosen_by_keyboard_is_explained_at_once(lesson: Notebook):
    lesson.run(lesson.ids("setup_notebook()")[0])
    for cell in lesson.ids("\nquiz(")[::6]:
        lesson.run(cell)
    shown = quiz(lesson, -1)
    shown.get_by_role("button", name="A: (−0.40, 0.16, −0.64)", exact=True).focus()
    lesson.page.keyboard.press("Enter")
    expect(explanation(shown, "Against the gradient")).to_contain_text("✓ Right.")
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Space")
    expect(explanation(shown, "It falls there")).to_contain_text("✗ Not quite.")
    expect(explanation(shown, "Against the gradient")).to_have_count(0)
    chosen = shown.get_by_role("button", name=re.compile("^✗ B: along"))
    expect(chosen).to_be_focused()
    expect(chosen).to_have_css("outline-style", "solid")


def test_a_miss_counts_in_all_quizzes_of_the_lesson_and_its_link_leads_to_the_section(
    lesson: Notebook, screenshots: Path
):
    first, last = quiz(lesson, 0), quiz(lesson, -1)
    first.get_by_role("button", name="B: a and b", exact=True).click()
    for shown in (first, last):
        expect(
            explanation(shown, "Right at the first try since Python was started: 1 of 2.")
        ).to_be_visible()
        expect(shown.get_by_role("link", name="1. A function, cut into steps")).to_be_visible()
    last.get_by_role("button", name="B: 0.9", exact=True).click()
    last.get_by_role("link", name="1. A function, cut into steps").click()
    expect(lesson.page.get_by_role("heading", name="1. A function")).to_be_in_viewport()
    first.get_by_role("link", name="01: 5. How long may a step be?").click()
    tab = lesson.page.get_by_role("tab", name="01_gradient_vectors.ipynb")
    expect(tab).to_be_visible()
    lesson.page.get_by_role("tab", name="02_computational_graphs.ipynb").click()


def test_each_option_is_a_button_that_says_to_which_question_it_belongs(lesson: Notebook):
    for number in (N_QUESTIONS - 1, N_QUESTIONS):
        options = quiz(lesson, -1).get_by_title(f"Question {number} of {N_QUESTIONS}")
        expect(options).to_have_count(3)
        expect(options.first).to_have_role("button")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_questions_and_explanations_have_contrast_in_both_themes(
    lesson: Notebook, screenshots: Path, theme: str
):
    lesson.use_theme(theme)
    shown = quiz(lesson, -1).locator(".course-quiz")
    for width in (1400, 700):
        lesson.page.set_viewport_size({"width": width, "height": 1000})
        lesson.picture(shown, screenshots / f"quiz_{theme}_{width}.png")
        assert low_contrast(shown) == []
    lesson.page.set_viewport_size({"width": 1300, "height": 1000})
