"""Moodle: the grading worksheet of an assignment, and the zip of feedback files.

Rules from Moodle's ``mod/assign/gradingtable.php`` at 003699d, ``feedback/offline`` there, and
``mod/assign/feedback/file/importziplib.php`` at 0203d8f. Heads are in the language of whoever
downloaded the sheet, and are read back in it: columns are found by their place and what they hold,
and only the cells of grades and comments are changed. The unique id is a number of one assignment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.platforms.damage import damaged_dates, damaged_ids
from autograder.platforms.forms import Form, listed
from autograder.platforms.people import Person, Roster, name_key
from autograder.platforms.sheets import NUMBER, Sheet, decimal_sign, number_in

NAME = "moodle"
TITLE = "Moodle"
IDENTIFIER = re.compile(r"(\D*?)\s*(\d+)")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
MAXIMUM_HEADS = ("Maximum grade", "最大評点", "最大評定", "Bestwertung", "Note maximale")
SCALE_HEADS = ("Scale", "尺度", "評価尺度", "Skala", "Barème", "Escala")
COMMENT_HEADS = ("Feedback comments", "フィードバックコメント", "Feedback als Kommentar")
LOGIN_HEADS = ("Username", "ユーザ名", "Anmeldename", "Nom d'utilisateur")
YES_NO = {"yes": True, "no": False, "はい": True, "いいえ": False, "ja": True, "nein": False}
YES_NO |= {"oui": True, "non": False, "sí": True, "sim": True, "não": False}
SUFFIX = "assignsubmission_file"


def recognises_sheet(sheet: Sheet) -> str:
    """What in the sheet only Moodle writes; "" where nothing does."""
    prefixes = {match[1] if match else "" for match in _identifiers(sheet)}
    words = len(prefixes) == 1 and any(map(str.isalpha, next(iter(prefixes))))
    rows = rows_of(sheet)
    graded = _maximum_columns(sheet, rows) or _scale_column(sheet) is not None
    return f"a first column of unique ids, {sheet.text(rows[0], 0)!r}" if words and graded else ""


def roster(sheet: Sheet) -> Roster:
    """The people in a worksheet. Their unique ids are in ``once``: they are of its assignment."""
    rows = rows_of(sheet)
    columns = _identity_columns(sheet)
    people = []
    for row, match in zip(rows, _identifiers(sheet), strict=True):
        if match is None:
            raise UsageError(
                f"{sheet.name}, row {row + 1}: the first cell says {sheet.text(row, 0)!r}, and in "
                "a grading worksheet of Moodle it ends with a unique id: 'Participant 123'. "
                "Download the worksheet anew: View all submissions, Download grading worksheet."
            )
        told = {name: sheet.text(row, column) for name, column in columns.items()}
        people.append(Person(once=match[2], **told))
    return Roster(NAME, tuple(people))


def form(sheet: Sheet, lesson: str, column: str = "") -> Form:
    """Where a lesson's grades go. Raises ``UsageError`` where that isn't clear."""
    roster(sheet)  # tells what isn't a worksheet
    rows = rows_of(sheet)
    grade = _asked(sheet, column) if column else _grade_column(sheet, rows)
    maxima = sheet.column(grade + 1, rows)
    grades = sheet.column(grade, rows)
    decimals = [text for text in maxima if number_in(text) is not None]
    maximum = number_in(decimals[0]) if decimals else None
    shown = NUMBER.fullmatch(decimals[0]) if decimals else None
    width = len(decimals[0].partition(shown[1])[2]) if shown and shown[1] else 0
    comments = _comments_column(sheet, rows, grade)
    columns = _identity_columns(sheet)
    ids = [columns[name] for name in ("number",) if name in columns]
    dates = range(grade + 2, min(len(sheet.texts[0]), comments or len(sheet.texts[0])))
    return Form(
        tuple(rows),
        grade,
        sheet.text(0, grade),
        "as asked for" if column else "by its place before the maximum grade",
        maximum,
        comments,
        decimal_sign([*decimals, *grades]),
        width,
        capped=True,
        closed=_locked(sheet, rows, grade),
        notes=(*damaged_ids(sheet, rows, ids), *damaged_dates(sheet, rows, dates)),
    )


def feedback_name(person: Person, file: str) -> str:
    """The name in a zip of feedback files by which Moodle gives a file to this person.

    Moodle splits it at ``_``: the second part is the unique id, the third and fourth name the
    plug-in. So no ``_`` may stand in the name before, nor ``.`` or ``~`` at its beginning.
    """
    clean = re.sub(r'[_/\\:*?"<>|\x00-\x1f]', " ", person.name).strip(" .~") or "Participant"
    return f"{clean}_{person.once}_{SUFFIX}/{file}"


def rows_of(sheet: Sheet) -> list[int]:
    """The rows of the people, in the roster's order."""
    return [n for n in range(1, len(sheet.rows)) if any(map(str.strip, sheet.texts[n]))]


