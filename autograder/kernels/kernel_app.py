"""An IPython kernel of which as much as possible exists before the fork.

``prepare`` runs once in the fork server: no thread, no ZMQ context, but the application object,
its profile, and all modules and caches that making a shell fills. ``run`` does the rest in the
fork, with sockets that are listening already. What is overridden here are ipykernel's own steps
(``init_...``), left out or replaced; their order stays ipykernel's.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import zmq
from ipykernel import ipkernel
from ipykernel.heartbeat import Heartbeat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import shellapp
from IPython.core.profiledir import ProfileDir
from traitlets import DottedObjectName, Type
from traitlets.config import Config

from autograder.kernels.streams import OwnStream, Streams

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
PORTS = {f"{channel}_port": number for number, channel in enumerate(CHANNELS, 1)}
BACKEND = "matplotlib_inline.backend_inline"
FOR_SHELL = (  # imported while a kernel starts, beside what making a shell imports
    "IPython.extensions.storemagic",
    "faulthandler",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
)


class NoModules:
    """Stands in for ``sys`` where the list of modules has to be empty."""

    modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def unlisted_modules(lister: Any) -> Iterator[None]:
    """Hides the loaded modules from the module ``lister``, which lists all of them.

    A list touches every module, and so copies thousands of pages of the fork server's memory:
    more than half of the time that a kernel takes to start.
    """
    lister.sys = NoModules()
    try:
        yield
    finally:
        lister.sys = sys


class Kernel(IPythonKernel):
    """IPython's kernel without its list of files that the debugger takes for not "my code".

    After each cell its standard output and standard error are such that it can go on.
    """

    _supports_kernel_subshells = False
    streams: Streams | None = None

    async def do_execute(self, *args: Any, **kwargs: Any) -> Any:
        """The reply to a request to run a cell."""
        try:
            return await super().do_execute(*args, **kwargs)
        finally:
            if self.streams:
                self.streams.mend()

    def __init__(self, **kwargs: Any) -> None:
        with unlisted_modules(ipkernel):
            super().__init__(**kwargs)


class NoShellThread:
    """Stands for the thread that hands requests to subshells, which ipykernel may do without.

    It asks nevertheless which thread started it, before it runs a cell with ``await``.
    """

    def __init__(self) -> None:
        self.parent_thread = threading.current_thread()

    def __bool__(self) -> bool:
        return False


class ListeningHeartbeat(Heartbeat):
    """A heartbeat on a socket that is listening already."""

    def __init__(self, address: tuple[str, str, int], listener: int) -> None:
        super().__init__(zmq.Context(), address)
        self.listener = listener

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.listener)
        self.socket.bind(f"ipc://{self.ip}-{self.port}")


class KernelApp(IPKernelApp):
    """ipykernel's application without command line, configuration files and connection file."""

    kernel_class = Type(Kernel, klass=IPythonKernel)
    outstream_class = DottedObjectName(f"{OwnStream.__module__}.{OwnStream.__qualname__}")
    listeners: dict[int, int]
    key: bytes
    loaded: set[str]

    @classmethod
    def prepare(cls) -> KernelApp:
        """The application as it stands before a fork. Starts no thread and opens no socket."""
        for name in FOR_SHELL:
            __import__(name)
        quiet: dict[str, Any] = {"log_level": logging.CRITICAL, "parent_handle": 0}
        app = cls.instance(config=Config(HistoryManager={"enabled": False}), **quiet)
        app.profile_dir = ProfileDir(location=f"{app.ipython_dir}/profile_default")
        app.init_pdb()
        fill_caches(app)
        forget_backend()
        app.loaded = set(sys.modules)
        return app

    def run(self, key: str, listeners: dict[int, int], ready: Callable[[], None]) -> NoReturn:
        """Serves on ``listeners`` (descriptors by port number) until it is shut down.

        ``key`` signs the messages; ``ready`` is called before the first one is read.
        """
        self.key, self.listeners = key.encode(), listeners
        self.initialize([])
        introduce(self.shell)
        self.kernel.streams = Streams(self.iopub_thread)
        ready()
        self.start()
        leave()

    def parse_command_line(self, argv: Any = None) -> None:
        """Nothing: there is no command line."""

    def init_profile_dir(self) -> None:
        """Nothing: ``prepare`` made it."""

    def init_config_files(self) -> None:
        """Nothing: a hand-in is run with IPython's defaults."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Nothing, as above."""

    def init_connection_file(self) -> None:
        """Sets what a connection file would say."""
        self.transport, self.ip = "ipc", "kernel"
        for name, number in PORTS.items():
            setattr(self, name, number)
        self.session.key = self.key

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nothing: whoever asked for this kernel knows where its sockets are."""

    def init_control(self, context: Any) -> None:
        """As ipykernel's, without the thread that hands requests to subshells.

        Each request and each reply would go through it, which takes a millisecond a cell. Without
        it there are no subshells, and the kernel says so.
        """
        super().init_control(context)
        self.shell_channel_thread = NoShellThread()

    def init_heartbeat(self) -> None:
        """Starts the heartbeat."""
        address = (self.transport, self.ip, self.hb_port)
        self.heartbeat = ListeningHeartbeat(address, self.listeners[self.hb_port])
        self.heartbeat.start()

    def init_code(self) -> None:
        """As ipykernel's, but for what ``%reset`` keeps loaded: that is known already."""
        with unlisted_modules(shellapp):
            super().init_code()
        shell: Any = self.shell
        shell._sys_modules_keys = self.loaded

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.listeners[port])
        s.bind(f"ipc://{self.ip}-{port}")
        return port


def fill_caches(app: KernelApp) -> None:
    """Makes a shell and throws it away: what it imported and compiled stays for the forks."""
    main = sys.modules["__main__"]
    ZMQInteractiveShell(config=app.config, profile_dir=app.profile_dir)
    sys.modules["__main__"] = main


def forget_backend() -> None:
    """Lets each kernel import Matplotlib's inline backend anew, if it is loaded already.

    It hooks itself into the running IPython as it is imported, and there is none yet.
    """
    if "matplotlib" in sys.modules:
        __import__(BACKEND)  # for what it imports itself
    if sys.modules.pop(BACKEND, None):
        package, _, name = BACKEND.partition(".")
        delattr(sys.modules[package], name)


def introduce(shell: Any) -> None:
    """Tells ipywidgets of the running IPython, as it was imported before there was one."""
    if widgets := sys.modules.get("ipywidgets"):
        widgets.load_ipython_extension(shell)


def leave() -> NoReturn:
    """Ends this process without tearing PyTorch down, which takes longer than starting did."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
