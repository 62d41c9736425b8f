"""Lesson 01's widget, the descent playground: a landscape to touch, and its still picture.

Owns which of the two a reader gets. The mathematics is in `landscapes.py`, what is seen and touched
in `landscape.js`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from utils.formulas import FormulaError, TensorFunction
from utils.plotting.fields import plot_descent
from utils.style import BLUE, bare_figure, course_style, label
from utils.widgets.landscapes import LANDSCAPES, OWN, OWN_FORMULA, Walk, descend, height_of, walked
from utils.widgets.showing import LiveWidget, NoWidget, StillWidget, live, still

NAME = "Gradient descent."
WITHOUT = (
    "To drag the walker in this picture, the package anywidget is needed. Install it: run "
    "%pip install anywidget in a cell, restart JupyterLab and run this cell again."
)
ASLEEP = (
    "Nothing answers this picture now. To play with it, run the cells above and this one. If it "
    "stays as it is, restart JupyterLab: it has to load the package anywidget."
)


@live(NAME)
def descent_playground(function: str = "rings") -> LiveWidget | StillWidget | NoWidget:
    """Return a landscape in which you drag the start of gradient descent, by mouse, touch or keys.

    Path, gradient, loss and the border of the learning rate are drawn as you drag, and said in
    words. `function` is the first landscape: "rings", "bowl", "valley", "saddle" or "chaos", or a
    formula of x and y such as "x**2 + 3*y**2"; the widget lets you choose another one. Where
    anywidget is missing it is a picture, with a sentence on what to do.
    """
    try:
        name, formula = _chosen(function)
        png = _picture(name, formula)
    except FormulaError as fault:
        return NoWidget(f"Nothing to draw: {fault}")
    try:
        from utils.widgets.landscape_view import LandscapeView
    except ImportError:
        return StillWidget(png, NAME, WITHOUT)
    import ipywidgets

    view = LandscapeView(name, formula if name == OWN else OWN_FORMULA)
    box = ipywidgets.VBox([view])
    return LiveWidget(box, {"landscape": view}, png, NAME, ASLEEP, ".course-landscape")


def _chosen(function: Any) -> tuple[str, str]:
    """Return the name of the landscape and its formula. Raises FormulaError for anything else."""
    if not isinstance(function, str):
        names = ", ".join(f'"{name}"' for name in LANDSCAPES if name != OWN)
        raise FormulaError(
            f"the function is {function!r}. Expected a name, {names}, or a formula of x and y such "
            f'as "{OWN_FORMULA}".'
        )
    if function in LANDSCAPES:
        return function, LANDSCAPES[function].formula
    return OWN, function


def _picture(name: str, formula: str) -> bytes:
    """Return the landscape as it opens, as PNG: contours with the path, and the loss beside."""
    at = LANDSCAPES[name]
    f = height_of(formula)
    walked(formula, Walk(at.x, at.y, at.rate, 0.0, at.steps))  # what can't be walked is told now
    path = descend(f, (at.x, at.y), at.rate, 0.0, at.steps)
    figure = bare_figure((8.4, 3.9))
    with course_style():
        flat, curve = figure.subplots(1, 2, width_ratios=(1.15, 1))
        limits = (-at.half, at.half)
        plot_descent(
            _on_arrays(f), path[:, :2], limits=limits, ax=flat, title=f"z = {formula}"[:60]
        )
        curve.plot(np.arange(len(path)), path[:, 2], "-o", color=BLUE, markersize=3)
        label(curve, "step", "loss z", "the loss")
    return still(figure)


def _on_arrays(f: TensorFunction) -> Any:
    def fun(x: Any, y: Any) -> Any:
        return f(torch.from_numpy(x), torch.from_numpy(y)).numpy()

    return fun
