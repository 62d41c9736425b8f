"""``python -m tools.gradescope LESSON``: the autograder of a lesson as Gradescope takes it, a zip.

Owns what is in the zip: the two scripts of ``docs/gradescope/``, the course's wheel, the versions
that it was tried with, and the lesson's notebooks. What it makes is the same each time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.course import Course
from tools.handout import CONSTRAINTS, LONG_AGO, NothingToHandOut, built_wheel
from tools.notebooks import ROOT

SCRIPTS = ("setup.sh", "run_autograder")
CONFIG = "nbgrader_config.py"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.gradescope", description=__doc__)
    parser.add_argument("lesson", metavar="LESSON", help="such as 01_gradient_vectors")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder (dist/)")
    options = parser.parse_args(arguments)
    try:
        path = packed(options.lesson, options.to)
    except (UsageError, NothingToHandOut, OSError) as error:
        print(f"gradescope: {error}", file=sys.stderr)
        return 1
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def packed(lesson: str, folder: Path) -> Path:
    """The zip of a lesson, made in the folder. Raises ``UsageError`` and ``NothingToHandOut``."""
    course = Course(ROOT)
    notebooks = [course.solution(lesson), course.release(lesson)]
    content = {name: (ROOT / "docs" / "gradescope" / name).read_bytes() for name in SCRIPTS}
    content |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in notebooks}
    content |= {name: (ROOT / name).read_bytes() for name in (CONSTRAINTS, CONFIG)}
    content["lesson.txt"] = f"{lesson}\n".encode()
    with tempfile.TemporaryDirectory() as made:
        wheel = built_wheel(ROOT, Path(made))
        content[wheel.name] = wheel.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"gradescope-{lesson}.zip"
    _write(path, content)
    return path


def _write(path: Path, content: Mapping[str, bytes]) -> None:
    """Writes the files at the root of a zip; the two scripts can be run."""
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = (0o755 if name in SCRIPTS else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


if __name__ == "__main__":
    raise SystemExit(main())
