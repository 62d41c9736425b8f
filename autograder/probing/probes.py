"""The ``Probe``: calls student code safely and records what comes back.

Nothing here knows what is right. An exercise's ``observe`` function gets the student's object
and a probe; it calls the one and tells the other what came back.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import random
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import FunctionType, TracebackType
from typing import Any, TypeGuard

import numpy as np
import torch

from autograder.probing.misspelling import nearest_name
from autograder.probing.ordinary import ordinary_python, ordinary_torch
from autograder.probing.sources import first_line_names, looks
from autograder.probing.sources.calls import used
from autograder.probing.tracebacks import student_lines
from autograder.records.looks import ARGUMENTS, LOOKS, looks_value
from autograder.records.observations import NOT_CALLABLE, Observation
from autograder.records.used_calls import USED, used_value
from autograder.records.values import MAX_TEXT, Value, plain

DIGITS = 4
"""Decimals of the numbers that a probe draws."""
ANSWERS = "autograder.answers"
"""Where implementations stand that are ours, under names of their own."""

# Taken hold of before any cell can put others in their place.
_get_python_state, _set_python_state, _seed_python = random.getstate, random.setstate, random.seed
_get_numpy_state, _set_numpy_state = np.random.get_state, np.random.set_state
_seed_numpy, _seed_torch = np.random.seed, torch.manual_seed


class Probe:
    """Calls student code safely and records what came back.

    ``rng`` and ``generator`` are the only sources of randomness that an exercise may use;
    both start from the seed, so that the reference is asked exactly what the student is.
    ``device`` is where tensors that are given to the student live.
    """

    def __init__(self, seed: int, device: str | torch.device = "cpu") -> None:
        self.seed = seed
        self.device = torch.device(device)
        self.rng = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.values: dict[str, Value] = {}
        self.labels: dict[str, str] = {}

    def record(self, key: str, value: object, label: str = "") -> None:
        """Records a plain copy of ``value`` under ``key``; ``label`` says what it is."""
        self.values[key] = value if isinstance(value, Value) else plain(value)
        self.labels[key] = label or key

    def call(
        self, key: str, function: Callable[..., Any], *args: Any, label: str = "", **kwargs: Any
    ) -> Any:
        """What ``function(*args, **kwargs)`` returns, after recording it under ``key``.

        If it raises, the error is recorded instead and None is returned.
        """
        result = None
        with self.attempt(key, label):
            result = function(*args, **kwargs)
            self.record(key, result, label)
        return result

    @contextlib.contextmanager
    def attempt(self, key: str, label: str = "") -> Iterator[None]:
        """A block in which student code may fail: its error is recorded under ``key``."""
        try:
            yield
        except (Exception, SystemExit) as error:
            self.record(key, error_value(error, error.__traceback__), label)

    def uniform(self, low: float, high: float, *shape: int) -> Any:
        """Random numbers from low to high: a float, or a float64 array of this shape.

        They have ``DIGITS`` decimals, so that what a card shows of them is all there is.
        """
        drawn = np.round(self.rng.uniform(low, high, shape or None), DIGITS)
        return drawn if shape else float(drawn)

    def tensor(
        self,
        data: Any,
        dtype: torch.dtype | None = torch.float32,
        requires_grad: bool = False,
    ) -> torch.Tensor:
        """A new leaf tensor on the probe's device."""
        return torch.tensor(data, dtype=dtype, device=self.device, requires_grad=requires_grad)

    def randn(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Standard normal numbers with ``DIGITS`` decimals, on the probe's device."""
        drawn = torch.randn(*shape, generator=self.generator, dtype=torch.float64).round(
            decimals=DIGITS
        )
        return drawn.to(self.device, dtype)


def error_value(error: BaseException, traceback: TracebackType | None) -> Value:
    """The ``Value`` that stands for an exception of the student's code.

    Its text is Python's, with the name that was meant where a name is misspelt, as Python's own
    traceback has it, and without the file of a SyntaxError, which is no file of the student's.
    """
    said = error.msg if isinstance(error, SyntaxError) and error.msg else error
    try:
        text = str(said)[:MAX_TEXT]
    except Exception:
        text = ""
    if meant := nearest_name(error, traceback):
        text = f"{text.rstrip('.')}. Did you mean: '{meant}'?"
    return Value("error", text, type(error).__name__[:80], lines=student_lines(error, traceback))


@contextlib.contextmanager
def calm(device: torch.device, seed: int) -> Iterator[None]:
    """A block with ordinary settings and no side effects on the session's own.

    The settings of Python and PyTorch are ordinary (see ``ordinary``), output is swallowed,
    warnings are ignored, and the random states of Python, NumPy and torch are seeded; all is put
    back to what it was.
    """
    python_state, numpy_state = _get_python_state(), _get_numpy_state()
    devices = [device] if device.type == "cuda" else []
    sink = io.StringIO()
    with (
        ordinary_python(),
        ordinary_torch(),
        torch.random.fork_rng(devices=devices, enabled=True),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
    ):
        warnings.simplefilter("ignore")
        _seed_python(seed)
        _seed_numpy(seed % 2**32)
        _seed_torch(seed)
        try:
            yield
        finally:
            _set_python_state(python_state)
            _set_numpy_state(numpy_state)


def observation(
    fill: Callable[[Any, Probe], None],
) -> Callable[..., Observation]:
    """Turns ``fill(implementation, probe)`` into ``observe(implementation, seed, device)``.

    What isn't callable is recorded as such, and nothing else is asked of it. The first argument of
    ``fill`` has the exercise's name.
    """
    exercise_id = next(iter(inspect.signature(fill).parameters))

    @functools.wraps(fill)
    def observe(
        implementation: object, seed: int, device: str | torch.device = "cpu"
    ) -> Observation:
        probe = Probe(seed, device)
        if not callable(implementation):
            probe.record(NOT_CALLABLE, implementation, "what was given to check")
            return Observation(probe.values, probe.labels)
        with calm(probe.device, seed):
            fill(implementation, probe)
            if not _is_ours(implementation):
                _record_source(implementation, probe)
        values = probe.values
        if _is_ours(implementation):
            own = implementation.__name__
            values = {key: _renamed(v, own, exercise_id) for key, v in values.items()}
        return Observation(values, probe.labels)

    return observe


def _record_source(implementation: object, probe: Probe) -> None:
    """Records what was seen in a student's source, where it is at hand."""
    if seen := looks(implementation):
        probe.record(LOOKS, looks_value(seen), "what was seen in the source")
    if names := first_line_names(implementation):
        probe.record(ARGUMENTS, list(names), "the arguments of the first line")
    if calls := used(implementation):
        probe.record(USED, used_value(calls), "what the source calls")


def _is_ours(implementation: object) -> TypeGuard[FunctionType | type]:
    """Whether this is a function or class among the answers."""
    if not isinstance(implementation, FunctionType | type):
        return False
    module = implementation.__module__
    return isinstance(module, str) and module.startswith(ANSWERS)


def _renamed(value: Value, own: str, exercise_id: str) -> Value:
    """An error whose text says the exercise's name where it said ``own``; others as they are.

    "'GraphNoTanh' object has no attribute 'w'" is what a learner's ``SimpleGraph`` says of itself.
    """
    if value.kind != "error":
        return value
    text = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", exercise_id, str(value.data))
    return replace(value, data=text)


def numbers(values: Sequence[float]) -> str:
    """Numbers as Python reads them, to be copied and tried: "1.3, -0.4"."""
    return ", ".join(f"{v:.{DIGITS + 3}g}" for v in values)
