"""A class of thousands of folders of every kind, graded by the command: whether all are there.

    .venv/bin/python -m benchmarks.crowd                              lesson 01, 3,000 folders
    .venv/bin/python -m benchmarks.crowd 02_computational_graphs --folders 300

Of a hundred folders, 10 are simulated hand-ins, and 17 run otherwise; the rest costs little: it is
broken, empty, no notebook or can't be opened. Two in five have names that need care. Ends with 1
unless everybody has a line in the results, a page, a row in the gradebook and the status that is
known before, and the sum is that of what was handed in, in this run and in a second one that keeps
what is there. Folders that can't be opened need an ordinary user: as root, they are broken ones.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import find_course
from autograder.grading.naming import student_ids
from autograder.records.results import GRADED, REJECTED, UNDETERMINED, Record
from benchmarks.grade import Class, make_class

ROOT = Path(__file__).parents[1]
SIMULATED = 10
HUNDRED = 100
STRIDE = 37
"""From one kind to the next, so that a small class has most of them too."""
BROKEN = (b"", b"{}", b"%PDF-1.7\n", b"<!DOCTYPE html><p>Sign in", b'{"cells": [', b"\0" * 999)
ODD_NAMES = (
    os.fsdecode("Щукина".encode("cp1251")),
    "Ana & Ben <team>",
    "50%20 of #1?",
    "山田 太郎",
    "n" * 200,
)
SUM = re.compile(
    r"^Found ([\d,]+): ([\d,]+) graded, ([\d,]+) rejected, ([\d,]+) undetermined, "
    r"([\d,]+) set aside\.",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Source:
    """What folders are made of: the lesson's name, its solution, and itself as handed out."""

    lesson: str
    solved: bytes
    released: bytes


@dataclass(frozen=True)
class Kind:
    """So many of a hundred folders, made by ``put``; ``status`` is "" where nobody has a result.

    ``asides`` are files in each that are set aside.
    """

    what: str
    share: int
    put: Callable[[Path, Source, int], None]
    status: str
    asides: int = 0


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def at_its_place(student: Path, lesson: str, data: bytes) -> None:
    write(student / lesson / f"{lesson}.ipynb", data)


def closed(student: Path, source: Source, _: int) -> None:
    at_its_place(student, source.lesson, source.solved)
    student.chmod(0)


def with_a_copy(student: Path, source: Source, _: int) -> None:
    at_its_place(student, source.lesson, source.solved)
    write(student / source.lesson / "Untitled.ipynb", source.released)


KINDS = (
    Kind("solution", 5, lambda to, of, n: at_its_place(to, of.lesson, of.solved), GRADED),
    Kind("blank", 5, lambda to, of, n: at_its_place(to, of.lesson, of.released), GRADED),
    Kind(
        "broken",
        40,
        lambda to, of, n: at_its_place(to, of.lesson, BROKEN[n % len(BROKEN)]),
        REJECTED,
    ),
    Kind("empty", 20, lambda to, of, n: (to / of.lesson).mkdir(parents=True), REJECTED),
    Kind(
        "elsewhere",
        3,
        lambda to, of, n: write(to / "work" / of.lesson / "a" / f"{of.lesson}.ipynb", of.solved),
        GRADED,
    ),
    Kind(
        "renamed",
        2,
        lambda to, of, n: write(to / of.lesson / f"{of.lesson} (1).ipynb", of.solved),
        GRADED,
    ),
    Kind("two files", 2, with_a_copy, GRADED, 1),
    Kind("archive", 4, lambda to, of, n: write(to / "mine.zip", b"PK\3\4"), "", 1),
    Kind("script", 4, lambda to, of, n: write(to / "answers.py", b"pass"), "", 1),
    Kind("closed", 5, closed, UNDETERMINED),
)


