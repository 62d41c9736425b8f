"""Makes a room: a PID namespace with two processes, and five sockets that lead to it.

The first process only reaps what is left behind; when it is killed, Linux kills everything in the
namespace. The second is the fork that becomes the kernel, so that signals mean to it what they
mean to any process. Both are children of the fork server.
"""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn, Protocol

from autograder.kernels import system_calls as system
from autograder.kernels.endings import Cause
from autograder.kernels.inside import ROOMS
from autograder.kernels.isolation import Room, enter, forget_descriptors, reseed
from autograder.kernels.limits import Limits

FIRST_PROCESS = ("/bin/sh", "-c", "while :; do sleep 2147483647 & wait; done")  # "wait" reaps
ROOM_FAILED = 71
SHOWN = 2000  # characters of a traceback
CHANNELS = 5
WAITING = 64  # connections that a socket queues until the kernel takes them


class Run(Protocol):
    """What runs in a room once it is locked."""

    def __call__(self, listeners: dict[int, int], ready: Callable[[], None]) -> NoReturn:
        """Serves on descriptors by number; calls ``ready`` before it runs what isn't ours."""


@dataclass
class Running:
    """A room whose processes haven't all ended, and what is known of its end so far."""

    name: str
    limits: Limits
    first_pid: int
    kernel_pid: int
    report: int
    first: int = field(init=False)
    kernel: int = field(init=False)
    cause: Cause | None = None
    detail: str = ""
    code: int = -signal.SIGKILL
    reaped: bool = False

    def __post_init__(self) -> None:
        self.first, self.kernel = os.pidfd_open(self.first_pid), os.pidfd_open(self.kernel_pid)

    def signal(self, number: int) -> None:
        """Sends a signal to the kernel and what it started, as a terminal would."""
        try:
            os.killpg(self.kernel_pid, number)
        except ProcessLookupError:  # it hasn't made its process group yet
            signal.pidfd_send_signal(self.kernel, number)

    def end(self, cause: Cause, detail: str = "") -> None:
        """Kills everything in the room; ``cause`` says why, unless that is known already."""
        if self.cause is None:
            self.cause, self.detail = cause, detail
        with suppress(ProcessLookupError):  # it ended meanwhile
            signal.pidfd_send_signal(self.first, signal.SIGKILL)

    def note_kernel_end(self) -> None:
        """Reaps the kernel, notes how it ended, and ends the room."""
        self.reaped = True
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.kernel_pid, 0)[1])
        problem = os.read(self.report, 2 * SHOWN).decode(errors="replace")
        if problem:
            self.end(Cause.ROOM, problem)
        else:
            self.end(Cause.SIGNAL if self.code < 0 else Cause.EXIT)

    def close(self) -> None:
        """Reaps the first process, and removes the room's sockets and descriptors."""
        os.waitpid(self.first_pid, 0)
        for descriptor in (self.first, self.kernel, self.report):
            os.close(descriptor)
        remove_sockets(place_of(self.name))


def make_room(name: str, room: Room, run: Run) -> Running:
    """A new room with ``run`` in it, on its listening sockets. Raises ``OSError``.

    Only the fork server's main thread may call this: a fork has no other.
    """
    listeners = listen(place_of(name))
    report, write_report = os.pipe()
    try:
        with new_pid_namespace():
            first_pid = spawn_first_process()
            kernel_pid = os.fork()
            if kernel_pid == 0:
                become_kernel(partial(enter, room), run, listeners, write_report)
    finally:
        for listener in listeners.values():
            listener.close()
        os.close(write_report)
    return Running(name, room.limits, first_pid, kernel_pid, report)


def become_kernel(
    lock: Callable[[], None], run: Run, listeners: dict[int, socket.socket], report: int
) -> NoReturn:
    """Locks this fork in and runs. What fails before it is ready goes to ``report``."""
    problems = os.fdopen(report, "w")
    try:
        os.setsid()
        descriptors = {number: listener.fileno() for number, listener in listeners.items()}
        forget_descriptors([*descriptors.values(), report])
        lock()
        reseed()
        run(descriptors, problems.close)
    except BaseException:
        if not problems.closed:
            problems.write(traceback.format_exc()[-SHOWN:])
            problems.flush()
    finally:
        os._exit(ROOM_FAILED)


@contextmanager
def new_pid_namespace() -> Iterator[None]:
    """Lets the children made inside be in a PID namespace of their own."""
    ours = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        system.unshare(system.CLONE_NEWPID)
        yield
    finally:
        system.set_namespace(ours, system.CLONE_NEWPID)
        os.close(ours)


def spawn_first_process() -> int:
    """The PID of a process that does nothing but reap: a shell that waits for all its children.

    Not a fork of ours, which would cost as much as the kernel's.
    """
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    return os.posix_spawn(FIRST_PROCESS[0], FIRST_PROCESS, {}, file_actions=nothing, setsid=True)


def place_of(name: str) -> str:
    """What the paths of a room's sockets begin with, as the fork server sees them."""
    return f"{ROOMS}/{name}"


def listen(place: str) -> dict[int, socket.socket]:
    """Sockets that take connections already, by number: a client need not wait for the kernel."""
    remove_sockets(place)
    listeners = {}
    for number in range(1, CHANNELS + 1):
        listeners[number] = socket.socket(socket.AF_UNIX)
        listeners[number].bind(socket_path(place, number))
        listeners[number].listen(WAITING)
    return listeners


def socket_path(place: str, number: int) -> str:
    """The path of one of a room's sockets; ZMQ puts the number behind a dash."""
    return f"{place}-{number}"


def remove_sockets(place: str) -> None:
    """Removes what ``listen`` made."""
    for number in range(1, CHANNELS + 1):
        Path(socket_path(place, number)).unlink(missing_ok=True)
