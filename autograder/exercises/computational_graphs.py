"""Lesson 02: f = tanh(ln(1 + z · 2x / sin y)) as a graph, forward, backward and checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.drawing.graphs import draw_backward, draw_forward
from autograder.probing.alone import record_alone
from autograder.probing.dictionaries import ENTRY_MESSAGES, entry_key, record_entries
from autograder.probing.formulas import (
    A_FORMULA,
    FORMULA_MESSAGES,
    formula_values,
    outline,
    symbols_explained,
)
from autograder.probing.forward_passes import (
    NODES,
    NONE_WRONG,
    WRONG_FORWARD,
    Point,
    node_values,
    observe_own_forward,
)
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.exercises import Criterion, Exercise
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say

LESSON = "02_computational_graphs"
INPUTS = ("x", "y", "z")
ROUNDED, ALL_DIGITS = "rounded", "all digits"
MAX_CALLS = 40
"""How many calls of a student's function are kept."""
N_MANY = 200
"""Components of which one is off: too many for who tries some of them."""
PARENTS = {"e": "f", "d": "e", "c": "d", "z": "d", "a": "c", "b": "c", "x": "a", "y": "b"}
"""Each node below f, and the one node that it goes into: the edges in backward order."""


def edge_key(name: str) -> str:
    """The key of the local derivative along the edge that ends, going backward, in ``name``."""
    return f"edge {PARENTS[name]} {name}"


def random_points(probe: Probe) -> list[Point]:
    """Three points (x, y, z) with sin y ≠ 0 and d > 0, where no factor is 1 and none vanishes.

    One has cos y < 0, and one negative y and z, so that signs show.
    """
    return [
        (probe.uniform(0.6, 1.4), probe.uniform(0.5, 1.2), probe.uniform(0.3, 0.8)),
        (probe.uniform(0.3, 0.9), probe.uniform(1.9, 2.6), probe.uniform(1.2, 1.8)),
        (probe.uniform(0.6, 1.2), -probe.uniform(0.4, 1.1), -probe.uniform(0.3, 0.8)),
    ]


@observation
def observe_chain_rule(chain_rule: Callable[..., Any], probe: Probe) -> None:
    """The values of the three typed formulas at six points."""
    from sympy import symbols

    asked = [*random_points(probe), *random_points(probe)]
    points = node_values(asked)
    probe.record("points", np.array(asked), say("the points (x, y, z)"))
    label = say("what {call} returns", call="chain_rule(x, y, z)")
    with probe.attempt("triple", label):
        with symbols_explained():
            returned = chain_rule(*symbols("x y z"))
        probe.record("triple", outline(returned), label)
        if not isinstance(returned, tuple) or len(returned) != 3:
            return
        for name, formula in zip(("df_dx", "df_dy", "df_dz"), returned, strict=True):
            label = say("{formula} at six points (x, y, z)", formula=name)
            with probe.attempt(name, label):
                probe.record(name, formula_values(formula, points), label)


@observation
def observe_forward_graph(forward_graph: Callable[..., Any], probe: Probe) -> None:
    """Every node's value at three points, and the dictionaries for arrays."""
    points = random_points(probe)
    first = f"forward_graph({numbers(points[0])})"
    label = say("what {call} returns", call=first)
    probe.record("points", np.array(points), say("the points (x, y, z)"))
    entries = record_entries(probe, forward_graph, points, NODES, label)
    for name, values in entries.items():
        label = say("{node} at three points, the first with {call}", node=name, call=first)
        probe.record(name, values, label)
    if not entries:
        return
    rounded = all(np.array_equal(values, np.round(values, 8)) for values in entries.values())
    label = say("the digits of your numbers")
    probe.record("digits", ROUNDED if rounded else ALL_DIGITS, label)
    low, high = np.array([0.5, 0.4, 0.2]), np.array([1.5, 1.3, 0.9])
    grids = [probe.uniform(a, b, 2, 3) for a, b in zip(low, high, strict=True)]
    single = [grid.reshape(-1)[:4].astype(np.float32) for grid in grids]
    label = say("forward_graph of arrays of shape (2, 3)")
    with probe.attempt("arrays", label):
        probe.record("arrays", _nodes_only(forward_graph(*grids)), label)
    for name, grid in zip(INPUTS, grids, strict=True):
        label = say("{name} after the call, which has to be as before", name=name)
        probe.record(name, grid, label)
    label = say("forward_graph of 4 points in float32")
    with probe.attempt("float32", label):
        probe.record("float32", _nodes_only(forward_graph(*single)), label)
    _record_alone(probe, forward_graph, points[0])


