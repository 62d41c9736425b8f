"""Pictures of data, of fits to them and of losses and errors: everything over one variable."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from utils.arrays import FloatArray, as_vector, same_length
from utils.style import (
    BLUE,
    COLOURS,
    INK,
    LINE_STYLES,
    MARKERS,
    ORANGE,
    Panels,
    canvas,
    label,
    new_figure,
    quiet,
)

EXPLODED = 50.0
"""Losses above this many times the first one are cut off, so that the others can be seen."""


def plot_data(
    x: Any,
    y: Any,
    *,
    xlabel: str = "feature x",
    ylabel: str = "target y",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with one dot for each point (x, y); both have n numbers, (n,) or (n, 1)."""
    x, y = as_vector(x, "x"), as_vector(y, "y")
    same_length(x=x, y=y)
    with canvas(ax) as ax:
        _draw_data(ax, x, y)
        label(ax, xlabel, ylabel, title)
        return ax


def plot_fit(
    x: Any,
    y: Any,
    prediction: Any,
    *,
    xlabel: str = "feature x",
    ylabel: str = "target y",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with the points (x, y) as dots and the points (x, prediction) as a line.

    All three have n numbers, (n,) or (n, 1), in any order of x: the line is drawn from left to
    right.
    """
    x, y = as_vector(x, "x"), as_vector(y, "y")
    fit = as_vector(prediction, "prediction")
    same_length(x=x, y=y, prediction=fit)
    order = np.argsort(x, kind="stable")
    with canvas(ax) as ax:
        _draw_data(ax, x, y)
        ax.plot(x[order], fit[order], color=ORANGE, linewidth=2.5, label="prediction")
        ax.legend()
        label(ax, xlabel, ylabel, title)
        return ax


def plot_training_loss(
    losses: Any, *, log: bool = False, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Return the axes with `losses` over the epochs 0, 1, ..., n - 1, and the last one written out.

    `losses` has n numbers. `log=True` draws them on a logarithmic scale. NaN and infinite losses
    leave a gap, and the picture says at which epoch the first of them came.
    """
    curve = as_vector(losses, "losses")
    with canvas(ax) as ax:
        _draw_losses(ax, curve)
        _say_the_end(ax, curve)
        if log:
            ax.set_yscale("log")
        elif np.nanmin(curve, initial=np.inf) >= 0:
            ax.set_ylim(bottom=0)
        label(ax, "epoch", "loss", title)
        return ax


def plot_losses(
    losses: Mapping[str, Any], *, together: bool = False, title: str | None = None
) -> Axes | Panels:
    """Return the axes with one named loss curve each, side by side, over the same range of losses.

    `losses` maps names to sequences of numbers, such as {"lr = 0.1": [...], "lr = 1": [...]}.
    `together=True` draws them into one picture instead, told apart by line style as well as colour.
    Losses beyond 50 times the largest first loss are cut off, and the panel says so.
    """
    curves = _named(losses, "losses")
    top = EXPLODED * max((abs(c[0]) for c in curves.values() if np.isfinite(c[0])), default=1.0)
    if together:
        return _losses_together(curves, top, title)
    columns = min(len(curves), 3 if len(curves) < 7 else 4 if len(curves) < 9 else 5)
    rows = ceil(len(curves) / columns)
    with new_figure((min(12.0, 3.6 * columns), 2.7 * rows)) as figure:
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
        for ax, (name, curve) in zip(grid.flat, curves.items(), strict=False):
            _draw_losses(ax, np.where(curve > top, np.nan, curve))
            _say_the_end(ax, curve, top)
            ax.set_title(name)
        _label_outer(grid, len(curves))
        figure.suptitle(title or "")
        return Panels(grid.flat[: len(curves)])


def plot_error_against_step(
    h: Any, errors: Any, *, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Return the axes with `errors` over the step `h`, both logarithmic, and the best step marked.

    `h` has n positive numbers. `errors` has n numbers that aren't negative, or is a mapping of
    names to such, as {"float64": [...], "float32": [...]}. A zero has no logarithm and leaves a
    gap.
    """
    steps = as_vector(h, "h")
    if not (steps > 0).all():
        raise ValueError(f"h has the value {steps.min():g}. Expected positive steps, such as 1e-3.")
    curves = _named(errors if isinstance(errors, Mapping) else {"error": errors}, "errors")
    with canvas(ax) as ax:
        for number, (name, curve) in enumerate(curves.items()):
            same_length(h=steps, **{name.replace(" ", "_"): curve})
            _draw_v(ax, steps, curve, name, number)
        ax.set(xscale="log", yscale="log")
        ax.margins(y=0.14)
        ax.legend()
        label(ax, "step h", "error of the difference quotient", title)
        return ax


def _named(curves: Mapping[str, Any], name: str) -> dict[str, FloatArray]:
    """Return the mapping with 1-D arrays as values, or raise where there is nothing to draw."""
    if not isinstance(curves, Mapping) or not curves:
        raise TypeError(
            f"{name} is {type(curves).__name__} {curves!r:.40}. Expected a dictionary of names and "
            f'sequences, such as {{"lr = 0.1": [2.5, 1.3, 0.9]}}.'
        )
    return {str(key): as_vector(curve, f"{name}[{key!r}]") for key, curve in curves.items()}


def _draw_data(ax: Axes, x: FloatArray, y: FloatArray) -> None:
    """Draw the points as blue dots with a white rim."""
    ax.plot(x, y, "o", color=BLUE, markersize=7, markeredgecolor="white", label="data")


def _draw_losses(ax: Axes, curve: FloatArray, **style: Any) -> None:
    """Draw a loss curve over whole epochs; a short one gets dots."""
    style = {"color": BLUE, "marker": "o" if curve.size <= 30 else None, "markersize": 5} | style
    ax.plot(np.arange(curve.size), curve, **style)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))


def _say_the_end(ax: Axes, curve: FloatArray, top: float = np.inf) -> None:
    """Write the last loss into the corner, or the epoch at which the curve can't be drawn."""
    bad = ~np.isfinite(curve) | (curve > top)
    text = f"last loss {curve[-1]:.4g}"
    if bad.any():
        first = int(np.argmax(bad))
        text = f"epoch {first}: {curve[first]:.2g}"
        text += ",\noff the scale" if np.isfinite(curve[first]) else ""
    ax.text(
        0.98, 0.97, text, transform=ax.transAxes, ha="right", va="top", color=INK,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 2},
    )  # fmt: skip


def _losses_together(curves: dict[str, FloatArray], top: float, title: str | None) -> Axes:
    """Return one pair of axes with all curves, named in a legend."""
    with canvas(None) as ax:
        for number, (name, curve) in enumerate(curves.items()):
            line = LINE_STYLES[number % len(LINE_STYLES)]
            shown = np.where(curve > top, np.nan, curve)
            _draw_losses(
                ax, shown, color=COLOURS[number % len(COLOURS)], linestyle=line, label=name
            )
        ax.legend()
        label(ax, "epoch", "loss", title)
        return ax


def _label_outer(grid: np.ndarray, used: int) -> None:
    """Name the axes at the left and at the bottom, and take away the panels that stay empty."""
    for number, ax in enumerate(grid.flat):
        quiet(ax)
        ax.set_visible(number < used)
        if number + grid.shape[1] >= used:
            ax.set_xlabel("epoch")
    for ax in grid[:, 0]:
        ax.set_ylabel("loss")


def _draw_v(ax: Axes, steps: FloatArray, curve: FloatArray, name: str, number: int) -> None:
    """Draw one error curve and a ring around its smallest error above zero."""
    if (curve < 0).any():
        raise ValueError(
            f"{name} has the value {curve.min():g}. Expected absolute errors: take abs() of them."
        )
    order = np.argsort(steps)
    steps, curve = steps[order], np.where(curve[order] > 0, curve[order], np.nan)
    colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
    style = LINE_STYLES[number % len(LINE_STYLES)]
    ax.plot(steps, curve, style, marker=marker, markersize=5, color=colour, label=name)
    if np.isfinite(curve).any():
        best = int(np.nanargmin(curve))
        ax.plot(steps[best], curve[best], "o", markersize=14, fillstyle="none", color=colour)
        ax.annotate(
            f"best {steps[best]:.0e}", (steps[best], curve[best]), xytext=(-4, -26),
            textcoords="offset points", ha="left", color=INK,
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
