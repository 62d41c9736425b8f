"""The hand-ins of a class on disk: ``SUBMITTED/STUDENT/LESSON/LESSON.ipynb``.

Owns finding and reading. Nothing is ever written below the folder of hand-ins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError, UsageError
from autograder.grading.signs import ACTING, spelt
from autograder.grading.repair.files import is_handed_in

MAX_BYTES = 100 * 2**20
UNSHOWN = re.compile(f'[<>&"]|{ACTING.pattern}|[\t\n]')


@dataclass(frozen=True)
class HandIn:
    """One student's folder for one lesson, and the notebook that is looked for in it."""

    student: str
    lesson: str
    path: Path


def find_class(submitted: Path, lesson: str) -> list[HandIn]:
    """The hand-ins of a lesson, by student. Raises ``UsageError`` where there is none."""
    place = f"{submitted}/STUDENT/{lesson}/{lesson}.ipynb"
    example = f"Make a class to try: autograder simulate {lesson} --out {submitted}"
    if not submitted.is_dir():
        raise UsageError(
            f"There is no folder {submitted}. Put hand-ins into {place}, "
            f"or name another folder with --submitted. {example}"
        )
    try:
        found = [
            HandIn(_student(folder.name), lesson, folder / lesson / f"{lesson}.ipynb")
            for folder in sorted(submitted.iterdir())
            if folder.name[0] != "." and is_handed_in(folder / lesson)
        ]
    except OSError as error:
        text = f"Can't read {error.filename}: {error.strerror}. Make it readable for you."
        raise UsageError(text) from error
    if not found:
        raise UsageError(f"Nobody has handed in {lesson}: there is no {place}. {example}")
    return found


def _student(name: str) -> str:
    r"""The student's name as text that can be shown anywhere: other bytes than UTF-8 as \xfc.

    So are signs that act on a terminal, and markup: Formgrader (nbgrader 0.9.6, formgrade.tpl)
    puts names into its page as they are.
    """
    text = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return UNSHOWN.sub(lambda sign: spelt(sign[0]), text)


def read_hand_in(path: Path) -> bytes:
    """The bytes of a hand-in's notebook. Raises ``SubmissionError`` where there is no such file."""
    try:
        if fault := _fault(path):
            raise SubmissionError(fault)
        return path.read_bytes()
    except OSError as error:
        raise SubmissionError(f"{path.name} can't be read: {error.strerror}.") from error


def _fault(path: Path) -> str:
    """Why the path is no file to read; "" where it is one."""
    if path.is_symlink():
        return f"{path.name} is a link, not a file. Hand in the file itself."
    if path.is_dir():
        return f"{path.name} is a folder, not a notebook."
    if not path.is_file():
        return f"There is no file {path.name} in {path.parent.name or '.'}. {_found(path)}"
    if (size := path.stat().st_size) > MAX_BYTES:
        return (
            f"{path.name} has {size / 2**20:.0f} MiB; {MAX_BYTES // 2**20} MiB are the limit. "
            "Clear its outputs and hand it in again."
        )
    return ""


def _found(path: Path) -> str:
    if not path.parent.is_dir():
        return "The folder isn't there either."
    names = sorted(p.name for p in path.parent.iterdir())
    more = ", …" if len(names) > 3 else ""
    return f"There is {', '.join(names[:3])}{more}." if names else "The folder is empty."
