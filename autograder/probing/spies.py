"""What a training loop really calls, and in which order: a recorder on model, loss and optimizer.

Owns the recording. It sees effects, not spellings: gradients may be cleared by the optimizer, by
the model, by ``p.grad = None`` or ``p.grad.zero_()``, and backward may be started in any way. It
changes no number, and takes itself off again. What is right is not known here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from autograder.probing.step_notes import Notes
from autograder.records.sentences import say

ZERO_GRAD, FORWARD, LOSS, BACKWARD, STEP = "zero_grad", "forward", "loss", "backward", "step"
CALLS = (ZERO_GRAD, FORWARD, LOSS, BACKWARD, STEP)
"""The five calls of a training step, in the order in which most people write them."""
MAX_CALLS = 400
NO_GRADIENT, ADDED_UP = "step without a gradient", "step with {n} gradients added up"
OF_MODEL = "backward of model({input})"
OF_ELSE = "backward of something else than loss_fun"
OF_TIMES = "backward of {factor} times the loss"
NOTHING, SOMETHING_ELSE = "nothing", "something else"
UNCALLED = "{effect}, of a model that wasn't called"
EFFECT_MESSAGES = (
    UNCALLED,
    NO_GRADIENT,
    ADDED_UP,
    OF_ELSE,
    OF_TIMES,
    OF_MODEL,
    NOTHING,
    SOMETHING_ELSE,
)
"""The messages of effects."""


@dataclass
class Tape:
    """What was called, in order.

    ``calls`` has one of the five names for each call; for a picture. ``effects`` has what
    decides about the result and nothing else: a backward pass and a step where the step used the
    gradient of the loss of all features, however that came about: in parts, from a shuffled
    batch, scaled and scaled back. Otherwise each backward pass, with a note where it was not that
    of the loss of the model's output for the features, and the step, with the number of backward
    passes whose gradients it used. ``losses`` has the loss of each backward pass, ``doubts`` what
    looks odd about the arguments of the loss, and may still be right. ``filled`` says whether a
    walk back has put anything into ``.grad``, None where none has begun. ``notes`` say what the
    steps were made of.
    """

    calls: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    filled: bool | None = None
    notes: Notes | None = None

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
    if n_gradients > 1:
        return say(ADDED_UP, n=n_gradients)
    return STEP if n_gradients else NO_GRADIENT


@dataclass(frozen=True)
class _Walk:
    """A walk through the graph that came by a prediction: by ``backward``, or to look at gradients.

    ``number`` is the same for all that one walk comes by. ``name`` says what the model was given,
    ``factor`` by what the walk's beginning multiplies the loss, if it begins there, ``was_empty``
    whether no parameter had a gradient then.
    """

    number: int
    name: str
    loss: float
    factor: float | None
    was_empty: bool


@dataclass
class _Recorder:
    """Hooks that write a tape.

    ``walks`` haven't reached ``.grad``, or not yet: only ``backward`` adds to it, so that one which
    never does is a look by ``torch.autograd.grad``. ``n_gradients`` backward passes are added up in
    ``.grad``; ``in_grad`` says that one has arrived there since the last step.
    """

    parameters: Sequence[nn.Parameter]
    names: Sequence[tuple[str, torch.Tensor]]
    notes: Notes
    tape: Tape = field(default_factory=Tape)
    n_gradients: int = 0
    cleared: bool = True
    in_grad: bool = False
    walks: list[_Walk] = field(default_factory=list)
    loss: float = float("nan")
    factor: float | None = None
    paused: bool = False
    called: bool = False
    right: list[torch.Tensor] | None = None
    right_loss: float = float("nan")
    since: tuple[int, int, int] = (0, 0, 0)

    def begin_step(self, ask: Callable[[], torch.Tensor], rate: float) -> None:
        """The optimizer is about to step: works out which gradient would be right.

        ``ask`` gives the loss of all features with the parameters as they are now.
        """
        self.paused = True
        try:
            with torch.enable_grad():
                loss = ask()
                self.right = list(torch.autograd.grad(loss, self.parameters))
            self.right_loss = float(loss.detach())
        except RuntimeError:  # such as of a net that was frozen: no error of the student's line
            self.right = None
        finally:
            self.paused = False
        self.notes.begin_step(rate, self.right)

    def _used_the_right_gradient(self) -> bool:
        if self.right is None or any(p.grad is None for p in self.parameters):
            return False
        pairs = zip(self.right, (p.grad for p in self.parameters), strict=True)
        return all(g is not None and torch.allclose(r, g, rtol=1e-3, atol=1e-6) for r, g in pairs)

    def _sum_up(self) -> None:
        """Counts all since the last step as one backward pass of the right loss, and a step."""
        n_effects, n_losses, n_doubts = self.since
        del self.tape.effects[n_effects:], self.tape.losses[n_losses:], self.tape.doubts[n_doubts:]
        self.tape.effect(BACKWARD)
        self.tape.effect(STEP)
        self.tape.losses.append(self.right_loss)

    def zero_grad(self) -> None:
        """Gradients are about to be cleared."""
        self.tape.call(ZERO_GRAD)
        self.cleared = True

    def forward(self, given: Sequence[Any], prediction: Any) -> None:
        """The model was called; what comes back is watched for a backward pass."""
        if self.paused:
            return
        self.tape.call(FORWARD)
        self.called = True
        self.notes.forward(given[0] if given else None, prediction)
        name = self._name(given[0]) if given else NOTHING
        if isinstance(prediction, torch.Tensor) and prediction.requires_grad:
            prediction.register_hook(lambda _: self._came_by(name))

    def compute_loss(self, given: Sequence[Any], loss: Any) -> None:
        """A loss was computed; its own gradient tells what backward started from."""
        if self.paused:
            return
        self.tape.call(LOSS)
        self.notes.loss(given, loss)
        if "labels" not in map(self._name, given):
            self.tape.doubts.append("a loss without the labels")
        elif len({getattr(tensor, "shape", None) for tensor in given}) > 1:
            self.tape.doubts.append("a loss of two shapes")
        if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.numel() == 1:
            value = float(loss.detach())
            loss.register_hook(lambda gradient: self._loss_backward(value, gradient))

    def _loss_backward(self, value: float, gradient: torch.Tensor) -> None:
        self.loss, self.factor = value, float(gradient)

    def _came_by(self, name: str) -> None:
        """A walk came by the prediction for the input of this name."""
        walk = _Walk(_walk_number(), name, self.loss, self.factor, self.empty())
        self.walks.append(walk)
        self.tape.filled = bool(self.tape.filled)
        self.factor = None

    def _backward(self, walk: _Walk) -> None:
        """A walk has brought its gradients to ``.grad``, by itself or by an assignment."""
        if walk.was_empty:
            if self.n_gradients and not self.cleared:
                self.tape.call(ZERO_GRAD)  # cleared by hand, without a call that is watched
            self.n_gradients = 0
        self.n_gradients += 1
        self.cleared = False
        self.tape.call(BACKWARD)
        self.tape.losses.append(walk.loss)
        self.tape.effect(_backward_effect(walk))

    def accumulate(self, parameter: torch.Tensor) -> None:
        """A gradient was added to a parameter's ``.grad``."""
        number, self.in_grad = _walk_number(), True
        self.tape.filled = True
        for walk in [walk for walk in self.walks if walk.number == number]:
            self.walks.remove(walk)
            self._backward(walk)
        self.notes.accumulated(parameter)

    def step(self) -> None:
        """The optimizer has changed the parameters with what is in ``.grad``."""
        if self.walks and not self.in_grad and not self.empty():  # assigned by hand
            self._backward(self.walks[-1])
            self.n_gradients = 1
        self.walks, self.in_grad = [], False
        self.tape.call(STEP)
        if self._used_the_right_gradient():
            self._sum_up()
        else:
            effect = step_effect(0 if self.empty() else self.n_gradients)
            self.tape.effect(effect if self.called else UNCALLED.format(effect=effect))
        self.since = len(self.tape.effects), len(self.tape.losses), len(self.tape.doubts)
        self.notes.end_step()

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
        return SOMETHING_ELSE


