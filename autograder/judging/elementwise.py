"""Relations that hold number by number: a factor, a sign, an offset, a function of the right value.

Each takes the expected and observed numbers of everything that is wrong and gives what was seen and
what usually causes it, or None. They are in the order in which they are tried: the simplest first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.records.comparison import number_text
from autograder.records.sentences import Sentence, say

Told = tuple[Sentence, Sentence | None]
CLOSE_SHARE = 0.01
"""Numbers that differ by less than this share are close: no constant factor, no other formula."""
CLOSE = (
    say("The numbers are close, but they aren't equal."),
    say(
        "Look for differences of values in the place of a derivative, for a constant that was "
        "rounded, or for a loop that ends too early."
    ),
)
NICE = tuple(p / q for p in range(1, 11) for q in range(1, 11)) + (100.0, 0.01, 1000.0, 0.001)


@dataclass(frozen=True)
class Numbers:
    """Expected and observed numbers, all of them finite, and how closely they can agree.

    ``lengths`` are the sizes of the arrays that they come from.
    """

    wanted: np.ndarray
    got: np.ndarray
    rtol: float
    atol: float
    lengths: frozenset[int]

    def are(self, made: np.ndarray) -> bool:
        """Whether what came is ``made``, within tolerance."""
        with np.errstate(all="ignore"):
            return bool(
                np.isfinite(made).all()
                and np.allclose(self.got, made, rtol=self.rtol, atol=self.atol)
            )

    def distinct(self) -> int:
        """How many different numbers were expected, zero aside, up to ten."""
        return len(np.unique(np.round(self.wanted[self.wanted != 0][:1000], 9))[:10])


def zero(numbers: Numbers) -> Told | None:
    """Everything is 0, and hardly anything should be."""
    if numbers.are(np.zeros_like(numbers.got)) and numbers.distinct() >= 2:
        return say("Every number is 0."), say(
            "Is what you computed returned, or what it was before?"
        )
    return None


def sign(numbers: Numbers) -> Told | None:
    """The opposite of what was expected."""
    if numbers.distinct() >= 1 and numbers.are(-numbers.wanted):
        return say("The size is right, the sign is not."), say(
            "Look for a minus that is missing, or one too many."
        )
    return None


def factor(numbers: Numbers) -> Told | None:
    """The same multiple of what was expected, everywhere."""
    big = np.abs(numbers.wanted) > numbers.atol
    if numbers.distinct() < 2 or not big.any():
        return None
    largest = np.argmax(np.abs(numbers.wanted))
    ratio = float(numbers.got[largest] / numbers.wanted[largest])
    if ratio == 0 or not numbers.are(ratio * numbers.wanted) or abs(ratio - 1) < CLOSE_SHARE:
        return None
    nice = min(NICE, key=lambda value: abs(abs(ratio) / value - 1))
    if abs(abs(ratio) / nice - 1) < 1e-4:
        ratio = nice if ratio > 0 else -nice
    elif numbers.distinct() < 3:
        return None
    seen = say("Every number is {factor} times what it should be.", factor=number_text(ratio))
    return seen, _cause_of_factor(ratio, numbers.lengths)


def _cause_of_factor(ratio: float, lengths: frozenset[int]) -> Sentence:
    (length,) = lengths if len(lengths) == 1 else (0,)
    if length > 2 and abs(ratio / length - 1) < 1e-4:
        return say(
            "{length} is how many values there are: is there a sum in the place of a mean?",
            length=length,
        )
    if length > 2 and abs(ratio * length - 1) < 1e-4:
        return say(
            "There are {length} values: is there a mean in the place of a sum?", length=length
        )
    if ratio == 2:
        return say("Look for a factor 2 that is there twice, or for a missing ½.")
    if ratio == 0.5:
        return say("Look for a factor 2 that is missing, or for a ½ too many.")
    if ratio < 0:
        return say("Look for a sign and for a constant factor.")
    return say("Look for a constant factor that is missing, or one too many.")


def offset(numbers: Numbers) -> Told | None:
    """What was expected, plus the same number everywhere."""
    if numbers.distinct() < 3 or np.ptp(numbers.wanted) <= numbers.atol:
        return None
    shift = float(np.median(numbers.got - numbers.wanted))
    if abs(shift) <= 10 * numbers.atol or not numbers.are(numbers.wanted + shift):
        return None
    if abs(shift) < CLOSE_SHARE * np.abs(numbers.wanted).max():
        return None
    more = say("Every number is {shift} more than it should be.", shift=number_text(shift))
    less = say("Every number is {shift} less than it should be.", shift=number_text(-shift))
    return more if shift > 0 else less, say("Look for a constant that is added or left out.")


def of_absolute_value(numbers: Numbers) -> Told | None:
    """The size of what was expected, without its sign."""
    mixed = (numbers.wanted < -numbers.atol).any() and (numbers.wanted > numbers.atol).any()
    if mixed and numbers.are(np.abs(numbers.wanted)):
        return say("The numbers are right but for their signs: none of yours is negative."), say(
            "Look for an absolute value, or for a square and its root."
        )
    return None


def clamped(numbers: Numbers) -> Told | None:
    """What was expected, cut off at a number below or above."""
    if numbers.distinct() < 4:
        return None
    low, high = float(numbers.got.min()), float(numbers.got.max())
    cut = np.clip(numbers.wanted, low, high)
    changed = np.abs(numbers.wanted - cut) > numbers.atol + numbers.rtol * np.abs(numbers.wanted)
    if changed.sum() < 2 or (~changed).sum() < 2 or not numbers.are(cut):
        return None
    below = (numbers.wanted[changed] < low).all()
    if not below and not (numbers.wanted[changed] > high).all():
        return None
    seen = (
        say(
            "The numbers are right as long as they are above {edge}, and {edge} where they are "
            "below.",
            edge=number_text(low),
        )
        if below
        else say(
            "The numbers are right as long as they are below {edge}, and {edge} where they are "
            "above.",
            edge=number_text(high),
        )
    )
    return seen, say("Look for a maximum, a minimum, a clamp or a ReLU.")


FUNCTIONS: tuple[tuple[Sentence, Callable[[np.ndarray], np.ndarray]], ...] = (
    (say("Every number is one over what it should be."), np.reciprocal),
    (say("Every number is the square of what it should be."), np.square),
    (say("Every number is the square root of what it should be."), np.sqrt),
    (say("Every number is the tanh of what it should be."), np.tanh),
    (say("Every number is the exponential of what it should be."), np.exp),
    (say("Every number is the logarithm of what it should be."), np.log),
    (say("Every number is the sine of what it should be."), np.sin),
    (say("Every number is the cosine of what it should be."), np.cos),
    (say("Every number is 1 minus what it should be."), lambda values: 1 - values),
)


def function(numbers: Numbers) -> Told | None:
    """A function of what was expected, one of a few."""
    if numbers.distinct() < 2 or numbers.got.size < 2:
        return None
    with np.errstate(all="ignore"):
        for seen, made in FUNCTIONS:
            if numbers.are(np.asarray(made(numbers.wanted))):
                return seen, None
    return None


def rounded(numbers: Numbers) -> Told | None:
    """What was expected, with a few digits only."""
    if numbers.distinct() < 3:
        return None
    if numbers.are(np.trunc(numbers.wanted)):
        return say("Every number has lost what stands behind its decimal point."), say(
            "Look for `int`, for `//`, or for an array or tensor of whole numbers."
        )
    for digits in range(5):
        if numbers.are(np.round(numbers.wanted, digits)):
            return say(
                "Every number is rounded to {digits} digits behind the decimal point.",
                digits=digits,
            ), say("Look for `round`, or for a text with few digits.")
    return None


def nearly(numbers: Numbers) -> Told | None:
    """Close, and not equal."""
    size = np.abs(numbers.wanted)
    if numbers.distinct() < 2 or (np.abs(numbers.got - numbers.wanted) > CLOSE_SHARE * size).any():
        return None
    return CLOSE


def constant(numbers: Numbers) -> Told | None:
    """The same number everywhere."""
    if numbers.got.size < 3 or numbers.distinct() < 3:
        return None
    if numbers.are(np.full_like(numbers.got, numbers.got[0])):
        return say("Every number is {number}.", number=number_text(numbers.got[0])), say(
            "Does what you compute depend on all arguments?"
        )
    return None


ELEMENTWISE: tuple[tuple[str, Callable[[Numbers], Told | None]], ...] = (
    ("zero", zero),
    ("sign", sign),
    ("factor", factor),
    ("offset", offset),
    ("absolute_value", of_absolute_value),
    ("clamped", clamped),
    ("function", function),
    ("rounded", rounded),
    ("close", nearly),
    ("constant", constant),
)


def of_each(numbers: Numbers) -> Told | None:
    """The sign or a factor: what is tried on numbers that were arranged anew first."""
    if numbers.distinct() < 3:
        return None
    return sign(numbers) or factor(numbers)
