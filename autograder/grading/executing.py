"""Runs a notebook's cells in a Jupyter kernel, and runs on without a cell that ends the kernel.

Owns the order of cells and their limits of time and output. Knows nothing of exercises, and
nothing of where kernels come from.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from nbformat import NotebookNode

from autograder.grading.channels import Channels, Deaf, Ended, TooMuch
from autograder.grading.outputs import Outputs, error_output
from autograder.grading.settings import OFF, Settings
from autograder.grading.starting import Kernel, start_kernel
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.views import SandboxUnavailable

log = logging.getLogger(__name__)

MAX_KERNELS = 12
INTERRUPTED_S = 3.0
"""How long an interrupted cell has to come to its end."""
END_S = 20.0
NO_PICTURES = """\
import os
os.environ["AUTOGRADER_PICTURES"] = "off"
from matplotlib import pyplot
pyplot.switch_backend(pyplot.get_backend())  # else the first figure does, and has all drawn
pyplot.uninstall_repl_displayhook()
from matplotlib_inline.config import InlineBackend
InlineBackend.instance(parent=get_ipython()).figure_formats = set()
del os, pyplot, InlineBackend
"""


class Stop(StrEnum):
    """Why a cell did not come to its end, or was not run."""

    TIMEOUT = "timeout"
    DIED = "died"
    MEMORY = "memory"
    OUTPUT = "output"
    LATE = "late"
    """The time of the whole hand-in was used up."""


@dataclass
class Execution:
    """An executed notebook, the cells (by index) that were stopped, and what is known of why."""

    notebook: NotebookNode
    stops: dict[int, Stop] = field(default_factory=dict)
    details: dict[int, str] = field(default_factory=dict)
    finished: dict[int, Outputs] = field(default_factory=dict)
    """Where the outputs are of each cell that came to its end, in the last kernel that ran it."""
    unreached: set[int] = field(default_factory=set)


class KernelFault(Exception):
    """A kernel doesn't start, or can't import what grading needs: our fault, not a hand-in's."""


class KernelLost(Exception):
    """A cell ended its kernel, or can't be interrupted."""


def execute(
    notebook: NotebookNode,
    settings: Settings,
    preload: Sequence[str] = (),
    cancelled: threading.Event | None = None,
) -> Execution:
    """The notebook, changed in place, with the outputs of all its code cells, errors included.

    Where a cell ends the kernel, or can't be interrupted, the others run again in a new kernel,
    without it and without what was stopped before, so that it costs nothing but itself. What came
    to its end in an earlier kernel, and was not reached any more in a later one, counts as it was.
    ``preload`` names modules that are imported before the first cell. Raises ``KernelFault``,
    and ``CancelledError`` soon after the event is set.
    """
    execution = Execution(notebook)
    left_s, outputs = settings.limits.submission_timeout_s, Outputs()
    for _ in range(MAX_KERNELS):
        with new_kernel(settings, preload, cancelled) as channels:
            start, outputs = time.monotonic(), Outputs()
            run = Run(channels, outputs, execution, settings, start + left_s, cancelled)
            try:
                run.all_cells()
                break
            except KernelLost:
                left_s -= time.monotonic() - start
    else:
        _give_up(execution)
    _keep_finished(execution)
    _put_outputs(execution, outputs, settings)
    return execution


@dataclass
class Run:
    """The cells of a notebook in one kernel. ``deadline`` is a ``time.monotonic()``.

    ``last`` is the index of the cell that came to its end last.
    """

    channels: Channels
    outputs: Outputs
    execution: Execution
    settings: Settings
    deadline: float
    cancelled: threading.Event | None
    last: int | None = None

    def all_cells(self) -> None:
        """Runs the code cells that aren't stopped already. Raises ``KernelLost``."""
        for index, cell in enumerate(self.execution.notebook.cells):
            check_cancelled(self.cancelled)
            if cell.cell_type == "code" and index not in self.execution.stops:
                if time.monotonic() > self.deadline:
                    self.execution.stops[index] = Stop.LATE
                else:
                    self.cell(index, cell.source)

    def cell(self, index: int, source: str) -> None:
        """Runs one cell; notes why where it doesn't come to its end. Raises ``KernelLost``."""
        now, most = time.monotonic(), self.settings.limits.cell_timeout_s
        try:
            request = self.channels.execute(source)
            if self.finished(index, request, min(now + most, self.deadline)):
                self.execution.finished[index], self.last = self.outputs, index
                return
            late = now + most > self.deadline
            self.execution.stops[index] = Stop.LATE if late else Stop.TIMEOUT
            self.channels.kernel.signal(signal.SIGINT)
            if not self.finished(index, request, time.monotonic() + INTERRUPTED_S):
                raise KernelLost
            self.last = index
        except TooMuch:
            self.execution.stops[index] = Stop.OUTPUT
            raise KernelLost from None
        except Deaf:  # the fault of what ran before, which seemed to come to its end
            self.execution.stops.setdefault(index if self.last is None else self.last, Stop.OUTPUT)
            raise KernelLost from None
        except Ended as end:
            check_cancelled(self.cancelled)
            self.note_ending(index, end.ending)
            raise KernelLost from None

    def finished(self, index: int, request: str, deadline: float) -> bool:
        """Whether the request is done by the deadline; what it shows is taken meanwhile."""
        while time.monotonic() < deadline:
            message = self.channels.receive(deadline)
            check_cancelled(self.cancelled)
            if message is not None and message.parent == request:
                self.outputs.take(index, message)
                if message.kind == "status" and message.content.get("execution_state") == "idle":
                    return True
        return False

    def note_ending(self, index: int, ending: Ending) -> None:
        """Notes how the kernel ended in a cell. Raises ``KernelFault`` where that is our fault.

        Where an earlier cell was refused memory, and kept what it had until the kernel was found
        to hold too much, that cell is the one at fault.
        """
        if ending.cause in (Cause.ROOM, Cause.SERVER):
            raise KernelFault(ending.message)
        stop = Stop.DIED
        if ending.cause is Cause.MEMORY:
            stop, index = Stop.MEMORY, self.outputs.last_raised("MemoryError", default=index)
        self.execution.stops.setdefault(index, stop)
        self.execution.details[index] = ending.message
        log.info("cell %d ended the kernel: %s", index, ending.message)


