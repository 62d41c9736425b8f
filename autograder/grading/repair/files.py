"""Which file of a hand-in's folder is the notebook, and its bytes, without leaving the folder.

Owns names: downloads and copies are renamed by browsers, services and students. Links are never
followed, and nothing but ordinary files is opened: a pipe would keep the grader waiting.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.grading.repair.reading import MAX_BYTES
from autograder.grading.repair.words import quoted

MAX_ENTRIES = 1_000
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
LEFT_BY_TOOLS = ("__macosx", "._")


@dataclass(frozen=True)
class FoundFile:
    """The notebook of a hand-in, and what was unusual about its name."""

    path: Path
    repairs: tuple[str, ...] = ()


def is_handed_in(folder: Path) -> bool:
    """Whether anything at all stands at the place of a hand-in, a broken link included."""
    return os.path.lexists(folder)


def read_folder(folder: Path, lesson: str) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of the notebook in a hand-in's folder, and notes on its name.

    Raises ``SubmissionError`` where there is none that can be read.
    """
    found = find_notebook(folder, lesson)
    return read_file(found.path), found.repairs


def find_notebook(folder: Path, lesson: str) -> FoundFile:
    """The notebook of a lesson in this folder: by its name, else the newest that could be it.

    Looks one folder deeper where the folder itself holds none. Raises ``SubmissionError``.
    """
    _refuse_no_folder(folder)
    name = f"{lesson}.ipynb"
    if os.path.lexists(folder / name):
        others = [quoted(path.name) for path in _notebooks([folder]) if path.name != name]
        notes = [f"Graded {name}, and not {other} beside it." for other in others[:1]]
        return FoundFile(folder / name, tuple(notes))
    paths = _notebooks([folder]) or _notebooks(_folders(folder))
    if not paths:
        raise SubmissionError(f"There is no file {name} in the hand-in. {_holds(folder)}")
    return _chosen(paths, lesson)


def _refuse_no_folder(folder: Path) -> None:
    if folder.is_symlink():
        raise SubmissionError(
            f"{folder.name} is a link, not a folder. Hand in the files themselves."
        )
    if not folder.is_dir():
        raise SubmissionError(f"{folder.name} is a file, not a folder with a notebook in it.")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = list(islice(found, MAX_ENTRIES))
    except OSError as error:
        text = f"The folder {folder.name} can't be read: {error.strerror}."
        raise SubmissionError(text) from error
    hidden = (".", *LEFT_BY_TOOLS)
    kept = (e for e in entries if not e.name.casefold().startswith(hidden))
    return sorted(kept, key=lambda entry: entry.name)


def _folders(folder: Path) -> list[Path]:
    return [Path(e.path) for e in _entries(folder) if e.is_dir(follow_symlinks=False)]


def _notebooks(folders: Iterable[Path]) -> list[Path]:
    """The ordinary files in these folders that are named like notebooks."""
    return [
        Path(entry.path)
        for folder in folders
        for entry in _entries(folder)
        if entry.name.casefold().endswith(ENDINGS) and entry.is_file(follow_symlinks=False)
    ]


def _chosen(paths: Sequence[Path], lesson: str) -> FoundFile:
    """The file whose name is nearest to the lesson's; of equals the newest."""
    kinds = [_kind(path, lesson) for path in paths]
    best = [path for path, kind in zip(paths, kinds, strict=True) if kind == min(kinds)]
    newest = max(best, key=lambda path: (path.lstat().st_mtime_ns, path.name))
    if len(best) > 1:
        names = ", ".join(quoted(path.name) for path in best[:4])
        note = f"Unsure which file is meant, {names}: {quoted(newest.name)}, the newest."
    elif newest.name == f"{lesson}.ipynb":
        note = f"The file is in a folder of its own, {quoted(newest.parent.name)}."
    else:
        note = f"The file is named {quoted(newest.name)}, not {lesson}.ipynb."
    return FoundFile(newest, (note,))


def _kind(path: Path, lesson: str) -> int:
    """How far a name is from the lesson's: 0 the same but for case, 1 holds it, 2 any other."""
    name, wanted = _plain(path.name), _plain(f"{lesson}.ipynb")
    if name == wanted:
        return 0
    return 1 if _plain(lesson) in name else 2


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-.]+", "_", folded)


def _holds(folder: Path) -> str:
    names = [quoted(entry.name) for entry in _entries(folder)]
    more = ", …" if len(names) > 3 else ""
    return f"It holds {', '.join(names[:3])}{more}." if names else "It is empty."


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file. Raises ``SubmissionError`` for links, folders and giants."""
    name = quoted(path.name)
    kind = path.lstat().st_mode if os.path.lexists(path) else 0
    if stat.S_ISLNK(kind):
        raise SubmissionError(f"{name} is a link, not a file. Hand in the file itself.")
    if stat.S_ISDIR(kind):
        raise SubmissionError(f"{name} is a folder, not a notebook.")
    if not stat.S_ISREG(kind):
        raise SubmissionError(f"{name} is not an ordinary file. Hand in the .ipynb file itself.")
    try:
        return _bytes(path)
    except OSError as error:
        raise SubmissionError(f"{name} can't be read: {error.strerror}.") from error


def _bytes(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise SubmissionError(
                f"{quoted(path.name)} has {size / 2**20:.0f} MiB; {MAX_BYTES // 2**20} MiB are "
                "the limit. Clear its outputs and hand it in again."
            )
        return file.read(MAX_BYTES + 1)
