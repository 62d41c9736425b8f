"""Dictionaries of numbers that students return, read entry by entry.

An entry that is missing, or isn't a number, is recorded as such under a key of its own, so
that it costs what depends on it and not the whole dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.probing.probes import Probe
from autograder.records.sentences import say
from autograder.records.values import Value, plain

NUMBER = "a number"
UNQUOTED = "a value in the place of a name in quotes"
KINDS = {
    "none": "None",
    "bool": "a truth value",
    "text": "text (in quotes)",
    "array": "an array",
    "list": "a list",
    "tuple": "a tuple",
    "tensor": "a torch tensor, which .item() would turn into a number",
}
OBJECT = "an object of type {name}"
CAME = "came"
ENTRY_MESSAGES = (NUMBER, UNQUOTED, *KINDS.values(), OBJECT, CAME)
"""The messages of what is recorded of entries."""


def entry_key(name: str) -> str:
    """The key under which the sort of the entry ``name`` is recorded."""
    return f"entry {name}"


def record_entries(
    probe: Probe,
    function: Callable[..., Any],
    points: Sequence[tuple[float, ...]],
    names: Sequence[str],
    label: str,
) -> dict[str, np.ndarray]:
    """The entries that are numbers at all points, by name: float64 arrays of shape (n_points,).

    ``function(*point)`` is called at each point and should return a dictionary with ``names``;
    other entries are left alone. In the place of a missing entry, the names that came are
    recorded. What sort of thing came is recorded under ``entry_key(name)``,
    an error or something that is no dictionary under that of the first name.
    """
    first, returned = entry_key(names[0]), []
    with probe.attempt(first, label):
        came = [function(*point) for point in points]  # one dictionary for all calls shows
        returned = [plain(_named(result)) for result in came]
    odd = next((value for value in returned if value.kind != "dict"), None)
    if odd is not None:
        probe.record(first, odd, label)
    if odd is not None or not returned:
        return {}
    tables = [dict(value.data) for value in returned]
    entries = dict.fromkeys(tables[0], CAME)
    found = {}
    for name in names:
        column = [table.get(name) for table in tables]
        sorts = {sort_of(value): None for value in column if value is not None}
        kept = {name: next((s for s in sorts if s != NUMBER), NUMBER)}
        probe.record(entry_key(name), entries if None in column else kept, label)
        if None not in column and kept[name] == NUMBER:
            found[name] = np.array([float(value.data) for value in column if value is not None])
    return found


def _named(returned: Any) -> Any:
    """A dictionary whose keys are all text: what has no quotes is told as such."""
    if not isinstance(returned, dict):
        return returned
    return {k if isinstance(k, str) else UNQUOTED: value for k, value in returned.items()}


def sort_of(value: Value) -> str:
    """What a value is, in words that complete "got ..."; "a number" for an array of no axes too."""
    if value.kind == "number" or (value.kind == "array" and value.data.ndim == 0):
        return NUMBER
    return KINDS.get(value.kind) or say(OBJECT, name=value.name or value.kind)
