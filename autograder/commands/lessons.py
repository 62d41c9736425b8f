"""``autograder lessons``: fills ``my/``, and says of which lessons there is a new version.

It runs each time before JupyterLab opens, so it imports nothing that takes long.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.commands import ALL_GOOD
from autograder.commands.copying import spoken
from autograder.copies.desks import MY, Desk, find_desk
from autograder.copies.filling import Filled, fill

LINE = "copy the lessons into my/, where they are yours"
ABOUT = """\
Copy each lesson that isn't there yet from course/ to my/LESSON/LESSON.ipynb, where you work on it.
What is in my/ is never replaced. Of a lesson that was released anew since it was copied you are
told how to take the new version."""
END = "exit code: 0 done; 2 wrong usage or nothing can be written, what is there is as it was."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds nothing: there is nothing to tell it."""


def run(options: argparse.Namespace) -> int:
    """Fills ``my/``. Raises ``UsageError`` where that can't be written to."""
    desk = find_desk(Path.cwd())
    done = fill(desk)
    for line in _told(desk, done):
        print(line)
    for line in done.faults:
        print(f"autograder: {line}", file=sys.stderr)
    return ALL_GOOD


def _told(desk: Desk, done: Filled) -> Iterator[str]:
    new = [*done.added, *done.carried]
    if new:
        yield f"New in {MY}/, where you work and nothing is overwritten: {', '.join(sorted(new))}."
    elif not done.faults:
        yield f"Your lessons are in {MY}/, all of them: nothing was copied."
    for lesson in done.carried:
        name = desk.release_name(lesson)
        yield (
            f"You had written in {name}: all of that is now in {desk.copy_name(lesson)}. "
            f"To have the released text in {name} again, with git: git checkout -- {name}"
        )
    for lesson in done.changed:
        yield (
            f"{lesson} has a new version: `{spoken('update', lesson)}` takes it and keeps your "
            f"answers, `{spoken('anew', lesson)}` begins it anew, and both keep your old notebook."
        )
