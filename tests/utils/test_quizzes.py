"""Quizzes: each option is explained as soon as it is chosen, and nothing is raised for bad use."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from utils import questions, quiz
from utils.questions import Option, Question, Quiz, inline_html, quiz_names, read_quiz

LESSONS = quiz_names()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_option_says_its_own_explanation_when_it_is_clicked(lesson):
    shown = quiz(lesson)
    written = json.loads((questions.FOLDER / "en" / f"{lesson}.json").read_text(encoding="utf-8"))
    assert 4 <= len(shown.options) == len(written["questions"]) <= 8
    for question, buttons, answer in zip(
        written["questions"], shown.options, shown.answers, strict=True
    ):
        assert sum(option["right"] for option in question["options"]) == 1
        for option, button in zip(question["options"], buttons, strict=True):
            button.click()
            assert inline_html(option["why"]) in answer.value
            assert ("Right." in answer.value) == option["right"]
            marked = [b.description[0] for b in buttons if b.description[0] in "✓✗"]
            assert marked == ["✓" if option["right"] else "✗"]


def test_before_a_choice_nothing_is_said():
    shown = quiz(LESSONS[0])
    assert {answer.value for answer in shown.answers} == {'<div role="status"></div>'}


def test_a_page_without_a_kernel_has_all_explanations_folded():
    bundle = quiz(LESSONS[0]).still_bundle()
    one = read_quiz(LESSONS[0], "en")
    markdown = bundle["text/markdown"]
    assert markdown.count("<details>") == markdown.count("</details>") == len(one.questions)
    for question in one.questions:
        assert question.text in markdown
        for option in question.options:
            assert option.why in markdown and option.why.replace("**", "") in bundle["text/plain"]
    assert "<details>" not in bundle["text/plain"]


@pytest.mark.parametrize("name", ["nothing", "", None, ["01"], "../en/01_gradient_vectors"])
def test_an_unknown_lesson_is_answered_with_the_lessons_that_have_a_quiz(name):
    said = repr(quiz(name))
    assert said.startswith(f"There is no quiz {name!r}. There are: 01_gradient_vectors, 02_")


def test_an_unknown_language_is_answered_with_the_languages_there_are():
    assert "language 'xx'. There are: en" in repr(quiz("01_gradient_vectors", language="xx"))


@pytest.mark.parametrize("content", ["{", "[]", '{"words": {}, "questions": [{"id": 1}]}', "\xff"])
def test_a_broken_file_is_a_sentence(tmp_path, monkeypatch, content):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "01_x.json").write_text(content, encoding="latin-1")
    monkeypatch.setattr(questions, "FOLDER", tmp_path)
    assert "The quiz of 01_x can't be read" in repr(quiz("01_x"))


def test_a_quiz_that_is_written_and_read_is_the_same(tmp_path, monkeypatch):
    options = (Option("`a < b`", True, "Since $a<b$."), Option("no", False, "*It* is."))
    written = Quiz((Question("q", "Is `a < b`?", options),), {"Right.": "正解。"})
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "01_x.json").write_text(written.to_json(), encoding="utf-8")
    monkeypatch.setattr(questions, "FOLDER", tmp_path)
    assert read_quiz("01_x", "ja") == written
    shown = quiz("01_x", language="ja")
    shown.options[0][0].click()
    assert "✓ 正解。" in shown.answers[0].value
    assert shown.options[0][0].description == "✓ A: a < b"


class Reader(HTMLParser):
    """What a browser makes of HTML: the tags and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_markdown_becomes_html_and_its_formulas_and_code_stay_as_they_are():
    html = inline_html("**Two** *and* `a<b>*c*` $x_1*y*z < \\bar v$ <script>")
    read = Reader(html)
    assert read.tags == ["p", "strong", "em", "code"]
    assert read.text == "Two and a<b>*c* $x_1*y*z < \\bar v$ <script>"
