"""``autograder export``: gives grades and feedback back to the learning platform.

What it needs is imported when it runs, so that ``autograder --help`` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import ALL_GOOD, NOT_ALL
from autograder.errors import UsageError
from autograder.records.signs import safe_text

if TYPE_CHECKING:
    from types import ModuleType

    from autograder.grading.grades import Standings
    from autograder.grading.places import Places
    from autograder.platforms.exports import Plan
    from autograder.platforms.sheets import Sheet

LINE = "give grades and feedback back to a learning platform"
ABOUT = """\
Fill the sheet that a learning platform handed out: only the cells of grades change, and the sheet
stays as it is; the filled one is a new file. Before that it is said who gets which grade, who has
none and why, and whose grade would change. People are matched by ids, and by names last; who isn't
clear is shown and left alone.

Reads   SHEET                            Canvas' exported gradebook, Moodle's grading worksheet, or
                                         Brightspace's exported grade book
        OUT/results/LESSON.jsonl         what grading found
        OUT/gradebook.db                 points by hand and late penalties, which count
        OUT/roster/                      whose hand-in is whose, if `collect` has told
Writes  FILLED                           the sheet with grades
        FEEDBACK                         a zip of feedback, named as the platform takes it
        OUT/grades/LESSON.csv, .json     all grades, for any platform
        OUT/roster/                      the sheet, and who is who"""
END = """\
examples:
  autograder export 01_gradient_vectors --sheet Grades.csv --dry-run
  autograder export 01_gradient_vectors --sheet Grades.csv --feedback feedback.zip
  autograder export 01_gradient_vectors                       only OUT/grades/LESSON.csv and .json

exit code: 0 all who handed in have a grade in the sheet; 1 somebody needs a look, which the lines
above say; 2 wrong usage, or a sheet that can't be filled: nothing written."""
INTERRUPTED = ". Each file is whole or not there: the same command writes what is missing."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder export`` can be told."""
    add = parser.add_argument
    add("lesson", metavar="LESSON", help="such as 01_gradient_vectors")
    add("--sheet", type=Path, help="the platform's own sheet, as downloaded")
    add("--platform", metavar="NAME", default="", help="whose sheet it is, if it isn't recognised")
    add("--to", type=Path, metavar="FILLED", help="the filled sheet (beside SHEET, .filled.csv)")
    add("--column", metavar="HEAD", default="", help="the column for grades, if it isn't clear")
    add("--feedback", type=Path, metavar="ZIP", help="write a zip of feedback")
    add("--submissions", type=Path, metavar="ZIP", help="what Canvas handed out, for --feedback")
    add(
        "--missing",
        choices=("blank", "zero"),
        default="blank",
        help="what who has no hand-in gets (blank: the cell stays)",
    )
    add(
        "--scale",
        action=argparse.BooleanOptionalAction,
        help="where the sheet's maximum is another: have points in its measure, or as they are",
    )
    add("--comments", action="store_true", help="points by exercise into empty cells of comments")
    add("--out", type=Path, default=Path("grading"), help="where results are (grading)")
    add("--db", metavar="URL", help="of the gradebook (OUT/gradebook.db)")
    add("--dry-run", action="store_true", help="say what would be written, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Exports a lesson. 0 if everybody who handed in has a grade in the sheet, else 1."""
    from autograder.errors import UnknownLesson
    from autograder.exercises import lesson_names
    from autograder.grading.locks import locked
    from autograder.platforms.takers import NAMES, refuse_unverified

    if options.lesson not in lesson_names():
        raise UnknownLesson(options.lesson, lesson_names())
    if options.platform and options.platform not in NAMES:
        raise UsageError(f"--platform {options.platform}: there are {', '.join(NAMES)}.")
    refuse_unverified(options.platform)
    if options.sheet is None and (options.to or options.column or options.platform):
        raise UsageError("Name the platform's sheet with --sheet.")
    if not options.out.is_dir():
        raise UsageError(
            f"There is no folder {options.out} with results. Say `autograder grade "
            f"{options.lesson}` first, or name the folder with --out."
        )
    places = _places(options)
    with locked(places):
        return _exported(options, places)


