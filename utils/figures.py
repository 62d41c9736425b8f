"""How a figure becomes a picture in a notebook: PNG twice as fine as a screen, in few colours.

Owns what stands between a finished figure and the bytes that a notebook stores. A notebook holds
each picture that it shows, and a learner saves it with all of them: so they have to be small.
"""

from __future__ import annotations

import base64
import io
import os
import sys
from html import escape
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image, UnidentifiedImageError

CSS_DPI = 96
"""Pixels of an inch in a browser. A picture says itself how many of its own make an inch."""
FINE = 2
"""Pixels of a picture to a pixel in a browser, as on a screen of a phone or a good laptop."""
COLOURS = 128
"""A coloured surface in so few takes a third of the bytes, and looks the same."""


def watched() -> bool:
    """Return whether anybody looks at pictures: not where `AUTOGRADER_PICTURES` is `off`.

    The grader says so of the kernels whose pictures it doesn't keep.
    """
    return os.environ.get("AUTOGRADER_PICTURES") != "off"


def in_few_colours(png: bytes) -> bytes:
    """Return the picture on white, in at most 128 colours, with its resolution and nothing else."""
    drawn = Image.open(io.BytesIO(png))
    resolution = {"dpi": drawn.info["dpi"]} if "dpi" in drawn.info else {}
    image = drawn.convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    few = page.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    stream = io.BytesIO()
    few.save(stream, "png", optimize=True, **resolution)
    return stream.getvalue()


def shown_size(png: bytes) -> tuple[int, int] | None:
    """Return width and height in a browser's pixels, by the picture's own resolution, or None.

    None where it has none, or can't be read: then a browser decides.
    """
    try:
        image = Image.open(io.BytesIO(png))
    except UnidentifiedImageError:
        return None
    if "dpi" not in image.info:
        return None
    scale = CSS_DPI / image.info["dpi"][0]
    return round(image.width * scale), round(image.height * scale)


def image_of(png: bytes, alt: str) -> str:
    """Return PNG bytes as an HTML image with `alt` for those who can't see it.

    It is shown as large as its resolution says, and smaller where there is less room.
    """
    data = base64.b64encode(png).decode("ascii")
    size = shown_size(png)
    width = f' width="{size[0]}"' if size else ""
    return (
        f'<img style="max-width:100%"{width} alt="{escape(alt)}" '
        f'src="data:image/png;base64,{data}">'
    )


def described(figure: Figure) -> str:
    """Return in a sentence what a figure's titles, axes and legends say, for who can't see it."""
    texts = [figure.get_suptitle()]
    for ax in figure.axes:
        names = " over ".join(n for n in (ax.get_ylabel(), ax.get_xlabel()) if n)
        title = ax.get_title() or ax.get_title("left")
        texts.append(": ".join(text for text in (title, names) if text))
        legend = ax.get_legend()
        texts.append(", ".join(t.get_text() for t in legend.get_texts()) if legend else "")
    said = "; ".join(text for text in texts if text)
    return f"A figure. {said}." if said else "A figure."


def show_finely() -> None:
    """Return nothing; from now on a notebook shows figures twice as fine, and stores few bytes.

    It holds where figures are shown by the inline backend and somebody looks at them. What a reader
    sets later, such as `%config InlineBackend.figure_format = "svg"`, replaces it.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if not shell or not watched() or "inline" not in plt.get_backend():
        return
    plt.switch_backend(plt.get_backend())  # else the first figure does, and sets its own format
    shell.display_formatter.formatters["image/png"].for_type(Figure, _in_a_notebook)


def _in_a_notebook(figure: Figure) -> tuple[str, dict[str, Any]] | None:
    """Return a figure's PNG as base64, and metadata: its size and what it shows; None if empty."""
    from IPython.core.pylabtools import print_figure
    from matplotlib_inline.config import InlineBackend

    options = InlineBackend.instance().print_figure_kwargs
    drawn = print_figure(figure, "png", dpi=FINE * figure.dpi, **options)
    if drawn is None:
        return None
    png = in_few_colours(drawn)
    width, height = shown_size(png) or (None, None)
    data = base64.b64encode(png).decode("ascii")
    return data, {"width": width, "height": height, "alt": described(figure)}
