"""The hand-ins of a class on disk: ``SUBMITTED/STUDENT/LESSON/LESSON.ipynb``.

Owns finding and reading. Nothing is ever written below the folder of hand-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError, UnreadableError, UsageError
from autograder.grading.folders import above, why
from autograder.grading.misplaced import left_over, shown_path
from autograder.grading.naming import student_ids
from autograder.grading.repair.files import FoundFile, choose, find_notebook, too_many_mib
from autograder.grading.survey import Belongings, Survey
from autograder.records.sentences import Sentence, joined, say

MAX_BYTES = 100 * 2**20


@dataclass(frozen=True)
class HandIn:
    """One student's hand-in of one lesson. ``student`` is the id, ``belongings`` are the files."""

    student: str
    belongings: Belongings
    submitted: Path

    @property
    def path(self) -> Path:
        """Where the notebook is looked for."""
        return self.belongings.place

    def find(self, worked_in: Callable[[Path], bool] = lambda path: False) -> FoundFile:
        """The notebook that counts, and notes on where it was.

        One that is ``worked_in`` is preferred to those that aren't. Raises ``SubmissionError``
        where there is none, ``UnreadableError`` where a folder can't be opened that may hold it.
        """
        mine = self.belongings
        if mine.proper:
            return find_notebook(self.path.parent, mine.lesson, worked_in)
        if not mine.notebooks:
            closed, reason = next(iter(mine.closed.items()))
            folder = say("The folder {name}", name=shown_path(closed, self.submitted))
            raise UnreadableError(folder, reason)
        found = choose(mine.notebooks, self.submitted, mine.lesson, worked_in)
        stands, meant = (shown_path(p, self.submitted) for p in (found.path, self.path))
        notes = found.repairs if len(mine.notebooks) > 1 else ()
        moved = say("The file stands at {path}, not at {meant}.", path=stands, meant=meant)
        return FoundFile(found.path, (moved, *notes))

    def folders(self, notebook: Path | None) -> Iterator[Path]:
        """Where the time of its coming may be told: at its place, else the nearest to the notebook.

        Who collects writes into the place; what is nearer may be by the student.
        """
        yield self.path.parent
        if notebook is not None:
            yield from (f for f in above(notebook, self.submitted) if f != self.submitted)


def find_class(submitted: Path, lesson: str, survey: Survey | None = None) -> list[HandIn]:
    """The hand-ins of a lesson, by student. Raises ``UsageError`` where there is none.

    ``survey`` is what was found in the folder, where that is known already.
    """
    found = survey or survey_of(submitted, lesson)
    ids = student_ids(found.students())
    hand_ins = [HandIn(ids[mine.student], mine, submitted) for mine in found.of(lesson)]
    if not hand_ins:
        lines = "".join(f"\n{line}" for line in left_over(submitted))
        place = f"{submitted}/STUDENT/{lesson}/{lesson}.ipynb"
        raise UsageError(
            f"Nobody has handed in {lesson}: there is no {place}. {_example(lesson)}{lines}"
        )
    return sorted(hand_ins, key=lambda hand_in: hand_in.student)


def survey_of(submitted: Path, lesson: str) -> Survey:
    """What stands in the folder of hand-ins. Raises ``UsageError`` where it can't be read."""
    if not submitted.is_dir():
        raise UsageError(
            f"There is no folder {submitted}. Put hand-ins into {submitted}/STUDENT/{lesson}/"
            f"{lesson}.ipynb, or name another folder with --submitted. {_example(lesson)}"
        )
    try:
        return Survey(submitted)
    except OSError as error:
        text = f"Can't read {error.filename}: {why(error)}. Make it readable for you."
        raise UsageError(text) from error


def _example(lesson: str) -> str:
    return f"Make a class to try: autograder simulate {lesson} --out try/submitted"


def lessons_handed_in(submitted: Path) -> list[str]:
    """The lessons of which there is a hand-in, also where it stands at another place."""
    survey = Survey(submitted)
    return [x for x in survey.lessons if any(lesson == x for _, lesson in survey.found)]


def read_hand_in(path: Path) -> bytes:
    """The bytes of a hand-in's notebook. Raises ``SubmissionError`` where there is no such file."""
    try:
        if fault := _fault(path):
            raise SubmissionError(fault)
        return path.read_bytes()
    except OSError as error:
        raise SubmissionError(
            say("{name} can't be read: {error}.", name=path.name, error=error.strerror)
        ) from error


def _fault(path: Path) -> Sentence | None:
    """Why the path is no file to read; None where it is one."""
    if path.is_symlink():
        return say("{name} is a link, not a file. Hand in the file itself.", name=path.name)
    if path.is_dir():
        return say("This is a folder, not a notebook.")
    if not path.is_file():
        return joined(say("There is no file {path}.", path=str(path)), _found(path))
    if (size := path.stat().st_size) > MAX_BYTES:
        return too_many_mib(path.name, size, MAX_BYTES)
    return None


def _found(path: Path) -> Sentence:
    if not path.parent.is_dir():
        return say("The folder isn't there either.")
    names = sorted(p.name for p in path.parent.glob("*.ipynb") if p.name[0] != ".")
    more = ", …" if len(names) > 3 else ""
    named = bool(path.parent.name)
    if not names:
        return say("The folder has no notebook." if named else "This folder has no notebook.")
    shown = ", ".join(names[:3]) + more
    return say("The folder has {names}." if named else "This folder has {names}.", names=shown)
