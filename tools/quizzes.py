"""The quiz of a lesson, from its text cells marked ``question="NAME"``: reading, rules, output.

A question cell is the question, then an item for each option, ``- [x]`` for the right one and
``- [ ]`` for the others, each followed by a paragraph that says why. They stand in the lesson, so
that a catalog translates them; in the notebook the cell marked ``quiz=true`` stands for them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.items import Item, inline_problems, items, label_problems, paragraphs, question_text
from tools.sources import SOURCE_LANGUAGE, Cell, Lesson, Problem
from utils.questions import WORDS, Option, Question, Quiz

FOLDER = Path("utils", "quizzes")
FEWEST, MOST = 4, 8


def quiz_path(language: str, lesson: str) -> Path:
    """Where the questions that notebooks read lie: ``utils/quizzes/LANGUAGE/LESSON.json``."""
    return FOLDER / language / f"{lesson}.json"


def quiz_call(lesson: str, language: str = SOURCE_LANGUAGE) -> str:
    """The source of a quiz cell, which names the language where that isn't English."""
    other = "" if language == SOURCE_LANGUAGE else f', language="{language}"'
    return f'from utils import quiz\n\nquiz("{lesson}"{other})'


def quiz_of(lesson: Lesson) -> Quiz:
    """The quiz of a lesson without a problem; without a question where it has none."""
    words = {english: lesson.words[english] for english in WORDS if english in lesson.words}
    return Quiz(tuple(map(_question, lesson.marked("question"))), words)


def quiz_problems(lesson: Lesson) -> Iterator[Problem]:
    """All that is wrong with the questions of a lesson and with the cell that shows them."""
    cells = lesson.marked("question")
    yield from _show_problems(lesson, cells)
    if cells and not FEWEST <= len(cells) <= MOST:
        message = f"the quiz has {len(cells)} questions: give it {FEWEST} to {MOST}."
        yield lesson.problem(cells[0].line, message)
    for what in ("question", "text"):
        yield from _repeated(lesson, cells, what)
    for cell in cells:
        for line, message in _question_problems(cell):
            name = cell.marks["question"]
            yield lesson.problem(line, f"question {name!r}: {message}")


def lost_options(lesson: Lesson, source: Lesson, path: Path) -> Iterator[Problem]:
    """Translated questions whose options aren't those of the source, as many and as right."""
    for cell, original in zip(lesson.marked("question"), source.marked("question"), strict=True):
        marks = [item.mark for item in items(original)]
        if [item.mark for item in items(cell)] != marks or list(_question_problems(cell)):
            name = cell.marks["question"]
            begin = ", ".join(f"'- [{mark}]'" for mark in marks)
            message = (
                f"question {name!r}: the translated options have to begin with {begin}, in this "
                "order, each with its own text and a paragraph that says why."
            )
            yield Problem(path, 1, message)


def _show_problems(lesson: Lesson, questions: list[Cell]) -> Iterator[Problem]:
    shows = lesson.marked("quiz")
    for cell in shows:
        if cell.source != (wanted := quiz_call(lesson.name)):
            message = f"the quiz cell is not exactly {wanted!r}: write that and nothing else."
            yield lesson.problem(cell.text_line, message)
        if cell is not shows[0]:
            yield lesson.problem(cell.line, "a second quiz cell: a lesson has one, remove it.")
    if shows and not questions:
        message = 'there is no question: add text cells `# %% [markdown] question="NAME"`.'
        yield lesson.problem(shows[0].line, message)
    if questions and not shows:
        message = "nothing shows the questions: add a cell `# %% quiz=true` after them."
        yield lesson.problem(questions[0].line, message)


def _repeated(lesson: Lesson, cells: list[Cell], what: str) -> Iterator[Problem]:
    first: dict[str, Cell] = {}
    for cell in cells:
        said = str(cell.marks["question"]) if what == "question" else paragraphs(cell)[0][1]
        if (other := first.setdefault(said, cell)) is not cell:
            kind = "name" if what == "question" else "text"
            message = (
                f"question {cell.marks['question']!r} has the {kind} of the one in line "
                f"{other.line}: change one of them."
            )
            yield lesson.problem(cell.line, message)


def _question_problems(cell: Cell) -> Iterator[tuple[int, str]]:
    """Lines and messages."""
    if not re.fullmatch(r"[a-z0-9_]+", str(cell.marks["question"])):
        yield cell.line, "name it in lower-case letters, digits and underscores."
    yield from inline_problems(cell)
    found = items(cell)
    yield from _option_problems(found)
    if len(found) < 2:
        yield cell.line, f"it has {len(found)} option(s): write '- [x] right', '- [ ] wrong'."
    right = [item for item in found if item.mark == "x"]
    if len(found) >= 2 and not right:
        yield found[0].line, "no option is right: mark the one that is '- [x]'."
    for item in right[1:]:
        message = f"a second right option, after line {right[0].line}: leave one '- [x]'."
        yield item.line, message


def _option_problems(found: Sequence[Item]) -> Iterator[tuple[int, str]]:
    for item in found:
        if item.mark not in ("x", " "):
            yield item.line, f"'- [{item.mark}]' is neither '- [x]' (right) nor '- [ ]' (wrong)."
        if not item.why:
            message = (
                f"option {item.text!r} has no explanation: say below it, after an empty line, "
                "why it is right or wrong."
            )
            yield item.line, message
    yield from label_problems(found, "an option")


def _question(cell: Cell) -> Question:
    options = tuple(Option(i.text, i.mark == "x", i.why) for i in items(cell))
    return Question(str(cell.marks["question"]), question_text(cell), options)
