"""How a widget is shown: live where a kernel runs, and as a picture with a sentence elsewhere.

Owns the turning of figures into PNG and HTML, and the bundle that a notebook stores. What is drawn,
and what a control does, is each widget's own.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from html import escape
from typing import Any, ParamSpec, TypeVar

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from utils.style import DARK_GREY

WHERE_TO_PLAY = "Run its cell in JupyterLab or Colab to play with it."
HOW_TO_PLAY = f"A picture of the widget. {WHERE_TO_PLAY}"
QUICK = {"compress_level": 1}
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg=="
)
INTERRUPTED = "You stopped this cell before the widget was there. Run it again when you like."
P = ParamSpec("P")
W = TypeVar("W")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class LiveWidget:
    """A widget with its controls, and what stands for it where no kernel runs.

    `controls` are the ipywidgets by name: setting a control's `value` does what a reader does.
    """

    def __init__(self, box: Any, controls: Mapping[str, Any], png: bytes, text: str) -> None:
        self.box = box
        self.controls = dict(controls)
        self._png = png
        self._text = text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        picture = base64.b64encode(self._png).decode("ascii")
        return {WIDGET_VIEW: view, "image/png": picture, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"{self._text} {HOW_TO_PLAY}"


class NoWidget:
    """A sentence in the place of a widget that can't be made."""

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def __repr__(self) -> str:
        return self.problem


def watched() -> bool:
    """Return whether anybody looks at pictures: not where `AUTOGRADER_PICTURES` is `off`.

    The grader says so of the kernels whose pictures it doesn't keep.
    """
    return os.environ.get("AUTOGRADER_PICTURES") != "off"


def live(name: str) -> Callable[[Callable[P, W]], Callable[P, W | NoWidget]]:
    """Return a decorator: the function makes its widget only where somebody can play with it.

    Elsewhere it gives a sentence that starts with `name`, such as "Live training."; where the
    reader interrupts the cell, one that says so.
    """

    def decorate(make: Callable[P, W]) -> Callable[P, W | NoWidget]:
        @wraps(make)
        def made(*args: P.args, **kwargs: P.kwargs) -> W | NoWidget:
            if not watched():
                return NoWidget(f"{name} {WHERE_TO_PLAY}")
            try:
                return make(*args, **kwargs)
            except KeyboardInterrupt:
                return NoWidget(f"{name} {INTERRUPTED}")

        return made

    return decorate


def png_of(figure: Figure) -> bytes:
    """Return `figure` as PNG bytes; quick rather than small, since it is drawn at every change.

    Where nobody looks nothing is drawn, and the bytes are one white dot.
    """
    if not watched():
        return DOT
    stream = io.BytesIO()
    FigureCanvasAgg(figure).print_png(stream, pil_kwargs=QUICK)
    return stream.getvalue()


def image_of(png: bytes, alt: str) -> str:
    """Return PNG bytes as an HTML image with `alt` for those who can't see it."""
    data = base64.b64encode(png).decode("ascii")
    return f'<img style="max-width:100%" alt="{escape(alt)}" src="data:image/png;base64,{data}">'


def still(figure: Figure) -> bytes:
    """Return `figure` as PNG with the sentence that it is a picture; fix where its axes stand."""
    note = figure.supxlabel(HOW_TO_PLAY, fontsize=10, color=DARK_GREY)
    png = png_of(figure)
    figure.set_layout_engine("none")
    note.set_visible(False)
    return png


def camera(figure: Figure, moving: Sequence[Artist]) -> Callable[[], bytes]:
    """Return a function that gives `figure` as PNG and draws nothing anew but the `moving` artists.

    Contours take most of the time of a picture, and they stand still.
    """
    canvas = FigureCanvasAgg(figure)
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    background = canvas.copy_from_bbox(figure.bbox)

    def shoot() -> bytes:
        canvas.restore_region(background)
        for artist in moving:
            figure.draw_artist(artist)
        stream = io.BytesIO()
        imsave(stream, canvas.buffer_rgba(), format="png", pil_kwargs=QUICK)
        return stream.getvalue()

    return shoot


def sentence(text: str) -> str:
    """Return `text` as HTML that a screen reader speaks when it changes."""
    return f'<p role="status" style="margin:4px 0;line-height:1.4">{escape(text)}</p>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str, mark: int = -1) -> str:
    """Return an HTML table of escaped cells; the row number `mark` is bold and has a pointer."""
    style = 'style="padding:1px 10px;text-align:left"'  # Jupyter aligns cells to the right
    top = "".join(f'<th scope="col" {style}>{escape(h)}</th>' for h in head)
    body = "".join(
        f"<tr{' aria-current=true style=font-weight:bold' if n == mark else ''}>"
        + "".join(
            f"<td {style}>{'&#9656; ' * (n == mark and not k)}{escape(cell)}</td>"
            for k, cell in enumerate(row)
        )
        + "</tr>"
        for n, row in enumerate(rows)
    )
    return (
        '<table style="line-height:1.4">'
        f"<caption>{escape(caption)}</caption><tr>{top}</tr>{body}</table>"
    )
