"""The questions after a lesson's sections: choose an option, read at once why it is right or wrong.

Owns what a reader operates. Nothing is graded or kept in a file; the questions are
`utils.questions`' matter, and how many were right is `utils.tallies`'.
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

from utils.questions import (
    AGAIN,
    INVITATION,
    NUMBER,
    RIGHT,
    TALLY,
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
from utils.tallies import Tallies, Tally
from utils.widgets.cards import AMBER, CHOSEN_RIGHT, CHOSEN_WRONG, GREEN, LINKS, styled
from utils.widgets.showing import NoWidget, TwoFaces, live
from utils.widgets.turns import Turns

# A kernel is one learner's session: each section's questions count with those of the others.
TALLIES = Tallies()


class LiveQuiz(TwoFaces):
    """The questions with a button for each option, and as text where no kernel runs.

    `options` are the buttons by question and option: clicking one does what a reader does. (Radio
    buttons would need the arrow keys, which JupyterLab takes to go from cell to cell.) `answers`
    show what is said about the chosen options, `total` how many first answers were right, and
    `again` links to the sections of those that weren't.
    """

    def __init__(self, quiz: Quiz, tally: Tally, part: int | None = None) -> None:
        import ipywidgets

        numbers = quiz.numbers(part)
        rows = [_row(quiz, n, tally) for n in numbers]
        self.options = [buttons for _, buttons, _ in rows]
        self.answers = [answer for _, _, answer in rows]
        self.total, self.again = ipywidgets.HTML(), ipywidgets.Output()
        self.again.add_class(LINKS)
        self._quiz, self._tally = quiz, tally
        parts = [part for text, buttons, answer in rows for part in (text, *buttons, answer)]
        box = styled([*parts, self.total, self.again])
        super().__init__(box, {"text/markdown": quiz.markdown(part)}, quiz.text(part))
        tally.begin([quiz.questions[n].id for n in numbers], part, self._count)

    def _count(self) -> None:
        """Show how many were right at the first try, and what to read again."""
        quiz, tally = self._quiz, self._tally
        if not tally.answered:
            said = quiz.say(INVITATION)
        else:
            total, right, answered = len(quiz.questions), tally.right, tally.answered
            said = quiz.say(TALLY, right=right, answered=answered, total=total)
        self.total.value = (
            f'<p role="status" style="margin:.6em 0 0;line-height:1.45">{escape(said)}</p>'
        )
        missed = [question for question in quiz.questions if tally.missed(question.id)]
        self.again.outputs = _links(quiz, missed)


@live("A quiz.")
def quiz(lesson: str, part: int | None = None, *, language: str = "en") -> LiveQuiz | NoWidget:
    """Return questions of `lesson`, such as "01_gradient_vectors", ready to be shown.

    `part` is the number of the quiz in the lesson; without it there are all questions. Choosing an
    option says at once in words why it is right or wrong. `language` is the code of a translation,
    such as "ja". A lesson, part or language without a quiz gives a sentence that names those that
    have one; nothing is raised.
    """
    known = quiz_names(str(language))
    if not known:
        there = listed(quiz_languages())
        return NoWidget(f"There are no quizzes in the language {language!r}. There are: {there}.")
    if lesson not in known:
        return NoWidget(f"There is no quiz {lesson!r}. There are: {listed(known)}.")
    try:
        whole = read_quiz(lesson, language)
    except (OSError, ValueError) as error:
        return NoWidget(f"The quiz of {lesson} can't be read ({error}). Install the course again.")
    parts = sorted({question.part for question in whole.questions})
    if part is not None and part not in parts:
        there = listed([str(number) for number in parts])
        return NoWidget(f"There is no part {part!r} of the quiz of {lesson}. There are: {there}.")
    return LiveQuiz(whole, TALLIES.of(lesson), part)


def _row(quiz: Quiz, n: int, tally: Tally) -> tuple[Any, list[Any], Any]:
    """Return a question, its options' buttons and the place for what is said about the choice."""
    import ipywidgets

    question = quiz.questions[n]
    number = quiz.say(NUMBER, n=n + 1, total=len(quiz.questions))
    text = ipywidgets.HTMLMath(_asked(number, question))
    answer = ipywidgets.HTMLMath(_said(quiz, None))
    buttons = [ipywidgets.Button(tooltip=number) for _ in question.options]
    turns = Turns()

    def choose(chosen: Any) -> None:
        for k, (button, option) in enumerate(zip(buttons, question.options, strict=True)):
            sign = _line(option)[1] + " " if button is chosen else ""
            button.description = f"{sign}{letter(k)}: {option.label}"
            for name in (CHOSEN_RIGHT, CHOSEN_WRONG):
                button.remove_class(name)
            if button is chosen:
                button.add_class(CHOSEN_RIGHT if option.right else CHOSEN_WRONG)
                answer.value = _said(quiz, option)
                tally.answer(question.id, option.right)

    for button in buttons:
        button.on_click(turns.answer(partial(choose, button)))
    choose(None)
    return text, buttons, answer


def _line(option: Option) -> tuple[str, str]:
    """Return the colour and the sign of a chosen option."""
    return (GREEN, "✓") if option.right else (AMBER, "✗")


def _links(quiz: Quiz, missed: list[Question]) -> tuple[dict[str, Any], ...]:
    """Return an output with a link to the section of each missed question, or none.

    It is an output and not an `HTML` widget, since JupyterLab follows links to a heading or to
    another notebook in the former only.
    """
    found = {question.address: question for question in missed if question.section}
    if not found:
        return ()
    links = " · ".join(  # headings have commas in them
        f'<a href="{escape(address)}">{escape(question.place)}</a>'
        for address, question in found.items()
    )
    html = f'<p style="margin:.3em 0">{escape(quiz.say(AGAIN))} {links}</p>'
    places = " · ".join(question.place for question in found.values())
    data = {"text/html": html, "text/plain": f"{quiz.say(AGAIN)} {places}"}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)


def _asked(number: str, question: Question) -> str:
    """Return a question as HTML under its number."""
    return (
        f"<p style='margin:.4em 0 0'><strong>{escape(number)}</strong></p>"
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
