"""Pictures of autograd graphs: leaves at the top, the result at the bottom, drawn with matplotlib.

networkx finds the layers and the first places; here the nodes of a layer are put into an order with
few crossings and moved apart, so that no edge runs through a node.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from utils.arrays import FloatArray
from utils.graphs import AutogradGraph, GraphNode, Names, graph_nodes, why_no_graph
from utils.style import BLUE, DARK_GREY, INK, ORANGE, canvas

if TYPE_CHECKING:
    import networkx

Key = int | tuple[int, int, int]
"""A node's number, or the bend (start, end, layer) of a long edge."""
MAX_NODES = 60
PITCH, HEIGHT, GAP, SLIM = 0.92, 0.52, 0.3, 0.12
"""Inches: from layer to layer, a box's height, the space between boxes, an edge's own width."""


def draw_graph(
    tensor: torch.Tensor,
    names: Names | None = None,
    *,
    title: str | None = None,
    ax: Axes | None = None,
    max_nodes: int = MAX_NODES,
) -> Axes | None:
    """Return the axes with the autograd graph of `tensor`, whether or not backward has run.

    Operations are square boxes, leaves are round ones with a thick rim, and arrows point where
    `.backward()` goes next. `names` maps names to tensors, such as {"w": w}. Where there is no
    graph, or one of more than `max_nodes` nodes, a sentence is printed instead and None returned.
    Raises TypeError where `tensor` isn't a tensor. `graph_nodes` gives the same graph as data.
    """
    graph = graph_nodes(tensor, names)
    if not graph.nodes or len(graph.nodes) > max_nodes:
        print(why_no_graph(tensor) if not graph.nodes else _too_many(graph, max_nodes))
        return None
    places = layout(graph)
    with canvas(ax, places.figure_size(bool(title))) as ax:
        _draw(ax, graph, places)
        ax.set_title(title or "", pad=4)
        return ax


def size_of(graph: AutogradGraph) -> tuple[float, float]:
    """Return the width and height, in inches, of a figure for the graph without a title."""
    return layout(graph).figure_size(False)


