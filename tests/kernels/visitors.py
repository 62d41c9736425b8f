"""A visitor runs code in a sandboxed kernel, as a hand-in would, and tells what came of it."""

from __future__ import annotations

import json
import os
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.blocking import BlockingKernelClient

from autograder.kernels.endings import Ending
from autograder.kernels.fork_server import ForkServer, Kernel
from autograder.kernels.limits import Limits
from autograder.kernels.views import View

START_TIMEOUT_S = 60.0
CELL_TIMEOUT_S = 60.0
END_TIMEOUT_S = 60.0
LIGHT = View(packages=("autograder", "utils"), hidden=("autograder.answers",))
"""All that a kernel of the course sees, with nothing preloaded, so that it is soon there."""


class CellFailed(Exception):
    """The code raised an exception; the text is its name and value."""


class KernelEnded(Exception):
    """The kernel ended while the code ran."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.message)
        self.ending = ending


class Visitor:
    """Someone with a kernel of their own, who can run cells in it."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.client = BlockingKernelClient()
        self.client.load_connection_info(kernel.started.result(START_TIMEOUT_S))
        self.client.start_channels(hb=False)
        self.client.kernel_info(reply=True, timeout=START_TIMEOUT_S)

    def begin(self, code: str) -> str:
        """The id of a cell that has been sent and isn't waited for."""
        return self.client.execute(textwrap.dedent(code), stop_on_error=False)

    def run(self, code: str) -> str:
        """What the code printed. Raises ``CellFailed`` or ``KernelEnded``."""
        return self.finish(self.begin(code))

    def finish(self, cell: str) -> str:
        """What a cell printed that was sent before."""
        printed, until = "", time.monotonic() + CELL_TIMEOUT_S
        while time.monotonic() < until:
            kind, content = self._next_of(cell)
            if kind == "stream":
                printed += content["text"]
            elif kind == "error":
                raise CellFailed(f"{content['ename']}: {content['evalue']}")
            elif content.get("execution_state") == "idle":
                return printed.strip()
        raise TimeoutError(f"no end within {CELL_TIMEOUT_S} s; printed so far: {printed[-500:]}")

    def wait_for_output(self) -> None:
        """Returns when the cell that was begun has printed something."""
        while self.client.get_iopub_msg(timeout=CELL_TIMEOUT_S)["msg_type"] != "stream":
            pass

    def shown(self, code: str) -> list[dict[str, Any]]:
        """The data that the code displays, by MIME type."""
        cell, shown = self.begin(code), []
        while True:
            kind, content = self._next_of(cell)
            if kind == "error":
                raise CellFailed(f"{content['ename']}: {content['evalue']}")
            if kind in ("display_data", "execute_result"):
                shown.append(content["data"])
            if content.get("execution_state") == "idle":
                return shown

    def tell(self, code: str) -> Any:
        """What the code printed, as JSON."""
        return json.loads(self.run(code))

    def attempt(self, code: str) -> str:
        """The name of the exception that the code raises. Fails if it raises none."""
        try:
            printed = self.run(code)
        except CellFailed as failure:
            return str(failure).split(":")[0]
        raise AssertionError(f"nothing was raised; printed: {printed[-500:]}")

    def ending(self) -> Ending:
        """How the kernel ended, when it has."""
        return self.kernel.ended.result(END_TIMEOUT_S)

    def leave(self) -> None:
        """Kills the kernel and waits until nothing of it is left."""
        self.client.stop_channels()
        self.kernel.kill()
        self.ending()

    def _next_of(self, cell: str) -> tuple[str, dict[str, Any]]:
        """Type and content of the next message of a cell; a status of "" when there is none yet."""
        try:
            message = self.client.get_iopub_msg(timeout=0.1)
        except Empty:
            if self.kernel.ended.done():
                raise KernelEnded(self.ending()) from None
            return "status", {}
        if message["parent_header"].get("msg_id") != cell:
            return "status", {}
        return message["msg_type"], message["content"]


@contextmanager
def visiting(server: ForkServer, limits: Limits | None = None, **options: Any) -> Iterator[Visitor]:
    """A visitor with a fresh kernel, of which nothing is left afterwards."""
    visitor = Visitor(server.start(limits, **options))
    try:
        yield visitor
    finally:
        visitor.leave()


def processes_with(marker: str) -> list[int]:
    """The living processes of this machine that have this word on their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if marker.encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
    return found


def appears(marker: str) -> bool:
    """Whether a process with this word on its command line comes up in time."""
    until = time.monotonic() + CELL_TIMEOUT_S
    while not processes_with(marker) and time.monotonic() < until:
        pass
    return bool(processes_with(marker))


def mounted() -> list[str]:
    """What is mounted where, as this process sees it."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return sorted(line.split(" ", 3)[3].split(" - ")[0] for line in lines)
