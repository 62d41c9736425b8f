"""Lesson 07, observed: what each operation of a ``Value`` computes and records.

The slope of a result is read from the student's own records, as the sum over all paths, so that
``a - b`` may be recorded as one operation or as ``a + (-1) * b``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, plain

N_POINTS = 3
LEFT, RIGHT = np.array([-1.0, 1.0, 1.0]), np.array([1.0, -1.0, 1.0])
"""The signs of the numbers on the left of an operation, and on the right."""
ABOVE_0 = ("root", "log")
"""What is defined for positive numbers alone."""
MAX_VISITS = 400
KINDS = {
    "none": "None",
    "number": "a plain number",
    "bool": "a truth value",
    "text": "text",
    "tensor": "a torch tensor",
    "array": "a NumPy array",
}
NOT_A_VALUE = "{what} in the place of a Value"
NOT_A_NUMBER = "{name}: {what} in the place of a plain number"
NOT_A_TUPLE = "{name}: {what} in the place of a tuple"
UNEQUAL = "parents and local_derivatives of {n} and {m} items"
NUMBERS_AS_PARENTS = "parents: plain numbers in the place of Values"
CHANGED = "inputs that {operation} has changed"
OWN_PARENT = "a Value that is its own parent"
A_VALUE, A_SET, ANOTHER = "a Value", "a set", "another object"
BARE = (
    str(say(NOT_A_TUPLE, name="parents", what=A_VALUE)),
    str(say(NOT_A_TUPLE, name="local_derivatives", what=KINDS["number"])),
)
"""What comes where a tuple of one item lacks its comma."""
VALUE_MESSAGES = (
    *(NOT_A_NUMBER, NOT_A_TUPLE, NUMBERS_AS_PARENTS, NOT_A_VALUE, UNEQUAL, CHANGED, OWN_PARENT),
    *(A_VALUE, A_SET, ANOTHER, *KINDS.values()),
)
"""The messages of what came in the place of a Value."""

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
    signed = points[0] * LEFT, points[1] * RIGHT
    with probe.device:  # the reference computes with tensors, and does so where it is asked to
        for key, (words, operation) in TWO.items():
            _record(probe, Value, key, words, operation, signed)
        for key, (words, operation) in ONE.items():
            chosen = points if key in ABOVE_0 else signed
            _record(probe, Value, key, words, operation, chosen[:1])
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
        raise Unreadable(OWN_PARENT)

    probe.record(f"given {key}", np.array(points), say("a and b"))
    values, slopes = [], []
    with probe.attempt(key, words):
        try:
            for numbers in zip(*points, strict=True):
                inputs = [Value(float(number)) for number in numbers]
                before = [(each.data, len(each.parents)) for each in inputs]
                result = operation(*inputs)
                values.append(_number(result, inputs[0]))
                _left_alone(words, inputs, before)
                slopes.append(path_sums(result, inputs))
        except Unreadable as fault:
            probe.record(key, str(fault), say("what {operation} gives", operation=words))
            return
        label = say("the data of {operation} at {n} points", operation=words, n=N_POINTS)
        probe.record(key, values, label)
    for name, column in zip("ab", zip(*slopes, strict=True), strict=False):
        label = say(
            "the slope of {operation} with respect to {name}, from your records",
            operation=words,
            name=name,
        )
        probe.record(f"{key}_{name}", list(column), label)


def value_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """The operands and the result of each operation, for its values and its slopes."""
    found = {}
    for key in TWO | ONE:
        operands = dict(zip("ab", expected.values[f"given {key}"].data, strict=False))
        result = {"the result": expected.values[key].data}
        found[key] = operands
        for name in operands:
            found[f"{key}_{name}"] = operands | result
    return found


def _number(result: Any, example: Any) -> float:
    """The data of a result, which has to be a Value like the inputs."""
    if type(result) is not type(example):
        raise Unreadable(say(NOT_A_VALUE, what=_what(result)))
    return _real(result.data, "data")


def _what(thing: Any) -> str:
    return KINDS.get(plain(thing).kind, ANOTHER)


def _real(number: Any, name: str) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        what = A_VALUE if hasattr(number, "data") and hasattr(number, "grad") else _what(number)
        raise Unreadable(say(NOT_A_NUMBER, name=name, what=what))
    return float(number)


def _edges(node: Any) -> list[tuple[Any, float]]:
    parents, slopes = node.parents, node.local_derivatives
    for name, found in (("parents", parents), ("local_derivatives", slopes)):
        if not isinstance(found, tuple | list):
            what = A_SET if isinstance(found, set | frozenset) else _what(found)
            what = A_VALUE if hasattr(found, "parents") else what
            raise Unreadable(say(NOT_A_TUPLE, name=name, what=what))
    if len(parents) != len(slopes):
        raise Unreadable(say(UNEQUAL, n=len(parents), m=len(slopes)))
    if not all(hasattr(p, "parents") for p in parents):
        raise Unreadable(NUMBERS_AS_PARENTS)
    return [(p, _real(s, "local_derivatives")) for p, s in zip(parents, slopes, strict=True)]


def _left_alone(words: str, inputs: Sequence[Any], before: Sequence[tuple[Any, int]]) -> None:
    """Raises ``Unreadable`` where the operation has changed its inputs' data or parents."""
    for each, was in zip(inputs, before, strict=True):
        if (each.data, len(each.parents)) != was:
            raise Unreadable(say(CHANGED, operation=words))


def _record_leaf(probe: Probe, Value: Callable[..., Any]) -> None:
    """The grad of a new Value and of a product, before any backward pass."""
    label = say("the grad of Value(3), then of a product, before any backward pass")
    with probe.attempt("fresh", label):
        leaf = Value(3)
        probe.record("fresh", [leaf.grad, (leaf * Value(2.0)).grad], label)


def tell_value(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
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
    if first.data in BARE:
        return say(
            "{operation} gives {what}. A tuple of one item needs a comma: `(self,)`, since "
            "brackets alone change nothing.",
            operation=words,
            what=first.data,
        )
    return say(
        "{operation} gives {what}. Look at __add__ for the form that all operations have.",
        operation=words,
        what=first.data,
    )


def _tell_error(key: str, words: str, name: str, text: str) -> Sentence | None:
    """What the errors mean that an operator raises where operands are of two kinds."""
    if name == "RecursionError":
        return say(
            "{operation} never ends: your method uses the same operator on the same operands, and "
            "so calls itself, again and again. What it calls has to be another method.",
            operation=words,
        )
    if name == "ValueError" and "math domain" in text and key in ("cube", "inverse"):
        return say(
            "{operation} stops for a negative a: {error}. Only positive numbers have a logarithm. "
            "Is the exponent taken for a second parent, with a slope of its own? It is a plain "
            "number: the base is the only parent, and its slope needs no logarithm.",
            operation=words,
            error=text,
        )
    if name == "AttributeError" and text.startswith(("'float' object", "'int' object")):
        return say(
            "{operation} stops: {error}. It is a plain number that stands in the place of a Value "
            "there. Turn `other` into a Value first, as __add__ does.",
            operation=words,
            error=text,
        )
    if name == "TypeError" and text.startswith("unsupported operand") and "number_" in key:
        return say(
            "{operation} stops: {error}. The number on the left knows no Values, so Python asks a "
            "for the method with an r in front of its name, and finds none that answers.",
            operation=words,
            error=text,
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
