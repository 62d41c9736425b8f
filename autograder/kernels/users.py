"""Users that nobody is, for a grader that is root: whether there are any, who has which, their end.

Owns no kernel. A number that is taken here is this grader's alone, among graders that run at once.
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from autograder.kernels.privileges import is_root

FIRST_UID = 60_000
"""Within what containers map, and nobody's."""
FIRST_CLAIMED = 62_000
"""From here on users are ended as users: those below are many sandboxes' at once, one in each."""
CLAIMS = Path("/run/autograder-users")
SHARED = ("/tmp", "/var/tmp", "/dev/shm")
"""Where every user may leave files."""
NEEDED = {"CHOWN": 0, "DAC_OVERRIDE": 1, "KILL": 5, "SETGID": 6, "SETUID": 7}
"""The capabilities that it takes, and their numbers: Docker leaves them to root by default."""
END_S = 10.0
NOT_ROOT = (
    "--sandbox users runs each hand-in as another user, which only root can do. Grade as root, as "
    "in a container, or with --sandbox bwrap."
)


class Users:
    """Numbers of users, one for each room that runs. ``claimed`` ones no other grader takes."""

    def __init__(self, claimed: bool) -> None:
        self.claimed = claimed
        self.taken: dict[str, tuple[int, int | None]] = {}

    def take(self, room: str) -> int:
        """A user that no other running room is. Raises ``OSError``."""
        taken = {uid for uid, _ in self.taken.values()}
        for uid in count(FIRST_CLAIMED if self.claimed else FIRST_UID):
            if uid in taken:
                continue
            claim = _claim(uid) if self.claimed else None
            if claim is not None or not self.claimed:
                self.taken[room] = uid, claim
                break
        return self.taken[room][0]

    def free(self, room: str) -> None:
        """Gives back what the room had, if it had one."""
        _, claim = self.taken.pop(room, (0, None))
        if claim is not None:
            fcntl.flock(claim, fcntl.LOCK_UN)  # a fork may still have the file open
            os.close(claim)


def _claim(uid: int) -> int | None:
    """A locked file that stands for the user; None where another grader has it."""
    CLAIMS.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim = os.open(CLAIMS / str(uid), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return None
    return claim


def is_mapped(uid: int, uid_map: str) -> bool:
    """Whether this user exists here: to an ordinary user's bubblewrap, there is none but theirs."""
    rows = [[int(word) for word in line.split()] for line in uid_map.splitlines()]
    return any(first <= uid < first + length for first, _, length in rows)


def users_problem(
    needed: Iterable[Path],
    root: bool | None = None,
    uid_map: str | None = None,
    status: str | None = None,
) -> str | None:
    """Why kernels can't run as users of their own and what helps; None if they can.

    ``needed`` is what they have to read. The rest is this process's own, unless it is given.
    """
    if not (is_root() if root is None else root):
        return NOT_ROOT
    if not is_mapped(FIRST_CLAIMED, uid_map or Path("/proc/self/uid_map").read_text()):
        return (
            f"--sandbox users needs the user {FIRST_CLAIMED}, which this container doesn't have: "
            "its users end before. Start it with more of them (in /etc/subuid of the machine)."
        )
    if lacking := _lacking(status or Path("/proc/self/status").read_text()):
        return (
            f"--sandbox users needs {', '.join(lacking)}, which root doesn't have here. Start the "
            f"container with --cap-add {' --cap-add '.join(lacking)}."
        )
    if closed := next(closed_to_others(needed), None):
        return (
            f"--sandbox users runs each hand-in as a user without rights, who can't read {closed}, "
            f"which Python or the course needs. Allow it: chmod o+rX {closed}."
        )
    return None


def _lacking(status: str) -> list[str]:
    """The needed capabilities that a process's status doesn't name."""
    (line,) = [line for line in status.splitlines() if line.startswith("CapEff:")]
    held = int(line.split()[1], 16)
    return [f"CAP_{name}" for name, number in NEEDED.items() if not held >> number & 1]


def closed_to_others(paths: Iterable[Path]) -> Iterator[Path]:
    """Those of the files and folders, and the folders above them, that not everybody can read."""
    for path in paths:
        if path.exists():
            yield from (p for p in reversed(path.parents) if not p.stat().st_mode & 0o001)
            wanted = 0o005 if path.is_dir() else 0o004
            if path.stat().st_mode & wanted != wanted:
                yield path


def become(uid: int) -> None:
    """Makes this process that user for good, with no group but its own. Raises ``OSError``."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def end_user(uid: int) -> None:
    """Kills every process of a user of ours, and returns when they have ended.

    Linux kills them all at once, so that none can fork its way out. A process that is stuck in
    Linux itself isn't waited for longer than ``END_S``.
    """
    if uid < FIRST_CLAIMED:
        raise ValueError(f"user {uid} is none of ours: they begin with {FIRST_CLAIMED}")
    killer = os.fork()
    if killer == 0:
        try:
            become(uid)
            os.kill(-1, signal.SIGKILL)  # all of this user, since we are nobody else any more
        finally:
            os._exit(0)
    os.waitpid(killer, 0)
    for pid in processes_of(uid):
        with suppress(ProcessLookupError):
            process = os.pidfd_open(pid)
            select.select([process], [], [], END_S)
            os.close(process)


def processes_of(uid: int) -> list[int]:
    """The processes of a user, those that have ended and weren't reaped among them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                status = (entry / "status").read_text()
                if int(status.split("\nUid:", 1)[1].split(None, 1)[0]) == uid:
                    found.append(int(entry.name))
    return found


def remove_files_of(uid: int) -> None:
    """Removes what a user left where everybody may leave something: the next one has its number."""
    for folder in map(Path, SHARED):
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if path.lstat().st_uid != uid:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
