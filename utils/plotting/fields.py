"""Pictures of a function of two variables: contours, gradient arrows, surfaces and descents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes

from utils.arrays import FloatArray, as_array, evaluate, fit_to_grid, name_of
from utils.style import (
    INK,
    ORANGE,
    RED,
    Panels,
    canvas,
    label,
    new_figure,
    pale_viridis,
    plain_frame,
)

Limits = tuple[float, float]
Function = Callable[..., Any]
HALO = (effects.withStroke(linewidth=3.0, foreground="white"),)


def plot_gradient_field(
    fun: Function,
    grad_fun: Function,
    *,
    limits: Limits = (-3.0, 3.0),
    step: float = 0.5,
    levels: int = 20,
    surface: bool = False,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes | Panels:
    """Return the axes with filled contours of z = fun(x, y) and arrows of its gradient.

    `fun(x, y)` and `grad_fun(x, y)` get float64 arrays of one shape; `grad_fun` returns the pair
    (dz/dx, dz/dy). The arrows stand on a grid of `step` over `limits` in x and in y, and the
    longest of them is nine tenths of a grid step long. With `surface=True` a 3-D view stands
    beside the contours, and a pair of axes comes back. Raises TypeError or ValueError where a
    function returns anything else.
    """
    x, y, z = sample(fun, limits, 201)
    arrows = sample_gradient(grad_fun, limits, step)
    if surface:
        with new_figure((9.2, 4.0)) as figure:
            flat = figure.add_subplot(1, 2, 1)
            solid = figure.add_subplot(1, 2, 2, projection="3d")
            _draw_contours(flat, x, y, z, levels, title)
            _draw_arrows(flat, *arrows)
            _draw_surface(solid, x, y, z, "the same z as a surface")
            return Panels((flat, solid))
    with canvas(ax, (5.8, 4.7)) as ax:
        _draw_contours(ax, x, y, z, levels, title)
        _draw_arrows(ax, *arrows)
        return ax


def plot_surface(
    fun: Function,
    *,
    limits: Limits = (-3.0, 3.0),
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the 3-D axes with the surface z = fun(x, y) over `limits` in x and in y.

    `fun` gets two float64 arrays of shape (101, 101). `ax`, if given, must be 3-D axes.
    """
    if ax is not None and not hasattr(ax, "plot_surface"):
        raise TypeError(
            'ax is a pair of flat axes. Expected 3-D axes: make them with projection="3d", '
            "or leave ax out."
        )
    x, y, z = sample(fun, limits, 101)
    with canvas(ax, (5.6, 4.6), projection="3d") as ax:
        _draw_surface(ax, x, y, z, title)
        return ax


def plot_descent(
    fun: Function,
    trajectory: Any,
    *,
    limits: Limits = (-3.0, 3.0),
    levels: int = 20,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the axes with contours of `fun` and the points of `trajectory` joined in their order.

    `trajectory` has shape (n_steps + 1, 2): one row (x, y) for the start and for each step. A
    circle marks the start, a star the end. Points that are outside `limits`, infinite or NaN
    can't be drawn; the picture says which step is the first of them.
    """
    path = check_trajectory(trajectory)
    x, y, z = sample(fun, limits, 201)
    with canvas(ax, (5.8, 4.7)) as ax:
        _draw_contours(ax, x, y, z, levels, title)
        draw_path(ax, path)
        _say_where_it_left(ax, path, limits)
        ax.set(xlim=limits, ylim=limits)
        return ax


def check_trajectory(trajectory: Any) -> FloatArray:
    """Return `trajectory` as a float64 array of shape (n_steps + 1, 2), or raise ValueError."""
    path = as_array(trajectory, "trajectory")
    if path.ndim != 2 or path.shape[1] != 2:
        raise ValueError(
            f"trajectory has shape {path.shape}. Expected (n_steps + 1, 2): one row (x, y) for the "
            f"start and for each step. Stack the points, as in np.stack(points)."
        )
    return path


def sample(fun: Function, limits: Limits, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return x, y and z = fun(x, y), each of shape (n, n), on an even grid over `limits`."""
    x, y = _grid(_check_limits(limits), n)
    z = fit_to_grid(evaluate(fun, x, y), f"{name_of(fun)}(x, y)", x.shape)
    return x, y, np.ma.masked_invalid(z)


def sample_gradient(grad_fun: Function, limits: Limits, step: float) -> tuple[FloatArray, ...]:
    """Return x, y, dz/dx and dz/dy on a grid of `step` over `limits`, four arrays of one shape."""
    low, high = _check_limits(limits)
    if not 0 < step <= high - low:
        raise ValueError(
            f"step is {step}. Expected a distance between 0 and {high - low:g}, limits' width."
        )
    x, y = _grid((low, high), int(round((high - low) / step)) + 1)
    pair = evaluate(grad_fun, x, y)
    name = f"{name_of(grad_fun)}(x, y)"
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        came = f"{type(pair).__name__} of {len(pair)}" if hasattr(pair, "__len__") else repr(pair)
        raise TypeError(
            f"{name} returned {came}. Expected a tuple of two arrays: end it with "
            "`return dz_dx, dz_dy`."
        )
    return (
        x,
        y,
        *(
            fit_to_grid(d, f"{n} of {name}", x.shape)
            for d, n in zip(pair, ("dz_dx", "dz_dy"), strict=True)
        ),
    )


def draw_path(ax: Axes, path: FloatArray) -> None:
    """Draw the rows of `path`, shape (n, 2), joined in order, with a marked start and end."""
    known = path[np.isfinite(path).all(axis=1)]
    ax.plot(*known.T, color=RED, linewidth=1.8, path_effects=HALO, zorder=4)
    ax.plot(  # without a halo: where points are dense, one would hide the next
        *known.T, "-o", color=RED, markersize=4, markeredgewidth=0, linewidth=1.8, label="steps",
        zorder=4,
    )  # fmt: skip
    for index, marker, size, name in ((0, "o", 9, "start"), (-1, "*", 15, "end")):
        ax.plot(
            *known[index : index + 1 or None].T, marker, color=ORANGE, markeredgecolor=INK,
            markeredgewidth=1.2, markersize=size, label=name, zorder=5,
        )  # fmt: skip
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.19), ncols=3, columnspacing=1.2)


