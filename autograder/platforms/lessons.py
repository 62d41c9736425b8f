"""Of which lesson a notebook is, told from what is in it and never from its name.

A notebook is compared with those that were handed out: ids of cells, texts of cells, and exercises
that are checked or defined. What several lessons have in common counts for none. Colab loses ids,
students edit texts, and damaged files keep some of both, so that each is enough. Runs nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from autograder.errors import SubmissionError
from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.course import Course
from autograder.grading.repair.cells import Cell, read_cells
from autograder.grading.repair.reading import read_json

CHECK_CALL = re.compile(r"""\bcheck\(\s*\\?["'](\w+)\\?["']""")
DEFINED = re.compile(r"(?:^|\\n|[\"'])\s*(?:def|class) (\w+)", re.MULTILINE)
GRADE_ID = re.compile(r'"grade_id":\s*"(?:test_)?(\w+)"')
CELL_ID = re.compile(r'"id":\s*"([\w-]{1,64})"')
SHORT = 30
"""A text with fewer letters may stand in any notebook."""
AHEAD = 2
"""How many times more there must be of one lesson than of the next."""
MAX_RAW = 20 * 2**20
"""What of a file that is no JSON is looked through."""
Marks = frozenset[str]


@dataclass(frozen=True)
class Told:
    """The lesson of a notebook, "" where it can't be told; ``why`` says by what, or why not.

    ``fault`` is what keeps a file from being read as a notebook, "" where it is one. ``work``
    counts the cells with code that wasn't handed out.
    """

    lesson: str
    why: str
    fault: str = ""
    work: int = 0


class Lessons:
    """The lessons of a course, by what only their notebooks hold."""

    def __init__(self, course: Course) -> None:
        self.course = course

    @cached_property
    def _marks(self) -> Mapping[str, Marks]:
        """What a notebook of each lesson alone holds."""
        found = {lesson: self._of(lesson) for lesson in lesson_names()}
        counts = Counter(mark for marks in found.values() for mark in marks)
        return {
            lesson: frozenset(mark for mark in marks if counts[mark] == 1)
            for lesson, marks in found.items()
        }

    @cached_property
    def _released(self) -> Marks:
        """The texts of all cells that were handed out."""
        return frozenset(
            _text_mark(cell.text)
            for lesson in lesson_names()
            for cell in read_cells(json.loads(self.course.release(lesson).read_bytes()))[0]
        )

    def _of(self, lesson: str) -> Marks:
        cells = read_cells(json.loads(self.course.release(lesson).read_bytes()))[0]
        exercises = {f"exercise {exercise.id}" for exercise in lesson_exercises(lesson)}
        return frozenset(exercises | set(_cell_marks(cells)))

    def told(self, data: bytes) -> Told:
        """The lesson of a notebook in these bytes, whatever else they are."""
        try:
            cells = read_cells(read_json(data)[0])[0]
        except SubmissionError as error:
            lesson, why = self._most(set(_raw_marks(data)))
            return Told(lesson, why, fault=str(error.args[0]))
        lesson, why = self._most(set(_cell_marks(cells)) | set(_exercise_marks(cells)))
        own = [c for c in cells if c.is_code and c.text.strip()]
        work = sum(_text_mark(cell.text) not in self._released for cell in own)
        return Told(lesson, why, work=work)

    def _most(self, marks: set[str]) -> tuple[str, str]:
        """The lesson that most of the marks are of, and in words by what."""
        counts = Counter({lesson: len(marks & own) for lesson, own in self._marks.items()})
        (best, n), (second, next_best) = counts.most_common(2)
        if not n:
            return "", "it has no cell of the course"
        if n < AHEAD * next_best:
            return "", f"it has cells of {best} ({n}) and of {second} ({next_best})"
        return best, f"by {n} of its cells and exercises"


def _cell_marks(cells: Iterable[Cell]) -> Iterable[str]:
    for cell in cells:
        if cell.id:
            yield f"id {cell.id}"
        if len(cell.text.strip()) >= SHORT:
            yield _text_mark(cell.text)


def _text_mark(text: str) -> str:
    """A text without what editors change: blanks and line ends."""
    return "text " + " ".join(text.split())


def _exercise_marks(cells: Iterable[Cell]) -> Iterable[str]:
    for cell in cells:
        if cell.is_code:
            names = [*CHECK_CALL.findall(cell.text), *DEFINED.findall(cell.text)]
            yield from (f"exercise {name}" for name in names)
        if cell.grade_id:
            yield f"exercise {cell.grade_id.removeprefix('test_')}"


def _raw_marks(data: bytes) -> Iterable[str]:
    """The same of a file that can't be read as JSON."""
    text = data[:MAX_RAW].decode("utf-8", "ignore")
    for pattern in (CHECK_CALL, DEFINED, GRADE_ID):
        yield from (f"exercise {name}" for name in pattern.findall(text))
    yield from (f"id {name}" for name in CELL_ID.findall(text))
