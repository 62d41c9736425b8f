"""Lesson 02's widget, the graph stepper: f = tanh(ln(1 + z·2x/sin y)), one node at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, isfinite, log, sin, tanh
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from utils.style import BLUE, DARK_GREY, INK, ORANGE, bare_figure
from utils.widgets.showing import LiveWidget, camera, image_of, live, sentence, still, table
from utils.widgets.turns import Turns

Values = Mapping[str, float]
BROWN = "#A34A00"
START = {"x": 0.8, "y": 1.1, "z": 0.5}
PLACES = {
    "x": (0, 2), "y": (0, 0), "a": (1, 2), "b": (1, 0), "c": (2, 1), "z": (2, 2), "d": (3, 1.5),
    "e": (4, 1.5), "f": (5, 1.5),
}  # fmt: skip
FORWARD: dict[str, tuple[str, str, Callable[[Values], float]]] = {
    "a": ("2x", "2 · {x}", lambda v: 2 * v["x"]),
    "b": ("sin y", "sin {y}", lambda v: sin(v["y"])),
    "c": ("a/b", "{a} / {b}", lambda v: v["a"] / v["b"]),
    "d": ("z·c", "{z} · {c}", lambda v: v["z"] * v["c"]),
    "e": ("ln(d+1)", "ln({d} + 1)", lambda v: log(v["d"] + 1)),
    "f": ("tanh e", "tanh {e}", lambda v: tanh(v["e"])),
}
"""Node: its formula, the formula with room for the numbers, and how to compute it."""
BACKWARD: dict[str, tuple[str, str, Callable[[Values], float]]] = {
    "e": ("f", "1 − f²", lambda v: 1 - v["f"] ** 2),
    "d": ("e", "1/(d+1)", lambda v: 1 / (v["d"] + 1)),
    "c": ("d", "z", lambda v: v["z"]),
    "z": ("d", "c", lambda v: v["c"]),
    "b": ("c", "−a/b²", lambda v: -v["a"] / v["b"] ** 2),
    "a": ("c", "1/b", lambda v: 1 / v["b"]),
    "y": ("b", "cos y", lambda v: cos(v["y"])),
    "x": ("a", "2", lambda v: 2.0),
}
"""Node: the node it feeds, the local derivative of that one to it, and how to compute it."""
LABELS = {
    "x": (0.49, 2.12, "center"), "a": (1.44, 1.4, "right"), "b": (1.56, 0.3, "left"),
    "c": (2.54, 0.98, "left"), "z": (2.52, 2.02, "left"),
}  # fmt: skip
"""Where local derivatives stand; those that aren't listed stand above their level edges."""
STEPS = (*(("value", node) for node in FORWARD), *(("adjoint", node) for node in ("f", *BACKWARD)))


@dataclass(frozen=True)
class Passes:
    """What both passes through the graph give: each node's value, adjoint and local factor.

    `adjoints[n]` is ∂f/∂n, `local[n]` the derivative to n of the one node that n feeds. Where a
    value can't be computed, `fault` says why, and the three hold what was known before.
    """

    values: dict[str, float]
    adjoints: dict[str, float]
    local: dict[str, float]
    fault: str = ""


def both_passes(x: float, y: float, z: float) -> Passes:
    """Return all values, then all adjoints, of f = tanh(ln(1 + z·2x/sin y)) at (x, y, z)."""
    values = {"x": x, "y": y, "z": z}
    for node, (_, _, compute) in FORWARD.items():
        if fault := _fault(node, values):
            return Passes(values, {}, {}, fault)
        values[node] = compute(values)
    local = {node: slope(values) for node, (_, _, slope) in BACKWARD.items()}
    adjoints = {"f": 1.0}
    for node, (fed, _, _) in BACKWARD.items():
        adjoints[node] = adjoints[fed] * local[node]
    return Passes(values, adjoints, local)


def _fault(node: str, values: Values) -> str:
    """Return a sentence that says why `node` can't be computed from `values`, or nothing."""
    if not all(isfinite(v) and abs(v) < 1e6 for v in values.values()):
        return "x, y and z have to be numbers between minus and plus a million. Change them."
    if node == "c" and abs(values["b"]) < 1e-9:
        return f"sin y is 0 at y = {values['y']:.6g}, and c = a/b divides by it. Change y."
    if node == "e" and values["d"] <= -1:
        return f"d is {values['d']:.6g}, and e = ln(d+1) needs d > −1. Change x, y or z."
    return ""


