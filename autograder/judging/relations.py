"""What relation holds between what was expected and what came, found in the data alone.

Most wrong answers are no known mistake and yet simple: twice the right value, two parts exchanged,
a sum where each was asked. A relation is told only if it holds for every value that is wrong, with
enough numbers for that to be no accident; where several hold, the simplest is. What is said is what
was *seen*, and then what usually causes it.

Owns the search over values; single relations stand in ``shapes`` and ``elementwise``. Runs no
implementation. Takes bounded time: few relations, each linear in the numbers, and of a value with
more than ``MAX_NUMBERS`` nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from autograder.judging.elementwise import ELEMENTWISE, Numbers, of_each
from autograder.judging.places import right_places
from autograder.judging.shapes import SHAPES
from autograder.records.comparison import items, tolerance
from autograder.records.sentences import Sentence, say
from autograder.records.values import SEQUENCES, Value

MAX_NUMBERS = 20_000
MAX_PARTS = 4
MAX_VALUES = 40
PLAINLY = 0.01
"""Expected results that differ by less than this share may be those of the same arguments."""


@dataclass(frozen=True)
class Relation:
    """What was seen, in a sentence that is true of the data, and what usually causes it."""

    id: str
    seen: Sentence
    cause: Sentence | None = None


@dataclass(frozen=True)
class Parts:
    """The numbers of one value: one array for a number or an array, more for a tuple or list."""

    wanted: tuple[np.ndarray, ...]
    got: tuple[np.ndarray, ...]
    rtol: float
    atol: float

    def agree(self, wanted: np.ndarray, got: np.ndarray) -> bool:
        """Whether two arrays are equal within the tolerance of this value's dtypes."""
        if wanted.shape != got.shape:
            return False
        with np.errstate(all="ignore"):
            return bool(np.allclose(got, wanted, rtol=self.rtol, atol=self.atol))

    def is_wrong(self) -> bool:
        """Whether anything doesn't agree."""
        return _shapes(self.wanted) != _shapes(self.got) or bool(self.wrong())

    def wrong(self) -> set[int]:
        """The parts that don't agree."""
        pairs = zip(self.wanted, self.got, strict=True)
        return {n for n, (wanted, got) in enumerate(pairs) if not self.agree(wanted, got)}


def find_relation(pairs: Mapping[str, tuple[Value, Value]]) -> Relation | None:
    """The relation between expected and observed values that holds for all pairs; None if none.

    Each pair is wrong as a whole. Nothing is found where one isn't made of numbers, isn't finite,
    or is of another kind than expected: that is told otherwise.
    """
    values = [parts_of(wanted, got) for wanted, got in list(pairs.values())[:MAX_VALUES]]
    told = [parts for parts in values if parts is not None]
    if len(told) < len(values) or not any(parts.is_wrong() for parts in told):
        return None
    search = (_permuted, _same_for_all, _elementwise_in_parts, _reshaped, _in_places)
    with np.errstate(all="ignore"):  # of numbers that explode
        return next((found for look in search if (found := look(told))), None)


def numbers_agree(pairs: Mapping[str, tuple[Value, Value]]) -> bool:
    """Whether all values have the expected numbers, whatever else is wrong with them."""
    values = [parts_of(wanted, got) for wanted, got in pairs.values()]
    return all(parts is not None and not parts.is_wrong() for parts in values)


def parts_of(wanted: Value, got: Value) -> Parts | None:
    """The two values as arrays; None where that can't be, or where the numbers aren't finite."""
    one, other = _arrays(wanted), _arrays(got)
    if one is None or other is None or len(one) != len(other):
        return None
    size = sum(array.size for array in (*one, *other))
    if not size or size > MAX_NUMBERS or not all(np.isfinite(a).all() for a in (*one, *other)):
        return None
    rtol, atol = tolerance(*_names(wanted), *_names(got))
    return Parts(one, other, rtol, atol)


def _arrays(value: Value) -> tuple[np.ndarray, ...] | None:
    """The value's numbers as float64: one array a part of a tuple or list, else one in all."""
    if value.kind in SEQUENCES:
        inner = [_array(item) for item in items(value)[: MAX_PARTS + 1]]
        if value.kind == "list" or len(inner) > MAX_PARTS:
            whole = _array(value)
            return None if whole is None else (whole,)
        known = [array for array in inner if array is not None]
        return tuple(known) if known and len(known) == len(inner) else None
    array = _array(value)
    return None if array is None else (array,)


def _array(value: Value) -> np.ndarray | None:
    if value.kind == "number" or isinstance(value.data, np.ndarray):
        array = np.asarray(value.data)
        return array.astype(float) if array.dtype.kind in "fiu" else None
    return None


def _names(value: Value) -> Iterator[str]:
    yield value.name
    if value.kind in SEQUENCES and not isinstance(value.data, np.ndarray):
        for item in value.data[:MAX_PARTS]:
            yield item.name


def _permuted(values: Sequence[Parts]) -> Relation | None:
    """The parts of a tuple in another order, the same one in every value, up to a factor."""
    n_parts = {len(parts.wanted) for parts in values}
    if n_parts & {1} or len(n_parts) > 1:
        return None
    (n,) = n_parts
    orders = list(permutations(range(n)))[1:]
    for order in orders:
        if all(
            parts.agree(parts.wanted[order[k]], parts.got[k]) for parts in values for k in range(n)
        ):
            return Relation("swapped", _in_order(order), say("Look at the line with `return`."))
    for order in orders:
        moved = [replace(v, wanted=tuple(v.wanted[k] for k in order)) for v in values]
        if any(_shapes(v.wanted) != _shapes(v.got) for v in moved):
            continue
        if found := of_each(_joined(moved, set(range(n)))):
            seen = say("{order} And besides: {seen}", order=_in_order(order), seen=found[0])
            return Relation("swapped_and_factor", seen, found[1])
    return None


