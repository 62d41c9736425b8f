"""The filter of system calls, carried out by an interpreter of its own beside Linux's."""

from __future__ import annotations

import struct

import pytest

from autograder.kernels import seccomp
from autograder.kernels.seccomp import ALLOW, DENY, TABLES, machine_table, program


def verdict(code: bytes, architecture: int, number: int) -> int:
    """What classic BPF of these four instructions says to a system call."""
    steps = list(struct.iter_unpack("HBBI", code))
    data = {0: number, 4: architecture}
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, value = steps[at]
        at += 1
        if operation == 0x20:
            accumulator = data[value]
        elif operation == 0x15:
            at += if_true if accumulator == value else if_false
        elif operation == 0x35:
            at += if_true if accumulator >= value else if_false
        else:
            return value


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_all_calls_of_the_list_are_denied_and_no_other(table):
    code = program(table)
    denied = {n for n in range(600) if verdict(code, table.architecture, n) == DENY}
    assert denied == set(table.denied.values())
    assert verdict(code, table.architecture, 1) == ALLOW


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_tables_of_other_architectures_are_denied(table):
    code = program(table)
    assert verdict(code, 0x40000003, 1) == DENY  # 32-bit x86, which a 64-bit Linux runs as well
    assert verdict(code, table.architecture, 0x40000001) == DENY


def test_a_machine_without_a_table_is_named(monkeypatch):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="no table of system calls for riscv64"):
        machine_table()
