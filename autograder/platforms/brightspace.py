"""Brightspace: the CSV of an exported grade book, which is what its import takes.

From its documentation: persons are told by ``OrgDefinedId`` or ``Username``, whose values may begin
with ``#``; a grade's column is called ``<Item> Points Grade``, and a new name would make a new
item; the last column is ``End-of-Line Indicator`` and says ``#``; more than the maximum is cut off.
"""

from __future__ import annotations

import re

from autograder.errors import UsageError
from autograder.platforms.damage import damaged_ids
from autograder.platforms.forms import Form, find_column
from autograder.platforms.people import Person, Roster
from autograder.platforms.sheets import Sheet, decimal_sign, number_in

NAME = "brightspace"
TITLE = "Brightspace"
LAST = "End-of-Line Indicator"
GRADE = re.compile(r"(.+) Points Grade\b")
MAXIMUM = re.compile(r"MaxPoints:\s*(\d+(?:[.,]\d+)?)")
"""Seen in heads of exports; where it is missing, the maximum isn't known."""


def recognises_sheet(sheet: Sheet) -> str:
    """What in the sheet's head only Brightspace writes; "" where nothing does."""
    return f"the head {LAST}" if LAST in sheet.texts[0] else ""


def roster(sheet: Sheet) -> Roster:
    """The people in an exported grade book."""
    at = {head.strip(): n for n, head in enumerate(sheet.texts[0])}
    if not {"OrgDefinedId", "Username"} & set(at):
        raise UsageError(
            f"{sheet.name} has neither OrgDefinedId nor Username, by which Brightspace tells "
            "persons. Export it anew and choose one of them as the key field."
        )
    fields = {"login": "Username", "number": "OrgDefinedId", "email": "Email"}
    people = []
    for row in rows_of(sheet):
        told = {k: sheet.text(row, at.get(h, -1)).removeprefix("#") for k, h in fields.items()}
        names = [sheet.text(row, at.get(head, -1)) for head in ("Last Name", "First Name")]
        people.append(Person(name=", ".join(filter(None, names)), **told))
    return Roster(NAME, tuple(people))


def form(sheet: Sheet, lesson: str, column: str = "") -> Form:
    """Where a lesson's grades go. Raises ``UsageError`` where that isn't clear."""
    people, rows = roster(sheet).people, rows_of(sheet)
    heads = {n: h.strip() for n, h in enumerate(sheet.texts[0]) if GRADE.match(h.strip())}
    grade, found = find_column(heads, lesson, column, sheet.name)
    maximum = MAXIMUM.search(heads[grade])
    without = [n for n, person in enumerate(people) if not (person.number or person.login)]
    at = [n for n, head in enumerate(sheet.texts[0]) if head.strip() == "OrgDefinedId"]
    return Form(
        tuple(rows),
        grade,
        heads[grade],
        found,
        maximum=number_in(maximum[1]) if maximum else None,
        decimal=decimal_sign(sheet.column(grade, rows)),
        capped=True,
        closed=dict.fromkeys(without, "the row has no id"),
        notes=tuple(damaged_ids(sheet, rows, at)),
    )


def rows_of(sheet: Sheet) -> list[int]:
    """The persons' rows: below the head, with more in them than the end of the line."""
    rows = range(1, len(sheet.rows))
    return [n for n in rows if any(text.strip(" #") for text in sheet.texts[n])]
