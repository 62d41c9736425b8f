"""What a learner said about a lesson, read out of the notebook that was handed in.

It stands under the headings of a text cell; in notebooks of earlier releases it is a call in a code
cell, ``feedback(difficulty=3, ...)``. Both are read as text: nothing of the notebook is run, and no
HTML becomes anything but letters. Who shows these texts on a page escapes them, as all others.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.records.signs import safe_text
from autograder.records.syntax import parsed_module
from utils.forms import HEADINGS, MARK, MAX_LETTERS, MAX_MINUTES, LearnerFeedback, checked

MAX_CELL = 20_000
"""Letters of a cell that are read: several texts of full length."""
MAX_CELLS = 10_000
MARKS = re.compile(r"\#{1,6}(?=[ \t]|$)")
TAG = re.compile(r"<h([1-6])\b[^<>]*>", re.IGNORECASE)
FENCE = re.compile(r" {0,3}(?:```|~~~)")
LETTERS = re.compile(r"[\W_]+")
DIFFICULTY = re.compile(r"([1-5])(?:[.)]?| ?/ ?5| (?:of|out of) 5)")
MINUTES = re.compile(
    r"(?:about |around |~ ?)?(\d{1,5}(?:\.\d{1,2})?) ?(?:min|mins|minutes)?\.?", re.I
)


def read_learner_feedback(notebook: Mapping[str, Any]) -> LearnerFeedback | None:
    """What the notebook's JSON says in its feedback form, or None where nothing was filled in.

    Takes any version of the notebook format, mended or not. Of several filled-in forms, the last
    one counts. A number that isn't one, and what stands under no heading of the form, is kept in
    the comment. Texts have no control characters and are limited. Never raises for what a notebook
    holds. (CPython 3.11 parses in one thread at a time only: see ``grading.submission``.)
    """
    found = None
    for kind, source in _sources(notebook):
        for said in _written(source) if kind == "markdown" else _called(source):
            found = _cleaned(said) or found
    return found


def _cleaned(said: LearnerFeedback) -> LearnerFeedback:
    texts = (safe_text(text, MAX_LETTERS).strip() for text in (said.unclear, said.comment))
    return LearnerFeedback(said.difficulty, said.minutes, *texts)


def _sources(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and source of text and code cells; in format 3 the source of code is called input."""
    for cell in _cells(notebook)[:MAX_CELLS]:
        if not isinstance(cell, Mapping) or cell.get("cell_type") not in ("code", "markdown"):
            continue
        source = cell.get("source", cell.get("input"))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str):
            yield cell["cell_type"], source


def _cells(notebook: Mapping[str, Any]) -> list[Any]:
    if not isinstance(notebook, Mapping):
        return []
    sheets = notebook.get("worksheets")
    found = [notebook, *(sheets if isinstance(sheets, list) else [])]
    lists = (part.get("cells") for part in found if isinstance(part, Mapping))
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _written(source: str) -> Iterator[LearnerFeedback]:
    """What is written in a text cell, if that is the form."""
    marked, lines = MARK in source, source[:MAX_CELL].replace(MARK, "").splitlines()
    headings = dict(_headings(lines))
    fields = {at: name for at, heading in headings.items() if (name := _field(heading))}
    if not marked and len(set(fields.values())) < 2:
        return
    if not fields and len(headings) == len(HEADINGS):
        # in another language: the headings keep their order
        fields = dict(zip(headings, HEADINGS, strict=True))
        headings = dict.fromkeys(headings, "")
    answers: dict[str, list[str]] = {name: [] for name in HEADINGS}
    into = "comment"  # what stands above all headings
    for at, line in enumerate(lines):
        if name := fields.get(at):
            into, line = name, _beside(name, headings[at])
        answers[into].append(line)
    yield _read({name: "\n".join(words).strip() for name, words in answers.items()})


def _headings(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The indices and words of the lines that are headings, in Markdown or HTML."""
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= bool(FENCE.match(line))
        words = line.strip()
        if fenced or line.startswith("    "):
            continue
        if found := MARKS.match(words):
            yield at, words[found.end() :].strip(" \t#")
        elif (found := TAG.match(words)) and words.lower().endswith(f"</h{found[1]}>"):
            yield at, words[found.end() : -len("</h1>")].strip()


def _field(heading: str) -> str | None:
    """The field that a heading of the form, with or without words after it, belongs to."""
    plain = _plain(heading)
    found = [name for name, asked in HEADINGS.items() if plain.startswith(_plain(asked))]
    return found[0] if found else None


def _beside(name: str, heading: str) -> str:
    """What stands in the line of a heading after the form's own words."""
    rest = heading[len(HEADINGS[name]) :] if heading.startswith(HEADINGS[name]) else ""
    return rest.strip(" \t*:-")


def _plain(text: str) -> str:
    return LETTERS.sub(" ", text.casefold()).strip()


def _read(answers: dict[str, str]) -> LearnerFeedback:
    """The fields of what was written; a number that isn't one comes first in the comment."""
    difficulty, minutes = (
        form.fullmatch(answers[name].strip(" \t\n*_`"))
        for name, form in (("difficulty", DIFFICULTY), ("minutes", MINUTES))
    )
    took = float(minutes[1]) if minutes else None
    if took is not None and not 0 < took <= MAX_MINUTES:
        took = None
    other = []
    if difficulty is None and answers["difficulty"]:
        other.append(f"{HEADINGS['difficulty']} {answers['difficulty']}")
    if took is None and answers["minutes"]:
        other.append(f"{HEADINGS['minutes']} {answers['minutes']}")
    comment = "\n".join([*other, answers["comment"]]).strip()
    level = int(difficulty[1]) if difficulty else None
    said, _ = checked({"unclear": answers["unclear"], "comment": comment})
    return LearnerFeedback(level, took, said.unclear, said.comment)


def _called(source: str) -> Iterator[LearnerFeedback]:
    """What stands in the calls of ``feedback`` that are a line of a code cell."""
    if "feedback" not in source or len(source) > MAX_CELL:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in texts
            tree = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for line in tree.body:
        call = line.value if isinstance(line, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id == "feedback":
                yield checked(_answers(call))[0]


def _answers(call: ast.Call) -> dict[str, object]:
    """The named arguments that are written as a number or a text."""
    return {
        keyword.arg: keyword.value.value
        for keyword in call.keywords
        if keyword.arg
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, int | float | str)
    }
