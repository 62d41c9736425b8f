"""Answer cells that were cut in pieces are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.release import Release
from autograder.grading.repair.sources import joined
from autograder.grading.repair.words import cells_named
from autograder.records.sentences import Sentence, say

MAX_PIECES = 6


def join_split(cells: Sequence[Cell], release: Release) -> tuple[list[Cell], list[Sentence]]:
    """The cells with the pieces of a function or class in one, and which these were.

    Neighbours are joined where the first isn't Python, or the next begins indented, and both
    together are Python: as they stand, no kernel could run them.
    """
    kept: list[Cell] = []
    notes: list[Sentence] = []
    start = 0
    while start < len(cells):
        end = _end_of_pieces(cells, start, release)
        pieces = cells[start:end]
        if len(pieces) > 1:
            text = joined(cell.source for cell in pieces).text
            kept.append(replace(_marked_one(pieces), number=pieces[0].number, text=text))
            names = cells_named(cell.number for cell in pieces)
            notes.append(say("One answer was split over {cells}: joined.", cells=names))
        else:
            kept.append(pieces[0])
        start = end
    return kept, notes


def _marked_one(pieces: Sequence[Cell]) -> Cell:
    return next((cell for cell in pieces if cell.grade_id), pieces[0])


def _end_of_pieces(cells: Sequence[Cell], start: int, release: Release) -> int:
    """The index after the last piece of what begins at ``start``."""
    first = cells[start]
    if not (first.is_code and first.source.defined & release.parts.keys()):
        return start + 1
    end = start + 1
    for stop in range(start + 2, min(start + MAX_PIECES, len(cells)) + 1):
        if not _may_continue(first, cells[stop - 1], release):
            break
        whole = joined(cell.source for cell in cells[start:stop])
        before = joined(cell.source for cell in cells[start:end])
        broken = before.tree is None or cells[end].source.starts_indented
        if broken and whole.tree is not None:
            end = stop
    return end


def _may_continue(first: Cell, piece: Cell, release: Release) -> bool:
    own = piece.grade_id in ("", first.grade_id)
    return (
        piece.is_code and own and piece.source.fingerprint not in (*release.checks, *release.rest)
    )
