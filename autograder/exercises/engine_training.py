"""Lesson 07, observed: a training loop on Values.

The Values are the check's own: torch tensors that look like Values, on the probe's device. So the
loop is judged by itself, and its numbers are those of PyTorch autograd.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from autograder.exercises.stand_ins import standing_in
from autograder.probing.probes import Probe, observation
from autograder.probing.training_runs import FORM_MESSAGES, form_of
from autograder.records.exercises import Criterion
from autograder.records.sentences import Sentence, say
from autograder.records.values import SEQUENCES, Value, plain

RUNS = (("", 2, 4, 4), ("_small", 1, 3, 3))
"""Key, cells, readings and epochs."""
BACKWARD, DATA = "backward", "data"
NO_NUMBER = "the {name} of a Value was set to {came}; it has to be a plain number"
NO_BACKWARD = "there is no backward pass"
NEVER_SET = "backward passes, but no parameter's data is ever set"
MOVED, UNMOVED = "the parameters move", "data is set, to what it was before"
VALUES, NONE, A_VALUE = "a list of {n} Values", "None", "a Value"
TRAINING_MESSAGES = (
    *(NO_NUMBER, A_VALUE, NO_BACKWARD, NEVER_SET, MOVED, UNMOVED, VALUES, *FORM_MESSAGES),
)
"""The messages of what is recorded in words."""


class GradIsNone(TypeError):
    """A grad was set to None: errors are told apart by their names."""


class DataIsValue(TypeError):
    """A Value's data was set to another Value."""


class TensorValue:
    """A number that behaves as a ``Value`` does, made of a float64 tensor of one element.

    ``tape`` belongs to one run: it notes each backward pass and each change of data.
    """

    tape: list[str]

    def __init__(self, data: Any, parents: Any = (), local_derivatives: Any = ()) -> None:
        self.tensor = torch.tensor(float(data), dtype=torch.float64, requires_grad=True)
        self.parents, self.local_derivatives = parents, local_derivatives

    @property
    def data(self) -> float:
        """The number. Setting it moves the tensor in place, as an optimizer does."""
        return self.tensor.item()

    @data.setter
    def data(self, number: Any) -> None:
        self.tape.append(DATA)
        self.tensor.data.fill_(_plain_number("data", number))

    @property
    def grad(self) -> float:
        """The tensor's grad, 0 where there is none yet."""
        known = self.tensor.grad if self.tensor.is_leaf else None
        return 0.0 if known is None else known.item()

    @grad.setter
    def grad(self, number: Any) -> None:
        if self.tensor.is_leaf:
            self.tensor.grad = torch.full_like(self.tensor, _plain_number("grad", number))

    def backward(self) -> None:
        """PyTorch's backward pass, which can be repeated."""
        self.tape.append(BACKWARD)
        self.tensor.backward(retain_graph=True)

    def _new(self, tensor: torch.Tensor) -> TensorValue:
        made = type(self).__new__(type(self))
        made.tensor, made.parents, made.local_derivatives = tensor, (), ()
        return made

    def __add__(self, other: Any) -> TensorValue:
        return self._new(self.tensor + _operand(other))

    def __sub__(self, other: Any) -> TensorValue:
        return self._new(self.tensor - _operand(other))

    def __rsub__(self, other: Any) -> TensorValue:
        return self._new(_operand(other) - self.tensor)

    def __mul__(self, other: Any) -> TensorValue:
        return self._new(self.tensor * _operand(other))

    def __truediv__(self, other: Any) -> TensorValue:
        return self._new(self.tensor / _operand(other))

    def __rtruediv__(self, other: Any) -> TensorValue:
        return self._new(_operand(other) / self.tensor)

    def __pow__(self, exponent: float) -> TensorValue:
        return self._new(self.tensor**exponent)

    def __neg__(self) -> TensorValue:
        return self._new(-self.tensor)

    __radd__, __rmul__ = __add__, __mul__

    def sin(self) -> TensorValue:
        """The sine."""
        return self._new(torch.sin(self.tensor))

    def log(self) -> TensorValue:
        """The natural logarithm."""
        return self._new(torch.log(self.tensor))

    def tanh(self) -> TensorValue:
        """The hyperbolic tangent."""
        return self._new(torch.tanh(self.tensor))


