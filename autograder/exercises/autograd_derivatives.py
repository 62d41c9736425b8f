"""Lesson 03, observed: a derivative by backward, and the same gradients from formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch

from autograder.exercises.function_words import (
    NO_TENSOR,
    UNWATCHED,
    manner,
    told_of_calls,
    told_of_error,
)
from autograder.exercises.taylor import taylor
from autograder.exercises.torch_errors import attempt, error_text
from autograder.probing import watched_functions as seen
from autograder.probing.alone import record_alone
from autograder.probing.probes import Probe, numbers, observation
from autograder.probing.watched_functions import WatchedFunction
from autograder.records.comparison import agree, describe, number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

Function = Callable[[torch.Tensor], torch.Tensor]


def square_on_a_plateau(x: torch.Tensor) -> torch.Tensor:
    """x² + 10¹⁸: differences of its values are 0, its derivative is 2x all the same."""
    return x**2 + 1e18


def cubic(x: torch.Tensor) -> torch.Tensor:
    """(x − 4)(x² + 6), a product."""
    return (x - 4) * (x**2 + 6)


def root_cubed(x: torch.Tensor) -> torch.Tensor:
    """(√x + 1)³, a composition."""
    return (torch.sqrt(x) + 1) ** 3


def wave(x: torch.Tensor) -> torch.Tensor:
    """The product x sin x, where x is used twice."""
    return x * torch.sin(x)


def bent(x: torch.Tensor) -> torch.Tensor:
    """x³ above 1 and 2x below: the graph depends on the value."""
    return x**3 if x > 1 else 2 * x


CURVES: dict[str, tuple[str, Function, float, float]] = {
    "plateau": ("x² + 10¹⁸", square_on_a_plateau, 1.1, 2.4),
    "cubic": ("(x − 4)(x² + 6)", cubic, 0.2, 0.9),
    "root": ("(√x + 1)³", root_cubed, 1.2, 3.0),
    "wave": ("x sin x", wave, 2.3, 3.0),
    "steep": ("`x³ if x > 1 else 2x`", bent, 1.2, 1.8),
    "flat": ("`x³ if x > 1 else 2x`", bent, 0.2, 0.8),
}
"""Key: the function in words, the function, and where its derivative is asked for.

The one of the wave is negative there, the others are positive.
"""


AGAIN = "again"


@observation
def observe_derivative_at(derivative_at: Callable[..., Any], probe: Probe) -> None:
    """Derivatives at random points, at a whole number, and once more at the last random point."""
    for key, (text, function, low, high) in CURVES.items():
        x = probe.uniform(low, high)
        _observe_slope(derivative_at, probe, key, text, function, x)
    whole = int(probe.rng.integers(2, 6))
    _observe_slope(derivative_at, probe, "whole", "(x − 4)(x² + 6)", cubic, whole)
    once_more = say("{function} once more", function=text)
    _observe_slope(derivative_at, probe, AGAIN, once_more, function, x)
    record_alone(probe, derivative_at, {"f": cubic, "x": 0.7}, {"f": wave, "x": 1.6})


def _observe_slope(
    derivative_at: Callable[..., Any], probe: Probe, key: str, text: str, f: Function, x: float
) -> None:
    """Records one derivative; a number is as precise as float32, the dtype most people use."""
    label = say("derivative_at of {function}, at x = {x}", function=text, x=numbers([x]))
    watched = WatchedFunction(f, x)
    with attempt(probe, key, label):
        probe.record(key, derivative_at(watched.function(), x), label)
    if probe.values[key].kind == "number":
        probe.values[key] = replace(probe.values[key], name="float32")
    watched.record(probe, key, label)
    probe.record(f"x {key}", float(x), say("x"))
    probe.record(f"filled {key}", watched.gradient(), f"the leaf's .grad, {label}")


def slope_inputs(expected: Observation) -> dict[str, dict[str, float]]:
    """x, f(x) and f″(x) for each derivative."""
    functions = {key: curve[1] for key, curve in CURVES.items()}
    functions |= {"whole": cubic, AGAIN: list(functions.values())[-1]}
    found = {}
    for key, function in functions.items():
        x = torch.tensor(float(expected.values[f"x {key}"].data), dtype=torch.float64)
        value, _, bend = taylor(function, x)
        found[key] = {"x": float(x), "f(x)": float(value), "f″(x)": float(bend)}
    return found


FILLED = say(
    "backward has put the derivative into `.grad` of the tensor that you called f with, and it is "
    "right."
)
NOT_GIVEN_BACK = say(
    "But None comes back. Is there a `return` with that number? (`print` gives nothing back. "
    "`backward()` itself gives back None, and the `.grad` of a result is None.)"
)
READ_ELSEWHERE = say(
    "But the `.grad` that you read is None. It belongs to another tensor, such as the result of f, "
    "or it was read before `backward()` ran."
)
NOT_FILLED = say(
    "`.grad` of the tensor that you called f with is None at the end: no walk has come there. Is "
    "`backward()` called, with its parentheses? And does it start at the result of f itself, not "
    "at a new tensor made of its number?"
)
NO_LEAF = say(
    "The tensor that you call f with isn't a leaf: an operation on your leaf, such as `.float()` "
    "or `.reshape(...)`, has made a new one. backward fills `.grad` of the leaf, and that of the "
    "new tensor stays None. Convert first, and set `requires_grad` last."
)
KEPT = (
    "A second call with the same f and the same x gives {second}, where the first gave {first}. "
    "Usually something is kept from call to call, such as a leaf with what is in its `.grad`. Make "
    "a new leaf in each call."
)
CHANGED_AFTERWARDS = say(
    "What you give back is another number. Look at what happens to it between `.grad` and `return`."
)
NO_DERIVATIVE = say(
    "It isn't the derivative, and `.grad` of the tensor that you called f with is None at the end: "
    "no walk has come there. Start one at the result of f, with `backward()`."
)
WALKED = say(
    "It isn't the derivative, though a walk has come to the result of f. Look at what is done with "
    "what it gave, and whether it is walked once."
)
ODD_WALK = (
    "`.grad` of the tensor that you called f with holds {filled} in the end, and f has the slope "
    "{wanted} there. Look at where `backward` starts, how often it is called, and with what."
)


def tell_slope(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """What the calls of f and the leaf's ``.grad`` say of what went wrong; None if nothing."""
    key = next((k for k in wrong if k in observed.values), wrong[0])
    value = observed.values.get(key, MISSING)
    if value.kind == "error":
        told = error_text(value) or told_of_error(observed, key, value)
        return told or _told_of_none(expected, observed, key, value)
    if value.kind == "none":
        return _told_of_none(expected, observed, key, value)
    if value.kind == "number":
        return _told_of_second_call(observed) or told_of_calls(observed, wrong)
    return None


