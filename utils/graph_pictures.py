"""Pictures of autograd graphs: leaves at the left, the result at the right, as in lesson 02.

networkx finds the layers and the first places; here the nodes of a layer are put into an order with
few crossings and moved apart, so that no edge runs through a node.
"""

from __future__ import annotations

import re
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
MAX_LAYERS = 10
"""More of them don't fit on a page from right to left, and are drawn from the result upwards."""
BETWEEN, GAP, SLIM, LINE = 0.4, 0.25, 0.12, 0.18
"""Inches: between layers, between boxes of one layer, an edge's own width, a line of text."""
STRAIGHT = 0.26
"""Inches that a long edge goes straight on, before and after the middle of a layer it passes."""
LEAST_WIDTH = 4.6
"""Inches that the key below the picture needs."""


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
    """Where things stand, in inches: boxes' centres and sizes, and the bends of long edges.

    Layers are counted from the result. They go to the left, as backward does, or upwards where
    they are too many for a page; `places` has x and y, and `depth` how far a node is from the
    result in that direction.
    """

    def __init__(
        self,
        across: dict[Key, float],
        depth: dict[Key, float],
        widths: dict[Key, float],
        heights: dict[Key, float],
        upright: bool,
    ) -> None:
        self.upright = upright
        self.places = {k: self.turned(across[k], depth[k]) for k in across}
        self.widths, self.heights = widths, heights
        self._frame = {k: (across[k], depth[k]) for k in across}

    def turned(self, across: float, depth: float) -> tuple[float, float]:
        """Return x and y of a point that is so far across the layers and so deep among them."""
        return (across, depth) if self.upright else (-depth, -across)

    def centre(self, node: int) -> tuple[float, float]:
        """Return the centre (x, y) of a node's box."""
        return self.places[node]

    def route(self, start: int, end: int) -> FloatArray:
        """Return the points, shape (n, 2), from the side of `start`'s box to that of `end`'s.

        A row has what `turned` takes: across and depth.
        """
        thick = self.heights if self.upright else self.widths
        bends = sorted((d, a) for k, (a, d) in self._frame.items() if _bends(k, start, end))
        inner = [(a, d + side * STRAIGHT) for d, a in bends for side in (-1, 1)]
        (a0, d0), (a1, d1) = self._frame[start], self._frame[end]
        return np.array([(a0, d0 + thick[start] / 2), *inner, (a1, d1 - thick[end] / 2)])

    def figure_size(self, title: bool) -> tuple[float, float]:
        """Return the width and height of a figure that holds the picture and perhaps a title."""
        (left, low), (right, high) = self.extent
        return max(LEAST_WIDTH, right - left + 0.4), high - low + (1.0 if title else 0.7)

    @property
    def extent(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the lower left and the upper right corner of the whole picture."""
        boxes = [
            (x, y, self.widths.get(k, SLIM) / 2, self.heights.get(k, SLIM) / 2)
            for k, (x, y) in self.places.items()
        ]
        left, low = min(x - w for x, _, w, _ in boxes), min(y - h for _, y, _, h in boxes)
        right, high = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
        return (left, low), (right, high)


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
    layers = 1 + max(layer for _, layer in links.nodes(data="layer"))
    upright = layers > MAX_LAYERS
    _bend_long_edges(links)
    widths: dict[Key, float] = {node.number: _width(node) for node in graph.nodes}
    heights: dict[Key, float] = {node.number: _height(node) for node in graph.nodes}
    across = _untangle(links, widths if upright else heights)
    depths = _depths(dict(links.nodes(data="layer")), heights if upright else widths)
    return Layout(across, depths, widths, heights, upright)


def _depths(layer: dict[Key, int], thick: dict[Key, float]) -> dict[Key, float]:
    """Return how far each node is from the result: layer after layer, with room between."""
    deepest = max(layer.values())
    size = [max(thick.get(k, SLIM) for k in layer if layer[k] == n) for n in range(deepest + 1)]
    middle = [sum(size[:n]) + n * BETWEEN + size[n] / 2 for n in range(deepest + 1)]
    return {k: middle[n] for k, n in layer.items()}


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
    """Return the two or three lines written into a node's box."""
    if node.kind == "leaf":
        return [f"{node.name or 'leaf'}", node.detail]
    made = re.sub(r"(?<=\w)(?=Backward\d*$)", "\n", node.function).split("\n")
    return [*made, *([f"= {node.name}"] if node.name else [])]


def _width(node: GraphNode) -> float:
    """Return the width of a node's box in inches, enough for its text at 11 points."""
    return max(0.75, 0.093 * max(len(line) for line in _lines(node)) + 0.2)


def _height(node: GraphNode) -> float:
    """Return the height of a node's box in inches."""
    return LINE * max(2, len(_lines(node))) + 0.18


def _draw(ax: Axes, graph: AutogradGraph, places: Layout) -> None:
    """Draw boxes, arrows and the key into `ax`, one inch of the layout to a unit."""
    for (start, end), times in Counter(graph.edges).items():
        _draw_edge(ax, places, places.route(start, end), times)
    for node in graph.nodes:
        size = places.widths[node.number], places.heights[node.number]
        _draw_node(ax, node, places.centre(node.number), size)
    (left, low), (right, high) = places.extent
    middle, half = (left + right) / 2, max(LEAST_WIDTH, right - left + 0.4) / 2
    key = "square: operation    round: leaf    arrow: where backward goes next"
    ax.text(middle, low - 0.22, key, ha="center", va="top", fontsize=9, color=DARK_GREY)
    ax.set(xlim=(middle - half, middle + half), ylim=(low - 0.5, high + 0.15), aspect="equal")
    ax.axis("off")


def _draw_node(
    ax: Axes, node: GraphNode, place: tuple[float, float], size: tuple[float, float]
) -> None:
    """Draw one box with its text: round with a thick rim for a leaf, square for an operation."""
    (x, y), (width, height), leaf = place, size, node.kind == "leaf"
    box = FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height,
        boxstyle=f"round,pad=0,rounding_size={height / 2}" if leaf else "square,pad=0",
        facecolor="#FFF1E3" if leaf else "#E8F1F7", edgecolor=ORANGE if leaf else BLUE,
        linewidth=2.6 if leaf else 1.2, zorder=3,
    )  # fmt: skip
    ax.add_patch(box)
    ax.text(
        x, y, "\n".join(_lines(node)), ha="center", va="center", fontsize=11, color=INK, zorder=4,
        fontweight="bold" if leaf else "normal", linespacing=1.1,
    )  # fmt: skip


