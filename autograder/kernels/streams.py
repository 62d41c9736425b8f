"""Standard output and standard error of a kernel that works on, whatever a cell made of them.

ipykernel flushes ``sys.stdout`` and ``sys.stderr`` before it says that a cell is done. Where that
fails, as with a closed file or a wrapper that raises, it never says so, and each later cell seems
to run for ever. What C code and other processes write to the descriptors it reads in threads of its
own, which may come to it when the next cell runs: it would stand below that one.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
import sys
import termios
import time
from typing import Any

from ipykernel.iostream import OutStream

NAMES = ("stdout", "stderr")
PIECE = 65_536
LOOK_S = 0.0005
MOST_S = 0.5
"""How long a cell waits for what it has written; something else may write without end."""


class OwnStream(OutStream):
    """ipykernel's stream, which knows whether all that was written to its descriptor was taken."""

    _taking = False

    def take_all(self, most_s: float = MOST_S) -> None:
        """Returns once all that stands in the descriptor's pipe belongs to the present cell."""
        if self._fid is None:
            return
        end = time.monotonic() + most_s
        # In this order: whoever empties the pipe says before that it is at it.
        while (_unread(self._fid) or self._taking) and self.watch_fd_thread.is_alive():
            if time.monotonic() > end:
                return
            time.sleep(LOOK_S)

    def _watch_pipe_fd(self) -> None:
        if self._fid is None:
            return
        pipe = select.poll()
        pipe.register(self._fid, select.POLLIN)
        try:
            while self._should_watch:
                pipe.poll()
                self._taking = True
                if not (written := os.read(self._fid, PIECE)):
                    return
                self.write(written.decode(errors="replace"))
                os.write(self._original_stdstream_copy, written)
                self._taking = False
        except Exception:  # as ipykernel does, which shows it where it closes the stream
            self._exc = sys.exc_info()
        finally:
            self._taking = False


def _unread(pipe: int) -> int:
    """How many bytes stand in a pipe; 0 where a cell closed it."""
    try:
        (n,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))
    except OSError:
        return 0
    return int(n)


class Streams:
    """The kernel's own streams, as they are before the first cell."""

    def __init__(self, thread: Any) -> None:
        self.thread = thread
        self.own = {name: getattr(sys, name) for name in NAMES}

    def mend(self) -> None:
        """Puts the kernel's own streams in the place of such as can't be flushed, and opens them.

        What a cell has put there and works stays. Before that all that it has written is taken.
        """
        for name, own in self.own.items():
            own.take_all()
            if own.closed:
                own.pub_thread = self.thread
            if not _works(getattr(sys, name, None), own):
                setattr(sys, name, own)


def _works(stream: Any, own: Any) -> bool:
    if stream is own:
        return True
    try:
        stream.flush()
        return not stream.closed and callable(stream.write)
    except BaseException:  # a hand-in's own class may raise anything, or be interrupted in a loop
        return False
