"""How notes name things: values of a hand-in in quotes and cut, and lists of cells."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 40
NAMED = 4


def quoted(value: object) -> str:
    """A value of a hand-in for a note: text in quotes and cut to length, else its type."""
    if not isinstance(value, str):
        return f"({type(value).__name__})"
    return repr(value if len(value) <= SHOWN else value[: SHOWN - 1] + "…")


def cells_named(numbers: Iterable[int]) -> str:
    """Cells by their numbers, such as "cells 3, 7 and 9"."""
    words = [str(number) for number in numbers]
    if len(words) > NAMED:
        words = [*words[:NAMED], f"{len(words) - NAMED} more"]
    if len(words) == 1:
        return f"cell {words[0]}"
    return f"cells {', '.join(words[:-1])} and {words[-1]}"
