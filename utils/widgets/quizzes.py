"""The self-quiz at a lesson's end: choose an option, read at once why it is right or wrong.

Owns what a reader operates. Nothing is graded, counted or kept; the questions are
`utils.questions`' matter.
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

from utils.questions import (
    INVITATION,
    NUMBER,
    RIGHT,
    WRONG,
    Option,
    Question,
    Quiz,
    inline_html,
    letter,
    listed,
    quiz_languages,
    quiz_names,
    read_quiz,
)
from utils.widgets.showing import NoWidget, TwoFaces, live
from utils.widgets.turns import Turns

GREEN, AMBER = "#2e9e5b", "#c98500"
"""Mid-tones for lines only: words have the page's own colour, light or dark."""


class LiveQuiz(TwoFaces):
    """The questions with a button for each option, and as text where no kernel runs.

    `options` are the buttons by question and option: clicking one does what a reader does. (Radio
    buttons would need the arrow keys, which JupyterLab takes to go from cell to cell.) `answers`
    show what is said about the chosen options.
    """

    def __init__(self, quiz: Quiz) -> None:
        import ipywidgets

        rows = [_row(quiz, n) for n in range(len(quiz.questions))]
        self.options = [buttons for _, buttons, _ in rows]
        self.answers = [answer for _, _, answer in rows]
        lead = ipywidgets.HTML(_lead(quiz))
        parts = [part for text, buttons, answer in rows for part in (text, *buttons, answer)]
        box = ipywidgets.VBox([lead, *parts], layout={"max_width": "46em"})
        super().__init__(box, {"text/markdown": quiz.markdown()}, quiz.text())


@live("A quiz.")
def quiz(lesson: str, *, language: str = "en") -> LiveQuiz | NoWidget:
    """Return the self-quiz of `lesson`, such as "01_gradient_vectors", ready to be shown.

    Choosing an option says at once in words why it is right or wrong. `language` is the code of
    a translation, such as "ja". A lesson or language without a quiz gives a sentence that names
    those that have one; nothing is raised.
    """
    known = quiz_names(str(language))
    if not known:
        there = listed(quiz_languages())
        return NoWidget(f"There are no quizzes in the language {language!r}. There are: {there}.")
    if lesson not in known:
        return NoWidget(f"There is no quiz {lesson!r}. There are: {listed(known)}.")
    try:
        return LiveQuiz(read_quiz(lesson, language))
    except (OSError, ValueError) as error:
        return NoWidget(f"The quiz of {lesson} can't be read ({error}). Install the course again.")


def _row(quiz: Quiz, n: int) -> tuple[Any, list[Any], Any]:
    """Return a question, its options' buttons and the place for what is said about the choice."""
    import ipywidgets

    question = quiz.questions[n]
    number = quiz.say(NUMBER, n=n + 1, total=len(quiz.questions))
    text = ipywidgets.HTMLMath(_asked(number, question))
    answer = ipywidgets.HTMLMath(_said(quiz, None))
    fit = {"width": "auto", "align_self": "flex-start"}
    buttons = [ipywidgets.Button(tooltip=number, layout=fit) for _ in question.options]
    turns = Turns()

    def choose(chosen: Any) -> None:
        for k, (button, option) in enumerate(zip(buttons, question.options, strict=True)):
            sign = _line(option)[1] + " " if button is chosen else ""
            button.description = f"{sign}{letter(k)}: {option.label}"
            if button is chosen:
                answer.value = _said(quiz, option)

    for button in buttons:
        button.on_click(turns.answer(partial(choose, button)))
    choose(None)
    return text, buttons, answer


def _line(option: Option) -> tuple[str, str]:
    """Return the colour and the sign of a chosen option."""
    return (GREEN, "✓") if option.right else (AMBER, "✗")


def _lead(quiz: Quiz) -> str:
    return f"<p style='margin:.3em 0;line-height:1.45'>{escape(quiz.say(INVITATION))}</p>"


def _asked(number: str, question: Question) -> str:
    """Return a question as HTML under its number."""
    return (
        f"<p style='margin:1em 0 0'><strong>{escape(number)}</strong></p>"
        f"<div style='line-height:1.45'>{inline_html(question.text)}</div>"
    )


def _said(quiz: Quiz, option: Option | None) -> str:
    """Return what is right or wrong about an option, as HTML that a screen reader speaks."""
    if option is None:
        return '<div role="status"></div>'
    colour, sign = _line(option)
    verdict = escape(quiz.say(RIGHT if option.right else WRONG))
    return (
        f'<div role="status" style="border-left:5px solid {colour};padding:.1em .8em;'
        f'line-height:1.45"><p style="margin:.3em 0"><strong>{sign} {verdict}</strong></p>'
        f"{inline_html(option.why)}</div>"
    )