def _in_order(order: Sequence[int]) -> Sentence:
    """What is seen where the parts came in this order."""
    if len(order) == 2:
        return say("The two values are in the wrong order.")
    places = ", ".join(str(k + 1) for k in order)
    return say(
        "The values are in another order: yours are the expected ones number {places}.",
        places=places,
    )


def _same_for_all(values: Sequence[Parts]) -> Relation | None:
    """The same result for calls whose expected results plainly differ, where shapes are equal.

    At least two such calls are needed, and none may speak against it.
    """
    groups: dict[str, list[Parts]] = {}
    for value in values:
        shapes = (_shapes(value.wanted), _shapes(value.got))
        groups.setdefault(str(shapes), []).append(value)
    told = [group for group in groups.values() if any(_differ(group[0], v) for v in group[1:])]
    same = all(_same_result(group[0], v) for group in told for v in group[1:])
    varied = any(array.size and np.any(array != 0) for g in told for array in g[0].got)
    if not told or not same or not varied:
        return None
    return Relation(
        "same_for_all",
        say("Results that should differ are the same."),
        say(
            "Look for a number that is written in, a value of the notebook in the place of an "
            "argument, a result that is kept from an earlier call, or one that is given back twice."
        ),
    )


def _differ(one: Parts, other: Parts) -> bool:
    """Whether plainly different results are expected: by more than precision explains."""
    return any(
        np.abs(a - b).max(initial=0.0) > PLAINLY * np.abs(a).max(initial=0.0)
        for a, b in zip(one.wanted, other.wanted, strict=True)
    )


def _same_result(one: Parts, other: Parts) -> bool:
    return all(one.agree(a, b) for a, b in zip(one.got, other.got, strict=True))


def _shapes(arrays: Sequence[np.ndarray]) -> list[tuple[int, ...]]:
    return [array.shape for array in arrays]


def _elementwise_in_parts(values: Sequence[Parts]) -> Relation | None:
    """One relation number by number, in all parts that are wrong; says which where not all are."""
    if any(_shapes(v.wanted) != _shapes(v.got) for v in values):
        return None
    n_parts = len(values[0].wanted)
    if any(len(parts.wanted) != n_parts for parts in values):
        return None
    wrong = set().union(*(parts.wrong() for parts in values))
    numbers = _joined(values, wrong)
    for name, look in ELEMENTWISE:
        if found := look(numbers):
            seen, cause = found
            return Relation(name, in_parts(seen, wrong, n_parts), cause)
    return None


def _joined(values: Sequence[Parts], picked: set[int]) -> Numbers:
    pairs = [(v.wanted[n].reshape(-1), v.got[n].reshape(-1)) for v in values for n in picked]
    wanted, got = (np.concatenate(column) for column in zip(*pairs, strict=True))
    rtol, atol = max(v.rtol for v in values), max(v.atol for v in values)
    lengths = frozenset(v.wanted[n].size for v in values for n in picked)
    return Numbers(wanted, got, rtol, atol, lengths)


def in_parts(seen: Sentence, picked: set[int], n_parts: int) -> Sentence:
    """The sentence, with the parts that it is about where others are right."""
    if len(picked) == n_parts:
        return seen
    if n_parts == 2 and picked == {0}:
        return say("The second value is right. In the first: {seen}", seen=seen)
    if n_parts == 2:
        return say("The first value is right. In the second: {seen}", seen=seen)
    which = ", ".join(str(n + 1) for n in sorted(picked))
    return say("Wrong are only the values number {which}. There: {seen}", which=which, seen=seen)


def _reshaped(values: Sequence[Parts]) -> Relation | None:
    """Another arrangement of the right numbers, or a sum of them, up to a constant factor."""
    if any(len(parts.wanted) != 1 for parts in values):
        return None
    arrays = [(v.wanted[0], v.got[0], v) for v in values]
    for shape in SHAPES:
        tried = [shape.make(wanted, got) for wanted, got, _ in arrays]
        made = [array for array in tried if array is not None]
        if len(made) < len(tried) or sum(got.size for _, got, _ in arrays) < shape.enough:
            continue
        if all(v.agree(a, got) for a, (_, got, v) in zip(made, arrays, strict=True)):
            return Relation(shape.id, shape.told(arrays[0][0], arrays[0][1]), shape.cause)
        numbers = Numbers(
            np.concatenate([array.reshape(-1) for array in made]),
            np.concatenate([got.reshape(-1) for _, got, _ in arrays]),
            max(v.rtol for v in values),
            max(v.atol for v in values),
            frozenset(),
        )
        if found := of_each(numbers):
            seen = say(
                "{shape} And then: {seen}",
                shape=shape.told(arrays[0][0], arrays[0][1]),
                seen=found[0],
            )
            return Relation(f"{shape.id}_and_factor", seen, shape.cause)
    return None


def _in_places(values: Sequence[Parts]) -> Relation | None:
    """The same places that are right in all values, the others wrong; all wrong parts alike."""
    if any(_shapes(v.wanted) != _shapes(v.got) for v in values):
        return None
    n_parts = {len(v.wanted) for v in values}
    if len(n_parts) > 1:
        return None
    wrong = set().union(*(v.wrong() for v in values))
    arrays = [(v.wanted[n], v.got[n], v.rtol, v.atol) for v in values for n in v.wrong()]
    found = right_places(arrays)
    if found is None:
        return None
    return Relation("places", in_parts(found[0], wrong, n_parts.pop()), found[1])
