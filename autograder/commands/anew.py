"""``autograder anew``: puts a new copy of a lesson into ``my/``, and keeps the old one."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from autograder.commands import ALL_GOOD
from autograder.commands.copying import RELOAD, kept, named_lessons
from autograder.copies.desks import find_desk
from autograder.copies.renewing import begin_anew

LINE = "begin a lesson anew; your old notebook is kept"
ABOUT = """\
Put a new copy of a lesson into my/. Your notebook is kept beside it, with the day and time in its
name. Your best results stay too: to begin those anew, delete autograd-progress.json."""
END = """\
example:
  autograder anew 01_gradient_vectors

exit code: 0 done; 2 wrong usage or nothing can be written, your notebook is as it was."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder anew`` can be told."""
    parser.add_argument("lessons", metavar="LESSON", nargs="*", help="such as 01_gradient_vectors")


def run(options: argparse.Namespace) -> int:
    """Begins the lessons anew. Raises ``UsageError`` where one can't be."""
    desk = find_desk(Path.cwd())
    for lesson in named_lessons(desk, "anew", options.lessons):
        done = begin_anew(desk, lesson, datetime.now())
        name = desk.copy_name(lesson)
        if done.changed:
            print(f"{name} is a new copy.{kept(done.aside)} {RELOAD}")
        else:
            print(f"{name} is as it was handed out: nothing was changed.")
    return ALL_GOOD
