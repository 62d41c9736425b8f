"""What a result depends on, as a key: as long as it is the same, a hand-in isn't graded again."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.grading.arrivals import Arrival
from autograder.grading.course import Course
from autograder.grading.settings import Settings
from autograder.grading.writer import CONFIG

SOURCES = Path(__file__).resolve().parents[2]
PACKAGES = ("autograder", "utils")
DEPENDENCIES = ("torch", "numpy", "sympy", "nbgrader", "ipykernel")


@cache
def grader_version() -> str:
    """A hash of this grader: its version, its sources, and the versions of what numbers hang on."""
    digest = blake2b(__version__.encode(), digest_size=16)
    for package in PACKAGES:
        for path in sorted((SOURCES / package).rglob("*.py")):
            digest.update(str(path.relative_to(SOURCES)).encode() + b"\0" + path.read_bytes())
    for name in DEPENDENCIES:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def run_key(course: Course, lesson: str, settings: Settings, feedback: bool) -> bytes:
    """What all hand-ins of a run have in common: grader, lesson, settings.

    The seed isn't in it: an unchanged hand-in isn't graded again to get other numbers.
    """
    config = course.root / CONFIG
    parts: list[Any] = [grader_version(), sorted(asdict(settings).items(), key=str), feedback]
    files = [course.release(lesson), course.solution(lesson), config]
    digest = blake2b(repr(parts).encode(), digest_size=16)
    for path in files:
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    return digest.digest()


def hand_in_key(run: bytes, arrival: Arrival, notebook: bytes, notes: tuple[str, ...]) -> str:
    """The key of one hand-in: of its notebook, of what its file was called, of when it came."""
    told = repr((arrival, notes)).encode(errors="backslashreplace")
    digest = blake2b(run + told, digest_size=16)
    digest.update(notebook)
    return digest.hexdigest()
