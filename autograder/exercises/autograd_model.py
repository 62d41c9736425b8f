"""Lesson 03, observed: the model tanh(x·w + b) with its graph, and its loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from autograder.drawing.curves import curves
from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.comparison import KIND_NAMES
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.values import Value, plain

N_GRAPHS = 3
CURVE_X = np.linspace(-3.0, 3.0, 13)
PREDICTION = tuple(f"value{n}" for n in range(N_GRAPHS))
GRAPH = ("kind", "w_kind", "b_kind", "w_grad", "b_grad", "w", "b")


@observation
def observe_simple_graph(SimpleGraph: Callable[..., Any], probe: Probe) -> None:
    """Predictions of three graphs that exist side by side, and the gradients of the first."""
    ranges = ((0.2, 0.6), (-0.4, -0.1), (1.2, 2.2)), ((-0.7, -0.3), (0.1, 0.4), (1.0, 2.0))
    settings = [[probe.uniform(*r) for r in ranges[n % 2]] for n in range(N_GRAPHS)]
    labels = [f"SimpleGraph({numbers(s[:2])}).forward({numbers(s[2:])})" for s in settings]
    with attempt(probe, "value0", labels[0]):
        graphs = [SimpleGraph(w, b) for w, b, _ in settings]
        for n, (graph, (_, _, x)) in enumerate(zip(graphs, settings, strict=True)):
            with attempt(probe, f"value{n}", labels[n]):
                prediction = graph.forward(x)
                probe.record(f"value{n}", _as_number(plain(prediction)), labels[n])
                if n == 0:
                    _observe_graph(graph, prediction, probe, labels[0])
        _observe_curve(graphs[0], probe)


def _observe_graph(graph: Any, prediction: Any, probe: Probe, label: str) -> None:
    """What kind of thing the prediction is, and what backward leaves in w and b."""
    probe.record("kind", _kind(prediction), f"what {label} returns")
    for name in "wb":
        with attempt(probe, f"{name}_kind", f"self.{name}"):
            parameter = getattr(graph, name)
            probe.record(f"{name}_kind", _kind(parameter), f"self.{name}")
            probe.record(name, _as_number(plain(parameter)), f"the number in self.{name}")
    if isinstance(prediction, torch.Tensor):
        _observe_gradients(graph, prediction, probe)


def _kind(thing: Any) -> str:
    """What autograd makes of it, in words."""
    if not isinstance(thing, torch.Tensor):
        value = plain(thing)
        return KIND_NAMES.get(value.kind, f"an object of type {value.name}")
    if not thing.requires_grad:
        return "a tensor without a graph"
    return "a leaf that requires gradients" if thing.is_leaf else "a result with a graph behind it"


def _observe_gradients(graph: Any, prediction: torch.Tensor, probe: Probe) -> None:
    called = False
    for name in "wb":
        label = f"self.{name}.grad after prediction.backward()"
        with attempt(probe, f"{name}_grad", label):
            if not called:
                called = True
                prediction.backward()
            gradient = getattr(graph, name).grad
            probe.record(f"{name}_grad", _without_size(plain(gradient)), label)


def _observe_curve(graph: Any, probe: Probe) -> None:
    """The prediction over x, for the card's picture only."""
    values = [_as_number(plain(graph.forward(float(x)))) for x in CURVE_X]
    known = [v.data if v.kind == "number" else np.nan for v in values]
    probe.record("curve", known, "the prediction for x from −3 to 3")


def _as_number(value: Value) -> Value:
    """A value with one element as a plain number of single precision; others as they are."""
    if value.kind in ("tensor", "array") and value.data.size == 1:
        return Value("number", float(value.data.reshape(())), "float32")
    return replace(value, name="float32") if value.kind == "number" else value


def _without_size(value: Value) -> Value:
    """A tensor of shape (1,) or (1, 1) as one of shape (); others as they are."""
    if value.kind == "tensor" and value.data.size == 1:
        return replace(value, data=value.data.reshape(()))
    return value


def draw_simple_graph(expected: Observation, observed: Observation) -> str | None:
    """Your prediction over x, dashed over the reference's; nothing where they are the same."""
    if "curve" not in observed.values:
        return None
    named = {
        "reference": expected.values["curve"].data,
        "your forward": observed.values["curve"].data,
    }
    if any(not isinstance(a, np.ndarray) or len(a) != len(CURVE_X) for a in named.values()):
        return None
    if np.allclose(named["reference"], named["your forward"], atol=1e-3):
        return None
    return curves(
        named,
        title="Prediction of the first graph",
        x_label="steps of a half, from x = −3 to x = 3",
        y_label="prediction",
        alt="The prediction over x: the reference as a solid line, your forward dashed.",
    )


SHAPES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "row": ("two tensors of shape (4,)", (4,), torch.float32),
    "column": ("two tensors of shape (5, 1)", (5, 1), torch.float32),
    "table": ("two tensors of shape (3, 2), float64", (3, 2), torch.float64),
}
LOSS_GRAPH = tuple(f"{what}_{key}" for key in ("one", "row") for what in ("graph", "gradient"))
SQ_LOSS_CRITERIA = (
    Criterion("the loss", 1.0, ("loss_one", *(f"loss_{key}" for key in SHAPES))),
    Criterion("its graph, and y_true left alone", 1.0, (*LOSS_GRAPH, "y_true")),
)


@observation
def observe_sq_loss(sq_loss: Callable[..., Any], probe: Probe) -> None:
    """Losses for a number and for several shapes, with the gradient of the prediction."""
    one = probe.tensor(probe.uniform(-0.9, 0.9), requires_grad=True)
    y_one = probe.uniform(1.5, 3.0)
    label = f"sq_loss({numbers([y_one])}, tensor({numbers([one.item()])}))"
    _observe_loss(sq_loss, probe, "one", label, y_one, one)
    for key, (words, shape, dtype) in SHAPES.items():
        y_true = probe.randn(*shape, dtype=dtype)
        y_prediction = probe.randn(*shape, dtype=dtype).requires_grad_()
        _observe_loss(sq_loss, probe, key, f"sq_loss of {words}", y_true, y_prediction)
        if key == "row":
            probe.record(
                "y_true", y_true.detach(), "y_true after the call, which has to be as before"
            )


def _observe_loss(
    sq_loss: Callable[..., Any],
    probe: Probe,
    key: str,
    label: str,
    y_true: Any,
    y_prediction: torch.Tensor,
) -> None:
    """Records the loss's numbers, whether they carry a graph, and the prediction's gradient."""
    with attempt(probe, f"loss_{key}", label):
        loss = sq_loss(y_true, y_prediction)
        value = plain(loss)
        probe.record(f"loss_{key}", replace(value, graph=False), label)
        probe.record(f"graph_{key}", value.graph, f"whether {label} carries a graph")
        if value.kind == "tensor" and value.graph:
            gradient = f"the prediction's gradient of {label}, summed"
            with attempt(probe, f"gradient_{key}", gradient):
                loss.sum().backward()
                probe.record(f"gradient_{key}", y_prediction.grad, gradient)
