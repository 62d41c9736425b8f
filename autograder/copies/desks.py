"""Where things are: the lessons as they are handed out, the learner's copies, what these were.

A copy lies in ``my/LESSON/LESSON.ipynb``, as the lesson in ``course/en/``, so that links from one
lesson to another hold. What it was copied from is kept, without outputs, in ``my/.released/``: by
that a later release tells the learner's words from its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UnknownLesson, UsageError

LANGUAGE = "en"
MY = "my"


@dataclass(frozen=True)
class Desk:
    """A folder of the course, with ``course/`` in it and the learner's own ``my/``."""

    root: Path

    def lessons(self) -> list[str]:
        """The names of the lessons that there are, in order."""
        found = (self.root / "course" / LANGUAGE).glob("*/*.ipynb")
        return sorted(path.stem for path in found if path.stem == path.parent.name)

    def known(self, lesson: str) -> str:
        """The lesson's name. Raises ``UnknownLesson``."""
        if lesson not in self.lessons():
            raise UnknownLesson(lesson, self.lessons())
        return lesson

    def release(self, lesson: str) -> Path:
        """The lesson as it is handed out."""
        return self.root / self.release_name(lesson)

    def copy(self, lesson: str) -> Path:
        """The learner's own notebook of a lesson."""
        return self.root / self.copy_name(lesson)

    def base(self, lesson: str) -> Path:
        """What the learner's notebook was made from, without outputs."""
        return self.root / MY / ".released" / f"{lesson}.ipynb"

    @staticmethod
    def release_name(lesson: str) -> Path:
        """Where the released notebook lies, relative to the course's folder."""
        return Path("course", LANGUAGE, lesson, f"{lesson}.ipynb")

    @staticmethod
    def copy_name(lesson: str) -> Path:
        """Where the learner's notebook lies, relative to the course's folder."""
        return Path(MY, lesson, f"{lesson}.ipynb")


def find_desk(start: Path) -> Desk:
    """The course that ``start`` or a folder above it holds, else the one this package stands in.

    Raises ``UsageError`` where there is none.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (start, *start.parents, package):
        desk = Desk(folder)
        if desk.lessons():
            return desk
    raise UsageError(
        f"{start} is not a folder of the course: there is no course/{LANGUAGE} in it or above it. "
        "Go to the folder that holds the course, and start from there."
    )