def _walk_number() -> int:
    """The number of the walk that is under way, from where ``torch.autograd.graph`` has it."""
    return int(torch._C._current_graph_task_id())


def _backward_effect(walk: _Walk) -> str:
    if walk.name != "features":
        return say(OF_MODEL, input=walk.name)
    if walk.factor is None:
        return OF_ELSE
    one = abs(walk.factor - 1) < 1e-6
    return BACKWARD if one else say(OF_TIMES, factor=f"{walk.factor:.6g}")


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
    notes = Notes(parameters, features.detach().clone(), labels.detach().clone())
    recorder = _Recorder(parameters, [("features", features), ("labels", labels)], notes)
    recorder.tape.notes = notes
    with contextlib.ExitStack() as stack:
        watched = {"forward": _after(recorder.forward), "zero_grad": _before(recorder.zero_grad)}
        stack.enter_context(_watching(model, watched))
        stack.enter_context(_watching(loss_fun, {"forward": _after(recorder.compute_loss)}))
        stack.enter_context(_watching(optimizer, {"zero_grad": _before(recorder.zero_grad)}))
        handles = [p.register_post_accumulate_grad_hook(recorder.accumulate) for p in parameters]

        def begin(*_: Any) -> None:
            recorder.begin_step(lambda: loss_fun(model(features), labels), rate_of(optimizer))

        handles.append(optimizer.register_step_pre_hook(begin))
        handles.append(optimizer.register_step_post_hook(lambda *_: recorder.step()))
        for handle in handles:
            stack.callback(handle.remove)
        yield recorder.tape
        notes.end()


