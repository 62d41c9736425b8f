"""One run at a time on a folder of results: a second one is refused with the number of the first.

The lock is the operating system's, so that it ends with the process, however that ends. Where the
file system can't lock, as some network drives, a file with the number of the process
stands for it, which counts for nothing once that process is gone.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import SoftFileLock, Timeout

from autograder.errors import UsageError
from autograder.grading.databases import file_of
from autograder.grading.places import Places

NAME = ".lock"
HELD = ".held"
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


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
    with ExitStack() as stack:
        stack.callback(os.close, descriptor)
        try:
            if not _has_locked(descriptor):
                held = SoftFileLock(path.with_name(path.name + HELD), blocking=False)
                stack.enter_context(held)
        except (BlockingIOError, Timeout):
            os.lseek(descriptor, 0, os.SEEK_SET)
            process = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            raise UsageError(
                f"Another run of the grader (process {process}) is writing to {out}. Wait until "
                "it has ended, or name another folder with --out."
            ) from None
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield


def _has_locked(descriptor: int) -> bool:
    """Locks the file; False where the system can't. Raises ``BlockingIOError`` if it is taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno in NO_LOCKS:
            return False
        raise
    return True
