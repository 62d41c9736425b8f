"""A student's training code run on a small net and recorded: data, nets and what came of them.

Owns how a run is made and put into words for a probe. What is asked of it is in
``exercises.training_loop``.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.probing.probes import Probe
from autograder.probing.spies import EFFECT_MESSAGES, Tape, rate_of, recording
from autograder.probing.step_notes import NOTE_MESSAGES, Notes
from autograder.records.sentences import Sentence, say
from autograder.records.values import ARRAYS, SEQUENCES, Value

LESSON_SEED, LESSON_CELLS, LESSON_EPOCHS = 2021, 512, 1847
LESSON_LR, LESSON_MOMENTUM = 0.003, 0.9

WORDS = {
    "none": "None",
    "bool": "True or False",
    "text": "text",
    "dict": "a dictionary",
}
WHOLE_NUMBER, FLOAT = "a whole number", "a float"
TENSOR, IN_GRAPH = "a tensor", "a tensor that is part of a graph"
ARRAY, OBJECT = "a NumPy array", "an object of type {name}"
ARRAY_OF, TENSOR_OF = "a NumPy array of shape {shape}", "a tensor of shape {shape}"
LISTS = {  # what the items are: the message
    "numbers": "a list of {n} floats",
    "tensor": "a list of {n} tensors",
    "in_graph": "a list of {n} tensors that are part of a graph",
    "array": "a list of {n} NumPy arrays",
    "none": "a list of {n} times None",
    "text": "a list of {n} texts",
    "other": "a list of {n} things that aren't numbers",
    "several": "a list of {n} things",
}
TUPLES = {
    "numbers": "a tuple of {n} floats",
    "tensor": "a tuple of {n} tensors",
    "in_graph": "a tuple of {n} tensors that are part of a graph",
    "array": "a tuple of {n} NumPy arrays",
    "none": "a tuple of {n} times None",
    "text": "a tuple of {n} texts",
    "other": "a tuple of {n} things that aren't numbers",
    "several": "a tuple of {n} things",
}
ONE_FLOAT = {"list": "a list of one float", "tuple": "a tuple of one float"}
EMPTY_LIST, EMPTY_TUPLE = "an empty list", "an empty tuple"
FORM_MESSAGES = (
    *(EMPTY_LIST, EMPTY_TUPLE),
    *WORDS.values(),
    *(WHOLE_NUMBER, FLOAT, IN_GRAPH, ARRAY_OF, TENSOR_OF, ARRAY, TENSOR, OBJECT),
    *ONE_FLOAT.values(),
    *LISTS.values(),
    *TUPLES.values(),
)
"""The messages of what ``form_of`` gives."""
RUN_MESSAGES = (*FORM_MESSAGES, *EFFECT_MESSAGES, *NOTE_MESSAGES)
"""The messages of what is recorded of a run."""


@dataclass(frozen=True)
class Run:
    """All that a training loop is given: five things, in the order of its arguments."""

    features: torch.Tensor
    labels: torch.Tensor
    model: nn.Module
    loss_fun: nn.Module
    optimizer: torch.optim.Optimizer

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The five things as a tuple."""
        return self.features, self.labels, self.model, self.loss_fun, self.optimizer


def net_for(probe: Probe, n_cells: int) -> nn.Sequential:
    """The lesson's net on the probe's device: 1 -> ``n_cells``, Tanh -> 1.

    Takes a probe, too: else it would be an exercise's answer, ready to be imported.
    """
    net = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))
    return net.to(probe.device)


def small_run(probe: Probe, n_samples: int, n_cells: int, loss_fun: nn.Module, adam: bool) -> Run:
    """A run on random data with a random net, all drawn from the probe's own generators.

    With ``nn.L1Loss`` an odd number of samples: of an even one, as many can be too high as too low,
    the last bias then has no gradient but rounding errors, and Adam makes whole steps of those.
    """
    features = torch.linspace(-1, 1, n_samples).reshape(-1, 1).to(probe.device)
    labels = torch.sin(math.pi * features) + 0.5 + 0.3 * probe.randn(n_samples, 1)
    model = net_for(probe, n_cells)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.6 * probe.randn(*parameter.shape))
    lr, momentum = probe.uniform(0.02, 0.04), probe.uniform(0.5, 0.7)
    if adam:
        optimizer: torch.optim.Optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    return Run(features, labels, model, loss_fun, optimizer)


def lesson_run(probe: Probe) -> Run:
    """The lesson's own run: 32 points of a noisy sine, 512 cells, SGD; the same for every seed.

    The net's first loss is .888942 on a CPU.
    """
    noise = torch.randn(32, 1, generator=torch.Generator().manual_seed(LESSON_SEED))
    features = torch.linspace(-1, 1, 32).reshape(-1, 1)
    labels = torch.sin(torch.pi * features) + noise / 4
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(LESSON_SEED)
        model = net_for(probe, LESSON_CELLS)
    optimizer = torch.optim.SGD(model.parameters(), lr=LESSON_LR, momentum=LESSON_MOMENTUM)
    device = probe.device
    return Run(features.to(device), labels.to(device), model, nn.MSELoss(), optimizer)