def _places(options: argparse.Namespace) -> Places:
    from autograder.grading.databases import sqlite_url
    from autograder.grading.places import Places, default_db_url

    db = options.db or default_db_url(options.out)
    return Places(Path("submitted"), options.out, db if "://" in db else sqlite_url(Path(db)))


def _exported(options: argparse.Namespace, places: Places) -> int:
    from autograder.grading.grades import standings
    from autograder.platforms.telling import told_of_all

    found = standings(places, options.lesson)
    look = bool(found.notes) or any(s.points is None for s in found.students)
    plan, platform, sheet = None, None, None
    if options.sheet is not None:
        sheet, platform, plan = _planned(options, places, found)
        look |= plan.needs_a_look
    else:
        _say_plain(options, found)
    for line in told_of_all(found):
        print(safe_text(line, 2_000))
    _write(options, places, found, sheet, platform, plan)
    return NOT_ALL if look else ALL_GOOD


def _say_plain(options: argparse.Namespace, found: Standings) -> None:
    from autograder.platforms.telling import told_plain

    print(f"Grades of {options.lesson}, for no platform's sheet:")
    for line in told_plain(found):
        print(line)


def _planned(
    options: argparse.Namespace, places: Places, found: Standings
) -> tuple[Sheet, ModuleType, Plan]:
    """The sheet, its platform, and what is to be written, which is printed."""
    from autograder.platforms.exports import How, planned
    from autograder.platforms.rosters import kept_rosters, of_platform
    from autograder.platforms.sheets import read_sheet
    from autograder.platforms.takers import platform_of
    from autograder.platforms.telling import told

    sheet = read_sheet(options.sheet)
    platform = platform_of(sheet, options.platform)
    kept = of_platform(kept_rosters(places.out), platform.NAME, options.lesson)
    how = How(options.column, options.missing == "zero", options.scale, options.comments)
    plan = planned(sheet, platform, options.lesson, found.students, kept, how)
    for line in told(plan, options.lesson, platform.TITLE):
        print(line)
    return sheet, platform, plan


def _write(
    options: argparse.Namespace,
    places: Places,
    found: Standings,
    sheet: Sheet | None,
    platform: ModuleType | None,
    plan: Plan | None,
) -> None:
    """Writes what was planned: first what may be refused, and what is made anew last."""
    from autograder.platforms import plain, rosters, sheets
    from autograder.platforms.feedback import feedback_files, put_zip
    from autograder.platforms.people import Person

    to = options.to or (sheets.filled_name(options.sheet) if options.sheet else None)
    graded = {s.student: Person() for s in found.students if s.points is not None}
    pages = None
    if options.feedback:
        whose = plan.graded() if plan else graded
        pages = feedback_files(platform, places, options.lesson, whose, options.submissions)
        for student, why in pages.missing.items():
            print(f"No feedback for {safe_text(student)}: {safe_text(why)}.")
    if options.dry_run:
        print("\nNothing was written (--dry-run).")
        return
    if plan and sheet and to:
        sheets.is_there(to, plan.sheet.data)
        sheets.unchanged(options.sheet, sheet)
    if pages is not None:
        put_zip(options.feedback, pages.files)
    print()
    if plan and sheet and to:
        new = sheets.put_new(to, plan.sheet.data)
        print(f"Filled sheet: {to}" + ("" if new else " (it was there already, the same)"))
    if pages is not None:
        print(f"Feedback:     {options.feedback} ({len(pages.files)} files)")
    try:
        if plan and sheet:
            rosters.keep(places.out, plan.roster, sheet)
        people = plain.known_people(rosters.kept_rosters(places.out))
        table, listing = plain.write_plain(places.out, options.lesson, found.students, people)
    except OSError as error:
        raise UsageError(f"Can't write to {places.out}: {error.strerror}.") from error
    print(f"Plain grades: {table}\n              {listing}")
    sys.stdout.flush()
