"""What the commands on a learner's copies share: lessons that are named, words, how to say more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.copies.desks import Desk
from autograder.errors import UsageError

RELOAD = "If it is open in JupyterLab: File > Reload Notebook from Disk."


def spoken(command: str, lesson: str) -> str:
    """How the command is typed: by ``make`` where that has started this program."""
    by_make = "MAKELEVEL" in os.environ
    return f"make {command} LESSON={lesson}" if by_make else f"autograder {command} {lesson}"


def named_lessons(desk: Desk, command: str, lessons: Sequence[str]) -> list[str]:
    """The lessons, each once. Raises ``UsageError`` where there is none, or one is unknown."""
    if not lessons:
        known = ", ".join(desk.lessons())
        raise UsageError(f"Name a lesson: {spoken(command, 'LESSON')}. There are: {known}.")
    return [desk.known(lesson) for lesson in dict.fromkeys(lessons)]


def kept(aside: Path | None) -> str:
    """A sentence that says where the old notebook is; "" where there was none."""
    return f" Your old one is kept beside it: {aside.name!r}." if aside is not None else ""
