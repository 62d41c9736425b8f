"""Lesson 05, observed: what the steps of a fit found in ``.grad``, by optimizers or by hand.

Two things are watched for the first rounds of a loop: the steps of all optimizers, and each
backward, whose leaves are found by its graph. No number is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook

ADDED_UP = "steps with the gradients of earlier steps"
EMPTY = "steps that find their gradients cleared"
UNREACHED = "steps on tensors that no gradient reaches"
NO_STEP, ONE_NUMBER = "no step at all", "steps on one number alone"
FAULTS = (ADDED_UP, EMPTY, UNREACHED, NO_STEP, ONE_NUMBER)
"""The messages of what ``Watch.fault`` gives."""


class Watch:
    """What happened in the first ``N_WATCHED`` steps and backward passes of a fit.

    ``added_up`` says that a step found more than the gradient of the latest backward; ``empty``
    that it found none, though backward had sent one; ``unreached`` that backward had sent none.
    """

    N_WATCHED = 6

    def __init__(self) -> None:
        self.n_steps = 0
        self.added_up = self.empty = self.unreached = False
        self.rounds = Rounds()
        self._sent: dict[torch.Tensor, torch.Tensor] = {}
        self._handles: list[Any] = []

    def step(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        """Called before each step of any optimizer."""
        self.n_steps += 1
        if self.n_steps > self.N_WATCHED:
            return
        for parameter in (p for group in optimizer.param_groups for p in group["params"]):
            if parameter in self._sent:
                self._compare(parameter)
            elif parameter.requires_grad:
                self._watch(parameter)
            self._sent[parameter] = torch.zeros_like(parameter)

    def _watch(self, parameter: torch.Tensor) -> None:
        """Sums up what backward passes send to ``.grad``; ``torch.autograd.grad`` sends nothing."""
        underway: list[torch.Tensor] = []

        def comes(gradient: torch.Tensor) -> None:
            underway[:] = [gradient.detach()]

        def arrives(_: torch.Tensor) -> None:
            for gradient in underway:
                self._sent[parameter] = self._sent[parameter] + gradient
            underway.clear()

        self._handles.append(parameter.register_hook(comes))
        self._handles.append(parameter.register_post_accumulate_grad_hook(arrives))

    def _compare(self, parameter: torch.Tensor) -> None:
        sent, found = self._sent[parameter], parameter.grad
        if not all(bool(g.isfinite().all()) for g in (sent, found) if g is not None):
            return  # what isn't finite agrees with nothing
        if not bool(sent.any()):
            self.unreached |= found is None or not bool(found.any())
        elif found is None or not bool(found.any()):
            self.empty = True
        elif not torch.allclose(found, sent, rtol=1e-3):
            self.added_up = True

    def fault(self) -> str:
        """What was wrong with the steps, in words, or nothing."""
        if self.rounds.n_rounds == 1:
            return "one round alone"
        if self.n_steps and not self.rounds.n_rounds and self.unreached:
            return "steps without a backward"
        if self.rounds.first < 0:
            return "a loss below 0"
        if self.rounds.went_up():
            return "a first step up the loss"
        if self.added_up or (not self.n_steps and self.rounds.added_up()):
            return ADDED_UP
        if self.empty:
            return EMPTY
        if self.unreached:
            return UNREACHED
        if not self.n_steps and self.rounds.stood_still():
            return NO_STEP
        n_numbers = sum(parameter.numel() for parameter in self._sent)
        return ONE_NUMBER if n_numbers == 1 else ""

    def close(self) -> None:
        """Takes the hooks off the parameters."""
        for handle in self._handles:
            handle.remove()


@contextmanager
def watching() -> Iterator[Watch]:
    """A block in which the steps of all optimizers, and all backward passes, are watched."""
    watch = Watch()
    handle = register_optimizer_step_pre_hook(watch.step)
    backward = torch.Tensor.backward

    def watched(loss: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        watch.rounds.begin(loss)
        backward(loss, *args, **kwargs)
        watch.rounds.end()

    try:
        with patch.object(torch.Tensor, "backward", watched):
            yield watch
    finally:
        handle.remove()
        watch.close()


class Rounds:
    """What the leaves of a loss held as each backward began, and how the loss went.

    ``n_rounds`` counts the backward passes, ``first`` is the loss of the first of them and
    ``largest`` the largest one; infinite where one was.
    """

    def __init__(self) -> None:
        self.n_rounds, self.first, self.largest = 0, 0.0, 0.0
        self._found: list[tuple[bool, list[float]]] = []
        self._leaves: list[torch.Tensor] = []
        self._at: list[torch.Tensor] = []
        self._before: list[torch.Tensor] = []
        self._sent: list[torch.Tensor] = []
        self._first_step = 0.0

    def begin(self, loss: torch.Tensor) -> None:
        """Notes whether all leaves had a gradient from before, and the numbers in them."""
        self.n_rounds += 1
        self._note_loss(loss)
        if len(self._found) < Watch.N_WATCHED:
            reached = list(leaves(loss))
            left = all(leaf.grad is not None and bool(leaf.grad.any()) for leaf in reached)
            self._found.append((left, [float(leaf.detach().sum()) for leaf in reached]))
            self._note_first_step(reached)

    def _note_loss(self, loss: torch.Tensor) -> None:
        number = float(loss.detach()) if loss.numel() == 1 else 0.0
        self.first = number if self.n_rounds == 1 else self.first
        self.largest = max(self.largest, number)  # NaN is larger than nothing

    def _note_first_step(self, reached: list[torch.Tensor]) -> None:
        if self.n_rounds == 1:
            self._leaves = reached
            self._at = [leaf.detach().clone() for leaf in reached]
            self._before = [_gradient(leaf) for leaf in reached]
        elif self.n_rounds == 2 and self._sent and len(reached) == len(self._leaves):
            if all(a is b for a, b in zip(reached, self._leaves, strict=True)):
                steps = [leaf.detach() - at for leaf, at in zip(reached, self._at, strict=True)]
                pairs = zip(steps, self._sent, strict=True)
                self._first_step = sum(float((step * sent).sum()) for step, sent in pairs)

    def end(self) -> None:
        """Notes what the first backward sent to the leaves."""
        if self.n_rounds == 1:
            pairs = zip(self._leaves, self._before, strict=True)
            self._sent = [_gradient(leaf) - before for leaf, before in pairs]

    def went_up(self) -> bool:
        """Whether the first step went along the gradient that was sent, not against it."""
        return self._first_step > 0

    def grew(self) -> bool:
        """Whether the loss has become much larger than it was in the first round."""
        return self.largest > 10 * abs(self.first)

    def added_up(self) -> bool:
        """Whether each backward but the first one met gradients from before."""
        return len(self._found) > 2 and all(left for left, _ in self._found[1:])

    def stood_still(self) -> bool:
        """Whether the leaves were the same in all rounds."""
        return len(self._found) > 2 and all(at == self._found[0][1] for _, at in self._found)


def _gradient(leaf: torch.Tensor) -> torch.Tensor:
    """What is in ``.grad`` now, zeros for None."""
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad.detach().clone()


def leaves(result: torch.Tensor) -> Iterator[torch.Tensor]:
    """The leaves that a backward from ``result`` fills, each once."""
    todo, seen = [result.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if (leaf := getattr(node, "variable", None)) is not None:
            yield leaf
        todo.extend(following for following, _ in node.next_functions)
