"""Standard output and standard error of a kernel that works on, whatever a cell made of them.

ipykernel flushes ``sys.stdout`` and ``sys.stderr`` before it says that a cell is done. Where that
fails, as with a closed file or a wrapper that raises, it never says so, and each later cell seems
to run for ever.
"""

from __future__ import annotations

import sys
from typing import Any

NAMES = ("stdout", "stderr")


class Streams:
    """The kernel's own streams, as they are before the first cell."""

    def __init__(self, thread: Any) -> None:
        self.thread = thread
        self.own = {name: getattr(sys, name) for name in NAMES}

    def mend(self) -> None:
        """Puts the kernel's own streams in the place of such as can't be flushed, and opens them.

        What a cell has put there and works stays.
        """
        for name, own in self.own.items():
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
