"""Lesson 03, observed: a derivative by backward, and the same gradients from formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.sentences import say

Function = Callable[[torch.Tensor], torch.Tensor]


def square_on_a_plateau(x: torch.Tensor) -> torch.Tensor:
    """x² + 10¹⁸: differences of its values are 0, its derivative is 2x all the same."""
    return x**2 + 1e18


def cubic(x: torch.Tensor) -> torch.Tensor:
    """(x − 4)(x² + 6), a product."""
    return (x - 4) * (x**2 + 6)


def root_cubed(x: torch.Tensor) -> torch.Tensor:
    """(√x + 1)³, a composition."""
    return (torch.sqrt(x) + 1) ** 3


def wave(x: torch.Tensor) -> torch.Tensor:
    """The product x sin x, where x is used twice."""
    return x * torch.sin(x)


def bent(x: torch.Tensor) -> torch.Tensor:
    """x³ above 1 and 2x below: the graph depends on the value."""
    return x**3 if x > 1 else 2 * x


CURVES: dict[str, tuple[str, Function, float, float]] = {
    "plateau": ("x² + 10¹⁸", square_on_a_plateau, 1.1, 2.4),
    "cubic": ("(x − 4)(x² + 6)", cubic, 0.2, 0.9),
    "root": ("(√x + 1)³", root_cubed, 1.2, 3.0),
    "wave": ("x sin x", wave, 0.4, 1.4),
    "steep": ("`x³ if x > 1 else 2x`", bent, 1.2, 1.8),
    "flat": ("`x³ if x > 1 else 2x`", bent, 0.2, 0.8),
}
"""Key: the function in words, the function, and where its derivative is asked for."""


@observation
def observe_derivative_at(derivative_at: Callable[..., Any], probe: Probe) -> None:
    """Derivatives at random points, and at a whole number."""
    for key, (text, function, low, high) in CURVES.items():
        _observe_slope(derivative_at, probe, key, text, function, probe.uniform(low, high))
    whole = int(probe.rng.integers(2, 6))
    _observe_slope(derivative_at, probe, "whole", "(x − 4)(x² + 6)", cubic, whole)


def _observe_slope(
    derivative_at: Callable[..., Any], probe: Probe, key: str, text: str, f: Function, x: float
) -> None:
    """Records one derivative; a number is as precise as float32, the dtype most people use."""
    label = say("derivative_at of {function}, at x = {x}", function=text, x=numbers([x]))
    with attempt(probe, key, label):
        probe.record(key, derivative_at(f, x), label)
    if probe.values[key].kind == "number":
        probe.values[key] = replace(probe.values[key], name="float32")


A_PAIR = "a pair"
BATCHES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "one": (say("one value each"), (), torch.float32),
    "six": (say("six values each"), (6,), torch.float32),
    "table": (say("arguments of shape (3, 2), float64"), (3, 2), torch.float64),
}
GIVEN = ("x", "y", "w", "b")


@observation
def observe_analytic_gradients(analytic_gradients: Callable[..., Any], probe: Probe) -> None:
    """Both gradients for several shapes, while autograd doesn't record."""
    for key, (words, shape, dtype) in BATCHES.items():
        x, y, w, b = _arguments(probe, shape, dtype)
        label = say("{call}, {arguments}", call="analytic_gradients(x, y, w, b)", arguments=words)
        with attempt(probe, f"pair_{key}", label), torch.no_grad():
            _record_pair(probe, key, label, analytic_gradients(x, y, w, b))
        if key == "six":
            for name, given in zip(GIVEN, (x, y, w, b), strict=True):
                label = say("{name} after the call, which has to be as before", name=name)
                probe.record(name, given.detach(), label)


def _arguments(probe: Probe, shape: tuple[int, ...], dtype: torch.dtype) -> list[torch.Tensor]:
    """x, y, w and b for which the prediction is neither 0 nor close to 1."""
    ranges = ((0.6, 1.4), (1.5, 4.0), (0.3, 0.7), (-0.25, -0.05))
    return [probe.tensor(probe.rng.uniform(*r, size=shape), dtype) for r in ranges]


def _record_pair(probe: Probe, key: str, label: str, returned: Any) -> None:
    is_pair = isinstance(returned, tuple) and len(returned) == 2
    probe.record(f"pair_{key}", A_PAIR if is_pair else returned, label)
    for name, value in zip("wb", returned if is_pair else (), strict=False):
        told = say("∂loss/∂{name} of {call}", name=name, call=label)
        probe.record(f"{name}_{key}", value, told)