def explain(passes: Passes, step: int) -> str:
    """Return a sentence that says what step number `step` computes, from 0 (nothing) to 15."""
    if passes.fault:
        return passes.fault
    if step == 0:
        return "Press Next: first the values go forward, then the adjoints go backward."
    kind, node = STEPS[step - 1]
    if kind == "value":
        formula, pattern, _ = FORWARD[node]
        numbers = pattern.format(**{k: f"{v:.6g}" for k, v in passes.values.items()})
        return f"Forward {step} of 6: {node} = {formula} = {numbers} = {passes.values[node]:.6g}."
    count = f"Backward {step - 6} of 9"
    if node == "f":
        return f"{count}: ∂f/∂f = 1. The backward pass starts here."
    fed, slope, _ = BACKWARD[node]
    factor = f"({slope})" if len(slope) > 1 and slope != "cos y" else slope
    chain = f"∂f/∂{fed} · ∂{fed}/∂{node} = ∂f/∂{fed} · {factor}"
    if fed == "f":
        chain = f"1 · {factor}"
    numbers = f"{passes.adjoints[fed]:.6g} · {passes.local[node]:.6g} = {passes.adjoints[node]:.6g}"
    return f"{count}: ∂f/∂{node} = {chain} = {numbers}."


@live("A graph stepper.")
def graph_stepper() -> LiveWidget:
    """Return a widget that walks through f = tanh(ln(1 + z·2x/sin y)) forward, then backward.

    Next and Back go one node on or back, Reset to the start; x, y and z can be edited. A sentence
    says what the step computes, and a table says the same as the picture.
    """
    import ipywidgets as widgets

    inputs = {
        k: widgets.FloatText(v, step=0.1, description=f"{k} =", layout={"width": "150px"})
        for k, v in START.items()
    }
    buttons = {
        k: widgets.Button(description=k.capitalize(), layout={"width": "90px"})
        for k in ("back", "next", "reset")
    }
    said, picture, rows = widgets.HTML(), widgets.HTML(), widgets.HTML()
    step, turns = 0, Turns()
    figure, moving, redraw = _scene()
    redraw(both_passes(**START), len(STEPS))
    png = still(figure)
    shoot = camera(figure, moving)

    def go(to: int) -> None:
        nonlocal step
        step = max(0, min(to, len(STEPS)))
        passes = both_passes(*(inputs[k].value for k in START))
        text = explain(passes, step)
        said.value = sentence(text)
        alt = f"The graph of f with its numbers so far, as in the table. {text}"
        redraw(passes, step)
        picture.value = image_of(shoot(), alt)
        rows.value = _table(passes, step)

    def reset() -> None:
        with turns.setting():
            for name, value in START.items():
                inputs[name].value = value
        go(0)

    buttons["next"].on_click(turns.answer(lambda: go(step + 1)))
    buttons["back"].on_click(turns.answer(lambda: go(step - 1)))
    buttons["reset"].on_click(turns.answer(reset))
    for box in inputs.values():
        box.observe(turns.answer(lambda: go(step)), names="value")
    go(0)
    top = widgets.HBox([*inputs.values(), *buttons.values()], layout={"flex_flow": "row wrap"})
    controls = {**inputs, **buttons, "said": said, "picture": picture, "table": rows}
    return LiveWidget(widgets.VBox([top, said, picture, rows]), controls, png, "A graph stepper.")


def _known(passes: Passes, step: int) -> tuple[dict[str, float], dict[str, float], str]:
    """Return the values and adjoints known after `step` steps, and the node that came last."""
    done = () if passes.fault else STEPS[:step]
    values = {k: passes.values[k] for k in START}
    values |= {node: passes.values[node] for kind, node in done if kind == "value"}
    adjoints = {node: passes.adjoints[node] for kind, node in done if kind == "adjoint"}
    return values, adjoints, done[-1][1] if done else ""


