"""What holds of every class, whatever it is and whatever went wrong while it was graded.

Each invariant is a function that gives the words of what is violated. It goes by what was handed
in and by what stands in files, and not by the code that wrote them.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from difflib import unified_diff
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from autograder.exercises import lesson_names
from autograder.grading.naming import student_ids
from autograder.records.results import GRADED, REJECTED, UNDETERMINED
from tests.grading.kill_run import gradebook
from tests.grading.material import LESSON
from tests.kernels.visitors import mounted
from tests.soak.classes import Member, notebooks_below
from tests.soak.troubles import Run
from tests.untrusted.conftest import LEFT, SHARED_FOLDERS

SUM = re.compile(
    r"^Found ([\d,]+): ([\d,]+) graded, ([\d,]+) rejected, ([\d,]+) undetermined, "
    r"([\d,]+) set aside\.",
    re.MULTILINE,
)
GONE_WITHIN_S = 60.0
MAX_LINES, MAX_SHOWN = 6, 300
"""Lines told of two files that differ, and characters of each."""
LARGE = 10 * 2**20
"""Files of more bytes are told by their size alone."""
EPSILON = 1e-9


@dataclass(frozen=True)
class Machine:
    """What of this machine a class could leave something in."""

    processes: frozenset[int]
    mounts: frozenset[str]
    shared: frozenset[str]

    @classmethod
    def now(cls) -> Machine:
        """As it is."""
        shared = (f"{d}/{n}" for d in SHARED_FOLDERS for n in LEFT if os.path.lexists(f"{d}/{n}"))
        return cls(
            frozenset(p.pid for p in psutil.Process().children(recursive=True)),
            frozenset(mounted()),
            frozenset(shared),
        )


@dataclass
class Outcome:
    """A class that was graded: what was handed in, what came of it, and what was there before.

    ``clean`` is what is written of each honest student where nothing went wrong, from ``written``.
    ``word`` is in files that no hand-in may read.
    """

    members: Sequence[Member]
    submitted: Path
    out: Path
    last: Run
    before: Machine
    temporary: Path
    handed_in: Mapping[str, str]
    word: str
    clean: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The results file."""
        text = (self.out / "results" / f"{LESSON}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """The results by student's id."""
        return {line["student"]: line for line in self.lines}

    @property
    def ids(self) -> dict[str, str]:
        """The ids of all who hand in something, by the name of their folder."""
        return student_ids(member.student for member in self.members if not member.strange)

    @property
    def strange(self) -> set[str]:
        """The ids that may have a result, since a tree has a folder of this name."""
        names = set().union(*(member.strange for member in self.members))
        return set(student_ids(names).values())


def violations(outcome: Outcome) -> list[str]:
    """What doesn't hold, in words; nothing where all does."""
    return [f"{i.__name__}: {words}" for i in INVARIANTS for words in i(outcome)]


def everyone_has_one_result(outcome: Outcome) -> Iterator[str]:
    """A line, a page and rows in the gradebook for each, and for nobody twice."""
    ids = set(outcome.ids.values())
    lines = Counter(line["student"] for line in outcome.lines)
    entered = Counter(_submissions(outcome.out))
    for student in sorted(ids | lines.keys() | entered.keys()):
        if student not in ids | outcome.strange:
            yield f"{student!r} has a result and hasn't handed in anything"
        elif student in ids and lines[student] != 1:
            yield f"{student!r} has {lines[student]} lines in the results"
        elif lines[student] != entered[student]:
            yield f"{student!r} is in the gradebook {entered[student]} times"
        elif lines[student] and not _page(outcome.out, student).is_file():
            yield f"{student!r} has no page"


def honest_results_are_those_of_a_clean_run(outcome: Outcome) -> Iterator[str]:
    """To the byte, but for times: line, notebook, page and rows of the gradebook."""
    for member in outcome.members:
        if member.honest and member.student in outcome.clean:
            clean, found = outcome.clean[member.student], written(outcome.out, member.student)
            for part in clean:
                if clean[part] != found[part]:
                    lines = _differing(clean[part], found[part])
                    yield f"{member.student}: {part}: {lines}"


def _differing(clean: list[str], found: list[str]) -> str:
    """The first lines that are in one of them only: "- " in the clean run, "+ " here."""
    lines = (line for line in unified_diff(clean, found, "", "", n=0) if line[0] in "-+")
    return " | ".join(line[:MAX_SHOWN] for line in islice(lines, 2, MAX_LINES))


def points_are_what_is_theirs(outcome: Outcome) -> Iterator[str]:
    """Nobody has more than was earned; the honest have no less, and nobody is in doubt."""
    records = outcome.records
    for member in outcome.members:
        record = records.get(outcome.ids.get(member.student, ""))
        if record is not None:
            yield from (f"{member.student!r}, {member.what}: {w}" for w in _wrong(member, record))
    known = set(outcome.ids.values())
    for student, record in records.items():
        if student not in known and (record["score"] != 0 or record["status"] != REJECTED):
            words = record["message"]
            yield f"{student!r} of a tree is {record['status']}, {record['score']} points: {words}"


def _wrong(member: Member, record: Mapping[str, Any]) -> Iterator[str]:
    status, told = record["status"], record["message"]
    if status == UNDETERMINED and not member.untold:
        yield f"is undetermined: {told} {[e['message'] for e in record['exercises']]}"
    if member.rejected is not None and status != UNDETERMINED:
        if (status == REJECTED) is not member.rejected:
            yield f"is {status}: {told}"
    earned = {e["id"]: e["score"] or 0.0 for e in record["exercises"]}
    messages = {e["id"]: e["message"] for e in record["exercises"]}
    for exercise, (least, most) in member.bounds.items():
        points = earned.get(exercise, 0.0)
        if not least - EPSILON <= points <= most + EPSILON:
            told = f"{messages.get(exercise)} {record['repairs']}"
            yield f"{points} points for {exercise}, not {least} to {most}: {told}"
    total = sum(earned.values())
    if record["score"] is not None and abs(record["score"] - total) > EPSILON:
        yield f"{record['score']} points, and its exercises have {total}"


def the_gradebook_has_the_points_of_the_results(outcome: Outcome) -> Iterator[str]:
    """The same points for each exercise; SQLite finds the file whole."""
    entered: Counter[str] = Counter()
    for student, _, points, _ in gradebook(outcome.out / "gradebook.db"):
        entered[student] += points or 0.0
    for student, record in outcome.records.items():
        total = sum(e["score"] or 0.0 for e in record["exercises"])
        if abs(entered[student] - total) > EPSILON:
            yield f"{student!r} has {entered[student]} in the gradebook and {total} in the results"


def the_sum_holds(outcome: Outcome) -> Iterator[str]:
    """It is printed, adds up, and is that of the files which were made."""
    told = SUM.search(outcome.last.printed)
    if told is None:
        yield f"no sum was printed: {outcome.last.printed[-300:]!r}"
        return
    found, *parts = (int(number.replace(",", "")) for number in told.groups())
    if found != sum(parts):
        yield f"{told[0]!r} doesn't add up"
    statuses = Counter(line["status"] for line in outcome.lines)
    became = [statuses[GRADED], statuses[REJECTED], statuses[UNDETERMINED]]
    if became != parts[:3]:
        yield f"{told[0]!r}, and in the results there are {became}"
    aside = _aside(outcome.out)
    if len(aside) != parts[3]:
        yield f"{told[0]!r}, and in set_aside.txt there are {len(aside)}"
    notebooks = [path for path in notebooks_below(outcome.submitted) if _of_this_lesson(path)]
    if found < max(len(notebooks), len(outcome.ids)):
        yield f"{told[0]!r}, and {len(notebooks)} notebooks of {len(outcome.ids)} were handed in"


def _aside(out: Path) -> list[str]:
    path = out / "set_aside.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def _of_this_lesson(path: Path) -> bool:
    """Whether no part of the path is named for another lesson, which this run doesn't grade."""
    others = [name for name in lesson_names() if name != LESSON]
    return not any(name in part for name in others for part in path.parts)


def hand_ins_are_as_they_were(outcome: Outcome) -> Iterator[str]:
    """Nothing that was handed in is changed, gone or new."""
    now = told_apart(outcome.submitted)
    for path in sorted(now.keys() | outcome.handed_in.keys()):
        if now.get(path) != outcome.handed_in.get(path):
            yield f"{path!r} has changed"


def nothing_is_left_behind(outcome: Outcome) -> Iterator[str]:
    """No process, mount, temporary file or half of a file; nothing that a hand-in wrote."""
    children = psutil.Process().children(recursive=True)
    left = [p for p in children if p.pid not in outcome.before.processes]
    for process in psutil.wait_procs(left, timeout=GONE_WITHIN_S)[1]:
        yield f"process {process.pid} is left: {_command_of(process)}"
    now = Machine.now()
    for kind in ("mounts", "shared"):
        for name in sorted(getattr(now, kind) - getattr(outcome.before, kind)):
            yield f"{name} is left"
    halves = (p for p in outcome.out.rglob(".*") if p.name.endswith((".part", ".held")))
    journals = (outcome.out / f"gradebook.db-{kind}" for kind in ("journal", "wal", "shm"))
    for path in [*outcome.temporary.iterdir(), *halves, *(j for j in journals if j.exists())]:
        yield f"{path} is left"


def _command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200]
    except psutil.Error:
        return "it has ended now"


