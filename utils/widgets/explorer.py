"""Lesson 04's widget, the function explorer: a formula of x with f, f′ and f″ by autograd."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from math import isfinite
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure

from utils.arrays import FloatArray
from utils.formulas import FormulaError, TensorFunction, tensor_function
from utils.style import BLUE, DARK_GREY, INK, ORANGE, bare_figure, course_style, label
from utils.widgets.showing import LiveWidget, image_of, live, png_of, sentence, still
from utils.widgets.turns import Turns

EXAMPLES = (
    "x**3 + 2*x**2 + 3*x + 1",
    "x**2 + 2*x + 3",
    "sin(x)",
    "exp(-x**2)",
    "tanh(3*x)",
    "sin(x)/x",
    "abs(x)",
    "relu(x)",
    "sqrt(x)",
)
FIRST = EXAMPLES[0]
START: dict[str, Any] = {"formula": FIRST, "from": -2.0, "to": 1.0, "place": 300}
N_PLACES = 401
FARTHEST, HIGHEST = 1e6, 1e9
"""x beyond the first isn't taken, and what is beyond the second isn't drawn."""
NAMES = ("f", "f′", "f″")


def three_curves(f: TensorFunction, x: FloatArray) -> FloatArray:
    """Return f, f′ and f″ at the n places x by `torch.autograd.grad`, shape (3, n).

    Where one of them has no value, or none that a float64 can hold, there is NaN.
    """
    with torch.enable_grad():
        place = torch.from_numpy(x).to(torch.float64).requires_grad_()
        rows = [f(place) + 0 * place]  # the second term gives a constant a graph, too
        for _ in NAMES[1:]:
            slope = torch.autograd.grad(rows[-1].sum(), place, create_graph=True)[0]
            rows.append(slope + 0 * place)
    found = torch.stack(rows).detach().numpy()
    return np.where(np.isfinite(found), found, np.nan)


def check_range(low: float, high: float) -> None:
    """Raise FormulaError with a sentence that says why x can't go from `low` to `high`."""
    if not all(isfinite(v) and abs(v) <= FARTHEST for v in (low, high)):
        raise FormulaError("x has to stay between minus and plus a million: change from and to.")
    if high - low < 1e-6:
        raise FormulaError(f"x can't go from {low:g} to {high:g}: the larger number comes second.")


def described(x: float, values: FloatArray) -> str:
    """Return a sentence with f, f′ and f″ at x, and what the slope and the bend say."""
    if not np.isfinite(values[0]):
        return f"At x = {x:.4g} f has no value."
    numbers = ", ".join(
        f"{name} = {value:.5g}" if np.isfinite(value) else f"{name} has no value"
        for name, value in zip(NAMES, values, strict=True)
    )
    said = [f"At x = {x:.4g}: {numbers}."]
    if np.isfinite(values[1:]).all():
        climbs = _word(values[1], "f climbs", "f falls", "f is level")
        bends = _word(values[2], "bends up", "bends down", "doesn't bend")
        said.append(f"{climbs} and {bends}.")
    return " ".join(said).replace("-", "−")


def _word(value: float, above: str, below: str, zero: str) -> str:
    return zero if abs(value) < 1e-9 else above if value > 0 else below


@live("Function explorer.")
def function_explorer(formula: str = FIRST) -> LiveWidget:
    """Return a widget that draws a formula of x with its first and second derivative by autograd.

    The formula, the range of x and a place to look at can be changed; the tangent at that place is
    drawn, and a sentence says the three numbers there. A formula that can't be read gets a sentence
    that says why; `formula` is the first one, such as "sin(x)".
    """
    import ipywidgets as widgets

    formula = str(formula or "")
    controls = _controls(widgets, formula)
    figure, redraw = _scene()
    said, picture = widgets.HTML(), widgets.HTML()
    turns = Turns()

    def draw() -> str:
        low, high = controls["from"].value, controls["to"].value
        check_range(low, high)
        x, text = np.linspace(low, high, N_PLACES), controls["formula"].value
        curves = three_curves(tensor_function(text), x)
        if np.isnan(curves[0]).all():
            raise FormulaError(f"{text} has no value anywhere in this range of x. Change one.")
        place = controls["place"].value
        redraw(text, x, curves, place)
        return described(x[place], curves[:, place]) + _left_out(curves)

    def update() -> None:
        try:
            text = draw()
        except FormulaError as fault:
            said.value = sentence(f"Nothing new to draw. {fault}")
            return
        said.value = sentence(text)
        picture.value = image_of(png_of(figure), f"f, f′ and f″ over x. {text}")

    def take() -> None:
        if controls["examples"].value is not None:
            controls["formula"].value = controls["examples"].value
            controls["examples"].value = None  # so that the same one can be taken again

    def reset() -> None:
        with turns.setting():
            for name, value in (START | {"formula": formula}).items():
                controls[name].value = value
        update()

    with suppress(FormulaError):
        draw()
    png = still(figure)
    for name in START:
        controls[name].observe(turns.answer(update), names="value")
    controls["examples"].observe(turns.answer(take), names="value")
    controls["reset"].on_click(turns.answer(reset))
    update()
    rows = (("formula", "examples"), ("from", "to", "reset"), ("place",))
    lines = [widgets.HBox([controls[name] for name in row]) for row in rows]
    box = widgets.VBox([*lines, said, picture])
    return LiveWidget(box, controls | {"said": said, "picture": picture}, png, "Function explorer.")