def _told_of_none(
    expected: Observation, observed: Observation, key: str, value: Value
) -> Sentence | None:
    """Of None that came back, or that stopped the code where a ``.grad`` was needed."""
    if value.kind == "error" and "(of None)" not in value.name:
        return None
    how, filled = manner(observed, key), observed.values.get(f"filled {key}", MISSING)
    if how in NO_TENSOR:
        return NO_TENSOR[how]
    if how == seen.UNWATCHED:
        return UNWATCHED
    if how == seen.NO_LEAF:
        return NO_LEAF
    if how == seen.WATCHED and filled.kind == "none":
        return NOT_FILLED
    if how == seen.WATCHED and _holds(filled, expected.values[key]):
        return joined(FILLED, NOT_GIVEN_BACK if value.kind == "none" else READ_ELSEWHERE)
    return None


def _holds(filled: Value, wanted: Value) -> bool:
    """Whether what is in a leaf's ``.grad`` is the number that was wanted."""
    if filled.kind != "tensor" or filled.data.size != 1:
        return False
    return agree(wanted, Value("number", float(filled.data.reshape(())), "float32"))


def _told_of_second_call(observed: Observation) -> Sentence | None:
    first, second = (observed.values.get(key, MISSING) for key in ("flat", AGAIN))
    if first.kind != "number" or second.kind != "number" or agree(first, second):
        return None
    return say(KEPT, first=number_text(first.data), second=number_text(second.data))


def tell_slope_otherwise(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> str | None:
    """Whether it is the walk or what comes after it that goes wrong; None if that isn't known."""
    key = next((k for k in wrong if k in observed.values), wrong[0])
    filled, wanted = observed.values.get(f"filled {key}", MISSING), expected.values[key]
    if observed.values.get(key, MISSING).kind != "number":
        return None
    if filled.kind == "none" and manner(observed, key) == seen.WATCHED:
        walked = observed.values.get(f"walks {key}", MISSING).data == seen.A_WALK
        return WALKED if walked else NO_DERIVATIVE
    if filled.kind != "tensor":
        return None
    if _holds(filled, wanted):
        return joined(FILLED, CHANGED_AFTERWARDS)
    if filled.data.size != 1:
        return None
    number = number_text(filled.data.reshape(()).item())
    return say(ODD_WALK, filled=number, wanted=number_text(wanted.data))


def tell_pair(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """That two gradients are asked for, where something else came; None where two did."""
    key = next((k for k in wrong if k in observed.values), wrong[0])
    value = observed.values.get(key, MISSING)
    if not key.startswith("pair") or value.kind in ("error", "missing", "none"):
        return None
    return say(
        "Two tensors are asked for, the gradient of w and that of b, separated by a comma. What "
        "came is {came}.",
        came=describe(value),
    )


A_PAIR = "a pair"
BATCHES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "one": (say("one value each"), (), torch.float32),
    "six": (say("six values each"), (6,), torch.float32),
    "table": (say("arguments of shape (3, 2), float64"), (3, 2), torch.float64),
}
GIVEN = ("x", "y", "w", "b")


@observation
def observe_analytic_gradients(analytic_gradients: Callable[..., Any], probe: Probe) -> None:
    """Both gradients for several shapes, while autograd doesn't record."""
    for key, (words, shape, dtype) in BATCHES.items():
        x, y, w, b = _arguments(probe, shape, dtype)
        label = say("{call}, {arguments}", call="analytic_gradients(x, y, w, b)", arguments=words)
        with attempt(probe, f"pair_{key}", label), torch.no_grad():
            _record_pair(probe, key, label, analytic_gradients(x, y, w, b))
        if key == "six":
            for name, given in zip(GIVEN, (x, y, w, b), strict=True):
                label = say("{name} after the call, which has to be as before", name=name)
                probe.record(name, given.detach(), label)


def _arguments(probe: Probe, shape: tuple[int, ...], dtype: torch.dtype) -> list[torch.Tensor]:
    """x, y, w and b for which the prediction is neither 0 nor close to 1."""
    ranges = ((0.6, 1.4), (1.5, 4.0), (0.3, 0.7), (-0.25, -0.05))
    return [probe.tensor(probe.rng.uniform(*r, size=shape), dtype) for r in ranges]


def _record_pair(probe: Probe, key: str, label: str, returned: Any) -> None:
    is_pair = isinstance(returned, tuple) and len(returned) == 2
    probe.record(f"pair_{key}", A_PAIR if is_pair else returned, label)
    for name, value in zip("wb", returned if is_pair else (), strict=False):
        told = say("∂loss/∂{name} of {call}", name=name, call=label)
        probe.record(f"{name}_{key}", value, told)
