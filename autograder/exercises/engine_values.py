"""Lesson 07, observed: what each operation of a ``Value`` computes and records.

The slope of a result is read from the student's own records, as the sum over all paths, so that
``a - b`` may be recorded as one operation or as ``a + (-1) * b``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.values import MISSING, plain

N_POINTS = 3
MAX_VISITS = 400
KINDS = {
    "none": "None",
    "number": "a plain number",
    "bool": "a truth value",
    "text": "text",
    "tensor": "a torch tensor",
    "array": "a NumPy array",
}

Operation = Callable[..., Any]
TWO: dict[str, tuple[str, Operation]] = {
    "mul": ("a * b", lambda a, b: a * b),
    "sub": ("a - b", lambda a, b: a - b),
    "div": ("a / b", lambda a, b: a / b),
    "add": ("a + b", lambda a, b: a + b),
}
ONE: dict[str, tuple[str, Operation]] = {
    "square": ("a * a", lambda a: a * a),
    "cube": ("a ** 3", lambda a: a**3),
    "root": ("a ** 0.5", lambda a: a**0.5),
    "inverse": ("a ** -2", lambda a: a**-2),
    "sin": ("a.sin()", lambda a: a.sin()),
    "log": ("a.log()", lambda a: a.log()),
    "tanh": ("a.tanh()", lambda a: a.tanh()),
    "add_number": ("a + 2", lambda a: a + 2),
    "mul_number": ("a * 2.5", lambda a: a * 2.5),
    "sub_number": ("a - 3", lambda a: a - 3),
    "div_number": ("a / 4", lambda a: a / 4),
    "number_add": ("2 + a", lambda a: 2 + a),
    "number_mul": ("2.5 * a", lambda a: 2.5 * a),
    "number_sub": ("3 - a", lambda a: 3 - a),
    "number_div": ("4 / a", lambda a: 4 / a),
}
"""Key: the operation as it is written, and what does it."""


class Unreadable(Exception):
    """A result that can't be read as a ``Value``; the text says what came instead."""


@observation
def observe_value(Value: Callable[..., Any], probe: Probe) -> None:
    """Values and slopes of every operation at three points, and what was left alone."""
    points = probe.uniform(0.6, 1.9, N_POINTS), probe.uniform(2.1, 3.3, N_POINTS)
    with probe.device:  # the reference computes with tensors, and does so where it is asked to
        for key, (words, operation) in TWO.items():
            _record(probe, Value, key, words, operation, points)
        for key, (words, operation) in ONE.items():
            _record(probe, Value, key, words, operation, points[:1])
        _record_leaf(probe, Value)


def _record(
    probe: Probe,
    Value: Callable[..., Any],
    key: str,
    words: str,
    operation: Operation,
    points: Sequence[Any],
) -> None:
    """Records ``key``, the values, and ``key_a``, ``key_b``, the slopes, at all points."""

    def path_sums(result: Any, inputs: Sequence[Any]) -> list[float]:
        """For each input, the sum over all paths to it of the product of their slopes.

        It stands in here because it could be handed in as an answer, if it were to be imported.
        """
        sums, waiting = [0.0] * len(inputs), [(result, 1.0)]
        for _ in range(MAX_VISITS):
            if not waiting:
                return sums
            node, factor = waiting.pop()
            for place, each in enumerate(inputs):
                sums[place] += factor if node is each else 0.0
            waiting += [(parent, factor * slope) for parent, slope in _edges(node)]
        raise Unreadable("a Value that is its own parent")

    values, slopes = [], []
    with probe.attempt(key, words):
        try:
            for numbers in zip(*points, strict=True):
                inputs = [Value(float(number)) for number in numbers]
                result = operation(*inputs)
                values.append(_number(result, inputs[0]))
                _left_alone(words, inputs, numbers)
                slopes.append(path_sums(result, inputs))
        except Unreadable as fault:
            probe.record(key, str(fault), f"what {words} gives")
            return
        probe.record(key, values, f"the data of {words} at {N_POINTS} points")
    for name, column in zip("ab", zip(*slopes, strict=True), strict=False):
        label = f"the slope of {words} with respect to {name}, from your records"
        probe.record(f"{key}_{name}", list(column), label)


