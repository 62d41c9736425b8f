"""Solutions beside a learner's lessons: ``my/solutions/``, as they are in ``course/en/solutions/``.

A solution that was run or edited is the learner's, and stays as it is; one that nobody touched is
renewed with the course.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.copies.desks import LANGUAGE, MY, Desk
from autograder.copies.notebooks import NoNotebook, digest, read_notebook
from autograder.copies.writing import put_new, replace

FOLDER = "solutions"
SOLVED = Path("course", LANGUAGE, FOLDER)
"""Where the solutions lie that one reads; nbgrader's source has a folder of its own."""
PREFIX = "solution_"
"""How their names begin: on a tab one sees which of two notebooks this is."""


def solved_name(lesson: str) -> Path:
    """Where a lesson's solution lies, relative to the course's folder."""
    return SOLVED / f"{PREFIX}{lesson}.ipynb"


def put_solutions(desk: Desk) -> list[str]:
    """The lessons whose solution is in ``my/solutions/`` since now. Raises ``NotWritten``."""
    done = []
    for released in sorted((desk.root / SOLVED).glob(f"{PREFIX}*.ipynb")):
        data = released.read_bytes()
        own = desk.root / MY / FOLDER / released.name
        base = desk.root / MY / ".released" / FOLDER / released.name
        if not os.path.lexists(own):
            put_new(own, data)
        elif own.is_file() and _is_old(own, base, data):
            replace(own, data)
        else:
            continue
        replace(base, data)
        done.append(released.stem.removeprefix(PREFIX))
    return done


def _is_old(own: Path, base: Path, data: bytes) -> bool:
    """Whether nobody wrote in ``own``, which was copied from ``base``, and the course's differs."""
    try:
        copied = digest(read_notebook(base.read_bytes()))
        return digest(read_notebook(own.read_bytes())) == copied != digest(read_notebook(data))
    except (OSError, NoNotebook):
        return False
