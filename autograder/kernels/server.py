"""The fork server: an interpreter with everything imported, of which each kernel is a fork.

Runs inside bubblewrap as ``python -m autograder.kernels.server FD MODULE...``, or without it as
``... FD --open FOLDER MODULE...``, for kernels in open rooms below that folder; with ``--users``
instead of ``--open``, each is a user of its own. It takes orders on a packet socket and answers on
it; when the other side closes it, all kernels are killed and the server ends. Before the first
fork it does no tensor operation and starts no thread, because autograd, CUDA and ZMQ don't survive
a fork. It learns nothing of what a kernel runs.

Orders and answers, one JSON object a packet::

    {"do": "start", "name": ..., "key": ..., "limits": {...}, "environment": {...}}
    {"do": "signal", "name": ..., "signal": 2}
    {"do": "kill", "name": ..., "cause": ..., "detail": ...}
    -> {"said": "ready"} | {"said": "failed", "detail": ...}
    -> {"said": "started", "name": ...}
    -> {"said": "ended", "name": ..., "cause": ..., "code": ..., "detail": ...}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from autograder.kernels import system_calls as system
from autograder.kernels.endings import Cause
from autograder.kernels.isolation import MIB, Room
from autograder.kernels.kernel_app import KernelApp
from autograder.kernels.limits import Limits
from autograder.kernels.open_rooms import make_open_room
from autograder.kernels.rooms import Run, Running, make_room
from autograder.kernels.seccomp import leave_keyrings
from autograder.kernels.user_rooms import make_user_room
from autograder.kernels.users import FIRST_UID, Users, is_mapped
from autograder.kernels.watch import Watch

OPEN, USERS = "--open", "--users"
WATCH_EVERY_S = 0.2
PACKET = 1 << 17


class Server:
    """Takes orders from one socket, makes rooms with a kernel in each, and tells when they end."""

    def __init__(
        self,
        control: socket.socket,
        app: KernelApp,
        open_folder: Path | None = None,
        as_users: bool = False,
    ) -> None:
        self.control = control
        self.app = app
        self.open_folder = open_folder
        self.as_users = as_users
        self.rooms: dict[str, Running] = {}
        self.users = Users(claimed=as_users)
        self.watch = Watch()
        self.looked_at = 0.0
        self.selector = selectors.DefaultSelector()
        mapped = Path("/proc/self/uid_map").read_text()
        self.has_users = as_users or (open_folder is None and is_mapped(FIRST_UID, mapped))

    def serve(self) -> None:
        """Works until the other side closes the socket and all kernels have ended."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.selector.register(self.control, selectors.EVENT_READ, self.read_order)
        self.say(said="ready")
        while self.rooms or self.control in self.selector.get_map():
            for key, _ in self.selector.select(WATCH_EVERY_S if self.rooms else None):
                key.data()
            self.look()

    def say(self, **message: Any) -> None:
        """Sends one message to the grader, if it is still there."""
        try:
            self.control.send(json.dumps(message).encode())
        except (BrokenPipeError, ConnectionResetError):
            pass

    def read_order(self) -> None:
        """Carries out one order; with the other side gone, ends all rooms."""
        try:
            packet = self.control.recv(PACKET)
        except ConnectionResetError:
            packet = b""
        if not packet:
            self.selector.unregister(self.control)
            for room in self.rooms.values():
                room.end(Cause.KILLED)
            return
        order = json.loads(packet)
        if order["do"] == "start":
            self.start(order)
        elif running := self.rooms.get(order["name"]):  # else it has ended meanwhile
            if order["do"] == "kill":
                running.end(Cause(order["cause"]), order["detail"])
            else:
                running.signal(order["signal"])

    def start(self, order: dict[str, Any]) -> None:
        """Makes a room, and a kernel in it."""
        name, limits = order["name"], Limits(**order["limits"])

        def run(listeners: dict[int, int], ready: Callable[[], None]) -> NoReturn:
            os.environ.update(order["environment"])
            self.app.run(order["key"], listeners, ready)

        try:
            room = Room(limits, self.users.take(name) if self.has_users else None)
            running = self.make(name, room, run)
        except OSError as error:
            self.users.free(name)
            self.say(said="ended", name=name, cause=Cause.ROOM, code=0, detail=str(error))
            return
        self.rooms[name] = running
        self.selector.register(running.kernel, selectors.EVENT_READ, self.kernel_end_of(running))
        self.selector.register(running.first, selectors.EVENT_READ, self.end_of(running))
        self.say(said="started", name=name)

    def make(self, name: str, room: Room, run: Run) -> Running:
        """A new room, of the kind that this server makes, with ``run`` in it."""
        if self.open_folder is None:
            return make_room(name, room, run)
        kind = make_user_room if self.as_users else make_open_room
        return kind(name, room, run, self.open_folder)

    def kernel_end_of(self, running: Running) -> Callable[[], None]:
        """What to do when the kernel's process has ended: end what it left behind."""

        def note() -> None:
            if not running.reaped:
                self.selector.unregister(running.kernel)
                running.note_kernel_end()

        return note

    def end_of(self, running: Running) -> Callable[[], None]:
        """What to do when the last process of a room has ended: tell it."""

        def tell() -> None:
            self.kernel_end_of(running)()  # both may have ended since we last looked
            self.selector.unregister(running.first)
            running.close()
            del self.rooms[running.name]
            self.users.free(running.name)
            self.watch.forget(running.name)
            told = {"cause": running.cause, "code": running.code, "detail": running.detail}
            self.say(said="ended", name=running.name, **told)

        return tell

    def look(self) -> None:
        """Ends rooms whose processes together hold too much memory."""
        now = time.monotonic()
        if not self.rooms or now - self.looked_at < WATCH_EVERY_S:
            return
        self.looked_at = now
        firsts = {r.first_pid: name for name, r in self.rooms.items()}
        kernels = {r.kernel_pid: name for name, r in self.rooms.items()}
        limits = {name: r.limits.memory_mib * MIB for name, r in self.rooms.items()}
        users = {uid: name for name, (uid, _) in self.users.taken.items()} if self.as_users else {}
        for name, used in self.watch.past_limit(firsts | kernels, limits, users).items():
            most = self.rooms[name].limits.memory_mib
            self.rooms[name].end(Cause.MEMORY, f"{used // MIB} MiB, where {most} MiB are allowed")


def prepare(preload: list[str]) -> KernelApp:
    """Imports what kernels need. Raises ``RuntimeError`` if that started a thread."""
    for name in preload:
        importlib.import_module(name)
    app = KernelApp.prepare()
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        raise RuntimeError(f"importing {', '.join(preload)} started {threads - 1} threads")
    gc.collect()
    gc.freeze()  # else the first collection in each fork copies all of it
    system.collapse_memory()
    return app


def main(descriptor: int, arguments: list[str]) -> None:
    """Imports what kernels need, then serves."""
    os.umask(0o022)
    open_folder, preload = None, arguments
    as_users = arguments[:1] == [USERS]
    if arguments[:1] == [OPEN] or as_users:
        open_folder, preload = Path(arguments[1]), arguments[2:]
    with socket.socket(fileno=descriptor) as control:
        try:
            leave_keyrings()
            app = prepare(preload)
        except Exception as error:
            told = {"said": "failed", "detail": f"{type(error).__name__}: {error}"}
            control.send(json.dumps(told).encode())
        else:
            Server(control, app, open_folder, as_users).serve()
            if open_folder is not None:
                shutil.rmtree(open_folder, ignore_errors=True)
    os._exit(0)  # tearing PyTorch down takes a second


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
