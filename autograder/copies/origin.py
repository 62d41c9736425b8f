"""Who wrote a notebook of ``course/`` or ``solutions/``: the build, or somebody by hand.

It is the build's where it says what git has, or what the last build wrote here, which
``build/notebooks.json`` tells. Where neither knows the file, as in a download without git, its
cells are asked: nbgrader's checksums, ids that are made of the text, ids of other programs.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from autograder.copies.desks import LANGUAGE, Desk
from autograder.copies.notebooks import (
    Cell,
    NoNotebook,
    Notebook,
    cells_of,
    digest,
    id_of,
    kind_of,
    nbgrader_of,
    read_notebook,
    source_of,
)
from autograder.copies.writing import replace
from autograder.errors import UsageError

BUILT = Path("build", "notebooks.json")
TEXT_ID = re.compile(r"[0-9a-f]{12}")
MOST_ALIKE = 20
"""Cells of a lesson that may have the same text."""
CHANGED_BY_BUILD = (
    'importlib.util.find_spec("autograder")', "\nquiz(", "## The map\n", "](../solutions/",
    "**Time:** about ", "*A good place to stop: ", " ends here**, after ", "*Extra: you can leave",
)  # fmt: skip
"""What is in the cells whose text the build makes, or adds to, apart from their ids."""


class HoldsWork(UsageError):
    """A notebook of the course was edited, and what was handed out isn't to be had."""

    def __init__(self, name: Path, why: str = "somebody has written in it") -> None:
        super().__init__(
            f"{name} is not as it was handed out: {why}. Put the released file there again, "
            f"with git: git checkout -- {name}. Nothing was changed."
        )


def is_generated(root: Path, name: Path, notebook: Notebook) -> bool:
    """Whether the build wrote all that is written in a notebook, ``name`` below ``root``."""
    committed = _committed(root, name)
    known = {_built(root).get(name.as_posix()), committed and digest(committed)} - {None}
    if known:
        return digest(notebook) in known
    return not edited_by_hand(notebook, english=name.parts[1] == LANGUAGE)


def released(desk: Desk, lesson: str) -> Notebook:
    """The lesson as it is handed out: what is in ``course/`` or, where that was edited, in git.

    Raises ``HoldsWork`` where neither is the build's, and ``OSError``.
    """
    name = desk.release_name(lesson)
    try:
        found = read_notebook(desk.release(lesson).read_bytes())
        why = "somebody has written in it"
    except NoNotebook as error:
        found, why = None, str(error)
    if found is not None and is_generated(desk.root, name, found):
        return found
    committed = _committed(desk.root, name)
    if committed is None:
        raise HoldsWork(name, why)
    return committed


def remember_built(root: Path, notebooks: Mapping[Path, bytes]) -> None:
    """Notes what the build is about to write, below ``root``. Raises ``UsageError``."""
    digests = {name.as_posix(): digest(read_notebook(data)) for name, data in notebooks.items()}
    text = json.dumps(_built(root) | digests, indent=1, sort_keys=True)
    replace(root / BUILT, f"{text}\n".encode())


def edited_by_hand(notebook: Notebook, english: bool = True) -> bool:
    """Whether a cell shows that somebody else than the build wrote in it.

    ``english``: also by ids that are made of the source's text, which a translation hasn't.
    """
    return any(_edited(cell, english) for cell in cells_of(notebook))


def _edited(cell: Cell, english: bool) -> bool:
    if nbgrader_of(cell):
        return not _has_its_checksum(cell)
    if not TEXT_ID.fullmatch(id_of(cell)):
        return True  # not one of the build's: a cell that was added
    return english and not has_its_id(cell)


def has_its_id(cell: Cell) -> bool:
    """Whether a cell's id is made of its type and text, as ``tools.sources`` makes it.

    Of a cell to which the build adds something that can't be told: it counts as the build's.
    """
    if TEXT_ID.fullmatch(id_of(cell)) and any(w in source_of(cell) for w in CHANGED_BY_BUILD):
        return True
    text = f"{kind_of(cell)}\n{source_of(cell)}"
    numbered = (f"{number}\n{text}".encode() for number in range(1, MOST_ALIKE + 1))
    return id_of(cell) in (hashlib.sha256(data).hexdigest()[:12] for data in numbered)


def _has_its_checksum(cell: Cell) -> bool:
    """Whether an answer or check cell is as nbgrader saw it last; true of those without a sum."""
    known = nbgrader_of(cell).get("checksum")
    return known is None or known == checksum(cell)


def checksum(cell: Cell) -> str:
    """What ``nbgrader.utils.compute_checksum`` gives, which takes seconds to import."""
    noted = nbgrader_of(cell)
    flags = [str(bool(noted.get(key, False))) for key in ("grade", "solution", "locked")]
    parts = [source_of(cell), kind_of(cell), *flags, str(noted.get("grade_id"))]
    if noted.get("grade"):
        parts.append(_points(noted.get("points")))
    return hashlib.md5("".join(parts).encode(errors="replace")).hexdigest()


def _points(points: object) -> str:
    return str(float(points)) if isinstance(points, int | float) else ""


def is_unanswered(cell: Cell) -> bool:
    """Whether a cell is an answer cell as it was handed out, by its checksum."""
    noted = nbgrader_of(cell)
    return noted.get("solution") is True and noted.get("checksum") == checksum(cell)


def _built(root: Path) -> dict[str, str]:
    """What the last builds wrote: digests by name; nothing where that isn't known."""
    try:
        found = json.loads((root / BUILT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _committed(root: Path, name: Path) -> Notebook | None:
    """The notebook in git's last commit; None where git doesn't know it, or isn't there."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "cat-file", "blob", f"HEAD:./{name.as_posix()}"]
    run = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True)
    if run.returncode:
        return None
    try:
        return read_notebook(run.stdout)
    except NoNotebook:
        return None
