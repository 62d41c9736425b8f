"""How student code calls a function that it is given: where, with what, and what comes back to it.

Results alone often have several causes. Whether f was called at all, at another place than x, or
with a tensor that nobody watches tells them apart. Nothing here knows what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from autograder.probing.probes import Probe, numbers
from autograder.records.values import Value, plain

MAX_CALLS = 20
NEXT_TO = 0.25
"""How far from x, in each number, a difference quotient may look."""
NEVER = "never"
A_NUMBER = "with a plain number"
AN_ARRAY = "with a NumPy array"
SOMETHING = "with something that is no tensor"
ELSEWHERE = "elsewhere"
SEVERAL = "at several places next to x"
UNWATCHED = "with a tensor that isn't watched"
UNRECORDED = "while recording is off"
NO_LEAF = "with a watched tensor that is no leaf"
WATCHED = "with a watched leaf"
COPIES = "with x several times"
IN_PARTS = "with a part of x"
UNKNOWN = "in a way that isn't told"
NO_WALK = "no walk came to the result of f"
A_WALK = "a walk came to the result of f"
ODD = {"number": A_NUMBER, "array": AN_ARRAY}


@dataclass(frozen=True)
class Call:
    """One call: the argument, its numbers (None where they can't be read), and who watched it.

    ``places`` has the numbers of all arguments.

    What a tensor was at the time of the call is kept, since it may change afterwards.
    """

    argument: Any
    place: np.ndarray | None
    is_watched: bool
    is_leaf: bool
    recorded: bool
    places: tuple[np.ndarray | None, ...] = ()

    @classmethod
    def of(cls, x: Any, *others: Any) -> Call:
        """The call with these arguments, now."""
        is_tensor = isinstance(x, torch.Tensor)
        watched, leaf = is_tensor and x.requires_grad, is_tensor and x.is_leaf
        places = (_numbers(x), *map(_numbers, others))
        return cls(x, places[0], watched, leaf, torch.is_grad_enabled(), places)

    def is_at(self, x: np.ndarray) -> bool:
        """Whether the argument has the numbers of x, if only in half precision."""
        return _near(self.place, x, 2e-3, 1e-3)


@dataclass
class WatchedFunction:
    """A function, and what happened to it; of several arguments the first is looked at.

    ``function`` is what student code is given. ``x`` is where it should be called.
    """

    f: Callable[..., Any]
    x: Any
    calls: list[Call] = field(default_factory=list)
    n_walks: int = 0
    place: np.ndarray | None = field(init=False)

    def __post_init__(self) -> None:
        self.place = _numbers(self.x)

    def function(self) -> Callable[[Any], Any]:
        """f, as a function of x that notes its calls and the walks that come to its results."""

        def f(x: Any) -> Any:
            return self._called(x)

        f.__qualname__ = "f"  # as errors of a wrong call name it
        return f

    def function_of_two(self) -> Callable[[Any, Any], Any]:
        """The same for a function of x and y."""

        def f(x: Any, y: Any) -> Any:
            return self._called(x, y)

        f.__qualname__ = "f"
        return f

    def _called(self, *arguments: Any) -> Any:
        if len(self.calls) < MAX_CALLS:
            self.calls.append(Call.of(*arguments))
        result = self.f(*arguments)
        if isinstance(result, torch.Tensor) and result.grad_fn and not _is_wrapped(result):
            result.register_hook(self._walked)
        return result

    def _walked(self, gradient: torch.Tensor) -> None:
        self.n_walks += 1

    def record(self, probe: Probe, key: str, label: str) -> None:
        """Records how f was called, where, and whether a walk came to its result."""
        with probe.attempt(f"called {key}", label):  # a tensor class of the student's may fail
            probe.record(f"called {key}", self.manner(), f"how f was called, {label}")
            probe.record(f"walks {key}", A_WALK if self.n_walks else NO_WALK, f"walks, {label}")
            probe.record(f"place {key}", self._first_place(), f"where f was called, {label}")

    def manner(self) -> str:
        """How f was called, in words: the call that comes nearest to what was meant."""
        if not self.calls:
            return NEVER
        here = [call for call in self.calls if self.place is not None and call.is_at(self.place)]
        tensors = [call for call in self.calls if isinstance(call.argument, torch.Tensor)]
        if self.place is None or any(call.place is None for call in tensors):
            return UNKNOWN
        if any(call.is_watched and call.recorded and call.is_leaf for call in here):
            return WATCHED
        if any(call.is_watched and call.recorded for call in here):
            return NO_LEAF
        if self._is_quotient():
            return SEVERAL
        if not tensors:
            return ODD.get(plain(self.calls[0].argument).kind, SOMETHING)
        if not here:
            if self._is_of_copies():
                return COPIES
            return IN_PARTS if all(self._is_part(call.place) for call in tensors) else ELSEWHERE
        return UNRECORDED if any(call.is_watched for call in here) else UNWATCHED

    def _is_quotient(self) -> bool:
        """Whether f was called at different places, all of them next to x."""
        places = [call.place for call in self.calls]
        apart = [p for p in places[1:] if not _near(p, places[0], 0.0, 0.0)]
        return bool(apart) and all(_near(p, self.place, 0.0, NEXT_TO) for p in places)

    def _is_of_copies(self) -> bool:
        """Whether x is one number and the first call was with a tensor that holds it repeatedly."""
        given = self.calls[0].place
        if self.place is None or given is None or self.place.size != 1 or given.size < 2:
            return False
        return bool(np.allclose(given, self.place[0], rtol=1e-3))

    def _is_part(self, place: np.ndarray | None) -> bool:
        """Whether these are some of the numbers of x, and not all of them."""
        if place is None or self.place is None or not 0 < place.size < self.place.size:
            return False
        return all(np.isclose(self.place, number, rtol=2e-3, atol=1e-3).any() for number in place)

    def strange(self, n: int, given: np.ndarray) -> float | None:
        """The first number that f got as its argument ``n`` and that isn't one of those given."""
        places = [call.places[n] for call in self.calls if n < len(call.places)]
        numbers_of_f = (number for place in places if place is not None for number in place[:1000])
        return next(
            (
                float(k)
                for k in numbers_of_f
                if not np.isclose(given, k, rtol=1e-4, atol=1e-6).any()
            ),
            None,
        )

    def _first_place(self) -> str:
        """The numbers of the first call's argument, and those of x."""
        given = self.calls[0].place if self.calls else None
        if given is None or self.place is None:
            return ""
        return f"{_text(given)} / {_text(self.place)}"

    def gradient(self) -> Value:
        """What is in ``.grad`` of the watched leaf that f was called with last, if there is one."""
        for call in reversed(self.calls):
            if call.is_watched and call.is_leaf:
                return plain(call.argument.grad)
        return Value("missing", None)


def _is_wrapped(x: Any) -> bool:
    """Whether this is a tensor inside of ``torch.func``, whose numbers and hooks are special."""
    ask = getattr(getattr(torch._C, "_functorch", None), "is_functorch_wrapped_tensor", None)
    return bool(ask(x)) if ask is not None and isinstance(x, torch.Tensor) else False


def _numbers(x: Any) -> np.ndarray | None:
    """The numbers of an argument as one row; None where it has none that can be read."""
    if _is_wrapped(x):
        return None
    try:
        data = x.detach().cpu().tolist() if isinstance(x, torch.Tensor) else x
        return np.asarray(data, float).reshape(-1)
    except Exception:  # no numbers, or an object of the student's that fails when it is read
        return None


def _near(one: np.ndarray | None, other: np.ndarray | None, rtol: float, atol: float) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return False
    return bool(np.allclose(one, other, rtol=rtol, atol=atol))


def _text(place: np.ndarray) -> str:
    shown = numbers([float(number) for number in place[:4]])
    return shown if place.size == 1 else f"({shown}{', …' if place.size > 4 else ''})"
