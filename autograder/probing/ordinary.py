"""What is as it should be while an exercise is observed, whatever a cell has set before.

Owns the list of such settings, of Python and of PyTorch. Each is put to its ordinary value for a
block, and back to what it was afterwards, for a cell may have meant it. The functions that do it
are taken hold of as this module is imported, before any cell can put others in their place.

Not put back, as nothing here can: functions and classes of libraries that were replaced or
changed, function and dispatch modes of PyTorch but for the default device, its number of threads
between operations, flushing of denormal numbers, threads and signal handlers of the hand-in. A
recursion limit that was raised stays, since an answer may need it.
"""

from __future__ import annotations

import builtins
import contextlib
import locale
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

MODULES = (
    *("builtins", "collections", "contextlib", "copy", "functools", "inspect", "io", "itertools"),
    *("json", "linecache", "math", "operator", "os", "random", "re", "sys", "time", "types"),
    *("typing", "warnings", "numpy", "numpy.linalg", "numpy.random", "sympy", "torch"),
    *("torch.autograd", "torch.nn", "torch.nn.functional", "torch.optim", "torch.utils.data"),
    *("IPython.display", "autograder", "utils"),
)
"""Modules that exercises and answers import or look up by name."""
Function = Callable[..., Any]
_environ, _path, _modules = os.environ, sys.path, sys.modules
_get_limit, _set_limit = sys.getrecursionlimit, sys.setrecursionlimit
_setlocale, _tzset = locale.setlocale, getattr(time, "tzset", lambda: None)
_device, _enable_grad, _inference_mode = torch.device, torch.enable_grad, torch.inference_mode


@dataclass(frozen=True)
class Setting:
    """One setting: how it is read and written, and what it ordinarily is."""

    read: Callable[[], Any]
    write: Callable[[Any], Any]
    ordinary: Any


@dataclass(frozen=True)
class Baseline:
    """What is ordinary because it was so before the first cell."""

    builtins: dict[str, Any]
    modules: dict[str, Any]
    environment: dict[str, str]
    path: tuple[str, ...]
    recursion_limit: int
    locale: str
    n_threads: int

    @classmethod
    def now(cls) -> Baseline:
        """All of it as it is now."""
        return cls(
            builtins=dict(vars(builtins)),
            modules={name: _modules[name] for name in MODULES if name in _modules},
            environment=dict(_environ),
            path=tuple(_path),
            recursion_limit=_get_limit(),
            locale=_setlocale(locale.LC_ALL),
            n_threads=torch.get_num_threads(),
        )


_baselines = [Baseline.now()]


def remember() -> None:
    """Takes what is now for ordinary. A kernel does so before its first cell."""
    _baselines[:] = [Baseline.now()]


@contextlib.contextmanager
def ordinary_python() -> Iterator[None]:
    """A block with Python's ordinary settings, which are put back to what they were.

    ``builtins``, entries of ``sys.modules`` and the environment that were there at the beginning
    mean what they meant; what was added stays. So does a folder that was added to ``sys.path``,
    behind those that were there.
    """
    known = _baselines[0]
    with contextlib.ExitStack() as stack:
        stack.enter_context(_restored(vars(builtins), known.builtins))
        stack.enter_context(_put(sys, "modules", _modules))
        stack.enter_context(_restored(_modules, known.modules))
        stack.enter_context(_put(os, "environ", _environ))
        stack.enter_context(_time_zone(known))
        stack.enter_context(_put(sys, "path", _full_path(known)))
        limit = Setting(_get_limit, _put_limit, max(_get_limit(), known.recursion_limit))
        stack.enter_context(_set(limit))
        spoken = Setting(
            lambda: _setlocale(locale.LC_ALL),
            lambda value: _setlocale(locale.LC_ALL, value),
            known.locale,
        )
        stack.enter_context(_set(spoken))
        yield


