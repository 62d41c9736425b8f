"""``autograder collect``: its options, its words, its exit codes."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import ALL_GOOD, NOT_ALL, STOPPED
from autograder.errors import UsageError
from autograder.records.signs import safe_text

if TYPE_CHECKING:
    from autograder.platforms.collecting import Collection, Options, Rosters
    from autograder.platforms.downloads.parts import Clock

LINE = "take hand-ins from a learning platform's download"
ABOUT = """\
Take hand-ins from what a learning platform hands out, a zip or a folder: Canvas, Moodle,
Gradescope, Google Classroom, Brightspace, Blackboard, manaba, or plain folders. Of which platform
it is, and of which lesson each notebook, is told from what is in it.

Reads   INPUT...                               zips or folders, which stay as they are
Writes  SUBMITTED/STUDENT/LESSON/LESSON.ipynb  and timestamp.txt, where the platform tells a time
        SUBMITTED/STUDENT/.aside/LESSON/       earlier attempts, and others that don't count
        OUT/roster/                            whose folder is whose
        OUT/collected/TIME.json                what became of every file

Nothing is overwritten. The same download again changes nothing, and a later one adds what is new:
where somebody handed in again, the new one counts, and the one before is kept in .aside."""
END = """\
examples:
  autograder collect submissions.zip                              Canvas, Gradescope, ...
  autograder collect hw1.zip --roster Grades-hw1.csv              Moodle, with its grading worksheet
  autograder collect downloads/ --platform google --dry-run       say what would be done

exit code: 0 all collected; 1 something was refused or needs a look (the table says what and why);
2 wrong usage, nothing written; 3 hand-ins can't be written any more; 130 interrupted. After 3 and
130, what was collected so far is whole, and the same command goes on."""
INTERRUPTED = ". What is collected so far is whole: the same command goes on."

WINDOWS = "Collecting needs Linux or macOS, and this is Windows: collect in WSL 2 (wsl --install)."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder collect`` can be told."""
    add = parser.add_argument
    add("inputs", metavar="INPUT", type=Path, nargs="+", help="a zip or folder of the platform")
    add(
        "--platform",
        metavar="NAME",
        default="",
        help="canvas, moodle, gradescope...: where contents don't tell it",
    )
    add("--roster", metavar="SHEET", type=Path, help="the platform's own sheet, as downloaded")
    add("--lesson", default="", help="where notebooks don't tell it; all others are set aside")
    add("--to", metavar="SUBMITTED", type=Path, default=Path("submitted"), help="(submitted)")
    add("--out", type=Path, default=Path("grading"), help="rosters and accounts (grading)")
    add("--due", metavar="TIME", help='the latest before counts, such as "2026-10-31 23:59 +0100"')
    add(
        "--zone",
        metavar="NAME",
        help="of times that a platform writes without one (this machine's)",
    )
    add("--dry-run", action="store_true", help="say what would be done, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Collects. 0 where all is collected, 1 where somebody has to look, 3 where disks are full."""
    if sys.platform == "win32":
        raise UsageError(WINDOWS)
    from autograder.grading.course import find_course
    from autograder.platforms.collecting import Collection
    from autograder.platforms.lessons import Lessons
    from autograder.platforms.recognise import NAMES

    if options.platform and options.platform not in NAMES:
        raise UsageError(f"--platform {options.platform}: there are {', '.join(NAMES)}.")

    course = find_course(Path.cwd())
    if options.lesson:
        course.release(options.lesson)
    how = _how(options)
    collection = Collection(how, _rosters(options), Lessons(course))
    with ExitStack() as stack:
        if not how.dry:
            _lock(stack, how)
        try:
            _collect(collection, options.inputs)
        except OSError as error:
            text = f"Can't write to {how.submitted}: {error.strerror or error}."
            print(f"autograder: {safe_text(text)}{INTERRUPTED[1:]}", file=sys.stderr)
            return STOPPED
    return NOT_ALL if collection.account.needs_a_look else ALL_GOOD


def _collect(collection: Collection, inputs: list[Path]) -> None:
    """Collects, keeps the account, and prints it, however it ends."""
    from rich.console import Console

    from autograder.platforms.accounts import keep_account
    from autograder.platforms.telling_collected import show

    how = collection.options
    try:
        for _ in collection.run(inputs):
            pass
    finally:
        if collection.items:
            kept = None
            if not how.dry:
                collection.keep_rosters()
                kept = keep_account(how.out, collection.account)
            show(Console(), collection.account, kept, how.dry)


def _how(options: argparse.Namespace) -> Options:
    from autograder.platforms.collecting import Options

    due = _due(options.due) if options.due else None
    return Options(
        options.to,
        options.out,
        options.platform,
        options.lesson,
        due,
        _clock(options.zone),
        options.dry_run,
    )


def _due(text: str) -> datetime:
    from autograder.grading.arrivals import EXAMPLE, UnclearTime, parse_time

    try:
        return parse_time(text)
    except UnclearTime as error:
        said = str(error.args[0]).replace("timestamp.txt", "--due")
        raise UsageError(f"{said} Write it like {EXAMPLE!r}.") from error


def _clock(name: str | None) -> Clock:
    from zoneinfo import ZoneInfo, available_timezones

    from autograder.platforms.downloads.parts import Clock

    if name is None:
        return Clock()
    if name not in available_timezones():
        raise UsageError(f"--zone {name!r} is no zone that is known. Write it like Asia/Tokyo.")
    return Clock(ZoneInfo(name))


def _rosters(options: argparse.Namespace) -> Rosters:
    from autograder.platforms.collecting import Rosters
    from autograder.platforms.rosters import kept_rosters
    from autograder.platforms.sheets import read_sheet
    from autograder.platforms.takers import WITH_SHEETS

    kept = tuple(kept_rosters(options.out))
    if options.roster is None:
        return Rosters(kept=kept)
    sheet = read_sheet(options.roster)
    fitting = [module for module in WITH_SHEETS if module.recognises_sheet(sheet)]
    named = [module for module in WITH_SHEETS if module.NAME == options.platform]
    if len(named or fitting) != 1:
        raise UsageError(
            f"{options.roster} isn't a sheet that is known here: Canvas' exported gradebook, "
            "Moodle's grading worksheet, Brightspace's grade book or Gradescope's scores. Download "
            "it again, and give it as it is, not saved by another program."
        )
    return Rosters((named or fitting)[0].roster(sheet), sheet, kept)


def _lock(stack: ExitStack, how: Options) -> None:
    """Keeps other runs away from the folders until the stack ends. Raises ``UsageError``."""
    from autograder.grading.databases import sqlite_url
    from autograder.grading.locks import locked
    from autograder.grading.places import Places, make_folder

    for folder in (how.submitted, how.out / "collected"):
        make_folder(folder)
        places = Places(how.submitted, folder, sqlite_url(folder / "gradebook.db"))
        stack.enter_context(locked(places))
