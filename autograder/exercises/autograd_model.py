"""Lesson 03, observed: the model tanh(x·w + b) with its graph, and its loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from autograder.drawing.curves import curves
from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.comparison import KIND_NAMES
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import Value, plain

CURVE_X = np.linspace(-3.0, 3.0, 13)
FEATURES = ((1.2, 2.2), (-1.9, -1.2), (0.4, 0.9), (-0.8, -0.3))
"""Where the features of a call lie: far from 0 and near, on both sides."""
SETTINGS = (((0.4, 0.8), (-0.4, -0.1)), ((-0.9, -0.5), (0.1, 0.4)))
"""Where w and b lie. Neither is a multiple of the other, and no prediction is nearly 0 or 1."""
N_FEATURES = (4, 3, 1)
"""One graph for each, with so many features in its call."""
PREDICTION = (*(f"value{n}" for n in range(len(N_FEATURES))), "again", "x")
GRAPH = ("kind", "w_kind", "b_kind", "w_grad", "b_grad", "w", "b")
NO_GRAPH, LEAF = "a tensor without a graph", "a leaf that requires gradients"
RESULT, OBJECT = "a result with a graph behind it", "an object of type {name}"
KIND_MESSAGES = (NO_GRAPH, LEAF, RESULT, OBJECT, *KIND_NAMES.values())
"""The messages of what is recorded of kinds."""
FOR_TENSORS = "1-D tensor"
"""Words of the docstring of ``forward`` since version 0.2.0."""


@observation
def observe_simple_graph(SimpleGraph: Callable[..., Any], probe: Probe) -> None:
    """Predictions of three graphs that exist side by side, and the gradients of the first.

    The first graph predicts twice, so that an answer that it remembers shows.
    """
    settings = [[probe.uniform(*r) for r in SETTINGS[n % 2]] for n in range(len(N_FEATURES))]
    inputs = [_features(probe, n) for n in (*N_FEATURES, N_FEATURES[0])]
    labels = [_label(settings[n % len(settings)], x) for n, x in enumerate(inputs)]
    with attempt(probe, "value0", labels[0]):
        graphs = [SimpleGraph(w, b) for w, b in settings]
        for n, graph in enumerate(graphs):
            with attempt(probe, f"value{n}", labels[n]):
                prediction = _predict(graph, inputs[n])
                probe.record(f"value{n}", prediction.value, labels[n])
                if n == 0:
                    _observe_graph(graph, prediction, probe, labels[0])
        _observe_second_call(graphs[0], probe, inputs[-1], labels[-1])
        _observe_curve(graphs[0], probe)


def _features(probe: Probe, n: int) -> torch.Tensor:
    """So many features, on the CPU on every device.

    The student makes the leaves, perhaps of shape (1,), and devices are a matter of lesson 06.
    """
    return torch.tensor([probe.uniform(*r) for r in FEATURES[:n]])


def _label(setting: list[float], x: torch.Tensor) -> str:
    return f"SimpleGraph({numbers(setting)}).forward(tensor([{numbers(x.tolist())}]))"


@dataclass(frozen=True)
class Prediction:
    """What ``forward`` gave: its numbers, what sort of thing it is, and what backward starts at."""

    value: Value
    kind: str
    tensor: torch.Tensor | None


def _predict(graph: Any, x: torch.Tensor) -> Prediction:
    """The predictions for a tensor of features, or, where that raises, for one number at a time.

    Version 0.1.0 of the lesson asked for the prediction of a float, and code that was written for
    it stays right. Code with the docstring of today is held to what that says.
    """
    try:
        returned = graph.forward(x)
    except Exception:
        one_by_one = None if FOR_TENSORS in _docstring(graph) else _for_floats(graph, x)
        if one_by_one is None:
            raise
        return one_by_one
    tensor = returned if isinstance(returned, torch.Tensor) else None
    return Prediction(_as_row(plain(returned), graph, x), _kind(returned), tensor)


def _docstring(graph: Any) -> str:
    return str(getattr(graph.forward, "__doc__", None) or "")


def _for_floats(graph: Any, x: torch.Tensor) -> Prediction | None:
    """The predictions for each feature as a float; None where one isn't a number, or fails."""
    try:
        returned = [graph.forward(feature) for feature in x.tolist()]
    except Exception:  # what is told is the error of the call with a tensor
        return None
    values = [plain(prediction) for prediction in returned]
    if any(np.size(v.data) != 1 or v.kind not in ("number", "tensor", "array") for v in values):
        return None
    row = np.array([np.asarray(v.data).item() for v in values])
    tensors = [p.reshape(()) for p in returned if isinstance(p, torch.Tensor)]
    tensor = torch.stack(tensors) if len(tensors) == len(returned) else None
    return Prediction(Value("tensor", row, "float32"), _kind(returned[0]), tensor)