def _record_alone(probe: Probe, function: Callable[..., Any], point: Point) -> None:
    """What x, y and z do, each alone."""
    given = dict(zip(INPUTS, point, strict=True))
    record_alone(probe, function, given, {name: given[name] + 0.15 for name in INPUTS})


def _nodes_only(returned: Any) -> Any:
    """A dictionary without entries that nobody asked for, such as the inputs."""
    if isinstance(returned, dict):
        return {name: returned[name] for name in NODES if name in returned}
    return returned


@observation
def observe_backward_graph(backward_graph: Callable[..., Any], probe: Probe) -> None:
    """Along each edge, the adjoint below as a multiple of the student's own adjoint above.

    That ratio is the local derivative that the student used, so a wrong one shows on its own
    edge and not on all edges after it. Where the adjoint above is missing or zero there is none.
    """
    points = random_points(probe)
    probe.record("points", np.array(points), say("the points (x, y, z)"))
    observe_own_forward(backward_graph, points, probe)
    label = say("what {call} returns", call=f"backward_graph({numbers(points[0])})")
    adjoints = record_entries(probe, backward_graph, points, tuple(PARENTS), label)
    found = {**adjoints, "f": np.ones(len(points))}
    for child, parent in PARENTS.items():
        if child in found:
            label = say("your adjoint of {node}", node=child)
            probe.record(f"adjoint {child}", found[child], label)
        if child in found and parent in found and np.all(found[parent]):
            probe.record(
                edge_key(child), found[child] / found[parent], edge_label(child, points[0])
            )
    _record_alone(probe, backward_graph, points[0])


def graph_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """The graph's inputs and values at the points, for each value and each edge."""
    points = [(float(x), float(y), float(z)) for x, y, z in expected.values["points"].data]
    values = node_values(points)
    keys = (*NODES, *map(edge_key, PARENTS))
    return {key: {name: v for name, v in values.items() if name != key} for key in keys}


def edge_label(child: str, point: Point) -> Sentence:
    """What an edge's ratio is, in words for a card."""
    parent, place = PARENTS[child], numbers(point)
    if parent == "f":
        return say(
            "edge {parent} → {child}: adjoint of {child} / 1, first at ({point})",
            parent=parent,
            child=child,
            point=place,
        )
    return say(
        "edge {parent} → {child}: adjoint of {child} / your adjoint of {parent}, first at "
        "({point})",
        parent=parent,
        child=child,
        point=place,
    )


def waves(w: np.ndarray) -> float:
    """A smooth function of any number of variables, without symmetry."""
    k = np.arange(1, w.size + 1)
    return float(np.sum(np.sin(k * w) + 0.3 * k * w**3) + 0.5 * np.prod(w))


def waves_gradient(w: np.ndarray) -> np.ndarray:
    """The gradient of ``waves``, shape (d,)."""
    k = np.arange(1, w.size + 1)
    others = np.array([np.prod(np.delete(w, i)) for i in range(w.size)])
    return k * np.cos(k * w) + 0.9 * k * w**2 + 0.5 * others


def hill(w: np.ndarray) -> float:
    """Lesson 01's z = sin(x² + y²) at w = (x, y)."""
    return float(np.sin(w[0] ** 2 + w[1] ** 2))


def hill_gradient(w: np.ndarray) -> np.ndarray:
    """The gradient of ``hill``, shape (2,)."""
    return 2 * w * np.cos(w @ w)


WRONG_GRADIENTS: dict[Sentence, Callable[[np.ndarray], np.ndarray]] = {
    say("no inner derivative"): lambda w: np.cos(w @ w) * np.ones(2),
    say("components swapped"): lambda w: hill_gradient(w)[::-1],
    say("−sin for cos"): lambda w: -2 * w * np.sin(w @ w),
    say("no factor 2"): lambda w: w * np.cos(w @ w),
    say("own square only"): lambda w: 2 * w * np.cos(w**2),
}
"""Five mistakes of lesson 01, as gradients that a check has to reject."""


