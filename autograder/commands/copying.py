"""What the commands on a learner's copies share: lessons that are named, words, how to say more."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import ALL_GOOD
from autograder.copies.desks import Desk, find_desk
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.copies.renewing import Renewed

DONE_OR_NOT = (
    "exit code: 0 done; 2 wrong usage or nothing can be written, your notebook is as it was."
)
RELOAD = "If it is open in JupyterLab: File > Reload Notebook from Disk."


def spoken(command: str, lesson: str) -> str:
    """How the command is typed: by ``make`` where that has started this program."""
    by_make = "MAKELEVEL" in os.environ
    return f"make {command} LESSON={lesson}" if by_make else f"autograder {command} {lesson}"


def add_lessons(parser: argparse.ArgumentParser) -> None:
    """Adds what a command on some lessons can be told: which."""
    parser.add_argument("lessons", metavar="LESSON", nargs="*", help="such as 01_gradient_vectors")


def renew_each(
    command: str,
    lessons: Sequence[str],
    renew: Callable[[Desk, str, datetime], Renewed],
    told: Callable[[Renewed], str],
) -> int:
    """The exit code, once each of the lessons was renewed and it is printed what became of it.

    Raises ``UsageError`` where one can't be.
    """
    desk = find_desk(Path.cwd())
    for lesson in named_lessons(desk, command, lessons):
        print(f"{desk.copy_name(lesson)} {told(renew(desk, lesson, datetime.now()))}")
    return ALL_GOOD


def named_lessons(desk: Desk, command: str, lessons: Sequence[str]) -> list[str]:
    """The lessons, each once. Raises ``UsageError`` where there is none, or one is unknown."""
    if not lessons:
        known = ", ".join(desk.lessons())
        raise UsageError(f"Name a lesson: {spoken(command, 'LESSON')}. There are: {known}.")
    return [desk.known(lesson) for lesson in dict.fromkeys(lessons)]


def kept(aside: Path | None) -> str:
    """A sentence that says where the old notebook is; "" where there was none."""
    return f" Your old one is kept beside it: {aside.name!r}." if aside is not None else ""
