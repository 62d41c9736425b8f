"""Lesson 07, observed: the order of a graph's nodes, and the pass backward through them.

Both are tried on graphs of nodes of the check's own, so that a fault in ``Value`` isn't met again
here. Such a node has what a ``Value`` has; besides, it counts how often its parents are read,
since a walk along every path would take for ever.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.grad_rules import record_edges, tell_rule
from autograder.exercises.order_traits import tell_traits, traits_of
from autograder.exercises.stand_ins import standing_in
from autograder.probing.probes import Probe, observation
from autograder.records.comparison import number_text
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import MISSING, Value, plain

NOT_COMPARED = "'<' not supported between instances of 'Node'"
OF_KEYS = say("`list(...)` makes a list of a dictionary's keys.")
OTHERS = {
    "tuple": say("Pairs belong on a stack of your own; the answer holds the nodes alone."),
    "list": say("A list in the list: `extend` or `+` joins two lists, `append` puts one inside."),
    "NoneType": say("None is what a function gives back that has no `return`, such as `append`."),
}
WRITTEN_EARLY = say(
    "Usually a node is written down before the walk has come back from all of its parents, or the "
    "list is made of a set, which has no order."
)
MET_TWICE = say(
    "A node that is used twice is met twice on the way: remember which ones were met, and write "
    "each down once."
)
USED_UP = say("An iterator is used up after one walk: `list(...)` makes a list of it.")
MAX_READS = 30_000
MAX_NOTED, MAX_TOLD = 1000, 100
CHAIN_LENGTH = 4000
LADDER_LEVELS = 40
ONCE, FIRST = "each node once", "each node after its parents"
NO_LIST = "not a list: {type}"
OTHER_THINGS = "a list with other things than nodes: {kind}"
MISSED, REPEATED = "missing: {names}", "twice or more: {names}"
FOREIGN = "nodes that aren't of this graph"
EARLY = "{node} before its parent {parent}"
ORDER_MESSAGES = (ONCE, FIRST, NO_LIST, OTHER_THINGS, MISSED, REPEATED, FOREIGN, EARLY)
"""The messages of what is recorded of an order."""
TOO_OFTEN = "the parents of a few nodes were read {n} times"


class ExponentialTime(Exception):
    """The parents of a small graph's nodes were read far too often."""


class ForeignNode(Exception):
    """Something else than a node of the graph at hand was handed over."""


class Graph:
    """The nodes of one graph with their names, in the order in which they were made.

    The nodes know neither: what a hand-in is given must not hold the order that it is asked for.
    """

    def __init__(self) -> None:
        self.names: dict[Node, str] = {}
        self.reads_left = [MAX_READS]
        self.used: list[Node] = []

    def node(self, name: str, *edges: tuple[Node, float], data: float = 0.0) -> Node:
        """A new node; ``edges`` are its parents with the local derivatives."""
        made = Node(self.reads_left, edges, data, self.used)
        self.names[made] = name
        return made

    def order_forgotten(self, probe: Probe) -> dict[Node, str]:
        """The names in an order that is drawn; the graph keeps none."""
        nodes = list(self.names)
        drawn = {nodes[i]: self.names[nodes[i]] for i in probe.rng.permutation(len(nodes))}
        self.names.clear()
        return drawn


class Node:
    """What a ``Value`` is to the outside: data, grad, parents and local derivatives."""

    def __init__(
        self,
        reads_left: list[int],
        edges: Sequence[tuple[Node, float]],
        data: float,
        used: list[Node],
    ) -> None:
        self.data, self.grad = data, 0.0
        self._slopes = tuple(slope for _, slope in edges)
        self._parents = tuple(parent for parent, _ in edges)
        self._reads_left, self._used = reads_left, used

    @property
    def local_derivatives(self) -> tuple[float, ...]:
        """The slopes of this node with respect to its parents; who asks for them is noted."""
        if len(self._used) < MAX_NOTED:
            self._used.append(self)
        return self._slopes

    @local_derivatives.setter
    def local_derivatives(self, slopes: tuple[float, ...]) -> None:
        self._slopes = slopes

    @property
    def parents(self) -> tuple[Node, ...]:
        """The nodes that this one was computed from. Raises ``ExponentialTime``."""
        self._reads_left[0] -= 1
        if self._reads_left[0] < 0:
            raise ExponentialTime(say(TOO_OFTEN, n=f"{MAX_READS:,}"))
        return self._parents


def reached(output: Node) -> set[Node]:
    """``output`` and all that it was computed from, in no order."""
    found, waiting = {output}, [output]
    while waiting:
        new = set(waiting.pop()._parents) - found
        found |= new
        waiting += new
    return found


Made = tuple[Graph, Node]
"""A graph and its output."""


