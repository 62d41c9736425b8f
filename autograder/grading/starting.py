"""Where kernels come from: forks in a sandbox, forks as users of their own, or with our rights.

All are ``Kernel``: what runs cells doesn't know which it has. Owns what hand-ins may see in the
sandbox; how it is locked is the matter of ``autograder.kernels``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_client.connect import write_connection_file
from jupyter_client.launcher import launch_kernel
from jupyter_client.win_interrupt import send_interrupt

from autograder.grading.settings import OFF, USERS, Settings
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.views import View

if TYPE_CHECKING:
    from autograder.kernels.fork_server import ForkServer

PACKAGE = Path(__file__).resolve().parents[2]
WINDOWS = sys.platform == "win32"
HIDDEN = tuple(
    f"autograder.{name}" for name in ("answers", "judging", "grading", "reports", "commands", "cli")
)
LESSON_DATA = ("lessons/pictures",)
PRELOAD = ("autograder.notebook.preloading", "matplotlib.pyplot", "utils")
"""What lessons import: loaded before the first cell, so that no cell's time is spent on it."""
LATE_IMPORTS = ("autograder.notebook.late_loading",)
"""What lessons come to import while they run: a fork has it from the server."""


class Kernel(Protocol):
    """A kernel that is being started, runs, or has ended.

    ``started`` becomes the connection of a Jupyter client, ``ended`` the ``Ending`` when nothing
    of the kernel is left.
    """

    started: Future[dict[str, Any]]
    ended: Future[Ending]

    def signal(self, number: int) -> None:
        """Sends a signal to the kernel and what it started."""

    def kill(self) -> None:
        """Ends it."""


def start_kernel(settings: Settings, preload: Sequence[str]) -> Kernel:
    """A kernel that is being started, which has imported ``preload`` or is going to.

    Raises ``SandboxUnavailable``.
    """
    server = fork_server(settings, preload)
    if server is None:
        return OwnKernel()
    return server.start(settings.limits, environment={"NBGRADER_EXECUTION": "autograde"})


def fork_server(settings: Settings, preload: Sequence[str]) -> ForkServer | None:
    """The fork server that this process has for hand-ins; it comes up in the background.

    With ``--sandbox off`` one without a sandbox, and none where that isn't Linux: elsewhere a fork
    of a process that has loaded so much isn't safe. Raises ``SandboxUnavailable``.
    """
    if settings.sandbox == OFF and sys.platform != "linux":
        return None
    from autograder.kernels.fork_server import (  # Windows can't import it
        SHARED,
        ForkServer,
        OpenForkServer,
        UserForkServer,
    )

    if settings.sandbox == OFF:
        return SHARED.get(View(preload=(*preload, *LATE_IMPORTS)), OpenForkServer)
    device = settings.device
    data = (str(PACKAGE / folder) for folder in LESSON_DATA if (PACKAGE / folder).is_dir())
    view = View(
        preload=(*preload, *LATE_IMPORTS),
        packages=("autograder", "utils"),
        hidden=HIDDEN,
        readable=tuple(data),
        devices=_gpu_devices() if device.startswith("cuda") else (),
    )
    return SHARED.get(view, UserForkServer if settings.sandbox == USERS else ForkServer)


def _gpu_devices() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(Path("/dev").glob("nvidia*")) if not path.is_dir())


class OwnKernel:
    """A fresh Python process in a folder of its own, with the rights of whoever grades."""

    def __init__(self) -> None:
        self.started: Future[dict[str, Any]] = Future()
        self.ended: Future[Ending] = Future()
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        work = self.folder / "work"
        work.mkdir()
        where: dict[str, Any] = (
            {} if WINDOWS else {"transport": "ipc", "ip": str(self.folder / "k")}
        )
        file, connection = write_connection_file(
            str(self.folder / "connection.json"), key=uuid.uuid4().hex.encode(), **where
        )
        self.process = launch_kernel(
            [sys.executable, "-m", "ipykernel_launcher", "-f", file],
            cwd=str(work),
            env=_environment(work),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.started.set_result(dict(connection) | {"key": connection["key"].encode()})
        threading.Thread(target=self._wait, daemon=True).start()

    def signal(self, number: int) -> None:
        """Sends a signal to the process and what it started in its group.

        Windows has no signals: there all but an interrupt end the process.
        """
        with suppress(ProcessLookupError):
            if not WINDOWS:
                os.killpg(self.process.pid, number)
            elif number == signal.SIGINT:
                send_interrupt(vars(self.process)["win32_interrupt_event"])  # by launch_kernel
            else:
                self.process.kill()

    def kill(self) -> None:
        """Kills them."""
        self.signal(signal.SIGTERM if WINDOWS else signal.SIGKILL)

    def _wait(self) -> None:
        code = self.process.wait()
        self.kill()  # what it started and left
        shutil.rmtree(self.folder, ignore_errors=True)
        self.ended.set_result(Ending(Cause.SIGNAL if code < 0 else Cause.EXIT, code))


def _environment(scratch: Path) -> dict[str, str]:
    """The kernel's environment: ours and this package, without what is set for ours alone."""
    path = os.pathsep.join(filter(None, [str(PACKAGE), os.environ.get("PYTHONPATH")]))
    own = {"PYTHONPATH": path, "IPYTHONDIR": str(scratch / ".ipython")}
    kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return {**kept, **own, "NBGRADER_EXECUTION": "autograde"}