def check_cancelled(cancelled: threading.Event | None) -> None:
    """Raises ``CancelledError`` once the event is set."""
    if cancelled is not None and cancelled.is_set():
        raise CancelledError


@contextmanager
def new_kernel(
    settings: Settings, preload: Sequence[str], cancelled: threading.Event | None
) -> Iterator[Channels]:
    """The channels to a kernel that is ready to run cells; leaves nothing of it behind."""
    try:
        kernel = start_kernel(settings, preload)
    except (SandboxUnavailable, OSError) as error:
        raise KernelFault(f"the kernel did not start: {error}") from error
    try:
        with _connected(kernel, settings) as channels:
            _make_ready(channels, settings, preload, cancelled)
            yield channels
    finally:
        kernel.kill()
        kernel.ended.result(END_S)


def _connected(kernel: Kernel, settings: Settings) -> Channels:
    try:
        connection = kernel.started.result(settings.start_timeout_s)
    except (SandboxUnavailable, TimeoutError) as error:
        raise KernelFault(f"the kernel did not start: {error or 'no answer'}") from error
    return Channels(kernel, connection, settings.limits.output_mib)


def _make_ready(
    channels: Channels,
    settings: Settings,
    preload: Sequence[str],
    cancelled: threading.Event | None,
) -> None:
    """Waits until the kernel hears and is heard, and has imported what is needed."""
    deadline = time.monotonic() + settings.start_timeout_s
    try:
        channels.request("kernel_info_request", {})
        while channels.receive(deadline) is None:
            check_cancelled(cancelled)
            if time.monotonic() > deadline:
                raise KernelFault("the kernel did not start: no answer")
            channels.request("kernel_info_request", {})
        source = "".join(f"__import__({name!r})\n" for name in preload)  # most have them already
        _prepare(channels, source + ("" if settings.pictures else NO_PICTURES), deadline)
    except (Deaf, Ended, TooMuch) as error:
        raise KernelFault(f"the kernel did not start: {error}") from error


def _prepare(channels: Channels, source: str, deadline: float) -> None:
    """Runs what comes before the first cell. Raises ``KernelFault`` where that fails."""
    request = channels.execute(source, counted=False) if source else ""
    while request and time.monotonic() < deadline:
        message = channels.receive(deadline)
        if message is None or message.parent != request:
            continue
        if message.kind == "error":
            what = f"{message.content.get('ename')}: {message.content.get('evalue')}"
            raise KernelFault(f"the kernel can't be prepared: {what}")
        if message.content.get("execution_state") == "idle":
            return


def _give_up(execution: Execution) -> None:
    """Counts the cells that no kernel came to as ended like the last one."""
    last = max(execution.stops)
    for index, cell in enumerate(execution.notebook.cells):
        if cell.cell_type == "code" and index > last:
            execution.stops[index] = Stop.DIED
            execution.unreached.add(index)


def _keep_finished(execution: Execution) -> None:
    """Takes back that a cell was not reached, where an earlier kernel had run it to its end."""
    for index, stop in list(execution.stops.items()):
        if index in execution.finished and (stop is Stop.LATE or index in execution.unreached):
            del execution.stops[index]


def _put_outputs(execution: Execution, outputs: Outputs, settings: Settings) -> None:
    stops = execution.stops
    for index, cell in enumerate(execution.notebook.cells):
        if cell.cell_type == "code":
            own = execution.finished.get(index, outputs) if index not in stops else outputs
            cell.outputs = own.nodes(index)
            cell.execution_count = own.counts.get(index)
            if stop := stops.get(index):
                text = _stop_text(stop, settings, execution.details)
                cell.outputs.append(error_output("Stopped", text))


def _stop_text(stop: Stop, settings: Settings, details: Mapping[int, str]) -> str:
    limits = settings.limits
    return {
        Stop.TIMEOUT: f"stopped after {limits.cell_timeout_s:g} s",
        Stop.LATE: f"stopped: the notebook took more than {limits.submission_timeout_s:g} s",
        Stop.MEMORY: f"stopped: more than {limits.memory_mib} MiB of memory",
        Stop.OUTPUT: f"stopped: more than {limits.output_mib} MiB of output",
        Stop.DIED: "Python ended in this cell",
    }[stop]
