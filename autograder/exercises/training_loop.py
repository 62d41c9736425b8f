"""Lesson 06: a module of one's own, the training step and the training loop.

The reading of recorded loops stands in ``training_tapes``, the exercises of the museum of broken
loops in ``training_museum``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter

from autograder.drawing.curves import curves
from autograder.drawing.timelines import spoken, timelines
from autograder.exercises.net_forms import GIVEN
from autograder.exercises.net_words import tell_net
from autograder.exercises.torch_errors import attempt
from autograder.exercises.training_museum import MUSEUM_EXERCISES
from autograder.exercises.training_step_words import tell_train_step
from autograder.exercises.training_tapes import FLIGHT_RECORDER
from autograder.exercises.training_words import tell_train
from autograder.probing.probes import Probe, observation
from autograder.probing.spies import BACKWARD, CALLS, STEP, Tape
from autograder.probing.training_runs import (
    FORM_MESSAGES,
    LESSON_EPOCHS,
    RUN_MESSAGES,
    Run,
    form_of,
    lesson_run,
    list_form,
    loss_numbers,
    record_losses,
    recorded_run,
    small_run,
)
from autograder.records.comparison import agree
from autograder.records.exercises import Criterion, Exercise
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import MISSING, Value, plain

LESSON = "06_training_loop"
A_MODULE, NO_MODULE = "a torch.nn.Module", "an object that is no torch.nn.Module"
FINAL_LOSS = (0.06, 0.075)


@observation
def observe_wide_net(WideNet: Callable[..., Any], probe: Probe) -> None:
    """The parameters of two nets, and what they compute once their parameters are known."""
    for key, n_cells in (("", 7), ("_other", int(probe.rng.integers(11, 20)))):
        label = f"WideNet({n_cells})"
        x, batch = probe.randn(5, 1), probe.randn(1, 1)
        weights = [probe.randn(n_cells) for _ in range(3)] + [probe.randn(1)]
        with attempt(probe, f"module{key}", label):
            net = WideNet(n_cells)
            probe.record(f"module{key}", _module_form(net), label)
            if isinstance(net, nn.Module):
                _record_net(probe, key, label, net.to(probe.device), (x, batch), weights)


def _module_form(net: Any) -> str:
    """Whether this is a module, in words that don't depend on the name of its class."""
    if isinstance(net, nn.Module):
        return A_MODULE
    value = plain(net)
    return NO_MODULE if value.kind == "other" else form_of(value)


def _record_net(
    probe: Probe,
    key: str,
    label: str,
    net: nn.Module,
    inputs: Sequence[torch.Tensor],
    weights: Sequence[torch.Tensor],
) -> None:
    with torch.no_grad():
        if any(isinstance(p, UninitializedParameter) for p in net.parameters()):
            net(inputs[0])  # a lazy layer has no parameters before it has seen an input
    sizes = sorted(p.numel() for p in net.parameters())
    told = say("the sizes of {net}.parameters(), sorted", net=label)
    probe.record(f"sizes{key}", sizes, told)
    told = say("the number of parameters of {net}", net=label)
    probe.record(f"count{key}", sum(sizes), told)
    with torch.no_grad():
        for parameter, values in zip(_in_order(net), weights, strict=False):
            if parameter.numel() == values.numel():
                parameter.copy_(values.reshape(parameter.shape))
    told = say("x, and the weights and biases of {net}", net=label)
    probe.record(f"{GIVEN}{key}", [inputs[0], *weights], told)
    order = _other_order(net, weights, inputs[0])
    same = say("whether {net} gives the same for the same x", net=label)
    with attempt(probe, f"steady{key}", same):
        with torch.no_grad():
            steady = torch.equal(net(inputs[0]), net(inputs[0]))
        probe.record(f"steady{key}", steady, same)
    for name, x in zip(("output", "single"), inputs, strict=True):
        what = say("{net}(x) for x of shape ({n}, 1), with known parameters", net=label, n=len(x))
        with attempt(probe, f"{name}{key}", what):
            probe.record(f"{name}{key}", net(x), what)
        if order is not None and probe.values[f"{name}{key}"].kind == "tensor":
            probe.record(f"{name}{key}", _two_layers(weights, x).requires_grad_(), what)