def _number(result: Any, example: Any) -> float:
    """The data of a result, which has to be a Value like the inputs."""
    if type(result) is not type(example):
        raise Unreadable(f"{_what(result)} in the place of a Value")
    return _real(result.data, "data")


def _what(thing: Any) -> str:
    return KINDS.get(plain(thing).kind, "another object")


def _real(number: Any, name: str) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        what = "a Value" if hasattr(number, "data") and hasattr(number, "grad") else _what(number)
        raise Unreadable(f"{name}: {what} in the place of a plain number")
    return float(number)


def _edges(node: Any) -> list[tuple[Any, float]]:
    parents, slopes = node.parents, node.local_derivatives
    for name, found in (("parents", parents), ("local_derivatives", slopes)):
        if not isinstance(found, tuple | list):
            what = "a set" if isinstance(found, set | frozenset) else _what(found)
            raise Unreadable(f"{name}: {what} in the place of a tuple")
    if len(parents) != len(slopes):
        raise Unreadable(f"parents and local_derivatives of {len(parents)} and {len(slopes)} items")
    if not all(hasattr(p, "parents") for p in parents):
        raise Unreadable("parents: plain numbers in the place of Values")
    return [(p, _real(s, "local_derivatives")) for p, s in zip(parents, slopes, strict=True)]


def _left_alone(words: str, inputs: Sequence[Any], numbers: Sequence[float]) -> None:
    """Raises ``Unreadable`` where the operation has changed its inputs."""
    for each, number in zip(inputs, numbers, strict=True):
        if each.data != number or len(each.parents):
            raise Unreadable(f"inputs that {words} has changed")


def _record_leaf(probe: Probe, Value: Callable[..., Any]) -> None:
    """The grad of a new Value and of a product, before any backward pass."""
    label = "the grad of Value(3), then of a product, before any backward pass"
    with probe.attempt("fresh", label):
        leaf = Value(3)
        probe.record("fresh", [leaf.grad, (leaf * Value(2.0)).grad], label)


def tell_value(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """What came in the place of a Value, or why there is none: no match for a wrong number."""
    seen = ((key, observed.values.get(key, MISSING)) for key in wrong)
    key, first = next(((k, v) for k, v in seen if v.kind != "missing"), ("", MISSING))
    if key not in TWO | ONE:
        return None
    words = (TWO | ONE)[key][0]
    if first.kind == "error":
        return _tell_error(key, words, first.name, str(first.data))
    if first.kind != "text":
        return None
    return f"{words} gives {first.data}. Look at __add__ for the form that all operations have."


def _tell_error(key: str, words: str, name: str, text: str) -> str | None:
    """What the errors mean that an operator raises where operands are of two kinds."""
    if name == "RecursionError":
        return (
            f"{words} never ends: your method uses the same operator on the same operands, and so "
            "calls itself, again and again. What it calls has to be another method."
        )
    if name == "AttributeError" and text.startswith(("'float' object", "'int' object")):
        return (
            f"{words} stops: {text}. It is a plain number that stands in the place of a Value "
            "there. Turn `other` into a Value first, as __add__ does."
        )
    if name == "TypeError" and text.startswith("unsupported operand") and "number_" in key:
        return (
            f"{words} stops: {text}. The number on the left knows no Values, so Python asks a for "
            "the method with an r in front of its name, and finds none that answers."
        )
    return None


def _keys(*names: str) -> tuple[str, ...]:
    """The keys of these operations: their values and their slopes."""
    both = [(name, f"{name}_a", *([f"{name}_b"] if name in TWO else [])) for name in names]
    return tuple(key for keys in both for key in keys)


NUMBERS = tuple(name for name in ONE if "number" in name)
VALUE_CRITERIA = (
    Criterion("a · b", 0.5, (*_keys("mul", "square"), "fresh")),
    Criterion("a + b and a − b", 0.5, _keys("add", "sub")),
    Criterion("a to the power n", 1.0, _keys("cube", "root", "inverse")),
    Criterion("a / b", 1.0, _keys("div")),
    Criterion("sin and log", 0.5, _keys("sin", "log")),
    Criterion("tanh", 0.5, _keys("tanh")),
    Criterion("plain numbers on either side", 1.0, _keys(*NUMBERS)),
)
