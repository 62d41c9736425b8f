"""Kernels without a sandbox: forks with the rights of whoever started their server.

For machines that can't have a sandbox, and notebooks that need none. Owns what is left of a room
there: a scratch folder to work in, a process group that ends with its kernel, and the watch on its
memory. What a kernel starts in a session of its own outlives it, and nothing is hidden from it.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.kernels.endings import Cause
from autograder.kernels.isolation import NO_CORE, Room
from autograder.kernels.rooms import Run, Running, become_kernel, listen, remove_sockets


@dataclass
class OpenRunning(Running):
    """An open room whose kernel hasn't ended. It has no first process: the kernel is that too."""

    folder: Path = Path()

    def end(self, cause: Cause, detail: str = "") -> None:
        """Kills the kernel and its process group; ``cause`` says why, unless that is known."""
        if self.cause is None:
            self.cause, self.detail = cause, detail
        if not self.reaped:
            self._kill_group()

    def note_kernel_end(self) -> None:
        """Notes how the kernel ended, kills its process group, and reaps it."""
        os.waitid(os.P_PID, self.kernel_pid, os.WEXITED | os.WNOWAIT)
        self._kill_group()  # while the kernel's number can't be another's yet
        super().note_kernel_end()

    def close(self) -> None:
        """Removes the room's sockets, descriptors and scratch folder."""
        for descriptor in (self.first, self.kernel, self.report):
            os.close(descriptor)
        remove_sockets(str(self.folder))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.kernel_pid, signal.SIGKILL)
        with suppress(ProcessLookupError):  # it hasn't made its process group yet
            signal.pidfd_send_signal(self.kernel, signal.SIGKILL)


def make_open_room(name: str, room: Room, run: Run, folder: Path) -> OpenRunning:
    """A new open room below ``folder`` with ``run`` in it. Raises ``OSError``.

    Only the fork server's main thread may call this: a fork has no other.
    """
    own = folder / name
    shutil.rmtree(own, ignore_errors=True)
    work = own / "work"
    work.mkdir(parents=True)
    kernel_pid, report = fork_into(str(own), partial(_settle, work), run)
    return OpenRunning(name, room.limits, kernel_pid, kernel_pid, report, folder=own)


def fork_into(place: str, settle: Callable[[], None], run: Run) -> tuple[int, int]:
    """The PID of a fork that settles and then runs, and where it reports what failed before.

    Its sockets' paths begin with ``place``.
    """
    listeners = listen(place)
    report, write_report = os.pipe()
    try:
        kernel_pid = os.fork()
        if kernel_pid == 0:
            become_kernel(settle, run, listeners, write_report)
    finally:
        for listener in listeners.values():
            listener.close()
        os.close(write_report)
    return kernel_pid, report


def _settle(work: Path) -> None:
    """What takes the place of a lock: the folder to work in, and no file of a crash."""
    resource.setrlimit(resource.RLIMIT_CORE, (NO_CORE, NO_CORE))
    os.chdir(work)
