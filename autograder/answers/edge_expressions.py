"""Lesson 02: expressions of a graph's values, such as stand on its edges, rightly or wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations

import numpy as np

from autograder.records.sentences import say

Array = np.ndarray
Values = Mapping[str, Array]
LOCAL: dict[str, Callable[[Values], Array]] = {
    "e": lambda v: 1 - v["f"] ** 2,
    "d": lambda v: 1 / (v["d"] + 1),
    "c": lambda v: v["z"],
    "z": lambda v: v["c"],
    "a": lambda v: 1 / v["b"],
    "b": lambda v: -v["a"] / v["b"] ** 2,
    "x": lambda v: 2 + 0 * v["x"],
    "y": lambda v: np.cos(v["y"]),
}
"""The local derivative along the edge that ends, going backward, in a node."""
NUDGES = {
    "e": say("f is the tanh of e: which function is the slope of tanh?"),
    "d": say("e is the logarithm of d + 1: what is its slope?"),
    "c": say("d is z times c: what multiplies c?"),
    "z": say("d is z times c: what multiplies z?"),
    "a": say("c is a divided by b: when a grows by one, by how much does c?"),
    "b": say(
        "c is a divided by b, and a is a constant here: look at the sign, at a, and at the power "
        "of b in the derivative of a · b⁻¹."
    ),
    "x": say("a is 2x: when x grows by one, by how much does a?"),
    "y": say("b is the sine of y: which function is its slope, and of what is it taken?"),
}
OTHERS: dict[str, tuple[tuple[str, Callable[[Values], Array]], ...]] = {
    "e": (
        ("1", lambda v: 1 + 0 * v["f"]),
        ("f", lambda v: v["f"]),
        ("1 − f", lambda v: 1 - v["f"]),
        ("1 + f²", lambda v: 1 + v["f"] ** 2),
        ("f²", lambda v: v["f"] ** 2),
        ("1 − e²", lambda v: 1 - v["e"] ** 2),
        ("1 / (1 − f²)", lambda v: 1 / (1 - v["f"] ** 2)),
    ),
    "d": (
        ("1", lambda v: 1 + 0 * v["d"]),
        ("1 / d", lambda v: 1 / v["d"]),
        ("d + 1", lambda v: v["d"] + 1),
        ("ln(d + 1)", lambda v: v["e"]),
        ("1 / (d + 1)²", lambda v: 1 / (v["d"] + 1) ** 2),
    ),
    "c": (("1", lambda v: 1 + 0 * v["z"]), ("c", lambda v: v["c"]), ("d", lambda v: v["d"])),
    "z": (("1", lambda v: 1 + 0 * v["z"]), ("z", lambda v: v["z"]), ("d", lambda v: v["d"])),
    "a": (
        ("1", lambda v: 1 + 0 * v["b"]),
        ("b", lambda v: v["b"]),
        ("a / b", lambda v: v["c"]),
        ("1 / b²", lambda v: 1 / v["b"] ** 2),
    ),
    "b": (
        ("1", lambda v: 1 + 0 * v["b"]),
        ("a / b²", lambda v: v["a"] / v["b"] ** 2),
        ("−1 / b²", lambda v: -1 / v["b"] ** 2),
        ("1 / b²", lambda v: 1 / v["b"] ** 2),
        ("−a / b", lambda v: -v["c"]),
        ("a / b", lambda v: v["c"]),
        ("−a", lambda v: -v["a"]),
        ("a", lambda v: v["a"]),
        ("1 / b", lambda v: 1 / v["b"]),
        ("−1 / b", lambda v: -1 / v["b"]),
    ),
    "x": (("1", lambda v: 1 + 0 * v["x"]), ("2x", lambda v: v["a"]), ("x", lambda v: v["x"])),
    "y": (
        ("1", lambda v: 1 + 0 * v["y"]),
        ("sin y", lambda v: v["b"]),
        ("−cos y", lambda v: -np.cos(v["y"])),
        ("−sin y", lambda v: -v["b"]),
        ("cos b", lambda v: np.cos(v["b"])),
    ),
}
"""What people write on an edge in the place of its local derivative."""
UNARY: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("{u}", lambda u: u),
    ("1 / {u}", lambda u: 1 / u),
    ("{u}²", lambda u: u**2),
    ("1 / {u}²", lambda u: 1 / u**2),
    ("1 − {u}", lambda u: 1 - u),
    ("{u} + 1", lambda u: 1 + u),
    ("1 − {u}²", lambda u: 1 - u**2),
    ("1 + {u}²", lambda u: 1 + u**2),
    ("(1 − {u})²", lambda u: (1 - u) ** 2),
    ("1 / ({u} + 1)", lambda u: 1 / (1 + u)),
    ("1 / ({u} + 1)²", lambda u: 1 / (1 + u) ** 2),
    ("1 / (1 − {u}²)", lambda u: 1 / (1 - u**2)),
    ("2 · {u}", lambda u: 2 * u),
    ("{u} / 2", lambda u: u / 2),
    ("sin {u}", np.sin),
    ("cos {u}", np.cos),
    ("tan {u}", np.tan),
    ("1 / cos {u}", lambda u: 1 / np.cos(u)),
    ("tanh {u}", np.tanh),
    ("1 − tanh² {u}", lambda u: 1 - np.tanh(u) ** 2),
    ("1 + tanh² {u}", lambda u: 1 + np.tanh(u) ** 2),
    ("ln {u}", np.log),
    ("ln({u} + 1)", np.log1p),
    ("the exponential of {u}", np.exp),
    ("cos {u}, with {u} taken for degrees", lambda u: np.cos(np.radians(u))),
)
BINARY: tuple[tuple[str, Callable[[Array, Array], Array]], ...] = (
    ("{u} · {v}", lambda u, v: u * v),
    ("{u} / {v}", lambda u, v: u / v),
    ("{u} / {v}²", lambda u, v: u / v**2),
    ("{u}² / {v}", lambda u, v: u**2 / v),
    ("{u} · {v}²", lambda u, v: u * v**2),
    ("{u} + {v}", lambda u, v: u + v),
    ("{u} − {v}", lambda u, v: u - v),
    ("{u} / {v}³", lambda u, v: u / v**3),
)


def same(one: Array, other: Array) -> bool:
    """Whether two arrays have the same numbers."""
    with np.errstate(all="ignore"):
        return bool(np.allclose(one, other, rtol=1e-6, atol=1e-12))


def named(numbers: Array, expressions: Iterator[tuple[str, Array]]) -> str | None:
    """The first expression that has these numbers, or their opposites; None if none has."""
    texts, rows = zip(*expressions, strict=True)
    table, near = np.stack(rows), 1e-6 * np.abs(numbers) + 1e-12
    with np.errstate(all="ignore"):
        same = (np.abs(table - numbers) <= near).all(axis=1)
        opposite = (np.abs(table + numbers) <= near).all(axis=1)
    fits = np.flatnonzero(same | opposite)
    if not fits.size:
        return None
    text = str(texts[fits[0]])
    if same[fits[0]]:
        return text
    return f"−{text}" if " + " not in text and " − " not in text else f"−({text})"


def expressions(values: Values) -> Iterator[tuple[str, Array]]:
    """Expressions of a graph's values and their numbers, the simplest first."""
    shape = values["x"].shape
    for text, number in (("1", 1), ("2", 2), ("½", 0.5), ("0", 0), ("4", 4), ("3", 3)):
        yield text, np.full(shape, float(number))
    yield from _of_one(values)
    yield from _of_two(values)


def of_adjoints(values: Values, adjoints: Values) -> Iterator[tuple[str, Array]]:
    """Expressions with adjoints in them."""
    named = {f"the adjoint of {name}": row for name, row in adjoints.items()}
    yield from _of_one(named)
    yield from _of_two({**values, **named})


def _of_one(table: Values) -> Iterator[tuple[str, Array]]:
    for text, make in UNARY:
        for name, row in table.items():
            yield text.format(u=name), make(row)


def _of_two(table: Values) -> Iterator[tuple[str, Array]]:
    for text, make in BINARY:
        for one, other in permutations(table, 2):
            yield text.format(u=one, v=other), make(table[one], table[other])