def _as_row(value: Value, graph: Any, x: torch.Tensor) -> Value:
    """Predictions as a tensor of single precision without a graph; others as they are.

    One prediction may be a number or have any shape, and n of them the one that leaves of shape
    (1, 1) give them, (1, n). A column, (n, 1), is something else: a loss would broadcast it to
    (n, n).
    """
    if value.kind == "number" and len(x) == 1:
        return Value("tensor", np.array([value.data], float), "float32")
    if value.kind not in ("tensor", "array"):
        return value
    data = value.data
    with_leaves = np.broadcast_shapes(x.shape, *(_shape(graph, name) for name in "wb"))
    if data.shape == with_leaves or data.size == len(x) == 1:
        data = data.reshape(x.shape)
    return Value("tensor", data, "float32" if data.dtype.kind == "f" else value.name)


def _shape(graph: Any, name: str) -> tuple[int, ...]:
    """The shape of a leaf with one number; () of everything else."""
    leaf = getattr(graph, name, None)
    return tuple(leaf.shape) if isinstance(leaf, torch.Tensor) and leaf.numel() == 1 else ()


def _observe_graph(graph: Any, prediction: Prediction, probe: Probe, label: str) -> None:
    """What kind of thing the prediction is, and what backward leaves in w and b."""
    probe.record("kind", prediction.kind, say("what {call} returns", call=label))
    for name in "wb":
        with attempt(probe, f"{name}_kind", f"self.{name}"):
            parameter = getattr(graph, name)
            probe.record(f"{name}_kind", _kind(parameter), f"self.{name}")
            probe.record(
                name, _as_number(plain(parameter)), say("the number in self.{name}", name=name)
            )
    if prediction.tensor is not None:
        _observe_gradients(graph, prediction.tensor, probe)


def _kind(thing: Any) -> str:
    """What autograd makes of it, in words."""
    if not isinstance(thing, torch.Tensor):
        value = plain(thing)
        return KIND_NAMES.get(value.kind) or say(OBJECT, name=value.name)
    if not thing.requires_grad:
        return NO_GRAPH
    return LEAF if thing.is_leaf else RESULT


def _observe_gradients(graph: Any, prediction: torch.Tensor, probe: Probe) -> None:
    called = False
    for name in "wb":
        label = say("self.{name}.grad after prediction.sum().backward()", name=name)
        with attempt(probe, f"{name}_grad", label):
            if not called:
                called = True
                prediction.sum().backward()
            gradient = getattr(graph, name).grad
            probe.record(f"{name}_grad", _without_size(plain(gradient)), label)


def _observe_second_call(graph: Any, probe: Probe, x: torch.Tensor, label: str) -> None:
    """Other features for a graph that has predicted before, and what they are afterwards."""
    told = say("{call}, a second call", call=label)
    with attempt(probe, "again", told):
        probe.record("again", _predict(graph, x).value, told)
    probe.record("x", x.detach(), say("x after the call, which has to be as before"))