class Layout:
    """Where things stand, in inches: boxes' centres and widths, and the bends of long edges."""

    def __init__(self, places: dict[Key, tuple[float, float]], widths: dict[Key, float]) -> None:
        self.places = places
        self.widths = widths

    def centre(self, node: int) -> tuple[float, float]:
        """Return the centre (x, y) of a node's box."""
        return self.places[node]

    def route(self, start: int, end: int) -> FloatArray:
        """Return the points, shape (n, 2), from the top of `start`'s box to the foot of `end`'s."""
        bends = sorted((y, x) for k, (x, y) in self.places.items() if _bends(k, start, end))
        (x0, y0), (x1, y1) = self.places[start], self.places[end]
        inner = [(x, y + side * HEIGHT / 2) for y, x in bends for side in (-1, 1)]
        return np.array([(x0, y0 + HEIGHT / 2), *inner, (x1, y1 - HEIGHT / 2)])

    def figure_size(self, title: bool) -> tuple[float, float]:
        """Return the width and height of a figure that holds the picture and perhaps a title."""
        (left, low), (right, high) = self.extent
        return max(4.6, right - left + 0.4), high - low + (1.0 if title else 0.7)

    @property
    def extent(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the lower left and the upper right corner of the whole picture."""
        half = {k: self.widths.get(k, SLIM) / 2 for k in self.places}
        left = min(x - half[k] for k, (x, _) in self.places.items())
        right = max(x + half[k] for k, (x, _) in self.places.items())
        ys = [y for _, y in self.places.values()]
        return (left, min(ys) - HEIGHT / 2), (right, max(ys) + HEIGHT / 2)


def _bends(key: Key, start: int, end: int) -> bool:
    """Tell whether `key` is a bend (start, end, layer) of this edge."""
    return isinstance(key, tuple) and key[:2] == (start, end)


def layout(graph: AutogradGraph) -> Layout:
    """Return places for all nodes, and for one bend in each layer that an edge passes through."""
    import networkx

    links = networkx.DiGraph(list(graph.edges))
    links.add_nodes_from(node.number for node in graph.nodes)
    for layer, group in enumerate(networkx.topological_generations(links)):
        for node in group:
            links.nodes[node]["layer"] = layer
    _bend_long_edges(links)
    widths: dict[Key, float] = {node.number: _width(node) for node in graph.nodes}
    across = _untangle(links, widths)
    return Layout({k: (x, PITCH * links.nodes[k]["layer"]) for k, x in across.items()}, widths)


def _bend_long_edges(links: networkx.DiGraph) -> None:
    """Replace each edge over several layers by a chain with one stop in each of them."""
    for start, end in list(links.edges):
        first, last = links.nodes[start]["layer"], links.nodes[end]["layer"]
        stops = [(start, end, layer) for layer in range(first + 1, last)]
        if stops:
            links.remove_edge(start, end)
            links.add_nodes_from((stop, {"layer": stop[2]}) for stop in stops)
            chain = [start, *stops, end]
            links.add_edges_from(pairwise(chain))


def _untangle(links: networkx.DiGraph, widths: dict[Key, float]) -> dict[Key, float]:
    """Return x of every node: layers ordered by their neighbours' mean, then pushed apart.

    The sweeps go up, following the nodes below, and down, following the nodes above, by turns; the
    one with the fewest crossings and then the shortest edges is kept.
    """
    import networkx

    start = networkx.multipartite_layout(links, subset_key="layer", align="horizontal")
    x: dict[Key, float] = {node: float(place[0]) for node, place in start.items()}
    layers = list(networkx.utils.groups(dict(links.nodes(data="layer"))).values())
    below = {node: list(links.predecessors(node)) for node in links}
    above = {node: list(links.successors(node)) for node in links}
    both = {node: below[node] + above[node] for node in links}
    tries: list[tuple[int, float, int, dict[Key, float]]] = []
    for near, order in [(below, layers), (above, layers[::-1]), (both, layers)] * 12:
        x = dict(x)
        for layer in order:
            _settle(sorted(layer, key=lambda n: _pull(n, x, near)), x, near, widths)
        length = sum(abs(x[a] - x[b]) for a, b in links.edges)
        tries.append((_crossings(links, x), round(length, 6), len(tries), x))
    return min(tries)[-1]


def _pull(node: Key, x: dict[Key, float], near: dict[Key, list[Key]]) -> float:
    """Return the mean x of the nodes `near` this one, where it would like to stand."""
    return float(np.mean([x[other] for other in near[node]])) if near[node] else x[node]


def _settle(
    layer: list[Key],
    x: dict[Key, float],
    near: dict[Key, list[Key]],
    widths: dict[Key, float],
) -> None:
    """Put the nodes of `layer` as close to their wishes as their order and widths allow."""
    wide = np.array([widths.get(n, SLIM) for n in layer])
    offsets = np.concatenate([[0.0], np.cumsum((wide[1:] + wide[:-1]) / 2 + GAP)])
    wishes = np.array([_pull(n, x, near) for n in layer])
    for node, place in zip(layer, _never_falling(wishes - offsets) + offsets, strict=True):
        x[node] = float(place)


def _never_falling(wishes: FloatArray) -> FloatArray:
    """Return the never falling sequence with the least squared distance to `wishes`."""
    blocks: list[tuple[float, int]] = []
    for wish in wishes:
        mean, size = float(wish), 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    return np.repeat([mean for mean, _ in blocks], [size for _, size in blocks])


def _crossings(links: networkx.DiGraph, x: dict[Key, float]) -> int:
    """Return how many pairs of edges between the same two layers cross."""
    layer = dict(links.nodes(data="layer"))
    edges = [(layer[a], x[a], x[b]) for a, b in links.edges]
    return sum(
        l1 == l2 and (a1 - a2) * (b1 - b2) < 0
        for i, (l1, a1, b1) in enumerate(edges)
        for l2, a2, b2 in edges[:i]
    )


def _lines(node: GraphNode) -> list[str]:
    """Return the one or two lines written into a node's box."""
    if node.kind == "leaf":
        return [f"{node.name or 'leaf'}", node.detail]
    return [node.function, *([f"= {node.name}"] if node.name else [])]


def _width(node: GraphNode) -> float:
    """Return the width of a node's box in inches, enough for its text at 11 points."""
    return max(0.9, 0.098 * max(len(line) for line in _lines(node)) + 0.34)


def _draw(ax: Axes, graph: AutogradGraph, places: Layout) -> None:
    """Draw boxes, arrows and the key into `ax`, one inch of the layout to a unit."""
    for (start, end), times in Counter(graph.edges).items():
        _draw_edge(ax, places.route(start, end), times)
    for node in graph.nodes:
        _draw_node(ax, node, *places.centre(node.number), places.widths[node.number])
    (left, low), (right, high) = places.extent
    middle, half = (left + right) / 2, max(4.6, right - left + 0.4) / 2
    key = "square: operation    round: leaf    arrow: where backward goes next"
    ax.text(middle, low - 0.22, key, ha="center", va="top", fontsize=9, color=DARK_GREY)
    ax.set(xlim=(middle - half, middle + half), ylim=(low - 0.5, high + 0.15), aspect="equal")
    ax.axis("off")


def _draw_node(ax: Axes, node: GraphNode, x: float, y: float, width: float) -> None:
    """Draw one box with its text: round with a thick rim for a leaf, square for an operation."""
    leaf = node.kind == "leaf"
    box = FancyBboxPatch(
        (x - width / 2, y - HEIGHT / 2), width, HEIGHT,
        boxstyle=f"round,pad=0,rounding_size={HEIGHT / 2}" if leaf else "square,pad=0",
        facecolor="#FFF1E3" if leaf else "#E8F1F7", edgecolor=ORANGE if leaf else BLUE,
        linewidth=2.6 if leaf else 1.2, zorder=3,
    )  # fmt: skip
    ax.add_patch(box)
    ax.text(
        x, y, "\n".join(_lines(node)), ha="center", va="center", fontsize=11, color=INK, zorder=4,
        fontweight="bold" if leaf else "normal", linespacing=1.1,
    )  # fmt: skip


def _draw_edge(ax: Axes, points: FloatArray, times: int) -> None:
    """Draw one arrow along `points`, upright in each of them, and how often it is repeated."""
    corners, codes = [points[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2 if x0 != x1 else y0
        corners += [(x0, middle), (x1, middle), (x1, y1)]
        codes += [Path.CURVE4] * 3
    ax.add_patch(
        FancyArrowPatch(
            path=Path(corners, codes), arrowstyle="-|>", mutation_scale=13, color=DARK_GREY,
            linewidth=1.3, zorder=2, shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip
    if times > 1:
        (x, y), (beyond, _) = points[:2]
        side = -1 if beyond > x else 1  # the one from which the arrow bends away
        ax.text(
            x + 0.1 * side, y + 0.14, f"× {times}", ha="right" if side < 0 else "left",
            va="center", fontsize=11, color=INK, zorder=4,
        )  # fmt: skip


def _too_many(graph: AutogradGraph, max_nodes: int) -> str:
    """Return a sentence that says how big the graph is and what to draw instead."""
    return (
        f"This graph has {len(graph.nodes)} nodes, and more than {max_nodes} can't be read in a "
        "picture. Draw a tensor from an earlier line, a smaller network or fewer steps of a loop; "
        "graph_nodes(tensor).text() lists all nodes."
    )
