"""``autograder anew``: puts a new copy of a lesson into ``my/``, and keeps the old one."""

from __future__ import annotations

import argparse

from autograder.commands.copying import DONE_OR_NOT, RELOAD, add_lessons, kept, renew_each
from autograder.copies.renewing import Renewed, begin_anew

LINE = "begin a lesson anew; your old notebook is kept"
ABOUT = """\
Put a new copy of a lesson into my/. Your notebook is kept beside it, with the day and time in its
name. Your best results stay too: to begin those anew, delete autograd-progress.json."""
END = f"""\
example:
  autograder anew 01_gradient_vectors

{DONE_OR_NOT}"""

add_options = add_lessons


def run(options: argparse.Namespace) -> int:
    """Begins the lessons anew. Raises ``UsageError`` where one can't be."""
    return renew_each("anew", options.lessons, begin_anew, _told)


def _told(done: Renewed) -> str:
    if not done.changed:
        return "is as it was handed out: nothing was changed."
    return f"is a new copy.{kept(done.aside)} {RELOAD}"
