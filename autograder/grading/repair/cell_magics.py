"""Cell magics such as ``%%time``, which count in the first line alone, and only if they are known.

Colab lets ``#@title`` and other comments stand above them, IPython doesn't. A magic of a package
that isn't here, such as ``%%memit``, keeps a cell of Python from running: it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.magic_names import cell_magics
from autograder.grading.repair.sources import TRANSPARENT, Source
from autograder.records.sentences import Sentence, say, say_count, some_of

MAGIC = re.compile(r"[ \t]*%%(\w+)(.*)")
NAMED = 5
SHOWN = 60
INTERACTIVE = frozenset({"debug"})
"""Magics that plain IPython has, which wait for somebody to type."""


def with_cell_magics_first(cells: Iterable[Cell]) -> tuple[list[Cell], list[Sentence]]:
    """The cells whose magics can work, and what was moved or left out for that."""
    kept, notes = [], []
    for cell in cells:
        text, said = _mended(cell) if cell.is_code and "%%" in cell.text else (cell.text, [])
        kept.append(replace(cell, text=text) if text != cell.text else cell)
        notes += said
    return kept, some_of(notes, NAMED, _unnamed)


def _unnamed(n: int) -> Sentence:
    return say_count("{n} more such cell was mended.", "{n} more such cells were mended.", n)


def _mended(cell: Cell) -> tuple[str, list[Sentence]]:
    lines = cell.text.split("\n")
    magic, comments, end = _head(lines)
    known = [line for line in magic if _is_known(line)]
    strange = [line for line in magic if not _is_known(line)]
    body = "\n".join(lines[end:])
    if strange and not Source(body).may_be_python:
        return cell.text, []
    notes: list[Sentence] = []
    for line in strange:
        notes.append(
            say(
                "Cell {number}: `{code}` was left out: there is no such magic here. What stands "
                "below it was run.",
                number=cell.number,
                code=line.strip()[:SHOWN],
            )
        )
    if below := [line for line in known if _is_below(line, comments, lines)]:
        notes.append(
            say(
                "Cell {number}: `{code}` stood below a comment: moved above it.",
                number=cell.number,
                code=below[0].strip()[:SHOWN],
            )
        )
    if not notes:
        return cell.text, []
    left_out = [f"# not run: {line.strip()}" for line in strange]
    return "\n".join([*(line.lstrip() for line in known), *comments, *left_out, body]), notes


def _is_below(line: str, comments: list[str], lines: list[str]) -> bool:
    return bool(comments) and lines.index(line) > lines.index(comments[0])


def _head(lines: list[str]) -> tuple[list[str], list[str], int]:
    """The cell magics and the comments above the body, and the index where that begins."""
    found: list[str] = []
    comments: list[str] = []
    for n, line in enumerate(lines):
        magic = MAGIC.fullmatch(line)
        if magic is not None:
            found.append(line)
            if _is_known(line) and magic[1] not in TRANSPARENT:
                return found, comments, n + 1  # what is below isn't for IPython
        elif line.lstrip().startswith("#"):
            comments.append(line)
        elif line.strip():
            return found, comments, n
    return found, comments, len(lines)


def _is_known(line: str) -> bool:
    magic = MAGIC.fullmatch(line)
    return magic is not None and magic[1] in cell_magics() - INTERACTIVE
