"""``Limit``: a block in which student code runs for so long, takes so much memory, and no more.

It works where Python can interrupt itself: in the main thread. On Unix a timer's signal looks 10
times a second; on Windows, which has no such timer, a thread does, and its interrupt waits until a
sleep is over. In another thread there is no limit. C code that never returns to Python, such as one
endless call into a library, can't be interrupted at all, and code that replaces the handler of the
signal does away with its limit. Owns no words for a card.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import FrameType, TracebackType
from typing import Any

from autograder.probing.tracebacks import is_students, student_lines

TICK_S = 0.1
SOON_S = 2e-5
"""Until the next tick where student code caught what was raised: its handler has hardly begun."""
MEMORY_BYTES = 2 * 2**30
"""What student code may add to the memory of the kernel; a quarter of the machine's if less."""
ON_TIMER = hasattr(signal, "setitimer")
"""Whether there is a timer with a signal of its own: on Unix."""


class OutOfLimits(BaseException):
    """Raised in student code that is to stop. No ``except Exception`` catches it."""


class Reason(Enum):
    """Which limit was reached."""

    TIME = "time"
    MEMORY = "memory"


@dataclass(frozen=True)
class Place:
    """A line of student code that was running: its file, its number, its function."""

    filename: str
    line: int
    function: str


class Limit:
    """A block that ends when ``seconds`` are over or the memory is used up.

    ``reason`` says afterwards which limit was reached, or is None. ``places`` and ``lines`` say
    where student code was then, outermost first, and ``worked_s`` for how many seconds the
    processor had worked on it: fewer than passed where it waits or the machine is busy. Student
    code that catches what is raised in it is stopped again and again: from the second time on at
    its next line, a handler's included, and after so short a time that it gets out of loops that go
    on after each exception. The course's own code is interrupted only if it goes on for as long
    again.
    """

    def __init__(self, seconds: float, memory_bytes: int = MEMORY_BYTES) -> None:
        self.reason: Reason | None = None
        self.places: tuple[Place, ...] = ()
        self.lines: tuple[str, ...] = ()
        self.worked_s = 0.0
        self._seconds = seconds
        self._memory = min(memory_bytes, _machine_memory() // 4)
        self._over = True
        self._owner: FrameType | None = None
        self._ticker: _Timer | _Thread | None = None

    def __enter__(self) -> Limit:
        if threading.current_thread() is not threading.main_thread():
            return self
        self._owner = sys._getframe(1)
        self._start, self._worked = time.monotonic(), time.thread_time()
        self._used = _used_memory()
        self._trace = sys.gettrace()
        self._over = False
        has_timer = ON_TIMER and signal.getsignal(signal.SIGALRM) is not None
        self._ticker = _Timer(self._tick) if has_timer else _Thread(self._tick, self._look)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        self._over = True
        if self._ticker is not None:
            self._ticker.stop()
            if self.reason is not None:
                sys.settrace(self._trace)
        self._owner = self._ticker = None
        return isinstance(error, OutOfLimits)

    def _look(self) -> bool:
        """Whether a limit is reached."""
        if self.reason is None and time.monotonic() - self._start >= self._seconds:
            self.reason = Reason.TIME
        elif self.reason is None and _used_memory() - self._used > self._memory:
            self.reason = Reason.MEMORY
        return self.reason is not None

    def _tick(self, frame: FrameType | None) -> None:
        """Raises in student code if a limit is reached."""
        if self._over or not self._look():
            return
        inside = tuple(self._student_frames(frame))
        if not inside:
            late = time.monotonic() - self._start >= 2 * self._seconds + TICK_S
            if late and frame is not None and frame.f_code.co_filename != __file__:
                raise OutOfLimits
            return
        if self.places:  # it was caught
            for student in inside:
                student.f_trace = self._stop
            sys.settrace(self._stop)
            if self._ticker is not None:
                self._ticker.hurry()
        else:
            self._remember(inside)
        raise OutOfLimits

    def _stop(self, frame: FrameType, event: str, value: Any) -> Any:
        """A trace function: raises at the next line of student code."""
        if self._over or not is_students(frame.f_code.co_filename):
            return None
        if event == "line":
            raise OutOfLimits
        return self._stop

    def _student_frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        """The frames of student code inside the block, innermost first."""
        while frame is not None and frame is not self._owner:
            if is_students(frame.f_code.co_filename):
                yield frame
            frame = frame.f_back

    def _remember(self, frames: tuple[FrameType, ...]) -> None:
        self.worked_s = time.thread_time() - self._worked
        trace: TracebackType | None = None
        for frame in frames:
            trace = TracebackType(trace, frame, frame.f_lasti, frame.f_lineno)
        self.lines = student_lines(OutOfLimits(), trace)
        self.places = tuple(
            Place(f.f_code.co_filename, f.f_lineno, f.f_code.co_name) for f in reversed(frames)
        )


class _Timer:
    """Calls ``tick(frame)`` by the timer's signal; a learner's own timer and handler wait."""

    def __init__(self, tick: Any) -> None:
        self._start = time.monotonic()
        self._delay, self._interval = signal.setitimer(signal.ITIMER_REAL, 0)
        self._handler = signal.signal(signal.SIGALRM, lambda number, frame: tick(frame))
        signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)

    def hurry(self) -> None:
        """Has the next tick come soon."""
        signal.setitimer(signal.ITIMER_REAL, SOON_S, TICK_S)

    def stop(self) -> None:
        """Puts the earlier handler and timer back; an alarm that was due comes at once."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._handler)
        if self._delay:
            left = self._delay - (time.monotonic() - self._start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 1e-6), self._interval)


class _Thread:
    """Calls ``tick(frame)`` by an interrupt of the main thread, once ``look()`` says so."""

    def __init__(self, tick: Any, look: Any) -> None:
        self._look, self._tick = look, tick
        self._ours = False
        self._wait_s = TICK_S
        self._end = threading.Event()
        self._handler = signal.signal(signal.SIGINT, self._interrupted)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def hurry(self) -> None:
        """Has the next ticks come soon."""
        self._wait_s = SOON_S

    def stop(self) -> None:
        """Ends the thread and puts the handler of interrupts back."""
        self._end.set()
        self._thread.join()
        signal.signal(signal.SIGINT, self._handler)

    def _watch(self) -> None:
        while not self._end.wait(self._wait_s):
            if self._look():
                self._ours = True
                _thread.interrupt_main(signal.SIGINT)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._ours:
            self._ours = False
            self._tick(frame)
        elif callable(self._handler):
            self._handler(number, frame)


def _used_memory() -> int:
    """Bytes in memory of this process's own; 0 where the system has no quick way to tell.

    Libraries, which are shared, don't count: one may be loaded while student code runs.
    """
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            _, resident, shared, *_ = map(int, file.read().split())
        return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:  # macOS, Windows: there the time limit alone bounds it
        return 0


def _machine_memory() -> int:
    """Bytes of memory that the machine has, or a lot where it doesn't tell."""
    if not ON_TIMER or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 2**60
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
