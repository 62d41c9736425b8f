"""Pictures of a line's loss over slope and intercept: a valley, and paths that descend into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.ticker import NullFormatter, NullLocator

from utils.arrays import FloatArray, as_array, as_vector, same_length
from utils.style import INK, LINE_STYLES, MARKERS, ORANGE, canvas, label, pale_viridis, plain_frame

Limits = tuple[float, float]
SLOPES, INTERCEPTS = (0.25, 0.95), (0.0, 4.0)
"""What the picture shows: the valley of lesson 05 between its start and its lowest point."""
PATH_COLOURS = ("#B10026", "#262626", "#003C71", "#A34A00")
STROKES = ((0.8, 0.45), (1.3, 0.9), (2.0, 0.9), (2.0, 0.9))
"""Width and opacity of each path: the first one, which zigzags most, doesn't hide the others."""
CROWDED = 250
"""From so many points on, a path that zigzags would hide what is below it: it is drawn thinner."""
LEVELS = 14


def plot_valley(
    x: Any,
    y: Any,
    paths: Mapping[str, Any] | None = None,
    *,
    slopes: Limits = SLOPES,
    intercepts: Limits = INTERCEPTS,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with the mean squared error of y = slope·x + intercept as contours.

    `x` and `y` have n numbers each. `paths` maps names to arrays of shape (n_steps + 1, 2), rows
    of slope and intercept, the start first; they are told apart by dash and by the marker at their
    end as well as by colour. A star marks the least-squares line. From one contour to the next the
    loss rises above its lowest value by the same factor.
    """
    x, y = as_vector(x, "x"), as_vector(y, "y")
    same_length(x=x, y=y)
    with canvas(ax, (6.6, 4.8)) as ax:
        draw_valley(ax, x, y, slopes, intercepts)
        for number, (name, path) in enumerate((paths or {}).items()):
            line, _ = draw_run(ax, check_path(path, name), name, number)
            if len(path) > CROWDED:
                line.set(linewidth=0.4)
        ax.legend(loc="upper right", framealpha=0.85, frameon=True, facecolor="white")
        label(ax, "slope", "intercept", title)
        return ax


def lowest(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return slope and intercept of the least-squares line, shape (2,)."""
    design = np.stack([x, np.ones_like(x)], 1)
    return np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], np.float64)


def line_losses(x: FloatArray, y: FloatArray, lines: FloatArray) -> FloatArray:
    """Return the mean squared error of each line; `lines` has shape (..., 2), the result (...)."""
    with np.errstate(all="ignore"):
        return np.mean((lines[..., :1] * x + lines[..., 1:] - y) ** 2, axis=-1)


def check_path(path: Any, name: str) -> FloatArray:
    """Return `path` as a float64 array of shape (n, 2), or raise ValueError."""
    points = as_array(path, name)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"The path {name!r} has shape {points.shape}. Expected (n_steps + 1, 2): a row of "
            "slope and intercept for the start and for each step."
        )
    return points


def draw_valley(
    ax: Axes,
    x: FloatArray,
    y: FloatArray,
    slopes: Limits = SLOPES,
    intercepts: Limits = INTERCEPTS,
    bar_label: str = "loss above the lowest",
) -> None:
    """Fill `ax` with contours of the loss, and mark its lowest point with a star."""
    across, up = np.meshgrid(np.linspace(*slopes, 141), np.linspace(*intercepts, 141))
    best = lowest(x, y)
    floor = float(line_losses(x, y, best))
    above = line_losses(x, y, np.stack([across, up], -1)) - floor
    levels = np.geomspace(1e-3, above.max(), LEVELS)
    filled = ax.contourf(
        across, up, np.maximum(above, 1e-3), levels, cmap=pale_viridis(), norm=LogNorm()
    )
    filled.set_edgecolor("face")
    bar = ax.figure.colorbar(filled, ax=ax, label=bar_label, pad=0.02)
    bar.outline.set_visible(False)
    ticks = [10.0**k for k in range(-3, 3) if 10.0**k <= above.max()]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.ax.yaxis.set_minor_locator(NullLocator())
    bar.ax.yaxis.set_minor_formatter(NullFormatter())
    ax.plot(
        *best, "*", color=ORANGE, markeredgecolor=INK, markersize=15, zorder=6, linestyle="none",
        label="lowest point",
    )  # fmt: skip
    ax.set(xlim=slopes, ylim=intercepts)
    plain_frame([ax])


def draw_run(ax: Axes, path: FloatArray, name: str, number: int) -> tuple[Any, Any]:
    """Return a line along the rows of `path` and the marker at its end, in this number's style."""
    width, opacity = STROKES[number % len(STROKES)]
    colour, seen = PATH_COLOURS[number % len(PATH_COLOURS)], _visible(path)
    (line,) = ax.plot(
        *seen.T, LINE_STYLES[number % len(LINE_STYLES)], color=colour, linewidth=width,
        alpha=opacity, zorder=4 + 0.1 * number,
    )  # fmt: skip
    (head,) = ax.plot(
        *seen[-1:].T, MARKERS[number % len(MARKERS)], color=colour, markersize=9,
        markeredgecolor="white", markeredgewidth=1.2, zorder=7 + 0.1 * number, label=name,
    )  # fmt: skip
    return line, head


def _visible(path: FloatArray) -> FloatArray:
    """Return the rows before the first that isn't a number, none further out than 1000."""
    finite = np.isfinite(path).all(axis=1)
    last = len(path) if finite.all() else int(np.argmin(finite))
    return np.clip(path[:last], -1e3, 1e3)
