"""How much memory a kernel's processes hold together, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path


class Watch:
    """Adds memory up over each kernel's process tree.

    First by the cheap figure, anonymous and shared-memory pages less what every fork inherits.
    Where processes may share pages with each other that overstates, so that a kernel is judged
    by its proportional share (Pss), which is exact and slower to read.
    """

    def private_memory(self, kernels: list[int]) -> dict[int, int]:
        """Bytes that each kernel's process tree holds; pids are the fork server's view."""
        parents = _parents()
        used = dict.fromkeys(kernels, 0)
        for pid in parents:
            kernel = _ancestor_in(pid, parents, used)
            if kernel is not None:
                used[kernel] += _proportional_bytes(pid)
        return used


def _parents() -> dict[int, int]:
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            found[int(name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def _ancestor_in(pid: int, parents: dict[int, int], kernels: dict[int, int]) -> int | None:
    seen = 0
    while pid and seen < 10_000:
        if pid in kernels:
            return pid
        pid, seen = parents.get(pid, 0), seen + 1
    return None


def _proportional_bytes(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    kib = 0
    for line in text.splitlines():
        if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
            kib += int(line.split()[1])
    return kib * 1024
