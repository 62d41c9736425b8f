"""A Jupyter client that a kernel can't flood, and that knows at once when the kernel is ready.

What a hand-in sends is limited thrice: one message by ZMQ, which hangs up on a longer one; the
messages that wait to be read; and all bytes on the output channel together. A kernel past the
first or the last is killed. Not covered: one message in endlessly many parts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Int, Type

from autograder.kernels.endings import Cause

MIB = 2**20
MESSAGE_MIB = 64
"""What one message may be: far more than a cell may output, so that the excess can be counted."""
WAITING = 16  # messages of one channel that wait here; more wait in the kernel, in its own memory
LOOK_EVERY_S = 0.05
ENDING_S = 0.5  # in which a kernel's end is told of after its sockets have closed
CUT_BY = f"a message was longer than {MESSAGE_MIB} MiB, or the kernel closed its own sockets"
ECHO_S = 0.2  # how long a status may take after the reply that it belongs to


def bounded_context() -> zmq.asyncio.Context:
    """A ZMQ context whose sockets refuse long messages and many waiting ones."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_MIB * MIB)
    context.setsockopt(zmq.RCVHWM, WAITING)
    return context


class CountingChannel(AsyncZMQSocketChannel):
    """A channel that reports the size of each message, and when ZMQ has hung up on the kernel."""

    def __init__(self, socket: zmq.asyncio.Socket, session: Any, loop: Any = None) -> None:
        super().__init__(socket, session, loop)
        self.monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self.count: Callable[[int], None] | None = None
        self.cut: Callable[[], None] | None = None

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message. Raises ``Empty`` if none comes within ``timeout`` seconds."""
        poller = zmq.asyncio.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self.monitor, zmq.POLLIN)
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if until is None else max(0, round(1000 * (until - time.monotonic())))
            ready = dict(await poller.poll(left))
            if self.monitor in ready:
                await self.monitor.recv_multipart()
                if self.cut is not None:
                    self.cut()
            if self.socket in ready:
                return await self._recv()
            if not ready:
                raise Empty

    def close(self) -> None:
        """Closes both sockets."""
        if self.socket is not None:
            self.socket.disable_monitor()
            self.monitor.close(linger=0)
        super().close()

    # As in the class above, whose own base is for sockets that aren't awaited.
    async def _recv(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        assert self.socket is not None
        parts = await self.socket.recv_multipart(**kwargs)
        if self.count is not None:
            self.count(sum(map(len, parts)))
        return self.session.deserialize(self.session.feed_identities(parts)[1])


class BoundedClient(AsyncKernelClient):
    """A client for kernels that nobody has looked into. Its parent is a kernel manager."""

    output_mib = Int(10, help="MiB on the output channel, past which the kernel is killed.")
    received = Int(0, help="Bytes that the output channel has brought so far.")
    iopub_channel_class = Type(CountingChannel)

    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        return bounded_context()

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Connects the channels, without a heartbeat: the fork server knows who is alive."""
        super().start_channels(*args, **{"hb": False, **kwargs})
        self.iopub_channel.count = self._count
        self.iopub_channel.cut = self._cut

    def _count(self, size: int) -> None:
        before, self.received = self.received, self.received + size
        most = self.output_mib * MIB
        if before <= most < self.received and self.provisioner.kernel is not None:
            self.provisioner.kernel.kill(Cause.OUTPUT, f"{self.output_mib} MiB are allowed")

    def _cut(self) -> None:
        """Kills the kernel, unless it turns out that it ended, which cuts its output off too."""
        if kernel := self.provisioner.kernel:
            loop = asyncio.get_running_loop()
            loop.call_later(ENDING_S, kernel.kill, Cause.CUT, CUT_BY)

    @property
    def provisioner(self) -> Any:
        """What started the kernel."""
        manager: Any = self.parent
        return manager.provisioner

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Returns as soon as the kernel answers and its output arrives here.

        Raises ``RuntimeError`` if it ends before, or doesn't answer within ``timeout`` seconds.
        """
        try:
            await asyncio.wait_for(self._answered(), timeout)
        except TimeoutError:
            raise RuntimeError(f"Kernel didn't respond in {timeout} seconds") from None

    async def _answered(self) -> None:
        while True:
            asked = self.kernel_info()
            while (reply := await self._next(self.get_shell_msg)) is None:
                if not await self._async_is_alive():
                    await self.provisioner.wait()
                    raise RuntimeError(f"Kernel died: {self.provisioner.ending.message}")
            if await self._echoed(asked):
                self._handle_kernel_info_reply(reply)
                return

    async def _echoed(self, asked: str) -> bool:
        """Whether the output channel has said that the kernel is done with this request."""
        until = time.monotonic() + ECHO_S
        while time.monotonic() < until:
            message = await self._next(self.get_iopub_msg)
            if message and message["parent_header"].get("msg_id") == asked:
                if message["content"].get("execution_state") == "idle":
                    return True
        return False

    async def _next(self, get: Callable[..., Any]) -> dict[str, Any] | None:
        try:
            return await get(timeout=LOOK_EVERY_S)
        except Empty:
            return None
