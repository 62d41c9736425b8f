"""Runs the cells of a plan in Jupyter kernels: takes the time, and says how each step ended.

The time is a fair clock's: what a busy machine takes away doesn't count.

Owns how a step becomes a request, and what of the kernel's messages means that it ended. Which
cell comes next, and what follows when one was stopped, is the plan's matter; knows nothing of
exercises, and nothing of where kernels come from.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from nbformat import NotebookNode

from autograder.grading.channels import Channels, Deaf, Ended, TooMuch
from autograder.grading.clocks import FairClock
from autograder.grading.outputs import Outputs, error_output
from autograder.grading.plans import Cell, Plan, Step, Stop
from autograder.grading.settings import Settings
from autograder.grading.starting import Kernel, start_kernel
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.views import SandboxUnavailable

log = logging.getLogger(__name__)

INTERRUPTED_S = 3.0
"""How long an interrupted cell has to come to its end."""
REPLY_S = 1.0
"""How long a cell's reply may come after the word that it is done; it is sent before."""
END_S = 20.0
BEGINNING = "autograder.notebook.beginning"
ASKED = "the cell asked the kernel to end"
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


@dataclass
class Execution:
    """An executed notebook, the cells (by index) that were stopped, and what is known of why.

    ``allowed_s`` has the seconds that a stopped cell was let run, ``details`` how its kernel
    ended, ``finished`` the outputs of each cell that came to its end, in the last kernel that ran
    it, ``spent_s`` the time that all took.
    """

    notebook: NotebookNode
    stops: dict[int, Stop] = field(default_factory=dict)
    details: dict[int, str] = field(default_factory=dict)
    allowed_s: dict[int, float] = field(default_factory=dict)
    finished: dict[int, Outputs] = field(default_factory=dict)
    spent_s: float = 0.0


class KernelFault(Exception):
    """A kernel doesn't start, or can't import what grading needs: our fault, not a hand-in's."""


class KernelLost(Exception):
    """A cell ended its kernel, or can't be interrupted."""


def execute(
    notebook: NotebookNode,
    settings: Settings,
    preload: Sequence[str] = (),
    cancelled: threading.Event | None = None,
    plan: Plan | None = None,
    source_of: Callable[[Step], str] | None = None,
) -> Execution:
    """The notebook, changed in place, with the outputs of all its code cells, errors included.

    ``plan`` says which cells run, and what follows where one doesn't come to its end; without one,
    all code cells do, and none of them is an answer or a check. ``source_of`` gives the source of
    a step, without it a cell's own. ``preload`` names modules that are imported before the first
    cell. Raises ``KernelFault``, and ``CancelledError`` soon after the event is set.
    """
    execution, outputs = Execution(notebook), Outputs()
    plan = plan or unmarked(notebook, settings)
    sources = source_of or partial(own_source, notebook)
    before_s = plan.purse.left_in_all_s
    while plan.begin():
        with new_kernel(settings, preload, cancelled) as channels:
            outputs = Outputs()
            try:
                Run(channels, outputs, execution, plan, sources, cancelled).all_steps()
            except KernelLost:
                log.info("the kernel is lost; the other cells run again")
    execution.stops, execution.allowed_s = plan.left_out(), plan.allowed_s
    execution.spent_s = before_s - plan.purse.left_in_all_s
    _put_outputs(execution, outputs, settings)
    return execution


def own_source(notebook: NotebookNode, step: Step) -> str:
    """The source of a step that is the cell's own."""
    return str(notebook.cells[step.cell.index].source)


