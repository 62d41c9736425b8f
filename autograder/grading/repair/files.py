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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import SubmissionError, UnreadableError
from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.folders import ARCHIVES, contents, entries, why
from autograder.grading.repair.reading import MAX_BYTES, read_json
from autograder.grading.repair.words import quoted
from autograder.records.sentences import Sentence, joined, say

OF_ANOTHER = 3
"""The kind of a name that holds another lesson's."""


@dataclass(frozen=True)
class FoundFile:
    """The notebook of a hand-in, and what was unusual about its name."""

    path: Path
    repairs: tuple[str, ...] = ()


def is_handed_in(folder: Path) -> bool:
    """Whether anything at all stands at the place of a hand-in, a broken link included."""
    return os.path.lexists(folder)


def find_notebook(
    folder: Path, lesson: str, worked_in: Callable[[Path], bool] = lambda path: False
) -> FoundFile:
    """The notebook of a lesson in this folder, at any depth. See ``choose``.

    Raises ``SubmissionError`` where there is none, ``UnreadableError`` where a folder that can't be
    opened may hold it.
    """
    _refuse_no_folder(folder)
    found = contents(folder)
    if not found.notebooks and found.closed:
        closed, reason = next(iter(found.closed.items()))
        raise UnreadableError(say("The folder {name}", name=quoted(closed.name)), reason)
    if not found.notebooks and not os.path.lexists(folder / f"{lesson}.ipynb"):
        missing = say("There is no file {name} in the hand-in.", name=f"{lesson}.ipynb")
        raise SubmissionError(joined(missing, _holds(folder)))
    return choose(found.notebooks, folder, lesson, worked_in)


def choose(
    notebooks: Sequence[Path], folder: Path, lesson: str, worked_in: Callable[[Path], bool]
) -> FoundFile:
    """Which of the notebooks is meant: by work in it, by its name, else the newest.

    One that is named for another lesson counts where there is no other.
    """
    named = folder / f"{lesson}.ipynb"
    paths = [path for path in notebooks if _kind(path, lesson) < OF_ANOTHER] or list(notebooks)
    worked = _only_worked(paths, worked_in) if len(paths) > 1 else []
    if not paths or named in (worked or paths):
        notes = [
            say(
                "Graded {name}, and not {path} beside it.",
                name=named.name,
                path=_below(path, folder),
            )
            for path in paths
            if path != named
        ]
        return FoundFile(named, tuple(notes[:1]))
    chosen = _chosen(worked or paths, lesson)
    if not worked:
        return chosen
    left = next(path for path in paths if path not in worked)
    note = say(
        "Graded {path}, and not {other}, which has no answers.",
        path=_below(chosen.path, folder),
        other=_below(left, folder),
    )
    return FoundFile(chosen.path, (note, *(chosen.repairs if len(worked) > 1 else ())))


def _below(path: Path, folder: Path) -> str:
    """The path below a folder, in quotes and in full: it is to be found."""
    return repr(str(path.relative_to(folder)))


def _only_worked(paths: Sequence[Path], worked_in: Callable[[Path], bool]) -> list[Path]:
    """The notebooks with work; none where all of them have some, so that it tells nothing."""
    worked = [path for path in paths if worked_in(path)]
    return worked if len(worked) < len(paths) else []


def has_work(lesson: str, *known: bytes) -> Callable[[Path], bool]:
    """Whether a notebook has code on one of the lesson's exercises that isn't in a known one.

    Known are notebooks of the course, such as the release and the solution.
    """
    ids = [exercise.id for exercise in lesson_exercises(lesson)]
    old: set[str] = set().union(*(_sources(json.loads(data)) for data in known))

    def has_some(path: Path) -> bool:
        try:
            new = _sources(read_json(read_file(path))[0]) - old
        except (SubmissionError, UnreadableError):
            return False
        starts = [f"{kind} {name}" for kind in ("def", "class") for name in ids]
        return any(start in text for text in new for start in starts)

    return has_some


