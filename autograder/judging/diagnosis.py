"""Which known mistake explains an observation, if one does.

A mistake is named only if all that went wrong is what it gives. Errors are compared by class, by
their text and by what the student's line does; what was right with the student and would be wrong
with the mistake speaks against it; and numbers that aren't finite explain nothing, since all that
diverges ends in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from autograder.answers import find_answer
from autograder.judging.expectations import (
    all_agree,
    all_keys,
    expected_observation,
    mistaken_observation,
    unless_it_fails,
)
from autograder.judging.explanations import explain_kind
from autograder.judging.relations import Relation, find_relation, numbers_agree, parts_of
from autograder.records.comparison import KIND_NAMES, agree, items
from autograder.records.exercises import Criterion, Exercise, Mistake
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import MISSING, SEQUENCES, Value

MEANT = re.compile(r"\. Did you mean: '[^']*'\?$")
"""The name that ``probing.misspelling`` adds to a text."""
ADDRESSES = re.compile(r"0x[0-9a-f]+|\d+")
NAMES = re.compile(r"\.?[A-Za-z_]\w*\(?")


@dataclass(frozen=True)
class Named:
    """A known mistake, and the criteria in which it explains what was observed.

    ``besides`` is what else is wrong, where there are two things at once.
    """

    mistake: Mistake
    criteria: tuple[Criterion, ...]
    besides: Relation | None = None


def find_mistakes(
    exercise: Exercise, observed: Observation, wrong: list[str], seed: int, device: str = "cpu"
) -> list[Named]:
    """The known mistakes that give what was observed: none, one, or one for each criterion.

    First the one that explains everything; else the one that explains all that went wrong in the
    first criterion that failed, fails no criterion that the student passed and, of several, agrees
    with the most values outside of it. Where each criterion is a question of its own, each is asked
    about.
    """
    seen = _all_mistaken(exercise, seed, device)
    expected = expected_observation(exercise.id, seed, device)
    failed = [c for c in exercise.criteria if any(key in wrong for key in c.keys)]
    if not any(_tells(expected, observed, key) for key in wrong):
        return []
    for mistake, values in seen.items():
        keys = (*all_keys(exercise), *mistake.clues)
        if all_values_agree(values, observed, keys, exercise.compare):
            return [Named(mistake, tuple(failed))]
    passed = [c for c in exercise.criteria if c not in failed]
    found: list[Named] = []
    for criterion in failed if exercise.separate else failed[:1]:
        if not any(_tells(expected, observed, key) for key in criterion.keys if key in wrong):
            continue
        able = {
            mistake: values
            for mistake, values in seen.items()
            if not all_agree(exercise, expected, values, criterion.keys)
            and all_values_agree(
                values, observed, (*criterion.keys, *mistake.clues), exercise.compare
            )
            and (
                exercise.separate
                or all(all_agree(exercise, expected, values, c.keys) for c in passed)
            )
        }
        elsewhere = [k for c in failed if c is not criterion for k in c.keys if k in wrong]
        if not exercise.separate and _by_few_numbers(observed, criterion, wrong):
            able = {m: v for m, v in able.items() if _fits_elsewhere(v, observed, elsewhere)}
        if criterion is not failed[0]:  # a second mistake, which tells of this part alone
            able = {
                mistake: values
                for mistake, values in able.items()
                if all(
                    all_agree(exercise, expected, values, c.keys)
                    for c in exercise.criteria
                    if c is not criterion
                )
                or mistake in [named.mistake for named in found]
            }
        if able:
            best = max(able, key=lambda m: _in_common(able[m], observed, exercise))
            found.append(Named(best, (criterion,)))
    return _merged(found)


def _by_few_numbers(observed: Observation, criterion: Criterion, wrong: list[str]) -> bool:
    """Whether what is wrong in a criterion are numbers, and too few to know a mistake by."""
    values = [observed.values.get(key, MISSING) for key in criterion.keys if key in wrong]
    return all(map(_numeric, values)) and _n_numbers(values) < ENOUGH


def _fits_elsewhere(mistaken: Observation, observed: Observation, keys: Iterable[str]) -> bool:
    """Whether a mistake gives one of these other wrong values, if they are numbers."""
    told = [key for key in keys if _numeric(observed.values.get(key, MISSING))]
    return not told or any(all_values_agree(mistaken, observed, [key]) for key in told)


def _all_mistaken(exercise: Exercise, seed: int, device: str) -> dict[Mistake, Observation]:
    mistakes = find_answer(exercise).mistakes
    return {m: mistaken_observation(exercise.id, m.id, seed, device) for m in mistakes}


def _in_common(one: Observation, other: Observation, exercise: Exercise) -> int:
    return sum(all_values_agree(one, other, [key]) for key in all_keys(exercise))


def _merged(found: list[Named]) -> list[Named]:
    """One entry for each mistake, with all its criteria."""
    criteria: dict[Mistake, tuple[Criterion, ...]] = {}
    for named in found:
        criteria[named.mistake] = criteria.get(named.mistake, ()) + named.criteria
    return [Named(mistake, where) for mistake, where in criteria.items()]


COMPOSED = frozenset(
    "sign factor swapped transposed reversed one_short_at_the_end one_short_at_the_start "
    "one_too_many one_late one_early summed averaged first_only last_only".split()
)
"""Relations that are looked for on top of a known mistake: few, and none that fits by accident."""
ANOTHER_KIND = "another_kind"
"""The relation of numbers to the same ones in another kind of thing."""
ENOUGH = 3
"""How many different numbers a mistake has to give before a relation to them is looked for."""


def find_two_at_once(
    exercise: Exercise, observed: Observation, wrong: list[str], seed: int, device: str = "cpu"
) -> Named | None:
    """A known mistake and a relation that together give what was observed, if some do.

    All that is wrong, or all of the first criterion that failed, has to be numbers, and to have the
    same relation to what the mistake gives, or to be those numbers as another kind of thing. What
    the mistake says has to be true of what came: a table that is gone again was never seen. What is
    right speaks against a mistake that gives something else there, and a factor that nobody writes
    against both.
    """
    if exercise.secret or set(wrong) & set(exercise.compare):
        return None
    failed = next(c for c in exercise.criteria if any(key in wrong for key in c.keys))
    expected = expected_observation(exercise.id, seed, device)
    right = [key for key in all_keys(exercise) if key not in wrong]
    for keys in (wrong, [key for key in failed.keys if key in wrong]):
        if numbers_agree({k: (expected.values[k], observed.values.get(k, MISSING)) for k in keys}):
            continue  # only their kind is wrong: two exchanges would cancel each other
        for mistake, seen in _all_mistaken(exercise, seed, device).items():
            if not all_agree(exercise, expected, seen, right):
                continue
            pairs = {
                key: (seen.values.get(key, MISSING), observed.values.get(key, MISSING))
                for key in keys
            }
            if _n_numbers(value for value, _ in pairs.values()) < ENOUGH:
                continue
            if not all_values_agree(seen, observed, mistake.clues):
                continue
            if _only_shapes_differ([(expected.values[k], *pairs[k]) for k in keys]):
                continue
            relation = find_relation(pairs) or _of_another_kind(pairs)
            if relation is None or relation.id not in (*COMPOSED, ANOTHER_KIND):
                continue
            if relation.id != "factor" or _is_plain_factor(pairs.values()):
                where = exercise.criteria if keys is wrong else (failed,)
                return Named(mistake, tuple(where), relation)
    return None


def _is_plain_factor(pairs: Iterable[tuple[Value, Value]]) -> bool:
    """Whether a factor is 2 or ½, up to a sign: others may stand for something unknown."""
    parts = [found for wanted, got in pairs if (found := parts_of(wanted, got)) is not None]
    wanted, got = (
        np.concatenate([array.reshape(-1) for part in parts for array in getattr(part, side)])
        for side in ("wanted", "got")
    )
    largest = int(np.abs(wanted).argmax())
    ratio = abs(float(got[largest] / wanted[largest]))
    return any(abs(ratio / plain - 1) < 1e-4 for plain in (0.5, 2.0))


def _only_shapes_differ(values: Iterable[tuple[Value, Value, Value]]) -> bool:
    """Whether a mistake gives other shapes than expected, and what came has the expected ones.

    Each value is the expected one, the mistake's and the observed one.
    """
    shapes = [tuple(_shapes(value) for value in three) for three in values]
    return all(wanted == got != mistaken for wanted, mistaken, got in shapes)


def _shapes(value: Value) -> list[tuple[int, ...]]:
    return [np.shape(one.data) for one in _numeric(value)]


def _of_another_kind(pairs: Mapping[str, tuple[Value, Value]]) -> Relation | None:
    """The numbers of a mistake in a tuple, a list, an array: one other kind in the place of one."""
    (made, came), *_ = pairs.values()
    kinds = {(one.kind, other.kind) for one, other in pairs.values()}
    if len(kinds) > 1 or made.kind == came.kind or not numbers_agree(pairs):
        return None
    if came.kind in SEQUENCES:
        text = say("It comes in {kind}.", kind=KIND_NAMES[came.kind])
        alone = len(items(came)) == 1
        return Relation(ANOTHER_KIND, text, say("Take it out, as `[0]` does.") if alone else None)
    return Relation(ANOTHER_KIND, explain_kind(made, came))


def _n_numbers(values: Iterable[Value]) -> int:
    """How many different numbers there are in these values, 0 aside."""
    arrays = [np.asarray(v.data).reshape(-1) for value in values for v in _numeric(value)]
    return len({f"{number:.6g}" for a in arrays for number in a[:100] if number})


def all_values_agree(
    seen: Observation,
    observed: Observation,
    keys: Iterable[str],
    compare: Mapping[str, Callable[[Value, Value], bool]] = MappingProxyType({}),
) -> bool:
    """Whether two observations agree in these keys, including in what is missing.

    ``compare`` has an exercise's own comparisons: two values agree by it if each would be taken
    for the other.
    """
    return all(
        _same(seen.values.get(key, MISSING), observed.values.get(key, MISSING), compare.get(key))
        for key in keys
    )


def _same(one: Value, other: Value, compare: Callable[[Value, Value], bool] | None = None) -> bool:
    """Whether a mistake gives the very value that was observed, or one that counts as it."""
    if one.kind == other.kind == "error":
        return same_error(one, other)
    if compare is None or one.kind != other.kind or agree(one, other):
        return agree(one, other)
    return bool(unless_it_fails(lambda: compare(one, other) and compare(other, one)))


def same_error(one: Value, other: Value) -> bool:
    """Whether two errors have a class and a text in common, and their lines do the same thing.

    Numbers in the texts may differ, and so may the names of variables in the lines: what is called
    there has to be the same. What else is at hand by a similar name makes no difference.
    """
    if one.name != other.name or _outline(one) != _outline(other):
        return False
    mine, theirs = _called(one), _called(other)
    return not mine or not theirs or bool(mine & theirs)


def _outline(error: Value) -> str:
    return ADDRESSES.sub("0", MEANT.sub("", str(error.data)))


def _called(error: Value) -> set[str]:
    """The methods and functions on the student's last line of an error."""
    line = error.lines[-1].partition(": ")[2] if error.lines else ""
    return {word for word in NAMES.findall(line) if word[0] == "." or word[-1] == "("}


def _tells(expected: Observation, observed: Observation, key: str) -> bool:
    """Whether a wrong value says something: an error, another kind, or a finite number."""
    wanted, got = expected.values.get(key, MISSING), observed.values.get(key, MISSING)
    if got.kind != wanted.kind:
        return True
    numbers = [np.asarray(v.data) for v in _numeric(got)]
    if not numbers:
        return True
    return any(array.size and np.isfinite(array).any() for array in numbers)


def _numeric(value: Value) -> list[Value]:
    """The values in this one that are floating-point numbers or arrays of them."""
    inner = items(value) if value.kind in SEQUENCES else (value,)
    return [v for v in inner if isinstance(v.data, float) or _is_float_array(v.data)]


def _is_float_array(data: object) -> bool:
    return isinstance(data, np.ndarray) and data.dtype.kind in "fc"
