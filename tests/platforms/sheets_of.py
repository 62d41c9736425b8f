"""Sheets as platforms write them, each rule with its source, for tests of what is filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

MOODLE_HEADS = {
    "en": (
        "Identifier", "Full name", "ID number", "Email address", "Status", "Grade",
        "Maximum grade", "Grade can be changed", "Last modified (submission)",
        "Last modified (grade)", "Feedback comments",
    ),
    "ja": (
        "ID", "フルネーム", "IDナンバー", "メールアドレス", "ステータス", "評定",
        "最大評定", "評定変更可否", "最終更新日時 (提出)",
        "最終更新日時 (評定)", "フィードバックコメント",
    ),
    "cs": (  # a language of which nobody here knows a head
        "Identifikátor", "Celé jméno", "Identifikační číslo", "E-mailová adresa", "Stav", "Známka",
        "Nejvyšší známka", "Známku lze změnit", "Naposledy změněno (odevzdání)",
        "Naposledy změněno (známka)", "Komentáře",
    ),
}  # fmt: skip
PARTICIPANT = {"en": "Participant ", "ja": "参加者", "cs": "Účastník "}
SUBMITTED = {
    "en": ("Submitted for grading", "Yes", "Tuesday, 1 December 2026, 2:52 AM"),
    "ja": ("評定のために提出済み", "はい", "2026年 12月 1日(火曜日) 02:52"),
    "cs": ("Odevzdáno ke hodnocení", "Ano", "úterý, 1. prosince 2026, 02:52"),
}


@dataclass(frozen=True)
class Someone:
    """A person of a class, as all platforms together know them."""

    id: str
    name: str  # Last, First
    number: str
    email: str
    once: str
    grade: str = ""


ANNA = Someone("501", "Sommer, Anna", "0012345", "anna@uni.example", "90001")
BEN = Someone("502", "山田, 太郎", "0012346", "ben@uni.example", "90002")
CLEO = Someone("503", 'O\'Neill, Cleo "C"', "0012347", "cleo@uni.example", "90003")
DAN = Someone("504", "Sommer, Anna", "0012348", "dan@uni.example", "90004")
CLASS = (ANNA, BEN, CLEO, DAN)


def moodle_sheet(
    people: Sequence[Someone] = CLASS,
    language: str = "en",
    maximum: str = "9.00",
    blind: bool = False,
    locked: Sequence[str] = (),
    encoding: str = "utf-8",
    separator: str = ",",
) -> bytes:
    """A grading worksheet.

    Columns in the order of moodle@003699d mod/assign/gradingtable.php: identifier, full name,
    identity fields, status, grade, maximum grade or scale, grade can be changed, last modified
    (submission), last modified (grade), feedback comments; without name and identity where marking
    is blind. The identifier is the language's string "hiddenuser" and the unique id; in Japanese
    there is no blank between them. Heads are the downloader's language's [feedback/offline].
    """
    heads = MOODLE_HEADS[language]
    status, yes, when = SUBMITTED[language]
    rows: list[Sequence[str]] = []
    for one in people:
        last, _, first = one.name.partition(", ")
        told = (f"{first} {last}", one.number, one.email)
        may = "No" if one.once in locked else yes
        work = (status, one.grade, maximum, may, when, when if one.grade else "-", "")
        rows.append((PARTICIPANT[language] + one.once, *told, *work))
    table = [heads, *rows]
    if blind:
        table = [(row[0], *row[4:]) for row in table]
    return written(table, separator).encode(encoding)


def canvas_gradebook(
    people: Sequence[Someone] = CLASS,
    title: str = "Gradient vectors (7001)",
    possible: str = "9.0",
    separator: str = ",",
    encoding: str = "utf-8-sig",
) -> bytes:
    """An exported gradebook.

    Heads in the order of canvas-lms@0140a2e lib/gradebook_exporter.rb: Student, ID, SIS User ID,
    SIS Login ID, Section, assignments as "Title (id)", then read-only totals. Points Possible has
    four blanks before it, and "(read only)" in the columns that the import ignores.
    """
    heads = (
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "Notes",
        "Quiz (7000)",
        title,
    )
    totals = ("Assignments Current Score", "Current Score", "Final Grade")
    points = ("    Points Possible", "", "", "", "", "", "10.0", possible)
    rows = [(*heads, *totals), (*points, *["(read only)"] * 3)]
    for one in people:
        told = (one.name, one.id, one.number, one.email, "Class 1", "a, note")
        rows.append((*told, "8.5", one.grade, "85.0", "85.0", "B"))
    return written(rows, separator).encode(encoding)


def brightspace_export(people: Sequence[Someone] = CLASS, maximum: str = "9") -> bytes:
    """An exported grade book: documented heads, values of ids with ``#`` before them.

    ``OrgDefinedId``, ``Username``, ``<Item> Points Grade``, last ``End-of-Line Indicator`` = ``#``.
    """
    item = f"Gradient vectors Points Grade <Numeric MaxPoints:{maximum} Weight:10>"
    heads = ("OrgDefinedId", "Username", "Last Name", "First Name", "Quiz Points Grade", item)
    rows = [(*heads, "End-of-Line Indicator")]
    for one in people:
        last, _, first = one.name.partition(", ")
        login = one.email.partition("@")[0]
        rows.append((f"#{one.number}", f"#{login}", last, first, "3", one.grade, "#"))
    return written(rows, ",").encode()


def gradescope_scores(people: Sequence[Someone] = CLASS) -> bytes:
    """A CSV of scores, with the heads that several independent parsers read."""
    heads = "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID"
    rows: list[Sequence[str]] = [heads.split(",")]
    for one in people:
        last, _, first = one.name.partition(", ")
        rows.append((first, last, one.number, one.email, "1", "3.0", "9.0", "Graded", "77"))
    return written(rows, ",").encode()


def written(rows: Sequence[Sequence[str]], separator: str) -> str:
    """The rows as Python's own writer has them: quoted at need, as PHP and Ruby do."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\n").writerows(rows)
    return file.getvalue()


def table(data: bytes, encoding: str = "utf-8-sig", separator: str = ",") -> list[list[str]]:
    """The cells of a sheet, by Python's own reader."""
    text = data.decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def differing(before: bytes, after: bytes, separator: str = ",") -> dict[tuple[int, int], str]:
    """The cells in which two sheets differ, and what the second says there."""
    old, new = table(before, separator=separator), table(after, separator=separator)
    assert [len(row) for row in old] == [len(row) for row in new]
    return {
        (r, c): new[r][c]
        for r, row in enumerate(old)
        for c, text in enumerate(row)
        if new[r][c] != text
    }
