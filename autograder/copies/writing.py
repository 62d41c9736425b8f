"""Files that appear whole or not at all, and never in the place of another.

Owns how: a temporary file beside the new one, then one step. A run that is killed leaves at most
a hidden temporary file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from autograder.errors import UsageError


class NotWritten(UsageError):
    """A file can't be written; everything is as it was."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"Can't write {path}: {error.strerror or error}. Nothing was lost. Make room there, or "
            "make it writable for you, and say the same command again."
        )


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """A block in which a fault of the disk becomes a ``NotWritten`` that names ``path``."""
    try:
        yield
    except OSError as error:
        raise NotWritten(path, error) from error


def put_new(path: Path, data: bytes) -> bool:
    """Whether the file is new: it now holds the bytes. Whatever stood there stays as it is.

    Raises ``NotWritten``.
    """
    with telling(path), _staged(path, data) as temporary:
        return _appear(temporary, path)


def replace(path: Path, data: bytes) -> None:
    """Puts the bytes into the file in one step. Raises ``NotWritten``; then it is as it was."""
    with telling(path), _staged(path, data) as temporary:
        os.replace(temporary, path)


def kept_aside(path: Path, now: datetime) -> Path:
    """A second name for a file, "NAME (before DATE TIME)", by which it stays when it is replaced.

    Raises ``NotWritten``. Where a file can have one name only it is renamed.
    """
    with telling(path):
        for number in count(1):
            more = f" {number}" if number > 1 else ""
            aside = path.with_name(f"{path.stem} (before {now:%Y-%m-%d %H%M}{more}){path.suffix}")
            if _also_named(path, aside):
                return aside
    raise AssertionError("numbers have no end")


def _also_named(path: Path, aside: Path) -> bool:
    """Whether the file now has this name too; False where that is taken."""
    if os.path.lexists(aside):
        return False
    try:
        os.link(path, aside, follow_symlinks=False)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):  # a folder, or a disk where files have one name
        os.rename(path, aside)
    return True


@contextmanager
def _staged(path: Path, data: bytes) -> Iterator[str]:
    """The name of a temporary file with the bytes, beside ``path``; gone at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".autograd-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(PermissionError):  # a drive of Windows or of a network, where nobody may
            os.chmod(temporary, 0o644)
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _appear(temporary: str, path: Path) -> bool:
    if os.path.lexists(path):
        return False
    try:
        os.link(temporary, path)
    except FileExistsError:  # another run was quicker
        return False
    except OSError:  # a disk where files have one name
        os.rename(temporary, path)
    return True
