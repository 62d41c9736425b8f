"""A tensor's autograd graph as data: its nodes, its edges and a text that says the same.

Owns the walk along `grad_fn.next_functions`. `utils.graph_pictures` draws what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

Names = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class GraphNode:
    """One node of an autograd graph.

    `function` is the name autograd gives it (`MulBackward0`, for a leaf `AccumulateGrad`), `name`
    what the caller calls the tensor that it made ("" where it has no name), `detail` a leaf's
    value if it is one number and else its shape, `grad` the same of its `.grad` ("" for an
    operation).
    """

    number: int
    kind: Literal["operation", "leaf"]
    function: str
    name: str = ""
    detail: str = ""
    grad: str = ""


@dataclass(frozen=True)
class AutogradGraph:
    """Nodes, the output's own first, and edges (node, next node) in the direction of `.backward()`.

    An edge is repeated when an operation uses the same tensor twice, as in `w * w`.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[int, int], ...]

    def text(self) -> str:
        """Return the graph as lines: a node's number, what it is, and where backward goes next."""
        return "\n".join(self._line(node) for node in self.nodes)

    def _line(self, node: GraphNode) -> str:
        """Return one node's line."""
        after = ", ".join(str(b) for a, b in self.edges if a == node.number)
        name = f" {node.name}" if node.name else ""
        if node.kind == "leaf":
            return f"{node.number}: leaf{name} {node.detail} ({node.function}, fills .grad)"
        return f"{node.number}: {node.function}{name and ' =' + name} -> {after or 'nothing'}"


def graph_nodes(tensor: torch.Tensor, names: Names | None = None) -> AutogradGraph:
    """Return the autograd graph that `tensor` carries, as nodes and edges; empty if it has none.

    The nodes are the distinct functions reachable from `tensor.grad_fn`, the leaves'
    `AccumulateGrad` among them. Constants are not in the graph, since autograd records nothing
    for them. `names` maps names to tensors, leaves or results. Raises TypeError where `tensor`
    isn't a tensor.
    """
    _check(tensor, names)
    if tensor.grad_fn is None:
        return AutogradGraph((), ())
    found = {function: number for number, function in enumerate(_walk(tensor.grad_fn))}
    edges = [(found[f], found[g]) for f in found for g, _ in f.next_functions if g is not None]
    nodes = tuple(_describe(f, number, names or {}) for f, number in found.items())
    return AutogradGraph(nodes, tuple(edges))


def why_no_graph(tensor: torch.Tensor) -> str:
    """Return a sentence that says why `tensor`, whose `grad_fn` is None, has no graph to draw."""
    if tensor.requires_grad:
        return (
            "No graph: this tensor is a leaf. You made it, no operation did, so its grad_fn is "
            "None. Compute something with it and draw the result."
        )
    return (
        "No graph: this tensor's grad_fn is None, because nothing it was computed from has "
        "requires_grad=True, or because .detach(), no_grad, NumPy or .item() cut the graph off."
    )


def _check(tensor: Any, names: Any) -> None:
    """Raise TypeError unless `tensor` is a tensor and `names` maps names to tensors."""
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(
            f"tensor is a {type(tensor).__name__}. Expected a torch.Tensor, the result of a "
            f"computation: pass the tensor itself, not its .item() or a NumPy array."
        )
    values = names.values() if isinstance(names, Mapping) else [names]
    if names is not None and not all(isinstance(value, torch.Tensor) for value in values):
        raise TypeError(
            f"names is {type(names).__name__} {names!r:.40}. Expected a dictionary of names and "
            'tensors, such as {"w": w, "b": b}.'
        )


def _walk(root: Any) -> Iterator[Any]:
    """Yield each function reachable from `root` once, breadth first."""
    waiting, seen = [root], {root}
    while waiting:
        function = waiting.pop(0)
        yield function
        for after, _ in function.next_functions:
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append(after)


def _describe(function: Any, number: int, names: Names) -> GraphNode:
    """Return the node for one autograd function."""
    label = function.name().split("::")[-1]
    if label != "AccumulateGrad":
        name = ", ".join(n for n, tensor in names.items() if tensor.grad_fn is function)
        return GraphNode(number, "operation", label, name)
    leaf = function.variable
    name = ", ".join(n for n, tensor in names.items() if tensor is leaf)
    grad = "None" if leaf.grad is None else _summary(leaf.grad)
    return GraphNode(number, "leaf", label, name, _summary(leaf), grad)


def _summary(tensor: torch.Tensor) -> str:
    """Return the value of a tensor of one number, and the shape of any other."""
    return f"{tensor.item():.4g}" if tensor.numel() == 1 else f"shape {tuple(tensor.shape)}"
