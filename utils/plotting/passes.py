"""A picture of lesson 02's graph, f = tanh(ln(1 + z·2x/sin y)), with the reader's own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from utils.style import BLUE, DARK_GREY, INK, ORANGE, canvas

BROWN = "#A34A00"
FORMULAS = {"a": "2x", "b": "sin y", "c": "a / b", "d": "z · c", "e": "ln(d + 1)", "f": "tanh e"}
PLACES = {
    "x": (0, 2), "y": (0, 0), "a": (1, 2), "b": (1, 0), "c": (2, 1), "z": (2, 2), "d": (3, 1.5),
    "e": (4, 1.5), "f": (5, 1.5),
}  # fmt: skip
EDGES = {"x": "a", "y": "b", "a": "c", "b": "c", "c": "d", "z": "d", "d": "e", "e": "f"}
"""Each node below f and the node that it goes into."""
WIDE, HIGH = 0.74, 0.78


def plot_passes(
    values: Mapping[str, float],
    adjoints: Mapping[str, float] | None = None,
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with the graph: in each node its value, upright, and its adjoint, italic.

    `values` and `adjoints` map names of nodes, such as "c", to numbers; a node that isn't in them
    is drawn without. With adjoints the arrows point backward, the way in which they were computed.
    """
    adjoints = adjoints or {}
    with canvas(ax, (10.0, 4.0)) as ax:
        for child, parent in EDGES.items():
            _draw_edge(ax, child, parent, backward=child in adjoints)
        for name in PLACES:
            _draw_node(ax, name, values.get(name), adjoints.get(name))
        ax.set(xlim=(-0.45, 5.45), ylim=(-0.55, 2.5))
        ax.axis("off")
        ax.text(3.0, 0.35, "first line: the node and its formula", fontsize=11, color=INK)
        if values:
            ax.text(3.0, 0.05, "bold: its value", fontsize=11, color=BLUE, fontweight="bold")
        if adjoints:
            ax.text(3.0, -0.25, "italic: its adjoint ∂f/∂node", fontsize=11, color=BROWN,
                    style="italic")  # fmt: skip
        ax.set_title(title or "")
        return ax


def _draw_edge(ax: Axes, child: str, parent: str, backward: bool) -> None:
    """Draw an arrow between two boxes, from child to parent or back."""
    (x0, y0), (x1, y1) = PLACES[child], PLACES[parent]
    start, end = (x0 + WIDE / 2, y0), (x1 - WIDE / 2, y1)
    if backward:
        start, end = end, start
    style = "--" if backward else "-"
    ax.annotate(
        "", end, start, zorder=2,
        arrowprops={"arrowstyle": "-|>", "color": BROWN if backward else DARK_GREY,
                    "linewidth": 1.6, "linestyle": style, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _draw_node(ax: Axes, name: str, value: float | None, adjoint: float | None) -> None:
    """Draw one box; inputs are round."""
    x, y = PLACES[name]
    leaf = name not in FORMULAS
    shape = "round,pad=0,rounding_size=0.25" if leaf else "square,pad=0"
    ax.add_patch(
        FancyBboxPatch(
            (x - WIDE / 2, y - HIGH / 2), WIDE, HIGH, boxstyle=shape, linewidth=1.4, zorder=3,
            facecolor="#FFF1E3" if leaf else "#E8F1F7", edgecolor=ORANGE if leaf else BLUE,
        )
    )  # fmt: skip
    text = name if leaf else f"{name} = {FORMULAS[name]}"
    bare = value is None and adjoint is None
    middle: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
    ax.text(x, y if bare else y + 0.23, text, fontsize=11, color=INK, **middle)
    if value is not None:
        ax.text(x, y - 0.01, f"{value:.5g}", fontsize=12, color=BLUE, fontweight="bold", **middle)
    if adjoint is not None:
        ax.text(x, y - 0.25, f"{adjoint:.5g}", fontsize=12, color=BROWN, style="italic", **middle)