def _identifiers(sheet: Sheet) -> list[re.Match[str] | None]:
    return [IDENTIFIER.fullmatch(sheet.text(row, 0)) for row in rows_of(sheet)]


def _identity_columns(sheet: Sheet) -> dict[str, int]:
    """The columns of what tells a person, by the field of ``Person``.

    Blind marking has none of them. The first column with e-mails is taken for the e-mail, and the
    first other with digits in every cell, each its own, for the ID number.
    """
    rows = rows_of(sheet)
    status = _status_column(sheet, rows)
    found: dict[str, int] = {"name": 1} if status > 1 else {}
    for column in range(2, status):
        texts = [text for text in sheet.column(column, rows) if text]
        head = sheet.text(0, column)
        if texts and all(map(EMAIL.fullmatch, texts)) and head not in LOGIN_HEADS:
            found.setdefault("email", column)
        elif head in LOGIN_HEADS:
            found.setdefault("login", column)
        elif texts and len(set(texts)) == len(texts) and all(map(_has_digit, texts)):
            found.setdefault("number", column)
    return found


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text) and " " not in text


def _status_column(sheet: Sheet, rows: Sequence[int]) -> int:
    """The column of the status: the last that can't tell a person, before the grade.

    It says the same of many, and the others something else of each; where that doesn't tell it,
    what tells persons ends before the grade.
    """
    heads = list(sheet.texts[0])
    for known in ("Status", "ステータス", "状態", "提出ステータス", "Statut", "Estado", "Stato"):
        if known in heads:
            return heads.index(known)
    try:
        end = _grade_column(sheet, rows)
    except UsageError:
        end = len(heads)
    for column in range(1, end):
        texts = sheet.column(column, rows)
        sentences = [text for text in texts if " " in text or not text.isascii()]
        repeated = len(set(texts)) <= max(1, len(rows) // 3)
        if len(rows) > 1 and repeated and len(sentences) == len(texts):
            return column
    return end


def _grade_column(sheet: Sheet, rows: Sequence[int]) -> int:
    """The column before the one that says the same maximum of everybody."""
    found = _maximum_columns(sheet, rows)
    if len(found) == 1:
        return found[0] - 1
    if scale := _scale_column(sheet):
        raise UsageError(
            f"{sheet.name} is of an assignment that is graded by a scale "
            f"({sheet.text(rows[0], scale)}), and points are no words of one. Set its grade to "
            "points in Moodle, or export without --sheet: it writes a plain CSV."
        )
    raise UsageError(
        f"It isn't clear which column of {sheet.name} is for grades: none, or more than one, "
        "stands before a column with the maximum grade. Name it with --column. "
        f"{listed(list(sheet.texts[0]))}"
    )


def _maximum_columns(sheet: Sheet, rows: Sequence[int]) -> list[int]:
    """The columns that may have the maximum grade; those of a head that is known, if any."""
    width = len(sheet.texts[0])
    columns = [column for column in range(2, width) if _is_maximum(sheet, rows, column)]
    return [c for c in columns if sheet.text(0, c) in MAXIMUM_HEADS] or columns


def _scale_column(sheet: Sheet) -> int | None:
    return next((c for c, head in enumerate(sheet.texts[0]) if head in SCALE_HEADS), None)


def _is_maximum(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    texts = set(sheet.column(column, rows))
    most = number_in(next(iter(texts))) if len(texts) == 1 else None
    if not most or most < 0:
        return False
    before = [text for text in sheet.column(column - 1, rows) if text not in ("", "-")]
    return all((value := number_in(text)) is not None and 0 <= value <= most for text in before)


def _asked(sheet: Sheet, column: str) -> int:
    found = [n for n, head in enumerate(sheet.texts[0]) if name_key(head) == name_key(column)]
    if len(found) != 1 or found[0] == 0:
        raise UsageError(
            f"No column of {sheet.name} is called {column!r}. {listed(list(sheet.texts[0]))}"
        )
    return found[0]


def _comments_column(sheet: Sheet, rows: Sequence[int], grade: int) -> int | None:
    """The column of feedback comments: by its head, else the last if it holds no dates."""
    heads = list(sheet.texts[0])
    for known in COMMENT_HEADS:
        if known in heads:
            return heads.index(known)
    last = len(heads) - 1
    texts = [text for text in sheet.column(last, rows) if text]
    return last if last > grade + 3 and not texts else None


def _locked(sheet: Sheet, rows: Sequence[int], grade: int) -> dict[int, str]:
    """The persons whose grade can't be changed, where the words for yes and no are known."""
    for column in (grade + 2, grade + 3):
        texts = [text.casefold() for text in sheet.column(column, rows)]
        if all(text in YES_NO for text in texts):
            closed = [n for n, text in enumerate(texts) if not YES_NO[text]]
            return dict.fromkeys(closed, "Moodle says that the grade can't be changed")
    return {}
