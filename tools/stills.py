"""Stills: what a cell shows once it has run, stored in the notebook for readers without a kernel.

Owns the mark ``still="NAME"``, the captions in lessons/pictures/stills/captions.toml, and the
outputs that are made of them. ``tools.pictures`` draws the PNGs beside the captions. They are no
expected pictures: what a reader has to find out is not among them, or is folded.
"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from tools.sources import Cell, Lesson, Problem
from utils.figures import image_of, shown_size

FOLDER, CAPTIONS = "stills", "captions.toml"
"""Below lessons/pictures/. A wheel carries none of it: a notebook holds its stills itself."""
FOLD = "What this cell shows: open it once you have run your own"


@dataclass(frozen=True)
class Caption:
    """What is seen in a still, in a sentence; ``folded`` where that would answer a question."""

    text: str
    folded: bool = False


def captions(pictures: Path) -> dict[str, Caption]:
    """The captions by the name of their still; none where there is no file."""
    path = pictures / FOLDER / CAPTIONS
    if not path.is_file():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Caption(**table) for name, table in tables.items()}


def still_path(pictures: Path, name: str) -> Path:
    """Where a still's PNG lies."""
    return pictures / FOLDER / f"{name}.png"


def still_outputs(cell: Cell, pictures: Path) -> list[NotebookNode]:
    """The outputs that stand for a run of the cell: its picture, and the caption below it.

    The caption is text of its own, since JupyterLab gives a picture no text for who can't see it.
    Raises ``KeyError`` or ``OSError`` where ``still_problems`` finds a problem.
    """
    name = str(cell.marks["still"])
    caption = captions(pictures)[name]
    png = still_path(pictures, name).read_bytes()
    if caption.folded:
        shown = f"{image_of(png, caption.text)}<p>{escape(caption.text)}</p>"
        html = f"<details><summary>{FOLD}</summary>{shown}</details>"
        return [new_output("display_data", data={"text/html": html, "text/plain": caption.text})]
    width, height = shown_size(png) or (None, None)
    size = {"width": width, "height": height} if width else {}
    picture = new_output(
        "display_data",
        data={"image/png": base64.b64encode(png).decode("ascii"), "text/plain": caption.text},
        metadata={"image/png": {**size, "alt": caption.text}},
    )
    data = {"text/markdown": f"*{caption.text}*", "text/plain": caption.text}
    return [picture, new_output("display_data", data=data)]


def still_problems(lesson: Lesson, pictures: Path) -> Iterator[Problem]:
    """A problem for each still without a caption or a PNG."""
    known = captions(pictures)
    for cell in lesson.marked("still"):
        name = str(cell.marks["still"])
        if name not in known or not known[name].text.strip():
            message = (
                f"the still {name!r} has no caption: say what is seen, as `[{name}]` with a line "
                f'`text = "..."` in lessons/pictures/{FOLDER}/{CAPTIONS}.'
            )
            yield lesson.problem(cell.line, message)
        if not still_path(pictures, name).is_file():
            message = f"there is no lessons/pictures/{FOLDER}/{name}.png: run `make pictures`."
            yield lesson.problem(cell.line, message)
