"""Lesson 06: what is said of a ``WideNet`` that no known mistake explains."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.exercises.net_forms import find_net
from autograder.records.comparison import describe
from autograder.records.observations import Observation
from autograder.records.sentences import joined, say
from autograder.records.values import MISSING, Value


def tell_net(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """What to tell of a net's first fault: its making, its parameters or its output."""
    key = next((k for k in wrong if observed.values.get(k, MISSING).kind != "missing"), "")
    what, seen = key.partition("_")[0], observed.values.get(key, MISSING)
    if what == "module" and seen.kind == "error":
        if "takes 1 positional argument but 2 were given" not in str(seen.data):
            return None
        return joined(
            say("Your code stopped with {error}", error=_error(seen)),
            say(
                "`WideNet(7)` gives its number of cells to a method `__init__(self, n_cells)`. Is "
                "there one: with two underscores at each end, with both arguments, and in the "
                "class?"
            ),
        )
    if what in ("sizes", "count"):
        return _sizes(expected, observed, key)
    if what in ("output", "single"):
        return _output(expected, observed, key)
    return None


def _error(error: Value) -> str:
    """An error as Python says it, with a mark at its end."""
    name = error.name.partition(" (")[0]
    said = f"{name}: {error.data}"
    return said if said.endswith(("?", ".")) else f"{said}."


def _sizes(expected: Observation, observed: Observation, key: str) -> str:
    seen, label = observed.values[key], expected.labels[key]
    if depth := _depth(expected, observed):
        return depth
    if seen.kind in ("list", "tuple") and not len(seen.data):
        text = say(
            "{what}: there are none. The module finds the layers that are attributes of `self`, "
            "such as `self.hidden = ...`, made in `__init__`.",
            what=label,
        )
        error = observed.values.get("output", MISSING)
        if error.kind != "error":
            return text
        also = say("And then your code stopped with {error}", error=_error(error))
        return joined(text, also)
    return say(
        "{what}: {got} came, and {wanted} is expected. A linear layer has a weight, of as many "
        "numbers as it has inputs times outputs, and a bias, of as many as it has outputs.",
        what=label,
        got=describe(seen),
        wanted=describe(expected.values[key]),
    )


def _depth(expected: Observation, observed: Observation) -> str | None:
    """That the number of parameters, and so of layers, changes with n_cells."""
    numbers = []
    for key in ("sizes", "sizes_other"):
        seen = observed.values.get(key, MISSING)
        if seen.kind not in ("list", "tuple") or seen.data is None:
            return None
        numbers.append(len(seen.data))
    if numbers[0] == numbers[1] or 0 in numbers:
        return None
    return say(
        "{what}: there are {n}, and {more} for the other number of cells. n_cells is how many "
        "cells stand side by side in the one hidden layer, and no number of layers: there are two "
        "linear layers, whatever n_cells is.",
        what=expected.labels["sizes"],
        n=numbers[0],
        more=numbers[1],
    )


def _output(expected: Observation, observed: Observation, key: str) -> str | None:
    seen, wanted, label = observed.values[key], expected.values[key], expected.labels[key]
    if seen.kind == "other":
        return say(
            "{what}: an object of type {name} comes back. Is that a layer? Call it with x: what "
            "the call gives is asked for.",
            what=label,
            name=seen.name,
        )
    if seen.kind != "tensor" or seen.data.shape != wanted.data.shape or seen.graph != wanted.graph:
        return None
    if (found := find_net(expected, observed)) is not None:
        return say(
            "The parameters are as they should be, and the output is that of another net. {found} "
            "Asked for is: the hidden layer, one tanh, the output layer.",
            found=found,
        )
    return say(
        "{what}: {got} came, and {wanted} is expected. The parameters have the right sizes, so "
        "look at what `forward` does with them: the hidden layer, one tanh, the output layer.",
        what=label,
        got=describe(seen),
        wanted=describe(wanted),
    )