@contextlib.contextmanager
def ordinary_torch() -> Iterator[None]:
    """A block with PyTorch's ordinary settings, which are put back to what they were.

    Gradients are recorded, new tensors are float32 and on the CPU, products have full precision,
    and nothing is slowed down to be deterministic or to find anomalies.
    """
    with contextlib.ExitStack() as stack:
        for setting in (*TORCH, Setting(_get_threads, _set_threads, _baselines[0].n_threads)):
            stack.enter_context(_set(setting))
        if not _default_device_is_cpu():
            stack.enter_context(_device("cpu"))
        stack.enter_context(_inference_mode(False))
        stack.enter_context(_enable_grad())
        yield


_get_threads, _set_threads = torch.get_num_threads, torch.set_num_threads
_get_device = torch.get_default_device


def _put_limit(limit: int) -> None:
    """Sets the recursion limit; leaves it where so many calls are under way already.

    Where it is right nothing is set: in CPython 3.11 that makes ``ast.parse`` of another thread
    end with a SystemError.
    """
    if _get_limit() != limit:
        with contextlib.suppress(RecursionError):
            _set_limit(limit)


def _pair(first: Function, second: Function) -> Callable[[], tuple[Any, Any]]:
    return lambda: (first(), second())


def _deterministic(set_: Function) -> Callable[[tuple[bool, bool]], Any]:
    return lambda value: set_(value[0], warn_only=value[1])


def _spread(set_: Function) -> Callable[[tuple[bool, bool]], Any]:
    return lambda value: set_(*value)


def _autocast(kind: str) -> Setting:
    get, set_ = torch.is_autocast_enabled, torch.set_autocast_enabled
    return Setting(lambda: get(kind), lambda value: set_(kind, value), False)


TORCH = (
    Setting(torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    Setting(torch.get_float32_matmul_precision, torch.set_float32_matmul_precision, "highest"),
    Setting(
        _pair(
            torch.are_deterministic_algorithms_enabled,
            torch.is_deterministic_algorithms_warn_only_enabled,
        ),
        _deterministic(torch.use_deterministic_algorithms),
        (False, False),
    ),
    Setting(
        _pair(torch.is_anomaly_enabled, torch.is_anomaly_check_nan_enabled),
        _spread(torch.autograd.set_detect_anomaly),
        (False, True),
    ),
    _autocast("cpu"),
    _autocast("cuda"),
)


def _default_device_is_cpu() -> bool:
    try:
        return bool(_get_device().type == "cpu")
    except Exception:  # a device that this machine hasn't, which is found out only when it is used
        return False


@contextlib.contextmanager
def _set(setting: Setting) -> Iterator[None]:
    """A block in which the setting has its ordinary value."""
    before = setting.read()
    if before == setting.ordinary:
        try:
            yield
        finally:
            if setting.read() != before:
                setting.write(before)
        return
    setting.write(setting.ordinary)
    try:
        yield
    finally:
        setting.write(before)


@contextlib.contextmanager
def _put(owner: Any, name: str, value: Any) -> Iterator[None]:
    """A block in which the owner's attribute has this value."""
    before = getattr(owner, name, None)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextlib.contextmanager
def _restored(now: Any, known: dict[str, Any]) -> Iterator[None]:
    """A block in which a mapping has its known entries again; entries that it has besides stay."""
    changed = {key: value for key, value in known.items() if now.get(key, now) is not value}
    before = {key: now[key] for key in changed if key in now}
    now.update(changed)
    try:
        yield
    finally:
        for key in changed:
            now.pop(key, None)
        now.update(before)


@contextlib.contextmanager
def _time_zone(known: Baseline) -> Iterator[None]:
    """A block with the known environment, and the time zone that it names."""
    extra = {"TZ": _environ["TZ"]} if "TZ" in _environ and "TZ" not in known.environment else {}
    changed = {key: v for key, v in known.environment.items() if _environ.get(key) != v}
    before = {key: _environ[key] for key in changed if key in _environ}
    if not extra and not changed:
        yield
        return
    for key in extra:
        del _environ[key]
    _environ.update(changed)
    _tzset()
    try:
        yield
    finally:
        for key in changed:
            _environ.pop(key, None)
        _environ.update({**before, **extra})
        _tzset()


def _full_path(known: Baseline) -> list[str]:
    now = sys.path if isinstance(sys.path, list) else []
    return [*known.path, *(folder for folder in now if folder not in known.path)]
