"""Gradescope: its scores as a CSV, which tells who is in a class. It takes no grades back."""

from __future__ import annotations

from autograder.errors import UsageError
from autograder.platforms.people import Person, Roster
from autograder.platforms.sheets import Sheet

NAME = "gradescope"
TITLE = "Gradescope"
HEADS = {"SID", "Email", "Total Score", "Submission ID"}
REFUSES = (
    "Gradescope takes no grades back from a file: they come from its autograder or by hand. What "
    "goes back is the results.json that the recipe in docs/ writes there."
)


def recognises_sheet(sheet: Sheet) -> str:
    """What in the sheet's head only Gradescope writes; "" where nothing does."""
    found = HEADS <= {head.strip() for head in sheet.texts[0]}
    return "the heads SID, Total Score and Submission ID" if found else ""


def roster(sheet: Sheet) -> Roster:
    """The people in a CSV of scores."""
    at = {head.strip(): n for n, head in enumerate(sheet.texts[0])}
    if "Email" not in at and "SID" not in at:
        raise UsageError(f"{sheet.name} has neither SID nor Email: it is no CSV of Gradescope's.")
    return Roster(NAME, tuple(_person(sheet, at, row) for row in rows_of(sheet)))


def rows_of(sheet: Sheet) -> list[int]:
    """The rows of the people, in the roster's order."""
    rows = range(1, len(sheet.rows))
    return [row for row in rows if any(text.strip() for text in sheet.texts[row])]


def _person(sheet: Sheet, at: dict[str, int], row: int) -> Person:
    parts = [sheet.text(row, at.get(head, -1)) for head in ("First Name", "Last Name", "Name")]
    sid, email = (sheet.text(row, at.get(head, -1)) for head in ("SID", "Email"))
    return Person(id=sid, email=email, name=" ".join(filter(None, parts)))
