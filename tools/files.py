"""Generated files on disk: what differs, and the exchange of old for new at the very end.

Owns writing. Knows nothing of what the files are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

STAGING = "build"
"""Folder for unfinished files; on the same file system, and ignored by git."""


def changes(root: Path, files: Mapping[Path, bytes], stale: Iterable[Path]) -> list[Path]:
    """Paths below ``root`` whose content isn't that of ``files``, and the ``stale`` ones."""
    different = [p for p, data in files.items() if not _holds(root / p, data)]
    return sorted([*different, *stale])


def exchange(root: Path, files: Mapping[Path, bytes], stale: Iterable[Path]) -> list[Path]:
    """The changed paths, once all of ``files`` are on disk and ``stale`` ones are gone.

    Everything is written to a folder beside the old files first, then renamed over them,
    each in one step: whoever stops this half-way leaves the old files whole.
    """
    changed = changes(root, files, stale)
    (root / STAGING).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root / STAGING) as folder:
        staged = [(Path(folder, str(i)), path) for i, path in enumerate(changed) if path in files]
        for temporary, path in staged:
            temporary.write_bytes(files[path])
        for temporary, path in staged:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(temporary, root / path)
    for path in stale:
        (root / path).unlink()
        if not any((root / path).parent.iterdir()):
            (root / path).parent.rmdir()
    return changed


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
