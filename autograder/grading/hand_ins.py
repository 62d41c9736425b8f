"""The hand-ins of a class on disk: ``SUBMITTED/STUDENT/LESSON/LESSON.ipynb``.

Owns finding and reading. Nothing is ever written below the folder of hand-ins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError, UsageError
from autograder.exercises import lesson_names
from autograder.grading.misplaced import Stray, found_elsewhere, left_over, shown_path
from autograder.grading.repair.files import is_handed_in, read_file, read_folder
from autograder.records.signs import ACTING, spelt

MAX_BYTES = 100 * 2**20
UNSHOWN = re.compile(f'[<>&"]|{ACTING.pattern}|[\t\n]')


@dataclass(frozen=True)
class HandIn:
    """One student's folder for one lesson, and the notebook that is looked for in it.

    ``elsewhere`` is the notebook where it stands at another place, such as beside the folder.
    """

    student: str
    lesson: str
    path: Path
    elsewhere: Path | None = None
    notes: tuple[str, ...] = ()

    def read(self, release: bytes) -> tuple[bytes, tuple[str, ...]]:
        """The bytes of the notebook, and notes on where it was. Raises ``SubmissionError``."""
        if self.elsewhere is not None:
            return read_file(self.elsewhere), self.notes
        return read_folder(self.path.parent, self.lesson, release)


def find_class(submitted: Path, lesson: str) -> list[HandIn]:
    """The hand-ins of a lesson, by student. Raises ``UsageError`` where there is none."""
    place = f"{submitted}/STUDENT/{lesson}/{lesson}.ipynb"
    example = f"Make a class to try: autograder simulate {lesson} --out try/submitted"
    if not submitted.is_dir():
        raise UsageError(
            f"There is no folder {submitted}. Put hand-ins into {place}, "
            f"or name another folder with --submitted. {example}"
        )
    try:
        proper = [
            HandIn(_student(folder.name), lesson, folder / lesson / f"{lesson}.ipynb")
            for folder in sorted(submitted.iterdir())
            if folder.name[0] != "."
            and folder.name not in lesson_names()
            and is_handed_in(folder / lesson)
        ]
    except OSError as error:
        text = f"Can't read {error.filename}: {error.strerror}. Make it readable for you."
        raise UsageError(text) from error
    strays = [_moved(submitted, stray) for stray in found_elsewhere(submitted, lesson)]
    found = sorted([*proper, *strays], key=lambda hand_in: hand_in.student)
    if not found:
        lines = "".join(f"\n{line}" for line in left_over(submitted))
        raise UsageError(f"Nobody has handed in {lesson}: there is no {place}. {example}{lines}")
    return found


def lessons_handed_in(submitted: Path) -> list[str]:
    """The lessons of which there is a hand-in, also where it stands at another place."""
    students = [f for f in submitted.iterdir() if f.name[0] != "." and f.name not in lesson_names()]
    return [
        lesson
        for lesson in lesson_names()
        if any(is_handed_in(folder / lesson) for folder in students)
        or found_elsewhere(submitted, lesson)
    ]


def _moved(submitted: Path, stray: Stray) -> HandIn:
    """The hand-in of a notebook that stands elsewhere."""
    place = submitted / stray.student / stray.lesson / f"{stray.lesson}.ipynb"
    found, meant = (shown_path(path, submitted) for path in (stray.path, place))
    note = f"The file stands at {found}, not at {meant}."
    return HandIn(_student(stray.student), stray.lesson, place, stray.path, (note,))


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
        return "This is a folder, not a notebook."
    if not path.is_file():
        return f"There is no file {path}. {_found(path)}"
    if (size := path.stat().st_size) > MAX_BYTES:
        return (
            f"{path.name} has {size / 2**20:.0f} MiB; {MAX_BYTES // 2**20} MiB are the limit. "
            "Clear its outputs and hand it in again."
        )
    return ""


def _found(path: Path) -> str:
    if not path.parent.is_dir():
        return "The folder isn't there either."
    names = sorted(p.name for p in path.parent.glob("*.ipynb") if p.name[0] != ".")
    more = ", …" if len(names) > 3 else ""
    where = "The folder" if path.parent.name else "This folder"
    return f"{where} has {', '.join(names[:3])}{more}." if names else f"{where} has no notebook."
