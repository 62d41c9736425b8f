"""Which platform a sheet is of, and which platforms take grades back.

Owns the list of both. Where it isn't verified what a platform takes, nothing is written for it, and
a plain CSV is named instead.
"""

from __future__ import annotations

from types import ModuleType

from autograder.errors import UsageError
from autograder.platforms import brightspace, canvas, gradescope, moodle
from autograder.platforms.choosing import the_one
from autograder.platforms.forms import MAX_LISTED
from autograder.platforms.sheets import Sheet

WITH_SHEETS: tuple[ModuleType, ...] = (canvas, moodle, brightspace, gradescope)
UNVERIFIED = {
    "manaba": "manaba",
    "blackboard": "Blackboard",
    "webclass": "WebClass",
    "google": "Google Classroom",
    "ilias": "ILIAS",
}
"""Nobody here has seen what these take back."""
NAMES = (*(module.NAME for module in WITH_SHEETS), *UNVERIFIED)
PLAIN = "Without --sheet, a plain CSV and a JSON of all grades are written."


def platform_of(sheet: Sheet, named: str = "") -> ModuleType:
    """The module of the platform whose sheet it is, ``named`` or recognised.

    Raises ``UsageError`` where none or several fit, or where it takes no grades back.
    """
    module = _named(named) if named else _recognised(sheet)
    if hasattr(module, "REFUSES"):
        raise UsageError(f"{module.REFUSES} {PLAIN}")
    return module


def refuse_unverified(named: str) -> None:
    """Raises ``UsageError`` for a platform of which it isn't known what it takes back."""
    if named in UNVERIFIED:
        raise UsageError(
            f"What {UNVERIFIED[named]} takes back isn't verified, so that nothing is written for "
            f"it: a sheet that is wrong in one cell may lose grades. {PLAIN}"
        )


def _named(name: str) -> ModuleType:
    refuse_unverified(name)
    return next(module for module in WITH_SHEETS if module.NAME == name)


def _recognised(sheet: Sheet) -> ModuleType:
    seen = {module: module.recognises_sheet(sheet) for module in WITH_SHEETS}
    if found := the_one(sheet.name, seen):
        return found
    first = [text for text in sheet.texts[0] if text.strip()][:MAX_LISTED]
    raise UsageError(
        f"{sheet.name} is no sheet that is known here: Canvas' exported gradebook, Moodle's "
        "grading worksheet or Brightspace's exported grade book. If it is one of these, say "
        f"--platform NAME. {PLAIN} Its first row says: {', '.join(map(repr, first))}."
    )
