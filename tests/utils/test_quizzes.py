"""Quizzes: each option is explained as soon as it is chosen, and nothing is raised for bad use."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from utils import questions, quiz
from utils.questions import Option, Question, Quiz, inline_html, quiz_names, read_quiz, unbold
from utils.tallies import Tallies
from utils.widgets import quizzes

ROOT = Path(__file__).resolve().parents[2]
LESSONS = quiz_names()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_option_says_its_own_explanation_when_it_is_clicked(lesson):
    shown = quiz(lesson)
    written = json.loads((questions.FOLDER / "en" / f"{lesson}.json").read_text(encoding="utf-8"))
    assert 8 <= len(shown.options) == len(written["questions"]) <= 12
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
    assert "Choose an answer" in shown.total.value and shown.again.outputs == ()


@pytest.fixture
def two_parts(tmp_path, monkeypatch):
    """A lesson with three questions in two parts, the last one about another lesson."""
    options = (Option("yes", True, "It is."), Option("no", False, "It is."))
    asked = (
        Question("q", "Is it?", options, 1, "1. One, two?"),
        Question("r", "Is it so?", options, 2, "2. Three"),
        Question("s", "Was it?", options, 2, "5. Old <&> (odd)", "01_y"),
    )
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "02_x.json").write_text(Quiz(asked, {}).to_json(), encoding="utf-8")
    monkeypatch.setattr(questions, "FOLDER", tmp_path)
    monkeypatch.setattr(quizzes, "TALLIES", Tallies())


def test_a_part_shows_its_questions_with_their_numbers_in_the_lesson(two_parts):
    first, second = quiz("02_x", 1), quiz("02_x", 2)
    assert [len(shown.options) for shown in (first, second)] == [1, 2]
    assert second.options[0][0].tooltip == "Question 2 of 3"
    assert "Is it so?" in repr(second) and "Is it?" not in repr(second)
    assert "There is no part 3 of the quiz of 02_x. There are: 1, 2." in repr(quiz("02_x", 3))
    assert "There is no part 'x'" in repr(quiz("02_x", "x"))


def test_all_parts_count_first_answers_together_and_say_what_to_read_again(two_parts):
    first, second = quiz("02_x", 1), quiz("02_x", 2)
    second.options[1][1].click()
    second.options[0][0].click()
    second.options[0][1].click()  # a look at another explanation isn't an answer
    first.options[0][1].click()
    for shown in (first, second):
        assert "since Python was started: 1 of 3. There are 3 questions" in shown.total.value
        (output,) = shown.again.outputs
        read = Reader(output["data"]["text/html"])
        assert read.tags == ["p", "a", "a"]
        assert read.text == "To read again: 1. One, two? · 01: 5. Old <&> (odd)"
        assert read.links == [
            "#1.-One,-two?", "../01_y/01_y.ipynb#5.-Old-%3C&%3E-%28odd%29"
        ]  # fmt: skip


def test_a_quiz_that_is_run_again_begins_anew_and_no_other_part_does(two_parts):
    first, second = quiz("02_x", 1), quiz("02_x", 2)
    first.options[0][1].click()
    second.options[0][0].click()
    again = quiz("02_x", 1)
    assert "since Python was started: 1 of 1." in again.total.value and again.again.outputs == ()
    again.options[0][0].click()
    assert "since Python was started: 2 of 2." in second.total.value


def test_a_chosen_option_is_marked_by_its_border_and_the_one_before_is_not(two_parts):
    ((yes, no),) = quiz("02_x", 1).options
    no.click()
    assert "course-quiz-wrong" in no._dom_classes
    yes.click()
    assert "course-quiz-right" in yes._dom_classes
    assert not any("course-quiz" in name for name in no._dom_classes)


LONGEST = 1.6
"""How many times as long as the longest wrong option the right one may be."""


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_option_gives_itself_away(lesson):
    asked = read_quiz(lesson, "en").questions
    longest = [max(q.options, key=lambda o: len(o.label)).right for q in asked]
    assert sum(longest) <= len(asked) / 2, "too often the right option is the longest one"
    for question in asked:
        (right,) = [len(o.label) for o in question.options if o.right]
        wrong = max(len(o.label) for o in question.options if not o.right)
        assert right <= max(LONGEST * wrong, wrong + 8), question.id


@pytest.mark.parametrize("lesson", LESSONS)
def test_right_options_stand_at_all_positions(lesson):
    asked = read_quiz(lesson, "en").questions
    at = [next(n for n, o in enumerate(q.options) if o.right) for q in asked]
    counts = [at.count(n) for n in range(3)]
    assert min(counts) >= 2 and max(counts) <= len(asked) / 2, counts


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_wrong_option_has_an_explanation_of_its_own(lesson):
    for question in read_quiz(lesson, "en").questions:
        whys = [option.why for option in question.options]
        assert len(set(whys)) == len(whys) >= 3, question.id


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_quiz_asks_about_all_sections_and_twice_about_earlier_lessons(lesson):
    asked = read_quiz(lesson, "en").questions
    back = [q for q in asked if q.lesson]
    assert len(back) == (0 if lesson.startswith("01") else 2)
    assert all(q.lesson < lesson for q in back)
    own = {q.section for q in asked if not q.lesson}
    text = (ROOT / "lessons" / f"{lesson}.py").read_text(encoding="utf-8")
    sections = set(re.findall(r"^# ## (\d\..+)$", text, re.M))
    assert own <= sections
    assert len(sections - own) <= 1, f"nothing is asked about {sections - own}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_links_of_a_quiz_lead_to_headings_of_the_lessons(lesson):
    for question in read_quiz(lesson, "en").questions:
        text = (ROOT / "lessons" / f"{question.lesson or lesson}.py").read_text(encoding="utf-8")
        assert f"\n# ## {question.section}\n" in text


def test_a_page_without_a_kernel_has_all_explanations_folded():
    bundle = quiz(LESSONS[0]).still_bundle()
    one = read_quiz(LESSONS[0], "en")
    markdown = bundle["text/markdown"]
    assert markdown.count("<details>") == markdown.count("</details>") == len(one.questions)
    for question in one.questions:
        assert question.text in markdown
        for option in question.options:
            assert option.why in markdown and unbold(option.why) in bundle["text/plain"]
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
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def test_markdown_becomes_html_and_its_formulas_and_code_stay_as_they_are():
    html = inline_html("**Two** *and* `a<b>*c*` $x_1*y*z < \\bar v$ <script>")
    read = Reader(html)
    assert read.tags == ["p", "strong", "em", "code"]
    assert read.text == "Two and a<b>*c* $x_1*y*z < \\bar v$ <script>"


def test_what_is_bold_loses_its_stars_and_a_power_in_code_keeps_them():
    assert unbold("**Not** `x**2 + y**2`, **but** `2**n`") == "Not `x**2 + y**2`, but `2**n`"
