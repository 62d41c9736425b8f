"""A copy begun anew, or brought to the new release: the notebook that was there stays beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.copies.desks import Desk
from autograder.copies.filling import keep_base
from autograder.copies.notebooks import NoNotebook, Notebook, as_bytes, digest, read_notebook
from autograder.copies.origin import released
from autograder.copies.writing import kept_aside, replace
from autograder.errors import SubmissionError, UsageError


@dataclass(frozen=True)
class Renewed:
    """What became of a copy; ``answers`` and ``others`` count the learner's own cells in it.

    ``aside`` is the old one, or None where there was none or nothing was changed.
    """

    changed: bool
    aside: Path | None = None
    answers: int = 0
    others: int = 0


def begin_anew(desk: Desk, lesson: str, now: datetime) -> Renewed:
    """The lesson as it is handed out, in the place of the learner's notebook, which is kept aside.

    Nothing is changed where nothing else is written in it. Raises ``UsageError``.
    """
    release = released(desk, desk.known(lesson))
    try:
        if digest(read_notebook(desk.copy(lesson).read_bytes())) == digest(release):
            return Renewed(changed=False)
    except (OSError, NoNotebook):
        pass  # whatever it is, it is kept aside
    return _put(desk, lesson, release, release, now)


def update(desk: Desk, lesson: str, now: datetime) -> Renewed:
    """The new release with the learner's own words, in the place of the notebook that had them.

    Nothing is changed where the notebook was made from this release. Raises ``UsageError``.
    """
    from autograder.copies.merging import merged

    release = released(desk, desk.known(lesson))
    mine = _mine(desk, lesson)
    base = _base(desk, lesson)
    if base is not None and digest(base) == digest(release):
        return Renewed(changed=False)
    try:
        found = merged(mine, base, release)
    except SubmissionError as error:
        raise UsageError(f"{desk.copy_name(lesson)}: {error} Nothing was changed.") from error
    if digest(found.notebook) == digest(mine):
        keep_base(desk, lesson, release)
        return Renewed(changed=False)
    done = _put(desk, lesson, found.notebook, release, now)
    return Renewed(True, done.aside, found.answers, found.others)


def _mine(desk: Desk, lesson: str) -> Notebook:
    """The learner's notebook. Raises ``UsageError`` where there is none."""
    name = desk.copy_name(lesson)
    try:
        return read_notebook(desk.copy(lesson).read_bytes())
    except FileNotFoundError as error:
        raise UsageError(f"There is no {name}. `autograder lessons` copies it.") from error
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}.") from error
    except NoNotebook as error:
        raise UsageError(
            f"{name} is no notebook any more: {error}. Nothing was changed. To begin with a new "
            f"copy, and keep this one beside it: autograder anew {lesson}"
        ) from error


def _base(desk: Desk, lesson: str) -> Notebook | None:
    try:
        return read_notebook(desk.base(lesson).read_bytes())
    except (OSError, NoNotebook):
        return None


def _put(desk: Desk, lesson: str, notebook: Notebook, release: Notebook, now: datetime) -> Renewed:
    """Keeps what is there aside, and puts the notebook in its place. Raises ``NotWritten``."""
    copy = desk.copy(lesson)
    aside = kept_aside(copy, now) if os.path.lexists(copy) else None
    replace(copy, as_bytes(notebook))
    keep_base(desk, lesson, release)
    return Renewed(True, aside)
