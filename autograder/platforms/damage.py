"""What a spreadsheet program did to a sheet that was opened in it and saved again.

Owns the signs of it, and a sentence for each with what to do. Mends nothing: what is lost is only
in the platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.platforms.sheets import Sheet

POWER = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
"""A long number as spreadsheets show it: 1.23E+11."""
CUT = re.compile(r"#{3,}")
FLOAT = re.compile(r"\d+[.,]0")
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?: \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?)?")
TWICE = re.compile("[ÂÃ][\u0080-\u00bf]|â€|ã[\u0080-\u00bf\u2018-\u201f]")
"""UTF-8 that was read as cp1252."""
AGAIN = "Download the sheet again, and don't open it in a spreadsheet program before."


def damaged_ids(sheet: Sheet, rows: Sequence[int], columns: Iterable[int]) -> list[str]:
    """What happened to the ids in these columns, a sentence each."""
    found = []
    for column in columns:
        texts = [text.lstrip("#'") for text in sheet.column(column, rows) if text]
        head = _head(sheet, rows, column)
        for pattern, what in ((POWER, "as powers of ten"), (CUT, "cut to signs")):
            if bad := [text for text in texts if pattern.fullmatch(text)]:
                found.append(
                    f"A spreadsheet program wrote ids in the column {head} {what}, such as "
                    f"{bad[0]}: they name nobody any more. {AGAIN}"
                )
        if texts and all(map(FLOAT.fullmatch, texts)):
            found.append(f"The ids in the column {head} have decimals: {texts[0]}. {AGAIN}")
        if lost := _shorter(texts):
            found.append(
                f"Some ids in the column {head} may have lost zeros before them, such as {lost}. "
                "Student numbers are compared without them."
            )
    return found


def _shorter(texts: Sequence[str]) -> str:
    """An id that is shorter than most, where all are whole numbers; "" for none."""
    if not texts or not all(text.isdecimal() for text in texts):
        return ""
    lengths = [len(text) for text in texts]
    usual = max(set(lengths), key=lengths.count)
    if any(text.startswith("0") for text in texts) or max(lengths) > usual:
        return ""
    shorter = [text for text in texts if len(text) < usual]
    return shorter[0] if shorter and len(shorter) <= len(texts) // 5 + 1 else ""


def damaged_dates(sheet: Sheet, rows: Sequence[int], columns: Iterable[int]) -> list[str]:
    """A sentence where dates aren't as a platform writes them but as a spreadsheet does."""
    for column in columns:
        if bad := [text for text in sheet.column(column, rows) if DATE.fullmatch(text)]:
            return [
                f"The dates in the column {_head(sheet, rows, column)} look like a spreadsheet "
                f"program's: {bad[0]}. The platform may pass over grades for that. {AGAIN}"
            ]
    return []


def damaged_text(sheet: Sheet) -> list[str]:
    """A sentence where letters were lost or read in another encoding."""
    for row in sheet.texts:
        for text in row:
            if "\ufffd" in text or TWICE.search(text):
                return [
                    f"{sheet.name} was saved in another encoding than it was read in: a cell says "
                    f"{text!r}. Names match nobody then. {AGAIN}"
                ]
    return []


def _head(sheet: Sheet, rows: Sequence[int], column: int) -> str:
    above = [sheet.text(row, column) for row in range(min(rows, default=0))]
    return repr(next(filter(None, above), f"{column + 1}"))
