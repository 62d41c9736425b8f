"""How a fresh fork locks itself into a room of its own, before any student code runs.

The fork server calls ``enter`` in a new child, which sees afterwards:

- its own process tree, with nothing of the fork server, the grader or other kernels in it;
- its own scratch space of limited size as /tmp, /dev/shm, home and working directory, and nothing
  else that it could write to; bubblewrap decides what it can read (``bubblewrap``);
- no network, not even loopback, no System V or POSIX queues, no socket but its kernel's own;
- no capability and no way to get one, no further user namespaces, and no keyrings (``seccomp``).

Not isolated: what Linux tells every process about the machine (processor, memory, load, kernel
version, file systems), the time that the processor takes, and the names of the folders that
Python and the course are installed in. Two hand-ins that both want to can signal to each other by
such means, or by locking a file that both can read. Memory that Linux holds for a kernel without
counting it to any process (socket and pipe buffers) is limited by the number of open files alone.
"""

from __future__ import annotations

import os
import re
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.kernels import system_calls as system
from autograder.kernels.inside import HOME, ROOMS, WORK
from autograder.kernels.limits import Limits
from autograder.kernels.seccomp import deny_calls

MIB = 2**20
INSIDE_ID = 1000
NO_CORE = 1
"""No file of a crash, and no program of the machine that is told of it, which 0 would allow."""


@dataclass(frozen=True)
class Room:
    """What one kernel is locked in with: its limits, and the user to become if we are root."""

    limits: Limits
    host_uid: int | None = None


def enter(room: Room) -> None:
    """Locks this process in, in the PID namespace that it is in. Raises ``OSError``."""
    Path("/proc/self/oom_score_adj").write_text("1000")  # short of memory, Linux ends this first
    system.unshare(system.CLONE_NEWNS | system.CLONE_NEWIPC | system.CLONE_NEWNET)
    mount_room(room)
    become_nobody(room.host_uid)
    system.drop_all_capabilities()
    set_limits(room.limits)
    deny_calls()
    os.umask(0o077)
    os.chdir(WORK)


def mount_room(room: Room) -> None:
    """Mounts /proc and the scratch space, and takes away the way to the kernels' sockets."""
    careful = system.MS_NOSUID | system.MS_NODEV
    system.mount("none", "/", flags=system.MS_REC | system.MS_PRIVATE)
    system.unmount(ROOMS)
    kept = {path: os.open(path, os.O_PATH) for path in folders_below_scratch()}
    size = f"size={room.limits.scratch_mib}m,nr_inodes=20k,mode=755"
    system.mount("scratch", HOME, "tmpfs", careful, size)
    for path in (HOME, WORK, f"{HOME}/tmp", f"{HOME}/shm"):
        os.makedirs(path, 0o700, exist_ok=True)
        if room.host_uid is not None:
            os.chown(path, room.host_uid, room.host_uid)
    system.mount(f"{HOME}/tmp", "/tmp", flags=system.MS_BIND)
    system.mount(f"{HOME}/shm", "/dev/shm", flags=system.MS_BIND)
    for path, descriptor in kept.items():
        os.makedirs(path, 0o755, exist_ok=True)
        system.mount(f"/proc/self/fd/{descriptor}", path, flags=system.MS_BIND | system.MS_REC)
        os.close(descriptor)
    system.mount("proc", "/proc", "proc", careful)
    terminals = "newinstance,ptmxmode=666,mode=600"  # else all kernels would share theirs
    system.mount("devpts", "/dev/pts", "devpts", system.MS_NOSUID, terminals)
    read_only = system.MS_REMOUNT | system.MS_BIND | system.MS_RDONLY | system.MS_NOSUID
    system.mount("none", "/dev", flags=read_only)


def folders_below_scratch() -> list[str]:
    """What is mounted where the scratch space will be: Python or the course, if they stand there.

    That is so where somebody tries a checkout in /tmp, or is called like ``HOME``.
    """
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    escaped = r"\\(\d{3})"  # a space is \040 there
    points = sorted(re.sub(escaped, lambda m: chr(int(m[1], 8)), ln.split()[4]) for ln in lines)
    inside = [point for point in points if point.startswith(("/tmp/", f"{HOME}/"))]
    return [p for p in inside if not any(p.startswith(f"{outer}/") for outer in inside)]


def become_nobody(host_uid: int | None) -> None:
    """Becomes an ordinary user in a user namespace of its own, which may have no other inside.

    Linux counts RLIMIT_NPROC by user and user namespace (since 5.14), so that the limit set
    later is this kernel's alone. Root is exempt from it, hence ``host_uid``.
    """
    if host_uid is not None:
        os.setgroups([])
        os.setresgid(host_uid, host_uid, host_uid)
        os.setresuid(host_uid, host_uid, host_uid)
        system.prctl(system.PR_SET_DUMPABLE, 1)  # else /proc/self isn't ours after setresuid
    uid, gid = os.getuid(), os.getgid()
    system.unshare(system.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {gid} 1")
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def set_limits(limits: Limits) -> None:
    """Sets the limits that Linux enforces for each process; sums over processes are watched."""
    data = private_bytes() + limits.memory_mib * MIB
    for what, most in (
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_FSIZE, limits.scratch_mib * MIB),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, NO_CORE),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (most, most))


def private_bytes() -> int:
    """The private writable memory of this process, which RLIMIT_DATA counts."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmData in /proc/self/status")


def forget_descriptors(keep: list[int]) -> None:
    """Closes all open files but ``keep``; standard input, output and error become nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    previous = 2
    for number in sorted(keep):
        os.closerange(previous + 1, number)
        previous = number
    os.closerange(previous + 1, os.sysconf("SC_OPEN_MAX"))


def reseed() -> None:
    """Makes NumPy's global generator differ from that of every other fork; Python's own does."""
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
