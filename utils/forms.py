"""The form at a lesson's end in which a learner may say how it was. Nothing is sent anywhere.

It is a text cell with headings to write under, so what is said lies in the notebook like all other
text: quotes and line ends are right as they come, and it survives saving in JupyterLab and Colab
and every tool between there and the grader. Notebooks of earlier releases have a call in its place,
``feedback(difficulty=3, ...)``, which goes on answering. Owns the fields and their limits;
`autograder.reports.learner_feedback` reads both out of a hand-in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from textwrap import fill
from typing import Any

MARK = "<!-- feedback -->"
"""Tells the cell from others in every language; a page doesn't show it."""
HEADINGS = {
    "difficulty": "How hard was this lesson, from 1 (easy) to 5 (hard)?",
    "minutes": "How many minutes did it take you?",
    "unclear": "What was unclear?",
    "comment": "What else would you like to say?",
}
"""What a learner writes under, by field."""
FORM = "\n\n".join([MARK, *(f"### {heading}" for heading in HEADINGS.values())])
"""The source of the text cell as a lesson has it."""
MAX_LETTERS = 2_000
MAX_MINUTES = 10_000
LINE_LETTERS = 76
"""How long a line may be: what is printed is broken by JupyterLab in the middle of a word."""
EMPTY = fill(
    "The form is empty, and that is fine. To fill it in: write into this cell, run it, and save "
    "the notebook. What you write stays in the notebook, where whoever you hand it in to can read "
    "it. It is worth no points, and it is sent nowhere.",
    LINE_LETTERS,
)
UNREAD = fill(
    "Python can't read the form as it stands. What you wrote is not lost: it is in this cell. "
    'Write each text between two lines of three quotes, as in comment=r""", your words, and then '
    '""", on a line of its own; three quotes in a row end it. There is a comma after each answer. '
    "Then run this cell again.",
    LINE_LETTERS,
)


@dataclass(frozen=True)
class LearnerFeedback:
    """What a learner said: difficulty 1 to 5, time in minutes, texts; None or "" if left open."""

    difficulty: int | None = None
    minutes: float | None = None
    unclear: str = ""
    comment: str = ""

    def __bool__(self) -> bool:
        return self != LearnerFeedback()

    def __str__(self) -> str:
        difficulty = "" if self.difficulty is None else f"{self.difficulty} of 5"
        minutes = "" if self.minutes is None else f"{self.minutes:g}"
        said = {"difficulty": difficulty, "minutes": minutes}
        said |= {"unclear": self.unclear, "comment": self.comment}
        return "\n".join(f"  {name}: {value}" for name, value in said.items() if value)


NAMES = tuple(field.name for field in fields(LearnerFeedback))


class Thanks:
    """What the form answers."""

    def __init__(self, said: LearnerFeedback, problems: tuple[str, ...]) -> None:
        self.said = said
        self.problems = problems

    def __repr__(self) -> str:
        if not self.said:
            return "\n".join([*self.problems, EMPTY])
        head = "Thank you. Save the notebook: this stays in it, and is sent nowhere."
        return "\n".join([*self.problems, head, str(self.said)])


def feedback(*answers: object, **named: object) -> Thanks:
    """Return a thank-you that repeats what the notebook keeps of your answers. Sends nothing.

    `difficulty` is a whole number from 1 (easy) to 5 (hard), `minutes` the time that the lesson
    took, `unclear` and `comment` are texts of up to 2,000 letters. All may be left out. Anything
    else is answered with a sentence; nothing is raised.
    """
    said, problems = checked(named)
    if answers:
        problems = ('Name each answer, as in feedback(difficulty=3, comment="...").', *problems)
    return Thanks(said, problems)


def tell_of_unread_form(result: Any) -> None:
    """Print what to do where a run that IPython tells of was a form that isn't Python."""
    unread = isinstance(result.error_before_exec, SyntaxError)
    if unread and re.search(r"^\s*feedback\s*\(", result.info.raw_cell or "", re.MULTILINE):
        print(UNREAD)


def checked(named: dict[str, object]) -> tuple[LearnerFeedback, tuple[str, ...]]:
    """Return what can be kept of the answers, and a sentence for each one that can't."""
    problems = [
        f"{name[:40]} is no field of the form. There are: {', '.join(NAMES)}."
        for name in named
        if name not in NAMES
    ]
    difficulty = _number(named.get("difficulty"))
    if difficulty is not None and difficulty not in (1, 2, 3, 4, 5):
        problems.append(_wrong("difficulty", named, "a whole number from 1, easy, to 5, hard"))
        difficulty = None
    minutes = _number(named.get("minutes"))
    if minutes is not None and not 0 < minutes <= MAX_MINUTES:
        problems.append(_wrong("minutes", named, f"a number up to {MAX_MINUTES}, such as 60"))
        minutes = None
    unclear, comment = (_text(name, named, problems) for name in ("unclear", "comment"))
    whole = None if difficulty is None else int(difficulty)
    return LearnerFeedback(whole, minutes, unclear, comment), tuple(problems)


def _number(value: object) -> float | None:
    """Return a number, also from a text such as "90"; NaN for what isn't one, None if left out."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return float("nan")
    try:
        return float(value)
    except (ValueError, OverflowError):
        return float("nan")


def _text(name: str, named: dict[str, object], problems: list[str]) -> str:
    value = named.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        problems.append(_wrong(name, named, "a text in quotes"))
        return ""
    if len(value := value.strip()) > MAX_LETTERS:
        problems.append(f"{name} has {len(value)} letters. The first {MAX_LETTERS} are kept.")
    return value[:MAX_LETTERS]


def _wrong(name: str, named: dict[str, object], expected: str) -> str:
    value = named[name]
    came = repr(value)[:40] if isinstance(value, int | float | str) else type(value).__name__
    return f"{name} is {came}. Expected {expected}; it isn't kept."
