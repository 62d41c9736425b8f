"""What is told of cells beside the exercises that did not come to their end.

They cost no exercise a point by themselves. But what an answer takes from one is gone with it, so
nobody should have to guess. Knows nothing of how cells are run; cells as they were handed out are
no matter of the hand-in's, and neither answers nor checks are meant: their verdicts tell of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nbformat import NotebookNode

from autograder.grading.executing import Execution
from autograder.grading.plans import Cell, Kind, Stop
from autograder.grading.repair.release import release_of
from autograder.grading.repair.sources import Source
from autograder.grading.repair.words import in_one_line
from autograder.records.sentences import Sentence, say, say_count, some_of

NAMED = 5
SHOWN = 60
LEAVES = "SystemExit"


def told_beside(
    notebook: NotebookNode,
    cells: Iterable[Cell],
    execution: Execution,
    released: NotebookNode | None = None,
) -> tuple[Sentence, ...]:
    """A note for each cell that was stopped or asked Python to end; the latter are looked at.

    ``notebook`` has the cells as they were handed in, ``released`` as they were handed out.
    """
    others = [cell.index for cell in cells if cell.kind is Kind.OTHER]
    told = {i: note for i in others if (note := _note(notebook.cells[i].source, i, execution))}
    if not told:
        return ()
    handed_out = release_of(released).rest if released is not None else frozenset()
    notes = [
        note
        for index, note in told.items()
        if Source(notebook.cells[index].source).fingerprint not in handed_out
    ]
    return tuple(some_of(notes, NAMED, _more_cells))


def _more_cells(n: int) -> Sentence:
    return say_count("{n} more such cell was stopped.", "{n} more such cells were stopped.", n)


def _note(source: str, index: int, execution: Execution) -> Sentence | None:
    """What there is to tell of this cell; None where it came to its end."""
    stop, code = execution.stops.get(index), in_one_line(source, SHOWN)
    if stop is Stop.DIED:
        return say(
            "Unsure of a cell beside the exercises: Python ended in it, and the others ran without "
            "it. It reads `{code}`.",
            code=code,
        )
    if stop is not None:
        return say(
            "A cell beside the exercises did not come to its end ({why}). It reads `{code}`.",
            why=_why(stop, execution.allowed_s.get(index, 0.0)),
            code=code,
        )
    if _last_error(execution.notebook.cells[index].outputs) == LEAVES:
        return say(
            "Unsure of a cell beside the exercises: it asked Python to end, and what stands below "
            "that line did not run. It reads `{code}`.",
            code=code,
        )
    return None


def _why(stop: Stop, allowed_s: float) -> Sentence:
    if stop is Stop.MEMORY:
        return say("it took more memory than it may have")
    if stop is Stop.OUTPUT:
        return say("it showed more than it may")
    if allowed_s <= 0:
        return say("no time was left for it")
    return say("stopped after {seconds:.3g} s", seconds=allowed_s)


def _last_error(outputs: Iterable[Mapping[str, Any]]) -> str:
    """The name of the last error that a cell shows; "" where there is none."""
    names = [str(o.get("ename", "")) for o in outputs if o.get("output_type") == "error"]
    return names[-1] if names else ""
