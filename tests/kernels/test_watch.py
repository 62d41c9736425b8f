"""How memory is added up: by processes whose memory Linux itself tells, and by made-up ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.kernels import watch
from autograder.kernels.watch import Figures, Watch, all_figures, figures, proportional_bytes

MIB = 2**20
STATUS = "Name:\tpython\nPPid:\t7\nRssAnon:\t     100 kB\nRssFile:\t 900 kB\nRssShmem:\t  20 kB\n"


FILL = """
import mmap, sys
size, shared = int(sys.argv[1]), sys.argv[2] == "True"
flags = mmap.MAP_ANONYMOUS | (mmap.MAP_SHARED if shared else mmap.MAP_PRIVATE)
memory = mmap.mmap(-1, size, flags)
for at in range(0, size, 4096):
    memory[at] = 1
print("filled", flush=True)
sys.stdin.read()
"""


@contextmanager
def child_with(size: int, shared: bool = False) -> Iterator[int]:
    """The PID of a small process that has filled this many bytes of memory."""
    command = [sys.executable, "-c", FILL, str(size), str(shared)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as child:
        assert child.stdout.readline() == "filled\n"
        yield child.pid
        child.stdin.close()


def test_the_cheap_figure_counts_private_and_shared_pages_but_no_files():
    assert figures(STATUS) == Figures(parent=7, most=120 * 1024)


@pytest.mark.parametrize("status", ["", "Name:\tgone\n"])
def test_a_process_that_is_gone_has_no_figures(status):
    assert figures(status) is None


def test_a_zombie_holds_nothing():
    assert figures("Name:\tx\nState:\tZ (zombie)\nPPid:\t7\n") == Figures(7, 0)


@pytest.mark.parametrize("shared", [False, True])
def test_filled_memory_is_seen_by_both_figures(shared):
    with child_with(64 * MIB, shared) as pid:
        exact, most = proportional_bytes(pid), all_figures()[pid].most
    assert 64 * MIB <= exact <= most < 1000 * MIB


def test_a_process_that_does_not_exist_holds_nothing():
    assert proportional_bytes(2**22 + 1) == 0


def test_only_rooms_past_their_limit_are_told():
    with child_with(64 * MIB) as hungry, child_with(1 * MIB) as modest:
        rooms = {hungry: "hungry", modest: "modest"}
        past = Watch().past_limit(rooms, {"hungry": 60 * MIB, "modest": 60 * MIB})
    assert list(past) == ["hungry"]
    assert past["hungry"] > 60 * MIB


def made_up(monkeypatch: pytest.MonkeyPatch, status: dict[int, Figures], exact: int) -> list[int]:
    """Lets the watch see these processes, each with this exact figure; lists who was measured."""
    measured: list[int] = []

    def proportional(pid: int, otherwise: int) -> int:
        measured.append(pid)
        return exact

    monkeypatch.setattr(watch, "all_figures", lambda: status)
    monkeypatch.setattr(watch, "proportional_bytes", proportional)
    return measured


def test_descendants_count_for_their_room_and_strangers_for_none(monkeypatch):
    status = {pid: Figures(parent, 10) for pid, parent in {5: 1, 6: 1, 7: 6, 8: 7, 9: 1}.items()}
    measured = made_up(monkeypatch, status, exact=10)
    past = Watch().past_limit({5: "a", 6: "a"}, {"a": 35})
    assert sorted(measured) == [5, 6, 7, 8]
    assert past == {"a": 40}


def test_parents_that_go_round_in_a_circle_end(monkeypatch):
    made_up(monkeypatch, {5: Figures(6, 10), 6: Figures(5, 10)}, exact=10)
    assert Watch().past_limit({1: "a"}, {"a": 1}) == {}


def test_nothing_is_measured_exactly_below_the_limit(monkeypatch):
    measured = made_up(monkeypatch, {5: Figures(1, 100)}, exact=100)
    assert Watch().past_limit({5: "a"}, {"a": 100}) == {}
    assert measured == []


def test_the_exact_figure_is_read_again_only_when_it_could_have_reached_the_limit(monkeypatch):
    now = [0.0]
    limit = 2 * watch.FASTEST
    measured = made_up(monkeypatch, {5: Figures(1, limit + 1)}, exact=watch.FASTEST)
    looking = Watch(clock=lambda: now[0])
    for seconds, times in [(0.0, 1), (0.5, 1), (0.9, 1), (1.0, 2), (1.5, 2), (2.0, 3)]:
        now[0] = seconds
        assert looking.past_limit({5: "a"}, {"a": limit}) == {}
        assert len(measured) == times


def test_a_jump_of_the_cheap_figure_is_measured_at_once(monkeypatch):
    limit, status = 1000, {5: Figures(1, 1001)}
    measured = made_up(monkeypatch, status, exact=400)
    looking = Watch(clock=lambda: 0.0)
    for most, times in [(1001, 1), (1600, 1), (1601, 2)]:
        status[5] = Figures(1, most)
        looking.past_limit({5: "a"}, {"a": limit})
        assert len(measured) == times


def test_a_room_that_has_ended_is_forgotten(monkeypatch):
    measured = made_up(monkeypatch, {5: Figures(1, 1001)}, exact=400)
    looking = Watch(clock=lambda: 0.0)
    looking.past_limit({5: "a"}, {"a": 1000})
    looking.forget("a")
    looking.past_limit({5: "a"}, {"a": 1000})
    assert len(measured) == 2
