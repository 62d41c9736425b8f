"""How a kernel ended, and the sentence that says so to a person."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What ended a kernel."""

    EXIT = "exit"
    """It left by itself: asked to shut down, or by ``os._exit``."""
    SIGNAL = "signal"
    """A signal that this grader didn't send: a crash, or its own ``kill``."""
    MEMORY = "memory"
    """Its processes held more memory than allowed."""
    OUTPUT = "output"
    """It sent more than allowed."""
    CUT = "cut"
    """Its output was cut off: a message was too long, or it closed its sockets."""
    TIME = "time"
    """It ran longer than allowed."""
    KILLED = "killed"
    """The grader killed it."""
    ROOM = "room"
    """It couldn't be locked in, so that no cell ever ran: our fault."""
    SERVER = "server"
    """The fork server that it hung from ended: our fault."""


EXCESSES = {
    Cause.MEMORY: "used more memory",
    Cause.OUTPUT: "gave more output",
    Cause.TIME: "ran longer",
}


@dataclass(frozen=True)
class Ending:
    """The end of a kernel. ``code`` is the exit code, or minus the number of the signal."""

    cause: Cause
    code: int
    detail: str = ""

    @property
    def message(self) -> str:
        """One sentence for a person; ``detail`` adds what the cause alone doesn't say."""
        if self.cause is Cause.EXIT:
            return f"the kernel's process ended with exit code {self.code}"
        if self.cause is Cause.SIGNAL:
            return f"the kernel's process was ended by {signal_name(-self.code)}"
        if excess := EXCESSES.get(self.cause):
            return f"the kernel {excess} than it may: {self.detail}"
        if self.cause is Cause.CUT:
            return f"the kernel's output was cut off: {self.detail}"
        if self.cause is Cause.KILLED:
            return "the kernel was killed because it had to end"
        if self.cause is Cause.ROOM:
            return f"the kernel could not be locked in: {self.detail}"
        return f"the fork server ended, and the kernel with it: {self.detail or 'no reason given'}"


def signal_name(number: int) -> str:
    """The signal's name with what Linux says of it, as in ``SIGSEGV (Segmentation fault)``."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    return f"{name} ({signal.strsignal(number)})"
