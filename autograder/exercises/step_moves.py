"""Lesson 05: what the moves of single numbers in an optimizer's step tell of how they were made.

Compared are the moves of one step with those that it should have made; the first parameter has six
numbers, the second two. Each sentence is one that these numbers bear out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograder.records.comparison import error_words, number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING

PARTS = (slice(0, 6), slice(6, None))
RTOL, ATOL = 1e-3, 1e-6
AS_IT_IS = say("Each number has a slope of its own in `.grad`: take the gradient as it is.")


@dataclass(frozen=True)
class Moves:
    """A step: where it starts, how each number should move, how it did, and the gradient."""

    start: np.ndarray
    should: np.ndarray
    did: np.ndarray
    slopes: np.ndarray | None = None

    def are(self, made: np.ndarray) -> bool:
        """Whether the numbers moved like this."""
        return bool(np.allclose(self.did, made, rtol=RTOL, atol=ATOL))


def made_of_numbers(moves: Moves) -> Sentence | None:
    """How a step was made that is no multiple of the right one; None where it isn't seen."""
    if moves.did.shape != moves.should.shape or moves.start.shape != moves.should.shape:
        return None
    with np.errstate(all="ignore"):
        looks = (
            *(_replaced, _decayed, _absolute, _alike, _rows_alike),
            *(_reordered, _cut, _rounded, _of_the_slope),
        )
        return next((told for look in looks if (told := look(moves))), None)


def _replaced(moves: Moves) -> Sentence | None:
    if moves.are(moves.should - moves.start):
        return say(
            "After the first step each parameter holds the step itself: the old numbers are gone. "
            "The step is added to them."
        )
    if moves.slopes is not None and moves.are(moves.slopes - moves.start):
        return say("After the first step each parameter holds its gradient: the old one is gone.")
    return None


def _decayed(moves: Moves) -> Sentence | None:
    besides, largest = moves.did - moves.should, int(np.argmax(np.abs(moves.start)))
    share = float(besides[largest] / moves.start[largest])
    if abs(share) < 1e-6 or not np.allclose(besides, share * moves.start, rtol=0.02, atol=2e-6):
        return None
    return say(
        "In the first step every number moves by {share} times itself besides: a share of the "
        "parameter goes into the step, as with a weight decay. It should follow the gradient "
        "alone.",
        share=number_text(float(f"{share:.3g}")),
    )


def _absolute(moves: Moves) -> Sentence | None:
    for made in (np.abs(moves.should), -np.abs(moves.should)):
        if moves.are(made):
            return say(
                "In the first step every number moves as far as it should, but all in the same "
                "direction: the signs of the gradient are lost."
            )
    return None


def _alike(moves: Moves) -> Sentence | None:
    """All numbers of a parameter move by the same amount."""
    parts = [(moves.did[part], moves.should[part]) for part in PARTS]
    if any(np.ptp(did) > 1e-6 + RTOL * np.abs(did).max() for did, _ in parts):
        return None
    text = say("In the first step all numbers of a parameter move by the same amount.")
    one = [float(did[0]) for did, _ in parts]
    made = {
        say("It is the mean of what they should move by."): [s.mean() for _, s in parts],
        say("It is the sum of what they should move by."): [s.sum() for _, s in parts],
        say("It is what the first of them should move by."): [s[0] for _, s in parts],
        say("It is what the last of them should move by."): [s[-1] for _, s in parts],
    }
    which = next((t for t, m in made.items() if np.allclose(one, m, rtol=RTOL, atol=ATOL)), "")
    return joined(text, which, AS_IT_IS)


def _rows_alike(moves: Moves) -> Sentence | None:
    """The two rows of the weight, or its three columns, move alike."""
    table, right = moves.did[PARTS[0]].reshape(2, 3), moves.should[PARTS[0]].reshape(2, 3)
    for axis, what in ((0, say("rows")), (1, say("columns"))):
        if np.allclose(np.ptp(table, axis=axis), 0, atol=ATOL) and np.abs(table).max() > 1e-4:
            if not np.allclose(np.ptp(right, axis=axis), 0, atol=ATOL):
                text = say(
                    "In the first step all {what} of the first parameter, of shape (2, 3), move "
                    "alike.",
                    what=what,
                )
                return joined(text, AS_IT_IS)
    return None


