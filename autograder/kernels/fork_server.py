"""The grader's side of the fork server: starts it, asks it for kernels, hears of their ends.

A ``ForkServer`` may be used from any thread. It leaves no file behind, and no process either:
bubblewrap and everything in it ends with the server object, with the thread that it runs in, and
with this process, however that ends. The kernels' sockets lie in the sandbox's own memory and are
reached through ``/proc``, which Linux allows to nobody but this user and root.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from autograder.kernels import bubblewrap
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.inside import ROOMS
from autograder.kernels.limits import Limits
from autograder.kernels.users import users_problem
from autograder.kernels.views import INLINE, ONE_THREAD, View

MODULE = "autograder.kernels.server"
OPEN, USERS = "--open", "--users"  # as the server reads them
PACKAGES = str(Path(__file__).resolve().parents[2])
PACKET = 1 << 17
CREDENTIALS = struct.Struct("3i")  # struct ucred: pid, uid, gid
CLOSE_TIMEOUT_S = 10.0
SHOWN = 1000  # characters of what the server wrote before it failed
PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}


@dataclass
class Kernel:
    """A kernel that was asked for. ``signal`` and ``kill`` of one that has ended do nothing.

    ``started`` becomes the connection information of a Jupyter client, or raises
    ``SandboxUnavailable``; ``ended`` becomes the ``Ending``, when nothing of it is left.
    """

    server: ForkServer
    name: str
    key: str
    started: Future[dict[str, Any]] = field(default_factory=Future)
    ended: Future[Ending] = field(default_factory=Future)

    def signal(self, number: int) -> None:
        """Sends a signal to the kernel and the processes that it started in its group."""
        if not self.ended.done():  # else the name may be another's by now
            self.server.order(do="signal", name=self.name, signal=int(number))

    def kill(self, cause: Cause = Cause.KILLED, detail: str = "") -> None:
        """Ends the kernel and all that it started, whatever that does about it, for this reason."""
        if not self.ended.done():
            self.server.order(do="kill", name=self.name, cause=cause, detail=detail)


class ForkServer:
    """A fork server with all that it needs of this machine, and the kernels that hang from it.

    Comes up in the background: the first kernels may be asked for at once. Close it, or use it in
    a ``with`` statement. Raises ``SandboxUnavailable`` where bubblewrap is missing.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.kernels: dict[str, Kernel] = {}
        self.names = map(str, count(1))
        self.lock = threading.Lock()
        self.ready: Future[None] = Future()
        self.pid = 0
        self.inside: list[int] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.problem: bubblewrap.SandboxUnavailable | None = None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            command = self._command([sys.executable, "-m", MODULE, str(theirs.fileno())])
        except BaseException:
            self.control.close()
            theirs.close()
            raise
        arguments = (command, theirs)
        self.thread = threading.Thread(target=self._serve, args=arguments, daemon=True)
        self.thread.start()

    def _command(self, program: list[str]) -> list[str]:
        """The command that runs the server. Raises ``SandboxUnavailable``."""
        return bubblewrap.command(self.view, [*program, *self.view.preload])

    def _environment(self) -> dict[str, str] | None:
        """The variables that the command is run with; None for those of this process."""
        return None

    def _place(self, name: str) -> str:
        """What the paths of a kernel's sockets begin with, as this process sees them."""
        return f"/proc/{self.pid}/root{ROOMS}/{name}"

    def _processes(self) -> list[int]:
        """Descriptors of what has to have ended before the server counts as ended."""
        return process_and_parent(self.pid)

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it can still start kernels, as far as is known."""
        return self.problem is None

    def start(
        self,
        limits: Limits | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        name: str | None = None,
        key: str | None = None,
    ) -> Kernel:
        """A kernel that is being started, with variables beside the view's.

        ``name`` is that of an ended kernel whose place it takes, so that clients find it at the
        same address; ``key`` signs its messages. Raises ``SandboxUnavailable``.
        """
        kernel = Kernel(self, name or next(self.names), key or uuid.uuid4().hex)
        with self.lock:
            if self.problem:
                raise self.problem
            if kernel.name in self.kernels:
                raise ValueError(f"kernel {kernel.name} hasn't ended yet; wait for its end first")
            self.kernels[kernel.name] = kernel
        asked = {"limits": asdict(limits or Limits()), "environment": dict(environment or {})}
        self.order(do="start", name=kernel.name, key=kernel.key, **asked)
        return kernel

    def order(self, **order: Any) -> None:
        """Sends one order; to a server that has ended it says nothing, as all kernels have too."""
        packet = json.dumps(order).encode()
        if len(packet) > PACKET:
            raise ValueError(f"an order of {len(packet)} bytes is too long, {PACKET} are allowed")
        with suppress(BrokenPipeError, ConnectionResetError), self.lock:
            if self.control.fileno() >= 0:
                self.control.send(packet)

    def close(self) -> None:
        """Ends all kernels and the server, and returns when none of their processes is left."""
        with suppress(OSError):
            self.control.shutdown(socket.SHUT_WR)
        self.thread.join(CLOSE_TIMEOUT_S)
        if self.thread.is_alive() and self.process:  # it doesn't listen any more
            self.process.kill()
            self.thread.join()
        with self.lock:
            self.control.close()

    def _serve(self, command: list[str], theirs: socket.socket) -> None:
        """Runs in a thread of its own, which bubblewrap doesn't outlive."""
        written = ""
        try:
            with tempfile.TemporaryFile() as errors:
                self._run(command, theirs, errors)
                errors.seek(0)
                written = errors.read()[-SHOWN:].decode(errors="replace").strip()
        finally:
            self._end_all(written)

    def _run(self, command: list[str], theirs: socket.socket, errors: IO[bytes]) -> None:
        """Runs bubblewrap until it and all processes in it have ended."""
        with theirs:
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                env=self._environment(),
            )
        try:
            self._listen()
        finally:
            self._end_process(self.process)

    def _listen(self) -> None:
        """Hears the server out, until it is gone."""
        room = socket.CMSG_SPACE(CREDENTIALS.size)
        while True:
            try:
                packet, extra, _, _ = self.control.recvmsg(PACKET, room)
            except ConnectionResetError:  # told once, before what it has sent can be read
                continue
            if not packet:
                return
            self._hear(json.loads(packet), extra)

    def _hear(self, message: dict[str, Any], extra: list[tuple[int, int, bytes]]) -> None:
        said = message["said"]
        if said == "ready":
            self.pid = CREDENTIALS.unpack(extra[0][2])[0]
            self.inside = self._processes()
            self.ready.set_result(None)
        elif said == "failed":
            self.problem = bubblewrap.explain(message["detail"])
        elif said == "started":
            kernel = self.kernels[message["name"]]
            kernel.started.set_result(self._connection(kernel))
        else:
            ending = Ending(Cause(message["cause"]), message["code"], message["detail"])
            self._end(message["name"], ending)

    def _connection(self, kernel: Kernel) -> dict[str, Any]:
        return {
            "transport": "ipc",
            "ip": self._place(kernel.name),
            "key": kernel.key.encode(),
            "signature_scheme": "hmac-sha256",
            **PORTS,
        }

    def _end(self, name: str, ending: Ending) -> None:
        with self.lock:
            kernel = self.kernels.pop(name)
        if not kernel.started.done():
            error = bubblewrap.SandboxUnavailable(f"A kernel did not start: {ending.message}")
            kernel.started.set_exception(error)
        kernel.ended.set_result(ending)

    def _end_all(self, written: str) -> None:
        """Tells all who wait that the server is gone."""
        with self.lock:
            if self.problem is None:
                self.problem = bubblewrap.explain(written or "it has ended.")
            names = list(self.kernels)
        for name in names:
            self._end(name, Ending(Cause.SERVER, 0, str(self.problem)))
        with suppress(InvalidStateError):
            self.ready.set_exception(self.problem)

    def _end_process(self, process: subprocess.Popen[bytes]) -> None:
        """Waits until the sandbox has ended; kills it if it takes too long."""
        try:
            process.wait(CLOSE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for descriptor in self.inside:
            select.select([descriptor], [], [], CLOSE_TIMEOUT_S)
            os.close(descriptor)


def process_and_parent(pid: int) -> list[int]:
    """Descriptors of a process and of its parent: the fork server, and the sandbox's first.

    None if they have ended already, as there is nothing to wait for.
    """
    found: list[int] = []
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        parent = int(status.split("PPid:", 1)[1].split()[0])
        found += [os.pidfd_open(pid)]
        found += [os.pidfd_open(parent)]
    return found


class OpenForkServer(ForkServer):
    """A fork server without bubblewrap: its kernels have the rights of this process.

    Of the view only ``preload`` counts. Needs Linux. See ``open_rooms`` for what holds.
    """

    def __init__(self, view: View) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
        super().__init__(view)

    def close(self) -> None:
        """Ends all kernels and the server, and removes their folder."""
        super().close()
        self.folder.cleanup()

    def _command(self, program: list[str]) -> list[str]:
        return [*program, OPEN, self.folder.name, *self.view.preload]

    def _environment(self) -> dict[str, str]:
        """Ours, without what is set for this process alone, and with the course's packages."""
        path = os.pathsep.join(filter(None, [PACKAGES, os.environ.get("PYTHONPATH")]))
        own = {"PYTHONPATH": path, "IPYTHONDIR": f"{self.folder.name}/ipython"}
        return {**os.environ, **own, **ONE_THREAD, "MPLBACKEND": INLINE}

    def _place(self, name: str) -> str:
        return f"{self.folder.name}/{name}"

    def _processes(self) -> list[int]:
        return []  # `process` is the server itself


class UserForkServer(OpenForkServer):
    """A fork server without bubblewrap whose kernels are users of their own: for root alone.

    Of the view ``preload``, ``packages`` and ``environment`` count. See ``user_rooms`` for what
    holds. Raises ``SandboxUnavailable`` where it isn't root, or where users couldn't read Python.
    """

    def __init__(self, view: View) -> None:
        if problem := users_problem(view.folders()):
            raise bubblewrap.SandboxUnavailable(problem)
        super().__init__(view)

    def _command(self, program: list[str]) -> list[str]:
        Path(self.folder.name).chmod(0o711)  # kernels have to get to their own rooms
        return [*program, USERS, self.folder.name, *self.view.preload]

    def _environment(self) -> dict[str, str]:
        """Nothing of ours but where Python is, as in the sandbox."""
        return {**self.view.variables(), "HOME": f"{self.folder.name}/server"}


class SharedServers:
    """The fork servers of one process, one for each kind and view, started when first asked for."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.servers: dict[tuple[type[ForkServer], View], ForkServer] = {}
        self.owner = os.getpid()
        atexit.register(self.close)

    def get(self, view: View, kind: type[ForkServer] = ForkServer) -> ForkServer:
        """The server with this view; a new one if there is none or it has ended."""
        with self.lock:
            if self.owner != os.getpid():  # a fork of that process: the servers are not ours
                self.owner, self.servers = os.getpid(), {}
            server = self.servers.get((kind, view))
            if server is None or not server.alive:
                server = self.servers[kind, view] = kind(view)
            return server

    def close(self) -> None:
        """Ends all servers of this process."""
        with self.lock:
            servers = list(self.servers.values()) if self.owner == os.getpid() else []
            self.servers = {}
        for server in servers:
            server.close()


SHARED = SharedServers()
