"""Pictures of tables of numbers: heat maps over a grid, and small matrices with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import ScalarFormatter

from utils.arrays import FloatArray, as_array, as_vector
from utils.style import INK, RED, Panels, canvas, label, new_figure, plain_frame, quiet

MAX_ENTRIES = 10


def plot_heat_maps(
    maps: Mapping[str, Any], x: Any, y: Any, *, columns: int = 3, title: str | None = None
) -> Panels:
    """Return the axes with one named heat map each, side by side, each with its own colour bar.

    `maps` maps names to tables of shape (m, n), where row i belongs to y[i] and column j to x[j].
    `x` has n numbers and `y` has m, in rising or falling order. Raises TypeError or ValueError for
    anything else.
    """
    if not isinstance(maps, Mapping) or not maps:
        raise TypeError(
            f"maps is {maps!r:.40}. Expected named tables, such as "
            '{"analytic": table, "autograd": other}.'
        )
    across, up = as_vector(x, "x"), as_vector(y, "y")
    tables = {str(name): _table(values, str(name), across, up) for name, values in maps.items()}
    rows = ceil(len(tables) / columns)
    with new_figure((3.9 * min(columns, len(tables)), 3.1 * rows)) as figure:
        grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for ax, (name, table) in zip(grid.flat, tables.items(), strict=False):
            shown = ax.pcolormesh(across, up, table, cmap="viridis", shading="nearest")
            shown.set_rasterized(True)
            figure.colorbar(shown, ax=ax, pad=0.02, format=_powers()).outline.set_visible(False)
            if table.min() == table.max():
                said = f"{table.min():.4g} everywhere"
                ax.text(0.5, 0.5, said, transform=ax.transAxes, ha="center", color="white")
            label(ax, "", "", name)
        for ax in grid.flat[len(tables) :]:
            ax.set_visible(False)
        for ax in grid[-1]:
            ax.set_xlabel("x")
        for ax in grid[:, 0]:
            ax.set_ylabel("y")
        plain_frame(grid.flat)
        figure.suptitle(title or "")
        return Panels(grid.flat[: len(tables)])


def _powers() -> ScalarFormatter:
    """Return what writes numbers below 0.01 and above 1000 as a power of ten, once for all."""
    formatter = ScalarFormatter()
    formatter.set_powerlimits((-2, 3))
    return formatter


def _table(values: Any, name: str, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the table `name` as a float64 array of shape (m, n), or raise ValueError."""
    table = as_array(values, name)
    if table.shape != (y.size, x.size):
        raise ValueError(
            f"{name} has shape {table.shape}. Expected {(y.size, x.size)}: one row for each number "
            "of y, and one column for each number of x."
        )
    return table


def plot_matrix(
    matrix: Any,
    *,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    row: int | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with the numbers of a small matrix in their places, row `row` framed.

    `matrix` has shape (m, n) with at most 10 rows and columns; `rows` and `columns` are m and n
    names that stand beside them. Raises ValueError for anything else.
    """
    table = as_array(matrix, "matrix")
    if table.ndim != 2 or max(table.shape) > MAX_ENTRIES:
        raise ValueError(
            f"matrix has shape {table.shape}. Expected rows and columns, at most 10 of each."
        )
    m, n = table.shape
    with canvas(ax, (1.6 + 1.1 * n, 1.2 + 0.55 * m)) as ax:
        ax.set(xlim=(-0.5, n - 0.5), ylim=(m - 0.5, -0.5))
        for (i, j), number in np.ndenumerate(table):
            ax.text(j, i, f"{number:.4g}".replace("-", "−"), ha="center", va="center", color=INK)
        if row is not None:
            ax.add_patch(
                Rectangle((-0.47, row - 0.45), n - 0.06, 0.9, fill=False, edgecolor=RED, lw=2.5)
            )
        ax.set_xticks(range(n), _names(columns, n, "columns"))
        ax.set_yticks(range(m), _names(rows, m, "rows"))
        ax.tick_params(length=0, labeltop=True, labelbottom=False)
        plain_frame([ax])
        ax.set_title(title or "")
        return quiet(ax)


def _names(names: Sequence[str], count: int, what: str) -> list[str]:
    """Return `count` names, numbers where there are none, or raise ValueError."""
    if names and len(names) != count:
        raise ValueError(f"{what} holds {len(names)} names. Expected {count}, one for each.")
    return list(names) or [str(n) for n in range(count)]
