"""Lesson 07's widget: lesson 02's stepper, on a formula of your own and run by your own engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from utils.style import BLUE, DARK_GREY, INK, ORANGE, bare_figure
from utils.widgets.engine_runs import Engine, Node, Run, run_engine
from utils.widgets.showing import LiveWidget, image_of, live, png_of, sentence, still, table
from utils.widgets.stepper import BROWN, START
from utils.widgets.turns import Turns

FORMULAS = (
    "tanh(log(1 + z*(2*x/sin(y))))",
    "(x + x) + (x + (x + x))",
    "x*sin(x)",
    "tanh(0.5*x - 2)",
    "(x - y)**2 / z",
)
MAX_COLUMNS, MAX_ROWS = 10, 8
HEAD = ("node", "made by", "value", "local derivatives", "adjoint ∂f/∂node")


@live("A stepper through your engine.")
def engine_stepper(
    Value: Engine, topological_order: Callable[[Any], Any], formula: str = FORMULAS[0]
) -> LiveWidget:
    """Return a widget that walks through a formula on your engine, forward and then backward.

    Next and Back go one node on or back in your order, Reset to the start; the formula and x, y, z
    can be edited. The adjoints are the grads that `backward()` of your last Value leaves. What
    doesn't work yet is said in a sentence. A table says the same as the picture.
    """
    import ipywidgets as widgets

    controls = _controls(widgets, formula)
    said, picture, rows = widgets.HTML(), widgets.HTML(), widgets.HTML()
    step, turns = 0, Turns()

    def now() -> Run:
        numbers = {name: controls[name].value for name in START}
        return run_engine(controls["formula"].value, numbers, Value, topological_order)

    def go(to: int) -> None:
        nonlocal step
        run = now()
        step = max(0, min(to, n_steps(run)))
        text = explain(run, step)
        said.value = sentence(text)
        alt = f"The graph of your Values with its numbers so far, as in the table. {text}"
        picture.value = "" if run.fault else image_of(png_of(_picture(run, step)), alt)
        rows.value = "" if run.fault else _table(run, step)

    def reset() -> None:
        with turns.setting():
            for name, value in {**START, "formula": formula}.items():
                controls[name].value = value
        go(0)

    controls["next"].on_click(turns.answer(lambda: go(step + 1)))
    controls["back"].on_click(turns.answer(lambda: go(step - 1)))
    controls["reset"].on_click(turns.answer(reset))
    for name in (*START, "formula"):
        controls[name].observe(turns.answer(lambda: go(step)), names="value")
    first = now()
    png = still(_picture(first, n_steps(first)) if not first.fault else _empty(first.fault))
    go(0)
    lines = [("formula",), (*START, "back", "next", "reset")]
    boxes = [
        widgets.HBox([controls[k] for k in line], layout={"flex_flow": "row wrap"})
        for line in lines
    ]
    box = widgets.VBox([*boxes, said, picture, rows])
    shown = controls | {"said": said, "picture": picture, "table": rows}
    return LiveWidget(box, shown, png, "A stepper through your engine.")


def _controls(widgets: Any, formula: str) -> dict[str, Any]:
    """Return the inputs and buttons by name."""
    made = {
        "formula": widgets.Combobox(
            value=formula, options=FORMULAS, ensure_option=False, description="f =",
            continuous_update=False, layout={"width": "420px"},
        )
    }  # fmt: skip
    for name, value in START.items():
        made[name] = widgets.FloatText(
            value, step=0.1, description=f"{name} =", layout={"width": "150px"}
        )
    for name in ("back", "next", "reset"):
        made[name] = widgets.Button(description=name.capitalize(), layout={"width": "90px"})
    return made


def n_steps(run: Run) -> int:
    """Return how many steps there are: one for each inner node, then one for each node."""
    return len(run.inner) + len(run.nodes)


def known(run: Run, step: int) -> tuple[set[int], set[int], int]:
    """Return the nodes with a value and with an adjoint after `step` steps, and the last node."""
    inner, leaves = run.inner, [n for n, node in enumerate(run.nodes) if not node.parents]
    back = list(range(len(run.nodes)))[::-1]
    forward, backward = inner[:step], back[: max(0, step - len(inner))]
    last = (backward or forward or [-1])[-1]
    return {*leaves, *forward}, set(backward), last


def explain(run: Run, step: int) -> str:
    """Return a sentence that says what step number `step` computes."""
    if run.fault:
        return run.fault
    if step == 0:
        return "Press Next: first the values go forward, then the adjoints go backward."
    inner, nodes = run.inner, run.nodes
    if step <= len(inner):
        node = nodes[inner[step - 1]]
        made = f"{node.name} = {node.formula} = {node.value:.6g}"
        slopes = _slopes(run, node)
        return _minus(f"Forward {step} of {len(inner)}: {made}, and on record are {slopes}.")
    head = f"Backward {step - len(inner)} of {len(nodes)}"
    number = len(nodes) - (step - len(inner))
    node = nodes[number]
    if number == len(nodes) - 1:
        return f"{head}: ∂f/∂f = 1. The backward pass starts here."
    uses = run.uses(number)
    names = " + ".join(f"∂f/∂{nodes[n].name} · ∂{nodes[n].name}/∂{node.name}" for n, _ in uses)
    sums = " + ".join(f"{nodes[n].adjoint:.6g} · {_bracket(slope)}" for n, slope in uses)
    return _minus(f"{head}: ∂f/∂{node.name} = {names} = {sums} = {node.adjoint:.6g}.")


def _minus(text: str) -> str:
    return text.replace(" -", " −").replace("(-", "(−")


def _bracket(number: float) -> str:
    return f"({number:.6g})" if number < 0 else f"{number:.6g}"


def _slopes(run: Run, node: Node) -> str:
    """Return the local derivatives of a node, each with the parent that it belongs to."""
    pairs = zip(node.parents, node.slopes, strict=True)
    return ", ".join(f"∂{node.name}/∂{run.nodes[p].name} = {slope:.5g}" for p, slope in pairs)


def _table(run: Run, step: int) -> str:
    """Return the numbers known after `step` steps as an HTML table, the last node marked."""
    values, adjoints, last = known(run, step)
    cells = [
        [
            node.name,
            node.formula,
            f"{node.value:.6g}" if n in values else "",
            _slopes(run, node) if n in values else "",
            f"{node.adjoint:.6g}" if n in adjoints else "",
        ]
        for n, node in enumerate(run.nodes)
    ]
    return table(HEAD, cells, "Numbers so far, in your topological order", last)


def _empty(text: str) -> Any:
    """Return a figure that holds a sentence and nothing else."""
    figure = bare_figure((10.0, 2.0))
    figure.text(0.5, 0.6, text, ha="center", va="center", fontsize=12, color=INK, wrap=True)
    return figure


def places(run: Run) -> dict[int, tuple[float, float]]:
    """Return a column and a row for each node: parents to the left of what they go into."""
    column: dict[int, float] = {}
    for n, node in enumerate(run.nodes):
        column[n] = 1 + max((column[p] for p in node.parents), default=-1)
    row: dict[int, float] = {}
    for n, node in enumerate(run.nodes):
        if node.parents:
            row[n] = sum(row[p] for p in node.parents) / len(node.parents)
        else:
            uses = [k for k, _ in run.uses(n)]
            column[n] = min((column[k] for k in uses), default=1) - 1
            row[n] = float(sum(not run.nodes[k].parents for k in range(n)))
    for each in set(column.values()):
        _spread([n for n in column if column[n] == each], row)
    return {n: (column[n], row[n]) for n in column}


def _spread(nodes: list[int], row: dict[int, float]) -> None:
    """Move the nodes of one column apart, at least one row from one to the next."""
    ordered = sorted(nodes, key=lambda n: row[n])
    for above, below in zip(ordered, ordered[1:], strict=False):
        row[below] = max(row[below], row[above] + 1)


def _picture(run: Run, step: int) -> Any:
    """Return a figure of the graph with the numbers known after `step` steps."""
    where = places(run)
    columns = 1 + max(x for x, _ in where.values())
    low, high = min(y for _, y in where.values()), max(y for _, y in where.values())
    if columns > MAX_COLUMNS or high - low + 1 > MAX_ROWS:
        return _empty("This graph is too large for a picture. The table below has all of it.")
    values, adjoints, last = known(run, step)
    figure = bare_figure((10.0, 0.95 * (high - low + 1) + 0.9))
    ax = figure.add_subplot()
    for n, node in enumerate(run.nodes):
        for parent in dict.fromkeys(node.parents):
            _draw_edge(ax, where[parent], where[n], node.parents.count(parent))
    for n, node in enumerate(run.nodes):
        numbers = (node.value if n in values else None, node.adjoint if n in adjoints else None)
        _draw_node(ax, where[n], node, numbers, n == last)
    ax.set(xlim=(-0.5, max(columns, 5) - 0.5), ylim=(high + 1.2, low - 0.5))
    ax.axis("off")
    left = -0.42
    for x, text, colour, style in (
        (left, "bold: value, going forward", BLUE, "normal"),
        (
            left + max(columns, 5) * 0.42,
            "italic: adjoint ∂f/∂node, going backward",
            BROWN,
            "italic",
        ),
    ):
        ax.text(x, high + 1.05, text, fontsize=11, color=colour, style=style)
    return figure


def _draw_node(
    ax: Axes,
    place: tuple[float, float],
    node: Node,
    numbers: tuple[float | None, float | None],
    current: bool,
) -> None:
    """Draw one box: name and formula, then value and adjoint as far as they are known."""
    (x, y), leaf = place, not node.parents
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.4, y - 0.38), 0.8, 0.76,
            boxstyle="round,pad=0,rounding_size=0.2" if leaf else "square,pad=0",
            facecolor="#FFF1E3" if leaf else "#E8F1F7", edgecolor=ORANGE if leaf else BLUE,
            linewidth=4.0 if current else 1.2, zorder=3,
        )
    )  # fmt: skip
    name = node.name if leaf else f"{node.name} = {node.formula}"
    middle: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
    ax.text(x, y - 0.21, name[:16], fontsize=9.5, color=INK, **middle)
    value, adjoint = numbers
    if value is not None:
        ax.text(x, y + 0.02, f"{value:.5g}", fontsize=11, color=BLUE, fontweight="bold", **middle)
    if adjoint is not None:
        ax.text(x, y + 0.25, f"{adjoint:.5g}", fontsize=11, color=BROWN, style="italic", **middle)


def _draw_edge(ax: Axes, start: tuple[float, float], end: tuple[float, float], times: int) -> None:
    """Draw an arrow between two boxes, and how often the node goes in if that is not once.

    One over several columns is bent, so that it passes below the boxes between its ends.
    """
    (x0, y0), (x1, y1) = start, end
    bend = 0.0 if x1 - x0 <= 1 else 0.6 if y0 == y1 else 0.35
    ax.annotate(
        "", (x1 - 0.41, y1), (x0 + 0.4, y0), zorder=2,
        arrowprops={"arrowstyle": "-|>", "color": DARK_GREY, "linewidth": 1.3, "shrinkA": 0,
                    "connectionstyle": f"arc3,rad={bend}"},
    )  # fmt: skip
    if times > 1:
        ax.text((x0 + x1) / 2, (y0 + y1) / 2 - 0.12, f"× {times}", ha="center", fontsize=10,
                color=INK, zorder=5)  # fmt: skip
