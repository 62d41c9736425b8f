"""How a fresh fork locks itself into a room of its own, before any student code runs.

The fork server calls ``enter`` in a new child. What the child sees afterwards: its own process
tree with itself as the first process, its own scratch space of limited size as /tmp, /dev/shm,
home and working directory, its own kernel's sockets, and nothing that it could write elsewhere.
It has no capability, can't get one, and can't make namespaces of its own.
"""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from pathlib import Path

from autograder.kernels import system_calls as system
from autograder.kernels.limits import Limits

MIB = 2**20
ROOMS = "/run/kernels"  # all kernels' socket folders, as the fork server sees them
ROOM = "/run/kernel"  # a kernel's own, as that kernel sees it
HOME = "/home/student"
WORK = HOME + "/work"
INSIDE_ID = 1000
UNLIMITED = resource.RLIM_INFINITY


@dataclass(frozen=True)
class Room:
    """Where one kernel is locked in: the name of its socket folder, its user and its limits.

    ``host_uid`` is the user to become if the fork server is root, else None.
    """

    name: str
    limits: Limits
    host_uid: int | None = None


def enter(room: Room) -> None:
    """Locks this process in. It must be the first process of a fresh PID namespace."""
    mount_room(room)
    become_nobody(room.host_uid)
    system.drop_all_capabilities()
    set_limits(room.limits)
    os.umask(0o077)
    os.chdir(WORK)


def new_namespaces() -> None:
    """New mount, PID, IPC and host-name namespaces; the next fork is the first process there."""
    system.unshare(
        system.CLONE_NEWNS | system.CLONE_NEWPID | system.CLONE_NEWIPC | system.CLONE_NEWUTS
    )


def mount_room(room: Room) -> None:
    """Mounts /proc, the scratch space and the socket folder; covers what belongs to others."""
    careful = system.MS_NOSUID | system.MS_NODEV
    system.mount("none", "/", flags=system.MS_REC | system.MS_PRIVATE)
    size = f"size={room.limits.scratch_mib}m,nr_inodes=100k,mode=755"
    system.mount("scratch", HOME, "tmpfs", careful, size)
    for path in (HOME, WORK, f"{HOME}/tmp", f"{HOME}/shm", f"{ROOMS}/{room.name}"):
        os.makedirs(path, 0o700, exist_ok=True)
        if room.host_uid is not None:
            os.chown(path, room.host_uid, room.host_uid)
    system.mount(f"{HOME}/tmp", "/tmp", flags=system.MS_BIND)
    system.mount(f"{HOME}/shm", "/dev/shm", flags=system.MS_BIND)
    system.mount(f"{ROOMS}/{room.name}", ROOM, flags=system.MS_BIND)
    system.mount("nothing", ROOMS, "tmpfs", careful | system.MS_RDONLY, "size=4k,mode=555")
    system.mount("proc", "/proc", "proc", careful)
    read_only = system.MS_REMOUNT | system.MS_BIND | system.MS_RDONLY | careful
    system.mount("none", "/dev", flags=read_only & ~system.MS_NODEV)


def become_nobody(host_uid: int | None) -> None:
    """Becomes an ordinary user in a user namespace of its own, which may have no other inside.

    Linux counts RLIMIT_NPROC by user and user namespace (since 5.14), so that the limit set
    later is this kernel's alone. Root is exempt from it, hence ``host_uid``.
    """
    if host_uid is not None:
        os.setgroups([])
        os.setresgid(host_uid, host_uid, host_uid)
        os.setresuid(host_uid, host_uid, host_uid)
        system.prctl(system.PR_SET_DUMPABLE, 1)  # else /proc/self isn't ours after setuid
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
        (resource.RLIMIT_CORE, 0),
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
