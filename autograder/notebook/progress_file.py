"""The file that keeps a learner's best results over sessions, in the learner's own folder.

Owns its place, its form and how it is read and written: in one step, merged with what another open
notebook has written meanwhile, and never over a file that isn't whole. It is never sent anywhere.
What else it keeps is the matter of others, such as ``predictions``.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from autograder.errors import UnreadableProgress
from autograder.exercises import LESSONS
from autograder.records.sentences import say
from autograder.records.verdicts import Status

NAME = "autograd-progress.json"
VERSION = 1
MAX_BYTES = 2**20
PATIENCE_S = 5.0
ABOUT = (
    "Best results in the course's exercises, and your predictions. Yours alone: delete the file to "
    "begin anew."
)


@dataclass(frozen=True)
class Best:
    """The best result on an exercise so far, passed or partly right, with its day (ISO 8601)."""

    score: float
    max_score: float
    status: Status
    date: str

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes one result better than another."""
        return self.status is Status.PASSED, self.score


Results = Mapping[str, Best]
"""The best results by exercise id."""


def progress_path(folder: Path) -> Path:
    """The file for notebooks in ``folder``: one for all lessons, wherever that is possible.

    It lies in the root of a checkout of the course, else beside the lessons' folders, else
    beside the notebook.
    """
    for place in (folder, *folder.parents):
        if (place / "nbgrader_config.py").is_file() and (place / "course").is_dir():
            return place / NAME
    return (folder.parent if folder.name in LESSONS else folder) / NAME


def holds_solutions(folder: Path) -> bool:
    """Whether notebooks in ``folder`` are solutions that the course has.

    There are nbgrader's source in a checkout and, beside the lessons, those that one reads.
    """
    if folder.name == "solutions" and any((folder.parent / name).is_dir() for name in LESSONS):
        return True
    places = (folder, *folder.parents)
    named = (n for n, place in enumerate(places) if place.name == "solutions")
    return any((p / "nbgrader_config.py").is_file() for n in named for p in places[n + 1 :])


def merged(one: Results, other: Results) -> dict[str, Best]:
    """The better of two results on each exercise; of equals, that of ``one``."""
    found = dict(one)
    for name, best in other.items():
        if name not in found or best.rank > found[name].rank:
            found[name] = best
    return found


def read_progress(path: Path) -> dict[str, Best]:
    """The results in the file; none where there is no file.

    Raises ``UnreadableProgress`` or ``OSError``; entries of exercises that nobody knows stay.
    """
    return _results(path, read_file(path))


def add_progress(path: Path, results: Results) -> dict[str, Best]:
    """The results of the file and of ``results``, now in the file. Raises as ``read_progress``."""
    with edit_file(path) as data:
        before = _results(path, data)
        after = merged(before, results)
        if after != before:
            data["exercises"] = {name: asdict(best) for name, best in sorted(after.items())}
    return after


@contextmanager
def edit_file(path: Path) -> Iterator[dict[str, Any]]:
    """The file's JSON object, to be changed in the block; a changed one is written.

    Other notebooks wait meanwhile. Raises ``UnreadableProgress`` or ``OSError``; what is raised in
    the block leaves the file as it was.
    """
    with _locked(path.parent):
        data = read_file(path)
        before = json.dumps(data)
        yield data
        if json.dumps(data) != before:
            data |= {"about": ABOUT, "version": VERSION}
            _replace(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def read_file(path: Path) -> dict[str, Any]:
    """The JSON object of the file, or a new one. Raises ``UnreadableProgress`` or ``OSError``."""
    if not path.exists() and not path.is_symlink():
        return {"version": VERSION, "exercises": {}}
    if not path.is_file():
        raise UnreadableProgress(path.name, say("it isn't a file"))
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableProgress(path.name, say("it is too large"))
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableProgress(path.name, say("it isn't whole")) from error
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise UnreadableProgress(path.name, say("a newer version of the course wrote it"))
    if version != VERSION:
        raise UnreadableProgress(path.name, say("it isn't the course's"))
    return dict(found)


def _results(path: Path, data: Mapping[str, Any]) -> dict[str, Best]:
    try:
        return {str(name): _best(entry) for name, entry in data["exercises"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnreadableProgress(path.name, say("an entry in it is none")) from error


def _best(entry: Mapping[str, Any]) -> Best:
    score, most = float(entry["score"]), float(entry["max_score"])
    if not (0 <= score <= most and math.isfinite(most)):
        raise ValueError("a score that is none")
    day = date.fromisoformat(entry["date"]).isoformat()
    return Best(score, most, Status(entry["status"]), day)


def _replace(path: Path, text: str) -> None:
    """Writes beside the file (the one behind a link) and renames: whoever reads sees old or new."""
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(prefix=".autograd-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder while others wait, for ``PATIENCE_S`` at most.

    Where locks aren't known (Windows, some network drives) nothing is held: a result that is lost
    there is written again with the next one of its notebook, which remembers its own.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + PATIENCE_S
        while not _taken(handle, fcntl) and time.monotonic() < end:
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def _taken(handle: int, fcntl: Any) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # no locks here: go on without
    return True
