"""Runs a notebook's cells in a Jupyter kernel, and runs on without a cell that ends the kernel.

Owns kernels, time limits and the scratch folder. Knows nothing of exercises. The kernel is a
fresh Python process with the rights of whoever grades: this is what ``--sandbox off`` means.
"""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.records import Settings

log = logging.getLogger(__name__)
nbclients_log = logging.getLogger(f"{__name__}.nbclient")
nbclients_log.propagate = False  # it tells of hand-ins' errors, which are recorded elsewhere
nbclients_log.addHandler(logging.NullHandler())

KERNEL = "python3"
MAX_KERNELS = 12
MAX_OUTPUT = 32 * 2**20
"""Characters that are kept of one cell's outputs."""


class Stop(StrEnum):
    """Why a cell did not come to its end."""

    TIMEOUT = "timeout"
    DIED = "died"


@dataclass
class Execution:
    """An executed notebook, and the cells (by index) that were stopped."""

    notebook: NotebookNode
    stops: dict[int, Stop] = field(default_factory=dict)


class KernelFault(Exception):
    """A kernel doesn't start, or can't import what grading needs: our fault, not a hand-in's."""


class OwnKernel(KernelSpecManager):
    """The kernel of this very Python, whatever kernels are installed and a notebook asks for."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one kernel that there is, by any name."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class BoundedClient(NotebookClient):
    """A notebook client that drops what a cell gives beyond a limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: Counter[int] = Counter()

    def output(
        self, outs: list[NotebookNode], msg: Any, display_id: str | None, cell_index: int
    ) -> Any:
        """The output that was added, or None where the cell has given too much already."""
        self.given[cell_index] += len(str(msg["content"]))
        if self.given[cell_index] > MAX_OUTPUT:
            return None
        return super().output(outs, msg, display_id, cell_index)


def execute(notebook: NotebookNode, settings: Settings, preload: Iterable[str] = ()) -> Execution:
    """The notebook with the outputs of all its code cells, errors included.

    Where a cell ends the kernel, or can't be interrupted, the others run again in a new kernel,
    without it and without what took too long before, so that it costs nothing but itself.
    ``preload`` names modules that the kernel imports before the first cell. Raises
    ``KernelFault``.
    """
    stops: dict[int, Stop] = {}
    for _ in range(MAX_KERNELS):
        execution = Execution(copy.deepcopy(notebook), dict(stops))
        lost = asyncio.run(_run(execution, settings, tuple(preload)))
        if lost is None:
            return execution
        log.info("cell %d ended the kernel: %s", *lost)
        stops |= execution.stops | dict([lost])
    return Execution(execution.notebook, stops)


async def _run(
    execution: Execution, settings: Settings, preload: tuple[str, ...]
) -> tuple[int, Stop] | None:
    """Runs all cells but those that are stopped already; the cell that lost the kernel, if any."""
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch:
        client = _client(execution, settings)
        try:
            await _start(client, Path(scratch), preload)
            return await _run_cells(client, execution, settings)
        finally:
            await _end(client)


def _client(execution: Execution, settings: Settings) -> NotebookClient:
    def note_timeout(cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:
        if execute_reply["content"].get("ename") == "CellTimeoutError":
            execution.stops[cell_index] = Stop.TIMEOUT

    kernel = AsyncKernelManager(
        kernel_name=KERNEL, kernel_spec_manager=OwnKernel(), log=nbclients_log
    )
    return BoundedClient(
        execution.notebook,
        km=kernel,
        log=nbclients_log,
        timeout=settings.cell_timeout_s,
        startup_timeout=settings.start_timeout_s,
        iopub_timeout=10,
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": "CellTimeoutError", "evalue": "", "traceback": []},
        raise_on_iopub_timeout=True,
        on_cell_executed=note_timeout,
    )


async def _start(client: NotebookClient, scratch: Path, preload: tuple[str, ...]) -> None:
    """Starts the kernel in the scratch folder and imports what is needed there."""
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        await client.async_start_new_kernel(cwd=str(scratch), env=_environment(scratch), **streams)
        kernel: Any = await client.async_start_new_kernel_client()
        source = "".join(f"__import__({name!r})\n" for name in preload)
        timeout_s = client.startup_timeout
        reply = await kernel.execute_interactive(
            source, silent=True, timeout=timeout_s, output_hook=lambda message: None
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise KernelFault(f"the kernel did not start: {error}") from error
    if reply["content"]["status"] != "ok":
        raise KernelFault(f"the kernel can't import {', '.join(preload)}: {_error(reply)}")


def _error(reply: Mapping[str, Any]) -> str:
    return f"{reply['content'].get('ename')}: {reply['content'].get('evalue')}"


def _environment(scratch: Path) -> dict[str, str]:
    """The kernel's environment: ours, this package, and no IPython profile of whoever grades."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    own = {"PYTHONPATH": path, "IPYTHONDIR": str(scratch / ".ipython")}
    return {**os.environ, **own, "NBGRADER_EXECUTION": "autograde"}


async def _run_cells(
    client: NotebookClient, execution: Execution, settings: Settings
) -> tuple[int, Stop] | None:
    for index, cell in enumerate(execution.notebook.cells):
        if cell.cell_type != "code" or index in execution.stops:
            continue
        try:
            await client.async_execute_cell(cell, index)
        except CellTimeoutError:
            return index, Stop.TIMEOUT
        except DeadKernelError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # nbclient takes an interrupt for a death
                raise asyncio.CancelledError from None
            return index, Stop.DIED
        if execution.stops.get(index) is Stop.TIMEOUT:
            cell.outputs.append(_timeout_output(settings.cell_timeout_s))
    return None


def _timeout_output(timeout_s: int) -> NotebookNode:
    text = f"stopped after {timeout_s} s"
    return new_output("error", ename="CellTimeoutError", evalue=text, traceback=[text])


async def _end(client: NotebookClient) -> None:
    """Kills the kernel and everything in its process group."""
    manager: Any = client.km
    if client.kc is not None:
        client.kc.stop_channels()
    if manager is not None and manager.has_kernel:
        await manager.shutdown_kernel(now=True)
