"""Puts hand-ins where the grader looks for them: whole or not at all, and never over another.

``SUBMITTED/STUDENT/LESSON/`` holds the one that counts, with ``timestamp.txt`` and, in
``.collected``, what it was collected from. All others of that lesson are kept in
``SUBMITTED/STUDENT/.aside/LESSON/``, where the grader doesn't look. A folder is made beside its
place and renamed into it, so that a run that is killed leaves no half of one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from autograder.grading.arrivals import TIMESTAMP, read_arrival

ASIDE, PART, MARK = ".aside", ".part", ".collected"
COLLECTED, THERE, KEPT_ASIDE, LOOK = "collected", "already there", "set aside", "look"


@dataclass(frozen=True)
class Work:
    """The notebook of one student for one lesson: its bytes, when it came, and from where.

    ``due`` is when it was due, None where that isn't asked.
    """

    student: str
    lesson: str
    data: bytes
    when: datetime | None = None
    late: bool | None = None
    origin: str = ""
    due: datetime | None = None

    @property
    def digest(self) -> str:
        """What tells its bytes from all others."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Placed:
    """What became of a work: one of the words above, why, and where it is."""

    state: str
    why: str
    path: Path


def place(submitted: Path, work: Work, first: bool = True, dry: bool = False) -> Placed:
    """Puts a work at its place, or aside. Raises ``OSError``; then nothing is half there.

    ``first`` says that nothing of this student and lesson was placed in this run. With ``dry`` it
    is told and not done.
    """
    home = submitted / work.student
    if odd := _odd(submitted, work.student):
        return Placed(LOOK, odd, home)
    at = home / work.lesson
    notebook = at / f"{work.lesson}.ipynb"
    if not os.path.lexists(at) or (at.is_dir() and not at.is_symlink() and not os.listdir(at)):
        if kept := _kept(home, work):
            return Placed(THERE, "kept aside before", kept)
        _make(at, work, dry)
        return Placed(COLLECTED, "", notebook)
    told = _told(at)
    if told.get("sha256") == work.digest or _digest(notebook) == work.digest:
        return Placed(THERE, "", notebook)
    if kept := _kept(home, work):
        return Placed(THERE, "kept aside before", kept)
    if "sha256" not in told or told["sha256"] != _digest(notebook):
        why = "what stands there was not collected, or was changed since: it is left as it is"
        return Placed(LOOK, why, _put_aside(home, work, dry))
    return _beside(home, at, work, first, dry)


def _beside(home: Path, at: Path, work: Work, first: bool, dry: bool) -> Placed:
    """What becomes of a work where another that was collected stands at its place."""
    there = read_arrival([at]).when
    if work.when is not None and there is not None:
        if _rank(work.when, work.due) <= _rank(there, work.due):
            late = work.due is not None and there <= work.due < work.when
            why = "it came after the due time" if late else "a later one counts"
            return Placed(KEPT_ASIDE, why, _put_aside(home, work, dry))
    elif not first:
        why = "two files are of this student and lesson, and nothing tells which counts"
        return Placed(LOOK, why, _put_aside(home, work, dry))
    old = _aside(home, work.lesson, there, str(_told(at)["sha256"]))
    if not dry:
        old.parent.mkdir(parents=True, exist_ok=True)
        _build(home / PART, work)
        at.rename(old)
        (home / PART).rename(at)
    return Placed(COLLECTED, f"the one before is kept in {old}", at / f"{work.lesson}.ipynb")


def _rank(when: datetime, due: datetime | None) -> tuple[bool, datetime]:
    """Of two times the greater one counts: in time before late, and later before earlier."""
    return due is None or when <= due, when


def _odd(submitted: Path, student: str) -> str:
    """Why nothing can be put into a student's folder; "" where it can."""
    home = submitted / student
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        return f"{home} is no folder of its own: move it away"
    if not home.exists() and submitted.is_dir():
        for name in os.listdir(submitted):
            if name.casefold() == student.casefold() and name != student:
                return f"there is a folder {name!r}, which differs in capitals alone"
    return ""


def _make(at: Path, work: Work, dry: bool) -> None:
    if not dry:
        part = at.parent / PART
        _build(part, work)
        with suppress(FileNotFoundError):
            at.rmdir()
        part.rename(at)


def _put_aside(home: Path, work: Work, dry: bool) -> Path:
    """Keeps a work where it doesn't count; the path."""
    at = _aside(home, work.lesson, work.when, work.digest)
    if not dry:
        at.parent.mkdir(parents=True, exist_ok=True)
        _build(home / PART, work)
        (home / PART).rename(at)
    return at


def _aside(home: Path, lesson: str, when: datetime | None, digest: str) -> Path:
    time = f"{when:%Y-%m-%d-%H%M%S}" if when is not None else "undated"
    return home / ASIDE / lesson / f"{time}-{digest[:16]}"


def _kept(home: Path, work: Work) -> Path | None:
    folder = home / ASIDE / work.lesson
    return next(iter(sorted(folder.glob(f"*-{work.digest[:16]}"))), None)


def _build(part: Path, work: Work) -> None:
    """The folder of a work, under a name that the grader passes over."""
    if part.exists():
        shutil.rmtree(part)  # a run that was killed has left it
    part.mkdir(parents=True)
    try:
        (part / f"{work.lesson}.ipynb").write_bytes(work.data)
        if work.when is not None:
            text = f"{work.when:%Y-%m-%d %H:%M:%S} UTC\n"
            (part / TIMESTAMP).write_text(text, encoding="utf-8")
        about = {"sha256": work.digest, "late": work.late, "from": work.origin}
        (part / MARK).write_bytes(json.dumps(about, ensure_ascii=True).encode())
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _told(at: Path) -> Mapping[str, Any]:
    """What stands in ``.collected``; nothing where that isn't there, or isn't ours."""
    try:
        told = json.loads((at / MARK).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _digest(path: Path) -> str:
    """What tells a file's bytes from others; "" where it can't be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