def _check_limits(limits: Limits) -> Limits:
    """Return `limits` as two floats, or raise ValueError where they aren't a low and a high end."""
    pair = as_array(limits, "limits")
    if pair.shape != (2,) or not np.isfinite(pair).all() or pair[0] >= pair[1]:
        raise ValueError(
            f"limits is {limits!r}. Expected two numbers, the smaller first, such as (-3, 3)."
        )
    return float(pair[0]), float(pair[1])


def _grid(limits: Limits, n: int) -> tuple[FloatArray, FloatArray]:
    """Return x and y of shape (n, n); x grows along the columns and y along the rows."""
    axis = np.linspace(*limits, n)
    x, y = np.meshgrid(axis, axis)
    return x, y


def _draw_contours(
    ax: Axes, x: FloatArray, y: FloatArray, z: FloatArray, levels: int, title: str | None
) -> None:
    """Fill `ax` with contours of z, its colour bar beside it."""
    filled = ax.contourf(x, y, z, levels, cmap=pale_viridis())
    filled.set_edgecolor("face")
    bar = ax.figure.colorbar(filled, ax=ax, label="z", pad=0.02)
    bar.outline.set_visible(False)
    ax.set_aspect("equal")
    plain_frame([ax])
    label(ax, "x", "y", title)


def _draw_arrows(ax: Axes, x: FloatArray, y: FloatArray, dx: FloatArray, dy: FloatArray) -> None:
    """Draw the vectors (dx, dy) at (x, y), the longest nine tenths of a grid step long."""
    longest = float(np.hypot(dx, dy)[np.isfinite(dx + dy)].max(initial=0.0))
    spacing = float(x[0, 1] - x[0, 0])
    ax.quiver(
        x, y, dx, dy, color=RED, angles="xy", scale_units="xy", width=0.006, headwidth=4.2,
        scale=(longest or 1.0) / (0.9 * spacing), edgecolor="white", linewidth=0.6, minlength=0.3,
        zorder=3,
    )  # fmt: skip


def _draw_surface(ax: Any, x: FloatArray, y: FloatArray, z: FloatArray, title: str | None) -> None:
    """Draw z as a surface coloured by height on the 3-D axes `ax`."""
    ax.plot_surface(
        x, y, z.filled(np.nan) if isinstance(z, np.ma.MaskedArray) else z, cmap="viridis",
        rcount=101, ccount=101, linewidth=0, antialiased=False,
    )  # fmt: skip
    ax.set_zlabel("z")
    ax.locator_params(axis="z", nbins=4)
    ax.set_box_aspect((1, 1, 0.5), zoom=0.95)
    ax.view_init(elev=42, azim=-60)
    label(ax, "x", "y", title)


def _say_where_it_left(ax: Axes, path: FloatArray, limits: Limits) -> None:
    """Write into the picture at which step the points first can't be seen, if there is one."""
    low, high = _check_limits(limits)
    inside = ((path >= low) & (path <= high)).all(axis=1)
    if inside.all():
        return
    first = int(np.argmin(inside))
    said = f"leaves this picture at step {first}" if first else "starts outside this picture"
    ax.text(
        0.02, 0.02, said,
        transform=ax.transAxes, color=INK, zorder=6,
        bbox={"facecolor": "white", "alpha": 0.9, "edgecolor": "none"},
    )  # fmt: skip