def _left_out(curves: FloatArray) -> str:
    """Return a sentence that says how much of a curve can't be drawn, or nothing."""
    missing = int(np.isnan(curves[0]).sum())
    if missing:
        return f" At {missing} of {N_PLACES} places f has no value."
    return " What is beyond a billion is not drawn." if (np.abs(curves) > HIGHEST).any() else ""


def _controls(widgets: Any, formula: str) -> dict[str, Any]:
    """Return the inputs, named as in START, the examples and the Reset button."""
    narrow = {"width": "170px"}
    made = {
        "formula": widgets.Text(
            formula, description="f(x) =", continuous_update=False, layout={"width": "340px"}
        ),
        "examples": widgets.Dropdown(options=EXAMPLES, value=None, description="or take"),
        "from": widgets.FloatText(START["from"], step=0.5, description="x from", layout=narrow),
        "to": widgets.FloatText(START["to"], step=0.5, description="to", layout=narrow),
        "place": widgets.IntSlider(
            START["place"], min=0, max=N_PLACES - 1, step=4, description="walk along x",
            readout=False, layout={"width": "510px"},
        ),
        "reset": widgets.Button(description="Reset", layout={"width": "90px"}),
    }  # fmt: skip
    made["place"].style.description_width = "90px"
    return made


def _scene() -> tuple[Figure, Callable[[str, FloatArray, FloatArray, int], None]]:
    """Return a figure with three panels, and what draws the curves and the place into it."""
    figure = bare_figure((7.2, 6.0))
    with course_style():
        panels = figure.subplots(3, 1, sharex=True)
        parts = []
        for ax, name, colour in zip(panels, NAMES, (BLUE, ORANGE, DARK_GREY), strict=True):
            (curve,) = ax.plot([], [], color=colour)
            ax.axhline(0, color=DARK_GREY, linewidth=0.8)
            mark = ax.axvline(0, color=DARK_GREY, linewidth=1.0, linestyle=":")
            (dot,) = ax.plot([], [], "o", color=INK, markersize=6)
            label(ax, "x" if name == NAMES[-1] else "", f"{name}(x)")
            ax.yaxis.set_label_coords(-0.12, 0.5)  # room for longer numbers than the first ones
            parts.append((ax, curve, mark, dot))
        (tangent,) = panels[0].plot([], [], "--", color=INK, linewidth=1.4, label="tangent")
        panels[0].legend(loc="upper left", handlelength=2.5)

    def redraw(formula: str, x: FloatArray, curves: FloatArray, place: int) -> None:
        drawn = np.where(np.abs(curves) <= HIGHEST, curves, np.nan)
        for (ax, curve, mark, dot), values in zip(parts, drawn, strict=True):
            low, high = _limits(values)
            jumps = np.abs(np.diff(values, prepend=values[:1])) > 0.5 * (high - low)
            curve.set_data(x, np.where(jumps, np.nan, values))
            mark.set_xdata([x[place]])
            dot.set_data(x[place : place + 1], values[place : place + 1])
            ax.set_ylim(low, high)
        ends = x[[0, -1]] if np.isfinite(drawn[:2, place]).all() else x[:0]
        tangent.set_data(ends, drawn[0, place] + drawn[1, place] * (ends - x[place]))
        panels[0].set(xlim=(x[0], x[-1]), title=f"f(x) = {formula}"[:70].replace("$", ""))

    return figure, redraw


def _limits(values: FloatArray) -> tuple[float, float]:
    """Return the range in which most of the values lie, with room, so that a pole doesn't rule."""
    known = values[np.isfinite(values)]
    if not known.any():
        return -1.0, 1.0
    low, high = np.quantile(known, (0.02, 0.98))
    spread = high - low
    if known.max() - known.min() < 4 * spread:
        low, high = known.min(), known.max()
    room = max(0.12 * (high - low), 0.1 * max(abs(low), abs(high)), 1e-9)
    return float(min(low, 0.0) - room), float(max(high, 0.0) + room)
