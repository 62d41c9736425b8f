"""What the inputs tell of wrong numbers: where some are right, and what function is too much.

A wrong answer is often right for some inputs: where x is positive, or below π. And often what it
lacks, or has too much, is a simple function of an input: the expected value times x, or divided by
√(x² + y²). Both are looked for in small tables. What is told is true of all points that were tried.

Runs no implementation, and takes bounded time: of more than ``MAX_NUMBERS`` numbers nothing is
told.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.judging.elementwise import Numbers, constant, factor, sign, zero
from autograder.judging.relations import Parts, Relation, in_parts, parts_of
from autograder.records.comparison import number_text
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import Value

Array = np.ndarray
MAX_NUMBERS = 2_000
MAX_INPUTS = 12
ENOUGH_EXACT, ENOUGH = 3, 4
"""How many numbers a function of an input has to explain, in double and in single precision."""
FEW, MANY = 6, 12
"""How many points have to be tried before it is told where the right ones are: by the sign of an
input, and by any other property of it."""
TOUCHED = 1e-3
"""Factors that vary by less than this share are constants."""


@dataclass(frozen=True)
class Samples:
    """The expected and observed numbers of one part of all values, and their inputs by name.

    All arrays are finite, flat and of one length.
    """

    wanted: Array
    got: Array
    inputs: Mapping[str, Array]
    rtol: float
    atol: float

    @cached_property
    def told(self) -> Array:
        """Which numbers tell something: not those that are 0 and should be."""
        return ~((np.abs(self.wanted) <= self.atol) & (np.abs(self.got) <= self.atol))

    @cached_property
    def right(self) -> Array:
        """Which numbers are as expected."""
        return np.isclose(self.got, self.wanted, rtol=self.rtol, atol=self.atol)

    def of(self, mask: Array) -> Samples:
        """Those of the numbers for which ``mask`` is true."""
        inputs = {name: array[mask] for name, array in self.inputs.items()}
        return Samples(self.wanted[mask], self.got[mask], inputs, self.rtol, self.atol)

    def are(self, made: Array) -> bool:
        """Whether what came is ``made``."""
        if not np.isfinite(made).all():
            return False
        return bool(np.allclose(self.got, made, rtol=self.rtol, atol=self.atol))

    def numbers(self) -> Numbers:
        """The numbers alone."""
        return Numbers(self.wanted, self.got, self.rtol, self.atol, frozenset())


def tell_by_inputs(samples: Samples, halves: bool = True) -> Sentence | None:
    """What the inputs tell of wrong numbers; None if nothing.

    Where some are right: in which the right ones differ from the others, and what the others are
    (nothing unless ``halves``).
    Else: which function of an input is there too much, or in the place of the expected value.
    """
    if samples.wanted.size > MAX_NUMBERS or len(samples.inputs) > MAX_INPUTS:
        return None
    samples = samples.of(samples.told)
    wrong = samples.of(~samples.right)
    if not wrong.wanted.size:
        return None
    with np.errstate(all="ignore"):
        others = _of_wrong(wrong)
        if wrong.wanted.size == samples.wanted.size:
            return _function_text(wrong)
        if not halves:
            return None
        if where := _where_right(samples):
            there = say("Where they are wrong: {seen}", seen=others) if others else ""
            return joined(where, there, TREATED)
        if others is not None and wrong.wanted.size >= ENOUGH:
            return say(
                "{right} of {n} numbers are right. Of the others: {seen}",
                right=int(samples.right.sum()),
                n=samples.right.size,
                seen=others,
            )
    return None


def _of_wrong(wrong: Samples) -> Sentence | None:
    """What the wrong numbers among right ones are, if they are something simple."""
    for look in (zero, sign, factor, constant):
        if found := look(wrong.numbers()):
            return found[0]
    return _function_text(wrong)


TREATED = say(
    "Look for what treats those inputs in another way, such as an `if`, an absolute value, a root, "
    "a remainder `%`, or an inverse function such as arctan."
)
Condition = tuple[Array, Sentence]
"""Where something holds, and a sentence about it: right there, wrong elsewhere."""


def _where_right(samples: Samples) -> Sentence | None:
    """Which property of an input sets the right numbers apart from the wrong ones."""
    n = samples.right.size
    if n < FEW or min(samples.right.sum(), (~samples.right).sum()) < 2:
        return None
    for name, values in samples.inputs.items():
        for holds, text in _by_sign(name, values):
            if np.array_equal(holds, samples.right):
                return text
    if n < MANY:
        return None
    looks = (
        *(found for name, values in samples.inputs.items() for found in _by_size(name, values)),
        *_by_order(samples.inputs),
        *(found for name, values in samples.inputs.items() for found in _by_wave(name, values)),
        *_by_sign(say("the expected number"), samples.wanted),
    )
    for holds, text in looks:
        if np.array_equal(holds, samples.right):
            return text
    cuts = (_cut(name, values, samples.right) for name, values in samples.inputs.items())
    return next((text for text in cuts if text is not None), None)


def _by_sign(name: str, values: Array) -> Iterator[Condition]:
    yield (
        values > 0,
        say("The numbers are right wherever {name} is positive, and wrong elsewhere.", name=name),
    )
    yield (
        values < 0,
        say("The numbers are right wherever {name} is negative, and wrong elsewhere.", name=name),
    )


BELOW = "The numbers are right as long as {name} is below {edge}, and wrong above."
ABOVE = "The numbers are right where {name} is above {edge}, and wrong below."
BETWEEN = "The numbers are right as long as {name} is between −{edge} and {edge}, and wrong beyond."
EDGES = ((1.0, "1"), (np.pi / 2, "π/2"), (np.pi, "π"), (2 * np.pi, "2π"))


def _by_size(name: str, values: Array) -> Iterator[Condition]:
    zero_only = say("The numbers are right only where {name} is 0.", name=name)
    yield values == 0, zero_only
    yield values != 0, say("The numbers are wrong only where {name} is 0.", name=name)
    whole = values == np.round(values)
    yield whole, say("The numbers are right only where {name} is a whole number.", name=name)
    for edge, text in EDGES:
        yield values < edge, say(BELOW, name=name, edge=text)
        yield values > edge, say(ABOVE, name=name, edge=text)
        yield np.abs(values) < edge, say(BETWEEN, name=name, edge=text)


def _by_order(inputs: Mapping[str, Array]) -> Iterator[Condition]:
    names = list(inputs)[:4]
    for one in names:
        for other in names:
            if one != other:
                text = say(
                    "The numbers are right wherever {one} is less than {other}, and wrong "
                    "elsewhere.",
                    one=one,
                    other=other,
                )
                yield inputs[one] < inputs[other], text


def _by_wave(name: str, values: Array) -> Iterator[Condition]:
    even = np.floor(values / np.pi) % 2 == 0
    text = say(
        "The numbers are right where {name} is between 0 and π, between 2π and 3π, and so on, and "
        "wrong in between.",
        name=name,
    )
    yield even, text
    for wave, made in (("cos", np.cos(values)), ("sin", np.sin(values))):
        yield from _by_sign(f"{wave}({name})", made)


def _cut(name: str, values: Array, right: Array) -> Sentence | None:
    """That the right numbers end at some place."""
    inside, outside = values[right], values[~right]
    if min(len(np.unique(inside)), len(np.unique(outside))) < 4:
        return None
    if inside.max() < outside.min():
        return say(
            "The numbers are right as long as {name} is at most {low}, and wrong from {high} on.",
            name=name,
            low=number_text(float(inside.max())),
            high=number_text(float(outside.min())),
        )
    if outside.max() < inside.min():
        return say(
            "The numbers are wrong as long as {name} is at most {low}, and right from {high} on.",
            name=name,
            low=number_text(float(outside.max())),
            high=number_text(float(inside.min())),
        )
    return None


def _bare(name: str) -> str:
    closed = name.startswith("√(") or " " not in name
    return name if name.isalnum() or (name[-1] == ")" and closed) else f"({name})"


FUNCTIONS: tuple[tuple[bool, str, Callable[[Array], Array]], ...] = (
    (True, "{t}", lambda t: t),
    (True, "1 / {b}", lambda t: 1 / t),
    (True, "{b}²", lambda t: t**2),
    (True, "1 / {b}²", lambda t: 1 / t**2),
    (True, "|{t}|", np.abs),
    (True, "√{b}", np.sqrt),
    (False, "{b} / |{t}|", np.sign),
    (False, "1 / √{b}", lambda t: 1 / np.sqrt(t)),
    (False, "cos({t})", np.cos),
    (False, "sin({t})", np.sin),
    (False, "tan({t})", np.tan),
    (False, "1 / cos({t})", lambda t: 1 / np.cos(t)),
    (False, "1 / sin({t})", lambda t: 1 / np.sin(t)),
    (False, "exp({t})", np.exp),
    (False, "ln({t})", np.log),
    (False, "tanh({t})", np.tanh),
    (False, "ln(1 + {t})", lambda t: np.log(1 + t)),
    (False, "1 / (1 + {t})", lambda t: 1 / (1 + t)),
    (False, "1 / {b}³", lambda t: t**-3),
    (False, "{b}³", lambda t: t**3),
)
"""Whether it is tried first, how it is written, and the function itself."""
NICE = tuple(sorted({p / q for p in range(1, 11) for q in (1, 2, 3, 4)}))


TIMES = (
    "Each number is what it should be times {formula}. Look for a factor that is missing, or for "
    "one too many."
)
PLUS = (
    "Each number is what it should be plus {formula}. Look for a term that is missing, or for one "
    "too many."
)
ONLY = "Each number is {formula}."


def _function_text(samples: Samples) -> Sentence | None:
    """The function of an input that stands between what was expected and what came."""
    exact = samples.rtol <= 1e-5
    if samples.got.size < (ENOUGH_EXACT if exact else ENOUGH):
        return None
    made = [
        (simple, pattern.format(t=name, b=_bare(name)), values)
        for name, inputs in samples.inputs.items()
        for simple, pattern, function in FUNCTIONS
        if _varies(values := np.asarray(function(inputs)))
    ]
    ones = np.ones_like(samples.wanted)
    ways = (
        ("only", ones, samples.got),
        ("times", samples.wanted, samples.got),
        ("plus", ones, samples.got - samples.wanted),
    )
    largest = int(np.argmax(np.abs(samples.wanted)))
    for wanted_simple in (True, False):
        for way, base, target in ways:
            for simple, text, values in made:
                if simple is not wanted_simple:
                    continue
                column = base * values
                ratio = _nice(float(target[largest] / column[largest]))
                if ratio is None or np.abs(ratio * column).max() <= 1e-3:
                    continue
                if samples.are(samples.got - target + ratio * column):
                    return _told_of(way, _times(ratio, text))
    return None


def _told_of(way: str, formula: str) -> Sentence:
    if way == "only":
        return say(ONLY, formula=formula)
    return say(TIMES, formula=formula) if way == "times" else say(PLUS, formula=formula)


def _varies(values: Array) -> bool:
    """Whether these are finite numbers that plainly differ."""
    low, high = float(values.min()), float(values.max())
    return bool(np.isfinite(high - low)) and high - low > TOUCHED * max(abs(low), abs(high))


def _nice(ratio: float) -> float | None:
    """The constant nearby that somebody may have written; None if there is none."""
    size = abs(ratio)
    if not NICE[0] / 2 < size < 2 * NICE[-1]:
        return None
    place = bisect.bisect(NICE, size)
    nice = min(NICE[max(place - 1, 0) : place + 1], key=lambda value: abs(size / value - 1))
    if abs(size / nice - 1) > 1e-3:
        return None
    return nice if ratio > 0 else -nice


def _times(ratio: float, text: str) -> str:
    if ratio == 1:
        return text
    return f"−{text}" if ratio == -1 else f"{number_text(ratio)} · {text}"


Inputs = Mapping[str, Mapping[str, Array]]
"""For each key, the inputs of its value by name; each goes with the value number by number."""


def find_by_inputs(
    right: Mapping[str, tuple[Value, Value]],
    wrong: Mapping[str, tuple[Value, Value]],
    inputs: Inputs,
    halves: bool = True,
) -> Relation | None:
    """What the inputs tell of wrong values, each given with what was expected; None if nothing.

    ``right`` are values that agree: they tell where numbers are right, of which nothing is told
    without ``halves``. All values have to be made of the same number of parts, and those of
    ``wrong`` need inputs.
    """
    if not wrong or not set(wrong) <= set(inputs):
        return None
    pairs = {**wrong, **{key: pair for key, pair in right.items() if key in inputs}}
    found = {key: parts_of(*pair) for key, pair in pairs.items()}
    if any(found[key] is None for key in wrong):
        return None
    told = {key: parts for key, parts in found.items() if parts is not None}
    n_parts = {len(parts.wanted) for parts in told.values()}
    if len(n_parts) > 1 or any(_unlike(parts) for parts in told.values()):
        return None
    (n,) = n_parts
    off = set().union(*(told[key].wrong() for key in wrong))
    seen = {part: _of_part(told, inputs, part, halves) for part in sorted(off)}
    told_of = {part: text for part, text in seen.items() if text is not None}
    if not told_of:
        return None
    if len({str(text) for text in seen.values()}) == 1:
        return Relation("by_inputs", in_parts(next(iter(told_of.values())), off, n))
    texts = [
        say("In value {position} of {n}: {seen}", position=part + 1, n=n, seen=text)
        for part, text in told_of.items()
    ]
    return Relation("by_inputs", joined(*texts))


def _unlike(parts: Parts) -> bool:
    return any(w.shape != g.shape for w, g in zip(parts.wanted, parts.got, strict=True))


def _of_part(told: Mapping[str, Parts], inputs: Inputs, part: int, halves: bool) -> Sentence | None:
    """What the inputs tell of this part of all values."""
    names = [set(inputs[key]) for key in told]
    shared = [name for name in inputs[next(iter(told))] if all(name in n for n in names)]
    columns: dict[str, list[Array]] = {name: [] for name in shared}
    for key, parts in told.items():
        shape = parts.wanted[part].shape
        for name in shared:
            column = np.asarray(inputs[key][name], float)
            if column.shape not in (shape, ()):
                return None
            columns[name].append(np.broadcast_to(column, shape).reshape(-1))
    joint = {name: np.concatenate(arrays) for name, arrays in columns.items()}
    finite = {name: array for name, array in joint.items() if np.isfinite(array).all()}
    return tell_by_inputs(
        Samples(
            np.concatenate([parts.wanted[part].reshape(-1) for parts in told.values()]),
            np.concatenate([parts.got[part].reshape(-1) for parts in told.values()]),
            finite,
            max(parts.rtol for parts in told.values()),
            max(parts.atol for parts in told.values()),
        ),
        halves,
    )
