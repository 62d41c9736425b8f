"""Lesson 01: formulas such as people write for a partial derivative of z = sin(x² + y²).

Each is an inner derivative times an outer one, rightly or wrongly. Takes points and gives numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from autograder.records.sentences import Sentence, say

Array = np.ndarray
Of = Callable[[Array, Array], Array]
U = "x² + y²"
RIGHT_INNER = {"x": "2x", "y": "2y"}
OUTER: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("cos", np.cos),
    ("sin", np.sin),
    ("tan", np.tan),
    ("cos²", lambda u: np.cos(u) ** 2),
    ("sin²", lambda u: np.sin(u) ** 2),
    ("1 / cos", lambda u: 1 / np.cos(u)),
    ("cosh", np.cosh),
    ("arccos", np.arccos),
    ("exp", np.exp),
)
ARGUMENTS: tuple[tuple[str, Of], ...] = (
    (U, lambda x, y: x**2 + y**2),
    ("x²", lambda x, y: x**2),
    ("y²", lambda x, y: y**2),
    ("x² + x²", lambda x, y: 2 * x**2),
    ("y² + y²", lambda x, y: 2 * y**2),
    ("x² − y²", lambda x, y: x**2 - y**2),
    ("x² · y²", lambda x, y: x**2 * y**2),
    ("x + y", lambda x, y: x + y),
    ("(x + y)²", lambda x, y: (x + y) ** 2),
    ("2x + 2y", lambda x, y: 2 * x + 2 * y),
    ("2x", lambda x, y: 2 * x),
    ("2y", lambda x, y: 2 * y),
    ("x", lambda x, y: x),
    ("y", lambda x, y: y),
    ("x · y", lambda x, y: x * y),
    ("2xy", lambda x, y: 2 * x * y),
    ("2x · 2y", lambda x, y: 4 * x * y),
    ("x² + y", lambda x, y: x**2 + y),
    ("x + y²", lambda x, y: x + y**2),
    ("2x + y²", lambda x, y: 2 * x + y**2),
    ("x² + 2y", lambda x, y: x**2 + 2 * y),
    ("x³ + y³", lambda x, y: x**3 + y**3),
    ("the root of x² + y²", lambda x, y: np.hypot(x, y)),
    ("(x² + y²)²", lambda x, y: (x**2 + y**2) ** 2),
    ("2(x² + y²)", lambda x, y: 2 * (x**2 + y**2)),
    ("2x² + 2y²", lambda x, y: 2 * x**2 + 2 * y**2),
    ("−(x² + y²)", lambda x, y: -(x**2 + y**2)),
    ("sin(x² + y²)", lambda x, y: np.sin(x**2 + y**2)),
    ("cos(x² + y²)", lambda x, y: np.cos(x**2 + y**2)),
    ("x² + y², taken for degrees", lambda x, y: np.radians(x**2 + y**2)),
    ("x² + y², turned into degrees", lambda x, y: np.degrees(x**2 + y**2)),
)
INNER: tuple[tuple[str, Of], ...] = (
    ("1", lambda x, y: 1 + 0 * x),
    ("2x", lambda x, y: 2 * x),
    ("2y", lambda x, y: 2 * y),
    ("x", lambda x, y: x),
    ("y", lambda x, y: y),
    ("2", lambda x, y: 2 + 0 * x),
    ("x²", lambda x, y: x**2),
    ("y²", lambda x, y: y**2),
    ("2x²", lambda x, y: 2 * x**2),
    ("2y²", lambda x, y: 2 * y**2),
    ("3x²", lambda x, y: 3 * x**2),
    ("3y²", lambda x, y: 3 * y**2),
    ("4x", lambda x, y: 4 * x),
    ("4y", lambda x, y: 4 * y),
    ("x / 2", lambda x, y: x / 2),
    ("y / 2", lambda x, y: y / 2),
    ("(2x + y²)", lambda x, y: 2 * x + y**2),
    ("(x² + 2y)", lambda x, y: x**2 + 2 * y),
    ("(2x + 1)", lambda x, y: 2 * x + 1),
    ("(2y + 1)", lambda x, y: 2 * y + 1),
    ("(x + y)", lambda x, y: x + y),
    ("(2x + 2y)", lambda x, y: 2 * x + 2 * y),
    ("2x · 2y", lambda x, y: 4 * x * y),
    ("2xy", lambda x, y: 2 * x * y),
    ("(x² + y²)", lambda x, y: x**2 + y**2),
    ("2(x² + y²)", lambda x, y: 2 * (x**2 + y**2)),
    ("2x³", lambda x, y: 2 * x**3),
    ("2y³", lambda x, y: 2 * y**3),
    ("x · x²", lambda x, y: x**3),
    ("y · y²", lambda x, y: y**3),
)
OTHERS: tuple[tuple[str, Of], ...] = (
    ("2x + cos(x² + y²)", lambda x, y: 2 * x + np.cos(x**2 + y**2)),
    ("2y + cos(x² + y²)", lambda x, y: 2 * y + np.cos(x**2 + y**2)),
    ("cos(x²) + cos(y²)", lambda x, y: np.cos(x**2) + np.cos(y**2)),
    ("2x · cos(x²) + y²", lambda x, y: 2 * x * np.cos(x**2) + y**2),
    ("2y · cos(x²) + y²", lambda x, y: 2 * y * np.cos(x**2) + y**2),
    ("2x · (cos(x²) + cos(y²))", lambda x, y: 2 * x * (np.cos(x**2) + np.cos(y**2))),
    ("2y · (cos(x²) + cos(y²))", lambda x, y: 2 * y * (np.cos(x**2) + np.cos(y**2))),
    ("2x · cos(x²) + 2y · cos(y²)", lambda x, y: 2 * x * np.cos(x**2) + 2 * y * np.cos(y**2)),
    ("2x", lambda x, y: 2 * x),
    ("2y", lambda x, y: 2 * y),
    ("2x + 2y", lambda x, y: 2 * x + 2 * y),
    ("2x · cos(x²) · cos(y²)", lambda x, y: 2 * x * np.cos(x**2) * np.cos(y**2)),
    ("2y · cos(x²) · cos(y²)", lambda x, y: 2 * y * np.cos(x**2) * np.cos(y**2)),
    (
        "sin(x² + y²) + 2x · cos(x² + y²)",
        lambda x, y: np.sin(x**2 + y**2) + 2 * x * np.cos(x**2 + y**2),
    ),
    (
        "sin(x² + y²) + 2y · cos(x² + y²)",
        lambda x, y: np.sin(x**2 + y**2) + 2 * y * np.cos(x**2 + y**2),
    ),
    (
        "2 · cos(x² + y²) − 4x² · sin(x² + y²)",
        lambda x, y: 2 * np.cos(x**2 + y**2) - 4 * x**2 * np.sin(x**2 + y**2),
    ),
    (
        "2 · cos(x² + y²) − 4y² · sin(x² + y²)",
        lambda x, y: 2 * np.cos(x**2 + y**2) - 4 * y**2 * np.sin(x**2 + y**2),
    ),
)
OUTER_FAULT = say("The outer function is a sine: what is its derivative?")
SIGN_FAULT = say("Look at the sign: no minus comes in.")
ARGUMENT_FAULT = say(
    "The outer derivative is taken at the inner value, at all of x² + y² and as it stands."
)
DEGREES_FAULT = say("The angle is in radians already: nothing has to be converted.")
NO_INNER_FAULT = say("The inner derivative is missing: the chain rule multiplies by it.")
INNER_FAULT = say(
    "The inner derivative is that of x² + y² with respect to one variable, the other one held "
    "still: look at it again."
)
OTHER_FAULT = say(
    "The chain rule gives one product: the outer derivative, taken at x² + y², times the inner one."
)


@dataclass(frozen=True)
class Formula:
    """A wrong formula in words, its inner derivative, and what to look at."""

    text: str
    inner: str
    faults: tuple[Sentence, ...]


def find_formula(numbers: Array, x: Array, y: Array, own: str) -> Formula | None:
    """The formula with the fewest faults that has these numbers at the points; None if none has.

    ``own`` is the variable that the derivative is about, "x" or "y".
    """
    found = list(_fitting(numbers, x, y, own))
    return min(found, key=lambda formula: len(formula.faults), default=None)


def _fitting(numbers: Array, x: Array, y: Array, own: str) -> Iterator[Formula]:
    near = 1e-6 * np.abs(numbers) + 1e-9
    with np.errstate(all="ignore"):
        inner = np.stack([make(x, y) for _, make in INNER])
        for outer, function in OUTER:
            for argument, make in ARGUMENTS:
                made = inner * function(make(x, y))
                for sign in (1, -1):
                    fits = (np.abs(sign * made - numbers) <= near).all(axis=1)
                    for place in np.flatnonzero(fits):
                        yield _product(sign, INNER[place][0], outer, argument, own)
        for text, make in OTHERS:
            if (np.abs(make(x, y) - numbers) <= near).all():
                yield Formula(text, "", (OTHER_FAULT,))


def _product(sign: int, inner: str, outer: str, argument: str, own: str) -> Formula:
    """One product of the tables in words, and where it differs from the right one."""
    faults: list[Sentence] = []
    if outer != "cos":
        faults.append(OUTER_FAULT)
    elif sign < 0:
        faults.append(SIGN_FAULT)
    if argument != U:
        faults.append(DEGREES_FAULT if "degrees" in argument else ARGUMENT_FAULT)
    if inner == "1":
        faults.append(NO_INNER_FAULT)
    elif inner != RIGHT_INNER[own]:
        faults.append(INNER_FAULT)
    start = ("−" if sign < 0 else "") + ("" if inner == "1" else f"{inner} · ")
    return Formula(f"{start}{outer}({argument})", inner, tuple(faults))
