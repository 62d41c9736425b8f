"""``autograder update``: brings a lesson in ``my/`` to its new version, with the answers in it."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from autograder.commands import ALL_GOOD
from autograder.commands.copying import RELOAD, kept, named_lessons
from autograder.copies.desks import find_desk
from autograder.copies.renewing import Renewed, update

LINE = "take a lesson's new version; your answers stay in it"
ABOUT = """\
Take the new version of a lesson into my/, with what you wrote: your answers in their cells, the
cells that you added where they stood, and the cells that you changed. Where the new version has
changed such a cell too, yours stands below it. Your notebook is kept beside the new one, with the
day and time in its name. Outputs are made by running the cells again."""
END = """\
example:
  autograder update 01_gradient_vectors

exit code: 0 done; 2 wrong usage or nothing can be written, your notebook is as it was."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder update`` can be told."""
    parser.add_argument("lessons", metavar="LESSON", nargs="*", help="such as 01_gradient_vectors")


def run(options: argparse.Namespace) -> int:
    """Updates the lessons. Raises ``UsageError`` where one can't be."""
    desk = find_desk(Path.cwd())
    for lesson in named_lessons(desk, "update", options.lessons):
        name = desk.copy_name(lesson)
        done = update(desk, lesson, datetime.now())
        print(f"{name} {_told(done)}")
    return ALL_GOOD


def _told(done: Renewed) -> str:
    if not done.changed:
        return "is of the newest version: nothing was changed."
    return (
        f"is of the newest version, with {_counted(done.answers, 'answer')} and "
        f"{_counted(done.others, 'other cell')} of yours.{kept(done.aside)} {RELOAD}"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