def _sources(notebook: Mapping[str, Any]) -> set[str]:
    """The texts of all cells, as far as the notebook is one."""
    cells = notebook.get("cells")
    found = (
        [c.get("source") for c in cells if isinstance(c, dict)] if isinstance(cells, list) else []
    )
    texts = ("".join(filter(_is_text, x)) if isinstance(x, list) else x for x in found)
    return {text.strip() for text in texts if isinstance(text, str)}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _refuse_no_folder(folder: Path) -> None:
    try:
        kind = folder.lstat().st_mode
    except OSError as error:
        named = say("The folder {name}", name=quoted(folder.name))
        raise UnreadableError(named, why(error)) from error
    if stat.S_ISLNK(kind):
        raise SubmissionError(
            say("{name} is a link, not a folder. Hand in the files themselves.", name=folder.name)
        )
    if not stat.S_ISDIR(kind):
        raise SubmissionError(
            say("{name} is a file, not a folder with a notebook in it.", name=folder.name)
        )


def _chosen(paths: Sequence[Path], lesson: str) -> FoundFile:
    """The file whose name is nearest to the lesson's; of equals the newest."""
    kinds = [_kind(path, lesson) for path in paths]
    best = [path for path, kind in zip(paths, kinds, strict=True) if kind == min(kinds)]
    newest = max(best, key=lambda path: (_changed_ns(path), path.name))
    if len(best) > 1:
        names = ", ".join(quoted(path.name) for path in best[:4])
        note = say(
            "Unsure which file is meant, {names}: {name}, the newest.",
            names=names,
            name=quoted(newest.name),
        )
    elif newest.name == f"{lesson}.ipynb":
        note = say("The file is in a folder of its own, {name}.", name=quoted(newest.parent.name))
    else:
        note = say(
            "The file is named {name}, not {path}.",
            name=quoted(newest.name),
            path=f"{lesson}.ipynb",
        )
    return FoundFile(newest, (note,))


def _changed_ns(path: Path) -> int:
    """When a file was changed; 0 where that is out of reach, as whoever reads it is told."""
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


def _kind(path: Path, lesson: str) -> int:
    """How far a name is from the lesson's: 0 the same but for case, 1 holds it, 2 any other.

    3 is one that holds another lesson's name, itself or by the folder that it stands in.
    """
    name, wanted = plain_name(path.name), plain_name(f"{lesson}.ipynb")
    if name == wanted:
        return 0
    if plain_name(lesson) in name:
        return 1
    others = {plain_name(other) for other in lesson_names() if other != lesson}
    places = (name, plain_name(path.parent.name))
    return OF_ANOTHER if any(other in place for other in others for place in places) else 2


def plain_name(name: str) -> str:
    """The name without what services change: case, widths, blanks, dashes and dots."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-.]+", "_", folded)


def _holds(folder: Path) -> Sentence:
    names = [entry.name for entry in entries(folder)]
    more = ", …" if len(names) > 3 else ""
    packed = any(name.casefold().endswith(ARCHIVES) for name in names)
    todo = say("Unpack it, and hand in the .ipynb file itself.") if packed else ""
    shown = ", ".join(map(quoted, names[:3]))
    if not names:
        return say("It is empty.")
    return joined(say("It holds {names}.", names=shown + more), todo)


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file. Raises ``SubmissionError`` for links, folders and giants.

    Raises ``UnreadableError`` where rights or the disk are in the way.
    """
    name = quoted(path.name)
    try:
        kind = path.lstat().st_mode
        if stat.S_ISLNK(kind):
            raise SubmissionError(
                say("{name} is a link, not a file. Hand in the file itself.", name=name)
            )
        if stat.S_ISDIR(kind):
            raise SubmissionError(say("{name} is a folder, not a notebook.", name=name))
        if not stat.S_ISREG(kind):
            raise SubmissionError(
                say("{name} is not an ordinary file. Hand in the .ipynb file itself.", name=name)
            )
        return _bytes(path, most)
    except OSError as error:
        raise UnreadableError(name, why(error)) from error


def _bytes(path: Path, most: int) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise SubmissionError(_too_large(quoted(path.name), size, most))
        return file.read(most + 1)


def _too_large(name: str, size: int, most: int) -> Sentence:
    """What is said of a file with more bytes than the limit."""
    if most < 2**20:
        return say(
            "{name} has {size} bytes; {limit} bytes are the limit. Clear its outputs and hand it "
            "in again.",
            name=name,
            size=size,
            limit=most,
        )
    return too_many_mib(name, size, most)


def too_many_mib(name: str, size: int, most: int) -> Sentence:
    """The same of limits that are counted in MiB."""
    return say(
        "{name} has {size:.0f} MiB; {limit} MiB are the limit. Clear its outputs and hand it in "
        "again.",
        name=name,
        size=size / 2**20,
        limit=most // 2**20,
    )