def _plain_number(name: str, number: Any) -> float:
    """``number`` as a float. Raises a ``TypeError`` that says what came in its place."""
    if number is not None and not isinstance(number, TensorValue):
        return float(number)
    came = NONE if number is None else A_VALUE
    kinds: dict[tuple[str, str], type[TypeError]] = {
        ("grad", NONE): GradIsNone,
        ("data", A_VALUE): DataIsValue,
    }
    text = say(NO_NUMBER, name=name, came=came)
    raise kinds.get((name, came), TypeError)(text)


def _operand(other: Any) -> Any:
    return other.tensor if isinstance(other, TensorValue) else float(other)


@observation
def observe_train_with_values(train_with_values: Callable[..., Any], probe: Probe) -> None:
    """The losses of two short runs, the parameters afterwards, and whether anything was learned."""
    for key, n_cells, n_samples, n_epochs in RUNS:
        tape: list[str] = []
        made = type("Value", (TensorValue,), {"tape": tape})
        features = [2 * n / (n_samples - 1) - 0.9 for n in range(n_samples)]
        labels = [math.sin(3 * x) + 0.5 + probe.uniform(-0.3, 0.3) for x in features]
        lr = probe.uniform(0.05, 0.09)
        what = say("train_with_values on {n} readings, with {m} cells", n=n_samples, m=n_cells)
        parts = {"Value": made, "backward_pass": TensorValue.backward}
        with probe.device, standing_in(train_with_values, **parts):
            net = [made(probe.uniform(-0.9, 0.9)) for _ in range(3 * n_cells + 1)]
            before = [p.data for p in net]
            given = {"features": list(features), "labels": list(labels)}
            with probe.attempt(f"form{key}", say("what {call} returns", call=what)):
                arguments = (*given.values(), _predictor(net), net, lr, n_epochs)
                _record_losses(probe, key, what, plain(train_with_values(*arguments)))
                after = [p.data for p in net]
                label = say("the parameters after {call}", call=what)
                probe.record(f"parameters{key}", after, label)
                words = _effect(tape, before != after)
                probe.record(f"effect{key}", words, say("what happens in {call}", call=what))
        for name, numbers in given.items():
            label = say("the {name} after {call}, which have to be as before", name=name, call=what)
            probe.record(f"{name}{key}", numbers, label)


def _predictor(net: list[Any]) -> Callable[[float], Any]:
    """The network c + Σ v·tanh(w·x + b) as a function of a plain number x."""
    *cells, c = net
    n = len(cells) // 3
    w, b, v = cells[:n], cells[n : 2 * n], cells[2 * n :]

    def predict(x: float) -> Any:
        return sum((v[i] * (w[i] * x + b[i]).tanh() for i in range(n)), c)

    return predict


def _record_losses(probe: Probe, key: str, what: Sentence, returned: Value) -> None:
    """What sort of thing came back and, where it is a list of numbers, the numbers."""
    form = form_of(returned)
    if returned.kind == "list" and all(item.kind == "other" for item in _items(returned)):
        form = say(VALUES, n=len(_items(returned))) if _items(returned) else form
    probe.record(f"form{key}", form, say("what {call} returns", call=what))
    if returned.kind == "list" and returned.name == "numbers":
        label = say("the losses that {call} returns", call=what)
        probe.record(f"losses{key}", returned, label)


def _items(value: Value) -> Any:
    return value.data if value.kind in SEQUENCES and value.name != "numbers" else ()


def _effect(tape: list[str], moved: bool) -> str:
    """What became of the parameters, in words."""
    if BACKWARD not in tape:
        return NO_BACKWARD
    if DATA not in tape:
        return NEVER_SET
    return MOVED if moved else UNMOVED


TRAINING_CRITERIA = (
    Criterion("a list with one loss for each epoch", 1.0, ("form", "losses")),
    Criterion(
        "the parameters move as in PyTorch", 2.0, ("effect", "parameters", "features", "labels")
    ),
    Criterion(
        "another network, rate and number of epochs",
        1.0,
        ("form_small", "losses_small", "effect_small", "parameters_small"),
    ),
)