def _observe_curve(graph: Any, probe: Probe) -> None:
    """The prediction over x, for the card's picture only."""
    label = say("the prediction for x from −3 to 3")
    with attempt(probe, "curve", label):
        prediction = _predict(graph, torch.tensor(CURVE_X, dtype=torch.float32))
        probe.record("curve", prediction.value, label)


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
    wanted, got = (o.values["curve"].data for o in (expected, observed))
    if not isinstance(got, np.ndarray) or got.shape != CURVE_X.shape:
        return None
    if np.allclose(wanted, got, atol=1e-3):
        return None
    return curves(
        {say("reference"): wanted.tolist(), say("your forward"): got.tolist()},
        title=say("Prediction of the first graph"),
        x_label=say("steps of a half, from x = −3 to x = 3"),
        y_label=say("prediction"),
        alt=say("The prediction over x: the reference as a solid line, your forward dashed."),
    )


SHAPES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "row": (say("two tensors of shape (4,)"), (4,), torch.float32),
    "column": (say("two tensors of shape (5, 1)"), (5, 1), torch.float32),
    "table": (say("two tensors of shape (3, 2), float64"), (3, 2), torch.float64),
}
LOSS_GRAPH = tuple(f"{what}_{key}" for key in ("one", "row") for what in ("graph", "gradient"))
SQ_LOSS_CRITERIA = (
    Criterion("the loss", 1.0, ("loss_one", *(f"loss_{key}" for key in SHAPES))),
    Criterion("its graph, and y_true left alone", 1.0, (*LOSS_GRAPH, "y_true", "y_prediction")),
)


@observation
def observe_sq_loss(sq_loss: Callable[..., Any], probe: Probe) -> None:
    """Losses for tensors of several shapes, with the gradient of the prediction."""
    truth, prediction = probe.uniform(1.5, 3.0), probe.uniform(-0.9, 0.9)
    one = probe.tensor([truth]), probe.tensor([prediction], requires_grad=True)
    call = f"sq_loss(tensor([{numbers([truth])}]), tensor([{numbers([prediction])}]))"
    _observe_loss(sq_loss, probe, "one", call, *one)
    for key, (words, shape, dtype) in SHAPES.items():
        y_true, y_prediction = _truth_and_prediction(probe, shape, dtype)
        label = say("sq_loss of {arguments}", arguments=words)
        _observe_loss(sq_loss, probe, key, label, y_true, y_prediction)
        if key == "row":
            for name, given in (("y_true", y_true), ("y_prediction", y_prediction)):
                label = say("{name} after the call, which has to be as before", name=name)
                probe.record(name, given.detach(), label)


def _truth_and_prediction(
    probe: Probe, shape: tuple[int, ...], dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor]:
    """Two tensors, the first by turns well above and well below the second."""
    prediction = probe.randn(*shape, dtype=dtype)
    sizes = probe.uniform(0.4, 2.0, *shape).reshape(-1)
    sizes[1::2] *= -1
    truth = prediction + probe.tensor(sizes.reshape(shape), dtype)
    return truth, prediction.requires_grad_()


def _observe_loss(
    sq_loss: Callable[..., Any],
    probe: Probe,
    key: str,
    label: str,
    y_true: torch.Tensor,
    y_prediction: torch.Tensor,
) -> None:
    """Records the loss's numbers, whether they carry a graph, and the prediction's gradient."""
    with attempt(probe, f"loss_{key}", label):
        loss = sq_loss(y_true, y_prediction)
        value = plain(loss)
        probe.record(f"loss_{key}", replace(value, graph=False), label)
        told = say("whether {call} carries a graph", call=label)
        probe.record(f"graph_{key}", value.graph, told)
        if value.kind == "tensor" and value.graph:
            gradient = say("the prediction's gradient of {call}, summed", call=label)
            with attempt(probe, f"gradient_{key}", gradient):
                loss.sum().backward()
                probe.record(f"gradient_{key}", y_prediction.grad, gradient)
