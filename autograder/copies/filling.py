"""``my/`` gets what isn't there yet; what a learner wrote there is left alone, whatever it is.

A lesson that somebody edited in ``course/`` is copied as they left it: no answer stays behind.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from autograder.copies.desks import Desk
from autograder.copies.notebooks import (
    NoNotebook,
    Notebook,
    as_bytes,
    digest,
    read_notebook,
    without_outputs,
)
from autograder.copies.origin import HoldsWork, released
from autograder.copies.solved import put_solutions
from autograder.copies.writing import put_new, replace


@dataclass
class Filled:
    """What was done: lessons that are new in ``my/``, and that came with the learner's own words.

    ``changed`` are those of which there is another version by now, ``faults`` says in words what
    is wrong in ``course/``.
    """

    added: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def fill(desk: Desk) -> Filled:
    """What was done and found, lesson by lesson. Raises ``NotWritten``."""
    done = Filled()
    for lesson in desk.lessons():
        if os.path.lexists(desk.copy(lesson)):
            if has_changed(desk, lesson):
                done.changed.append(lesson)
            continue
        try:
            _copy(desk, lesson, done)
        except HoldsWork as error:
            done.faults.append(str(error))
    put_solutions(desk)
    return done


def has_changed(desk: Desk, lesson: str) -> bool:
    """Whether something else is written in the lesson by now than in what was copied.

    False where that can't be known: the copy is the learner's own, or the release was edited.
    """
    try:
        base = read_notebook(desk.base(lesson).read_bytes())
        if digest(read_notebook(desk.release(lesson).read_bytes())) == digest(base):
            return False
        return digest(released(desk, lesson)) != digest(base)
    except (OSError, NoNotebook, HoldsWork):
        return False


def keep_base(desk: Desk, lesson: str, base: Notebook) -> None:
    """Keeps what a copy is made from. Raises ``NotWritten``."""
    replace(desk.base(lesson), as_bytes(without_outputs(base)))


def _copy(desk: Desk, lesson: str, done: Filled) -> None:
    """Copies a lesson with all that is written in it. Raises ``HoldsWork``, ``NotWritten``."""
    name = desk.release_name(lesson)
    try:
        data = desk.release(lesson).read_bytes()
        found: Notebook = read_notebook(data)
    except OSError as error:
        done.faults.append(f"{name} can't be read: {error.strerror}.")
        return
    except NoNotebook:
        found = released(desk, lesson)
        data = as_bytes(found)
        done.faults.append(_mended(name))
    base = _base(desk, lesson)
    if base is not None:
        keep_base(desk, lesson, base)
    if put_new(desk.copy(lesson), data):
        edited = base is None or digest(found) != digest(base)
        (done.carried if edited else done.added).append(lesson)


def _base(desk: Desk, lesson: str) -> Notebook | None:
    """The lesson before anybody wrote in it; None where that isn't to be had."""
    try:
        return released(desk, lesson)
    except HoldsWork:
        return None


def _mended(name: Path) -> str:
    return (
        f"{name} is no notebook any more, so the copy is git's. To put that back: "
        f"git checkout -- {name}"
    )
