"""The look of the course's pictures: colours, sizes and how a figure is opened and finished.

Owns the style sheet and the life of a figure. What is drawn in it is the plotting modules'
business. Nothing here changes matplotlib's global settings: the style holds inside
`course_style()` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.pyplot as plt
from matplotlib import interactive as interactive_mode
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

COLOURS = ("#006BA4", "#FF800E", "#595959", "#5F9ED1", "#C85200", "#898989", "#A2C8EC", "#FFBC79")
"""matplotlib's `tableau-colorblind10` without its palest greys, the most different first."""
BLUE, ORANGE, DARK_GREY = COLOURS[:3]
RED = "#B10026"
"""Dark enough to stand out from `pale_viridis()` by lightness as well as by hue."""
INK = "#262626"
LINE_STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")

COURSE_RC: dict[str, Any] = {
    "figure.dpi": 96,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 12,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.edgecolor": DARK_GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
    "xtick.color": DARK_GREY,
    "ytick.color": DARK_GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
}


@contextmanager
def course_style() -> Iterator[None]:
    """Give the course's look to all that is drawn inside the `with` block, and to nothing else.

    The first figure of a kernel loads its backend, which turns interactive mode on. That setting is
    kept: put back with the others, it would leave every later picture of the notebook unseen.
    """
    interactive = plt.isinteractive()
    try:
        with plt.style.context(["default", "tableau-colorblind10", COURSE_RC]):
            try:
                yield
            finally:
                interactive = plt.isinteractive()
    finally:
        interactive_mode(interactive)


def pale_viridis() -> Colormap:
    """Return viridis mixed with white, so that lines and arrows drawn over it stay readable."""
    colours = plt.get_cmap("viridis")([i / 255 for i in range(256)])
    return LinearSegmentedColormap.from_list("pale_viridis", 0.55 * colours[:, :3] + 0.45)


class Panels(tuple[Axes, ...]):
    """The axes of a picture with several panels, as a tuple that a notebook doesn't print."""

    def _ipython_display_(self) -> None:
        """Print nothing: the picture itself is shown at the end of the cell."""


def quiet(ax: Axes) -> Axes:
    """Return `ax`, which as a cell's last line no longer prints `<Axes: ...>` under its picture."""
    vars(ax)["_ipython_display_"] = _nothing
    return ax


def _nothing() -> None:
    """Print nothing."""


@contextmanager
def canvas(
    ax: Axes | None, size: tuple[float, float] = (6.4, 4.2), projection: str | None = None
) -> Iterator[Axes]:
    """Yield `ax`, or the axes of a new pyplot figure of `size` inches, closed on an error."""
    with course_style():
        if ax is not None:
            yield ax
            return
        with new_figure(size) as figure:
            yield quiet(figure.add_subplot(projection=projection))


@contextmanager
def new_figure(size: tuple[float, float]) -> Iterator[Figure]:
    """Yield a new pyplot figure of `size` inches; an error inside the block closes it again."""
    with course_style():
        figure = plt.figure(figsize=size, layout="constrained")
        try:
            yield figure
        except BaseException:
            plt.close(figure)
            raise


def bare_figure(size: tuple[float, float], fineness: float = 2.0) -> Figure:
    """Return a figure that pyplot doesn't know, for widgets: it is shown only where it is put.

    It has `fineness` times as many pixels as a browser has on its place.
    """
    with course_style():
        dpi = fineness * plt.rcParams["figure.dpi"]
        return Figure(figsize=size, layout="constrained", dpi=dpi)


def label(ax: Axes, x: str, y: str, title: str | None = None) -> None:
    """Name both axes and, if there is one, write the title."""
    ax.set(xlabel=x, ylabel=y)
    if title:
        ax.set_title(title)


def plain_frame(axes: Iterable[Axes]) -> None:
    """Take the grid off and draw all four sides: for axes that are filled to their edges."""
    for ax in axes:
        ax.grid(False)
        ax.spines[:].set_visible(True)
