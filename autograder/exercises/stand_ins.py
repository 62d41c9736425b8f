"""Parts of a notebook that a check puts in the place of the student's for the time of one call.

So an exercise is judged by itself: what it uses of an earlier one is right, whatever the student's
own is. It holds for functions and classes, whose code finds its names in their module.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import sympy
import torch
from torch import nn


@contextmanager
def standing_in(function: Callable[..., Any], **parts: Any) -> Iterator[None]:
    """A block in which the global names that ``function`` sees mean ``parts``.

    Afterwards they mean what they meant before. What has no globals of its own is left alone.
    """
    names = _names_of(function) if parts else None
    if names is None:
        yield
        return
    before = {name: names[name] for name in parts if name in names}
    names.update(parts)
    try:
        yield
    finally:
        for name in parts:
            names.pop(name, None)
        names.update(before)


def _names_of(thing: Any) -> dict[str, Any] | None:
    """The global names of a function, of one that is wrapped, or of a class's methods."""
    while isinstance(thing, functools.partial) or hasattr(thing, "__wrapped__"):
        thing = thing.func if isinstance(thing, functools.partial) else thing.__wrapped__
    if inspect.isclass(thing):
        thing = next(filter(inspect.isfunction, vars(thing).values()), None)
    names = getattr(thing, "__globals__", None)
    return names if isinstance(names, dict) else None


def made_from(sources: Mapping[str, str]) -> dict[str, Any]:
    """What these sources define, by name: functions and classes that stand on their own."""
    return {name: _made(name, source) for name, source in sources.items()}


def _made(name: str, source: str) -> Any:
    """What a source defines, which finds there what a lesson's first cell imports."""
    names = {"math": math, "nn": nn, "np": np, "sympy": sympy, "torch": torch}
    exec(compile(source, f"<{name}>", "exec"), names)
    return names[name]
