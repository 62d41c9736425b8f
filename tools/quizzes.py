"""The quiz of a lesson, from its text cells marked ``question="NAME"``: reading, rules, output.

A question cell is the question, then an item for each option, ``- [x]`` for the right one and
``- [ ]`` for the others, each followed by a paragraph that says why. They stand in the lesson, so
that a catalog translates them; in the notebook a cell marked ``quiz=true`` stands for all those
between it and the one before. A question belongs to the section in which it stands, or to the one
that its mark ``again="LESSON NUMBER"`` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.items import Item, inline_problems, items, label_problems, paragraphs, question_text
from tools.sources import SOURCE_LANGUAGE, Cell, Lesson, Problem
from utils.questions import WORDS, Option, Question, Quiz

FOLDER = Path("utils", "quizzes")
FEWEST, MOST = 8, 12
SECTION = re.compile(r"^## +(?P<title>.+?)\s*$", re.MULTILINE)
AGAIN = re.compile(r"(?P<lesson>\S+) (?P<number>\d+)")


def quiz_path(language: str, lesson: str) -> Path:
    """Where the questions that notebooks read lie: ``utils/quizzes/LANGUAGE/LESSON.json``."""
    return FOLDER / language / f"{lesson}.json"


def quiz_call(lesson: str, part: int | None = None, language: str = SOURCE_LANGUAGE) -> str:
    """The source of a quiz cell: its number where there are several, and a language not English."""
    number = "" if part is None else f", {part}"
    other = "" if language == SOURCE_LANGUAGE else f', language="{language}"'
    return f'from utils import quiz\n\nquiz("{lesson}"{number}{other})'


def quiz_parts(lesson: Lesson) -> dict[str, int | None]:
    """The number of each quiz cell by its id; None for the one of a lesson that has no other."""
    shows = lesson.marked("quiz")
    if len(shows) == 1:
        return {shows[0].id: None}
    return {cell.id: n for n, cell in enumerate(shows, start=1)}


def quiz_of(lesson: Lesson, course: Sequence[Lesson] = ()) -> Quiz:
    """The quiz of a lesson without a problem; without a question where it has none.

    ``course`` are all lessons in the lesson's language: questions lead to their sections.
    """
    words = {english: lesson.words[english] for english in WORDS if english in lesson.words}
    known = {other.name: other for other in (*course, lesson)}
    shows = [cell.line for cell in lesson.marked("quiz")]
    questions = []
    for cell in lesson.marked("question"):
        part = 1 + sum(line < cell.line for line in shows)
        other, section = _place(lesson, cell, known)
        name = "" if other == lesson.name else other
        questions.append(_question(cell, part, section or "", name))
    return Quiz(tuple(questions), words)


def unknown_places(lesson: Lesson, course: Sequence[Lesson]) -> Iterator[Problem]:
    """Questions that lead to a lesson or a section that there isn't."""
    known = {other.name: other for other in (*course, lesson)}
    for cell in lesson.marked("question"):
        name, section = _place(lesson, cell, known)
        if section is None:
            message = (
                f"question {cell.marks['question']!r}: there is no section {name!r}. Write "
                'again="LESSON NUMBER", such as again="01_gradient_vectors 5".'
            )
            yield lesson.problem(cell.line, message)


def _place(lesson: Lesson, cell: Cell, known: Mapping[str, Lesson]) -> tuple[str, str | None]:
    """The lesson and the section that a question is about, which is None where there is none."""
    if "again" not in cell.marks:
        above = [t for c in lesson.cells if c.line < cell.line for t in _sections(c)]
        return lesson.name, above[-1] if above else ""
    found = AGAIN.fullmatch(str(cell.marks["again"]))
    if found is None or found["lesson"] not in known:
        return str(cell.marks["again"]), None
    titles = [title for c in known[found["lesson"]].cells for title in _sections(c)]
    right = [title for title in titles if title.startswith(f"{found['number']}.")]
    return (found["lesson"], right[0]) if right else (str(cell.marks["again"]), None)


def _sections(cell: Cell) -> list[str]:
    return SECTION.findall(cell.source) if cell.kind == "markdown" else []


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
    shows, before = lesson.marked("quiz"), 0
    parts = quiz_parts(lesson)
    for cell in shows:
        if cell.source != (wanted := quiz_call(lesson.name, parts[cell.id])):
            message = f"the quiz cell is not exactly {wanted!r}: write that and nothing else."
            yield lesson.problem(cell.text_line, message)
        if not any(before < question.line < cell.line for question in questions):
            message = (
                "there is no question above this quiz: add text cells "
                '`# %% [markdown] question="NAME"`.'
            )
            yield lesson.problem(cell.line, message)
        before = cell.line
    if late := [question for question in questions if question.line > before]:
        message = "nothing shows the question: add a cell `# %% quiz=true` after it."
        yield lesson.problem(late[0].line, message)


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


def _question(cell: Cell, part: int, section: str, lesson: str) -> Question:
    options = tuple(Option(i.text, i.mark == "x", i.why) for i in items(cell))
    name, text = str(cell.marks["question"]), question_text(cell)
    return Question(name, text, options, part, section, lesson)
