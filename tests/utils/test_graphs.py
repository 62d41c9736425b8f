"""Autograd graphs: counted against hand counts, drawn without a node under an edge."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from torch import nn

from utils import draw_graph, graph_nodes
from utils.graph_pictures import layout


def leaf(value: float) -> torch.Tensor:
    return torch.tensor(value, requires_grad=True)


def lesson_02() -> torch.Tensor:
    x, y, z = leaf(0.8), leaf(1.1), leaf(0.5)
    return torch.tanh(torch.log(1 + z * 2 * x / torch.sin(y)))


def shared() -> torch.Tensor:
    w, b = leaf(-0.5), leaf(0.5)
    h = w * 1.0 + b
    return (h * h + torch.exp(h) + w * w + torch.sin(torch.cos(b) * h)).sum()


def two_layers() -> torch.Tensor:
    net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
    return nn.functional.mse_loss(net(torch.ones(3, 1)), torch.ones(3, 1))


def loop() -> torch.Tensor:
    w, b = leaf(0.5), leaf(0.1)
    v = w
    for _ in range(12):
        v = v * b + w
    return v


GRAPHS = [lesson_02, shared, two_layers, loop]


def test_the_graph_of_lesson_02_has_seven_operations_and_three_leaves() -> None:
    graph = graph_nodes(lesson_02())
    # tanh, log, 1 +, /, * x, z * 2, sin; x, y, z
    assert [n.kind for n in graph.nodes].count("operation") == 7
    assert [n.kind for n in graph.nodes].count("leaf") == 3
    # each binary operation on two recorded tensors has two edges: / and * x
    assert len(graph.edges) == 1 + 1 + 1 + 2 + 2 + 1 + 1


def test_a_shared_node_is_counted_once_and_a_double_use_is_two_edges() -> None:
    w = leaf(3.0)
    square = w * w
    graph = graph_nodes(square + square)
    # add -> mul twice, mul -> w twice
    assert len(graph.nodes) == 3
    assert graph.edges == ((0, 1), (0, 1), (1, 2), (1, 2))


def test_nodes_carry_autograds_names_and_the_callers() -> None:
    w, b = leaf(-0.5), torch.ones(2, 3, requires_grad=True)
    out = torch.tanh(w * b)
    top, middle, *leaves = graph_nodes(out, {"w": w, "b": b, "out": out}).nodes
    assert (top.function, top.name) == (out.grad_fn.name(), "out")
    assert (middle.function, middle.name) == ("MulBackward0", "")
    assert {(n.name, n.detail) for n in leaves} == {("w", "-0.5"), ("b", "shape (2, 3)")}


def test_the_text_says_each_node_and_where_backward_goes_next() -> None:
    w = leaf(2.0)
    assert graph_nodes(torch.sin(w), {"w": w}).text() == (
        "0: SinBackward0 -> 1\n1: leaf w 2 (AccumulateGrad, fills .grad)"
    )


def test_looking_at_a_graph_neither_runs_backward_nor_frees_it() -> None:
    w = leaf(2.0)
    y = w**2
    draw_graph(y)
    assert w.grad is None
    y.backward()
    assert w.grad is not None and w.grad.item() == 4


@pytest.mark.parametrize("build", GRAPHS)
def test_every_node_has_a_box_and_every_edge_an_arrow(build) -> None:
    tensor = build()
    graph = graph_nodes(tensor)
    ax = draw_graph(tensor)
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert len(boxes) == len(graph.nodes)
    assert len(arrows) == len(set(graph.edges))
    round_ones = [b for b in boxes if "Round" in type(b.get_boxstyle()).__name__]
    assert len(round_ones) == [n.kind for n in graph.nodes].count("leaf")


@pytest.mark.parametrize("build", GRAPHS)
def test_no_box_covers_another_and_no_edge_runs_through_one(build) -> None:
    tensor = build()
    ax = draw_graph(tensor)
    boxes = [p.get_window_extent() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    graph, places = graph_nodes(tensor), layout(graph_nodes(tensor))
    for arrow, (start, end) in zip(
        (p for p in ax.patches if isinstance(p, FancyArrowPatch)),
        dict.fromkeys(graph.edges),
        strict=True,
    ):
        points = np.concatenate(arrow.get_path().to_polygons(closed_only=False))
        for node in {n.number for n in graph.nodes} - {start, end}:
            x, y = places.centre(node)
            near = np.abs(points - (x, y)) < (
                places.widths[node] / 2,
                places.heights[node] / 2,
            )
            assert not near.all(axis=1).any()


@pytest.mark.parametrize("build", [lesson_02, shared, two_layers])
def test_arrows_go_from_the_right_to_the_left_as_in_lesson_02s_backward_pass(build) -> None:
    ax = draw_graph(build())
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    for arrow in arrows:
        points = np.concatenate(arrow.get_path().to_polygons(closed_only=False))
        assert points[-1, 0] < points[0, 0]
    places = layout(graph_nodes(build())).places
    assert max(places, key=lambda key: places[key][0]) == 0  # the result


def test_a_graph_too_deep_for_a_page_goes_upwards_and_stays_narrow() -> None:
    ax = draw_graph(loop())
    width, height = ax.figure.get_size_inches()
    assert height > 2 * width


def test_the_text_of_every_box_fits_into_it() -> None:
    ax = draw_graph(two_layers())
    ax.figure.canvas.draw()
    boxes = [p.get_window_extent() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    for text, box in zip(ax.texts, boxes, strict=False):
        inner = text.get_window_extent()
        assert box.x0 < inner.x0 and inner.x1 < box.x1 and box.y0 < inner.y0 and inner.y1 < box.y1


@pytest.mark.parametrize(
    ("tensor", "said"),
    [
        (torch.ones(3), "requires_grad=True"),
        (leaf(1.0), "is a leaf"),
        (torch.sin(leaf(1.0)).detach(), ".detach()"),
    ],
)
def test_a_tensor_without_a_graph_gets_a_sentence(
    tensor: torch.Tensor, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert draw_graph(tensor) is None
    assert said in capsys.readouterr().out and plt.get_fignums() == []
    assert graph_nodes(tensor).nodes == ()


def test_a_graph_too_big_to_read_gets_a_sentence_with_its_size(
    capsys: pytest.CaptureFixture[str],
) -> None:
    v = leaf(1.0)
    for _ in range(80):
        v = torch.sin(v)
    assert draw_graph(v) is None
    assert "81 nodes" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [3.0, np.ones(2), None])
def test_what_is_no_tensor_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"torch\.Tensor"):
        draw_graph(wrong)  # type: ignore[arg-type]  # the wrong type is the test


def test_names_that_are_no_tensors_are_refused() -> None:
    with pytest.raises(TypeError, match="dictionary"):
        draw_graph(lesson_02(), ["w"])  # type: ignore[arg-type]  # the wrong type is the test
