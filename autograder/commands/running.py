"""How a command that runs for long ends and logs: by signals, and into a file."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def ending_when_told() -> Iterator[None]:
    """A block that is interrupted by the signal to terminate as it is by Ctrl-C."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not the main thread, which alone hears signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def log_to(path: Path) -> Iterator[None]:
    """Sends tracebacks of the grader's faults to a file, which is made by the first one."""
    handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    handler.setLevel(logging.ERROR)
    logging.getLogger("autograder").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("autograder").removeHandler(handler)
        handler.close()
