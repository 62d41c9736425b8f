"""Where a course's files are: the generated notebooks that grading and simulation start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UnknownLesson, UsageError
from autograder.exercises import lesson_names

LANGUAGE = "en"


@dataclass(frozen=True)
class Course:
    """A folder with ``solutions/`` and ``course/`` in it."""

    root: Path

    def solution(self, lesson: str) -> Path:
        """The solution notebook of a lesson. Raises ``UsageError`` where it can't be had."""
        return self._built("solutions", lesson)

    def release(self, lesson: str) -> Path:
        """The student's notebook of a lesson. Raises ``UsageError`` where it can't be had."""
        return self._built("course", lesson)

    def _built(self, folder: str, lesson: str) -> Path:
        if lesson not in lesson_names():
            raise UnknownLesson(lesson, lesson_names())
        path = self.root / folder / LANGUAGE / lesson / f"{lesson}.ipynb"
        if not path.is_file():
            raise UsageError(
                f"{lesson} is not built: there is no {path}. "
                "Run `make notebooks` in the folder of the course, and start from there."
            )
        return path


def find_course(start: Path) -> Course:
    """The course that ``start`` or a folder above it holds, else the one this package stands in."""
    for folder in (start, *start.parents):
        if (folder / "solutions" / LANGUAGE).is_dir():
            return Course(folder)
    return Course(Path(__file__).resolve().parents[2])
