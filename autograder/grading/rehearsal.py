"""A hand-in's set-up is rehearsed where it isn't the released one: what fails in it costs itself.

Jupyter gives up a cell at the first line that fails, and with the set-up go all imports that the
answers need. Here that line is left out, the released set-up runs first, and what else the
hand-in's own holds runs after it. Which line fails is found out by running each by itself, in a
kernel of its own.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.grading.executing import Execution
from autograder.grading.plans import Stop
from autograder.grading.repair.release import Release, release_of
from autograder.grading.repair.set_up import is_set_up, names_of
from autograder.grading.repair.sources import Source
from autograder.grading.repair.statements import Statement, assembled, statements
from autograder.records.sentences import Sentence, say, say_count, some_of
from autograder.records.signs import safe_text

NAMED = 5
SHOWN, MAX_ERROR = 80, 120
USAGE = "UsageError: "
PLACE = re.compile(r" \((?:[^()]*, )?line \d+\)$")
"""Where in a cell that has no name outside of its kernel."""
Run = Callable[[NotebookNode], Execution]


@dataclass(frozen=True)
class Rehearsed:
    """A notebook whose set-up works, and what was done for that."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def rehearsed(
    notebook: NotebookNode, released: NotebookNode, run: Run, put_in: bool = False
) -> Rehearsed:
    """The notebook with a set-up that works: its own where it does, else as told above.

    ``run`` executes a notebook in a kernel. Nothing runs where the set-up is as it was handed out.
    ``put_in`` tells that the first code cell is no part of the hand-in but the released set-up.
    """
    release = release_of(released)
    own = _set_ups(notebook, release, put_in)
    if not own or release.set_up is None:
        return Rehearsed(notebook)
    head = _part(notebook, own[-1] + 1)
    errors = _errors(run(head))
    failed = {index: errors[index] for index in own if index in errors}
    if not failed:
        return Rehearsed(notebook)
    return Rehearsed(*_mended(notebook, release.set_up, failed, own[-1] + 1, run))


def _set_ups(notebook: NotebookNode, release: Release, put_in: bool) -> list[int]:
    """The code cells, above all answers, that are the hand-in's own set-up and aren't as released.

    A cell that only imports again what one above it has is none.
    """
    found: list[int] = []
    left = set(names_of(release))
    for index, cell in enumerate(notebook.cells):
        if "nbgrader" in cell.metadata:
            break
        if cell.cell_type != "code":
            continue
        if put_in:
            put_in = False
            continue
        source = Source(cell.source)
        fresh = source.imported & left or (release.set_up and cell.id == release.set_up.id)
        if fresh and source.fingerprint not in release.rest and is_set_up(cell.id, source, release):
            found.append(index)
        left -= source.imported
    return found


def _part(notebook: NotebookNode, end: int, cells: Sequence[NotebookNode] = ()) -> NotebookNode:
    """The code above ``end``, below these cells, with an empty cell that a kernel has to reach."""
    above = [copy.deepcopy(cell) for cell in notebook.cells[:end]]
    last = nbformat.v4.new_code_cell("pass")
    return NotebookNode(notebook, cells=[*cells, *above, last])


def _errors(execution: Execution) -> dict[int, str]:
    """Why cells failed, by their index; the last one, ours, stands for the cell above it.

    What was not reached, since others took all the time, did not fail.
    """
    found: dict[int, str] = {}
    last = len(execution.notebook.cells) - 1
    for index, cell in enumerate(execution.notebook.cells):
        late = execution.stops.get(index) is Stop.LATE
        if cell.cell_type == "code" and not late and (error := _error(cell)):
            found.setdefault(min(index, last - 1), error)
    return found


def _error(cell: NotebookNode) -> str:
    """The last error that a cell shows, as Python would say it; "" where there is none."""
    for output in reversed(cell.outputs):
        if output.output_type == "error":
            return f"{output.ename}: {PLACE.sub('', output.evalue)}".rstrip(": ")
        if output.output_type == "stream" and str(output.text).startswith(USAGE):
            return str(output.text)
    return ""


def _mended(
    notebook: NotebookNode, set_up: NotebookNode, failed: Mapping[int, str], end: int, run: Run
) -> tuple[NotebookNode, tuple[str, ...]]:
    """The notebook with the released set-up first, and without the lines that fail after it too."""
    parts = {index: statements(notebook.cells[index].source) for index in failed}
    cells, places = [_code(set_up.source)], {}
    for index, cell in enumerate(notebook.cells[:end]):
        pieces = [piece for part in parts.get(index, ()) for piece in part.pieces]
        if index in parts:
            places[index] = range(len(cells), len(cells) + len(pieces))
            cells += [_code(piece) for piece in pieces]
        else:
            cells.append(copy.deepcopy(cell))
    errors = _errors(run(NotebookNode(notebook, cells=[*cells, _code("pass")])))
    done = copy.deepcopy(notebook)
    notes: list[Sentence] = []
    for index, part in parts.items():
        own = [errors.get(place, "") for place in places[index]]
        done.cells[index].source = assembled(notebook.cells[index].source, part, own)
        notes += _notes(part, own, failed[index])
    first = next(i for i, cell in enumerate(done.cells) if cell.cell_type == "code")
    if done.cells[first].source != set_up.source:
        done.cells.insert(first, _code(set_up.source, _new_id(done, set_up.id)))
    return done, tuple(some_of(notes, NAMED, _unnamed))


def _unnamed(n: int) -> Sentence:
    return say_count("{n} more such line was left out.", "{n} more such lines were left out.", n)


def _notes(parts: Sequence[Statement], errors: Sequence[str], whole: str) -> list[Sentence]:
    pieces = [piece for part in parts for piece in part.pieces]
    left_out = [(piece, error) for piece, error in zip(pieces, errors, strict=True) if error]
    if not left_out:
        return [
            say(
                "Unsure of the set-up: it failed with {error}, and ran after the released one.",
                error=_line(whole, MAX_ERROR),
            )
        ]
    return [
        say(
            "Unsure of the set-up: `{code}` failed with {error}, and was left out. The released "
            "set-up ran first.",
            code=_line(piece, SHOWN),
            error=_line(error, MAX_ERROR),
        )
        for piece, error in left_out
    ]


def _line(text: str, most: int) -> str:
    """The text in one line that harms no page and no terminal, cut to length."""
    return " ".join(str(safe_text(text, most)).split())


def _code(source: str, name: str = "") -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source)
    return NotebookNode(cell, id=name or cell.id)


def _new_id(notebook: NotebookNode, name: str) -> str:
    """The id, or one like it that no cell has."""
    seen = {cell.id for cell in notebook.cells}
    number = 0
    while name in seen:
        number += 1
        name = f"set-up-{number}"
    return name
