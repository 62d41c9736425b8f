"""Canvas: the gradebook as it is exported, which is what its import takes.

Rules from canvas-lms, ``lib/gradebook_importer.rb`` at 00b222d and ``lib/gradebook_exporter.rb`` at
0140a2e. The row Points Possible is left as it is: its cell would change the assignment's points.
Columns that Canvas ignores aren't filled. Persons are told by ID, since Canvas takes the first of
several of one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from autograder.errors import UsageError
from autograder.platforms.damage import damaged_ids
from autograder.platforms.forms import Form, find_column
from autograder.platforms.people import Person, Roster
from autograder.platforms.sheets import Sheet, decimal_sign, number_in

NAME = "canvas"
TITLE = "Canvas"
ASSIGNMENT = re.compile(r"(.*)\s\((\d+)\)")
POINTS_POSSIBLE = "Points Possible"
READ_ONLY = "(read only)"
IGNORED = re.compile(r"(Current|Final|Unposted (Current|Final)) (Score|Points|Grade)|Override ")
EXCUSED = "EX"
LINK = re.compile(r"link(\.\w+)?$")


def recognises_sheet(sheet: Sheet) -> str:
    """What in the sheet's head only Canvas writes; "" where nothing does."""
    row = _head_row(sheet)
    heads = set(sheet.texts[row]) if row is not None else set()
    return "the heads Student, ID and Section" if {"ID", "Section"} <= heads else ""


def roster(sheet: Sheet) -> Roster:
    """The people in an exported gradebook."""
    return Roster(NAME, tuple(person for _, person in _people(sheet)))


def rows_of(sheet: Sheet) -> tuple[int, ...]:
    """The rows of the people, in the roster's order."""
    return tuple(row for row, _ in _people(sheet))


def form(sheet: Sheet, lesson: str, column: str = "") -> Form:
    """Where a lesson's grades go. Raises ``UsageError`` where that isn't clear."""
    heads = _gradable(sheet)
    grade, found = find_column(heads, lesson, column, sheet.name)
    rows = rows_of(sheet)
    grades = sheet.column(grade, rows)
    possible = [sheet.text(row, grade) for row in _points_rows(sheet)]
    without_id = {n: "the row has no ID" for n, r in enumerate(rows) if not _id(sheet, r)}
    return Form(
        rows,
        grade,
        heads[grade],
        found,
        maximum=next(filter(None, map(number_in, possible)), None),
        decimal=decimal_sign([*grades, *possible]),
        excused={n: "excused" for n, text in enumerate(grades) if text.upper() == EXCUSED},
        closed=without_id,
        notes=tuple(damaged_ids(sheet, rows, _id_columns(sheet))),
    )


def _head_row(sheet: Sheet) -> int | None:
    for row, texts in enumerate(sheet.texts):
        heads = [text.strip() for text in texts]
        if len(heads) >= 4 and "Student" in heads[0] and "ID" in heads[1]:
            return row
        if len(heads) >= 4 and heads[:2] == ["LastName", "FirstName"] and "ID" in heads[2]:
            return row
    return None


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]]:
    row = _head_row(sheet)
    if row is None:
        raise UsageError(
            f"{sheet.name} is no gradebook of Canvas: no row has Student and ID as its first "
            "heads. Export it anew: Grades, Export, Export Entire Gradebook."
        )
    return row, {text.strip(): n for n, text in reversed(list(enumerate(sheet.texts[row])))}


def _people(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    head, at = _heads(sheet)
    names = [at[name] for name in ("LastName", "FirstName") if name in at] or [0]
    for row in range(head + 1, len(sheet.rows)):
        name = ", ".join(filter(None, (sheet.text(row, column) for column in names)))
        if (not name and not _id(sheet, row)) or POINTS_POSSIBLE in sheet.text(row, 0):
            continue
        login = sheet.text(row, at.get("SIS Login ID", -1))
        email = login if "@" in login else ""
        number = sheet.text(row, at.get("SIS User ID", -1))
        yield row, Person(_id(sheet, row), login, number, email, name)


def _id(sheet: Sheet, row: int) -> str:
    return sheet.text(row, _heads(sheet)[1]["ID"])


def _id_columns(sheet: Sheet) -> list[int]:
    _, at = _heads(sheet)
    return [at[head] for head in ("SIS User ID", "SIS Login ID") if head in at]


def _points_rows(sheet: Sheet) -> list[int]:
    head, _ = _heads(sheet)
    rows = range(head + 1, len(sheet.rows))
    return [row for row in rows if POINTS_POSSIBLE in sheet.text(row, 0)]


def _gradable(sheet: Sheet) -> dict[int, str]:
    """The heads of the columns that Canvas reads grades from, by column."""
    head, at = _heads(sheet)
    points = _points_rows(sheet)
    return {
        column: text.strip()
        for column, text in enumerate(sheet.texts[head])
        if column > at.get("Section", 3)
        and ASSIGNMENT.fullmatch(text.strip())
        and not IGNORED.search(text)
        and not any(READ_ONLY in sheet.text(row, column) for row in points)
    }


def returned_names(names: Iterable[str]) -> dict[str, list[str]]:
    """The names of submitted files by user id, as Canvas reads them when they come back.

    Of a name's parts between ``_``, the first two that are all digits are the ids of user and
    attachment [canvas-lms assignment.rb, infer_comment_context_from_filename]. Names that begin
    with ``._`` or end in ``link...`` are ignored there.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        base = name.rpartition("/")[2]
        digits = [part for part in base.split("_") if part.isdecimal()]
        if len(digits) >= 2 and not base.startswith("._") and not LINK.search(base):
            found.setdefault(digits[0], []).append(base)
    return found