def hand_in_crowd(class_: Class, n: int, root: bool) -> dict[str, Kind | None]:
    """Puts ``n`` folders beside the simulated ones; the kind by folder, None of the simulated."""
    kinds: dict[str, Kind | None] = dict.fromkeys(os.listdir(class_.root / "submitted"))
    path = Path("en", class_.lesson, f"{class_.lesson}.ipynb")
    solved, released = ((class_.root / x / path).read_bytes() for x in ("solutions", "course"))
    source = Source(class_.lesson, solved, released)
    of_a_hundred = [kind for kind in KINDS for _ in range(kind.share)]
    for number in range(n):
        kind = of_a_hundred[STRIDE * number % len(of_a_hundred)]
        if kind.what == "closed" and root:
            kind = next(k for k in KINDS if k.what == "broken")
        odd = ODD_NAMES[number // 5 % len(ODD_NAMES)] if number % 5 < 2 else "student"
        name = f"{number:04d} {odd}"
        kind.put(class_.root / "submitted" / name, source, number)
        kinds[name] = kind
    return kinds


def faults(class_: Class, out: Path, kinds: dict[str, Kind | None]) -> Iterator[str]:
    """What isn't as it has to be after the command, in words."""
    ids = student_ids(kinds)
    expected = {ids[name]: kind.status if kind else GRADED for name, kind in kinds.items()}
    expected = {student: status for student, status in expected.items() if status}
    text = (out / "results" / f"{class_.lesson}.jsonl").read_text(encoding="utf-8")
    records = [Record.from_json(line) for line in text.splitlines()]
    found = {record.student: record.status for record in records}
    if len(found) != len(records):
        yield f"{len(records) - len(found)} students have several lines"
    for student in sorted(expected.keys() | found.keys()):
        wanted, got = expected.get(student, "nothing"), found.get(student, "nothing")
        if wanted != got:
            yield f"{student}: {wanted} was expected, and it is {got}"
        page = out / "feedback" / student / class_.lesson / f"{class_.lesson}.html"
        if student in expected and not page.is_file():
            yield f"{student} has no page"
    rows = _in_gradebook(out / "gradebook.db", class_.lesson)
    if rows != Counter(expected.keys()):
        yield f"{len(rows)} are in the gradebook, {len(expected)} should be, once each"
    yield from _sum_faults(class_.log(), out, expected, kinds)


def _in_gradebook(db: Path, lesson: str) -> Counter[str]:
    query = (
        "SELECT s.student_id FROM submitted_assignment AS s JOIN assignment AS a "
        "ON s.assignment_id = a.id WHERE a.name = ?"
    )
    with closing(sqlite3.connect(db)) as connection:
        return Counter(student for (student,) in connection.execute(query, [lesson]))


def _sum_faults(
    printed: str, out: Path, expected: dict[str, str], kinds: dict[str, Kind | None]
) -> Iterator[str]:
    """What is wrong with the sum that was printed, or with the list of what was set aside."""
    told = SUM.search(printed)
    if told is None:
        yield f"no sum was printed: {printed[-500:]}"
        return
    print(f"  {told[0]}")
    numbers = [int(number.replace(",", "")) for number in told.groups()]
    statuses = Counter(expected.values())
    asides = sum(kind.asides for kind in kinds.values() if kind)
    parts = [*(statuses[s] for s in (GRADED, REJECTED, UNDETERMINED)), asides]
    if numbers != [sum(parts), *parts]:
        yield f"{[sum(parts), *parts]} were handed in"
    file = out / "set_aside.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if asides else []
    if len(lines) != asides:
        yield f"{len(lines)} lines are in {file.name}"


def open_all(folder: Path) -> None:
    """Lets the closed folders be removed."""
    for path in folder.iterdir():
        path.chmod(0o700)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everybody is there, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lesson", nargs="?", default="01_gradient_vectors")
    parser.add_argument("--folders", type=int, default=3_000)
    options = parser.parse_args(arguments)
    simulated = options.folders * SIMULATED // HUNDRED
    with tempfile.TemporaryDirectory() as folder:
        class_ = make_class(find_course(ROOT), Path(folder), options.lesson, simulated)
        kinds = hand_in_crowd(class_, options.folders - simulated, os.geteuid() == 0)
        print(f"{options.lesson}: {len(kinds):,} folders", flush=True)
        run = class_.grade("out")
        print(f"  graded in {run.wall_s:.0f} s, {run.cpu_s:.0f} s of CPU, {run.own_mib:.0f} MiB")
        bad = list(faults(class_, Path(folder) / "out", kinds))
        again = class_.grade("out")
        print(f"  again, with nothing changed, in {again.wall_s:.0f} s")
        bad += [f"again: {words}" for words in faults(class_, Path(folder) / "out", kinds)]
        open_all(class_.root / "submitted")
    for words in bad[:HUNDRED]:
        print(f"  {words}")
    print("Everybody is there." if not bad else f"{len(bad)} things are not as they have to be.")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
