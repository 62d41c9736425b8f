"""What a result depends on: arguments that make no difference, a call that differs repeated.

Compares values that ``probing.alone`` has recorded, one argument changed at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograder.probing.alone import AGAIN, ALONE
from autograder.records.comparison import agree, items
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, both, joined, say
from autograder.records.values import MISSING, Value

PLAINLY = 0.01
"""Expected numbers that differ by less than this share may look the same."""
CAUSE = say(
    "Look for a number that is written in, or a name of the notebook, in the place of the argument."
)
STATE = say(
    "The same call, with the same arguments, gives another result the second time. Usually "
    "something is kept from call to call, such as a list or a total outside of the function, or "
    "in a default argument. Or something is drawn at random. Begin anew in each call."
)


def tell_dependence(expected: Observation, observed: Observation) -> Sentence | None:
    """Which arguments make no difference, or that a repeated call differs; None if neither is so.

    The sentences are true of the two calls that were compared.
    """
    first, again = (observed.values.get(key, MISSING) for key in (ALONE, AGAIN))
    if not _numeric(first):
        return None
    if agree(expected.values[ALONE], expected.values[AGAIN]):
        if again.kind == first.kind and _numeric(again) and not agree(first, again):
            return STATE
    names = {
        key.removeprefix(f"{ALONE} "): key
        for key in expected.values
        if key.startswith(f"{ALONE} ") and key != AGAIN
    }
    idle = {
        name: where
        for name, key in names.items()
        if (where := _idle(expected, observed, key)) is not None
    }
    if not idle:
        return None
    whole = [name for name, where in idle.items() if not where]
    if len(whole) > 1:
        return joined(
            say(
                "{names} make no difference: the result stays the same when one of them changes.",
                names=both(f"`{name}`" for name in whole),
            ),
            CAUSE,
        )
    name = whole[0] if whole else next(iter(idle))
    change = expected.labels[names[name]]
    if idle[name]:
        return joined(
            say(
                "{part} is the same for {change}: `{name}` makes no difference to it.",
                part=idle[name],
                change=change,
                name=name,
            ),
            CAUSE,
        )
    text = say(
        "The result is the same for {change}: `{name}` makes no difference.",
        change=change,
        name=name,
    )
    return joined(text, CAUSE)


def _idle(expected: Observation, observed: Observation, key: str) -> str | None:
    """Where this change makes no difference: a part in words, "" for all of it, else None."""
    wanted = _parts(expected.values[ALONE]), _parts(expected.values[key])
    got = _parts(observed.values[ALONE]), _parts(observed.values.get(key, MISSING))
    names = [name for name in wanted[0] if name in wanted[1] and name in got[0] and name in got[1]]
    changing = [name for name in names if _differ(wanted[0][name], wanted[1][name])]
    same = [name for name in changing if _same(got[0][name], got[1][name])]
    if not same:
        return None
    if len(same) == len(changing):
        return ""
    if len(wanted[0]) == 2 and same[0].isdigit():
        return say("The first value") if same[0] == "1" else say("The second value")
    if same[0].isdigit():
        return say("Value {position} of {n}", position=int(same[0]), n=len(wanted[0]))
    return say("What you give for {name}", name=f"`{same[0]}`")


def _parts(value: Value) -> Mapping[str, Value]:
    """The parts of a tuple or dictionary by place or name; one part of anything else."""
    return dict(_named(value))


def _named(value: Value) -> Iterator[tuple[str, Value]]:
    if value.kind == "dict":
        yield from ((str(key), item) for key, item in value.data[:50])
    elif value.kind == "tuple":
        yield from ((str(n), item) for n, item in enumerate(items(value)[:50], start=1))
    else:
        yield "", value


def _numeric(value: Value) -> bool:
    arrays = [_array(part) for part in _parts(value).values()]
    return bool(arrays) and all(array is not None for array in arrays)


def _array(value: Value) -> np.ndarray | None:
    """The finite numbers of a value that is made of them alone; None of any other."""
    if value.kind == "number" or isinstance(value.data, np.ndarray):
        array = np.asarray(value.data)
        if array.dtype.kind in "fiu" and np.isfinite(array).all():
            return array
    return None


def _differ(one: Value, other: Value) -> bool:
    """Whether plainly different numbers, or other shapes, are expected."""
    a, b = _array(one), _array(other)
    if a is None or b is None:
        return False
    if a.shape != b.shape:
        return True
    return bool(np.abs(a - b).max(initial=0.0) > PLAINLY * np.abs(a).max(initial=0.0))


def _same(one: Value, other: Value) -> bool:
    """Whether these are the same numbers, not all of them 0."""
    a, b = _array(one), _array(other)
    if a is None or b is None or a.shape != b.shape or not a.any():
        return False
    return agree(one, other)