def no_fault_of_the_grader_is_logged(outcome: Outcome) -> Iterator[str]:
    """No traceback, in the log or in the terminal."""
    log = outcome.out / "grading.log"
    texts = {"grading.log": log.read_text(errors="replace") if log.is_file() else ""}
    for name, text in {**texts, "the terminal": outcome.last.errors}.items():
        if "Traceback" in text:
            yield f"{name} has a traceback: {text[-3_000:]}"


def no_word_of_the_instructors_is_told(outcome: Outcome) -> Iterator[str]:
    """The word in files that no hand-in may read is in nothing that was written."""
    for path in sorted(outcome.out.rglob("*")):
        if path.is_file() and path.name != "canary" and outcome.word.encode() in path.read_bytes():
            yield f"{path.relative_to(outcome.out)} has it"


INVARIANTS: tuple[Callable[[Outcome], Iterator[str]], ...] = (
    everyone_has_one_result,
    honest_results_are_those_of_a_clean_run,
    points_are_what_is_theirs,
    the_gradebook_has_the_points_of_the_results,
    the_sum_holds,
    hand_ins_are_as_they_were,
    nothing_is_left_behind,
    no_fault_of_the_grader_is_logged,
    no_word_of_the_instructors_is_told,
)


def written(out: Path, student: str) -> dict[str, list[str]]:
    """All that was written of a student but the time it took, as lines: result, files and rows."""
    lines = (out / "results" / f"{LESSON}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return {
        "lines": [repr({**line, "seconds": 0}) for line in found if line["student"] == student],
        "notebook": _lines_below(out / "autograded" / student),
        "page": _lines_below(out / "feedback" / student),
        "rows": [repr(row) for row in gradebook(out / "gradebook.db") if row[0] == student],
    }