def _two_layers(weights: Sequence[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """What the net gives for weight and bias of the hidden layer, weight and bias of the output."""
    hidden_weight, hidden_bias, output_weight, output_bias = (w.to(x) for w in weights)
    hidden = torch.tanh(x * hidden_weight.reshape(1, -1) + hidden_bias)
    return hidden @ output_weight.reshape(-1, 1) + output_bias


def _other_order(
    net: nn.Module, weights: Sequence[torch.Tensor], x: torch.Tensor
) -> tuple[int, ...] | None:
    """Which other order of these weights makes the net that was asked for; None where none does.

    Parameters that aren't in linear layers can stand in any order, and don't say which is which.
    """
    *three, last = weights
    with torch.no_grad():
        try:
            came = net(x)
        except Exception:  # told when the net is called for its numbers
            return None
        if not isinstance(came, torch.Tensor):
            return None
        for order in list(permutations(range(3)))[1:]:
            made = _two_layers([*(three[n] for n in order), last], x)
            if came.shape == made.shape and torch.allclose(came, made, rtol=1e-4, atol=1e-5):
                return order
    return None


def _in_order(net: nn.Module) -> list[torch.Tensor]:
    """The parameters as weight and bias of the hidden layer, then of the output layer.

    Linear layers are told apart by their shapes, so that the order of definition is free.
    """
    layers = [m for m in net.modules() if isinstance(m, nn.Linear)]
    hidden = [m for m in layers if m.in_features == 1 and m.out_features != 1]
    output = [m for m in layers if m.out_features == 1 and m.in_features != 1]
    if len(hidden) == len(output) == 1:
        ordered = [hidden[0].weight, hidden[0].bias, output[0].weight, output[0].bias]
        return [parameter for parameter in ordered if parameter is not None]
    return list(net.parameters())


@observation
def observe_train_step(train_step: Callable[..., Any], probe: Probe) -> None:
    """Three steps with SGD and momentum, then two with another loss and another optimizer."""
    runs = {
        "": (small_run(probe, 9, 6, nn.MSELoss(), adam=False), 3),
        "_other": (small_run(probe, 7, 8, nn.L1Loss(), adam=True), 2),
    }
    for key, (run, n_steps) in runs.items():
        loss_name, optimizer_name = type(run.loss_fun).__name__, type(run.optimizer).__name__
        what = say(
            "train_step with {loss} and {optimizer}", loss=loss_name, optimizer=optimizer_name
        )
        with recorded_run(probe, run, key, what):
            returned = [plain(train_step(*run.arguments)) for _ in range(n_steps)]
            together = Value("list", tuple(returned))
            often = say("{call}, called {n} times,", call=what, n=n_steps)
            record_losses(probe, key, often, returned[0])
            numbers = loss_numbers(together)
            if numbers is not None:
                label = say("the losses of {n} steps, {call}", n=n_steps, call=what)
                probe.record(f"losses{key}", numbers, label)
        if not key:
            label = say("whether the net is in training mode after {call}", call=what)
            probe.record("mode", run.model.training, label)


@observation
def observe_train(train: Callable[..., Any], probe: Probe) -> None:
    """Two short runs, recorded; where both are healthy, also the lesson's own long one."""
    short = small_run(probe, 9, 6, nn.MSELoss(), adam=False)
    other = small_run(probe, 7, 8, nn.L1Loss(), adam=True)
    healthy = _record_training(probe, train, short, 12, "")
    healthy &= _record_training(probe, train, other, 7, "_other")
    _observe_lengths(train, probe)
    if not healthy:
        return
    what = say("the lesson's own training, {n} epochs", n=LESSON_EPOCHS)
    label = say("the last loss of {call}", call=what)
    with probe.attempt("final", label):
        losses = loss_numbers(plain(train(*lesson_run(probe).arguments, LESSON_EPOCHS)))
        known = losses if losses is not None else np.zeros(0, np.float32)
        probe.record("first_five", known[:5], say("the first five losses of {call}", call=what))
        last = float(known[-1]) if known.size == LESSON_EPOCHS else None
        probe.record("final", last, label)


def _observe_lengths(train: Callable[..., Any], probe: Probe) -> None:
    """How many losses come of two epochs, and of epochs that change nothing any more."""
    few, still = (small_run(probe, 5, 4, nn.MSELoss(), adam=False) for _ in range(2))
    label = say("train for 2 epochs")
    with probe.attempt("few", label):
        probe.record("few", form_of(plain(train(*few.arguments, 2))), label)
    for name, given in (("features", few.features), ("labels", few.labels)):
        label = say("{name} after the call, which have to be as before", name=name)
        probe.record(name, given.detach(), label)
    with torch.no_grad():
        labels = still.model(still.features).clone()
    what = say("train for 4 epochs of a net that has nothing left to learn")
    with probe.attempt("still", what):
        returned = train(still.features, labels, still.model, still.loss_fun, still.optimizer, 4)
        probe.record("still", form_of(plain(returned)), what)


def _record_training(probe: Probe, train: Any, run: Run, n_epochs: int, key: str) -> bool:
    """Records a run of so many epochs; returns whether it is healthy by its own account."""
    loss_name, optimizer_name = type(run.loss_fun).__name__, type(run.optimizer).__name__
    what = say(
        "train, {n} epochs with {loss} and {optimizer},",
        n=n_epochs,
        loss=loss_name,
        optimizer=optimizer_name,
    )
    with recorded_run(probe, run, key, what) as tape:
        returned = plain(train(*run.arguments, n_epochs))
        record_losses(probe, key, what, returned)
        return _is_healthy(tape, returned, n_epochs)
    return False


def _is_healthy(tape: Tape, returned: Value, n_epochs: int) -> bool:
    """Whether each epoch was one backward and one step, and the losses are those of backward.

    Only then is a long run worth its time: this decides about asking, not about points.
    """
    return (
        tape.effects == [BACKWARD, STEP] * n_epochs
        and not tape.doubts
        and form_of(returned) == list_form(n_epochs)
        and bool(np.allclose(returned.data, tape.losses, rtol=1e-3))
    )


def draw_calls(expected: Observation, observed: Observation, key: str = "") -> str | None:
    """The student's calls below those of the reference."""
    calls = observed.values.get(f"calls{key}")
    if calls is None or calls.kind != "list":
        return None
    wanted, came = (_names(tape) for tape in (expected.values[f"calls{key}"], calls))
    alt = say(
        "Two timelines of calls. Expected: {expected}; your code: {came}.",
        expected=spoken(wanted),
        came=spoken(came),
    )
    named: dict[str, list[str]] = {say("expected"): wanted, say("your code"): came}
    return timelines(named, CALLS, say("the first calls"), alt)


def _names(calls: Value) -> list[str]:
    return [str(call.data) for call in calls.data]


def draw_training(expected: Observation, observed: Observation) -> str | None:
    """The student's losses over the expected ones, and below them the timelines of calls."""
    wanted, got = expected.values["losses"], observed.values.get("losses")
    pictures = []
    if got is not None and got.kind == "array" and got.data.ndim == 1 and got.data.size:
        pictures.append(
            curves(
                {say("expected"): wanted.data, say("your losses"): got.data},
                title=say("Losses of a short run"),
                x_label=say("epoch"),
                y_label=say("loss"),
                alt=say("Your losses, dashed red, over the expected ones, green, epoch by epoch."),
            )
        )
    if not agree(expected.values["effects"], observed.values.get("effects", MISSING)):
        pictures.append(draw_calls(expected, observed) or "")
    return "".join(pictures) or None


def _first_five_agree(expected: Value, observed: Value) -> bool:
    same_kind = observed.kind == "array" and observed.data.shape == expected.data.shape
    return same_kind and bool(np.allclose(observed.data, expected.data, rtol=1e-3))


def _final_is_low(expected: Value, observed: Value) -> bool:
    return observed.kind == "number" and FINAL_LOSS[0] <= observed.data <= FINAL_LOSS[1]


EXERCISES = (
    Exercise(
        id="WideNet",
        title="A net as a module",
        lesson=LESSON,
        criteria=(
            Criterion(
                "its parameters", 1.0, ("module", "sizes", "count", "sizes_other", "count_other")
            ),
            Criterion("what it computes", 1.0, ("module", "output", "output_other", "single")),
        ),
        observe=observe_wide_net,
        phrases=(A_MODULE, NO_MODULE, *FORM_MESSAGES),
        otherwise=tell_net,
        hints=(
            "There are two methods to write: `__init__` makes the layers, `forward` uses them.",
            "In `__init__`, call `super().__init__()` first; then keep each layer as an attribute "
            "of `self`, so that the module finds its parameters.",
            "Three layers: a linear one from 1 number to n_cells, a Tanh, a linear one back to 1. "
            "`nn.Sequential` calls its layers one after the other.",
            "`forward` passes x through the layers in that order and returns what comes out.",
        ),
    ),
    Exercise(
        id="train_step",
        title="One training step",
        lesson=LESSON,
        criteria=(
            Criterion("the loss it returns", 1.0, ("form", "losses", "form_other", "losses_other")),
            Criterion(
                "what it does to the net",
                2.0,
                ("effects", "parameters", "effects_other", "parameters_other", "mode"),
            ),
        ),
        observe=observe_train_step,
        phrases=RUN_MESSAGES,
        tell=tell_train_step,
        hints=(
            "Five calls: clear the gradients, predict, compute the loss, go backward, step.",
            "`optimizer.zero_grad()` and `optimizer.step()` belong to the optimizer; `.backward()` "
            "belongs to the loss. `loss_fun` takes the prediction and the labels.",
            "The optimizer reads what `.backward()` has put into `.grad`, so nothing may empty it "
            "in between.",
            "`loss_fun(...)` gives a tensor that still holds its graph. `.item()` takes the number "
            "out of it, for the return.",
        ),
        picture=draw_calls,
    ),
    FLIGHT_RECORDER,
    Exercise(
        id="train",
        title="The training loop",
        lesson=LESSON,
        time_limit_s=60.0,
        criteria=(
            Criterion(
                "the losses it returns",
                2.0,
                ("form", "losses", "form_other", "losses_other", "few", "still"),
            ),
            Criterion(
                "what it does to the net",
                1.0,
                (
                    *("effects", "parameters", "effects_other", "parameters_other"),
                    *("features", "labels"),
                ),
            ),
            Criterion("the lesson's own training", 1.0, ("first_five", "final")),
        ),
        observe=observe_train,
        phrases=RUN_MESSAGES,
        hints=(
            "A training loop is a training step, run n_epochs times. You have written one.",
            "Begin with an empty list. Each epoch appends one number to it.",
            "The loss of an epoch is the one that `.backward()` starts from, before the step "
            "changes the net.",
            "Use the five things that you are given, the same ones in every epoch: a new optimizer "
            "would forget its momentum.",
        ),
        tell=tell_train,
        picture=draw_training,
        compare={"first_five": _first_five_agree, "final": _final_is_low},
    ),
    *MUSEUM_EXERCISES,
)
