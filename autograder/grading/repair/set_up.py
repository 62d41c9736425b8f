"""The set-up cell, whose imports all answers need: whether a hand-in has it, and what it lacks.

Owns what can be told without running it. What fails when it runs is the matter of
``autograder.grading.rehearsal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.release import Release
from autograder.grading.repair.sources import Source
from autograder.records.sentences import Sentence, joined, say

NAMED = 5
INSTEAD = "The released one ran instead."
FIRST = "The released one ran first."


def set_up_needed(cells: Sequence[Cell], release: Release) -> Sentence | None:
    """Why the released set-up has to run before these cells; None where it doesn't have to."""
    if release.set_up is None:
        return None
    source = Source(release.set_up.source)
    lacking = _lacking(cells, source)
    if not lacking:
        return None
    if _is_text(cells, release.set_up.id, source):
        return joined(say("Unsure of the set-up: its cell was text."), say(INSTEAD))
    if any(c.is_code and c.source.fingerprint == source.fingerprint for c in cells):
        return joined(say("Unsure of the set-up: it stood below cells that need it."), say(FIRST))
    if not any(is_set_up(c.id, c.source, release) for c in cells if c.is_code):
        return joined(say("Unsure of the set-up: its cell was missing."), say(INSTEAD))
    names = ", ".join(sorted(lacking)[:NAMED])
    more = ", …" if len(lacking) > NAMED else ""
    return joined(
        say("Unsure of the set-up: it lacked {names}.", names=f"{names}{more}"), say(FIRST)
    )


def is_set_up(name: str, source: Source, release: Release) -> bool:
    """Whether a code cell of this id is the hand-in's own set-up, or a part of it."""
    if release.set_up is None or source.is_blank or source.is_foreign:
        return False
    return name == release.set_up.id or bool(source.imported & names_of(release))


def names_of(release: Release) -> frozenset[str]:
    """The names that the released set-up imports."""
    return Source(release.set_up.source).imported if release.set_up is not None else frozenset()


def _lacking(cells: Iterable[Cell], set_up: Source) -> set[str]:
    """The names of the set-up that some cell uses, and none at or above it has bound."""
    bound: set[str] = set()
    lacking: set[str] = set()
    for source in (cell.source for cell in cells if cell.is_code):
        bound |= source.imported | source.assigned | source.defined
        if source.binds_unknown_names:
            bound |= set_up.imported
        lacking |= (source.loaded & set_up.imported) - bound
    return lacking


def _is_text(cells: Iterable[Cell], name: str, set_up: Source) -> bool:
    texts = [cell for cell in cells if not cell.is_code and cell.source.imported & set_up.imported]
    return any(c.id == name or c.source.fingerprint == set_up.fingerprint for c in texts)