@observation
def observe_gradient_check(gradient_check: Callable[..., Any], probe: Probe) -> None:
    """The error that is found for right gradients, at large and small steps, and for wrong ones."""
    for d, h, largest in ((2, 0.2, 0), (3, 0.1, 1), (1, 0.3, 0)):
        point = _with_largest_error(probe, d, largest)
        label = say("gradient_check of a right gradient, x of shape ({d},), h = {h}", d=d, h=h)
        f, df = Watched(waves, point, "f"), Watched(waves_gradient, point, "df")
        probe.record(f"point{d}", np.array([*point, h]), say("x and h"))
        probe.call(f"right{d}", gradient_check, f.call, df.call, point, h, label=label)
        for name, watched in (("f", f), ("df", df)):
            where = say("where {name} is called, from x", name=name)
            probe.record(f"moves of {name} {d}", watched.moves(), where)
            what = say("what {name} is called with", name=name)
            probe.record(f"given to {name} {d}", watched.odd, what)
    x = probe.uniform(0.3, 0.5), probe.uniform(0.7, 0.9)
    probe.record("point_wrong", np.array(x), "x")
    for number, (name, wrong) in enumerate(WRONG_GRADIENTS.items()):
        label = say(
            "gradient_check of a wrong gradient of z ({mistake}) at ({point}), h = 1e-05",
            mistake=name,
            point=numbers(x),
        )
        probe.call(f"wrong{number}", gradient_check, hill, wrong, np.array(x), 1e-5, label=label)
    kept = probe.uniform(0.4, 1.3, 4)
    probe.record("point_third", kept.copy(), "x")
    label = say("gradient_check where only the third of four components is off")
    probe.call("third", gradient_check, waves, third_off, kept, 0.05, label=label)
    probe.record("x", kept, say("x after the call, which must be as it was before"))
    for key in ("one_of_many", "another_of_many"):
        place = int(probe.rng.integers(20, N_MANY))
        label = say("gradient_check where one of {n} components is off", n=N_MANY)
        point = np.asarray(probe.uniform(0.4, 1.3, N_MANY))
        wrong = partial(_one_off, place)
        probe.call(key, gradient_check, sum_of_sines, wrong, point, 0.05, label=label)
    given = {"f": waves, "df": third_off, "x": np.array([0.5, 0.9, 0.7]), "h": 0.05}
    others = {"f": cubes, "df": waves_gradient, "x": np.array([1.2, 0.3, 0.4]), "h": 0.4}
    record_alone(probe, gradient_check, given, others)


def cubes(w: np.ndarray) -> float:
    """The sum of all cubes."""
    return float(np.sum(w**3))


COMPLEX = "complex"
"""How it is noted that a function was called with complex numbers."""


class Watched:
    """A function of one array, and where it is called.

    ``call`` is what students get. ``odd`` says what it was given where that wasn't an array of real
    numbers of the shape of ``x``.
    """

    def __init__(self, function: Callable[[np.ndarray], Any], x: np.ndarray, name: str) -> None:
        self.x, self.odd = x.copy(), ""
        self.found: list[np.ndarray] = []

        def call(w: Any) -> Any:
            self._note(w)
            return function(w)

        call.__name__ = call.__qualname__ = name
        self.call = call

    def _note(self, w: Any) -> None:
        if not isinstance(w, np.ndarray) or w.shape != self.x.shape:
            self.odd = self.odd or type(w).__name__
        elif w.dtype.kind == "c":
            self.odd = self.odd or COMPLEX
        elif len(self.found) < MAX_CALLS:
            self.found.append(np.array(w, dtype=float) - self.x)

    def moves(self) -> np.ndarray:
        """How far from x it was called: shape (number of calls, d)."""
        return np.array(self.found).reshape(-1, self.x.size)


def _with_largest_error(probe: Probe, d: int, place: int) -> np.ndarray:
    """A point where central differences of ``waves`` miss most in this component, and upward.

    Their error is h²/6 times the third derivative. So who keeps another component is wrong, and
    who forgets the absolute value is right, whatever the numbers are.
    """
    k = np.arange(1, d + 1)
    while True:
        x = np.asarray(probe.uniform(0.4, 1.3, d))
        errors = 1.8 * k - k**3 * np.cos(k * x)
        if np.all(np.abs(np.delete(errors, place)) < 0.8 * errors[place]):
            return x


def sum_of_sines(w: np.ndarray) -> float:
    """A function of any number of components, each as steep as the others."""
    return float(np.sin(w).sum())


def _one_off(place: int, w: np.ndarray) -> np.ndarray:
    gradient = np.cos(w)
    gradient[place] -= 0.2
    return gradient


def third_off(w: np.ndarray) -> np.ndarray:
    """The gradient of ``waves``, with its third component too small, shape (d,)."""
    return waves_gradient(w) - 0.2 * np.eye(w.size)[2]


