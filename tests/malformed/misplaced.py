"""Hand-ins whose file has another name, stands elsewhere, or is no file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.grading.material import LESSON

NAME = f"{LESSON}.ipynb"
OLD, NEW = 1_600_000_000, 1_700_000_000
GIANT = 200 * 2**20


@dataclass(frozen=True)
class Misplaced:
    """What is done in a student's folder with the honest bytes, and words of the outcome."""

    put: Callable[[Path, bytes], None]
    words: str
    refused: bool = False


def write(path: Path, data: bytes, time: int = NEW) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time, time))


def named(name: str, *also: str) -> Callable[[Path, bytes], None]:
    """Under another name; ``also`` are names of empty files beside it, which are older."""

    def put(student: Path, data: bytes) -> None:
        write(student / LESSON / name, data)
        for other in also:
            write(student / LESSON / other, b"", OLD)

    return put


def newest_of_two(student: Path, data: bytes) -> None:
    write(student / LESSON / f"{LESSON} (2).ipynb", data, OLD)
    write(student / LESSON / f"{LESSON} (1).ipynb", data)


def with_a_newer_one_beside(student: Path, data: bytes) -> None:
    write(student / LESSON / NAME, data, OLD)
    write(student / LESSON / f"{LESSON}-Copy1.ipynb", b"{}")


UNTOUCHED = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def older_than_an_untouched_one(student: Path, data: bytes) -> None:
    write(student / LESSON / f"{LESSON} (1).ipynb", UNTOUCHED)
    write(student / LESSON / f"{LESSON} (2).ipynb", data, OLD)


def a_copy_beside_an_untouched_file(student: Path, data: bytes) -> None:
    write(student / LESSON / NAME, UNTOUCHED)
    write(student / LESSON / f"{LESSON}-Copy1.ipynb", data, OLD)


def an_archive(student: Path, data: bytes) -> None:
    write(student / LESSON / "mine.zip", b"PK\3\4")


def without_a_folder(student: Path, data: bytes) -> None:
    write(student / NAME, data)


def in_a_folder_of_another_name(student: Path, data: bytes) -> None:
    write(student / "lesson1" / f"{LESSON} (1).ipynb", data)


def a_lesson_of_students(student: Path, data: bytes) -> None:
    write(student.parent / LESSON / student.name / "mine.ipynb", data)


def a_folder(student: Path, data: bytes) -> None:
    write(student / LESSON / NAME / NAME, data)


def a_link_to_another(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)
    (student / LESSON / NAME).symlink_to(student.parent / "anna" / LESSON / NAME)


def a_link_to_nothing(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)
    (student / LESSON / NAME).symlink_to("nowhere")


def a_renamed_link(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)
    (student / LESSON / f"{LESSON} (1).ipynb").symlink_to(student.parent / "anna" / LESSON / NAME)


def a_linked_folder(student: Path, data: bytes) -> None:
    student.mkdir()
    (student / LESSON).symlink_to(student.parent / "anna" / LESSON)


def a_linked_folder_inside(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)
    (student / LESSON / "mine").symlink_to(student.parent / "anna" / LESSON)


def a_link_to_no_folder(student: Path, data: bytes) -> None:
    student.mkdir()
    (student / LESSON).symlink_to("nowhere")


def a_file_for_a_folder(student: Path, data: bytes) -> None:
    write(student / LESSON, data)


def a_pipe(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)
    os.mkfifo(student / LESSON / NAME)


def nothing(student: Path, data: bytes) -> None:
    (student / LESSON).mkdir(parents=True)


def a_giant(student: Path, data: bytes) -> None:
    write(student / LESSON / NAME, b"{")
    os.truncate(student / LESSON / NAME, GIANT)


def many_files(student: Path, data: bytes) -> None:
    for number in range(1_500):
        write(student / LESSON / f"data_{number}.csv", b"")
    write(student / LESSON / NAME, data)


def repository(folder: Path, data: bytes) -> None:
    """The course as it is, with the student's notebook in ``my/``; other lessons' beside it."""
    for kind in ("course/en", "solutions/en", "course/ja"):
        write(folder / kind / LESSON / NAME, UNTOUCHED)
    write(folder / "course/en/02_partial/02_partial.ipynb", UNTOUCHED)
    write(folder / "my" / LESSON / NAME, data, OLD)
    write(folder / "tools" / "build.py", b"")


def a_repository(student: Path, data: bytes) -> None:
    repository(student / LESSON, data)


def a_repository_beside(student: Path, data: bytes) -> None:
    repository(student, data)


