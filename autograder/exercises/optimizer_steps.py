"""Lesson 05, observed: steps of SGD, with momentum, and of RMSprop, over 20 steps each.

A step is asked for as ``torch.optim`` takes it: the gradients are in ``.grad``; the parameters,
and what the optimizer remembers, change in place. The steps are tried on a linear layer in single
precision and on two numbers in double precision, whose learning rate changes on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.sentences import Sentence, say

N_STEPS, N_SHORT = 20, 4
PLAINLY = 0.2
"""The least slope that counts as plainly not 0."""
KEPT = "the same leaves, each with its gradient"
OTHER_LEAVES, NO_LEAVES = "other leaves than before", "other tensors, which are no leaves"
FROZEN = "tensors that don't ask for gradients any more"
CLEARED = "the same leaves, their gradients cleared"
CHANGED = "the same leaves, their gradients changed"
OTHER_AND_DEAF = "other tensors than before, which ask for no gradients"
STEP_MESSAGES = (KEPT, OTHER_AND_DEAF, OTHER_LEAVES, NO_LEAVES, FROZEN, CLEARED, CHANGED)
"""The messages of what is recorded of the list of parameters."""

Step = Callable[[list[torch.Tensor], list[torch.Tensor], int], Any]
"""A step as it is tried: the parameters, what the optimizer remembers, the number of the step."""


class Problem:
    """Parameters to be trained, and their loss; ``words`` say what they are.

    ``given`` is the list that the student's step gets, ``memory`` one of zeros beside it.
    """

    def __init__(
        self, words: Sentence, parameters: Sequence[torch.Tensor], loss: Callable[[], torch.Tensor]
    ) -> None:
        self.words, self.parameters, self.loss = words, tuple(parameters), loss
        self.given = list(parameters)
        self.memory = [torch.zeros_like(p) for p in parameters]
        self.gradients: list[torch.Tensor] = []

    def step(self, step: Step, number: int) -> str:
        """What is left of the parameters and gradients, in words, after backward and a step."""
        for parameter in self.parameters:
            parameter.grad = None
        self.loss().backward()
        gradients = [p.grad.clone() for p in self.parameters if p.grad is not None]
        self.gradients = gradients
        step(self.given, self.memory, number)
        return self._left(gradients)

    def _left(self, gradients: Sequence[torch.Tensor]) -> str:
        same = len(self.given) == len(self.parameters)
        if not same or any(a is not b for a, b in zip(self.given, self.parameters, strict=True)):
            if not all(p.requires_grad for p in self.given):
                return OTHER_AND_DEAF
            return OTHER_LEAVES if all(p.is_leaf for p in self.given) else NO_LEAVES
        if not all(p.requires_grad and p.is_leaf for p in self.parameters):
            return FROZEN
        found = [p.grad for p in self.parameters]
        if any(g is None or not bool(g.any()) for g in found):
            return CLEARED
        equal = all(map(torch.equal, (g for g in found if g is not None), gradients))
        return KEPT if equal else CHANGED


def linear_layer(probe: Probe) -> Problem:
    """A linear layer 3 -> 2 with a batch of 5.

    The third feature of all five is 0, and so is the gradient of its two weights. All others are
    plainly not 0, so that an ε of 1e-8 matters to none of them, whatever the numbers are.
    """
    while True:
        features, targets = probe.randn(5, 3), probe.randn(5, 2)
        features[:, 2] = 0.0
        weight, bias = probe.randn(2, 3), probe.randn(2)
        errors = features @ weight.T + bias - targets
        slopes = torch.cat([(errors.T @ features)[:, :2].reshape(-1), errors.sum(dim=0)]) / 5
        if slopes.abs().min() > PLAINLY:
            break
    weight.requires_grad_(), bias.requires_grad_()

    def loss() -> torch.Tensor:
        return ((features @ weight.T + bias - targets) ** 2).mean()

    return Problem(say("weight and bias of a linear layer 3 → 2"), (weight, bias), loss)


def two_numbers(probe: Probe) -> Problem:
    """The slope and the intercept of a line near six points, as numbers of double precision."""
    x, y = (probe.randn(6, dtype=torch.float64) for _ in range(2))
    slope, intercept = (
        probe.tensor(probe.uniform(1.5, 2.5), torch.float64, requires_grad=True) for _ in range(2)
    )

    def loss() -> torch.Tensor:
        return ((slope * (x + 0.5) + intercept - y) ** 2).mean()

    return Problem(say("a slope and an intercept in float64"), (slope, intercept), loss)


def _observe_steps(
    probe: Probe, key: str, problem: Problem, step: Step, n: int, memory: Sentence | None = None
) -> None:
    """Records the parameters after one step and after n, and the memory where it has a name."""
    before = say("{parameters}, before the first step", parameters=problem.words)
    probe.record(f"start_{key}", _flat(problem.parameters), before)
    label = say("{parameters}, after one step", parameters=problem.words)
    kept = say(
        "what the list of parameters holds after a step: {parameters}", parameters=problem.words
    )
    with attempt(probe, f"one_{key}", label):
        left = problem.step(step, 1)
        probe.record(f"one_{key}", _flat(problem.parameters), label)
        probe.record(f"kept_{key}", left, kept)
        probe.record(f"gradient_{key}", _flat(problem.gradients))
        if memory:
            first = say("{memory}, after one step", memory=memory)
            probe.record(f"first_{key}", _flat(problem.memory), first)
        label = say("{parameters}, after {n} steps", parameters=problem.words, n=n)
        with attempt(probe, f"all_{key}", label):
            for number in range(2, n + 1):
                now = problem.step(step, number)
                left = now if left == KEPT else left
                if number == 2:
                    probe.record(f"two_{key}", _flat(problem.parameters))
                if memory and number == 2:
                    second = say("{memory}, after two steps", memory=memory)
                    probe.record(f"second_{key}", _flat(problem.memory), second)
            probe.record(f"all_{key}", _flat(problem.parameters), label)
            if memory:
                label = say("{memory}, after {n} steps", memory=memory, n=n)
                probe.record(f"memory_{key}", _flat(problem.memory), label)
        probe.record(f"kept_{key}", left, kept)


def _flat(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.cat([torch.as_tensor(t).detach().reshape(-1) for t in tensors])


def _rates(probe: Probe, low: float, high: float) -> tuple[float, float]:
    """Two learning rates; the second one is at least a half larger."""
    first = probe.uniform(low, high)
    return first, probe.uniform(1.5, 2.0) * first


SGD_CRITERIA = (
    Criterion("one step, in place", 1.0, ("one_layer", "kept_layer", "one_pair")),
    Criterion(
        "20 steps, and a parameter without a gradient",
        1.0,
        ("one_layer", "all_layer", "all_pair", "unused", "unused_grad"),
    ),
)


@observation
def observe_sgd_step(sgd_step: Callable[..., Any], probe: Probe) -> None:
    """Steps of gradient descent, and one with a parameter that has no gradient."""
    rate, (early, late) = probe.uniform(0.05, 0.1), _rates(probe, 0.02, 0.05)
    layer, pair = linear_layer(probe), two_numbers(probe)
    _observe_steps(probe, "layer", layer, lambda ps, _, n: sgd_step(ps, rate), N_STEPS)
    _observe_steps(
        probe, "pair", pair, lambda ps, _, n: sgd_step(ps, early if n < 3 else late), N_SHORT
    )
    probe.record("given_layer", [rate], "lr for the linear layer")
    first, unused, last = (probe.randn(2).requires_grad_() for _ in range(3))
    probe.record("start_unused", _flat((first, unused, last)))
    label = say("three parameters after a step, the second without a gradient")
    with attempt(probe, "unused", label):
        (first**2 + last**2).sum().backward()
        sgd_step([first, unused, last], rate)
        probe.record("unused", _flat((first, unused, last)), label)
        label = say("`.grad` of the parameter without a gradient, after the step")
        probe.record("unused_grad", unused.grad, label)


MOMENTUM_CRITERIA = (
    Criterion("the parameters", 2.0, ("one_layer", "all_layer", "one_pair", "all_pair")),
    Criterion(
        "the velocities, and everything in place",
        1.0,
        ("memory_layer", "memory_pair", "kept_layer"),
    ),
)


@observation
def observe_momentum_step(momentum_step: Callable[..., Any], probe: Probe) -> None:
    """Steps with momentum: what they do to the parameters and to the velocities."""
    rate, (early, late) = probe.uniform(0.05, 0.1), _rates(probe, 0.02, 0.05)
    strong, weak = probe.uniform(0.7, 0.85), probe.uniform(0.4, 0.6)
    layer, pair = linear_layer(probe), two_numbers(probe)
    probe.record("given_layer", [rate, strong], "lr and momentum for the linear layer")
    _observe_steps(
        probe,
        "layer",
        layer,
        lambda ps, vs, n: momentum_step(ps, vs, rate, strong),
        N_STEPS,
        say("the velocities of {parameters}", parameters=layer.words),
    )
    _observe_steps(
        probe,
        "pair",
        pair,
        lambda ps, vs, n: momentum_step(ps, vs, early if n < 3 else late, weak),
        N_SHORT,
        say("the velocities of {parameters}", parameters=pair.words),
    )


RMSPROP_CRITERIA = (
    Criterion("a linear layer, over 20 steps", 1.0, ("one_layer", "all_layer")),
    Criterion("another α and ε", 1.0, ("one_pair", "all_pair")),
    Criterion(
        "the averages, and everything in place", 1.0, ("memory_layer", "memory_pair", "kept_layer")
    ),
)


@observation
def observe_rmsprop_step(rmsprop_step: Callable[..., Any], probe: Probe) -> None:
    """Steps of RMSprop: what they do to the parameters and to the averages."""
    rate, (early, late) = probe.uniform(0.01, 0.02), _rates(probe, 0.02, 0.05)
    alpha, epsilon = probe.uniform(0.8, 0.9), probe.uniform(0.1, 0.3)
    layer, pair = linear_layer(probe), two_numbers(probe)
    probe.record("given_layer", [rate], "lr for the linear layer")
    _observe_steps(
        probe,
        "layer",
        layer,
        lambda ps, ss, n: rmsprop_step(ps, ss, rate, 0.99, 1e-8),
        N_STEPS,
        say("the averages of {parameters}", parameters=layer.words),
    )
    _observe_steps(
        probe,
        "pair",
        pair,
        lambda ps, ss, n: rmsprop_step(ps, ss, early if n < 3 else late, alpha, epsilon),
        N_SHORT,
        say("the averages of {parameters}", parameters=pair.words),
    )
