"""The client's side of one kernel's sockets: requests out, messages in, every byte counted.

Owns Jupyter's wire protocol (https://jupyter-client.readthedocs.io/en/stable/messaging.html) as far
as running cells needs it. The other end may be anything: what isn't a well-formed message is
dropped, and what is too large ends the conversation.
"""

from __future__ import annotations

import hmac
import json
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from autograder.grading.starting import Kernel
from autograder.kernels.endings import Ending

DELIMITER = b"<IDS|MSG>"
VERSION = "5.3"
MIB = 2**20
SLICE_S = 0.25
"""How long a wait is at most before the caller may look at other things."""
HANG_UP_S = 0.5
"""How long ZMQ has to begin to connect anew, which it does at once."""
SEND_S = 2.0
"""How long a request may wait for a connection: ZMQ hung up for good where a reply was too long."""
MAX_MESSAGES = 50_000
"""Messages of one kernel: each costs the grader time, however small it is."""


class TooMuch(Exception):
    """The kernel sent more than it may."""


class Deaf(Exception):
    """The kernel takes no request any more, though it may still run."""


class Ended(Exception):
    """The kernel is no more."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.message)
        self.ending = ending


@dataclass(frozen=True)
class Message:
    """One message of the kernel: its type, the request that it belongs to, what it says."""

    kind: str
    parent: str
    content: Mapping[str, Any]


class Channels:
    """The sockets to one kernel. Use from one thread, in a ``with`` statement.

    ``replied`` is the request that was replied to last, ``exits`` are those that asked the kernel
    to end, as ``exit()`` and ``quit()`` do: it ends some time after the reply.
    """

    def __init__(self, kernel: Kernel, connection: Mapping[str, Any], output_mib: int) -> None:
        self.kernel, self.key = kernel, connection["key"]
        self.session = uuid.uuid4().hex
        self.left, self.messages_left = output_mib * MIB, MAX_MESSAGES
        self.replied, self.exits = "", set[str]()
        context: zmq.Context[Any] = zmq.Context.instance()
        self.shell, self.iopub = context.socket(zmq.DEALER), context.socket(zmq.SUB)
        for channel in (self.shell, self.iopub):
            channel.linger = 0
            channel.setsockopt(zmq.MAXMSGSIZE, self.left)
        self.shell.sndtimeo = round(1000 * SEND_S)
        self.iopub.subscribe(b"")
        self.monitor = self.iopub.get_monitor_socket(
            zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED
        )
        self.iopub.connect(_address(connection, "iopub_port"))
        self.shell.connect(_address(connection, "shell_port"))
        self.poller = zmq.Poller()
        for source in (self.iopub, self.shell, self.monitor):
            self.poller.register(source, zmq.POLLIN)
        self._wake_on_end()

    def _wake_on_end(self) -> None:
        """Lets the end of the kernel interrupt a wait."""
        self.woken, wake = socket.socketpair()  # a pipe can't be waited for on Windows
        self.poller.register(self.woken, zmq.POLLIN)
        self.kernel.ended.add_done_callback(lambda ended: wake.close())

    def __enter__(self) -> Channels:
        return self

    def __exit__(self, *error: object) -> None:
        self.iopub.disable_monitor()
        for channel in (self.monitor, self.iopub, self.shell):
            channel.close(linger=0)
        self.woken.close()

    def request(self, kind: str, content: Mapping[str, Any]) -> str:
        """The id of a request that is on its way to the kernel. Raises ``Deaf``."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "autograder",
            "session": self.session,
            "date": datetime.now(UTC).isoformat(),
            "version": VERSION,
        }
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        try:
            self.shell.send_multipart([DELIMITER, self._signature(parts), *parts])
        except zmq.Again:
            raise Deaf from None
        return str(header["msg_id"])

    def execute(self, source: str, counted: bool = True) -> str:
        """The id of a request to run this source; one that isn't counted has no number."""
        content = {
            "code": source,
            "silent": False,
            "store_history": counted,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return self.request("execute_request", content)

    def receive(self, most_s: float) -> Message | None:
        """The next message, or None where none came in ``most_s`` seconds or a short while.

        Raises ``TooMuch`` and, once everything that the kernel said before is received, ``Ended``.
        """
        wait_s = max(0.0, min(SLICE_S, most_s))
        ready = dict(self.poller.poll(round(1000 * wait_s)))
        if self.shell in ready:
            self._take_reply(self._message(self.shell.recv_multipart(copy=False)))
        if self.iopub in ready:
            return self._message(self.iopub.recv_multipart(copy=False))
        if self.kernel.ended.done():
            raise Ended(self.kernel.ended.result())
        if self.monitor in ready:
            event = recv_monitor_message(self.monitor)["event"]
            if event == zmq.EVENT_DISCONNECTED and not self._connects_anew():
                raise TooMuch
        return None

    def _take_reply(self, reply: Message | None) -> None:
        if reply is None:
            return
        self.replied = reply.parent
        payload = reply.content.get("payload")
        for part in payload if isinstance(payload, list) else []:
            if isinstance(part, dict) and part.get("source") == "ask_exit":
                if not part.get("keepkernel"):
                    self.exits.add(reply.parent)

    def _connects_anew(self) -> bool:
        """Whether the kernel hung up; else ZMQ did, for good, because of a message's size."""
        return bool(self.monitor.poll(1000 * HANG_UP_S))

    def _message(self, frames: list[zmq.Frame]) -> Message | None:
        self._count(frames)
        parts = [bytes(frame.buffer) for frame in frames]
        try:
            start = parts.index(DELIMITER) + 1
            signature, header, parent, metadata, content = parts[start : start + 5]
            if not hmac.compare_digest(
                signature, self._signature([header, parent, metadata, content])
            ):
                return None
            kind, request = json.loads(header)["msg_type"], json.loads(parent).get("msg_id", "")
            said = json.loads(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return Message(str(kind), str(request), said) if isinstance(said, dict) else None

    def _count(self, frames: list[zmq.Frame]) -> None:
        self.left -= sum(len(frame.buffer) for frame in frames)
        self.messages_left -= 1
        if self.left < 0 or self.messages_left < 0:
            raise TooMuch

    def _signature(self, parts: list[bytes]) -> bytes:
        return hmac.new(self.key, b"".join(parts), "sha256").hexdigest().encode()


def _address(connection: Mapping[str, Any], port: str) -> str:
    """Where ZMQ connects to; for a Unix socket the port is the end of its name."""
    between = "-" if connection["transport"] == "ipc" else ":"
    return f"{connection['transport']}://{connection['ip']}{between}{connection[port]}"
