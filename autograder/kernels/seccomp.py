"""System calls that a kernel may not make, although it has no capability: a short deny list.

Three kinds: memory that belongs to no process's size and so escapes the limits (memfd, System V
shared memory and queues); the keyrings of whoever grades, which a fork inherits; and doors into
Linux that a lesson never needs (io_uring, bpf, perf, userfaultfd). Each answers "not implemented",
so that libraries take their other way. Calls of another architecture's table are denied too.

Numbers: ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h`` of
Linux.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from autograder.kernels import system_calls as system

FILTER_MODE = 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF: ld abs, jeq, jge, ret
ALLOW = 0x7FFF0000
DENY = 0x00050000 | errno.ENOSYS
JOIN_SESSION_KEYRING = 1
NUMBER_AT, ARCHITECTURE_AT = 0, 4  # offsets in struct seccomp_data
X32 = 0x40000000  # x86-64 only: numbers from here on are a second table of the same calls


@dataclass(frozen=True)
class Table:
    """An architecture's audit number, and its numbers of the denied calls."""

    architecture: int
    denied: dict[str, int]


NEWER = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "memfd_secret": 447,
}
TABLES = {
    "x86_64": Table(
        0xC000003E,
        NEWER
        | {"memfd_create": 319, "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240}
        | {"add_key": 248, "request_key": 249, "keyctl": 250}
        | {"bpf": 321, "perf_event_open": 298, "userfaultfd": 323},
    ),
    "aarch64": Table(
        0xC00000B7,
        NEWER
        | {"memfd_create": 279, "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180}
        | {"add_key": 217, "request_key": 218, "keyctl": 219}
        | {"bpf": 280, "perf_event_open": 241, "userfaultfd": 282},
    ),
}


def deny_calls() -> None:
    """Installs the deny list for this process and all that it starts, for good.

    Needs no-new-privileges. Raises ``OSError``, on an architecture without a table too.
    """
    code = program(machine_table())
    instructions = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(header, len(header))
    system.prctl(system.PR_SET_SECCOMP, FILTER_MODE, ctypes.addressof(pointer))


def leave_keyrings() -> None:
    """Gives up the session's keyring, which holds secrets of whoever grades, for an empty one.

    Where Linux has no keyrings, or a container denies them, there is nothing to give up.
    """
    system.libc.syscall(machine_table().denied["keyctl"], JOIN_SESSION_KEYRING, None)


def machine_table() -> Table:
    """The table of the machine this runs on."""
    try:
        return TABLES[platform.machine()]
    except KeyError:
        raise OSError(
            errno.ENOSYS,
            f"no table of system calls for {platform.machine()}, only for {', '.join(TABLES)}",
        ) from None


def program(table: Table) -> bytes:
    """The filter as classic BPF: another architecture, x32 and the denied numbers are denied."""
    numbers = sorted(table.denied.values())
    steps = [(LOAD, 0, 0, ARCHITECTURE_AT), (EQUAL, 0, len(numbers) + 3, table.architecture)]
    steps += [(LOAD, 0, 0, NUMBER_AT), (AT_LEAST, len(numbers) + 1, 0, X32)]
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        steps.append((EQUAL, left, 0, number))
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENY)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
