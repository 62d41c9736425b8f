"""``python -m tools.solved [LESSON...]``: solutions as one reads them, ``course/en/solutions/``.

Owns the view of a lesson's solution: without nbgrader's marks and metadata, with outputs. It
stands beside the lessons, so that a link from an exercise leads to it in ``course/`` and in a
learner's ``my/``. ``--check`` compares what is written in them, and never outputs.
"""

from __future__ import annotations

import argparse
import base64
import copy
import io
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from PIL import Image

from autograder.copies.solved import SOLVED, solved_name
from autograder.exercises import lesson_exercises, lesson_names
from tools.assemble import as_text
from tools.files import exchange
from tools.navigation import address, without_solution
from tools.notebooks import ROOT, build, chosen_lessons, notebook_path
from tools.sources import SOURCE_LANGUAGE, WELCOME, WrongSource, text_id

TIMEOUT_S = 600
MAX_BYTES = 900_000
MARKER = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
PLACES = re.compile(r"/[^\s:\"']*/(?=site-packages/|lib/python)|/tmp/ipykernel_\d+/")
"""Where something was installed or run when the outputs were made."""
WIDGET = "application/vnd.jupyter.widget-view+json"
EMBEDDED = re.compile(r"(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")
HEAD = (
    "*The solution: the same cells, with every answer filled in and every cell run. Checks here "
    "add nothing to your points. [Back to the lesson]({lesson})*\n\nAnswers: {answers}"
)


class TooLarge(Exception):
    """A view that no viewer would show whole. The text says which, and how large it is."""


def view(solution: NotebookNode, lesson: str) -> NotebookNode:
    """What a learner reads of a solution notebook: without marks and outputs."""
    notebook = copy.deepcopy(solution)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        cell.source = MARKER.sub("", without_solution(cell.source)).rstrip("\n")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells = [c for c in notebook.cells if not _is_left_out(c.source)]
    head = HEAD.format(lesson=address(lesson), answers=answers(notebook, lesson))
    top = new_markdown_cell(head, id=text_id("markdown", head))
    notebook.cells.insert(1, top)
    return notebook


def answers(notebook: NotebookNode, lesson: str) -> str:
    """Links to the answers in a notebook.

    JupyterLab 4.6 often stays at the top of a notebook that a link to a cell has only just opened;
    from there, one more click leads on.
    """
    here = {cell.id for cell in notebook.cells}
    known = lesson_exercises(lesson) if lesson in lesson_names() else []
    return " · ".join(f"[{e.title}](#cell-id={e.id})" for e in known if e.id in here)


def _is_left_out(source: str) -> bool:
    """Whether a cell has no use here: it had the link alone, or shows a picture to expect."""
    return not source or source.startswith("expected_picture(")


def with_outputs(notebook: NotebookNode, lesson: str) -> NotebookNode:
    """The notebook with what its cells show. Raises ``CellExecutionError``, ``TooLarge``.

    It runs in an empty folder, where nothing of it is kept. Paths of this machine are left out.
    """
    done = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(done, timeout=TIMEOUT_S, resources=resources, record_timing=False)
        client.store_widget_state = False
        client.execute()
    for cell in done.cells:
        if cell.cell_type == "code":
            cell.outputs = [_slim(output) for output in cell.outputs if not _is_live(output)]
    done.metadata.pop("widgets", None)
    done.metadata.language_info = notebook.metadata.language_info
    if (size := len(as_text(done).encode())) > MAX_BYTES:
        raise TooLarge(f"{lesson}: the view has {size} bytes, {MAX_BYTES} are allowed.")
    return done


def _is_live(output: NotebookNode) -> bool:
    """Whether an output is a widget and nothing else: without a kernel there is nothing to see."""
    return WIDGET in output.get("data", {}) and not {"text/html", "image/png"} & output.data.keys()


def _slim(output: NotebookNode) -> NotebookNode:
    """The output without places of this machine, and with each picture once, in 256 colours."""
    slim = copy.deepcopy(output)
    if "text" in slim:
        slim.text = PLACES.sub("", slim.text)
    data = slim.get("data", {})
    if "data:image/png;base64," in data.get("text/html", ""):
        data.pop("image/png", None)
        data["text/html"] = EMBEDDED.sub(lambda found: _in_256(found[0]), data["text/html"])
    elif "image/png" in data:
        data["image/png"] = _in_256(data["image/png"])
    return slim


def _in_256(encoded: str) -> str:
    """A PNG as base64, in at most 256 colours; itself where that isn't smaller."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA")
    file = io.BytesIO()
    picture.quantize(256).save(file, format="png", optimize=True)
    return min(encoded, base64.b64encode(file.getvalue()).decode(), key=len)


def written(notebook: NotebookNode) -> list[tuple[str, str, str]]:
    """What is written in a notebook: of each cell its id, type and text."""
    return [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]


def is_current(root: Path, lesson: str, wanted: NotebookNode) -> bool:
    """Whether the view on disk holds what it should, whatever its outputs are."""
    path = root / solved_name(lesson)
    return path.is_file() and written(nbformat.read(path, as_version=4)) == written(wanted)


def stale(root: Path, views: dict[str, NotebookNode]) -> Iterator[str]:
    """The lessons whose view isn't there, or holds something else by now."""
    return (lesson for lesson, wanted in views.items() if not is_current(root, lesson, wanted))


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The exit status: 0 when all views are there and up to date, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.solved", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="as in 01_gradient_vectors")
    parser.add_argument("--check", action="store_true", help="write nothing; list what is old")
    parser.add_argument("--force", action="store_true", help="run those that are current, too")
    options = parser.parse_args(arguments)
    chosen = [n for n in chosen_lessons(root, parser, options.lessons) if n != WELCOME]
    try:
        views = views_of(root, chosen)
    except WrongSource as error:
        print(error, file=sys.stderr)
        return 1
    old = chosen if options.force else list(stale(root, views))
    for lesson in old:
        if options.check:
            print(f"would change: {solved_name(lesson)}")
            continue
        try:
            text = as_text(with_outputs(views[lesson], lesson))
        except TooLarge as error:
            print(f"{error} Show less in a cell, or at a lower resolution.", file=sys.stderr)
            return 1
        exchange(root, {solved_name(lesson): text.encode()}, [])
        print(f"changed: {solved_name(lesson)}")
    print(f"solutions in {SOLVED}: {len(chosen)}, changed: {len(old)}")
    return 1 if options.check and old else 0


def views_of(root: Path, lessons: Sequence[str]) -> dict[str, NotebookNode]:
    """The views that the sources give now, without outputs. Raises ``WrongSource``."""
    files = build(root, lessons, lesson_exercises)
    found = {}
    for lesson in lessons:
        data = files[notebook_path("solutions", SOURCE_LANGUAGE, lesson)]
        found[lesson] = view(nbformat.reads(data.decode(), as_version=4), lesson)
    return found


if __name__ == "__main__":
    sys.exit(main())