def sums_graph(probe: Probe) -> Made:
    """The lesson's own example: b = a + a, f = b + (a + b)."""
    graph = Graph()
    a = graph.node("a", data=1.0)
    b = graph.node("b", (a, 1.0), (a, 1.0), data=2.0)
    c = graph.node("c", (a, 1.0), (b, 1.0), data=3.0)
    return graph, graph.node("f", (b, 1.0), (c, 1.0), data=5.0)


def line_graph(probe: Probe) -> Made:
    """Five nodes in a row, with slopes of their own; their numbers go up and down."""
    graph = Graph()
    node = graph.node("a", data=2.0)
    for name, low in zip("bcdf", (0.5, 3.0, 1.0, 1.4), strict=True):
        slope = probe.uniform(0.5, 2.0)
        node = graph.node(name, (node, slope), data=probe.uniform(low, low + 0.3))
    return graph, node


def lopsided_graph(probe: Probe) -> Made:
    """A short and a long way to the same leaves, in both orders of the parents."""
    graph, slope = Graph(), lambda: probe.uniform(0.5, 2.0)
    a, k = graph.node("a", data=1.5), graph.node("k", data=1.5)
    b = graph.node("b", (a, slope()), (k, slope()), data=0.5)
    c = graph.node("c", (b, slope()), data=0.25)
    d = graph.node("d", (c, slope()), (b, -slope()), data=0.5)
    graph.node("aside", (d, slope()))
    e = graph.node("e", (a, slope()), (d, slope()), data=0.75)
    return graph, graph.node("f", (e, slope()), (b, slope()), (k, -slope()), data=1.5)


def random_graph(probe: Probe) -> Made:
    """Fourteen nodes whose parents are drawn; not all of them need to be below the output."""
    graph = Graph()
    nodes = [graph.node(f"x{n}", data=float(n)) for n in range(3)]
    for n in range(3, 14):
        chosen = probe.rng.integers(max(0, n - 5), n, int(probe.rng.integers(1, 4)))
        edges = [(nodes[i], probe.uniform(-1.5, 1.5)) for i in chosen]
        nodes.append(graph.node(f"x{n}", *edges, data=float(n % 5)))
    return graph, nodes[-1]


def ladder_graph(probe: Probe) -> Made:
    """Forty steps, each the sum of the one before with itself: 2⁴⁰ paths, 41 nodes."""
    graph = Graph()
    node = graph.node("start", data=1.0)
    for n in range(LADDER_LEVELS):
        node = graph.node(f"step {n + 1}", (node, 0.5), (node, 0.5), data=1.0)
    return graph, node


def chain_graph() -> Made:
    """4,000 nodes in a row: more than Python's limit on calls inside calls."""
    graph = Graph()
    node = graph.node("start")
    for n in range(CHAIN_LENGTH):
        node = graph.node(f"step {n + 1}", (node, 1.0))
    return graph, node


ASKED_TWICE = "sums"
"""The graph whose order is asked for a second time."""
GRAPHS: dict[str, tuple[str, Callable[[Probe], Made]]] = {
    "sums": ("b = a + a, f = b + (a + b)", sums_graph),
    "line": (say("five nodes in a row"), line_graph),
    "lopsided": (say("eight nodes with short and long ways"), lopsided_graph),
    "random": (say("a graph of fourteen nodes"), random_graph),
    "ladder": (say("forty sums, each of the one before with itself"), ladder_graph),
}


@observation
def observe_topological_order(topological_order: Callable[..., Any], probe: Probe) -> None:
    """For each graph, which nodes are missing, repeated or foreign, and which come too early."""
    with probe.attempt("warm up"):  # what a default argument remembers is in all later answers
        topological_order(Graph().node("alone"))
    for key, (words, make) in GRAPHS.items():
        graph, output = make(probe)
        names, label = graph.order_forgotten(probe), say("the nodes of {graph}", graph=words)
        with probe.attempt(f"once_{key}", label):
            order = topological_order(output)
            once, first = _checked(order, output, names)
            probe.record(f"once_{key}", once, label)
            if (once, first) != (ONCE, FIRST):
                probe.record(f"traits_{key}", traits_of(order, output), label)
            probe.record(f"first_{key}", first, say("the order of {graph}", graph=words))
        if key == ASKED_TWICE:
            label = say("the nodes of {graph}, asked for a second time", graph=words)
            with probe.attempt("second_call", label):
                once, _ = _checked(topological_order(output), output, names)
                probe.record("second_call", once, label)
    label = say("a chain of {n} nodes", n=f"{CHAIN_LENGTH:,}")
    with probe.attempt("chain", label):
        graph, output = chain_graph()
        names = graph.order_forgotten(probe)
        found = "; ".join(_checked(topological_order(output), output, names))
        probe.record("chain", found, label)


