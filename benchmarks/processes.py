"""What a command takes: seconds on the clock and of CPU, and memory while it runs."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_S = 0.25
LOOKS_FOR_MEMORY = 4  # adding up shared pages takes the kernel of the system a while
KIB = 1024
MIB = 2**20
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Watched:
    """One run: ``cpu_s`` is of all processes, ``own_mib`` the peak of the first one alone.

    ``tree_mib`` is the peak of all together, where shared pages count once. ``cpu_s`` is looked up
    while they run, as bubblewrap's parent doesn't wait for what it started.
    """

    code: int
    wall_s: float
    cpu_s: float
    own_mib: float
    tree_mib: float


def watch(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path
) -> Watched:
    """Runs the command to its end, with its output in ``log``."""
    start, own, tree, cpu, looks = time.perf_counter(), 0.0, 0.0, 0.0, 0
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=file, stderr=subprocess.STDOUT
        )
    descriptor = os.pidfd_open(process.pid)
    while not select.select([descriptor], [], [], LOOK_EVERY_S)[0]:
        pids = family(process.pid)
        own, cpu, looks = max(own, peak_mib(process.pid)), max(cpu, cpu_s(pids)), looks + 1
        if looks % LOOKS_FOR_MEMORY == 0:
            tree = max(tree, tree_mib(pids))
    os.close(descriptor)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.perf_counter() - start
    cpu = max(cpu, usage.ru_utime + usage.ru_stime)
    return Watched(process.returncode, wall_s, cpu, own, tree)


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents = _parents()
    return [p for p in parents if pid in _line(p, parents)]


def cpu_s(pids: Sequence[int]) -> float:
    """The CPU seconds of these processes and of those that they have waited for."""
    ticks = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ticks += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / TICKS


def peak_mib(pid: int) -> float:
    """The most memory that a process has held."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM:") * KIB / MIB


def tree_mib(pids: Sequence[int]) -> float:
    """The memory of these processes together."""
    return sum(_kib(Path(f"/proc/{p}/smaps_rollup"), "Pss:") for p in pids) * KIB / MIB


def _kib(path: Path, name: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _parents() -> dict[int, int]:
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{name}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def _line(pid: int, parents: Mapping[int, int]) -> set[int]:
    """A process and all above it."""
    seen: set[int] = set()
    while pid and pid not in seen:
        seen.add(pid)
        pid = parents.get(pid, 0)
    return seen
