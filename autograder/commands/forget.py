"""``autograder forget``: erases a student, and lists what remains.

What it needs is imported when it runs, so that ``autograder --help`` answers at once.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import ALL_GOOD, NOT_ALL
from autograder.errors import UsageError
from autograder.records.signs import safe_text

if TYPE_CHECKING:
    from autograder.grading.forgetting import Erasure, Traces
    from autograder.grading.places import Places

LINE = "erase a student everywhere, and list what remains"
ABOUT = """\
Erase a student: hand-ins, results, journal, executed notebooks, pages, plain grades, the kept
rosters and sheets, and the gradebook with all points and comments. It asks nothing: try --dry-run
first. Other students' results stay as they are. What still names the student is listed at the end.

STUDENT is the folder's name in SUBMITTED."""
END = """\
examples:
  autograder forget s1234567 --dry-run       what would be erased
  autograder forget s1234567

exit code: 0 erased, and no file here names the student any more; 1 nothing was there, or files that
are listed still name the student; 2 wrong usage, or a grader is at work: nothing was erased."""
INTERRUPTED = ". What is erased stays erased: the same command goes on."
COLLECTED = "collected"
OUTSIDE = """\
Not reached from here: backups and copies of these folders, sheets and zips that were written
elsewhere, what was given to the learning platform, nbgrader's exchange, a git history."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder forget`` can be told."""
    add = parser.add_argument
    add("student", metavar="STUDENT", help="the folder's name in SUBMITTED")
    add("--out", type=Path, default=Path("grading"), help="where results are (grading)")
    add("--submitted", type=Path, default=Path("submitted"), help="the hand-ins (submitted)")
    add("--db", metavar="URL", help="of the gradebook (OUT/gradebook.db)")
    add("--dry-run", action="store_true", help="say what would be erased, and erase nothing")


def run(options: argparse.Namespace) -> int:
    """Erases a student. 0 if no file names the student any more, else 1."""
    from autograder.grading.databases import sqlite_url
    from autograder.grading.forgetting import Traces, checked_name
    from autograder.grading.locks import locked
    from autograder.grading.places import Places, default_db_url

    traces = Traces(checked_name(options.student))
    if not options.out.is_dir() and not options.submitted.is_dir():
        raise UsageError(
            f"There is neither {options.submitted} nor {options.out}. Name them with --submitted "
            "and --out, or go to the folder of the course."
        )
    db = options.db or default_db_url(options.out)
    places = Places(options.submitted, options.out, db if "://" in db else sqlite_url(Path(db)))
    with ExitStack() as stack:
        for folder in (options.out, options.submitted, options.out / COLLECTED):
            if folder.is_dir():  # those of hand-ins and accounts are locked by who collects
                url = (
                    places.db_url if folder == options.out else sqlite_url(folder / "gradebook.db")
                )
                stack.enter_context(locked(Places(options.submitted, folder, url)))
        return _forgotten(options, places, traces)


def _forgotten(options: argparse.Namespace, places: Places, traces: Traces) -> int:
    from autograder.grading.forgetting import remaining

    found = _found(places, traces)
    if not found:
        print(f"Nothing of {safe_text(options.student)} is in {places.submitted} or {places.out}.")
    words = "Would erase" if options.dry_run else "Erased"
    for erasure in found:
        if not options.dry_run:
            _do(erasure)
        print(f"{words} {safe_text(erasure.what, 2_000)}")
    left = [] if options.dry_run else remaining(places, traces)
    if left:
        print("\nStill naming the student; look at each, and delete it or the lines in it:")
    for path in left:
        print(f"  {safe_text(path, 2_000)}")
    print(f"\n{OUTSIDE}")
    return NOT_ALL if left or not found else ALL_GOOD


def _do(erasure: Erasure) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.grading.gradebook import reason

    try:
        erasure.do()
    except FileNotFoundError:  # somebody else was quicker, which is as well
        return
    except (OSError, SQLAlchemyError) as error:
        raise UsageError(
            f"{erasure.what} can't be erased: {reason(error)}. What was told before is erased; "
            "say the same command again."
        ) from error


def _found(places: Places, traces: Traces) -> list[Erasure]:
    """All that there is of the student; notes what rosters call the person."""
    from autograder.grading.forgetting import Erasure, erasures, rewriting
    from autograder.platforms.erasing import persons_of, rosters_without, words_of

    names = sorted(traces.names)
    people = persons_of(places.out, names)
    traces.words[:] = words_of(places.out, people)
    found = erasures(places, traces)
    for path, (n, data) in rosters_without(places.out, names, people).items():
        entries = "1 entry" if n == 1 else f"{n} entries"
        found.append(Erasure(f"{entries} in {path}", rewriting(path, data)))
    return found