def _checked(order: Any, output: Node, names: dict[Node, str]) -> tuple[str, str]:
    """What is wrong with the nodes, and what with their order, in words."""
    if not isinstance(order, list | tuple | deque):
        return say(NO_LIST, type=plain(order).name or plain(order).kind), ""
    if not all(isinstance(node, Node) for node in order):
        odd = next(node for node in order if not isinstance(node, Node))
        return say(OTHER_THINGS, kind=type(odd).__name__[:40]), ""
    wanted = sorted(reached(output), key=lambda node: names[node])
    count = Counter(order)
    faults = []
    if missed := [names[n] for n in wanted if not count[n]]:
        faults.append(say(MISSED, names=", ".join(missed)))
    if repeated := [names[n] for n in wanted if count[n] > 1]:
        faults.append(say(REPEATED, names=", ".join(repeated)))
    if count.keys() - set(wanted):
        faults.append(say(FOREIGN))
    place = {node: n for n, node in reversed(list(enumerate(order)))}
    early = (
        say(EARLY, node=names[node], parent=names[parent])
        for node in wanted
        for parent in dict.fromkeys(node._parents)
        if node in place and parent in place and place[node] < place[parent]
    )
    told = ", ".join(islice(early, MAX_TOLD))
    return "; ".join(faults) or ONCE, told or FIRST


