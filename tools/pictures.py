"""``python -m tools.pictures [LESSON...]``: lessons/pictures/ from the solved lessons.

Owns the command. Each lesson runs in a real kernel with its answers in place; the image that a
cell marked ``makes="NAME"`` draws is kept as lessons/pictures/NAME.png, and what one marked
``still="NAME"`` draws as lessons/pictures/stills/NAME.png.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

import autograder.exercises
from tools.notebooks import PICTURES, ROOT, LessonExercises, chosen_lessons, read_lessons
from tools.sources import Cell, Lesson, Problem, WrongSource
from tools.stills import still_path
from utils.figures import in_few_colours

CELL_TIMEOUT_S = 600
IN_HTML = re.compile('src="data:image/png;base64,([^"]+)"')
SAME_LEVEL = 8
"""Colours, of 256 levels, that differ by less are the same: another machine may round otherwise."""

WHOLE_FIGURES = """\
%matplotlib inline
%config InlineBackend.print_figure_kwargs = {"bbox_inches": None}
"""
"""A figure is as large as it was asked to be; else fonts would decide, by the space they need."""


def drawn_pictures(lesson: Lesson) -> dict[Path, bytes]:
    """The pictures that the solved lesson draws, as PNG by their path below lessons/pictures/.

    Raises ``WrongSource`` where a cell fails, or draws none or several.
    """
    cells = [cell for cell in lesson.cells if _is_run(cell)]
    executed = _execute([cell.source for cell in cells])
    pairs = list(zip(cells, executed, strict=True))
    if wrong := [problem for pair in pairs for problem in _problems(lesson, *pair)]:
        raise WrongSource(wrong)
    return {
        path: in_few_colours(_images(result)[0])
        for cell, result in pairs
        if (path := kept_as(cell)) is not None
    }


def kept_as(cell: Cell) -> Path | None:
    """Where what the cell draws is kept, below lessons/pictures/; None where it isn't."""
    if "makes" in cell.marks:
        return Path(f"{cell.marks['makes']}.png")
    return still_path(Path(), str(cell.marks["still"])) if "still" in cell.marks else None


def same_pixels(one: bytes, other: bytes) -> bool:
    """Whether two PNGs look the same: equal size, and colours as good as equal."""
    a, b = (np.asarray(Image.open(io.BytesIO(x)).convert("RGBA"), dtype=int) for x in (one, other))
    return a.shape == b.shape and bool(np.all(abs(a - b) < SAME_LEVEL))


def _is_run(cell: Cell) -> bool:
    """Pictures may not exist yet, and what a check says isn't drawn."""
    return cell.kind == "code" and not {"picture", "check"} & cell.marks.keys()


def _execute(sources: Sequence[str]) -> list[NotebookNode]:
    """The code cells after a run in one fresh kernel, on the CPU, in an empty folder."""
    notebook = new_notebook(cells=[new_code_cell(s) for s in (WHOLE_FIGURES, *sources)])
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    environment.pop("MPLBACKEND", None)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT_S,
            kernel_name="python3",
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            allow_errors=True,
            resources={"metadata": {"path": folder}},
        )
        client.execute(env=environment)
    return list(notebook.cells[1:])


def _problems(lesson: Lesson, cell: Cell, result: NotebookNode) -> Iterator[Problem]:
    for output in result.outputs:
        if output.output_type == "error" and "raises-exception" not in cell.marks.get("tags", ()):
            message = (
                f"the solved cell fails: {output.ename}: {output.evalue}. Mend it, or mark "
                'it `tags=["raises-exception"]` where that is meant.'
            )
            yield lesson.problem(cell.line, message)
    if (path := kept_as(cell)) is not None and (count := len(_images(result))) != 1:
        message = f"the cell draws {count} pictures, not one: draw {path.stem!r} alone."
        yield lesson.problem(cell.line, message)


def _images(result: NotebookNode) -> list[bytes]:
    """The pictures below a cell, those of widgets and of X-rays in their HTML among them."""
    bundles = [output.get("data", {}) for output in result.outputs]
    found = [data["image/png"] for data in bundles if "image/png" in data]
    found += [text for data in bundles for text in IN_HTML.findall(data.get("text/html", ""))]
    return [base64.b64decode(text) for text in found]


def _keep(path: Path, png: bytes) -> bool:
    """Whether the picture had to be written: it is new, or looks otherwise than the old one."""
    if path.is_file() and same_pixels(path.read_bytes(), png):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png)
    return True


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    lesson_exercises: LessonExercises = autograder.exercises.lesson_exercises,
) -> int:
    """The exit status: 0 when all pictures are as the lessons draw them now, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="as in 01_gradient_vectors")
    names = chosen_lessons(root, parser, parser.parse_args(arguments).lessons)
    drawn: dict[Path, bytes] = {}
    try:
        for lesson, _ in read_lessons(root, names, lesson_exercises):
            if any(map(kept_as, lesson.cells)):
                drawn |= drawn_pictures(lesson)
    except WrongSource as error:
        print(error, "Nothing was changed.", sep="\n", file=sys.stderr)
        return 1
    changed = [path for path, png in drawn.items() if _keep(root / PICTURES / path, png)]
    for path in changed:
        print(f"changed: {PICTURES / path} ({len(drawn[path]) / 1024:.0f} KiB)")
    print(f"pictures: {len(drawn)}, changed: {len(changed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
