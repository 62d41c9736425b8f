"""Runs that are killed at random moments, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.marks import long

KILL = [sys.executable, "-m", "tests.grading.kill_run"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--stand-ins", "--kills", "8", "--students", "20"],
        long(["--kills", "2", "--students", "4"]),
    ],
    ids=["writing alone", "with kernels"],
)
def test_a_killed_run_loses_nothing_and_does_nothing_twice(arguments):
    run = subprocess.run([*KILL, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert f"{arguments[arguments.index('--kills') + 1]} kills" in run.stdout
