"""Which file of a hand-in's folder is the notebook, and its bytes, without leaving the folder.

Owns names: downloads and copies are renamed by browsers, services and students. Links are never
followed, and nothing but ordinary files is opened: a pipe would keep the grader waiting.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.errors import SubmissionError
from autograder.exercises import lesson_exercises
from autograder.grading.repair.reading import MAX_BYTES, read_json
from autograder.grading.repair.words import quoted

MAX_ENTRIES = 1_000
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")
LEFT_BY_TOOLS = ("__macosx", "._")


@dataclass(frozen=True)
class FoundFile:
    """The notebook of a hand-in, and what was unusual about its name."""

    path: Path
    repairs: tuple[str, ...] = ()


def is_handed_in(folder: Path) -> bool:
    """Whether anything at all stands at the place of a hand-in, a broken link included."""
    return os.path.lexists(folder)


def read_folder(
    folder: Path, lesson: str, release: bytes = b""
) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of the notebook in a hand-in's folder, and notes on its name.

    ``release`` is the lesson as it was handed out: of several notebooks, one that differs from it
    in an answer is preferred. Raises ``SubmissionError`` where there is none that can be read.
    """
    found = find_notebook(folder, lesson, lambda path: bool(release) and _has_work(path, release, lesson))
    return read_file(found.path), found.repairs


def find_notebook(
    folder: Path, lesson: str, has_work: Callable[[Path], bool] = lambda path: False
) -> FoundFile:
    """The notebook of a lesson in this folder: by its name, else the newest that could be it.

    One that ``has_work`` is preferred to those that don't. Looks one folder deeper where the
    folder itself holds none. Raises ``SubmissionError``.
    """
    _refuse_no_folder(folder)
    name = f"{lesson}.ipynb"
    named = os.path.lexists(folder / name)
    paths = _notebooks([folder]) or ([] if named else _notebooks(folders_in(folder)))
    others = [path for path in paths if path.name != name]
    worked = _only_worked(paths, has_work) if others and len(paths) + named > 1 else []
    if worked and folder / name not in worked:
        left = next(path for path in [folder / name, *paths] if path not in worked)
        chosen = _chosen(worked, lesson).path
        note = f"Graded {quoted(chosen.name)}, and not {quoted(left.name)}, which has no answers."
        return FoundFile(chosen, (note,))
    if named:
        notes = [f"Graded {name}, and not {quoted(path.name)} beside it." for path in others[:1]]
        return FoundFile(folder / name, tuple(notes))
    if not paths:
        raise SubmissionError(f"There is no file {name} in the hand-in. {_holds(folder)}")
    return _chosen(paths, lesson)


def _only_worked(paths: Sequence[Path], has_work: Callable[[Path], bool]) -> list[Path]:
    """The notebooks with work; none where all of them have some, so that it tells nothing."""
    worked = [path for path in paths if has_work(path)]
    return worked if len(worked) < len(paths) else []


def _has_work(path: Path, release: bytes, lesson: str) -> bool:
    """Whether a notebook has code on one of the lesson's exercises that was not handed out."""
    try:
        found = read_json(read_file(path))[0]
    except SubmissionError:
        return False
    ids = [exercise.id for exercise in lesson_exercises(lesson)]
    new = _sources(found) - _sources(json.loads(release))
    return any(f"{kind} {name}" in text for text in new for name in ids for kind in ("def", "class"))


def _sources(notebook: Mapping[str, Any]) -> set[str]:
    """The texts of all cells, as far as the notebook is one."""
    cells = notebook.get("cells")
    found = [c.get("source") for c in cells if isinstance(c, dict)] if isinstance(cells, list) else []
    texts = ("".join(filter(_is_text, x)) if isinstance(x, list) else x for x in found)
    return {text.strip() for text in texts if isinstance(text, str)}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


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


def folders_in(folder: Path) -> list[Path]:
    """The folders in this one, hidden ones and links left out. Raises ``SubmissionError``."""
    return [Path(e.path) for e in _entries(folder) if e.is_dir(follow_symlinks=False)]


def files_in(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """The ordinary files in this folder with such a name. Raises ``SubmissionError``."""
    return [
        Path(entry.path)
        for entry in _entries(folder)
        if entry.name.casefold().endswith(endings) and entry.is_file(follow_symlinks=False)
    ]


def _notebooks(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in files_in(folder, ENDINGS)]


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
    name, wanted = plain_name(path.name), plain_name(f"{lesson}.ipynb")
    if name == wanted:
        return 0
    return 1 if plain_name(lesson) in name else 2


def plain_name(name: str) -> str:
    """The name without what services change: case, widths, blanks, dashes and dots."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-.]+", "_", folded)


def _holds(folder: Path) -> str:
    names = [entry.name for entry in _entries(folder)]
    more = ", …" if len(names) > 3 else ""
    packed = any(name.casefold().endswith(ARCHIVES) for name in names)
    todo = " Unpack it, and hand in the .ipynb file itself." if packed else ""
    shown = ", ".join(map(quoted, names[:3]))
    return f"It holds {shown}{more}.{todo}" if names else "It is empty."


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
