"""The fork server: an interpreter with everything imported, of which each kernel is a fork.

Runs inside bubblewrap as ``python -m autograder.kernels.server FD MODULE...``. It takes orders
as JSON lines on a socket and answers on it; when the socket closes, it kills all kernels and
ends. Before the first fork it does no tensor operation and starts no thread, because autograd
and CUDA don't survive a fork.

Orders and answers (one JSON object a line)::

    {"do": "start", "name": ..., "connection": {...}, "limits": {...}, "host_uid": ...}
    {"do": "signal", "name": ..., "signal": 2}
    -> {"said": "ready"}
    -> {"said": "started", "name": ..., "pid": ...}
    -> {"said": "ended", "name": ..., "status": ..., "reason": "" | "memory" | "room: ..."}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder.kernels import system_calls as system
from autograder.kernels.isolation import MIB, ROOM, Room, enter, new_namespaces
from autograder.kernels.limits import Limits
from autograder.kernels.watch import Watch

WATCH_EVERY_S = 0.2
ROOM_FAILED = 71


@dataclass
class Running:
    """A kernel that was started and hasn't ended yet."""

    name: str
    pid: int
    limits: Limits
    reason: str = ""


class Server:
    """Takes orders from one socket, forks kernels, and tells when they end."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.running: dict[int, Running] = {}
        self.watch = Watch()
        self.unread = b""
        self.looked_at = 0.0

    def serve(self) -> None:
        """Works until the other side closes the socket."""
        wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_write)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        selector = selectors.DefaultSelector()
        selector.register(self.control, selectors.EVENT_READ)
        selector.register(wake_read, selectors.EVENT_READ)
        self.inherited = (selector, wake_read, wake_write)
        self.say(said="ready")
        while True:
            timeout = WATCH_EVERY_S if self.running else None
            for key, _ in selector.select(timeout):
                if key.fileobj is not self.control:
                    os.read(wake_read, 4096)
                elif not self.read_orders():
                    return
            self.reap()
            self.look()

    def say(self, **message: Any) -> None:
        """Sends one message to the grader."""
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def read_orders(self) -> bool:
        """Carries out what has arrived; False when the other side is gone."""
        received = self.control.recv(1 << 16)
        *lines, self.unread = (self.unread + received).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if order["do"] == "start":
                self.start(order)
            elif order["do"] == "signal":
                self.signal(order["name"], order["signal"])
        return bool(received)

    def start(self, order: dict[str, Any]) -> None:
        """Forks a kernel: a child makes the namespaces, its child is the kernel."""
        limits = Limits(**order["limits"])
        room = Room(order["name"], limits, order.get("host_uid"))
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            self.fork_kernel(room, order["connection"], write_end)
        os.close(write_end)
        os.waitpid(child, 0)
        answer = b""
        while part := os.read(read_end, 4096):
            answer += part
        os.close(read_end)
        pid, _, problem = answer.decode(errors="replace").partition(" ")
        if problem or not pid:
            self.say(said="ended", name=room.name, status=ROOM_FAILED, reason=f"room: {problem}")
            if not pid.isdigit() or pid == "0":
                return
        self.running[int(pid)] = Running(room.name, int(pid), limits)
        self.say(said="started", name=room.name, pid=int(pid))

    def fork_kernel(self, room: Room, connection: dict[str, Any], report: int) -> NoReturn:
        """In the child: new namespaces, then the kernel as their first process."""
        try:
            new_namespaces()
            kernel = os.fork()
        except OSError as error:
            os.write(report, f"0 {error}".encode())
            os._exit(ROOM_FAILED)
        if kernel:
            os.write(report, str(kernel).encode())
            os._exit(0)
        try:
            os.setsid()
            self.forget(report)
            enter(room)
            run_kernel(connection)
        except BaseException:
            Path(f"{ROOM}/problem").write_text(traceback.format_exc())
        finally:
            os._exit(ROOM_FAILED)

    def forget(self, report: int) -> None:
        """Closes in the kernel everything that belongs to the server."""
        selector, wake_read, wake_write = self.inherited
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        selector.close()
        self.control.close()
        for descriptor in (wake_read, wake_write, report):
            os.close(descriptor)

    def signal(self, name: str, number: int) -> None:
        """Sends a signal to a kernel that still runs."""
        for kernel in self.running.values():
            if kernel.name == name:
                os.kill(kernel.pid, number)

    def reap(self) -> None:
        """Tells of every kernel that has ended."""
        while self.running:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if kernel := self.running.pop(pid, None):
                code = os.waitstatus_to_exitcode(status)
                self.say(said="ended", name=kernel.name, status=code, reason=kernel.reason)

    def look(self) -> None:
        """Kills kernels whose processes together hold too much memory."""
        now = time.monotonic()
        if not self.running or now - self.looked_at < WATCH_EVERY_S:
            return
        self.looked_at = now
        for pid, used in self.watch.private_memory(list(self.running)).items():
            kernel = self.running[pid]
            if used > kernel.limits.memory_mib * MIB:
                kernel.reason = "memory"
                os.kill(pid, signal.SIGKILL)


def run_kernel(connection: dict[str, Any]) -> NoReturn:
    """Runs an IPython kernel with these connection data until it is shut down."""
    from ipykernel.kernelapp import IPKernelApp

    file = f"{ROOM}/connection.json"
    Path(file).write_text(json.dumps(connection))
    app = IPKernelApp.instance()
    app.initialize(["-f", file, "--HistoryManager.enabled=False", "--IPKernelApp.parent_handle=0"])
    app.start()
    sys.stdout.flush()
    os._exit(0)


def main(descriptor: int, preload: list[str]) -> None:
    """Imports what kernels need, then serves."""
    for name in preload:
        importlib.import_module(name)
    system.prctl(system.PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=descriptor) as control:
        Server(control).serve()
    os._exit(0)  # tearing torch down takes a second; the PID namespace takes the kernels along


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
