"""Lesson sources as records: front matter and cells, each with the line where it stands.

Owns how ``lessons/NN_topic.py`` is read (jupytext py:percent). Whether a lesson is right is the
matter of ``tools.rules``; what becomes of it, of ``tools.assemble``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import yaml

from autograder.errors import nearest

SOURCE_LANGUAGE = "en"
WELCOME = "00_start"
"""What one reads first: built like a lesson, but without exercises, and no assignment."""
CELL_HEADER = re.compile(r"#\s*%%")
MARKS = (
    "solution", "check", "setup", "makes", "picture", "quiz", "question", "prediction", "predict",
    "again", "feedback", "contents", "still", "times", "stop", "extra", "tags",
)  # fmt: skip
"""What may stand in a cell header, beside [markdown]."""
WORD = re.compile(r"\S*\w\S*")
FRONT_MATTER: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "summary": str,
    "points": (int, float),
}
EXAMPLE = "# ---\n# course: {title: ..., summary: one line, points: 12}\n# ---"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a source: where it stands, and what to do about it."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class WrongSource(Exception):
    """Sources that can't be built. The text has a line for each of the ``problems``."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class FrontMatter:
    """What the list of lessons says about one, with the points of all its exercises."""

    title: str
    summary: str
    points: float


@dataclass(frozen=True)
class Cell:
    """One cell. ``line`` is its header's line in the file, ``text_line`` that of its first text.

    ``id`` is the same in every language: the grade id, else made of the English source. So is
    ``n_words``, how many words the English source has.
    """

    kind: str
    source: str
    line: int
    text_line: int
    marks: Mapping[str, Any]
    id: str
    n_words: int = 0

    @property
    def exercise(self) -> str | None:
        """The id of the exercise that the cell answers or checks, if it does."""
        return self.marks.get("solution", self.marks.get("check"))

    @property
    def grade_id(self) -> str | None:
        """The id that nbgrader knows the cell by, if it is an answer or a check."""
        if "solution" in self.marks:
            return str(self.marks["solution"])
        return f"test_{self.marks['check']}" if "check" in self.marks else None


@dataclass(frozen=True)
class Lesson:
    """A lesson's source. ``path`` is relative to the project, as messages show it.

    ``words`` are the translations of what quiz and predictions say besides questions, by the
    English.
    """

    name: str
    path: Path
    front: FrontMatter
    cells: tuple[Cell, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def problem(self, line: int, message: str) -> Problem:
        """A problem in this lesson."""
        return Problem(self.path, line, message)

    def marked(self, mark: str) -> list[Cell]:
        """The cells with this mark, in order."""
        return [cell for cell in self.cells if mark in cell.marks]


def read_lesson(root: Path, name: str) -> Lesson:
    """The lesson ``lessons/NAME.py`` below ``root``. Raises ``WrongSource`` if unreadable."""
    path = Path("lessons", f"{name}.py")
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    front, body = _front_matter(path, lines)
    return Lesson(name, path, front, tuple(_cells(path, lines, body)))


def _front_matter(path: Path, lines: Sequence[str]) -> tuple[FrontMatter, int]:
    """The front matter, and the index of the first line after it."""

    def wrong(line: int, what: str) -> WrongSource:
        return WrongSource([Problem(path, line, f"{what} Begin the file with:\n{EXAMPLE}")])

    if not lines or lines[0].rstrip() != "# ---":
        raise wrong(1, "there is no front matter.")
    fences = [i for i, line in enumerate(lines) if line.rstrip() == "# ---"]
    if len(fences) < 2:
        raise wrong(1, "the front matter has no end.")
    text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1 : fences[1]])
    try:
        header = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + mark.line if mark else 1
        raise wrong(line, f"the front matter is not YAML ({error}).") from error
    course = header.get("course") if isinstance(header, dict) else None
    if not isinstance(course, dict):
        raise wrong(1, "the front matter has no mapping `course`.")
    if faults := list(_front_matter_faults(course)):
        raise wrong(1, f"front matter: {'; '.join(faults)}.")
    return FrontMatter(**course), fences[1] + 1


def _front_matter_faults(course: Mapping[Any, Any]) -> Iterable[str]:
    for key in course.keys() - FRONT_MATTER.keys():
        yield f"{key!r} is unknown ({nearest(str(key), list(FRONT_MATTER))})"
    for key, kind in FRONT_MATTER.items():
        value = course.get(key)
        if not isinstance(value, kind) or isinstance(value, bool) or not str(value).strip():
            wanted = "a line of text" if kind is str else "a number"
            yield f"`{key}` is {value!r}, not {wanted}"
        elif "\n" in str(value).strip():
            yield f"`{key}` has several lines, not one"


def _cells(path: Path, lines: Sequence[str], body: int) -> Iterable[Cell]:
    headers = [i for i in range(body, len(lines)) if CELL_HEADER.match(lines[i])]
    first = headers[0] if headers else len(lines)
    for i in range(body, first):
        if lines[i].strip():
            raise WrongSource(
                [Problem(path, i + 1, "text before the first cell: put '# %%' above it.")]
            )
    notebook = jupytext.reads("\n".join(lines[first:]) + "\n", fmt="py:percent")
    if len(notebook.cells) != len(headers):
        message = "a line that begins with '# %%' is inside a string: indent or reword that line."
        raise WrongSource([Problem(path, first + 1, message)])
    seen: Counter[str] = Counter()
    for index, cell in zip(headers, notebook.cells, strict=True):
        quoted = cell.metadata.pop("cell_marker", None) is not None
        cell.metadata.pop("lines_to_next_cell", None)
        marks = dict(cell.metadata)
        yield Cell(
            kind=cell.cell_type,
            source=cell.source,
            line=index + 1,
            text_line=index + 2 + quoted,
            marks=marks,
            id=_cell_id(cell.cell_type, cell.source, marks, seen),
            n_words=len(WORD.findall(cell.source)),
        )


def _cell_id(kind: str, source: str, marks: Mapping[str, Any], seen: Counter[str]) -> str:
    if "solution" in marks:
        return _identifier(str(marks["solution"]))
    if "check" in marks:
        return _identifier(f"test_{marks['check']}")
    text = f"{kind}\n{source}"
    seen[text] += 1
    return text_id(kind, source, seen[text])


def text_id(kind: str, source: str, number: int = 1) -> str:
    """The id of the cell that is the ``number``-th with this type and text: made of them."""
    return hashlib.sha256(f"{number}\n{kind}\n{source}".encode()).hexdigest()[:12]


def _identifier(text: str) -> str:
    """The text as nbformat wants a cell id: at most 64 of A-Z, a-z, 0-9, - and _."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", text)[:64]
