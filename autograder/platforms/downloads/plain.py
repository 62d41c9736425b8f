"""No platform: a folder for each student, or a CSV that says whose each file is.

The CSV lies in the folder or zip and has the heads ``file`` and ``student``. A file's name is that
below the folder or, where only one file has it, the name alone. Several lines of one file are a
group's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from autograder.errors import UsageError
from autograder.exercises import lesson_names
from autograder.platforms.archives import MIB, Entry, Refused, Source
from autograder.platforms.downloads.parts import Clock, gathered
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "plain"
TITLE = "plain folders"
STUDENT = ("id",)
MAX_CSV = 16 * MIB


def recognises(source: Source) -> str:
    """What in the source tells whose files are, as a phrase; "" where nothing does."""
    if listed := _listing(source):
        return f"{listed.name} says whose each file is"
    folders = sorted({who for who, _ in _by_folder(source) if who})
    return f"there is a folder for each student, such as {folders[0]!r}" if folders else ""


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, by student; that of several by those together."""
    listed = _listing(source)
    if listed:
        told = _read(listed, source)
        keys = ((who, e) for e in source.entries if (who := told.get(e.name)) and e is not listed)
    else:
        keys = (((folder,), entry) for folder, entry in _by_folder(source) if folder)
    for students, files in gathered(keys).items():
        people = tuple(Person(id=student) for student in students)
        group = ", ".join(students) if len(students) > 1 else ""
        yield HandIn(people, tuple(files), group=group)


def own(name: str) -> str:
    """What an entry is that the instructor wrote; "" where it isn't."""
    return "a list, such as of files and students" if name.lower().endswith(".csv") else ""


def _by_folder(source: Source) -> Iterator[tuple[str, Entry]]:
    """Each file with its student's folder: the first that is neither a lesson's nor around all."""
    tops = {entry.name.partition("/")[0] for entry in source.entries}
    lessons = lesson_names()
    for entry in source.entries:
        *folders, _ = entry.name.split("/")
        if len(tops) == 1 and len(folders) > 1 and folders[0] not in lessons:
            folders = folders[1:]
        yield next((folder for folder in folders if folder not in lessons), ""), entry


def _listing(source: Source) -> Entry | None:
    for entry in source.entries:
        if entry.name.lower().endswith(".csv") and entry.name.count("/") < 2:
            if {"file", "student"} <= set(_heads(entry)):
                return entry
    return None


def _heads(entry: Entry) -> list[str]:
    return [head.strip().casefold() for head in next(iter(_rows(entry)), [])]


def _rows(entry: Entry) -> list[list[str]]:
    try:
        text = entry.read(MAX_CSV).decode("utf-8-sig")
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (Refused, UnicodeDecodeError, csv.Error):
        return []


def _read(listed: Entry, source: Source) -> dict[str, tuple[str, ...]]:
    """The students by the full name of their file. Raises ``UsageError`` for a file twice meant."""
    heads, (_, *rows) = _heads(listed), _rows(listed)
    file_at, student_at = heads.index("file"), heads.index("student")
    bases = gathered((entry.base, entry) for entry in source.entries)
    names = {entry.name for entry in source.entries}
    told: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) <= max(file_at, student_at) or not row[file_at].strip():
            continue
        file, student = row[file_at].strip().replace("\\", "/"), row[student_at].strip()
        beside = listed.name.rpartition("/")[0]
        whole = f"{beside}/{file}".strip("/")
        fits = [n for n in (whole, file) if n in names] or [e.name for e in bases.get(file, [])]
        if len(set(fits[:2])) > 1 and fits[0] != whole:
            raise UsageError(
                f"{listed.name}, line {number}: several files are called {file!r}, such as "
                f"{fits[0]!r} and {fits[1]!r}. Write the name with its folder."
            )
        if not fits:
            source.notes.append(f"{listed.name}, line {number}: there is no file {file!r}.")
        elif student and student not in told.get(fits[0], ()):
            told[fits[0]] = (*told.get(fits[0], ()), student)
    return told
