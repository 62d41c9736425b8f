"""Feedback pages in a zip, each under the name by which a platform gives it to its student.

Owns the zip: the same pages make the same bytes, and nothing is overwritten. Moodle takes pages.
Canvas gives whatever comes back the name of what was handed in (canvas-lms#2406), so that it gets
the graded notebook. Others get a folder for each student.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from autograder.errors import UsageError
from autograder.grading.places import Places
from autograder.platforms import canvas, moodle
from autograder.platforms.people import Person

PAGE = "feedback.html"
MANY_BYTES = 1 << 20
COLLECTED = "collected"
"""The folder of accounts of what was collected."""
COUNTING = ("collected", "already there")
"""What may have become of a file that counts."""


@dataclass
class Feedback:
    """The files of a zip by their names in it, and the students of whom there is none and why."""

    files: dict[str, Path] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def feedback_files(
    platform: ModuleType | None,
    places: Places,
    lesson: str,
    students: Mapping[str, Person],
    submissions: Path | None = None,
) -> Feedback:
    """What goes into a platform's zip. Raises ``UsageError`` where that can't be known."""
    names = _handed_in(places.out, lesson, submissions) if platform is canvas else {}
    found = Feedback()
    for student, person in students.items():
        path = places.page(student, lesson)
        if platform is canvas:
            path = places.notebook(student, lesson)
            name, why = _returned(names.get(person.id or student, []))
        elif platform is moodle:
            name, why = moodle.feedback_name(person, PAGE), ""
        else:
            name, why = f"{student}/{PAGE}", ""
        if not why and not path.is_file():
            why = f"there is no {path}: grade again, and with pages"
        if why:
            found.missing[student] = why
        else:
            found.files[name] = path
    return found


def _handed_in(out: Path, lesson: str, submissions: Path | None) -> dict[str, list[str]]:
    """The names of what was handed in, by Canvas' user id."""
    if submissions is None:
        if found := _collected(out, lesson):
            return found
        raise UsageError(
            "Canvas takes feedback back under the name of the file that was handed in: name the "
            "zip of submissions that you downloaded with --submissions."
        )
    try:
        with zipfile.ZipFile(submissions) as archive:
            return canvas.returned_names(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(
            f"{submissions} can't be read as a zip: {error}. Download the submissions again."
        ) from error


def _collected(out: Path, lesson: str) -> dict[str, list[str]]:
    """The names of what was collected of a lesson, as the accounts of it tell; the last counts."""
    found: dict[str, list[str]] = {}
    for path in sorted((out / COLLECTED).glob("*.json")):
        try:
            files = json.loads(path.read_bytes())["files"]
            names = [
                str(file["name"])
                for file in files
                if file["lesson"] == lesson and file["state"] in COUNTING
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path} can't be read: {error!r}. Name what Canvas handed out with --submissions."
            ) from error
        found.update(canvas.returned_names(names))
    return found


def _returned(names: Sequence[str]) -> tuple[str, str]:
    """The name of the one notebook among these, or why there is none."""
    notebooks = [name for name in names if name.endswith(".ipynb")]
    if len(notebooks) == 1:
        return notebooks[0], ""
    several = "several notebooks are" if notebooks else "no notebook is"
    return "", f"{several} among what was handed in; give the page of feedback by hand"


def put_zip(path: Path, files: Mapping[str, Path], option: str = "--feedback") -> bool:
    """Writes the zip, whole; False where the same is there already.

    Raises ``UsageError`` where something else is there, or it can't be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                _add(archive, name, files[name])
        if path.is_symlink() or path.exists():
            if path.is_file() and _same(path, part):
                return False
            raise UsageError(
                f"{path} is there already and holds something else. It is left as it is: move it "
                f"away, or name another file with {option}."
            )
        part.replace(path)
    except OSError as error:
        raise UsageError(
            f"Can't write {path}: {error.strerror or error}. Make room, or name another file with "
            f"{option}."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return True


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name)  # its time is 1980 and not now's
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with archive.open(entry, "w", force_zip64=True) as there, path.open("rb") as here:
        while block := here.read(MANY_BYTES):
            there.write(block)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    return all(a == b for a, b in zip(_blocks(one), _blocks(other), strict=True))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(MANY_BYTES):
            yield block
