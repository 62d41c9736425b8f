"""Where the results of a run are, and how files get there: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.databases import sqlite_url


@dataclass(frozen=True)
class Places:
    """The folders of one run, and the database. ``submitted`` is never written to."""

    submitted: Path
    out: Path
    db_url: str

    @property
    def autograded(self) -> Path:
        """Executed notebooks with scores and cards: ``autograded/STUDENT/LESSON/``."""
        return self.out / "autograded"

    @property
    def feedback(self) -> Path:
        """Pages for students: ``feedback/STUDENT/LESSON/``."""
        return self.out / "feedback"

    def results(self, lesson: str) -> Path:
        """The file of a lesson's records, one line a student."""
        return self.out / "results" / f"{lesson}.jsonl"

    def journal(self, lesson: str) -> Path:
        """The file that tells which hand-ins of a lesson are done."""
        return self.out / "journal" / f"{lesson}.jsonl"

    def notebook(self, student: str, lesson: str) -> Path:
        """The executed notebook of a student."""
        return self.autograded / student / lesson / f"{lesson}.ipynb"

    def page(self, student: str, lesson: str) -> Path:
        """The feedback page of a student."""
        return self.feedback / student / lesson / f"{lesson}.html"

    @property
    def set_aside(self) -> Path:
        """The file that tells what was graded with no lesson, if there is anything."""
        return self.out / "set_aside.txt"

    def make_folders(self, lesson: str) -> None:
        """Makes the folders that aren't there. Raises ``UsageError`` where that can't be done."""
        files = (self.results(lesson), self.journal(lesson))
        for folder in (self.out, self.autograded, self.feedback, *(f.parent for f in files)):
            make_folder(folder)


def default_db_url(out: Path) -> str:
    """The gradebook that a run writes to if no other is named."""
    return sqlite_url(out / "gradebook.db")


def make_folder(folder: Path) -> None:
    """Makes a folder if it isn't there. Raises ``UsageError`` where it can't be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            f"Can't write to {folder}: {error.strerror}. Name another folder with --out."
        ) from error


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Puts the bytes into the file in one step: whoever reads it finds the old ones or the new.

    One writer at a time, so that what a killed one left is overwritten by the next. Raises
    ``OSError``; then the file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with part.open("wb") as file:
            file.write(data)
            _allow(file.fileno(), mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _allow(descriptor: int, mode: int) -> None:
    """Sets who may read the file, where the file system lets that be set.

    Windows' doesn't, nor do its drives in WSL and many network drives (CIFS).
    """
    if hasattr(os, "fchmod"):
        with suppress(PermissionError):
            os.fchmod(descriptor, mode)
