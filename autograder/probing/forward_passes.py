"""The forward pass of lesson 02's graph, and whether the student's own one gives its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.probing.dictionaries import NUMBER, sort_of
from autograder.probing.formulas import FormulaError
from autograder.probing.probes import Probe
from autograder.records.sentences import say
from autograder.records.values import plain

NODES = ("a", "b", "c", "d", "e", "f")
NONE_WRONG = "no wrong values"
WRONG_FORWARD = (
    "Your forward_graph isn't right yet: look at {node}. Mend that first, then run this check "
    "again; it can't judge your lines on wrong values."
)

Point = tuple[float, float, float]


def node_values(points: Sequence[Point]) -> dict[str, Any]:
    """The inputs and all values of the graph at these points, for formulas with its names.

    Takes points and not three numbers: else it would be an exercise's answer, ready to be imported.
    """
    x, y, z = np.array(points, float).T
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"x": x, "y": y, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def observe_own_forward(
    backward_graph: Callable[..., Any], points: Sequence[Point], probe: Probe
) -> None:
    """Whether the ``forward_graph`` that the student's function uses gives the right values.

    A wrong one would put the blame on lines of the backward pass that are right.
    """
    used = getattr(getattr(backward_graph, "__code__", None), "co_names", ())
    forward = getattr(backward_graph, "__globals__", {}).get("forward_graph")
    wrong = "forward_graph" in used and callable(forward) and _first_wrong(forward, points)
    label = say("before the backward pass")
    with probe.attempt("forward", label):
        if wrong:
            raise FormulaError(say(WRONG_FORWARD, node=wrong))
        probe.record("forward", NONE_WRONG, label)


def _first_wrong(forward: Callable[..., Any], points: Sequence[Point]) -> str:
    """The first node that a forward pass gets wrong; nothing if there is none, or if it stops."""
    try:
        tables = [(node_values([point]), forward(*point)) for point in points]
    except Exception:  # the backward pass meets the same error, and it is told there
        return ""
    for name in NODES:
        for right, table in tables:
            value = plain(table.get(name) if isinstance(table, dict) else None)
            if sort_of(value) != NUMBER or not np.isclose(float(value.data), right[name], 1e-6):
                return name
    return ""
