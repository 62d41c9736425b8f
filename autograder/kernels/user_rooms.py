"""Kernels without namespaces, each as a user of its own: for containers that can't have a sandbox.

What Linux holds between users holds between a kernel and the grader, and between two kernels: no
file that isn't open to everybody, no signal, no look into memory. So do the limits, one by user.
Not hidden: the network, and what anybody may read; who has secrets there has to close them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.kernels import system_calls as system
from autograder.kernels.isolation import Room, set_limits
from autograder.kernels.open_rooms import OpenRunning, fork_into
from autograder.kernels.rooms import Run
from autograder.kernels.seccomp import deny_calls
from autograder.kernels.users import become, end_user, remove_files_of


@dataclass
class UserRunning(OpenRunning):
    """A room of a user's own whose kernel hasn't ended."""

    uid: int = 0

    def close(self) -> None:
        """Ends what else this user runs, and removes all that it left."""
        end_user(self.uid)
        super().close()
        remove_files_of(self.uid)


def make_user_room(name: str, room: Room, run: Run, folder: Path) -> UserRunning:
    """A new room below ``folder`` with ``run`` in it, whose user it is. Raises ``OSError``.

    Only the fork server's main thread may call this: a fork has no other.
    """
    if room.host_uid is None:
        raise ValueError("a user's room needs the user's number")
    own = folder / name
    shutil.rmtree(own, ignore_errors=True)
    home = own / "home"
    home.mkdir(parents=True)
    own.chmod(0o711)
    for place in (home, home / "work", home / "tmp"):
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(0o700)
        os.chown(place, room.host_uid, room.host_uid)
    kernel_pid, report = fork_into(str(own), partial(_settle, home, room, room.host_uid), run)
    return UserRunning(
        name, room.limits, kernel_pid, kernel_pid, report, folder=own, uid=room.host_uid
    )


def _settle(home: Path, room: Room, uid: int) -> None:
    """What takes the place of a lock: another user, its limits, and a folder to work in."""
    with suppress(OSError):  # some containers let nobody say what to end first
        Path("/proc/self/oom_score_adj").write_text("1000")
    become(uid)
    system.prctl(system.PR_SET_DUMPABLE, 1)  # else /proc/self isn't ours after setresuid
    system.drop_all_capabilities()
    set_limits(room.limits)
    deny_calls()
    os.umask(0o077)
    os.chdir(home / "work")
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "IPYTHONDIR": str(home / ".ipython")}
    os.environ.update(own)
    tempfile.tempdir = None  # what the server found is another's
