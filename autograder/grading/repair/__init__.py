"""Mends what is broken in a hand-in, and says what it mended, before anybody else reads it.

``repair`` is a pure function of bytes and the released notebook: no files, no kernel, no clock.
Whatever a hand-in is, the result has each exercise's released check once, below the answer that
it belongs to; or the hand-in is refused with words for its student. Nothing is invented: code
comes from the hand-in alone, but for the released set-up, so that repair can lose a point and
never make one.
``files`` finds the notebook that is to be mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from autograder.errors import SubmissionError
from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.repair.assembly import assembled, metadata_notes
from autograder.grading.repair.cell_magics import with_cell_magics_first
from autograder.grading.repair.cells import CODE, Cell, read_cells
from autograder.grading.repair.conflicts import conflict_notes
from autograder.grading.repair.leaving import without_ends
from autograder.grading.repair.matching import Plan, match
from autograder.grading.repair.modules import without_missing_modules
from autograder.grading.repair.reading import read_json
from autograder.grading.repair.release import Release, release_of
from autograder.grading.repair.set_up import set_up_needed
from autograder.grading.repair.split import join_split
from autograder.grading.repair.traces import editor_notes, without_commands
from autograder.grading.repair.words import in_one_line
from autograder.records.sentences import Sentence, say, say_count

__all__ = ["Repaired", "lesson_of", "repair"]

MAX_NOTES = 40
MAX_NOTE = 300
CHECK_CALL = re.compile(r"""^check\(\s*["'](\w+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be graded, and what was mended in it, in words.

    ``set_up`` tells whether the released set-up cell was put in, as the first code cell.
    """

    notebook: NotebookNode
    repairs: tuple[str, ...] = ()
    set_up: bool = False


def repair(data: bytes, release: NotebookNode, lesson: str) -> Repaired:
    """The notebook in these bytes as a valid hand-in of the lesson, in format 4.5.

    Raises ``SubmissionError`` with words for the student where it can't be read, or is another
    notebook. Outputs are dropped; a hand-in that needs no repair keeps its cells as they are.
    """
    parsed, notes = read_json(data)
    cells, more = read_cells(parsed)
    notes += [*more, *editor_notes(parsed)]
    released = release_of(release)
    for mended in (with_cell_magics_first, without_commands):
        cells, more = mended(cells)
        notes += more
    for spared in (without_missing_modules, without_ends):
        cells, more = spared(cells, released)
        notes += more
    _refuse_another(cells, released, lesson)
    cells, more = join_split(cells, released)
    plans = match(cells, released)
    notes += [*more, *metadata_notes(cells, plans, released), *_notes_of(plans)]
    cells = _retyped(cells, plans)
    removed = {index for plan in plans for index in plan.removed}
    needed = set_up_needed([c for i, c in enumerate(cells) if i not in removed], released)
    notes += [needed] if needed is not None else []
    notebook = assembled(cells, plans, released, set_up=needed is not None)
    notes += conflict_notes(cells)
    return Repaired(notebook, _limited(notes), set_up=needed is not None)


def lesson_of(data: bytes) -> str:
    """The lesson that most of a notebook's exercises are of, by its checks and its definitions.

    Raises ``SubmissionError`` where it has none of the course, or can't be read.
    """
    cells, _ = read_cells(read_json(data)[0])
    names = {name for cell in cells for name in _names_in(cell)}
    found = {n: sum(e.id in names for e in lesson_exercises(n)) for n in lesson_names()}
    best = max(found, key=lambda lesson: found[lesson])
    if not found[best]:
        raise SubmissionError(
            say(
                "The notebook has no check cell of the course, and none of its functions: is it "
                "another notebook? There are: {names}.",
                names=", ".join(found),
            )
        )
    return best


def _names_in(cell: Cell) -> set[str]:
    """The exercises that a cell may be of: what it defines, checks or is marked as."""
    marked = {cell.grade_id, cell.grade_id.removeprefix("test_")}
    return marked | set(CHECK_CALL.findall(cell.text)) | cell.source.defined


def _refuse_another(cells: Sequence[Cell], release: Release, lesson: str) -> None:
    """Raises ``SubmissionError`` where nothing in the notebook is of this lesson."""
    if any(_is_of(cell, release) for cell in cells):
        return
    called = {name for cell in cells for name in CHECK_CALL.findall(cell.text)}
    others = [n for n in lesson_names() if any(e.id in called for e in lesson_exercises(n))]
    if others:
        raise SubmissionError(
            say(
                "This is the notebook of lesson {other}, not of {lesson}: hand in that of "
                "{lesson}.",
                other=others[0],
                lesson=lesson,
            )
        )
    raise SubmissionError(
        say(
            "The notebook has nothing of the exercises of {lesson}: is it another notebook?",
            lesson=lesson,
        )
    )


def _is_of(cell: Cell, release: Release) -> bool:
    ours = {name for part in release.parts.values() for name in (part.id, part.check_id)}
    if cell.grade_id in ours or set(CHECK_CALL.findall(cell.text)) & ours:
        return True
    source = cell.source
    if source.is_blank:
        return False
    return bool((source.defined | source.assigned) & ours) or source.fingerprint in release.rest


def _retyped(cells: Iterable[Cell], plans: Iterable[Plan]) -> list[Cell]:
    retyped = {index for plan in plans for index in plan.retyped}
    return [replace(c, kind=CODE) if i in retyped else c for i, c in enumerate(cells)]


def _notes_of(plans: Iterable[Plan]) -> list[Sentence]:
    return [
        say("{exercise}: {text}", exercise=plan.part.id, text=note)
        for plan in plans
        for note in plan.notes
    ]


def _limited(notes: Iterable[str]) -> tuple[str, ...]:
    """The notes as text that harms no page and no terminal, each once, and not too many."""
    texts = list(dict.fromkeys(in_one_line(note, MAX_NOTE) for note in notes))
    if (more := len(texts) - MAX_NOTES) > 0:
        texts[MAX_NOTES:] = [say_count("And {n} repair more.", "And {n} repairs more.", more)]
    return tuple(texts)
