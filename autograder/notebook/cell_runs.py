"""The runs of a notebook's cells: which names an unfinished or changed cell left as they were.

A learner who edits an answer and gets a SyntaxError still has the function of the run before. What
is kept of a run is its text, which IPython keeps too, and how it ended. Whether a cell was edited
and not run isn't known to a kernel. Owns no words for a card.
"""

from __future__ import annotations

import traceback
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from autograder.notebook.definitions import Definition, defined_names, definitions, parsed
from autograder.notebook.shells import find_shell
from autograder.probing.probes import error_value
from autograder.records.values import Value

MAX_RUNS = 1000
"""Runs that are remembered."""
ABSENT = object()
"""Stands for the object of a name that isn't defined."""


@dataclass(frozen=True)
class Run:
    """One run of a cell.

    ``cell_id`` is the notebook's id of the cell, or None: older programs don't tell it.
    ``stopped_at`` is the line of the cell at which an error ended it: None if none did or if it
    isn't known, 0 if nothing of the cell ran.
    """

    number: int
    cell_id: str | None
    text: str
    stopped_at: int | None = None

    def bound(self) -> tuple[Definition, ...]:
        """What the run defined: all that stands in its text before the error."""
        found = definitions(self.text)
        return tuple(d for d in found if self.stopped_at is None or d.last < self.stopped_at)

    def names(self) -> frozenset[str]:
        """The names that the run defined."""
        return frozenset(d.name for d in self.bound())


@dataclass(frozen=True)
class LeftOver:
    """Why a name stands for what an earlier run made.

    ``error`` is what ended the run that should have defined it. None says that its cell ran
    through and defines ``instead`` these names, or nothing.
    """

    run: Run
    error: Value | None
    instead: tuple[str, ...]
    held: Callable[[], Any]


class CellRuns:
    """The runs of one shell's cells, and the names that they left as they were."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._number = 0
        self._runs: deque[Run] = deque(maxlen=MAX_RUNS)
        self._of_cell: dict[str, Run] = {}
        self._left: dict[str, LeftOver] = {}
        self._defined: dict[str, tuple[int, Run | None]] = {}  # the run, of those up to a number

    def note(self, result: Any) -> None:
        """Takes a run in: the ``post_run_cell`` event of IPython, with its ``ExecutionResult``."""
        info = getattr(result, "info", None)
        if info is None or not isinstance(info.raw_cell, str):
            return
        before, during = result.error_before_exec, result.error_in_exec
        error = during if before is None else before
        self._number += 1
        run = Run(self._number, getattr(info, "cell_id", None), info.raw_cell)
        if error is not None:
            run = replace(run, stopped_at=_stopped_at(run.text, error, before is not None))
        self._note_left_over(run, error)
        self._runs.append(run)
        if run.cell_id is not None and (error is None or run.bound()):
            self._of_cell[run.cell_id] = run

    def left_over(self, name: str, now: object = ABSENT) -> LeftOver | None:
        """Why ``now``, what the name stands for, is of an earlier run; None if it isn't."""
        left, defining = self._left.get(name), self.defining(name)
        if left is None or left.held() is not now:
            return None
        return None if defining and defining.number > left.run.number else left

    def defining(self, name: str) -> Run | None:
        """The latest run that defined the name, as far as the cells' texts say."""
        known, found = self._defined.get(name, (0, None))
        for run in reversed(self._runs):
            if run.number <= known:
                break
            if name in run.text and name in run.names():
                found = run
                break
        self._defined[name] = (self._runs[-1].number if self._runs else 0, found)
        return found

    def repeated(self, name: str) -> tuple[int, ...]:
        """The lines in which the latest cell that defines the name does so, if more than once."""
        run = self.defining(name)
        own = [d for d in run.bound() if d.name == name] if run else []
        lines = tuple(d.first for d in own if d.is_own)
        return lines if len(own) == len(lines) > 1 else ()

    def _note_left_over(self, run: Run, error: BaseException | None) -> None:
        """Keeps the names that this run should have defined and didn't."""
        old = self._of_cell.get(run.cell_id) if run.cell_id is not None else None
        if error is None and (old is None or old.text == run.text):
            return
        now, earlier = defined_names(run.text), old.names() if old else frozenset()
        own = {name for name in earlier if self._is_of_cell(name, run.cell_id)}
        missed = (now | own) - run.names()
        value = None if error is None else error_value(error, error.__traceback__)
        instead = tuple(sorted(now - earlier)) if error is None else ()
        for name in missed:
            held = _held(self._namespace.get(name, ABSENT))
            self._left[name] = LeftOver(run, value, instead, held)

    def _is_of_cell(self, name: str, cell_id: str | None) -> bool:
        run = self.defining(name)
        return run is not None and run.cell_id == cell_id


def watch_cells() -> CellRuns | None:
    """The runs of this shell's cells since it was first asked; None where there is no shell."""
    shell = find_shell()
    return None if getattr(shell, "events", None) is None else _watched(shell)


@lru_cache(maxsize=1)
def _watched(shell: Any) -> CellRuns:
    runs = CellRuns(shell.user_ns)
    shell.events.register("post_run_cell", runs.note)
    return runs


def _held(thing: object) -> Callable[[], Any]:
    """Gives the thing as long as somebody else has it too: a large array isn't kept alive."""
    if thing is ABSENT:
        return lambda: ABSENT
    try:
        return weakref.ref(thing)
    except TypeError:
        return lambda: None


def _stopped_at(text: str, error: BaseException, before: bool) -> int | None:
    """The cell's line at which the error ended it, 0 if nothing ran, None if it isn't known.

    ``before`` says that IPython met it before it ran the cell, or one of its statements.
    """
    broken = isinstance(error, SyntaxError)
    if parsed(text) is None:
        return 0 if before or broken else None
    if text.lstrip().startswith("%%"):
        return None
    if before and isinstance(error, SyntaxError):  # such as a return outside a function
        return error.lineno
    frames = traceback.walk_tb(error.__traceback__)
    return next((line for f, line in frames if f.f_code.co_name == "<module>"), None)
