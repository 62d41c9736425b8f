"""A student is erased: hand-ins, results, journal, pages, notebooks, rosters, lists, gradebook.

Owns where a student can stand in what grading writes and reads, and what remains elsewhere. Each
file is replaced whole, each folder is taken away in one step before it is emptied, and it is all
done under the lock of the results: a grader at work is waited for by being told of. What is done
can be done again: a run that was stopped is finished by the next.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import create_engine, delete, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.exercises import lesson_names
from autograder.grading.databases import file_of
from autograder.grading.gradebook import reason, shown_url
from autograder.grading.naming import student_id
from autograder.grading.places import Places, write_whole

GONE = ".forgotten-"
"""How a folder begins that is taken away and not yet emptied."""
ROSTERS = "roster"
ELSEWHERE = ("autograded", "feedback", ROSTERS)
"""Folders of students, and that of rosters, which other rules are for."""
ENCODINGS = ("utf-8", "utf-16-le", "cp932")
"""In which names may stand in files."""
MAX_SEARCHED = 20 * 2**20


@dataclass(frozen=True)
class Erasure:
    """One thing that is erased: what it is, and how."""

    what: str
    do: Callable[[], None]


@dataclass
class Traces:
    """Who is sought: the folder's name, the id in results, and what rosters say of the person."""

    student: str
    words: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """What the student is called in files of ours."""
        return {self.student, student_id(self.student)}

    def named_in(self, value: object) -> bool:
        """Whether an entry of a list is this student's, and nobody else's."""
        if not isinstance(value, dict):
            return False
        several = value.get("students")
        alone = isinstance(several, list) and bool(several) and {*map(str, several)} <= self.names
        return alone or str(value.get("student", "")) in self.names


def checked_name(student: str) -> str:
    """The name. Raises ``UsageError`` for what can't be one folder's."""
    parts = Path(student).parts
    folders = ("..", os.sep, *lesson_names())
    if len(parts) != 1 or parts[0] in folders or student != parts[0] or "\0" in student:
        raise UsageError(
            f"{student!r} is no student: name the folder in submitted/, without a path."
        )
    return student


def erasures(places: Places, traces: Traces) -> list[Erasure]:
    """All that is there of a student. Raises ``UsageError`` where it can't be read."""
    found = [*_folders(places, traces)]
    for path in _own_files(places):
        if change := _changed(path, traces):
            found.append(Erasure(f"{change[0]} in {path}", rewriting(path, change[1])))
    found += _in_gradebook(places.db_url, traces)
    return found


def _folders(places: Places, traces: Traces) -> Iterator[Erasure]:
    """The student's folders: among the hand-ins, in those of a lesson, and in each of the results.

    None inside of what another student handed in, whatever it is called. Hidden folders among the
    hand-ins are nobody's: what is kept aside may be there.
    """
    tops = [places.submitted]
    tops += [path for path in _listed(places.submitted) if path.name.startswith(".")]
    tops += [path for path in _listed(places.out) if path.name != ROSTERS]
    tops = [path for path in tops if path.is_dir() and not path.is_symlink()]
    tops += [top / lesson for top in tops for lesson in lesson_names() if (top / lesson).is_dir()]
    for top in tops:
        for path in _listed(top):
            if path.name in traces.names and (path.is_dir() or path.is_symlink()):
                yield Erasure(f"the folder {path}", _removing(path))
            elif path.name.startswith(GONE):
                yield Erasure(f"what an earlier run left at {path}", _removing(path))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(
            f"{folder} can't be read: {error.strerror}. Nothing was erased."
        ) from error


def _removing(path: Path) -> Callable[[], None]:
    def remove() -> None:
        if path.is_symlink():
            path.unlink()
            return
        aside = path if path.name.startswith(GONE) else path.with_name(f"{GONE}{path.name}"[:200])
        if aside != path:
            path.replace(aside)
        shutil.rmtree(aside)

    return remove


def _own_files(places: Places) -> Iterator[Path]:
    """The lists below the folder of results that have an entry for each student."""
    for folder, names, files in os.walk(places.out):
        names[:] = [name for name in names if name not in ELSEWHERE]
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix in (".jsonl", ".json", ".csv") or path == places.set_aside:
                yield path


