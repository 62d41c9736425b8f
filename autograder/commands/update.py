"""``autograder update``: brings a lesson in ``my/`` to its new version, with the answers in it."""

from __future__ import annotations

import argparse

from autograder.commands.copying import DONE_OR_NOT, RELOAD, add_lessons, kept, renew_each
from autograder.copies.renewing import Renewed, update

LINE = "take a lesson's new version; your answers stay in it"
ABOUT = """\
Take the new version of a lesson into my/, with what you wrote: your answers in their cells, the
cells that you added where they stood, and the cells that you changed. Where the new version has
changed such a cell too, yours stands below it. Your notebook is kept beside the new one, with the
day and time in its name. Outputs are made by running the cells again."""
END = f"""\
example:
  autograder update 01_gradient_vectors

{DONE_OR_NOT}"""

add_options = add_lessons


def run(options: argparse.Namespace) -> int:
    """Updates the lessons. Raises ``UsageError`` where one can't be."""
    return renew_each("update", options.lessons, update, _told)


def _told(done: Renewed) -> str:
    if not done.changed:
        return "is of the newest version: nothing was changed."
    return (
        f"is of the newest version, with {_counted(done.answers, 'answer')} and "
        f"{_counted(done.others, 'other cell')} of yours.{kept(done.aside)} {RELOAD}"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
