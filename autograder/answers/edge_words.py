"""Lesson 02, chain_rule and backward_graph: what is told of factors that no known mistake gives.

Each derivative is a product of one factor an edge. A wrong factor is looked up among expressions of
the graph's values, so that it can be said which one stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np

from autograder.answers.edge_expressions import (
    LOCAL,
    NUDGES,
    OTHERS,
    Array,
    Values,
    expressions,
    named,
    of_adjoints,
    same,
)
from autograder.answers.telling import first_wrong, is_stub
from autograder.exercises.computational_graphs import PARENTS, edge_key
from autograder.probing.dictionaries import NUMBER, entry_key
from autograder.probing.forward_passes import NODES, node_values
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import MISSING, Value

PATHS = {"df_dx": "edcax", "df_dy": "edcby", "df_dz": "edz"}
"""The edges to each input, by the nodes in which they end."""
MAX_TOLD = 3
"""How many edges are told at once."""


def tell_backward(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What stands on the edges of a wrong backward pass; None if nothing is known of it."""
    first = first_wrong(observed, wrong)
    if first.kind == "error" or is_stub(first):
        return None
    if missing := _missing_entries(observed, wrong):
        return missing
    points = expected.values["points"].data
    values = node_values(points)
    adjoints = {
        name: value.data
        for name in PARENTS
        if _is_row(value := observed.values.get(f"adjoint {name}", MISSING), len(points))
    }
    edges = [name for name in PARENTS if edge_key(name) in wrong and name in adjoints]
    if not edges:
        return None
    if len(adjoints) == len(PARENTS) and all(_is_constant(row) for row in adjoints.values()):
        return say(
            "Each adjoint is the same number at all three points, so that nothing depends on x, y "
            "and z. Look for numbers that are written in, or values of cells above: every call has "
            "values of its own."
        )
    if "e" in edges and (order := _exchanged(observed, points)):
        return say(
            "Your adjoint of e is that of the forward pass at ({order}). Look at the order of the "
            "arguments: forward_graph(x, y, z).",
            order=order,
        )
    level = [name for name in edges if _is_written_in(observed, name, len(points))]
    if level:
        ratio = observed.values[edge_key(level[0])].data
        return say(
            "On the edge {edge} you multiply by {number} at all three points, so that it does not "
            "depend on x, y and z. Look for a value of the notebook, such as a node of a cell "
            "above, where one of this call's forward pass belongs.",
            edge=f"{PARENTS[level[0]]} → {level[0]}",
            number=number_text(float(ratio[0])),
        )
    for digits in range(7):
        if all(np.allclose(row, np.round(row, digits), 0, 1e-12) for row in adjoints.values()):
            return say(
                "Your adjoints are rounded to {digits} digits behind the decimal point. Leave them "
                "as they are: what is lost here is missing in every step after it.",
                digits=digits,
            )
    told = [
        text for name in edges if (text := _of_edge(name, observed, values, adjoints)) is not None
    ]
    return joined(*told[:MAX_TOLD]) if told else None


def _missing_entries(observed: Observation, wrong: Sequence[str]) -> Sentence | None:
    """That names are missing, and which came in their place."""
    entries = [name for name in PARENTS if entry_key(name) in wrong]
    seen = [observed.values.get(entry_key(name), MISSING) for name in entries]
    for name, value in zip(entries, seen, strict=True):
        if value.kind == "dict" and name not in (came := dict(value.data)) and came:
            return say(
                "The dictionary has no entry '{name}'. Its entries are {came}; asked for is one "
                "for each node, under the node's name: {nodes}.",
                name=name,
                came=listed(repr(key) for key in sorted(came)[:9]),
                nodes=listed(repr(key) for key in sorted(PARENTS)),
            )
        if value.kind == "dict" and (sort := came.get(name)) and sort.data != NUMBER:
            return say(
                "The entry '{name}' is {sort}. Each adjoint is a number.",
                name=name,
                sort=str(sort.data),
            )
    return None


def _is_row(value: Value, n: int) -> bool:
    """Whether this is one finite number a point."""
    data = value.data
    return isinstance(data, np.ndarray) and data.shape == (n,) and bool(np.isfinite(data).all())


def _is_constant(row: Array) -> bool:
    return bool(np.allclose(row, row[0], rtol=1e-9, atol=0))


def _is_written_in(observed: Observation, name: str, n: int) -> bool:
    """Whether an edge has one number at all points, and none that a formula may have."""
    ratio = observed.values.get(edge_key(name), MISSING)
    return _is_row(ratio, n) and _is_constant(ratio.data) and not _is_plain(float(ratio.data[0]))


