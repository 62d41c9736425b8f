"""Which hand-ins of a lesson are done: a file that grows by one line as each is.

Owns ``journal/LESSON.jsonl`` and ``results/LESSON.jsonl``. A hand-in is done once its line in the
journal is whole; whatever a killed run did before that is done again, with the same seed, so that
it leads to the same result. The results file is made from the journal.

The journal's lines: ``{"seed", "finished"}``, then ``{"key", "seed", "record"}`` for each hand-in.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from autograder.grading.places import Places, write_whole
from autograder.records.results import UNDETERMINED, Record


@dataclass(frozen=True)
class Done:
    """A hand-in that is done: the key of what was graded, the seed that it was tried with."""

    key: str
    seed: int
    record: Record


@dataclass(frozen=True)
class LastRun:
    """What the journal tells of the last run. ``seed`` is None where there was none."""

    seed: int | None
    finished: bool
    done: Mapping[str, Done]

    def still_valid(
        self, keys: Mapping[str, str], written: Collection[str], seed: int | None
    ) -> dict[str, Done]:
        """What needn't be graded again, by student.

        That is what was determined, of a hand-in with the same key, whose result is ``written``;
        where a ``seed`` is asked for, only what was tried with it.
        """
        return {
            student: done
            for student, done in self.done.items()
            if done.key
            and keys.get(student) == done.key
            and student in written
            and done.record.status != UNDETERMINED
            and seed in (None, done.seed)
        }


def read_journal(path: Path) -> LastRun:
    """What a journal tells; of a student with several lines the last. Torn lines tell nothing."""
    seed, finished, done = None, False, {}
    data = path.read_bytes() if path.is_file() else b""
    for line in data.splitlines(keepends=True):
        told = _parsed(line)
        if "finished" in told:
            seed, finished = told.get("seed"), told["finished"] is True
        elif entry := _entry(told):
            done[entry.record.student] = entry
    return LastRun(seed if isinstance(seed, int) else None, finished, done)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line) if line.endswith(b"\n") else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _entry(told: Mapping[str, Any]) -> Done | None:
    try:
        return Done(str(told["key"]), int(told["seed"]), Record.from_dict(told["record"]))
    except (KeyError, TypeError, ValueError):
        return None


class Journal:
    """The journal and the results file of a run, open for writing. Use in a ``with`` statement.

    ``kept`` is what an earlier run did and this one needn't. Methods raise ``OSError``.
    """

    def __init__(self, places: Places, lesson: str, seed: int, kept: Mapping[str, Done]) -> None:
        self.path, self.results = places.journal(lesson), places.results(lesson)
        self.seed, self.done = seed, dict(kept)
        write_whole(self.path, self._journal_text(finished=False))
        write_whole(self.results, self._results_text())
        self.files: list[FileIO] = [open(p, "ab", buffering=0) for p in (self.path, self.results)]

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *error: object) -> None:
        for file in self.files:
            file.close()

    def add(self, key: str, record: Record) -> None:
        """Notes that a hand-in is done."""
        done = Done(key, self.seed, record)
        for file, line in zip(self.files, (_line(done), record.to_json() + "\n"), strict=True):
            _append(file, line.encode())
        self.done[record.student] = done

    def finish(self) -> None:
        """Puts both files in order: each student once, by name."""
        write_whole(self.results, self._results_text())
        write_whole(self.path, self._journal_text(finished=True))

    def _journal_text(self, finished: bool) -> bytes:
        head = json.dumps({"seed": self.seed, "finished": finished}) + "\n"
        return (head + "".join(map(_line, self._in_order()))).encode()

    def _results_text(self) -> bytes:
        return "".join(done.record.to_json() + "\n" for done in self._in_order()).encode()

    def _in_order(self) -> Iterable[Done]:
        return [self.done[student] for student in sorted(self.done)]


def _line(done: Done) -> str:
    told = {"key": done.key, "seed": done.seed, "record": asdict(done.record)}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _append(file: FileIO, data: bytes) -> None:
    """Appends all of the bytes or, where there is no room for all, none. Raises ``OSError``."""
    size = file.seek(0, 2)
    try:
        written = file.write(data)
        while written < len(data):
            written += file.write(data[written:])
    except OSError:
        file.truncate(size)
        raise
