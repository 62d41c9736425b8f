"""Lesson 03, observed: predictions about ten tensors, and counts of a graph's nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from autograder.exercises.torch_errors import attempt
from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import Value, plain

TEN = tuple("x k w b u a c d e loss".split())
"""The tensors of the program in the lesson, in the order in which they are made."""
FLAGS = ("is_leaf", "requires_grad", "grad")
FLAG_CRITERIA = tuple(
    Criterion(
        say("{flag} of {names}", flag=flag, names=", ".join(ten)),
        0.5,
        ("answer", *(f"{name}.{flag}" for name in ten)),
    )
    for flag in FLAGS
    for ten in (TEN[:5], TEN[5:])
)
TABLE = "a dictionary"
ODD = "not an entry of three values"
OBJECT = "an object of kind {kind}"
FLAG_MESSAGES = (TABLE, ODD, OBJECT)
"""The messages of what is recorded of predictions."""


@observation
def observe_predict_flags(predict_flags: Callable[..., Any], probe: Probe) -> None:
    """Three predictions for each of ten tensors; a missing entry leaves the others as they are."""
    label = say("what {call} returns", call="predict_flags()")
    with probe.attempt("answer", label):
        returned = predict_flags()
        if not isinstance(returned, dict):
            probe.record("answer", returned, label)
            return
        probe.record("answer", TABLE, label)
        for name in TEN:
            if _is_triple(returned.get(name)):
                _record_flags(probe, name, returned[name])
            elif name in returned:
                probe.record(f"{name}.is_leaf", ODD)


def tell_flags(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """All predictions that are off, after what has no entry; None where no table came back."""
    if "answer" in wrong:
        return None
    seen = {key: observed.values[key].data for key in wrong if key in observed.values}
    odd = [name for name in TEN if seen.get(f"{name}.is_leaf") == ODD]
    gone = [name for name in TEN if f"{name}.is_leaf" not in observed.values]
    ordered = [f"{name}.{flag}" for flag in FLAGS for name in TEN if name not in odd]
    off = [say("{key} ({value})", key=key, value=seen[key]) for key in ordered if key in seen]
    return joined(
        *_named(gone, lambda names: say("No entry yet for: {names}.", names=names)),
        *_named(odd, lambda names: say("Not an entry of three values: {names}.", names=names)),
        *_named(off, lambda names: say("Not right yet: {names}.", names=names)),
    )


def _named(which: Sequence[str], told: Callable[[Sentence], Sentence]) -> Iterator[Sentence]:
    """The sentence about these, where there are any."""
    if which:
        yield told(listed(which))


def _is_triple(entry: object) -> bool:
    return isinstance(entry, tuple | list) and len(entry) == 3


def _record_flags(probe: Probe, name: str, entry: Any) -> None:
    """Records both flags, and the gradient as text, so that no card tells its kind."""
    is_leaf, requires_grad, grad = map(plain, entry)
    probe.record(f"{name}.is_leaf", is_leaf)
    probe.record(f"{name}.requires_grad", requires_grad)
    probe.record(f"{name}.grad", Value("text", _grad_text(grad)))


def _grad_text(grad: Value) -> str:
    if grad.kind == "none":
        return "None"
    if grad.kind == "tensor" and grad.data.size == 1:
        grad = Value("number", float(grad.data.reshape(())))
    return f"{grad.data:.6g}" if grad.kind == "number" else say(OBJECT, kind=grad.kind)


COUNT_CRITERIA = (
    Criterion("graphs where nothing is shared", 1.0, ("line", "chain", "network")),
    Criterion("shared nodes", 1.0, ("square", "diamond", "doubling", "parts")),
    Criterion("no graph, and no gradients left behind", 1.0, ("constant", "leaf", "grad", "w")),
)


@observation
def observe_count_nodes(count_nodes: Callable[..., Any], probe: Probe) -> None:
    """Counts for graphs with and without shared nodes, and for tensors without a graph."""
    w = probe.tensor(probe.uniform(0.5, 1.0), requires_grad=True)
    b = probe.tensor(probe.uniform(0.5, 1.0), requires_grad=True)
    losses = {**unshared(probe, w, b), **shared(probe, w, b), **without_graph(w)}
    for key, (words, loss) in losses.items():
        label = say("count_nodes of {graph}", graph=words)
        with attempt(probe, key, label):
            probe.record(key, count_nodes(loss), label)
    label = say("w.grad after the counts, when nobody has called backward")
    probe.record("grad", w.grad, label)
    label = say("w after the counts, which has to be as before")
    probe.record("w", w.detach(), label)


Losses = dict[str, tuple[str, torch.Tensor]]


def unshared(probe: Probe, w: torch.Tensor, b: torch.Tensor) -> Losses:
    """Graphs that are trees; the chain's length depends on the seed."""
    link, n_links = w, int(probe.rng.integers(5, 12))
    for _ in range(n_links):
        link = torch.sin(link)
    features, weights = probe.randn(4, 3), probe.randn(3, 2).requires_grad_()
    hidden = torch.tanh(features @ weights + probe.randn(2).requires_grad_())
    output = (hidden @ probe.randn(2, 1).requires_grad_()).mean()
    return {
        "line": ("tanh(w·x + b)", torch.tanh(w * 2.0 + b)),
        "chain": (say("sin(sin(… w)), {n} sines", n=n_links), link),
        "network": (say("the mean output of a network with two layers"), output),
    }


def shared(probe: Probe, w: torch.Tensor, b: torch.Tensor) -> Losses:
    """Graphs in which several paths lead to one node."""
    a = w * 3.0
    twice = torch.exp(b)
    for _ in range(int(probe.rng.integers(4, 8))):
        twice = twice + twice
    first, second = torch.unbind(probe.randn(2).requires_grad_())
    return {
        "square": (say("w·w, where the leaf is shared"), w * w),
        "diamond": (say("(a + b)·a with a = w·x, where a is shared"), (a + b) * a),
        "doubling": (say("a tensor that is added to itself again and again"), twice),
        "parts": (say("the product of a tensor's two entries"), first * second),
    }


def without_graph(w: torch.Tensor) -> Losses:
    """Tensors that no recorded operation has made."""
    return {
        "constant": (say("a detached tensor, which has no graph"), (w * 2.0).detach()),
        "leaf": (say("a leaf, which no operation has made"), w),
    }
