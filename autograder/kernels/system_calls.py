"""The Linux system calls that Python 3.11's ``os`` lacks, through ctypes; all raise ``OSError``."""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
LAST_CAPABILITY = 63
CAPABILITY_VERSION_3 = 0x20080522

MADV_COLLAPSE = 25
HUGE_PAGE = 2**21

libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, call: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{call}: {os.strerror(code)}")


def unshare(flags: int) -> None:
    """Leaves the namespaces that ``flags`` names for new ones; ``os.unshare`` is Python 3.12's."""
    _checked(libc.unshare(flags), f"unshare({flags:#x})")


def set_namespace(descriptor: int, kind: int) -> None:
    """Enters the namespace of this ``kind`` that ``descriptor`` is open on (``setns``)."""
    _checked(libc.setns(descriptor, kind), f"setns({kind:#x})")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mounts a file system, or binds a folder; the error's text names the target."""
    arguments = (source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags))
    _checked(libc.mount(*arguments, data.encode()), f"mount {kind or source} on {target}")


def unmount(target: str) -> None:
    """Takes a mount out of the tree of files at once, even one that is in use."""
    _checked(libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def prctl(option: int, *values: int) -> None:
    """Sets one attribute of this process."""
    padded = [ctypes.c_ulong(v) for v in (*values, *[0] * (4 - len(values)))]
    _checked(libc.prctl(option, *padded), f"prctl({option})")


def drop_all_capabilities() -> None:
    """Empties every capability set for good, and forbids ever getting more."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(LAST_CAPABILITY + 1):
        if libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) != 0:
            break  # past the last capability that this Linux knows
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    empty = (ctypes.c_uint32 * 6)()
    _checked(libc.capset(ctypes.byref(header), ctypes.byref(empty)), "capset")
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def collapse_memory() -> int:
    """The bytes of private memory that now lie in huge pages, where Linux could (6.1 or newer).

    A fork copies one entry for each page. With 2 MiB pages instead of 4 KiB, a fork of a process
    that holds PyTorch takes a quarter of the time.
    """
    collapsed = 0
    for start, end in _private_regions(Path("/proc/self/maps").read_text()):
        address, size = ctypes.c_void_p(start), end - start
        if libc.madvise(address, ctypes.c_size_t(size), MADV_COLLAPSE) == 0:
            collapsed += size
    return collapsed


def _private_regions(maps: str) -> list[tuple[int, int]]:
    """Start and end of the writable private regions, without a file, of a huge page or more."""
    pattern = r"^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 *(?:\[heap\])?$"
    regions = [(int(a, 16), int(b, 16)) for a, b in re.findall(pattern, maps, re.M)]
    return [(start, end) for start, end in regions if end - start >= HUGE_PAGE]
