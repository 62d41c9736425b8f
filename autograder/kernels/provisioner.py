"""The kernel provisioner ``autograder-sandbox``: any Jupyter client can start these kernels.

A kernelspec names it in its ``metadata.kernel_provisioner``, with the configuration of
``SandboxProvisioner`` (``kernelspec/kernel.json`` is one). All kernels of one process with the
same configuration hang from one fork server. What a client would give an ordinary kernel of its
own surroundings is left out: environment (but for ``PASSED``), working directory, standard streams.
"""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Dict, Unicode

from autograder.kernels.endings import Cause, Ending
from autograder.kernels.fork_server import SHARED, Kernel
from autograder.kernels.limits import Limits
from autograder.kernels.views import View

PASSED = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")  # by which notebooks tell who runs them
KILL_TIMEOUT_S = 5.0
EXPECTED = {Cause.EXIT, Cause.KILLED}

T = TypeVar("T")


class SandboxProvisioner(KernelProvisionerBase):
    """Starts, signals and ends one sandboxed kernel for a Jupyter kernel manager."""

    view: Any = Dict(
        help="What kernels see and have loaded: the fields of autograder.kernels.views.View."
    ).tag(config=True)
    limits: Any = Dict(
        help="What each kernel may use: the fields of autograder.kernels.limits.Limits."
    ).tag(config=True)
    environment: Any = Dict(
        value_trait=Unicode(), help="Variables that each kernel gets beside the view's."
    ).tag(config=True)

    kernel: Kernel | None = None
    last: Kernel | None = None
    ending: Ending | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel whose end nobody has waited for."""
        return self.kernel is not None

    async def poll(self) -> int | None:
        """None while the kernel runs, then its exit code; 0 where there is none."""
        if self.kernel is None:
            return 0
        return self.kernel.ended.result().code if self.kernel.ended.done() else None

    async def wait(self) -> int | None:
        """The exit code, when nothing of the kernel is left; ``ending`` then says why it ended."""
        if self.kernel is None:
            return 0
        self.ending = await _result(self.kernel.ended)
        self.kernel = None
        if self.ending.cause not in EXPECTED:
            self.log.warning("Sandbox: %s", self.ending.message)
        return self.ending.code

    async def send_signal(self, signum: int) -> None:
        """Sends a signal to the kernel; SIGINT interrupts the cell that runs."""
        if self.kernel is None or signum == 0:
            return
        if signum == signal.SIGKILL:
            await self.kill()
        else:
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel and all that it started, and waits a while until nothing is left."""
        if self.kernel is not None:
            self.kernel.kill()
            await asyncio.wait([_waitable(self.kernel.ended)], timeout=KILL_TIMEOUT_S)

    async def terminate(self, restart: bool = False) -> None:
        """Asks the kernel's process to end."""
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """The arguments for ``launch_kernel``. The kernelspec's command is not used."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """The connection information of a new kernel, which can be connected to at once.

        Raises ``SandboxUnavailable`` where kernels can't be sandboxed.
        """
        server = await asyncio.to_thread(SHARED.get, View.from_config(self.view))
        passed = {name: kwargs["env"][name] for name in PASSED if name in kwargs.get("env", {})}
        before = self.last if self.last and self.last.server is server else None
        self.kernel = self.last = server.start(
            Limits(**self.limits),
            environment={**passed, **self.environment},
            name=before.name if before else None,
            key=self.parent.session.key.decode() if self.parent else None,
        )
        self.ending = None
        self.connection_info = cast(KernelConnectionInfo, await _result(self.kernel.started))
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Makes sure that the kernel has ended, as there is nothing else to clean up."""
        if self.kernel is not None:
            await self.kill(restart)


def _waitable(future: Future[T]) -> asyncio.Future[T]:
    return asyncio.ensure_future(asyncio.shield(asyncio.wrap_future(future)))


async def _result(future: Future[T]) -> T:
    """The result of a future that others wait for too, and that we must not cancel."""
    return await asyncio.shield(asyncio.wrap_future(future))
