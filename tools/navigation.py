"""The way through the course: links from a lesson to those beside it, and the list of all of them.

Owns the cells that stand in a notebook and in no source: a line of links below the title and at
the end, and a link to the solution where a check's hints are told. Links are relative, so that they
lead on in a checkout and in a learner's own folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.copies.solved import solved_name
from tools.sources import WELCOME, Lesson, text_id
from tools.times import lesson_minutes

MAP = "Map of the course"
SOLUTION = "Out of hints? [One solution]({address})."
WORDS = (MAP, SOLUTION)
"""What the links say besides titles, in English; a catalog translates it."""
SOLVED_FROM_LESSON = "../solutions/"
"""The folder of solutions that one reads, seen from a lesson in ``course/`` or ``my/``."""
LINKED = re.compile(rf" ?[^.。`\n]*\[[^\]\n]*\]\({re.escape(SOLVED_FROM_LESSON)}[^)\n]*\)[.。]?")
"""A sentence with a link to a solution."""
HEAD = "| | Lesson | Minutes | Points |\n|---|---|---:|---:|\n"


def with_links(
    cells: Sequence[NotebookNode], lesson: Lesson, course: Sequence[Lesson]
) -> list[NotebookNode]:
    """The cells of a lesson with a line of links below the first one and at the end.

    ``course`` are all lessons in their order, in the lesson's language. The welcome has a link
    to the first one, at its end alone. A lesson that has none beside it gets no links.
    """
    text = links(lesson, course)
    if not text:
        return list(cells)
    if lesson.name == WELCOME:
        return [*cells, new_markdown_cell(text, id=text_id("markdown", text))]
    top, end = (new_markdown_cell(text, id=text_id("markdown", text, n)) for n in (1, 2))
    return [*cells[:1], top, *cells[1:], end]


def with_solutions(cells: Sequence[NotebookNode], lesson: Lesson) -> list[NotebookNode]:
    """The cells with a link for each check, to the answer's cell in the solution.

    It stands behind the sentence that names the hints, below the cell that shows them, or, where
    neither follows, below the check. JupyterLab goes to a cell by its id; by a heading it doesn't,
    where that has stars.
    """
    found, answer = list(cells), ""
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            answer = cell.id
        elif marks.get("grade"):
            target = f"{SOLVED_FROM_LESSON}{solved_name(lesson.name).name}#cell-id={answer}"
            text = lesson.words.get(SOLUTION, SOLUTION).format(address=target)
            _link(found, found.index(cell), text)
    return found


def _link(cells: list[NotebookNode], check: int, text: str) -> None:
    """Puts a link to the solution to the check at this index."""
    grade_id = cells[check].metadata["nbgrader"]["grade_id"]
    call = cells[check].source.strip().replace("check(", "hint(")
    told = re.compile(rf"(.*?`{re.escape(call)}`[^.。\n]*[.。])", re.DOTALL)
    below = cells[check + 1 : check + 3]
    for after, cell in enumerate(below, start=check + 1):
        if cell.source.strip() == call:
            return cells.insert(after + 1, _cell_of(text, grade_id))
    if below and below[0].cell_type == "markdown" and told.match(below[0].source):
        below[0].source = told.sub(lambda said: f"{said[0]} {text}", below[0].source, count=1)
        return None
    return cells.insert(check + 1, _cell_of(text, grade_id))


def _cell_of(text: str, grade_id: str) -> NotebookNode:
    return new_markdown_cell(text, id=text_id("markdown", f"{grade_id} solution"))


def without_solution(text: str) -> str:
    """A cell's text without such a link and the sentence that it is in."""
    return LINKED.sub("", text)


def links(lesson: Lesson, course: Sequence[Lesson]) -> str:
    """Markdown: the lesson before, the map, the lesson after, as far as there are any."""
    names = [other.name for other in course]
    if lesson.name not in names:
        return ""
    at = names.index(lesson.name)
    before = [other for other in course[:at] if other.name != WELCOME][-1:]
    parts = [f"← {number(other)} {link(other)}" for other in before]
    if WELCOME in names and lesson.name != WELCOME:
        parts += [f"[{lesson.words.get(MAP, MAP)}]({address(WELCOME)})"]
    parts += [f"{number(other)} {link(other)} →" for other in course[at + 1 : at + 2]]
    return " · ".join(parts)


def link(lesson: Lesson) -> str:
    """A lesson's title as a link, seen from the notebook of another one."""
    title = lesson.front.title.strip().replace("[", "\\[").replace("]", "\\]")
    return f"[{title}]({address(lesson.name)})"


def address(name: str) -> str:
    """Where a lesson's notebook is, seen from that of another one."""
    return f"../{name}/{name}.ipynb"


def number(lesson: Lesson) -> str:
    """The lesson's two digits."""
    return lesson.name.partition("_")[0]


def contents(course: Sequence[Lesson]) -> str:
    """Markdown: a table of all lessons with what each is about, its minutes and its points."""
    rows = []
    for lesson in course:
        if lesson.name != WELCOME:
            front = lesson.front
            about = f"{link(lesson)}<br>{front.summary.strip()}".replace("|", "\\|")
            minutes = lesson_minutes(lesson)
            rows.append(f"| {number(lesson)} | {about} | {minutes} | {front.points:g} |\n")
    return HEAD + "".join(rows)
