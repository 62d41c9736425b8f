"""``make handout``: the lessons as one zip, for students who have neither git nor make.

Owns what is in the zip: the released notebooks, the course's wheel, the versions that it was tried
with, and ten lines on how to begin. Needs no network; what it makes is the same each time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nbformat

import autograder
from tools.assemble import as_text
from tools.navigation import without_solution
from tools.notebooks import ROOT
from tools.sources import SOURCE_LANGUAGE, WELCOME

FOLDER, LESSONS, SOLUTIONS = "autograd-course", "lessons", "solutions"
PACKED = ("autograder", "utils", "lessons/pictures")
"""The folders that the wheel is made of. A copy of them is built: what an earlier build has left in
``build/`` would get into it."""
FILES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-CC-BY-4.0.txt")
CONSTRAINTS = "constraints.txt"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of everything in the zip, its earliest: so the same content gives the same bytes."""
EPOCH = "315532800"
"""The same time in seconds, for whoever builds the wheel."""

README = """\
Gradients, graphs and autograd: seven lessons as Jupyter notebooks, version {version}.
You need Python 3.11 to 3.14 (not 3.14.1), 2 GB of disk and, this once, a network.
In a terminal, in this folder, on Windows:
  py -m venv .venv
  .venv\\Scripts\\pip install -c constraints.txt "./{wheel}[lab]"
  .venv\\Scripts\\jupyter lab lessons/{welcome}/{welcome}.ipynb
Elsewhere the same with `python3` for `py`, and with `.venv/bin/` for `.venv\\Scripts\\`.
In Colab: upload a lesson's .ipynb at colab.research.google.com, drag the .whl into Files on the
left, and run the first cell. What you hand in is a lesson's saved .ipynb, such as
lessons/01_gradient_vectors/01_gradient_vectors.ipynb.
"""


class NothingToHandOut(Exception):
    """The zip can't be made; the text says what is missing and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.handout", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder (dist/)")
    parser.add_argument(
        "--no-solutions", action="store_true", help="leave the solutions out, and links to them"
    )
    options = parser.parse_args(arguments)
    try:
        print(_written(options.to, not options.no_solutions))
    except NothingToHandOut as error:
        print(f"handout: {error}", file=sys.stderr)
        return 1
    return 0


def _written(folder: Path, with_solutions: bool) -> str:
    """What was made, once it stands in the folder whole."""
    notebooks = dict(handed_out(ROOT / "course" / SOURCE_LANGUAGE, with_solutions))
    with tempfile.TemporaryDirectory() as made:
        wheel = built_wheel(ROOT, Path(made))
        content = {
            "README.txt": readme(wheel.name).encode(),
            wheel.name: wheel.read_bytes(),
            CONSTRAINTS: (ROOT / CONSTRAINTS).read_bytes(),
            **{f"{LESSONS}/{name}": data for name, data in notebooks.items()},
        }
    path = folder / f"{FOLDER}-{autograder.__version__}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        write_zip(unfinished, content)
        unfinished.replace(path)
    except OSError as error:
        raise NothingToHandOut(f"{path} can't be written: {error.strerror}.") from error
    kept = "with" if with_solutions else "without"
    size = path.stat().st_size / 1e6
    return f"{path}: {len(notebooks)} notebooks, {kept} solutions, and {wheel.name}; {size:.1f} MB"


def handed_out(course: Path, with_solutions: bool) -> Iterator[tuple[str, bytes]]:
    """Names below ``lessons/`` and contents of the released notebooks of a language.

    Without solutions, nothing leads to them either. Raises ``NothingToHandOut`` where there are no
    lessons, or no welcome among them.
    """
    found = sorted(path for path in course.glob("*/*.ipynb") if path.stem == path.parent.name)
    if WELCOME not in [path.stem for path in found]:
        raise NothingToHandOut(f"{course} lacks {WELCOME}. Build the lessons: make notebooks")
    for path in found:
        data = path.read_bytes()
        yield f"{path.stem}/{path.name}", data if with_solutions else _unlinked(data)
    solved = sorted((course / SOLUTIONS).glob("*.ipynb")) if with_solutions else []
    for path in solved:
        yield f"{SOLUTIONS}/{path.name}", path.read_bytes()


def _unlinked(data: bytes) -> bytes:
    """A notebook without links to solutions, and without cells that had nothing else."""
    notebook = nbformat.reads(data.decode(), as_version=4)
    kept = []
    for cell in notebook.cells:
        before = cell.source
        if cell.cell_type == "markdown":
            cell.source = without_solution(before)
        if cell.source.strip() or not before.strip():
            kept.append(cell)
    notebook.cells = kept
    return as_text(notebook).encode()


def readme(wheel: str) -> str:
    """How to begin, in lines that Windows' Notepad shows as well."""
    text = README.format(version=autograder.__version__, wheel=wheel, welcome=WELCOME)
    return text.replace("\n", "\r\n")


def built_wheel(root: Path, folder: Path) -> Path:
    """The course's wheel, made in the folder from a copy of the sources in ``root``."""
    source, target = folder / "source", folder / "wheel"
    for name in PACKED:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / name, source / name, ignore=unwanted)
    for name in FILES:
        shutil.copy(root / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    options = ["--no-index", "--quiet", "--wheel-dir", str(target), str(source)]
    dated = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False, env=dated
    )
    wheels = sorted(target.glob("*.whl"))
    if done.returncode or not wheels:
        raise NothingToHandOut(f"pip made no wheel:\n{done.stderr.strip()}")
    return wheels[0]


def write_zip(path: Path, content: Mapping[str, bytes]) -> None:
    """Writes the files below one folder: unpacked anywhere, they stay together."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    raise SystemExit(main())
