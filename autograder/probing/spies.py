"""What a training loop really calls, and in which order: a recorder on model, loss and optimizer.

Owns the recording. It sees effects, not spellings: gradients may be cleared by the optimizer, by
the model, by ``p.grad = None`` or ``p.grad.zero_()``, and backward may be started in any way. It
changes no number, and takes itself off again. What is right is not known here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

ZERO_GRAD, FORWARD, LOSS, BACKWARD, STEP = "zero_grad", "forward", "loss", "backward", "step"
CALLS = (ZERO_GRAD, FORWARD, LOSS, BACKWARD, STEP)
"""The five calls of a training step, in the order in which most people write them."""
MAX_CALLS = 400


@dataclass
class Tape:
    """What was called, in order.

    ``calls`` has one of the five names for each call; for a picture. ``effects`` has what
    decides about the result and nothing else: each backward pass, with a note where it was
    not that of the loss of the model's output for the features, and each step, with the number
    of backward passes whose gradients it used. All loops that do the same thing have the same
    effects, wherever they clear the gradients. ``losses`` has the loss of each backward pass,
    ``doubts`` what looks odd about the arguments of the loss, and may still be right.
    """

    calls: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def call(self, name: str) -> None:
        """Notes one call; a tape that never ends is cut off."""
        if len(self.calls) < MAX_CALLS:
            self.calls.append(name)

    def effect(self, text: str) -> None:
        """Notes one effect, as ``call`` does."""
        if len(self.effects) < MAX_CALLS:
            self.effects.append(text)


def step_effect(n_gradients: int) -> str:
    """The words for a step that used the gradients of so many backward passes."""
    return {0: "step without a gradient", 1: "step"}.get(
        n_gradients, f"step with {n_gradients} gradients added up"
    )


@dataclass
class _Recorder:
    """Hooks that write a tape.

    ``n_gradients`` backward passes are added up in ``.grad``; ``in_grad`` says that the latest of
    them went there by itself, not by ``torch.autograd.grad`` and an assignment.
    """

    parameters: Sequence[nn.Parameter]
    names: Sequence[tuple[str, torch.Tensor]]
    tape: Tape = field(default_factory=Tape)
    n_gradients: int = 0
    cleared: bool = True
    in_grad: bool = True
    loss: float = float("nan")
    factor: float | None = None

    def zero_grad(self) -> None:
        """Gradients are about to be cleared."""
        self.tape.call(ZERO_GRAD)
        self.cleared = True

    def forward(self, given: Sequence[Any], prediction: Any) -> None:
        """The model was called; what comes back is watched for a backward pass."""
        self.tape.call(FORWARD)
        name = self._name(given[0]) if given else "nothing"
        if isinstance(prediction, torch.Tensor) and prediction.requires_grad:
            prediction.register_hook(lambda _: self._backward(name))

    def compute_loss(self, given: Sequence[Any], loss: Any) -> None:
        """A loss was computed; its own gradient tells what backward started from."""
        self.tape.call(LOSS)
        if "labels" not in map(self._name, given):
            self.tape.doubts.append("a loss without the labels")
        elif len({getattr(tensor, "shape", None) for tensor in given}) > 1:
            self.tape.doubts.append("a loss of two shapes")
        if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.numel() == 1:
            value = float(loss.detach())
            loss.register_hook(lambda gradient: self._loss_backward(value, gradient))

    def _loss_backward(self, value: float, gradient: torch.Tensor) -> None:
        self.loss, self.factor = value, float(gradient)

    def _backward(self, name: str) -> None:
        if self.empty():
            if self.n_gradients and not self.cleared:
                self.tape.call(ZERO_GRAD)  # cleared by hand, without a call that is watched
            self.n_gradients = 0
        self.n_gradients += 1
        self.cleared = self.in_grad = False
        self.tape.call(BACKWARD)
        self.tape.losses.append(self.loss)
        self.tape.effect(BACKWARD + self._note(name))
        self.factor = None

    def _note(self, name: str) -> str:
        if name != "features":
            return f" of model({name})"
        if self.factor is None:
            return " of something else than loss_fun"
        return "" if abs(self.factor - 1) < 1e-6 else f" of {self.factor:.6g} times the loss"

    def accumulate(self, _: torch.Tensor) -> None:
        """A gradient was added to a parameter's ``.grad``."""
        self.in_grad = True

    def step(self) -> None:
        """The optimizer has changed the parameters with what is in ``.grad``."""
        self.tape.call(STEP)
        self.n_gradients = self.n_gradients if self.in_grad else 1
        self.tape.effect(step_effect(0 if self.empty() else self.n_gradients))

    def empty(self) -> bool:
        """Whether no parameter has a gradient other than zero."""
        return not any(p.grad is not None and bool(p.grad.any()) for p in self.parameters)

    def _name(self, given: Any) -> str:
        """Which of the named tensors this is, or equals; else "something else"."""
        for name, tensor in self.names:
            if given is tensor:
                return name
        for name, tensor in self.names:
            if isinstance(given, torch.Tensor) and given.numel() == tensor.numel():
                if torch.equal(given.detach().reshape(-1).to(tensor), tensor.reshape(-1)):
                    return name
        return "something else"


@contextlib.contextmanager
def recording(
    model: nn.Module,
    loss_fun: nn.Module,
    optimizer: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
) -> Iterator[Tape]:
    """A block in which everything that is called on these objects is written on a tape.

    ``features`` and ``labels`` are there to tell which of them the model was called with. Inside
    the block the objects work as ever; after it they are as they were before.
    """
    parameters = list(model.parameters())
    recorder = _Recorder(parameters, [("features", features), ("labels", labels)])
    with contextlib.ExitStack() as stack:
        stack.enter_context(_after(model, "forward", recorder.forward))
        stack.enter_context(_after(loss_fun, "forward", recorder.compute_loss))
        for owner in (model, optimizer):
            stack.enter_context(_before(owner, "zero_grad", recorder.zero_grad))
        handles = [p.register_post_accumulate_grad_hook(recorder.accumulate) for p in parameters]
        handles.append(optimizer.register_step_post_hook(lambda *_: recorder.step()))
        for handle in handles:
            stack.callback(handle.remove)
        yield recorder.tape


@contextlib.contextmanager
def _after(owner: nn.Module, name: str, note: Callable[..., None]) -> Iterator[None]:
    """Calls ``note(arguments, result)`` after each call of the owner's method."""
    method = getattr(owner, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        note((*args, *kwargs.values()), result)
        return result

    with _replaced(owner, name, watched):
        yield


@contextlib.contextmanager
def _before(owner: Any, name: str, note: Callable[[], None]) -> Iterator[None]:
    """Calls ``note()`` before each call of the owner's method."""
    method = getattr(owner, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        note()
        return method(*args, **kwargs)

    with _replaced(owner, name, watched):
        yield


@contextlib.contextmanager
def _replaced(owner: Any, name: str, replacement: Callable[..., Any]) -> Iterator[None]:
    """Puts the replacement on this one object, over its class's method; then takes it off."""
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        vars(owner).pop(name, None)