def deep(student: Path, data: bytes) -> None:
    write(student.joinpath(LESSON, *"abcdefgh", LESSON, NAME), data)


def unpacked(student: Path, data: bytes) -> None:
    write(student / LESSON / LESSON / NAME, data)
    write(student / LESSON / "__MACOSX" / f"._{NAME}", b"\0\5\x16\7")


MISPLACED = {
    "a second download": Misplaced(named(f"{LESSON} (1).ipynb"), f"'{LESSON} (1).ipynb'"),
    "a copy": Misplaced(named(f"Copy of {LESSON}.ipynb"), "The file is named 'Copy of"),
    "a Japanese prefix": Misplaced(named(f"提出_{LESSON}.ipynb"), f"'提出_{LESSON}.ipynb'"),
    "the student's name": Misplaced(named(f"{LESSON}_AnnaMüller.ipynb"), "AnnaMüller"),
    "capital letters": Misplaced(named(f"{LESSON.upper()}.IPYNB"), "01_GRADIENT_VECTORS.IPYNB"),
    "blanks for underscores": Misplaced(named("01 gradient vectors.ipynb"), "'01 gradient vectors"),
    "a browser's ending": Misplaced(named(f"{NAME}.txt"), ".ipynb.txt"),
    "any other name": Misplaced(named("Untitled.ipynb"), "'Untitled.ipynb'"),
    "a name that could be HTML": Misplaced(named("<b>Hi<b>.ipynb"), "<b>Hi<b>.ipynb"),
    "a name with escapes": Misplaced(named("\x1b[31m\u202eX.ipynb"), "The file is named"),
    "a name that is no UTF-8": Misplaced(
        named(os.fsdecode(b"\xff\xe4.ipynb")), "The file is named"
    ),
    "other notebooks with other names": Misplaced(
        named(f"my_{LESSON}.ipynb", "Untitled.ipynb", "Test.ipynb"), f"'my_{LESSON}.ipynb'"
    ),
    "two copies": Misplaced(newest_of_two, "Unsure which file is meant"),
    "a newer copy beside the file": Misplaced(with_a_newer_one_beside, "-Copy1.ipynb' beside it"),
    "an archive unpacked in the folder": Misplaced(unpacked, "in a folder of its own"),
    "an untouched one that is newer": Misplaced(older_than_an_untouched_one, "has no answers"),
    "a copy beside the untouched file": Misplaced(
        a_copy_beside_an_untouched_file, "-Copy1.ipynb', and not '01_gradient_vectors.ipynb'"
    ),
    "no folder of the lesson": Misplaced(without_a_folder, f"/{NAME}, not at place"),
    "a folder of another name": Misplaced(in_a_folder_of_another_name, "/lesson1/01_gradient"),
    "folders the other way round": Misplaced(
        a_lesson_of_students, "The file stands at 01_gradient_vectors/place"
    ),
    "checkpoints beside the file": Misplaced(named(NAME, ".ipynb_checkpoints"), ""),
    "1,500 other files": Misplaced(many_files, ""),
    "a folder named like a notebook": Misplaced(a_folder, "in a folder of its own"),
    "a whole repository": Misplaced(a_repository, "has no answers"),
    "a whole repository without a folder of the lesson": Misplaced(
        a_repository_beside, f"/my/{LESSON}/{NAME}, not at"
    ),
    "many folders deep": Misplaced(deep, f"'{LESSON}'"),
    "a link to another hand-in": Misplaced(a_link_to_another, "is a link, not a file", True),
    "a link to nothing": Misplaced(a_link_to_nothing, "is a link, not a file", True),
    "a renamed link to another hand-in": Misplaced(a_renamed_link, "There is no file", True),
    "a folder that is a link": Misplaced(a_linked_folder, "is a link, not a folder", True),
    "a link to a folder inside": Misplaced(a_linked_folder_inside, "There is no file", True),
    "a link to no folder": Misplaced(a_link_to_no_folder, "is a link, not a folder", True),
    "a file in the place of the folder": Misplaced(a_file_for_a_folder, "is a file, not a", True),
    "a pipe": Misplaced(a_pipe, "not an ordinary file", True),
    "an empty folder": Misplaced(nothing, "It is empty", True),
    "a script alone": Misplaced(named("answer.py"), "It holds 'answer.py'", True),
    "an archive alone": Misplaced(an_archive, "Unpack it", True),
    "200 MB": Misplaced(a_giant, "200 MiB; 100 MiB are the limit", True),
}
