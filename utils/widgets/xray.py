"""Lesson 03's widget, the autograd X-ray: a tensor's graph as a picture with a table under it."""

from __future__ import annotations

from html import escape

import torch
from matplotlib.figure import Figure

from utils.figures import image_of, in_few_colours
from utils.graph_pictures import MAX_NODES, draw_graph, size_of
from utils.graphs import AutogradGraph, Names, graph_nodes, why_no_graph
from utils.style import bare_figure
from utils.widgets.showing import png_of, table

HEAD = ("node", "function or leaf", "name", "value", ".grad", "backward goes next to")


class Xray:
    """The picture, the table and the text of one graph; what is shown depends on the front end."""

    def __init__(self, html: str, text: str) -> None:
        self._html = html
        self._text = text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._html, "text/plain": self._text}

    def __repr__(self) -> str:
        return self._text


def autograd_xray(tensor: torch.Tensor, names: Names | None = None) -> Xray:
    """Return the autograd graph of `tensor`, before or after backward: a picture and a table.

    The table lists each node, a leaf's value and its `.grad`, and where backward goes next.
    `names` maps names to tensors, such as {"w": w}. A tensor without a graph gets a sentence, a
    graph of more than 60 nodes the table alone. What isn't a tensor gets a sentence, too.
    """
    try:
        graph = graph_nodes(tensor, names)
    except TypeError as fault:
        return Xray(f"<p>{escape(str(fault))}</p>", str(fault))
    if not graph.nodes:
        return Xray(f"<p>{why_no_graph(tensor)}</p>", why_no_graph(tensor))
    caption = f"{len(graph.nodes)} nodes, the result first"
    html = table(HEAD, _rows(graph), caption)
    if len(graph.nodes) <= MAX_NODES:
        alt = f"Autograd graph of {len(graph.nodes)} nodes; the table below lists them."
        html = image_of(in_few_colours(png_of(_picture(tensor, names))), alt) + html
    return Xray(html, graph.text())


def _picture(tensor: torch.Tensor, names: Names | None) -> Figure:
    """Return the graph as a figure that pyplot doesn't know."""
    figure = bare_figure(size_of(graph_nodes(tensor, names)))
    draw_graph(tensor, names, ax=figure.add_subplot())
    return figure


def _rows(graph: AutogradGraph) -> list[list[str]]:
    """Return the table's rows, one for each node."""
    return [
        [
            str(node.number),
            "leaf" if node.kind == "leaf" else node.function,
            node.name,
            node.detail,
            node.grad,
            ", ".join(str(end) for start, end in graph.edges if start == node.number),
        ]
        for node in graph.nodes
    ]