def _lines_below(folder: Path) -> list[str]:
    """The names of all files below a folder, each with its lines."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    text = [path.read_text(encoding="utf-8").split("\n") for path in files]
    return [
        line
        for path, lines in zip(files, text, strict=True)
        for line in (str(path.relative_to(folder)), *lines)
    ]


def told_apart(submitted: Path) -> dict[str, str]:
    """What stands below a folder, each with what tells it from another: hash, size or kind."""
    return {
        os.fsdecode(os.fsencode(path.relative_to(submitted))): _kind_of(path)
        for path in sorted(submitted.rglob("*"))
    }


def _kind_of(path: Path) -> str:
    if path.is_symlink():
        return "a link"
    if not path.is_file():
        return "a folder" if path.is_dir() else "something else"
    size = path.stat().st_size
    return f"{size} bytes" if size > LARGE else sha256(path.read_bytes()).hexdigest()


def _submissions(out: Path) -> list[str]:
    """The students in the gradebook's table of submissions."""
    with closing(sqlite3.connect(out / "gradebook.db")) as connection:
        rows = connection.execute("SELECT student_id FROM submitted_assignment").fetchall()
    return [row[0] for row in rows]


def _page(out: Path, student: str) -> Path:
    return out / "feedback" / student / LESSON / f"{LESSON}.html"
