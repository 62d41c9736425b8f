"""One run at a time on a folder of results: a second one is refused with the number of the first.

The lock is the operating system's, so that it ends with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.databases import file_of
from autograder.grading.places import Places

NAME = ".lock"


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """A block in which no other run writes to these places. Raises ``UsageError`` where one does.

    Two runs in different folders that share one SQLite file are kept apart too.
    """
    files = [places.out / NAME]
    database = file_of(places.db_url)
    if database is not None and database.parent.resolve() != places.out.resolve():
        files.append(Path(f"{database}{NAME}"))
    with ExitStack() as stack:
        for file in files:
            stack.enter_context(_locked(file, places.out))
        yield


@contextmanager
def _locked(path: Path, out: Path) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise UsageError(f"Can't write to {path.parent}: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            raise UsageError(
                f"Another run of the grader (process {process}) is writing to {out}. Wait until "
                "it has ended, or name another folder with --out."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
