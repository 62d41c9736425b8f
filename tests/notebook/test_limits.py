"""Student code that doesn't come to an end is stopped, and nothing of the limit is left."""

from __future__ import annotations

import _thread
import gc
import signal
import sys
import threading
import time
from dataclasses import replace

import pytest

from autograder import check
from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from autograder.notebook import limits
from autograder.notebook.checking import verdict_on
from autograder.notebook.limits import Limit, Reason
from autograder.notebook.showing import text_of
from autograder.records.verdicts import Status

SLEEP = time.sleep
"""An interrupt of another thread waits until it is over; a signal doesn't."""
QUICK = replace(find_exercise("fun_dz"), time_limit_s=0.15)


def never_ends(x, y):
    i = 0
    while i < 3:
        x = x + 0
    return x, y


def swallows_exceptions(x, y):
    while True:
        try:
            time.sleep(0.001)
        except Exception:
            pass


def swallows_everything(x, y):
    while True:
        try:
            time.sleep(10)
        except:  # noqa: E722  # the point
            pass


def swallows_in_two_loops(x, y):
    while True:
        try:
            swallows_everything(x, y)
        except BaseException:
            continue


def leaves_finally(x, y):
    while True:
        try:
            sum(range(1000))
        finally:
            continue  # noqa: B012  # the point


def gives_up_quietly(x, y):
    try:
        while True:
            pass
    except BaseException:
        return 0, 0


def calls_it_another_error(x, y):
    try:
        while True:
            pass
    except BaseException as error:
        raise ValueError("mine") from error


ENDLESS = [
    never_ends, swallows_exceptions, swallows_everything, swallows_in_two_loops, leaves_finally,
    gives_up_quietly, calls_it_another_error,
]  # fmt: skip


@pytest.fixture(params=["timer", "thread"])
def ticker(request, monkeypatch):
    """With the timer of Unix, and with the thread that other systems have."""
    monkeypatch.setattr(limits, "ON_TIMER", request.param == "timer")


def handlers():
    return signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)


@pytest.mark.parametrize("endless", ENDLESS)
def test_code_without_an_end_is_stopped_and_its_loop_named(endless, ticker, monkeypatch):
    before = handlers()
    monkeypatch.setattr(time, "sleep", SLEEP if limits.ON_TIMER else lambda s: sum(range(1000)))
    verdict = verdict_on(QUICK, endless, 0, "cpu")
    assert verdict.status is Status.TIMEOUT and verdict.score == 0
    first = endless.__code__.co_firstlineno
    assert "in the loop that begins in line " in verdict.message
    assert verdict.student_lines and f"in {endless.__name__}: " in verdict.student_lines[0]
    assert first < int(verdict.student_lines[0].split(",")[0].removeprefix("line ")) < first + 8
    assert "limits.py" not in text_of(verdict)
    assert handlers() == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_loop_of_the_card_is_the_one_that_does_not_end():
    verdict = verdict_on(QUICK, never_ends, 0, "cpu")
    line = never_ends.__code__.co_firstlineno + 2
    assert f"It was in the loop that begins in line {line}, `while i < 3:`." in verdict.message
    assert verdict.message.startswith(
        "`fun_dz` was stopped: it had not come to an end after 0.15 seconds."
    )


def test_code_that_takes_more_and_more_memory_is_stopped_before_its_time():
    kept = []
    with Limit(3600, memory_bytes=64 * 2**20) as limit:
        while True:
            kept.append(bytearray(2**20))
            takes_time()
    assert limit.reason is Reason.MEMORY
    assert len(kept) < 10_000


def takes_time():
    sum(range(1000))


def test_what_stopped_code_had_made_is_freed():
    class Large:
        alive = 0

        def __init__(self):
            Large.alive += 1

        def __del__(self):
            Large.alive -= 1

    def hoards(x, y):
        mine = [Large()]
        mine.append(mine)
        while True:
            pass

    gc.disable()  # no chance
    try:
        assert verdict_on(QUICK, hoards, 0, "cpu").status is Status.TIMEOUT
    finally:
        gc.enable()
    assert Large.alive == 0


def test_settings_are_put_back_after_code_was_stopped():
    import torch

    def meddles(x, y):
        torch.set_default_dtype(torch.float64)
        while True:
            pass

    assert verdict_on(QUICK, meddles, 0, "cpu").status is Status.TIMEOUT
    assert torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize(("worked_s", "is_told"), [(0.01, True), (0.14, False)])