def _reordered(moves: Moves) -> Sentence | None:
    """The right moves, of other numbers of the same parameter."""
    same = [
        np.allclose(np.sort(moves.did[part]), np.sort(moves.should[part]), rtol=RTOL, atol=ATOL)
        for part in PARTS
    ]
    if not all(same):
        return None
    return say(
        "In the first step the moves are the right ones, but of other numbers of the parameter: "
        "the gradient is in another order."
    )


def _cut(moves: Moves) -> Sentence | None:
    largest = float(np.abs(moves.did).max())
    cut = np.clip(moves.should, -largest, largest)
    n_cut = int((np.abs(moves.should) > largest * (1 + RTOL)).sum())
    if n_cut < 2 or n_cut > len(moves.should) - 2 or not moves.are(cut):
        return None
    return say(
        "In the first step no number moves by more than {largest}: longer moves are cut off. Take "
        "the gradient as it is.",
        largest=number_text(float(f"{largest:.4g}")),
    )


def _rounded(moves: Moves) -> Sentence | None:
    end, right = moves.start + moves.did, moves.start + moves.should
    for digits in range(4):
        if np.allclose(end, np.round(right, digits), rtol=0, atol=2e-6):
            return say(
                "After the first step the parameters are rounded to {digits} digits behind the "
                "decimal point.",
                digits=digits,
            )
    return None


def _of_the_slope(moves: Moves) -> Sentence | None:
    """A multiple of a function of the gradient."""
    if moves.slopes is None or moves.slopes.shape != moves.did.shape:
        return None
    functions = {
        say("the square of its slope"): moves.slopes**2,
        say("the square of its slope, with the slope's sign"): moves.slopes * abs(moves.slopes),
        say("the root of its slope's size, with the slope's sign"): np.sign(moves.slopes)
        * np.sqrt(np.abs(moves.slopes)),
        say("the slope itself"): moves.slopes,
        say("the third power of its slope"): moves.slopes**3,
        say("its old number"): moves.start,
        say("its slope, times its old number"): moves.slopes * moves.start,
    }
    largest = int(np.argmax(np.abs(moves.slopes)))
    for what, numbers in functions.items():
        factor = float(moves.did[largest] / numbers[largest])
        if factor and moves.are(factor * numbers):
            return say(
                "In the first step every number moves by {factor} times {what}.",
                factor=number_text(float(f"{factor:.4g}")),
                what=what,
            )
    return None


def unused_text(expected: Observation, observed: Observation) -> Sentence | None:
    """What happens to three parameters of which the second has no gradient, where it is wrong."""
    seen = observed.values.get("unused", MISSING)
    if seen.kind == "error" and "one_layer" in observed.values:
        if observed.values["one_layer"].kind == "error":
            return None
        if "None" in str(seen.data):
            return say(
                "And where a parameter's `.grad` is None, your code stops with {error}. Leave such "
                "a parameter as it is.",
                error=error_words(seen),
            )
        return say(
            "With a list of three parameters, of which the second has no gradient, your code stops "
            "with {error}. The list can have any length, and a parameter whose `.grad` is None "
            "stays as it is.",
            error=error_words(seen),
        )
    parts = [observed.values.get("start_unused", MISSING), expected.values.get("unused"), seen]
    arrays = [
        np.asarray(v.data, float)
        for v in parts
        if v is not None and v.kind == "tensor" and v.data.shape == (6,)
    ]
    if len(arrays) < 3 or not all(np.isfinite(a).all() for a in arrays):
        return None
    start, wanted, got = arrays
    return joined(*_of_three(wanted - start, got - start)) or None


def _of_three(should: np.ndarray, did: np.ndarray) -> Iterator[Sentence]:
    """How the three moved, of which the second shouldn't."""
    first, second, third = (did[n : n + 2] for n in (0, 2, 4))
    to_first, _, to_third = (should[n : n + 2] for n in (0, 2, 4))
    if not np.allclose(first, to_first, rtol=RTOL, atol=ATOL):
        return  # the step itself is wrong: told of the layer
    if second.any():
        yield say("Of three parameters, the second has no gradient, and it has moved.")
        if np.allclose(second, to_third, rtol=RTOL, atol=ATOL):
            yield say(
                "It took the step of the third one. Usually those without a gradient are left out "
                "of one list and not of the other, and then the pairs don't fit: keep each "
                "gradient with its own parameter."
            )
        elif np.allclose(second, to_first, rtol=RTOL, atol=ATOL):
            yield say("It took the step of the first one, whose gradient was still at hand.")
    elif not third.any():
        yield say("Of three parameters, the second has no gradient, and the third hasn't moved.")
