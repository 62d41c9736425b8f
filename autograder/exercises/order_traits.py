"""What wrong lists of a graph's nodes have in common: which are missing, and what orders them.

A trait is looked for in the kernel, where the nodes are, and is told if it holds in every graph
whose list is wrong. Nodes have ``parents``, ``data`` and nothing that says which comes first.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING

MAX_NODES = 60
"""Of larger graphs no traits are looked for."""

TRAITS: dict[str, Sentence] = {
    "empty": say("The list is empty: is anything appended to it, before the `return`?"),
    "once a parent": say(
        "Each node is there as often as it has parents, and those without parents are missing. Is "
        "it appended inside the loop over the parents? It belongs behind that loop, and then "
        "stands once."
    ),
    "no leaves": say(
        "Missing are the nodes without parents, and no others. They belong to the graph."
    ),
    "no output": say("Missing is the output itself, and no other node."),
    "never ready": say(
        "Missing are the nodes one of whose parents counts twice, as in a + a, and all that was "
        "computed from them. If you count for each node how many parents are still to come: such a "
        "parent is counted as two and taken off as one."
    ),
    "no inner": say("Only nodes without parents are in the list."),
    "first parent": say(
        "What you list is what is found if of each node only the first parent is followed. Look "
        "for a `return` or `break` in the loop over the parents, or for `parents[0]`."
    ),
    "last parent": say(
        "What you list is what is found if of each node only the last parent is followed. Is the "
        "walk inside the loop over the parents, or behind it? Or is it `parents[-1]`?"
    ),
    "first parent, no output": say(
        "If of each node only the first parent is followed, and the output itself is left out "
        "besides, your list is what is found. Look for `parents[0]`, or for a `return` or `break` "
        "in the loop over the parents, and append the output too."
    ),
    "one level": say(
        "Only the output and its own parents are in the list. The parents have parents too: the "
        "walk has to go on from each node that it finds."
    ),
    "equal number": say(
        "Wherever the list breaks off, the node left out has the same number as one that is in it. "
        "Two nodes may hold equal numbers and be different nodes: remember the nodes that were "
        "visited, not their `data`."
    ),
    "shared missing": say(
        "Missing are the nodes that are used more than once. A node that was met before has to be "
        "left alone, not taken out."
    ),
    "zero": say(
        "Wherever the list breaks off, the node left out holds the number 0. A node with `data` 0 "
        "is a node like the others: look for an `if` that takes 0 for nothing."
    ),
    "several parents": say(
        "What you list is what is found if only nodes with two or more parents are followed. A "
        "node may have one parent alone, as sin and tanh have."
    ),
    "two parents": say(
        "What you list is what is found if only nodes with exactly two parents are followed. A "
        "node may have one parent, as sin and tanh have, or more."
    ),
    "near": say(
        "The list has all nodes that are so many steps from the output, and none beyond. Look for "
        "a limit on how deep the walk goes."
    ),
    "once a use": say(
        "Each node is there as often as it is used by others. Remember which nodes were met."
    ),
    "turned round": say(
        "Read from its end, your list is right: each node stands before its parents. Append a node "
        "after its parents were visited, or turn the list round."
    ),
    "by number": say(
        "Your nodes stand in the order of their `data`. A parent can hold a larger number than "
        "what was computed from it: the order follows from the parents."
    ),
    "by parents": say(
        "Your nodes stand in the order of how many parents they have. A node with one parent may "
        "have been computed from a node with two: the order follows from who the parents are."
    ),
    "by distance": say(
        "Your nodes stand in the order of their shortest distance from the output. A node that is "
        "near to the output on a short way may be needed on a long one too, and then stands too "
        "late. Its place follows from the longest way, or from its parents being done."
    ),
    "by height": say(
        "Your nodes stand in the order of their shortest way to a node without parents. What "
        "counts is the longest one: a node is ready when the last of its parents is."
    ),
    "as met": say(
        "Your list is the order in which a walk from the output meets the nodes, turned round. A "
        "node may be met early on a short way, before one that needs it. Write a node down when "
        "all its parents are done, not when it is met."
    ),
}
"""What is told of a trait. Of several that hold the first is."""
DIFFER = "numbers differ"
"""Noted where not all nodes hold the same number, so that equal ones tell something."""


def traits_of(order: Any, output: Any) -> str:
    """The traits of a wrong list of nodes, with semicolons between them."""
    if not isinstance(order, list | tuple | deque):
        return ""
    nodes = list(_below(output))
    if len(nodes) > MAX_NODES or not all(type(n) is type(output) for n in order):
        return ""
    listed = list(order)
    found = [] if set(listed) - set(nodes) else [*_of_missing(listed, nodes, output)]
    if set(listed) == set(nodes):
        if len(listed) == len(nodes):
            found += _of_order(listed, output)
        elif _uses(nodes, output) == Counter(listed):
            found.append("once a use")
    return "; ".join(found)


def tell_traits(observed: Observation, keys: Sequence[str]) -> Sentence | None:
    """The first trait that the lists of all wrong graphs have; None if there is none."""
    seen = [observed.values.get(f"traits_{key}", MISSING) for key in keys]
    texts = [str(value.data) for value in seen if value.kind == "text"]
    if not texts or len(texts) < sum(value.kind != "missing" for value in seen):
        return None
    traits = [set(text.split("; ")) for text in texts]
    shared = set.intersection(*traits)
    if not any(DIFFER in each for each in traits):
        shared -= {"equal number"}
    return next((text for name, text in TRAITS.items() if name in shared), None)


def _below(output: Any) -> dict[Any, int]:
    """Each node of the graph with its shortest distance from the output."""
    distance, waiting = {output: 0}, deque([output])
    while waiting and len(distance) <= MAX_NODES:
        node = waiting.popleft()
        for parent in node._parents:
            if parent not in distance:
                distance[parent] = distance[node] + 1
                waiting.append(parent)
    return distance


def _of_missing(listed: Sequence[Any], nodes: Sequence[Any], output: Any) -> Iterator[str]:
    have = set(listed)
    missing = set(nodes) - have
    if not missing:
        return
    if not have:
        yield "empty"
        return
    leaves = {node for node in nodes if not node._parents}
    yield from _named("no leaves", missing == leaves)
    yield from _named("no output", missing == {output})
    yield from _named("no inner", have == leaves)
    yield from _named("one level", have == {output, *output._parents})
    for name, place in (("first parent", 0), ("last parent", -1)):
        yield from _named(name, have == _along(output, place))
    yield from _named("first parent, no output", {output, *have} == _along(output, 0) != have)
    children = {n: [c for c in nodes if n in c._parents] for n in nodes}
    edges = {n for n in missing if any(child in have for child in children[n])}
    numbers = {node.data for node in have}
    yield from _named(DIFFER, len({node.data for node in nodes}) > 1)
    yield from _named("zero", bool(edges) and all(n.data == 0 for n in edges))
    distance = _below(output)
    deepest = max(distance[node] for node in have)
    yield from _named("near", deepest > 1 and have == {n for n in nodes if distance[n] <= deepest})
    counts = Counter(listed)
    yield from _named("once a parent", all(counts[n] == len(n._parents) for n in nodes))
    yield from _named("several parents", have == _through(output, lambda n: n > 1))
    yield from _named("two parents", have == _through(output, lambda n: n == 2))
    yield from _named("equal number", bool(edges) and all(n.data in numbers for n in edges))
    uses = _uses(nodes, output)
    yield from _named("shared missing", missing == {n for n in nodes if uses[n] > 1})
    stuck = {n for n in nodes if len(set(n._parents)) < len(n._parents)}
    for _ in nodes:
        stuck |= {n for n in nodes if stuck & set(n._parents)}
    yield from _named("never ready", missing == stuck)


def _named(name: str, holds: bool) -> Iterator[str]:
    if holds:
        yield name


def _along(output: Any, place: int) -> set[Any]:
    found, node = {output}, output
    while node._parents:
        node = node._parents[place]
        found.add(node)
    return found


def _through(output: Any, goes_on: Callable[[int], bool]) -> set[Any]:
    """What is found where only nodes with such a number of parents are walked on from."""
    found, waiting = {output}, [output]
    while waiting:
        node = waiting.pop()
        new = set(node._parents) - found if goes_on(len(node._parents)) else set()
        found |= new
        waiting += new
    return found


def _uses(nodes: Sequence[Any], output: Any) -> Counter[Any]:
    """How often each node is a parent; the output counts once."""
    return Counter([output, *(parent for node in nodes for parent in node._parents)])


def _of_order(listed: Sequence[Any], output: Any) -> Iterator[str]:
    place = {node: n for n, node in enumerate(listed)}
    edges = [(node, parent) for node in listed for parent in node._parents]
    if all(place[node] > place[parent] for node, parent in edges):
        return
    yield from _named("turned round", all(place[n] < place[p] for n, p in edges))
    yield from _named("by number", _rises([node.data for node in listed]))
    distance = _below(output)
    yield from _named("by parents", _rises([len(node._parents) for node in listed]))
    yield from _named("by distance", _rises([-distance[node] for node in listed]))
    yield from _named("by height", _rises([_height(node) for node in listed]))
    walks = [_met(output, turned) for turned in (False, True)]
    yield from _named("as met", list(reversed(listed)) in walks)


def _rises(numbers: Sequence[float]) -> bool:
    return all(a <= b for a, b in pairwise(numbers))


def _height(node: Any) -> int:
    """The shortest way to a node without parents."""
    height, level = 0, [node]
    while all(n._parents for n in level):
        height, level = height + 1, [p for n in set(level) for p in n._parents]
    return height


def _met(output: Any, turned: bool) -> list[Any]:
    """The nodes as a walk in depth meets them, the parents in their order or turned round."""
    met: dict[Any, None] = {}
    stack = [output]
    while stack:
        node = stack.pop()
        if node not in met:
            met[node] = None
            stack += node._parents if turned else reversed(node._parents)
    return list(met)
