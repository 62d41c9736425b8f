"""The hand-ins of a class on disk: ``SUBMITTED/STUDENT/LESSON/LESSON.ipynb``.

Owns finding and reading. Nothing is ever written below the folder of hand-ins.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError, UsageError

MAX_BYTES = 100 * 2**20


@dataclass(frozen=True)
class HandIn:
    """One student's folder for one lesson, and the notebook that is looked for in it."""

    student: str
    lesson: str
    path: Path


def find_class(submitted: Path, lesson: str) -> list[HandIn]:
    """The hand-ins of a lesson, by student. Raises ``UsageError`` where there is none."""
    example = f"Make a class to try: autograder simulate {lesson} --out {submitted}"
    if not submitted.is_dir():
        raise UsageError(
            f"There is no folder {submitted}. Put hand-ins into {_place(submitted, lesson)}, "
            f"or name another folder with --submitted. {example}"
        )
    students = sorted(p for p in submitted.iterdir() if p.is_dir() and p.name[0] != ".")
    found = [
        HandIn(folder.name, lesson, folder / lesson / f"{lesson}.ipynb")
        for folder in students
        if (folder / lesson).is_dir()
    ]
    if not found:
        raise UsageError(
            f"Nobody has handed in {lesson}: there is no {_place(submitted, lesson)}. {example}"
        )
    return found


def _place(submitted: Path, lesson: str) -> str:
    return f"{submitted}/STUDENT/{lesson}/{lesson}.ipynb"


def read_hand_in(path: Path) -> bytes:
    """The bytes of a hand-in's notebook. Raises ``SubmissionError`` where there is no such file."""
    if path.is_symlink():
        raise SubmissionError(f"{path.name} is a link, not a file. Hand in the file itself.")
    if path.is_dir():
        raise SubmissionError(f"{path.name} is a folder, not a notebook.")
    if not path.is_file():
        raise SubmissionError(f"There is no file {path.name} in the hand-in. {_found(path)}")
    if path.stat().st_size > MAX_BYTES:
        raise SubmissionError(
            f"{path.name} has {path.stat().st_size / 2**20:.0f} MiB; "
            f"{MAX_BYTES // 2**20} MiB are the limit. Clear its outputs and hand it in again."
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise SubmissionError(f"{path.name} can't be read: {error.strerror}.") from error


def _found(path: Path) -> str:
    names = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
    more = ", …" if len(names) > 3 else ""
    return f"It holds {', '.join(names[:3])}{more}." if names else "It is empty."