def rate_of(optimizer: torch.optim.Optimizer) -> float:
    """The learning rate that an optimizer holds now; NaN where that is no number any more."""
    rates = [group.get("lr") for group in optimizer.param_groups]
    return float(rates[0]) if rates and isinstance(rates[0], int | float) else float("nan")


Method = Callable[..., Any]


def _after(note: Callable[..., None]) -> Callable[[Method], Method]:
    """Makes a method that calls ``note(arguments, result)`` after each of its calls."""

    def watched_form_of(method: Method) -> Method:
        def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
            result = method(self, *args, **kwargs)
            note((*args, *kwargs.values()), result)
            return result

        return watched

    return watched_form_of


def _before(note: Callable[[], None]) -> Callable[[Method], Method]:
    """Makes a method that calls ``note()`` before each of its calls."""

    def watched_form_of(method: Method) -> Method:
        def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
            note()
            return method(self, *args, **kwargs)

        return watched

    return watched_form_of


def _unwatched(plain: type) -> Any:
    """What a copy of a watched object begins as."""
    return object.__new__(plain)


@contextlib.contextmanager
def _watching(owner: Any, methods: Mapping[str, Callable[[Method], Method]]) -> Iterator[None]:
    """A block in which these methods of this one object are watched, by a class of its own.

    Its copies, pickled or not, are of the class that it had before, and watched by nobody.
    """
    plain: type = type(owner)
    made = {name: form_of(getattr(plain, name)) for name, form_of in methods.items()}

    def reduced(self: Any, protocol: Any) -> Any:
        return _unwatched, (plain,), self.__getstate__()

    members: dict[str, Any] = {**made, "__reduce_ex__": reduced, "__module__": plain.__module__}
    object.__setattr__(owner, "__class__", type(plain.__name__, (plain,), members))
    try:
        yield
    finally:
        object.__setattr__(owner, "__class__", plain)
