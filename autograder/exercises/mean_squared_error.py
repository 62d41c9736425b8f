"""Lesson 05, observed: the mean squared error, with the gradient that flows back from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.sentences import say
from autograder.records.values import plain

SHAPES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "row": (say("two tensors of shape (6,)"), (6,), torch.float32),
    "column": (say("two tensors of shape (7, 1)"), (7, 1), torch.float32),
    "table": (say("two tensors of shape (5, 2), float64"), (5, 2), torch.float64),
}
GIVEN = ("y_true", "y_prediction")
MSE_CRITERIA = (
    Criterion("the loss", 1.0, tuple(f"loss_{key}" for key in SHAPES)),
    Criterion(
        "its gradient, and y_true left alone",
        1.0,
        (*(f"{what}_{key}" for key in SHAPES for what in ("graph", "gradient")), *GIVEN),
    ),
)


@observation
def observe_mse(mse: Callable[..., Any], probe: Probe) -> None:
    """Losses for a row, a column and a table, with the gradient of the prediction."""
    for key, (words, shape, dtype) in SHAPES.items():
        y_true = probe.randn(*shape, dtype=dtype) + 0.7
        y_prediction = probe.randn(*shape, dtype=dtype).requires_grad_()
        label = say("mse of {arguments}", arguments=words)
        _observe_loss(mse, probe, key, label, y_true, y_prediction)
        if key == "row":
            for name, given in zip(GIVEN, (y_true, y_prediction), strict=True):
                label = say("{name} after the call, which has to be as before", name=name)
                probe.record(name, given.detach(), label)


def _observe_loss(
    mse: Callable[..., Any],
    probe: Probe,
    key: str,
    label: str,
    y_true: torch.Tensor,
    y_prediction: torch.Tensor,
) -> None:
    """Records the loss's number, whether it carries a graph, and the prediction's gradient."""
    with attempt(probe, f"loss_{key}", label):
        loss = mse(y_true, y_prediction)
        value = plain(loss)
        probe.record(f"loss_{key}", replace(value, graph=False), label)
        told = say("whether {call} carries a graph", call=label)
        probe.record(f"graph_{key}", value.graph, told)
        if value.kind == "tensor" and value.graph:
            gradient = say("the prediction's gradient of {call}", call=label)
            with attempt(probe, f"gradient_{key}", gradient):
                loss.sum().backward()
                probe.record(f"gradient_{key}", y_prediction.grad, gradient)
