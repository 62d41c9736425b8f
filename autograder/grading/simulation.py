"""A plausible class: real notebooks with right answers, known mistakes, blanks and crashes.

Owns who hands in what: seed, student and exercise decide it, and nothing else. What was planted is
returned and not written down, so that nothing but hand-ins stands among the hand-ins.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.errors import UsageError
from autograder.exercises import lesson_exercises
from autograder.grading.course import Course
from autograder.grading.notebooks import grade_id
from autograder.grading.pasting import Pasted, pasted
from autograder.records.exercises import Exercise

SIMULATED = re.compile(r"student_\d{3,4}")
RIGHT, MISTAKE, BLANK, CRASH = "right", "mistake", "blank", "crash"
STUB = "raise NotImplementedError()"
CRASHES = {
    "syntax_error": "return 2 x",
    "zero_division": "return 1 / 0",
    "unknown_name": "return the_result",
    "wrong_return": 'return "done"',
}
"""What a student writes in the place of the stub's ``raise``."""


@dataclass(frozen=True)
class Plant:
    """What one simulated student hands in for one exercise.

    ``kind`` is right, mistake, blank or crash; ``name`` says which one: of a mistake, its id.
    """

    student: str
    exercise: str
    kind: str
    name: str
    source: str


def simulate(
    course: Course, lesson: str, out: Path, n_students: int, seed: int
) -> tuple[Plant, ...]:
    """What was planted, once the hand-ins are below ``out``. An existing one is left alone.

    Raises ``UsageError`` where a hand-in is there already, or where others' are; then nothing is
    written.
    """
    _refuse_others(out)
    release = nbformat.read(course.release(lesson), as_version=4)
    students = [f"student_{n:03d}" for n in range(1, n_students + 1)]
    folders = {student: out / student / lesson for student in students}
    if taken := [folder for folder in folders.values() if folder.exists()]:
        raise UsageError(
            f"{taken[0]} is there already, and a simulated hand-in never replaces one. "
            "Name another folder with --out, or remove the old class first."
        )
    plants = plant_class(lesson, release, students, seed)
    try:
        for student, folder in folders.items():
            folder.mkdir(parents=True)
            notebook = _hand_in(release, [p for p in plants if p.student == student])
            nbformat.write(notebook, folder / f"{lesson}.ipynb")
    except OSError as error:
        raise UsageError(
            f"Can't write to {out}: {error.strerror}. Name another folder with --out."
        ) from error
    return plants


def _refuse_others(out: Path) -> None:
    """Raises ``UsageError`` where the folder has hand-ins that were not simulated."""
    there = sorted(f.name for f in out.iterdir()) if out.is_dir() else []
    others = [name for name in there if name[0] != "." and not SIMULATED.fullmatch(name)]
    if others:
        raise UsageError(
            f"{out} has hand-ins of others, such as {others[0]}: simulated students would get into "
            "their gradebook. Name a folder of its own, such as --out try/submitted."
        )


def plant_class(
    lesson: str, release: NotebookNode, students: Sequence[str], seed: int
) -> tuple[Plant, ...]:
    """What each student hands in for each exercise of the lesson."""
    exercises = lesson_exercises(lesson)
    stubs = {grade_id(cell) or "": cell.source for cell in release.cells}
    cells = {e.id: _cells(e, stubs[e.id], [x.id for x in exercises]) for e in exercises}
    return tuple(
        Plant(student, exercise, *chosen)
        for student in students
        for exercise, chosen in _choices(cells, f"{seed}/{student}").items()
    )


Cells = dict[str, dict[str, Pasted]]
"""The answer cells of an exercise that can be handed in: by kind, then by name."""


def _cells(exercise: Exercise, stub: str, ids: Sequence[str]) -> Cells:
    mistakes = {m.id: m.implementation for m in find_answer(exercise).mistakes}
    reference = {"reference": find_answer(exercise).reference}
    variants = {getattr(v, "__name__", "unnamed"): v for v in find_variants(exercise)}
    right = _pasted_all(variants, exercise, ids) or _pasted_all(reference, exercise, ids)
    return {
        RIGHT: right,
        MISTAKE: _pasted_all(mistakes, exercise, ids),
        BLANK: {"stub": Pasted(stub, frozenset()), "empty": Pasted("", frozenset())},
        CRASH: {n: Pasted(stub.replace(STUB, c), frozenset()) for n, c in CRASHES.items()},
    }


def _pasted_all(
    implementations: dict[str, Callable[..., object]], exercise: Exercise, ids: Sequence[str]
) -> dict[str, Pasted]:
    cells = {name: pasted(thing, exercise.id, ids) for name, thing in implementations.items()}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _choices(cells: dict[str, Cells], seed: str) -> dict[str, tuple[str, str, str]]:
    """Kind, name and source of one student's answers, by exercise.

    What uses the name of another exercise is handed in with a right answer of that one only:
    else its outcome would be another than what was planted.
    """
    ability = random.Random(seed).betavariate(4, 1.6)
    chosen: dict[str, tuple[str, str, str]] = {}
    for exercise, of_kind in cells.items():
        rng = random.Random(f"{seed}/{exercise}")
        right = {name for name, choice in chosen.items() if choice[0] == RIGHT}
        kind = _kind(ability, rng)
        able = {n: cell for n, cell in of_kind[kind].items() if cell.uses <= right}
        if not able:
            kind, able = BLANK, of_kind[BLANK]
        name = rng.choice(sorted(able))
        chosen[exercise] = (kind, name, able[name].source)
    return chosen


def _kind(ability: float, rng: random.Random) -> str:
    if rng.random() < ability:
        return RIGHT
    return rng.choices([MISTAKE, BLANK, CRASH], weights=[70, 18, 12])[0]


def _hand_in(release: NotebookNode, plants: Sequence[Plant]) -> NotebookNode:
    sources = {plant.exercise: plant.source for plant in plants}
    notebook = nbformat.from_dict(release)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell) or "", cell.source)
    return notebook
