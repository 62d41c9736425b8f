"""Cells that use an exercise: they wait for it, and they survive an answer that is still wrong.

Owns the sentences printed instead of a traceback. What is right is not known here.
"""

from __future__ import annotations

import linecache
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

HERE = str(Path(__file__).resolve().parent)
LIBRARIES = tuple(
    str(Path(sysconfig.get_paths()[name]).resolve()) for name in ("stdlib", "purelib", "platlib")
)
STOPPED = "stopped_when_checked"
"""The attribute of a function, or class, that a check had to stop: it may never come to an end."""


class StoppedBefore(Exception):
    """A function is called that was stopped when it was checked. Its text is the name."""


@contextmanager
def when_ready(*names: str) -> Iterator[None]:
    """Run the block; print a line where an exercise in it is unwritten, a few where it raises.

    `names` are the exercises that the block uses. NotImplementedError, which an unwritten exercise
    raises when it is called, becomes "This cell waits for your fun_dz.", and so does a name
    of `names` that isn't defined. Another name that the cell misses becomes the advice to run the
    cells above. Any other `Exception` becomes its message and the last line of notebook code it
    passed. An exercise that was stopped when it was
    checked isn't called: an endless loop would be one here, too. In each case the rest of the
    block is left out, and the figures that it had begun are closed. Interrupting the kernel still
    interrupts. Raises TypeError without a name.
    """
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError(
            f"when_ready got {names!r}. Expected the name of at least one exercise, such as "
            'when_ready("fun_dz").'
        )
    figures = _open_figures()
    cell = sys._getframe(2).f_globals  # past contextlib's own frame
    try:
        with _nothing_stopped_is_called(names, cell):
            yield
    except StoppedBefore as error:
        _close_figures_but(figures)
        print(f"This cell waits for your {error}, which had not come to an end in its check.")
        print("Mend it, run its cell and its check, then this cell.")
    except NotImplementedError:
        _close_figures_but(figures)
        print(f"This cell waits for your {_listed(names)}.")
    except Exception as error:
        _close_figures_but(figures)
        if isinstance(error, NameError) and error.name not in names and _in_cell(error):
            print(f"This cell needs {error.name}, which a cell above makes: run those first.")
            return
        if isinstance(error, NameError) and error.name in names and _in_cell(error):
            print(f"This cell waits for your {error.name}: run the cell that defines it first.")
            return
        print(f"This cell needs your {_listed(names)}, and stopped with an error.")
        print(f"{type(error).__name__}: {error}")
        print(_where(error.__traceback__))


@contextmanager
def _nothing_stopped_is_called(names: tuple[str, ...], cell: dict[str, Any]) -> Iterator[None]:
    """A block in which those of the names raise StoppedBefore that a check has stopped."""
    stopped = {n: cell[n] for n in names if STOPPED in getattr(cell.get(n), "__dict__", {})}
    stand_ins = {name: _raising(name) for name in stopped}
    cell.update(stand_ins)
    try:
        yield
    finally:
        cell.update({n: stopped[n] for n in stopped if cell.get(n) is stand_ins[n]})


def _raising(name: str) -> Callable[..., NoReturn]:
    """A function that raises StoppedBefore, whatever it is called with."""

    def stopped(*args: Any, **kwargs: Any) -> NoReturn:
        raise StoppedBefore(name)

    return stopped


def _listed(names: tuple[str, ...]) -> str:
    """Return the names as words: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _in_cell(error: Exception) -> bool:
    """Return whether the block itself raised the error, and no function that it called."""
    return len(list(traceback.walk_tb(error.__traceback__))) == 2  # when_ready's own, and the cell


def _where(trace: TracebackType | None) -> str:
    """Return the innermost line of notebook code that the error passed, in words."""
    told = ""
    for frame, number in traceback.walk_tb(trace):
        file = frame.f_code.co_filename
        place = file if file.startswith("<") else str(Path(file).resolve())
        if not place.startswith((HERE, *LIBRARIES, "<frozen")):
            name = frame.f_code.co_name
            inside = f" of {name}" if name != "<module>" else " of this cell"
            source = linecache.getline(file, number).strip()
            told = f"It happened in line {number}{inside}: {source}"
    return told


def _open_figures() -> set[int]:
    """Return the numbers of pyplot's open figures, without importing pyplot."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _close_figures_but(kept: set[int]) -> None:
    """Close the figures that were opened since: half a picture says less than none."""
    for number in _open_figures() - kept:
        sys.modules["matplotlib.pyplot"].close(number)