def _changed(path: Path, traces: Traces) -> tuple[str, bytes] | None:
    """What a list has of the student, and the list without it; None where it has nothing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}. Nothing was erased.") from error
    kinds = {".jsonl": _without_lines, ".json": _without_entries, ".csv": _without_rows}
    left, n = kinds.get(path.suffix, _without_paths)(data, traces)
    return (f"{n} {'entry' if n == 1 else 'entries'}", left) if n else None


def _without_lines(data: bytes, traces: Traces) -> tuple[bytes, int]:
    """Results and journal: a JSON a line, which has the student or a record that has."""
    lines = data.splitlines(keepends=True)
    kept = []
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:  # torn, and made anew by the next run
            kept += [] if any(name.encode() in line for name in traces.names) else [line]
            continue
        record = told.get("record") if isinstance(told, dict) else None
        if not (traces.named_in(told) or traces.named_in(record)):
            kept.append(line)
    return b"".join(kept), len(lines) - len(kept)


def _without_entries(data: bytes, traces: Traces) -> tuple[bytes, int]:
    """A JSON without the entries of the student in any list of it."""
    try:
        told = json.loads(data)
    except ValueError:
        return data, 0
    left, n = _pruned(told, traces)
    return (json.dumps(left, ensure_ascii=False, indent=1) + "\n").encode(errors="surrogatepass"), n


def _pruned(value: Any, traces: Traces) -> tuple[Any, int]:
    if isinstance(value, list):
        kept = [entry for entry in value if not traces.named_in(entry)]
        pairs = [_pruned(entry, traces) for entry in kept]
        return [left for left, _ in pairs], len(value) - len(kept) + sum(n for _, n in pairs)
    if isinstance(value, dict):
        value, shared = _without_member(value, traces)
        pairs_by = {key: _pruned(entry, traces) for key, entry in value.items()}
        found = shared + sum(n for _, n in pairs_by.values())
        return {key: left for key, (left, _) in pairs_by.items()}, found
    return value, 0


def _without_member(entry: dict[str, Any], traces: Traces) -> tuple[dict[str, Any], int]:
    """What a group handed in, without this member of it."""
    students, paths = entry.get("students"), entry.get("paths", [])
    if not isinstance(students, list) or not traces.names.intersection(map(str, students)):
        return entry, 0
    left = [student for student in students if student not in traces.names]
    kept = [path for path in paths if not traces.names.intersection(Path(str(path)).parts)]
    return {**entry, "students": left, **({"paths": kept} if paths else {})}, 1


def _without_rows(data: bytes, traces: Traces) -> tuple[bytes, int]:
    """A table of ours without the rows whose first cell is the student."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return data, 0
    if not rows or rows[0][:1] != ["student"]:
        return data, 0
    kept = [row for row in rows if not (row and row[0].removeprefix("'") in traces.names)]
    file = io.StringIO()
    csv.writer(file).writerows(kept)
    return file.getvalue().encode(), len(rows) - len(kept)


def _without_paths(data: bytes, traces: Traces) -> tuple[bytes, int]:
    """A text without the lines that have a path with the student's folder in it."""
    lines = data.splitlines(keepends=True)
    marks = [f"{name}{sign}".encode() for name in traces.names for sign in ("/", "\\", ":", " ")]
    kept = [line for line in lines if not any(_at_start(line, mark) for mark in marks)]
    return b"".join(kept), len(lines) - len(kept)


def _at_start(line: bytes, mark: bytes) -> bool:
    """Whether the mark stands in the line as a whole part of a path."""
    at = line.find(mark)
    return at == 0 or (at > 0 and line[at - 1 : at] in (b"/", b"\\", b" ", b"'", b'"'))


def rewriting(path: Path, data: bytes) -> Callable[[], None]:
    """What puts these bytes in the place of the file's, whole."""
    return lambda: write_whole(path, data, stat.S_IMODE(path.stat().st_mode))


def _in_gradebook(url: str, traces: Traces) -> list[Erasure]:
    """The student in the gradebook, with all grades and comments."""
    path = file_of(url)
    if path is not None and not path.is_file():
        return []
    try:
        engine = create_engine(url)
        try:
            if not inspect(engine).has_table("student"):
                return []
            with Session(engine) as session:
                there = session.scalars(select(Student.id).where(Student.id.in_(traces.names)))
                names = sorted(there)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError, OSError) as error:
        raise UsageError(
            f"The gradebook {shown_url(url)} can't be read: {reason(error)}. Nothing was erased."
        ) from error
    where = shown_url(url)
    return [Erasure(f"{x} in the gradebook {where}", partial(_remove, url, x)) for x in names]


def _remove(url: str, student: str) -> None:
    """Removes a student and, from an SQLite file, the bytes that a deletion leaves in it."""
    engine = create_engine(url)
    mine = SubmittedAssignment.student_id == student
    submissions = select(SubmittedAssignment.id).where(mine)
    notebooks = select(SubmittedNotebook.id).where(SubmittedNotebook.assignment_id.in_(submissions))
    try:
        with Session(engine) as session:
            ids = list(session.scalars(notebooks))
            for kind in (Grade, Comment):
                session.execute(delete(kind).where(kind.notebook_id.in_(ids)))
            session.execute(delete(SubmittedNotebook).where(SubmittedNotebook.id.in_(ids)))
            session.execute(delete(SubmittedAssignment).where(mine))
            session.execute(delete(Student).where(Student.id == student))
            session.commit()
        if file_of(url) is not None:
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("VACUUM"))
    finally:
        engine.dispose()


def remaining(places: Places, traces: Traces) -> list[Path]:
    """The files of hand-ins and results that are called after the student or still name them.

    Sought are the name, and what rosters say: e-mail, number, login, full name.
    """
    words = [word for word in (*sorted(traces.names), *traces.words) if len(word) >= 3]
    whole = [rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" for word in words]
    in_names = re.compile("|".join(whole) or r"(?!)")
    in_files = [re.compile(_encoded(words, encoding)) for encoding in ENCODINGS]
    found = []
    for top in (places.submitted, places.out):
        for folder, _, files in os.walk(top):
            for path in (Path(folder, name) for name in sorted(files)):
                if in_names.search(path.stem) or _holds(path, in_files):
                    found.append(path)
    return list(dict.fromkeys(found))


def _encoded(words: Sequence[str], encoding: str) -> bytes:
    """What finds whole words in bytes: beside them stands no letter, digit or sign of an id."""
    data = [re.escape(word.encode(encoding, "ignore")) for word in words]
    whole = b"|".join(filter(None, data)) or b"(?!)"
    return b"(?<![0-9A-Za-z@-])(?:" + whole + b")(?![0-9A-Za-z@-])"


def _holds(path: Path, patterns: Sequence[re.Pattern[bytes]]) -> bool:
    try:
        if path.is_symlink() or path.stat().st_size > MAX_SEARCHED:
            return False
        data = path.read_bytes()
    except OSError:
        return True  # nobody can say that it doesn't
    return any(pattern.search(data) for pattern in patterns)
