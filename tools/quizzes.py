"""The quiz of a lesson, from its text cells marked ``question="NAME"``: reading, rules, output.

A question cell is the question, then an item for each option, ``- [x]`` for the right one and
``- [ ]`` for the others, each followed by a paragraph that says why. They stand in the lesson, so
that a catalog translates them; in the notebook the cell marked ``quiz=true`` stands for them all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.sources import SOURCE_LANGUAGE, Cell, Lesson, Problem
from utils.questions import Option, Question, Quiz

FOLDER = Path("utils", "quizzes")
ITEM = re.compile(r"- \[(.?)\][ \t]*(.*)", re.S)
BLANK = re.compile(r"\n[ \t]*\n")
FEWEST, MOST = 4, 8
MAX_OPTION = 70


@dataclass(frozen=True)
class _Item:
    """One option as it is written, with the line where it begins."""

    line: int
    mark: str
    text: str
    why: str


def quiz_path(language: str, lesson: str) -> Path:
    """Where the questions that notebooks read lie: ``utils/quizzes/LANGUAGE/LESSON.json``."""
    return FOLDER / language / f"{lesson}.json"


def quiz_call(lesson: str, language: str = SOURCE_LANGUAGE) -> str:
    """The source of a quiz cell; the one piece of code that differs between languages."""
    other = "" if language == SOURCE_LANGUAGE else f', language="{language}"'
    return f'from utils import quiz\n\nquiz("{lesson}"{other})'


def quiz_of(lesson: Lesson) -> Quiz:
    """The quiz of a lesson without a problem; without a question where it has none."""
    return Quiz(tuple(map(_question, lesson.marked("question"))), lesson.words)


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
        marks = [item.mark for item in _items(original)]
        if [item.mark for item in _items(cell)] != marks or list(_question_problems(cell)):
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
        said = str(cell.marks["question"]) if what == "question" else _paragraphs(cell)[0][1]
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
    for line, paragraph in _paragraphs(cell):
        if "```" in paragraph or "$$" in paragraph:
            yield line, "a block of code or formulas: put it into the line, as `code` or $formula$."
    if not _question_text(cell):
        yield cell.text_line, "it begins with an option: write the question above it."
    items = _items(cell)
    yield from _option_problems(items)
    if len(items) < 2:
        yield cell.line, f"it has {len(items)} option(s): write '- [x] right', '- [ ] wrong'."
    right = [item for item in items if item.mark == "x"]
    if len(items) >= 2 and not right:
        yield items[0].line, "no option is right: mark the one that is '- [x]'."
    for item in right[1:]:
        message = f"a second right option, after line {right[0].line}: leave one '- [x]'."
        yield item.line, message


def _option_problems(items: Iterable[_Item]) -> Iterator[tuple[int, str]]:
    seen: Counter[str] = Counter()
    for item in items:
        if item.mark not in ("x", " "):
            yield item.line, f"'- [{item.mark}]' is neither '- [x]' (right) nor '- [ ]' (wrong)."
        if not item.text:
            yield item.line, "an option without text: write the answer after the brackets."
        if len(item.text) > MAX_OPTION:
            message = f"an option of {len(item.text)} letters: a button has room for {MAX_OPTION}."
            yield item.line, message
        if "$" in item.text:
            message = "formulas aren't typeset on buttons: write x², ∂, η, −1 as letters."
            yield item.line, message
        if not item.why:
            message = (
                f"option {item.text!r} has no explanation: say below it, after an empty line, "
                "why it is right or wrong."
            )
            yield item.line, message
        seen[item.text] += 1
        if seen[item.text] == 2:
            yield item.line, f"option {item.text!r} stands there twice: change one."


def _question(cell: Cell) -> Question:
    options = tuple(Option(i.text, i.mark == "x", i.why) for i in _items(cell))
    return Question(str(cell.marks["question"]), _question_text(cell), options)


def _question_text(cell: Cell) -> str:
    texts: list[str] = []
    for _, paragraph in _paragraphs(cell):
        if ITEM.match(paragraph):
            break
        texts.append(paragraph)
    return "\n\n".join(texts)


def _items(cell: Cell) -> list[_Item]:
    found: list[_Item] = []
    for line, paragraph in _paragraphs(cell):
        if match := ITEM.match(paragraph):
            found.append(_Item(line, match[1], match[2].strip(), ""))
        elif found:
            last = found[-1]
            why = f"{last.why}\n\n{paragraph}".strip()
            found[-1] = _Item(last.line, last.mark, last.text, why)
    return found


def _paragraphs(cell: Cell) -> list[tuple[int, str]]:
    """The paragraphs with the lines where they begin, unwrapped to one line each."""
    found: list[tuple[int, str]] = []
    line = cell.text_line
    for block in BLANK.split(cell.source):
        text = " ".join(part.strip() for part in block.splitlines())
        found.append((line, text.strip()))
        line += block.count("\n") + 2
    return found
