"""What is said of all that is set aside: where it lies, and what to do.

Owns the words: nothing that a student handed in is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.grading.survey import ARCHIVE, BESIDE, CLOSED, LINK, OTHER, Aside, Survey, lesson_in
from autograder.records.signs import safe_text

MAX_LINES = 20
MAX_PATH = 4_096
"""Linux's longest path: whoever looks for a file needs all of it."""


def left_over(submitted: Path, asides: Sequence[Aside] | None = None, file: str = "") -> list[str]:
    """A line for each of the first files that are graded with no lesson, and one for the rest.

    ``file`` is where all of them are told.
    """
    survey = Survey(submitted) if asides is None else None
    found = survey.set_aside(survey.lessons) if survey else asides or []
    lines = [f"  {line}" for line in told(found[:MAX_LINES], submitted)]
    head = f"Not picked up in {submitted}, where STUDENT/LESSON/LESSON.ipynb is looked for:"
    if (n := len(found) - MAX_LINES) > 0:
        lines.append(f"  … and {n} more" + (f": see {file}." if file else "."))
    return [head, *lines] if lines else []


def told(asides: Sequence[Aside], submitted: Path) -> list[str]:
    """A line for each: the path, and what to do."""
    return [f"{shown_path(aside.path, submitted)}: {_advice(aside)}" for aside in asides]


def shown_path(path: Path, submitted: Path) -> str:
    """The path below the folder of hand-ins, as text that harms no terminal."""
    name = str(path.relative_to(submitted)).encode(errors="surrogateescape")
    return safe_text(name.decode(errors="backslashreplace"), MAX_PATH)


def _advice(aside: Aside) -> str:
    lesson = aside.lesson or lesson_in(aside.path.name) or "LESSON"
    place = f"{safe_text(aside.student) or 'STUDENT'}/{lesson}/{lesson}.ipynb"
    if aside.kind == ARCHIVE:
        return f"an archive: unpack it and put the notebook at {place}."
    if aside.kind == OTHER:
        return f"not a notebook. What is graded is {place}."
    if aside.kind == LINK:
        return f"a link, which isn't followed: put the file itself at {place}."
    if aside.kind == BESIDE:
        return "not graded: another file of the same hand-in counts."
    if aside.kind == CLOSED:
        return f"the folder can't be read: {aside.reason}. Let whoever grades read it."
    if aside.student and aside.lesson:
        return f"there is more than one such file; keep one, at {place}."
    return f"if it is a hand-in, move it to {place}."