def _draw_edge(ax: Axes, places: Layout, points: FloatArray, times: int) -> None:
    """Draw one arrow along `points`, straight to the next layer in each, and how often it is."""
    corners, codes = [tuple(points[0])], [Path.MOVETO]
    for (a0, d0), (a1, d1) in pairwise(points):
        middle = (d0 + d1) / 2 if a0 != a1 else d0
        corners += [(a0, middle), (a1, middle), (a1, d1)]
        codes += [Path.CURVE4] * 3
    ax.add_patch(
        FancyArrowPatch(
            path=Path([places.turned(*corner) for corner in corners], codes), arrowstyle="-|>",
            mutation_scale=13, color=DARK_GREY, linewidth=1.3, zorder=2, shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip
    if times > 1:
        (across, depth), (beyond, _) = points[:2]
        side = -1 if beyond > across else 1  # the one from which the arrow bends away
        x, y = places.turned(across + 0.13 * side, depth + 0.2)
        ax.text(x, y, f"× {times}", ha="center", va="center", fontsize=11, color=INK, zorder=4)


def _too_many(graph: AutogradGraph, max_nodes: int) -> str:
    """Return a sentence that says how big the graph is and what to draw instead."""
    return (
        f"This graph has {len(graph.nodes)} nodes, and more than {max_nodes} can't be read in a "
        "picture. Draw a tensor from an earlier line, a smaller network or fewer steps of a loop; "
        "graph_nodes(tensor).text() lists all nodes."
    )
