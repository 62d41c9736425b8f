"""Many hand-ins at once: on this machine's cores, or wherever else a ``Task`` can be sent.

A worker gets a task and gives a result; it shares nothing with others and writes nothing. While
one kernel starts or waits, others have the cores, so that there are a few more than cores.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol

from autograder.grading.submission import Task, grade_task
from autograder.records.results import Graded

MORE_THAN_CORES = 1


class Workers(Protocol):
    """Something that grades hand-ins, ``in_flight`` of them at once."""

    in_flight: int

    def submit(self, task: Task) -> Future[Graded]:
        """The result to come. It raises for nothing that a hand-in is or does."""


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalWorkers:
    """Threads of this process, each with one kernel at a time. Use in a ``with`` statement.

    Leaving it ends the kernels that still run, and what was not begun is never begun.
    """

    def __init__(self, in_flight: int | None = None) -> None:
        self.in_flight = in_flight or cores() + MORE_THAN_CORES
        self.cancelled = threading.Event()
        self.threads = ThreadPoolExecutor(self.in_flight, thread_name_prefix="grading")

    def __enter__(self) -> LocalWorkers:
        return self

    def __exit__(self, *error: object) -> None:
        self.cancelled.set()
        self.threads.shutdown(cancel_futures=True)

    def submit(self, task: Task) -> Future[Graded]:
        """The result to come."""
        return self.threads.submit(grade_task, task, self.cancelled)


def results(tasks: Iterable[Task | Graded], workers: Workers) -> Iterator[Graded]:
    """The results as they come, in any order; what is a result already is passed through.

    Takes tasks only as workers become free, so that few notebooks are in memory at once.
    """
    pending: set[Future[Graded]] = set()
    for task in tasks:
        if isinstance(task, Graded):
            yield task
            continue
        pending.add(workers.submit(task))
        if len(pending) >= workers.in_flight:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)
