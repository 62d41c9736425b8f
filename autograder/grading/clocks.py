"""A clock that goes slower while the machine has too few cores for all that wants to run.

What a cell may take is told in seconds of a machine that has time for it. Under a clock on the
wall an honest cell would be stopped because another program, or the rest of the class, was busy.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

SLOWEST = 0.25
"""What a second counts for at least: so whatever a hand-in starts, it ends."""
LOOK_S = 0.05
_RUNNING = re.compile(rb"^procs_running (\d+)$", re.MULTILINE)
_STAT = Path("/proc/stat")


def others_running(stat: Path = _STAT) -> int:
    """How many threads run or wait for a core beside the one that asks; 0 where nobody knows.

    Linux counts those of the whole machine (proc_stat(5), ``procs_running``), in containers too.
    """
    try:
        found = _RUNNING.search(stat.read_bytes())
    except OSError:
        return 0
    return max(0, int(found[1]) - 1) if found else 0


class FairClock:
    """Tells seconds in which whoever was asked to compute could have done so.

    As long as there is a core for each thread that wants one, it goes like any other; with twice
    as many threads half as fast, and never slower than ``SLOWEST``. Use it from one thread.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.monotonic,
        running: Callable[[], int] = others_running,
        cores: int | None = None,
    ) -> None:
        self._wall, self._running = wall, running
        self._cores = cores or os.cpu_count() or 1
        self._seen, self._fair, self._rate = wall(), 0.0, self._present_rate()

    def now(self) -> float:
        """Seconds since the clock was made."""
        passed = self._wall() - self._seen
        if passed < LOOK_S:
            return self._fair + passed * self._rate
        before, self._rate = self._rate, self._present_rate()
        self._fair += passed * (before + self._rate) / 2
        self._seen += passed
        return self._fair

    def _present_rate(self) -> float:
        return max(SLOWEST, min(1.0, self._cores / max(1, self._running())))
