"""How a widget is shown: live where a kernel runs, and as a picture with a sentence elsewhere.

Owns the turning of figures into PNG and HTML, and the bundle that a notebook stores. What is drawn,
and what a control does, is each widget's own.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from html import escape
from typing import Any, ParamSpec, TypeVar

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from utils.figures import image_of, in_few_colours, watched
from utils.style import DARK_GREY

WHERE_TO_PLAY = "Run its cell in JupyterLab or Colab to play with it."
HOW_TO_PLAY = f"A picture of the widget. {WHERE_TO_PLAY}"
ASLEEP = "No kernel answers this widget now. To play with it, run the cells above and this one."
QUICK = {"compress_level": 1}
FRAME_FINENESS = 1.5
"""Of pictures that follow each other: each one travels to the browser, from Colab a long way."""
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg=="
)
INTERRUPTED = "You stopped this cell before the widget was there. Run it again when you like."
P = ParamSpec("P")
W = TypeVar("W")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LIVE_RULES = """\
body:has(.NAME:not(.jupyter-widgets-disconnected)DRAWN) .NAME-still { display: none }
.NAME.jupyter-widgets-disconnected { display: none }"""
"""While a kernel answers the widget its picture is hidden, and afterwards the widget is.

DRAWN stands for what has to be inside the widget before its picture is hidden."""
STILL_RULES = """\
.jp-OutputArea-child:has(.NAME-still) + .jp-OutputArea-child
.jp-OutputArea-output:not(:has(*)) { display: none }"""
"""JupyterLab's "Loading widget…" is text with no element in it, and a live widget has many."""


class TwoFaces:
    """A widget, and above it what stands for it in a notebook where nothing answers it any more.

    JupyterLab saves no widget: of one whose kernel was restarted or ended it shows "Loading
    widget…" for ever. So a cell shows two outputs, and the style sheets of both hide one of them.
    The live one brings its own, so that a page which takes no styles from a saved notebook (one of
    somebody else's) shows the other too much, never too little.
    """

    def __init__(self, box: Any, still: Mapping[str, str], text: str, drawn: str = "") -> None:
        """Take the widget, and what stands for it by mime type, with HTML or Markdown to show.

        `drawn` is the CSS selector of what the widget consists of, where code of its own draws it.
        """
        import ipywidgets

        self.box = box
        self._text = text
        name = f"course-widget-{box.model_id}"
        self._still = {kind: _named(name, kind, value) for kind, value in still.items()}
        box.add_class(name)
        css = LIVE_RULES.replace("NAME", name).replace("DRAWN", drawn and f" {drawn}")
        if drawn:  # the error of one that isn't drawn says less than the picture's sentence
            css += f"\n.{name}:not(:has({drawn})) {{ display: none }}"
        rules = ipywidgets.HTML(f"<style>{css}</style>")
        rules.layout.display = "none"
        box.children = (*box.children, rules)

    def still_bundle(self) -> dict[str, str]:
        """Return the bundle of what stands for the widget."""
        return {**self._still, "text/plain": self._text}

    def live_bundle(self) -> dict[str, Any]:
        """Return the bundle of the widget, whose text is empty: the other one's says all."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {WIDGET_VIEW: view, "text/plain": ""}

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.still_bundle(), raw=True)
        display(self.live_bundle(), raw=True)

    def __repr__(self) -> str:
        return self._text


def _named(name: str, kind: str, value: str) -> str:
    """Return HTML or Markdown as a part that `LIVE_RULES` find, and other kinds as they are."""
    if kind not in ("text/html", "text/markdown"):
        return value
    rules = f"<style>{STILL_RULES.replace('NAME', name)}</style>"
    return f'<div class="{name}-still">\n\n{value}\n\n{rules}</div>'


class LiveWidget(TwoFaces):
    """A widget with its controls, and a picture that stands for it where nothing answers it.

    `controls` are the ipywidgets by name: setting a control's `value` does what a reader does.
    """

    def __init__(
        self,
        box: Any,
        controls: Mapping[str, Any],
        png: bytes,
        text: str,
        asleep: str = ASLEEP,
        drawn: str = "",
    ) -> None:
        super().__init__(box, _still(png, text, asleep), f"{text} {HOW_TO_PLAY}", drawn)
        self.controls = dict(controls)


def _still(png: bytes, text: str, sentence: str) -> dict[str, str]:
    """Return a picture and a sentence on what to do, as HTML alone: files stay small."""
    return {"text/html": f"<p>{escape(sentence)}</p>{image_of(png, f'{text} {HOW_TO_PLAY}')}"}


class StillWidget:
    """A picture and a sentence, in the place of a widget that can't be live here."""

    def __init__(self, png: bytes, text: str, sentence: str) -> None:
        self._bundle = {**_still(png, text, sentence), "text/plain": f"{text} {sentence}"}

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return self._bundle

    def __repr__(self) -> str:
        return self._bundle["text/plain"]


class NoWidget:
    """A sentence in the place of a widget that can't be made."""

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def __repr__(self) -> str:
        return self.problem


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
    FigureCanvasAgg(figure).print_png(stream, pil_kwargs=dict(QUICK))
    return stream.getvalue()


def still(figure: Figure) -> bytes:
    """Return `figure` as PNG with the sentence that it is a picture; fix where its axes stand."""
    note = figure.supxlabel(HOW_TO_PLAY, fontsize=10, color=DARK_GREY)
    png = in_few_colours(png_of(figure))  # every notebook stores it
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
        imsave(stream, canvas.buffer_rgba(), format="png", dpi=figure.dpi, pil_kwargs=QUICK)
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
