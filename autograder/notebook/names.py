"""Finds a learner's function or class by its name, in the notebook or the script."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from types import FrameType
from typing import Any

from autograder.notebook.shells import find_shell


def namespace_of(caller: FrameType | None) -> Mapping[str, Any]:
    """The notebook's names; those of the calling module where Python runs by itself."""
    shell = find_shell()
    if shell is not None:
        names: Mapping[str, Any] = shell.user_ns
        return names
    return caller.f_globals if caller else {}


def similar_names(
    name: str, namespace: Mapping[str, Any], other_exercises: Collection[str] = ()
) -> tuple[str, ...]:
    """At most two functions or classes of the notebook's own whose names are much like this one.

    Those that other exercises ask for aren't meant.
    """
    module = namespace.get("__name__")
    own = {
        key.lower(): key
        for key, value in reversed([*namespace.items()])
        if isinstance(key, str)
        and not key.startswith("_")
        and key not in other_exercises
        and callable(value)
        and getattr(value, "__module__", None) == module
    }
    return tuple(own[key] for key in get_close_matches(name.lower(), own, n=2, cutoff=0.6))
