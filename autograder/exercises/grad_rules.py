"""By which rule wrong grads come about: what each node did with what its children passed on.

A node's grad is judged against the grads that its children hold, rightly or wrongly: so one wrong
rule shows at every node, and nothing is only a consequence. A rule is told if it gives all grads
of all graphs of one call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.probing.probes import Probe
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING

MAX_NODES = 60
ENOUGH = 4
"""How many grads a rule has to give that the right rule doesn't."""


@dataclass(frozen=True)
class Passed:
    """What reaches one node in a right pass: from each use, the child's grad and the slope.

    The uses are in the order in which they are met on the way from the output. ``others`` are the
    slopes that stand at the mirrored place among the parents. ``data`` is the child's number and
    ``own`` that of the node.
    """

    grads: np.ndarray
    slopes: np.ndarray
    others: np.ndarray
    data: np.ndarray
    own: float
    children: tuple[int, ...]
    is_leaf: bool


def record_edges(probe: Probe, key: str, nodes: Sequence[Any]) -> None:
    """Records the edges, (child, parent, slope, mirrored slope), and the numbers of all nodes."""
    place = {node: n for n, node in enumerate(nodes)}
    rows = [
        (place[node], place[parent], slope, node._slopes[-1 - n])
        for node in reversed(nodes)
        for n, (parent, slope) in enumerate(zip(node._parents, node._slopes, strict=True))
    ]
    probe.record(f"edges {key}", np.array(rows, float), say("the edges of the graph"))
    probe.record(f"data {key}", np.array([n.data for n in nodes], float), say("its numbers"))


RULES: tuple[tuple[Callable[[Passed], float], Sentence], ...] = (
    (
        lambda p: float((p.grads * p.slopes)[-1]),
        say(
            "Each node holds what the last of its uses has passed on, and what came before is "
            "lost. Where ways meet, contributions add up: `+=`, not `=`."
        ),
    ),
    (
        lambda p: float((p.grads * p.slopes)[0]),
        say("Each node holds what the first of its uses has passed on; the others are left out."),
    ),
    (
        lambda p: float(np.sum([(p.grads * p.slopes)[p.children.index(c)] for c in {*p.children}])),
        say("Where a node is used twice by the same child, as in a + a, only one use counts."),
    ),
    (
        lambda p: float(np.mean(p.grads * p.slopes)),
        say("Each node holds the mean of what its uses have passed on: they have to be added."),
    ),
    (
        lambda p: float(np.prod(p.grads * p.slopes)),
        say("Each node holds the product of what its uses have passed on: they have to be added."),
    ),
    (
        lambda p: float(np.max(p.grads * p.slopes)),
        say("Each node holds the largest of what its uses have passed on: they have to be added."),
    ),
    (
        lambda p: float(np.max(p.grads * p.slopes, initial=0.0)),
        say(
            "Each node holds the largest of 0 and what its uses have passed on: they have to be "
            "added."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads * p.slopes) if p.is_leaf else (p.grads * p.slopes)[-1]),
        say(
            "Nodes without parents add up what their uses pass on, and of the other nodes each "
            "holds the last alone. Are their grads put back to 0 in the middle of the pass? Do "
            "that for all of them before it begins."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads)),
        say("Each node gets the grads of its children without the local derivatives as factors."),
    ),
    (
        lambda p: float(np.sum(p.slopes)),
        say(
            "Each node gets the local derivatives alone. Each has to be multiplied by the grad of "
            "the node that passes it on."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads * p.others)),
        say(
            "Each local derivative goes to the wrong parent where a node has several: parents and "
            "local derivatives have to be paired in the same order."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads + p.slopes)),
        say(
            "Each contribution is the child's grad plus the local derivative; it has to be their "
            "product."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads / p.slopes)),
        say("Each contribution is divided by the local derivative; it has to be multiplied."),
    ),
    (
        lambda p: float(np.sum(p.data * p.slopes)),
        say(
            "Each contribution is the child's `data` times the local derivative. It is the child's "
            "`grad` that is passed on."
        ),
    ),
    (
        lambda p: float(np.sum(p.grads * p.slopes * p.data)),
        say("Each contribution has the child's `data` as a factor too many."),
    ),
    (
        lambda p: float(np.sum(p.grads * p.slopes) * p.own),
        say("Each grad has the node's own `data` as a factor too many."),
    ),
    (
        lambda p: float(-np.sum(p.grads * p.slopes)),
        say("Each contribution has the wrong sign: it is subtracted where it has to be added."),
    ),
    (
        lambda p: float(1 + np.sum(p.grads * p.slopes)),
        say("Each grad is 1 too large: only the output begins with 1, all other nodes with 0."),
    ),
    (
        lambda p: float(np.sum(p.grads * p.slopes**2)),
        say("Each local derivative comes in twice."),
    ),
    (
        lambda p: float(2 * np.sum(p.grads * p.slopes)),
        say("Each contribution is added twice."),
    ),
)
"""What a rule makes of what is passed on, and what is told of it."""


def tell_rule(expected: Observation, observed: Observation, keys: Sequence[str]) -> Sentence | None:
    """The rule that gives the grads of every node but the output, in all graphs; else None."""
    cases: list[tuple[Passed, float]] = []
    for key in keys:
        found = _passed(expected, observed, key)
        if found is None:
            return None
        cases += found
    off = [(p, got) for p, got in cases if not _close(float(np.sum(p.grads * p.slopes)), got)]
    if len(off) < ENOUGH:
        return None
    with np.errstate(all="ignore"):
        for rule, text in RULES:
            if all(_close(rule(p), got) for p, got in cases):
                return text
    return None


def _passed(
    expected: Observation, observed: Observation, key: str
) -> list[tuple[Passed, float]] | None:
    """For each node but the output what reaches it, by the observed grads, and its own grad."""
    edges, data = (expected.values.get(f"{n} {key}", MISSING).data for n in ("edges", "data"))
    grads = observed.values.get(key, MISSING)
    if not isinstance(edges, np.ndarray) or not isinstance(data, np.ndarray):
        return None
    if grads.name != "numbers" or len(grads.data) != len(data) or len(data) > MAX_NODES:
        return None
    if not np.isfinite(grads.data).all():
        return None
    cases = []
    for n, got in enumerate(grads.data[:-1]):
        own = edges[edges[:, 1] == n]
        children = own[:, 0].astype(int)
        cases.append(
            (
                Passed(
                    grads.data[children],
                    own[:, 2],
                    own[:, 3],
                    data[children],
                    float(data[n]),
                    tuple(children.tolist()),
                    not (edges[:, 0] == n).any(),
                ),
                float(got),
            )
        )
    return cases


def _close(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, rtol=1e-6, atol=1e-9))