def unmarked(notebook: NotebookNode, settings: Settings) -> Plan:
    """The plan of a notebook whose code cells are neither answers nor checks."""
    cells = [Cell(i) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    limits = settings.limits
    return Plan.of(cells, limits.cell_timeout_s, limits.submission_timeout_s)


@dataclass
class Run:
    """The steps of a plan in one kernel. ``last`` is the index of the cell that ended last."""

    channels: Channels
    outputs: Outputs
    execution: Execution
    plan: Plan
    source_of: Callable[[Step], str]
    cancelled: threading.Event | None = None
    last: int | None = None

    def all_steps(self) -> None:
        """Takes the plan's steps until there is none. Raises ``KernelLost``."""
        while step := self.plan.next():
            check_cancelled(self.cancelled)
            self.step(step)

    def step(self, step: Step) -> None:
        """Takes one step, and tells the plan how it ended. Raises ``KernelLost``."""
        watch, plan = Watch(), self.plan
        index, lost = step.cell.index, True
        try:
            watch.request = self.channels.execute(self.source_of(step), counted=not step.disarms)
            if self.is_done(step, watch, step.seconds):
                if watch.request not in self.channels.exits:
                    return self.note_end(step, watch)
                stop = Stop.DIED
                self.execution.details.setdefault(index, ASKED)
            else:
                stop = Stop.TIMEOUT
                self.channels.kernel.signal(signal.SIGINT)
                lost = not self.is_done(step, watch, watch.seconds() + INTERRUPTED_S)
            plan.was_stopped(step, watch.seconds(), stop, lost=lost)
            self.last = index
        except TooMuch:
            plan.was_stopped(step, watch.seconds(), Stop.OUTPUT)
        except Deaf:  # the fault of what ran before, which seemed to come to its end
            plan.was_lost_before(step, self.last, Stop.OUTPUT)
        except Ended as end:
            check_cancelled(self.cancelled)
            self.note_ending(step, watch, end.ending)
        if lost:
            raise KernelLost

    def note_end(self, step: Step, watch: Watch) -> None:
        """Notes that the step came to its end by itself."""
        self.plan.came_to_its_end(step, watch.seconds())
        if not step.disarms:
            self.execution.finished[step.cell.index] = self.outputs
            self.last = step.cell.index

    def is_done(self, step: Step, watch: Watch, most_s: float) -> bool:
        """Whether the step is done within these seconds; what it shows is taken meanwhile."""
        is_idle = False
        while (left_s := most_s - watch.seconds()) > 0:
            message = self.channels.receive(left_s)
            check_cancelled(self.cancelled)
            if message is not None and message.parent == watch.request:
                if not step.disarms:
                    self.outputs.take(step.cell.index, message)
                if message.kind == "status" and message.content.get("execution_state") == "idle":
                    is_idle, most_s = True, watch.seconds() + REPLY_S
            if is_idle and self.channels.replied == watch.request:
                return True
        return is_idle

    def note_ending(self, step: Step, watch: Watch, ending: Ending) -> None:
        """Tells the plan how the kernel ended. Raises ``KernelFault`` where that is our fault.

        Where an earlier cell was refused memory, and kept what it had until the kernel was found
        to hold too much, that cell is the one at fault.
        """
        if ending.cause in (Cause.ROOM, Cause.SERVER):
            raise KernelFault(ending.message)
        index, stop = step.cell.index, Stop.DIED
        if ending.cause is Cause.MEMORY:
            stop, index = Stop.MEMORY, self.outputs.last_raised("MemoryError", default=index)
        self.plan.was_stopped(step, watch.seconds(), stop, blamed=index)
        self.execution.details.setdefault(index, ending.message)
        log.info("cell %d ended the kernel: %s", index, ending.message)


class Watch:
    """The time since a step began, and its request."""

    def __init__(self) -> None:
        self.clock, self.request = FairClock(), ""

    def seconds(self) -> float:
        """The time since the step began, on a machine that isn't too busy for it."""
        return self.clock.now()


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
    clock, most_s = FairClock(), settings.start_timeout_s
    try:
        channels.request("kernel_info_request", {})
        while channels.receive(most_s - clock.now()) is None:
            check_cancelled(cancelled)
            if clock.now() > most_s:
                raise KernelFault("the kernel did not start: no answer")
            channels.request("kernel_info_request", {})
        names = (*preload, BEGINNING)  # most have all but the last already
        source = "".join(f"__import__({name!r})\n" for name in names)
        _prepare(channels, source + ("" if settings.pictures else NO_PICTURES), clock, most_s)
    except (Deaf, Ended, TooMuch) as error:
        raise KernelFault(f"the kernel did not start: {error}") from error


def _prepare(channels: Channels, source: str, clock: FairClock, most_s: float) -> None:
    """Runs what comes before the first cell. Raises ``KernelFault`` where that fails."""
    request = channels.execute(source, counted=False) if source else ""
    while request and (left_s := most_s - clock.now()) > 0:
        message = channels.receive(left_s)
        if message is None or message.parent != request:
            continue
        if message.kind == "error":
            what = f"{message.content.get('ename')}: {message.content.get('evalue')}"
            raise KernelFault(f"the kernel can't be prepared: {what}")
        if message.content.get("execution_state") == "idle":
            return
    if request:
        raise KernelFault(f"the kernel can't be prepared: it takes more than {most_s:g} s")


def _put_outputs(execution: Execution, outputs: Outputs, settings: Settings) -> None:
    stops = execution.stops
    for index, cell in enumerate(execution.notebook.cells):
        if cell.cell_type == "code":
            own = execution.finished.get(index, outputs) if index not in stops else outputs
            cell.outputs = own.nodes(index)
            cell.execution_count = own.counts.get(index)
            if stop := stops.get(index):
                text = _stop_text(stop, settings, execution.allowed_s.get(index, 0.0))
                cell.outputs.append(error_output("Stopped", text))


def _stop_text(stop: Stop, settings: Settings, allowed_s: float) -> str:
    limits = settings.limits
    return {
        Stop.TIMEOUT: f"stopped after {allowed_s:.3g} s",
        Stop.LATE: f"stopped after {allowed_s:.3g} s, since other cells took so long",
        Stop.MEMORY: f"stopped: more than {limits.memory_mib} MiB of memory",
        Stop.OUTPUT: f"stopped: more than {limits.output_mib} MiB of output",
        Stop.DIED: "Python ended in this cell",
    }[stop]
