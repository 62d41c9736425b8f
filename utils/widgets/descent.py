"""Lesson 01's widget, the descent playground: gradient descent from a start you choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from utils.arrays import FloatArray, evaluate
from utils.plotting.fields import check_trajectory, plot_descent
from utils.style import BLUE, bare_figure, course_style, label
from utils.widgets.showing import LiveWidget, NoWidget, camera, image_of, live, sentence, still
from utils.widgets.turns import Turns

START = {"x": 1.6, "y": -0.8, "learning rate": 0.1, "momentum": 0.0, "steps": 60}
"""Where task 1 of the lesson begins: the first of its two walkers."""
LIMITS = (-3.0, 3.0)
LOST = 1e4
"""A point this far out has diverged: the picture is 6 wide."""


def ring(x: Any, y: Any) -> Any:
    """Return z = sin(x² + y²), the function of lesson 01, element by element."""
    return np.sin(x**2 + y**2)


def ring_slopes() -> Callable[..., Any]:
    """Return the function of (x, y) that gives both partial derivatives of `ring`.

    It has no name of its own here: that would be an exercise's answer, ready to be imported.
    """

    def slopes(x: Any, y: Any) -> tuple[Any, Any]:
        common = 2 * np.cos(x**2 + y**2)
        return x * common, y * common

    return slopes


def descend(
    grad_fun: Callable[..., Any], start: tuple[float, float], lr: float, momentum: float, steps: int
) -> FloatArray:
    """Return the points of gradient descent with momentum, shape (n + 1, 2) with n <= steps.

    v ← μ·v + ∇f(w), w ← w − η·v, with v = 0 at the start, as `torch.optim.SGD` does it. It ends
    early at the first point that is infinite, NaN or farther out than 10⁴.
    """
    point, velocity = np.array(start, float), np.zeros(2)
    path = [point]
    for _ in range(steps):
        dz_dx, dz_dy = evaluate(grad_fun, *point[:, None])
        gradient = float(np.squeeze(dz_dx)), float(np.squeeze(dz_dy))
        velocity = momentum * velocity + np.array(gradient)
        point = point - lr * velocity
        path.append(point)
        if not (np.abs(point) < LOST).all():
            break
    return np.stack(path)


def verdict(path: FloatArray, losses: FloatArray) -> str:
    """Return a sentence that says how a descent went: diverged, left, jumped, settled, goes on.

    `path` has shape (n + 1, 2), and `losses` has the n + 1 values of the function along it.
    """
    last, n = path[-1], len(path) - 1
    if not (np.abs(last) < LOST).all() or not np.isfinite(losses[-1]):
        return f"Diverged: step {n} is beyond all bounds. Take a smaller learning rate."
    outside = (np.abs(path) > LIMITS[1]).any(axis=1)
    if outside.any():
        return f"Step {np.argmax(outside)} leaves the picture. Take a smaller learning rate."
    late = losses[len(losses) * 2 // 3 :]
    moved = np.abs(np.diff(path[-4:], axis=0)).max(initial=0.0)
    where = f"({last[0]:.3f}, {last[1]:.3f}), loss {losses[-1]:.4f}"
    if n and moved < 1e-3:
        return f"Settled at {where}."
    if n > 2 and (np.diff(late) > 1e-3).any():
        return f"Not settled: the loss goes up and down, the steps overshoot. Now at {where}."
    return f"On its way after {n} steps: {where}. More steps would go on."


@live("Gradient descent.")
def descent_playground(
    fun: Callable[..., Any] = ring, grad_fun: Callable[..., Any] | None = None
) -> LiveWidget | NoWidget:
    """Return a widget that draws gradient descent on `fun` from a start point you choose.

    Sliders set start, learning rate, momentum and steps; the path is drawn on the contours and
    the loss beside it, and a sentence says in words what happened. `fun(x, y)` and `grad_fun(x,
    y)`, the latter returning (dz/dx, dz/dy), take arrays; by default they are z = sin(x² + y²)
    and its gradient. Functions that fail at the start give a sentence that says why.
    """
    import ipywidgets as widgets

    controls = _controls(widgets)
    try:
        figure, moving, redraw = _scene(fun, grad_fun or ring_slopes())
        redraw(**START)
    except Exception as fault:  # the functions may be the reader's own, with any error in them
        return NoWidget(_failed(fault))
    png = still(figure)
    shoot = camera(figure, moving)
    picture, said, turns = widgets.HTML(), widgets.HTML(), Turns()

    def update() -> None:
        try:
            text = redraw(**{name: controls[name].value for name in START})
        except Exception as fault:
            said.value = sentence(_failed(fault))
            return
        said.value = sentence(text)
        picture.value = image_of(shoot(), f"Contours with the path of the descent. {text}")

    def reset() -> None:
        with turns.setting():
            for name, value in START.items():
                controls[name].value = value
        update()

    for name in START:
        controls[name].observe(turns.answer(update), names="value")
    controls["reset"].on_click(turns.answer(reset))
    update()
    rows = [[controls[k] for k in row] for row in (("x", "y"), ("learning rate", "momentum"))]
    last = [controls["steps"], controls["reset"]]
    box = widgets.VBox([*(widgets.HBox(row) for row in (*rows, last)), said, picture])
    return LiveWidget(box, controls | {"said": said, "picture": picture}, png, "Gradient descent.")


def _failed(fault: Exception) -> str:
    """Return a sentence about an error in the function or its gradient."""
    return f"Nothing to draw: {fault} ({type(fault).__name__})."


def _controls(widgets: Any) -> dict[str, Any]:
    """Return the sliders, named as in START, and the Reset button."""

    def slider(name: str, low: float, high: float, step: float) -> Any:
        return widgets.FloatSlider(START[name], min=low, max=high, step=step, description=name)

    made = {
        "x": slider("x", *LIMITS, 0.05),
        "y": slider("y", *LIMITS, 0.05),
        "learning rate": widgets.FloatLogSlider(
            START["learning rate"], min=-3, max=0.5, step=0.05, description="learning rate"
        ),
        "momentum": slider("momentum", 0.0, 0.99, 0.01),
        "steps": widgets.IntSlider(START["steps"], min=0, max=200, description="steps"),
        "reset": widgets.Button(description="Reset"),
    }
    for control in made.values():
        control.style.description_width = "90px"
    return made


def _scene(
    fun: Callable[..., Any], grad_fun: Callable[..., Any]
) -> tuple[Figure, list[Artist], Callable[..., str]]:
    """Return a figure with contours and a loss curve, its moving parts, and what redraws them."""
    figure = bare_figure((10.0, 4.5))
    with course_style():
        flat, curve = figure.subplots(1, 2, width_ratios=(1.15, 1))
        plot_descent(fun, np.zeros((1, 2)), ax=flat, title="the path")
        (drop,) = curve.plot([0], [0], "-o", color=BLUE, markersize=3)
        label(curve, "step", "loss z", "the loss")
    steps, start, end = flat.lines

    def redraw(x: float, y: float, **settings: float) -> str:
        lr, momentum = settings["learning rate"], settings["momentum"]
        path = check_trajectory(descend(grad_fun, (x, y), lr, momentum, int(settings["steps"])))
        losses = np.asarray(evaluate(fun, path[:, 0], path[:, 1]), float)
        for artist, points in ((steps, path), (start, path[:1]), (end, path[-1:])):
            artist.set_data(points[:, 0], points[:, 1])
        drop.set_data(np.arange(len(losses)), losses)
        curve.relim()
        curve.autoscale()
        return verdict(path, losses)

    return figure, [steps, start, end, curve], redraw
