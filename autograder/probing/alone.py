"""One argument changed alone, and one call made twice: what a result depends on.

What is recorded gives no points. It tells which argument makes no difference, and whether a result
depends on the calls before it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from autograder.probing.probes import Probe, numbers
from autograder.records.sentences import say
from autograder.records.values import Value, plain

ALONE, AGAIN = "alone", "alone again"
"""The keys of one call, and of the same call after others."""
FEW = 4
"""How many numbers of an argument are written down."""


def alone_key(name: str) -> str:
    """The key of the call in which this argument is another one."""
    return f"{ALONE} {name}"


def record_alone(
    probe: Probe,
    function: Callable[..., Any],
    arguments: Mapping[str, Any],
    others: Mapping[str, Any],
) -> None:
    """Records what ``function`` gives for ``arguments``, for each of ``others`` alone, and again.

    ``arguments`` are all of them, in order. Each call gets copies of its own. Where the first call
    fails nothing more is tried.
    """
    _record(probe, ALONE, function, arguments, say("one call"))
    if probe.values[ALONE].kind == "error":
        return
    for name, other in others.items():
        change = say("another {name}", name=f"`{name}`")
        if (one := _shown(arguments[name])) and (two := _shown(other)):
            change = say("{name} = {one} and {other}", name=name, one=one, other=two)
        _record(probe, alone_key(name), function, {**arguments, name: other}, change)
    _record(probe, AGAIN, function, arguments, say("the same call again"))


def _record(
    probe: Probe,
    key: str,
    function: Callable[..., Any],
    arguments: Mapping[str, Any],
    label: str,
) -> None:
    with probe.attempt(key, label):
        given = [copy.deepcopy(argument) for argument in arguments.values()]
        probe.record(key, _without_graph(plain(function(*given))), label)


def _without_graph(value: Value) -> Value:
    if isinstance(value.data, tuple):
        inner = (_without_graph(v) if isinstance(v, Value) else v for v in value.data)
        return replace(value, data=tuple(inner))
    return replace(value, graph=False)


def _shown(argument: Any) -> str:
    """A number or a few of them as Python reads them; nothing for anything else."""
    if isinstance(argument, int | float):
        return numbers([argument])
    if isinstance(argument, np.ndarray | torch.Tensor) and argument.ndim == 1:
        listed = argument.tolist()
        return f"[{numbers(listed)}]" if len(listed) <= FEW else ""
    return ""
