"""Observations that nobody's function gave: right ones with something wrong, and plain noise."""

from __future__ import annotations

import base64
import copy
import json
import math
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import torch

from autograder.cards.verdicts import html_card, text_card
from autograder.exercises import lesson_exercises, lesson_names
from autograder.grading.judgement import _judged
from autograder.judging.expectations import expected_observation
from autograder.records.exercises import Exercise
from autograder.records.values import Value, plain, to_json
from autograder.records.verdicts import Status

SEED = 3
KINDS = "none bool number text array tensor tuple list dict error other missing".split()
DTYPES = "bool int8 int64 uint64 float16 float32 float64 complex64 complex128 object V8 S3".split()
ODD: list[Any] = [
    None, True, 0, -1, 1e308, -0.0, 2**63, 10**400, math.nan, math.inf, "", "nan", "inf", "1e5",
    "\x00\x1b[31m", "\ud800", "<script>", "x" * 3000, [], {}, [[]], [None], {"": {}}, [1, 2, 3],
]  # fmt: skip


def exercises() -> list[Exercise]:
    """All exercises of the course."""
    return [exercise for name in lesson_names() for exercise in lesson_exercises(name)]


def changed(exercise: Exercise, rng: Random) -> tuple[str, set[str]]:
    """An observation as text, and the keys whose values are still the reference's."""
    right = json.loads(expected_observation(exercise.id, SEED).to_json())
    if rng.random() < 0.1:
        return noise(rng), set()
    data = copy.deepcopy(right)
    values = data["values"]
    keys = list(values)
    for key in rng.sample(keys, rng.randint(0, len(keys))):
        if rng.random() < 0.15:
            del values[key]
        else:
            values[key] = rng.choice(CHANGES)(values[key], rng)
    if rng.random() < 0.1:
        values[rng.choice(["", "x" * 3000, "__class__", *keys])] = _any(rng)
    if rng.random() < 0.05:
        data["version"] = rng.choice(ODD)
    same = {key for key in keys if key in values and values[key] == right["values"][key]}
    return json.dumps(data), same


def noise(rng: Random) -> str:
    """Text that may be no observation, and no JSON."""
    text = json.dumps(rng.choice([_any(rng), {"version": 1, "values": _any(rng)}]))
    at = rng.randrange(len(text) + 1)
    return text if rng.random() < 0.5 else text[:at] + rng.choice(["", "[", "}", "\x00", '"'])


def _any(rng: Random, depth: int = 0) -> Any:
    if depth > 3 or rng.random() < 0.5:
        return rng.choice(ODD)
    if rng.random() < 0.5:
        return [_any(rng, depth + 1) for _ in range(rng.randint(0, 3))]
    names = ["kind", "data", "items", "name", "dtype", "shape", "base64", "lines", "graph", "x"]
    made = {name: _any(rng, depth + 1) for name in rng.sample(names, rng.randint(0, 5))}
    return made | ({"kind": rng.choice(KINDS)} if rng.random() < 0.7 else {})


def _field(value: Any, rng: Random) -> Any:
    """One field of the value is another."""
    names = ["kind", "data", "items", "name", "dtype", "shape", "base64", "lines"]
    new = rng.choice([rng.choice(ODD), rng.choice(KINDS), rng.choice(DTYPES), _any(rng)])
    return value | {rng.choice(names): new}


def _bytes(value: Any, rng: Random) -> Any:
    """An array of other bytes, often none that are a number."""
    size = rng.choice([0, 1, 8, 16, 64])
    data = rng.choice([b"\xff", b"\x00", b"\x7f"]) * size
    shape = rng.choice([[], [size // 8], [1, size // 8], [0], [size], [10**6, 10**6], [-1]])
    made = {"base64": base64.b64encode(data).decode(), "dtype": rng.choice(DTYPES), "shape": shape}
    return {"kind": rng.choice(KINDS), "name": rng.choice(["", "numbers", "float64"])} | made


def _within(value: Any, rng: Random) -> Any:
    """The value inside another, or one of its own items."""
    items = value.get("items") if isinstance(value, dict) else None
    if isinstance(items, list) and items and rng.random() < 0.7:
        place = rng.randrange(len(items))
        return value | {"items": [*items[:place], _any(rng), *items[place + 1 :]]}
    return {"kind": rng.choice(["tuple", "list"]), "items": [value] * rng.randint(1, 3)}


def _other(value: Any, rng: Random) -> Any:
    return _any(rng)


def _well_formed(value: Any, rng: Random) -> Any:
    """A value of any kind that can be read, so that it gets to the judge."""
    made = plain(
        rng.choice(
            [
                *(None, True, 7, -(10**18), 1e308, math.nan, -math.inf, "\x1b[31m<script>", "nan"),
                *((), [], {}, (1.0, math.nan), [math.inf] * 3, [[0.0], (None,)], {"a": {"b": 1}}),
                *(np.zeros(rng.choice([(), (0,), (3,), (2, 3), (1, 1, 1)])), np.full(2, np.nan)),
                *(np.ones(3, rng.choice(DTYPES[:9])), torch.ones(2, requires_grad=True)),
                *(torch.zeros(rng.choice([(), (1,), (2, 2)])), object, NotImplementedError()),
            ]
        )
    )
    if rng.random() < 0.2:
        made = Value("error", "<script>", rng.choice(["NotImplementedError", "E", "ValueError"]))
    return json.loads(json.dumps(to_json(made)))


CHANGES: tuple[Callable[[Any, Random], Any], ...] = (
    *(_well_formed,) * 30,
    *(_field, _bytes, _within, _other),
)


def examined(exercise: Exercise, text: str, same: set[str]) -> str:
    """The status that an observation is given, after all promises were checked.

    Points are earned by criteria whose values are all the reference's own, and by no others. (A
    changed value that is right all the same, such as one in another spelling, may earn them too:
    then parsing it gives the very same value.)
    """
    verdict = _judged(exercise, text, SEED, "cpu")
    assert verdict.status is not Status.UNDETERMINED, verdict.message
    assert 0 <= verdict.score <= verdict.max_score == exercise.points
    assert math.isfinite(verdict.score) and type(verdict.score) is float
    right = same | _right_all_the_same(exercise, text)
    points = sum(c.points for c in exercise.criteria if set(c.keys) <= right)
    assert verdict.score <= (0.0 if exercise.optional else points), (exercise.id, verdict.score)
    page, words = html_card(verdict), text_card(verdict) + repr(verdict)
    assert "<script>" not in page and "\x1b" not in page + words
    (page + words).encode()
    return str(verdict.status)


def _right_all_the_same(exercise: Exercise, text: str) -> set[str]:
    """The keys whose changed values are right by a plain comparison of what they hold."""
    expected = json.loads(expected_observation(exercise.id, SEED).to_json())["values"]
    try:
        found = json.loads(text)["values"]
        return {key for key in expected if key in found and _equal(expected[key], found[key])}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


ARRAY, CONTAINER, SCALAR = ("dtype", "shape", "base64", "graph"), ("items",), ("data",)
"""Fields that make a value of each form; others are for messages, or follow from these."""


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        if one.get("kind") != other.get("kind") or ("base64" in one) != ("base64" in other):
            return False
        if one.get("kind") in ("error", "other"):
            return bool(one.get("name") == other.get("name"))
        names = ARRAY if "base64" in one else CONTAINER if "items" in one else SCALAR
        return all(_equal(one.get(name), other.get(name)) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)