@contextlib.contextmanager
def recorded_run(probe: Probe, run: Run, key: str, what: Sentence) -> Iterator[Tape]:
    """A block of student code on ``run``, whose calls and effects are recorded afterwards.

    An error inside is recorded under ``form`` + key. Recorded besides are the ``effects``, the
    ``parameters`` and, for the picture only, the ``calls``. After an error the effects are
    recorded as an error too, since what was called says which error it was.
    """
    probe.record(f"rate{key}", rate_of(run.optimizer))
    with recording(run.model, run.loss_fun, run.optimizer, run.features, run.labels) as tape:
        with probe.attempt(f"form{key}", say("what {call} returns", call=what)):
            yield tape
    _record_notes(probe, tape.notes, key)
    label = say("what the calls of {call} did, one after the other", call=what)
    error = probe.values.get(f"form{key}")
    probe.record(f"filled{key}", tape.filled, say("whether a backward pass has filled `.grad`"))
    if tape.calls:
        probe.record(f"calls{key}", tape.calls)
        own = np.array(tape.losses, np.float32)
        probe.record(f"own{key}", own, f"the losses that {what} went backward from")
    if error is None or error.kind != "error":
        probe.record(f"effects{key}", tape.effects, label)
        flat = torch.cat([p.detach().reshape(-1) for p in run.model.parameters()])
        told = say("the net's parameters after {call}", call=what)
        probe.record(f"parameters{key}", flat, told)
    elif tape.calls:
        name = f"{error.name} (after {', '.join(tape.effects[:3]) or 'forward'})"[:80]
        probe.values[f"form{key}"] = replace(error, name=name)
        probe.record(f"effects{key}", Value("error", error.data, name), label)


def _record_notes(probe: Probe, notes: Notes | None, key: str) -> None:
    """Records what the steps were made of, to say where a wrong result comes from."""
    if notes is None:
        return
    for name, words in (("inputs", notes.inputs), ("pairs", notes.pairs)):
        probe.record(f"{name}{key}", list(dict.fromkeys(words))[:3])
    probe.record(f"computed{key}", np.array(notes.computed, np.float32))
    probe.record(f"steps{key}", np.array(notes.steps, np.float64).reshape(-1, 3))
    probe.record(f"moved{key}", [notes.moved, notes.unreached])


def record_losses(probe: Probe, key: str, what: Sentence, returned: Value) -> None:
    """Records what sort of thing came back and, where it holds numbers, the numbers as float32.

    float32 is what they were computed in, so that is how closely they can agree.
    """
    probe.record(f"form{key}", form_of(returned), say("what {call} returns", call=what))
    numbers = loss_numbers(returned)
    if numbers is not None:
        probe.record(f"losses{key}", numbers, say("the losses that {call} returns", call=what))


def form_of(value: Value) -> str:
    """What sort of thing this is, in words: "a float", "a list of 12 floats"."""
    if value.kind in SEQUENCES or (value.kind in ARRAYS and value.data.ndim > 0):
        return _collection_form(value)
    if value.kind == "number":
        return WHOLE_NUMBER if value.name == "int" else FLOAT
    if value.kind == "tensor":
        return IN_GRAPH if value.graph else TENSOR
    if value.kind == "array":
        return ARRAY
    return WORDS.get(value.kind) or say(OBJECT, name=value.name)


def list_form(n: int) -> Sentence:
    """The form of a list of ``n`` floats."""
    return say(ONE_FLOAT["list"]) if n == 1 else say(LISTS["numbers"], n=n)


def _collection_form(value: Value) -> str:
    if value.kind in ARRAYS:
        shape = " × ".join(map(str, value.data.shape))
        return say(ARRAY_OF if value.kind == "array" else TENSOR_OF, shape=shape)
    if not len(value.data):
        return EMPTY_LIST if value.kind == "list" else EMPTY_TUPLE
    items = _items_form(value)
    if items == "numbers" and len(value.data) == 1 and value.kind in ONE_FLOAT:
        return ONE_FLOAT[value.kind]
    return say(LISTS[items] if value.kind == "list" else TUPLES[items], n=len(value.data))


def _items_form(value: Value) -> str:
    """What the items of a list or tuple are, of the sorts in ``LISTS``."""
    if value.name == "numbers":
        return "numbers"
    kinds = {item.kind for item in value.data}
    if len(kinds) > 1:
        return "several"
    (kind,) = kinds
    if kind == "tensor" and any(item.graph for item in value.data):
        return "in_graph"
    return kind if kind in LISTS else "other"


def loss_numbers(value: Value) -> np.ndarray | None:
    """The real numbers in a number, a sequence or an array, as float32 (n,); else None."""
    whole = value.kind == "number" or isinstance(value.data, np.ndarray)
    parts = (value,) if whole else value.data if value.kind in SEQUENCES else ()
    if not parts or not all(p.kind in (*SEQUENCES, *ARRAYS, "number") for p in parts):
        return None
    arrays = [np.asarray(part.data) for part in parts]
    if any(a.dtype.kind not in "iuf" or a.ndim > 1 for a in arrays):
        return None
    with np.errstate(all="ignore"):
        return np.concatenate([a.reshape(-1) for a in arrays]).astype(np.float32)
