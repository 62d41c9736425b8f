"""The clock that goes slower on a busy machine."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading import executing
from autograder.grading.clocks import LOOK_S, SLOWEST, FairClock, others_running
from autograder.grading.plans import Stop
from autograder.grading.settings import Settings
from autograder.kernels.limits import Limits


def passed(running: list[int], cores: int = 2, step_s: float = 1.0) -> float:
    """What the clock tells after a second for each look at the machine but the first."""
    wall, looks = [0.0], iter(running)
    clock = FairClock(lambda: wall[0], lambda: next(looks), cores)
    told = 0.0
    for _ in running[1:]:
        wall[0] += step_s
        told = clock.now()
    return told


@pytest.mark.parametrize("running", [0, 1, 2])
def test_where_each_thread_has_a_core_it_is_a_clock_like_any_other(running):
    assert passed([running] * 6) == pytest.approx(5)


def test_with_twice_as_many_threads_as_cores_it_goes_half_as_fast():
    assert passed([4] * 6) == pytest.approx(2.5)


def test_it_goes_on_however_much_is_started():
    assert passed([100_000] * 6) == pytest.approx(5 * SLOWEST)


def test_a_load_that_comes_and_goes_counts_for_as_long_as_it_is_there():
    assert passed([2, 2, 8, 8, 2, 2]) == pytest.approx(1 + 0.625 + 0.25 + 0.625 + 1)


def test_it_does_not_look_at_the_machine_for_each_message():
    assert passed([2, *[2] * 10], step_s=LOOK_S / 2) == pytest.approx(10 * LOOK_S / 2)
    wall, looks = [0.0], []
    clock = FairClock(lambda: wall[0], lambda: looks.append(1) or 1, 2)
    for _ in range(100):
        wall[0] += LOOK_S / 10
        clock.now()
    assert len(looks) <= 12


def test_a_machine_that_says_nothing_counts_as_idle(tmp_path: Path):
    assert others_running(tmp_path / "missing") == 0
    (tmp_path / "stat").write_text("cpu 1 2 3\n")
    assert others_running(tmp_path / "stat") == 0
    (tmp_path / "stat").write_text("cpu 1 2 3\nprocs_running 9\nprocs_blocked 4\n")
    assert others_running(tmp_path / "stat") == 8


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_threads_that_compute_are_seen():
    busy = [
        subprocess.Popen([sys.executable, "-c", "print(flush=True)\nwhile True: pass"], stdout=-1)
        for _ in range(3 * (os.cpu_count() or 1))
    ]
    try:
        for process in busy:
            process.stdout.readline()
        assert max(others_running() for _ in range(20)) >= len(busy) // 2
    finally:
        for process in busy:
            process.kill()
            process.communicate()


def stops(monkeypatch: pytest.MonkeyPatch, running: int) -> dict[int, Stop]:
    """How a cell that takes a second ends, with 0.6 s for a cell and so many threads beside it."""
    monkeypatch.setattr(executing, "FairClock", partial(FairClock, running=lambda: running))
    limits = Limits(cell_timeout_s=0.6, submission_timeout_s=20)
    notebook = new_notebook(cells=[new_code_cell("import time\ntime.sleep(1)")])
    return executing.execute(notebook, Settings(limits=limits)).stops


def test_a_busy_machine_takes_no_time_away_from_a_cell(monkeypatch: pytest.MonkeyPatch):
    assert stops(monkeypatch, running=1) == {0: Stop.TIMEOUT}
    assert stops(monkeypatch, running=1000) == {}