def _table(passes: Passes, step: int) -> str:
    """Return the numbers known after `step` steps as an HTML table, the last node marked."""
    values, adjoints, last = _known(passes, step)
    nodes = [*START, *FORWARD]
    cells = [
        [
            node,
            FORWARD[node][0] if node in FORWARD else "input",
            f"{values[node]:.6g}" if node in values else "",
            f"{adjoints[node]:.6g}" if node in adjoints else "",
        ]
        for node in nodes
    ]
    mark = nodes.index(last) if last else -1
    return table(("node", "formula", "value", "adjoint ∂f/∂node"), cells, "Numbers so far", mark)


def _scene() -> tuple[Figure, list[Artist], Callable[[Passes, int], None]]:
    """Return a figure of the graph, its moving parts, and what writes a step's numbers into it."""
    figure = bare_figure((10.0, 4.0))
    ax = figure.add_subplot()
    factors = {node: _draw_edge(ax, node, fed) for node, (fed, _, _) in BACKWARD.items()}
    boxes = {node: _draw_box(ax, node) for node in PLACES}
    names = [_draw_text(ax, node, 0.2, _name(node), fontsize=11, color=INK) for node in PLACES]
    blue: dict[str, Any] = {"fontsize": 12, "fontweight": "bold", "color": BLUE}
    brown = blue | {"style": "italic", "color": BROWN}
    value_texts = {node: _draw_text(ax, node, -0.02, **blue) for node in PLACES}
    adjoint_texts = {node: _draw_text(ax, node, -0.24, **brown) for node in PLACES}
    ax.set(xlim=(-0.45, 5.45), ylim=(-0.55, 2.55))
    ax.axis("off")
    ax.text(3.0, 0.3, "upright: value, going forward", fontsize=11, color=BLUE)
    ax.text(3.0, 0.0, "italic: adjoint ∂f/∂node, going backward", fontsize=11, color=BROWN,
            style="italic")  # fmt: skip
    ax.text(3.0, -0.3, "beside an arrow: its local derivative", fontsize=11, color=INK)

    def redraw(passes: Passes, step: int) -> None:
        values, adjoints, last = _known(passes, step)
        for node, (_, slope, _) in BACKWARD.items():
            factor = slope if slope == "2" else f"{slope} = {passes.local.get(node, 0):.4g}"
            factors[node].set_text(factor if node in adjoints else "")
        for node in PLACES:
            boxes[node].set_linewidth(4.0 if node == last else 1.2)
            value_texts[node].set_text(f"{values[node]:.5g}" if node in values else "")
            adjoint_texts[node].set_text(f"{adjoints[node]:.5g}" if node in adjoints else "")

    texts = [*names, *value_texts.values(), *adjoint_texts.values(), *factors.values()]
    return figure, [*boxes.values(), *texts], redraw


def _name(node: str) -> str:
    """Return what stands at the top of a node's box: its name and formula."""
    return f"{node} = {FORWARD[node][0]}" if node in FORWARD else node


def _draw_box(ax: Axes, node: str) -> FancyBboxPatch:
    """Draw a node's box, round for an input."""
    x, y = PLACES[node]
    leaf = node in START
    box = FancyBboxPatch(
        (x - 0.34, y - 0.36), 0.68, 0.72,
        boxstyle="round,pad=0,rounding_size=0.2" if leaf else "square,pad=0",
        facecolor="#FFF1E3" if leaf else "#E8F1F7", edgecolor=ORANGE if leaf else BLUE, zorder=3,
    )  # fmt: skip
    ax.add_patch(box)
    return box


def _draw_text(ax: Axes, node: str, above: float, text: str = "", **looks: Any) -> Text:
    """Draw a line of a node's box, so much above its middle."""
    x, y = PLACES[node]
    return ax.text(x, y + above, text, ha="center", va="center", zorder=4, **looks)


def _draw_edge(ax: Axes, start: str, end: str) -> Text:
    """Draw an arrow from `start` to `end`; return the text beside it, still empty."""
    (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
    ax.annotate(
        "", (x1 - 0.35, y1), (x0 + 0.35, y0),
        arrowprops={"arrowstyle": "-|>", "color": DARK_GREY, "linewidth": 1.3, "shrinkA": 0},
        zorder=2,
    )  # fmt: skip
    x, y, side = LABELS.get(start, ((x0 + x1) / 2, y0 + 0.47, "center"))
    return ax.text(x, y, "", ha=side, va="center", fontsize=10, color=INK, zorder=5)
