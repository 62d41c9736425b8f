"""How much memory the processes of each room hold together, read from /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

KIB = 1024
NO_USERS: Mapping[int, str] = {}
FASTEST = 2**30
"""Bytes a second that a room's memory grows by at most, roughly: one core filling fresh pages."""


@dataclass(frozen=True)
class Figures:
    """What one process's status says: its parent, the bytes that it holds at most, whose it is."""

    parent: int
    most: int
    uid: int = 0


@dataclass(frozen=True)
class Measured:
    """A room's exact figure is not due before this time, nor before it holds this much at most."""

    due_s: float
    due_bytes: int


class Watch:
    """Tells which rooms hold more than they may.

    First by a cheap figure, the anonymous and shared pages of every process: it counts pages that
    processes share for each of them, so that it is never too small. Where it is past the limit,
    by each process's proportional share (Pss), which is exact and a hundred times slower to read,
    and so is read again only when it could have reached the limit.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.measured: dict[str, Measured] = {}

    def past_limit(
        self,
        rooms: Mapping[int, str],
        limits: Mapping[str, int],
        users: Mapping[int, str] = NO_USERS,
    ) -> dict[str, int]:
        """The bytes that each room holds whose processes hold more than its limit.

        ``rooms`` has the rooms' first processes; what descends from them belongs to the room, and
        so does what runs as one of ``users``.
        """
        status = all_figures()
        past = {}
        for room, members in _members(status, rooms, users).items():
            most = sum(status[pid].most for pid in members)
            if most > limits[room] and self._is_due(room, most):
                exact = sum(proportional_bytes(pid, _beyond_ours(status, pid)) for pid in members)
                self._note(room, most, limits[room] - exact)
                if exact > limits[room]:
                    past[room] = exact
        return past

    def forget(self, room: str) -> None:
        """Drops what is known of a room that has ended."""
        self.measured.pop(room, None)

    def _is_due(self, room: str, most: int) -> bool:
        last = self.measured.get(room)
        return last is None or self.clock() >= last.due_s or most >= last.due_bytes

    def _note(self, room: str, most: int, left: int) -> None:
        self.measured[room] = Measured(self.clock() + left / FASTEST, most + left)


def all_figures() -> dict[int, Figures]:
    """The figures of all processes that this process can see, by PID."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    found = {pid: figures(_read(pid, "status")) for pid in pids}
    return {pid: known for pid, known in found.items() if known}


def figures(status: str) -> Figures | None:
    """The figures in the text of a status file; None if it is empty, as the process is gone."""
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    if "PPid" not in fields:
        return None
    held = [int(fields[name].split()[0]) for name in ("RssAnon", "RssShmem") if name in fields]
    return Figures(int(fields["PPid"]), sum(held) * KIB, int(fields.get("Uid", "0").split()[0]))


def proportional_bytes(pid: int, otherwise: int = 0) -> int:
    """The private memory of a process with its share of what it shares; 0 if it is gone.

    ``otherwise`` where that can't be read, as by root in a container that may not trace others:
    what it holds beyond the fork server is private for certain.
    """
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except PermissionError:
        return otherwise
    lines = [line.split() for line in text.splitlines()]
    return sum(int(line[1]) for line in lines if line[0] in ("Pss_Anon:", "Pss_Shmem:")) * KIB


def _beyond_ours(status: Mapping[int, Figures], pid: int) -> int:
    """The bytes that a process holds beyond what this one does, of which it may be a fork."""
    ours = status.get(os.getpid())
    return max(0, status[pid].most - (ours.most if ours else 0))


def _members(
    status: Mapping[int, Figures], rooms: Mapping[int, str], users: Mapping[int, str]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {room: [] for room in rooms.values()}
    for pid, known in status.items():
        first = next((p for p in _ancestors(status, pid) if p in rooms), None)
        room = users.get(known.uid) if first is None else rooms[first]
        if room is not None:
            found[room].append(pid)
    return found


def _ancestors(status: Mapping[int, Figures], pid: int) -> Iterable[int]:
    seen: set[int] = set()
    while pid in status and pid not in seen:
        yield pid
        seen.add(pid)
        pid = status[pid].parent


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""
