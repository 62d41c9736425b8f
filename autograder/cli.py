"""``autograder``: finds the command that is named and runs it.

Owns what all commands share: how errors and Ctrl-C end. Each command is a module of
``autograder.commands``, which imports what it needs when it runs, so that ``autograder --help``
answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from autograder.commands import COMMANDS, INTERRUPTED, USAGE
from autograder.errors import UsageError
from autograder.machine import make_do
from autograder.records.signs import safe_text

MAX_ERROR = 2_000

ABOUT = """\
Grade notebooks of the course, try the grader on a simulated class, check your own notebook, or
have copies of the lessons that are yours.

  autograder simulate 01_gradient_vectors    make a class to try the grader on
  autograder grade 01_gradient_vectors       grade everybody in submitted/
  autograder check my_notebook.ipynb         see what the grader says to your notebook
  autograder lessons                         copy the lessons into my/, to work on them there

Run it in the folder of the course, where solutions/ is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command that ``arguments`` name."""
    make_do()
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except UsageError as error:
        print(f"autograder: {safe_text(error, MAX_ERROR)}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print(f"autograder: interrupted{options.interrupted}", file=sys.stderr)
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description=ABOUT,
        epilog="More about a command: autograder COMMAND --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        command = import_module(f"autograder.commands.{name}")
        added = commands.add_parser(
            name,
            help=command.LINE,
            description=command.ABOUT,
            epilog=command.END,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=command.run, interrupted=getattr(command, "INTERRUPTED", ""))
        command.add_options(added)
    return parser
