"""``autograder check``: runs one notebook, your own, and shows what the grader says to it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.commands import ALL_GOOD, NOT_ALL
from autograder.errors import SubmissionError, UsageError

LINE = "check one notebook, your own"
ABOUT = """\
Run your notebook from top to bottom and show what its checks say, tried with fresh numbers. In the
folder of the course it is mended first, as `autograder grade` does it. The file isn't changed. Its
code runs with your own rights, as it does in Jupyter."""
END = "exit code: 0 all passed; 1 not all passed; 2 the file is not a notebook of the course."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder check`` can be told."""
    parser.add_argument(
        "notebook", metavar="NOTEBOOK", type=Path, help="a file such as lesson.ipynb"
    )


def run(options: argparse.Namespace) -> int:
    """Checks the notebook. 0 if everything but optional exercises is passed, else 1."""
    from autograder.grading.hand_ins import read_hand_in

    try:
        data = read_hand_in(options.notebook)
        from autograder.grading.repair import lesson_of

        lesson = lesson_of(data)
    except SubmissionError as error:
        raise UsageError(f"{options.notebook}: {error}") from error
    return _check_lesson(data, lesson)


def _check_lesson(data: bytes, lesson: str) -> int:
    from rich.console import Console

    from autograder.grading.batch import new_seed
    from autograder.grading.submission import grade_submission
    from autograder.records.languages import words
    from autograder.reports.terminal import show_repairs, show_verdicts

    print(f"Running the code of this notebook ({lesson}) with your own rights.", file=sys.stderr)
    with Console(stderr=True).status("Running all cells"):
        graded = grade_submission(data, lesson, new_seed(), release=_release(lesson))
    if not graded.verdicts:
        print(f"autograder: {words(graded.record.told())}", file=sys.stderr)
        return NOT_ALL
    console = Console(highlight=False)
    show_repairs(console, graded.record.repairs_told())
    show_verdicts(console, graded.verdicts)
    passed = all(v.optional or v.status == "passed" for v in graded.verdicts)
    return ALL_GOOD if passed else NOT_ALL


def _release(lesson: str) -> bytes:
    """The lesson as it is handed out, by which a notebook is mended; b"" outside of the course."""
    from autograder.grading.course import find_course

    try:
        return find_course(Path.cwd()).release(lesson).read_bytes()
    except UsageError:
        return b""
