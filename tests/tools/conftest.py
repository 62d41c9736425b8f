"""A project of one tiny lesson in a temporary folder, with exercises of its own."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.errors import UnknownLesson
from autograder.records.exercises import Exercise, only
from tools.notebooks import main

NAME = "01_tiny"
TINY = Path(__file__).with_name("tiny_lesson.py").read_text(encoding="utf-8")


def tiny_exercise(name: str, points: float) -> Exercise:
    return Exercise(name, name, NAME, only(points, "value"), observe=None, hints=())  # type: ignore[arg-type] # never observed here


def tiny_exercises(lesson: str) -> Sequence[Exercise]:
    if lesson != NAME:
        raise UnknownLesson(lesson, [NAME])
    return [tiny_exercise("double", 2), tiny_exercise("Half", 1)]


def one_pixel() -> bytes:
    """A PNG of one grey pixel, put together by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@dataclass(frozen=True)
class Project:
    root: Path
    exercises: Callable[[str], Sequence[Exercise]] = tiny_exercises
    source: str = TINY
    name: str = NAME

    @property
    def lesson(self) -> Path:
        return self.root / "lessons" / f"{NAME}.py"

    @property
    def picture(self) -> Path:
        return self.root / "lessons" / "pictures" / "tiny_line.png"

    def notebook(self, folder: str) -> Path:
        return self.root / folder / "en" / NAME / f"{NAME}.ipynb"

    def build(self, *arguments: str) -> int:
        return main(arguments, self.root, self.exercises)

    def generated(self) -> dict[str, bytes]:
        files = [p for folder in ("course", "solutions") for p in (self.root / folder).rglob("*")]
        return {str(p.relative_to(self.root)): p.read_bytes() for p in files if p.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "lessons" / "pictures").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.autograd-course]\nrepository = ""\n')
    (tmp_path / "lessons" / f"{NAME}.py").write_text(TINY, encoding="utf-8")
    project = Project(tmp_path)
    project.picture.write_bytes(one_pixel())
    return project