def _is_plain(number: float) -> bool:
    """Whether this is a number that a formula may have, such as ½, and no value of a node."""
    return any(abs(number * n - round(number * n)) < 1e-9 for n in (1, 2, 3, 4))


def _exchanged(observed: Observation, points: Array) -> str | None:
    """The order of x, y and z in which the forward pass was asked, where it isn't theirs."""
    ratio = observed.values.get(edge_key("e"), MISSING)
    if not _is_row(ratio, len(points)):
        return None
    for order in list(permutations(range(3)))[1:]:
        with np.errstate(all="ignore"):
            swapped = LOCAL["e"](node_values([tuple(point) for point in points[:, order]]))
        if same(swapped, ratio.data):
            return ", ".join("xyz"[k] for k in order)
    return None


def _of_edge(name: str, observed: Observation, values: Values, adjoints: Values) -> Sentence | None:
    """What stands on one edge."""
    edge = f"{PARENTS[name]} → {name}"
    with np.errstate(all="ignore"):
        if elsewhere := _from_elsewhere(name, values, adjoints):
            return say(
                "On the edge {edge}, your adjoint of {name} is the local derivative times {other}. "
                "Going backward, {name} is reached from {parent}: multiply by the adjoint of "
                "{parent}.",
                edge=edge,
                name=name,
                other=elsewhere,
                parent=PARENTS[name],
            )
        ratio = observed.values.get(edge_key(name), MISSING)
        if not _is_row(ratio, len(values["x"])):
            return None
        others = {n: r for n, r in adjoints.items() if n not in (name, PARENTS[name])}
        found = named(ratio.data, expressions(values))
        twin = next((n for n, row in others.items() if same(row, adjoints[name])), None)
        if not found and twin:
            return say(
                "Your adjoint of {name} is that of {twin}. The edge that leads to {name} is "
                "{edge}. {nudge}",
                name=name,
                twin=twin,
                edge=edge,
                nudge=NUDGES[name],
            )
        if found := found or named(ratio.data, of_adjoints(values, others)):
            return say(
                "On the edge {edge} you multiply by {found}, going by the numbers. {nudge}",
                edge=edge,
                found=found,
                nudge=NUDGES[name],
            )
    return None


def _from_elsewhere(name: str, values: Values, adjoints: Values) -> Sentence | None:
    """What the local derivative was multiplied by, in the place of the adjoint above."""
    factor = adjoints[name] / LOCAL[name](values)
    if PARENTS[name] != "f" and same(factor, np.ones_like(factor)):
        return say("1")
    for other, adjoint in adjoints.items():
        if other not in (name, PARENTS[name]) and same(factor, adjoint):
            return say("the adjoint of {node}", node=other)
    for other in NODES:
        if same(factor, values[other]):
            return say("the value of {node}", node=other)
    return None


def tell_chain(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """Which edges of the wrong formulas have another factor; None if that isn't known."""
    told = []
    for key, path in PATHS.items():
        got, wanted = observed.values.get(key, MISSING), expected.values[key]
        if key not in wrong or not _is_row(got, len(wanted.data)):
            continue
        with np.errstate(all="ignore"):
            ratio = got.data / wanted.data
            factors = _factors(ratio, path, node_values(expected.values["points"].data))
        if factors:
            sentences = [
                say(
                    "Along the edge {parent} → {child} stands {factor}. {nudge}",
                    parent=PARENTS[child],
                    child=child,
                    factor=factor,
                    nudge=NUDGES[child],
                )
                for child, factor in factors.items()
            ]
            told.append(
                say(
                    "∂f/∂{input}: {sentences}",
                    input=key[-1],
                    sentences=joined(*sentences),
                )
            )
    return joined(*told) if told else None


def _factors(ratio: Array, path: str, values: Values) -> dict[str, str] | None:
    """For one or two edges of a path, what stands there; None where that doesn't explain it."""
    relative = {
        child: np.stack([make(values) / LOCAL[child](values) for _, make in OTHERS[child]])
        for child in path
    }
    near = 1e-6 * np.abs(ratio)
    for n in (1, 2, 3):
        for children in combinations(path, n):
            products = np.ones((1, ratio.size))
            for child in children:
                products = (products[:, None] * relative[child]).reshape(-1, ratio.size)
            fits = np.flatnonzero((np.abs(products - ratio) <= near).all(axis=1))
            if fits.size:
                places = np.unravel_index(fits[0], [len(relative[child]) for child in children])
                return {c: OTHERS[c][int(k)][0] for c, k in zip(children, places, strict=True)}
    return None