def test_a_machine_that_is_busy_with_other_things_is_told_beside_the_loop(
    worked_s, is_told, monkeypatch
):
    times = iter([5.0, 5.0 + worked_s])  # as the block begins, and as it is stopped
    monkeypatch.setattr(limits.time, "thread_time", lambda: next(times))
    said = verdict_on(QUICK, never_ends, 0, "cpu").message
    assert "It was in the loop that begins in line" in said
    assert ("the machine is busy with other things: run the check again." in said) == is_told
    assert ("worked on it for 0.0 of these seconds" in said) == is_told


def test_the_limit_is_gone_when_the_block_has_ended(ticker, monkeypatch):
    looks = []
    before = handlers(), threading.active_count()
    with Limit(3600) as limit:
        monkeypatch.setattr(limit, "_look", lambda: looks.append(1) or True)
        assert handlers() != before[0]
    assert (handlers(), threading.active_count()) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    n_looks = len(looks)
    limit._tick(sys._getframe())  # one that was on its way
    assert limit._stop(sys._getframe(), "line", None) is None
    assert len(looks) == n_looks


def test_a_learners_own_alarm_is_put_back_and_comes():
    rung = threading.Event()
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)  # due while the check waits
        assert verdict_on(QUICK, never_ends, 0, "cpu").status is Status.TIMEOUT
        assert rung.wait(60)
        assert signal.getitimer(signal.ITIMER_REAL)[1] == 0
        signal.setitimer(signal.ITIMER_REAL, 3600, 7)
        mine = signal.getsignal(signal.SIGALRM)
        assert verdict_on(QUICK, never_ends, 0, "cpu").status is Status.TIMEOUT
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 3600 and interval == 7
        assert signal.getsignal(signal.SIGALRM) is mine
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_interrupt_is_a_card_and_its_handler_is_put_back(ticker):
    def interrupted(x, y):
        _thread.interrupt_main()
        while True:
            pass

    before = handlers()
    verdict = verdict_on(find_exercise("fun_dz"), interrupted, 0, "cpu")
    assert verdict.status is Status.UNDETERMINED
    assert "The check was interrupted, so `fun_dz` was not judged." in verdict.message
    assert "in interrupted: " in verdict.student_lines[0]
    assert handlers() == before


def test_in_another_thread_a_check_works_without_a_limit():
    found = []
    thread = threading.Thread(target=lambda: found.append(verdict_on(QUICK, lambda: 1, 0, "cpu")))
    thread.start()
    thread.join()
    assert found[0].status is Status.ERROR


def test_long_exercises_have_more_time_and_no_exercise_has_less():
    limit = {e.id: e.time_limit_s for name in lesson_names() for e in lesson_exercises(name)}
    long = {name for name, seconds in limit.items() if seconds == 60}
    assert long == {"train", "train_with_values", "fit_line", "repaired_loops"}
    assert {limit[name] for name in limit if name not in long} == {10}


def test_a_script_looks_the_name_up_among_its_own(capsys):
    names = {"__name__": "__main__", "check": check}
    exec("class Widenet: pass\nverdict = check('WideNet')", names)
    assert names["verdict"].status is Status.NOT_ATTEMPTED  # type: ignore[attr-defined]
    assert "Much like it is Widenet." in capsys.readouterr().out.replace("`", "")
    exec("def fun_dz(x, y): return 1, 2\nverdict = check('fun_dz')", names)
    assert names["verdict"].status is Status.FAILED  # type: ignore[attr-defined]


def test_a_cell_below_does_not_call_what_was_stopped_until_a_check_comes_to_its_end(
    monkeypatch, capsys
):
    monkeypatch.setattr("autograder.notebook.checking.find_exercise", lambda _: QUICK)
    waits = [True]

    def fun_dz(x, y):
        while waits:
            pass
        return x, y

    monkeypatch.setitem(globals(), "fun_dz", fun_dz)
    monkeypatch.setitem(globals(), "when_ready", None)
    cell = "from utils import when_ready\nwith when_ready('fun_dz'):\n    print(fun_dz(1, 2))"

    check("fun_dz")
    capsys.readouterr()
    exec(cell, globals())
    assert capsys.readouterr().out.startswith("This cell waits for your fun_dz, which had not come")

    waits.clear()
    check("fun_dz")
    capsys.readouterr()
    exec(cell, globals())
    assert capsys.readouterr().out == "(1, 2)\n"


def test_a_function_that_takes_no_notes_is_stopped_all_the_same(monkeypatch):
    monkeypatch.setattr("autograder.notebook.checking.find_exercise", lambda _: QUICK)

    class Endless:
        __slots__ = ()

        def __call__(self, x, y):
            return never_ends(x, y)

    assert check("fun_dz", Endless()).status is Status.TIMEOUT
