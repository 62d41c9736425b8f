"""What lies among the hand-ins at another place than ``SUBMITTED/STUDENT/LESSON/``.

Owns whose it is and of which lesson, as far as the names tell without doubt, and the words for the
rest: nothing that a student handed in is passed over in silence. Opens no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.records.signs import safe_text
from autograder.errors import SubmissionError
from autograder.exercises import lesson_names
from autograder.grading.repair.files import (
    ARCHIVES,
    ENDINGS,
    files_in,
    folders_in,
    is_handed_in,
    plain_name,
)

OTHERS = (".py", ".html", ".pdf")
"""Endings of what students hand in for a notebook."""
MAX_LINES = 20
MAX_PATH = 200


@dataclass(frozen=True)
class Stray:
    """A file at another place. ``student`` and ``lesson`` are "" where the place tells neither."""

    path: Path
    student: str = ""
    lesson: str = ""


def found_elsewhere(submitted: Path, lesson: str) -> list[Stray]:
    """The notebooks of a lesson of which it is clear whose they are: one for each student."""
    return [stray for stray in _survey(submitted)[0] if stray.lesson == lesson]


def left_over(submitted: Path) -> list[str]:
    """A line for each file that is graded with no lesson: where it lies and what to do."""
    left = _survey(submitted)[1]
    lines = [f"  {shown_path(s.path, submitted)}: {_advice(s)}" for s in left]
    more = [f"  … and {len(lines) - MAX_LINES} more."] if len(lines) > MAX_LINES else []
    head = f"Not picked up in {submitted}, where STUDENT/LESSON/LESSON.ipynb is looked for:"
    return [head, *lines[:MAX_LINES], *more] if lines else []


def shown_path(path: Path, submitted: Path) -> str:
    """The path below the folder of hand-ins, as text that harms no terminal."""
    name = str(path.relative_to(submitted)).encode(errors="surrogateescape")
    return safe_text(name.decode(errors="backslashreplace"), MAX_PATH)


def _survey(submitted: Path) -> tuple[list[Stray], list[Stray]]:
    """What is somebody's notebook of some lesson without doubt, and the rest."""
    strays = list(_strays(submitted))
    counts = Counter((s.student, s.lesson) for s in strays)
    clear: list[Stray] = []
    left: list[Stray] = []
    for stray in strays:
        known = bool(stray.student and stray.lesson) and stray.path.name.lower().endswith(ENDINGS)
        alone = counts[stray.student, stray.lesson] == 1
        free = not is_handed_in(submitted / stray.student / stray.lesson)
        (clear if known and alone and free else left).append(stray)
    return clear, left


def _strays(submitted: Path) -> Iterator[Stray]:
    """All files that could be meant as hand-ins and stand elsewhere. Links are not followed."""
    lessons = lesson_names()
    yield from (Stray(path) for path in _handed_in(submitted))
    for first in _folders(submitted):
        swapped = first.name in lessons
        for path in _handed_in(first):
            lesson = first.name if swapped else _lesson_in(path.name)
            yield Stray(path, "" if swapped else first.name, lesson)
        for second in _folders(first):
            if second.name in lessons and not swapped:
                continue  # the place of a hand-in
            for path in (p for folder in [second, *_folders(second)] for p in _handed_in(folder)):
                if swapped:
                    yield Stray(path, second.name, first.name)
                else:
                    yield Stray(path, first.name, _lesson_in(path.name) or _lesson_in(second.name))


def _folders(folder: Path) -> list[Path]:
    try:
        return folders_in(folder)
    except SubmissionError:  # nobody's fault that is to be told here
        return []


def _handed_in(folder: Path) -> list[Path]:
    try:
        return files_in(folder, (*ENDINGS, *ARCHIVES, *OTHERS))
    except SubmissionError:
        return []


def _lesson_in(name: str) -> str:
    """The lesson whose name is part of this one; "" where there is none."""
    return next((x for x in lesson_names() if plain_name(x) in plain_name(name)), "")


def _advice(stray: Stray) -> str:
    lesson = stray.lesson or _lesson_in(stray.path.name) or "LESSON"
    place = f"{stray.student or 'STUDENT'}/{lesson}/{lesson}.ipynb"
    if stray.path.suffix.lower() in ARCHIVES:
        return f"an archive: unpack it and put the notebook at {place}."
    if stray.path.suffix.lower() in OTHERS:
        return f"not a notebook. What is graded is {place}."
    if stray.student and stray.lesson:
        return f"there is more than one such file; keep one, at {place}."
    return f"if it is a hand-in, move it to {place}."