def _edge_criterion(child: str, local: str) -> Criterion:
    forward = ("forward",) if child == "e" else ()
    keys = (*forward, entry_key(child), edge_key(child))
    title = say(
        "edge {parent} → {child}: through {local}",
        parent=PARENTS[child],
        child=child,
        local=local,
    )
    return Criterion(title, 0.5, keys)


def _nodes_criterion(one: str, other: str) -> Criterion:
    keys = (entry_key(one), entry_key(other), one, other)
    return Criterion(say("{one} and {other}", one=one, other=other), 0.5, keys)


EXERCISES = (
    Exercise(
        id="forward_graph",
        title="The forward pass",
        lesson=LESSON,
        criteria=(
            _nodes_criterion("a", "b"),
            _nodes_criterion("c", "d"),
            _nodes_criterion("e", "f"),
            Criterion("arrays as well as numbers", 0.5, ("arrays", "float32", "digits", *INPUTS)),
        ),
        observe=observe_forward_graph,
        inputs=graph_inputs,
        phrases=(*ENTRY_MESSAGES, ROUNDED, ALL_DIGITS),
        hints=(
            "One line a node, in the order a, b, c, d, e, f: each uses only what is above it.",
            "Use NumPy's functions (np.sin, np.log, np.tanh): they take numbers and arrays alike. "
            "np.log is the natural logarithm ln.",
            "At the end, collect the six values under their names: "
            'return {"a": a, "b": b, ...}, with all six.',
        ),
        picture=draw_forward,
    ),
    Exercise(
        id="chain_rule",
        separate=True,
        title="The partial derivatives as formulas",
        lesson=LESSON,
        criteria=(
            Criterion("∂f/∂x", 1.0, ("triple", "df_dx")),
            Criterion("∂f/∂y", 1.0, ("triple", "df_dy")),
            Criterion("∂f/∂z", 1.0, ("triple", "df_dz")),
        ),
        observe=observe_chain_rule,
        phrases=(A_FORMULA, *FORMULA_MESSAGES),
        hints=(
            "From f there is one path down to each input. Write one factor for each edge on it.",
            "All three paths share their first two edges, f → e and e → d. The derivative of "
            "tanh e is 1 − tanh² e; that of ln(d + 1) is one over what stands in the logarithm.",
            "The path to x goes on d → c → a → x, the path to y goes d → c → b → y, and the path "
            "to z leaves at d. A product has the other factor as its derivative; for c = a / b "
            "write a · b⁻¹ and treat a, then b, as a constant.",
        ),
    ),
    Exercise(
        id="backward_graph",
        title="The backward pass",
        lesson=LESSON,
        criteria=(
            _edge_criterion("e", "tanh"),
            _edge_criterion("d", "ln(d + 1)"),
            _edge_criterion("c", "z · c"),
            _edge_criterion("z", "z · c"),
            _edge_criterion("a", "a / b"),
            _edge_criterion("b", "a / b"),
            _edge_criterion("x", "2x"),
            _edge_criterion("y", "sin y"),
        ),
        observe=observe_backward_graph,
        inputs=graph_inputs,
        phrases=(*ENTRY_MESSAGES, NONE_WRONG, WRONG_FORWARD),
        hints=(
            "Begin with the values of the forward pass, and with 1, the adjoint of f. Then go back "
            "one edge at a time: e, d, c and z, a and b, x, y.",
            "Each line has the same form: the adjoint of the node above, times the local "
            "derivative along the edge.",
            "The local derivatives are the factors of your chain_rule. Those of a product or a "
            "quotient use the forward value of the other input: that is why it was kept.",
        ),
        picture=draw_backward,
    ),
    Exercise(
        id="gradient_check",
        title="Check a gradient by central differences",
        lesson=LESSON,
        criteria=(
            Criterion("the error of right gradients", 1.0, ("right2", "right3", "right1")),
            Criterion(
                "five wrong gradients are found",
                1.0,
                tuple(f"wrong{number}" for number in range(len(WRONG_GRADIENTS))),
            ),
            Criterion(
                "each component by itself, and x left alone",
                1.0,
                ("third", "x", "one_of_many", "another_of_many"),
            ),
        ),
        observe=observe_gradient_check,
        hints=(
            "For component i, move x[i] alone: once up by h, once down by h. Copies of x keep "
            "the original as it is.",
            "The slope is rise over run. From x − h to x + h the run is longer than h; put it in "
            "brackets.",
            "Collect the d slopes in an array, subtract df(x), and return the largest absolute "
            "value of the difference as a number.",
        ),
    ),
)
