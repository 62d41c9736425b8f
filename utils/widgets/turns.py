"""When a widget answers: one event at a time, and a long run in frames between which it listens.

ipykernel 7 hears a button in its main thread, and a slider or a text box in another one (JupyterLab
sends a widget's messages to a "subshell"). Two answers at once would mix what they draw and say.
Owns the order of answers; what an answer is, is each widget's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock


class Turns:
    """Lets the events of one widget be answered one after the other, whatever thread they come in.

    An answer that reads the controls when it is its turn, and draws from them, is never overtaken:
    the last one shows the controls as they are.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._setting = False

    def answer(self, act: Callable[[], object]) -> Callable[..., None]:
        """Return a handler for events, of any arguments, that calls `act` when it is its turn.

        It calls nothing where the event comes of controls that are set inside `setting`.
        """

        def handle(*_: object) -> None:
            with self._lock:
                if not self._setting:
                    act()

        return handle

    @contextmanager
    def setting(self) -> Iterator[None]:
        """Let the block set several controls, and no event of theirs be answered."""
        with self._lock:
            self._setting = True
            try:
                yield
            finally:
                self._setting = False


class Runner:
    """Repeats `frame` until that returns False or the reader stops it.

    It runs as a task of the kernel's event loop, so that events are heard in the `pause_s` seconds
    after each frame. Where there is no loop, it runs to the end.
    """

    def __init__(self, turns: Turns, frame: Callable[[], bool], pause_s: float) -> None:
        self._turns, self._frame, self._pause_s = turns, frame, pause_s
        self._current: object = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, or go on; what an earlier start began ends, so that two never run at once."""
        self._current = run = object()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self._repeat(run))
        else:
            self._task = loop.create_task(self._repeat(run))  # a loop only holds tasks weakly

    def stop(self) -> None:
        """Take no further frame."""
        self._current = None

    async def _repeat(self, run: object) -> None:
        going = True

        def once() -> None:
            nonlocal going
            going = run is self._current and self._frame()

        turn = self._turns.answer(once)
        while going:
            turn()
            await asyncio.sleep(self._pause_s)