def tell_order(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """Which nodes are missing or come too early, and what they have in common in all graphs."""
    seen = ((key, observed.values.get(key, MISSING)) for key in wrong)
    key, first = next(((k, v) for k, v in seen if v.kind != "missing"), ("", MISSING))
    if first.kind == "error":
        return _told_of_error(key, first)
    what, _, graph = key.partition("_")
    if first.kind != "text" or what not in ("once", "first"):
        return None
    rule = say("A node has to come after all of its parents.")
    if what == "once":
        rule = say(
            "The output and all that it was computed from have to be in the list, each once."
        )
    text = say(
        "In the graph of {graph}: {fault}. {rule}",
        graph=GRAPHS[graph][0],
        fault=first.data,
        rule=rule,
    )
    more = _more(str(first.data)) or tell_traits(observed, list(GRAPHS))
    return joined(text, more or _usually(str(first.data), what))


def _usually(fault: str, what: str) -> str:
    """What most lists with such a fault come from."""
    if what == "first":
        return WRITTEN_EARLY
    return MET_TWICE if "twice or more" in fault else ""


def _more(fault: str) -> Sentence | None:
    """What usually causes a fault that has no trait of its own."""
    if fault.startswith("not a list: "):
        if fault.endswith("iterator") or fault.endswith("generator"):
            return USED_UP
        return OF_KEYS if fault.endswith(("dict", "odict", "dict_keys")) else None
    return OTHERS.get(fault.rpartition(": ")[2]) if fault.startswith("a list with") else None


def _told_of_error(key: str, error: Value) -> Sentence | None:
    """What an error of a walk means; None where it isn't one of ours."""
    told = f"{error.name}: {error.data}"
    if str(error.data).startswith(NOT_COMPARED):
        return say(
            "Your code stopped with {error}. `sorted`, `min`, `max` and `heapq` ask which of two "
            "nodes is smaller, and nodes know no answer. Their order follows from who is a parent "
            "of whom: walk along `parents`.",
            error=told,
        )
    if error.name == "RecursionError" and key == "chain":
        return say(
            "The small graphs are right. On a chain of {n} nodes your code stopped with {error}: "
            "a function that calls itself once for each node goes deeper than Python lets it. "
            "Keep a list of your own as a stack, of what is still to be done.",
            n=f"{CHAIN_LENGTH:,}",
            error=error.name,
        )
    return tell_attribute(error)


def tell_attribute(error: Value) -> Sentence | None:
    """That a node was asked for what it doesn't have."""
    if error.name != "AttributeError" or not str(error.data).startswith("'Node' object has no"):
        return None
    return say(
        "Your code stopped with {error}. A node has `data`, `grad`, `parents` and "
        "`local_derivatives`, and nothing else.",
        error=f"{error.name}: {error.data}".rstrip("."),
    )


@observation
def observe_backward_pass(backward_pass: Callable[..., Any], probe: Probe) -> None:
    """The grads of all nodes after one call, after a second one, and after two outputs."""
    with probe.device:
        for key, (words, make) in GRAPHS.items():
            graph, output = make(probe)
            words = say("one call, on {graph}", graph=words)
            _record_grads(probe, key, words, backward_pass, graph, [output])
        graph, output = lopsided_graph(probe)
        words = say("two calls on one graph")
        _record_grads(probe, "again", words, backward_pass, graph, [output, output])
        graph, output = lopsided_graph(probe)
        aside = next(node for node, name in graph.names.items() if name == "aside")
        words = say("a call on f and one on another output of the graph")
        _record_grads(probe, "both", words, backward_pass, graph, [output, aside])


def _record_grads(
    probe: Probe,
    key: str,
    words: Sentence,
    backward_pass: Callable[..., Any],
    graph: Graph,
    outputs: Sequence[Node],
) -> None:
    """Records the grads below the last output, in the order in which the nodes were made."""

    def right_order(output: Node) -> list[Node]:
        if not isinstance(output, Node):
            raise ForeignNode(
                f"topological_order was called with a {type(output).__name__}, which is no node of "
                "the graph of the output that the check gave to backward_pass: is a name of the "
                "notebook used in the place of the argument?"
            )
        below = reached(output)
        return [node for node in graph.names if node in below]

    right_order.__qualname__ = "topological_order"  # as an error of a call of it has it
    shown = right_order(outputs[-1])
    label = say("grad of all nodes after {calls}", calls=words)
    if len(shown) < 16:
        names = ", ".join(graph.names[n] for n in shown)
        label = say("grad of {names} after {calls}", names=names, calls=words)
    if key in GRAPHS:
        record_edges(probe, key, shown)
    with standing_in(backward_pass, topological_order=right_order), probe.attempt(key, label):
        for output in outputs:
            backward_pass(output)
        probe.record(key, [_as_float(node.grad) for node in shown], label)
    if key == "line":
        inner = [node for node in shown if node._parents]
        label = say("whose local derivatives are read: {calls}", calls=words)
        probe.record("walk", _walk(inner, graph.used), label)


def _walk(inner: Sequence[Node], used: Sequence[Node]) -> str:
    """In which order the local derivatives of nodes in a row were read, in words."""
    order = [node for node in dict.fromkeys(used) if node in inner]
    backward = list(inner)[::-1]
    walks = {
        "from the leaves": backward[::-1],
        "from the output": backward,
        "of the output alone": backward[:1],
        "of all but the output": backward[1:],
        "of no node": [],
    }
    return next((words for words, walk in walks.items() if walk == order), "in another way")


def tell_pass(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """By which rule all grads come about, or what a node was asked for that it hasn't."""
    key = next((k for k in wrong if observed.values.get(k, MISSING).kind != "missing"), "")
    first = observed.values.get(key, MISSING)
    if first.kind == "error":
        return tell_attribute(first)
    return tell_rule(expected, observed, list(GRAPHS))


def tell_grads(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """Which grads of the first graph with wrong ones are right, and the first one that isn't."""
    key = next((k for k in wrong if observed.values.get(k, MISSING).kind != "missing"), "")
    wanted, got = expected.values.get(key, MISSING), observed.values.get(key, MISSING)
    names, _, after = expected.labels.get(key, "").removeprefix("grad of ").partition(" after ")
    nodes = names.split(", ")
    if wanted.name != "numbers" or got.name != "numbers" or len(wanted.data) != len(got.data):
        return None
    right = np.isclose(wanted.data, got.data, rtol=1e-6, atol=1e-9)
    if len(nodes) != len(right):
        return None
    first = int(np.flatnonzero(~right)[-1])  # nodes are in the order in which they were made
    text = say(
        "After {after}: the grad of {node} is {got}, and {wanted} is expected.",
        after=after,
        node=nodes[first],
        got=number_text(got.data[first]),
        wanted=number_text(wanted.data[first]),
    )
    good = [node for node, is_right in zip(nodes, right, strict=True) if is_right]
    if not good:
        return joined(text, say("No node has the right one."))
    return joined(text, say("Right are the grads of {nodes}.", nodes=listed(good)))


def _as_float(grad: Any) -> Any:
    return float(grad) if isinstance(grad, int | float) else plain(grad).kind


ORDER_CRITERIA = (
    Criterion("every node once", 1.0, (*(f"once_{key}" for key in GRAPHS), "second_call")),
    Criterion(
        "parents first", 1.0, tuple(f"{what}_{key}" for key in GRAPHS for what in ("once", "first"))
    ),
    Criterion(
        "a chain of 4,000 nodes, with all orders right",
        1.0,
        ("chain", *(f"first_{key}" for key in GRAPHS)),
    ),
)
BACKWARD_CRITERIA = (
    Criterion("one way to each node", 0.5, ("line",)),
    Criterion("ways that meet", 1.5, ("sums", "lopsided", "random", "ladder")),
    Criterion("a second call, as PyTorch has it", 1.0, ("again", "both")),
)
