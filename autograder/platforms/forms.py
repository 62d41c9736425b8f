"""Where in a sheet the grades of one lesson go, in one form for every platform.

Owns how a lesson's column is found by its head. Which rows and columns a platform's sheet has is
that platform's module's to know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.errors import UsageError
from autograder.platforms.people import name_key

MAX_LISTED = 40


@dataclass(frozen=True)
class Form:
    """The cells of a sheet that are filled, and what its platform does with them.

    ``rows`` are the persons' in the roster's order. ``found`` says by what the column was found.
    ``maximum`` is None where the sheet doesn't tell. ``comments`` is None where there is no such
    column. ``excused`` and ``closed`` say why a person's cell is left alone: with closed ones
    somebody has to look, with excused ones not. Where ``capped``, the platform passes over more
    than the maximum.
    """

    rows: tuple[int, ...]
    grade: int
    title: str
    found: str
    maximum: float | None = None
    comments: int | None = None
    decimal: str = "."
    decimals: int = 0
    capped: bool = False
    excused: Mapping[int, str] = field(default_factory=dict)
    closed: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def find_column(heads: Mapping[int, str], lesson: str, asked: str, name: str) -> tuple[int, str]:
    """The column of a lesson's grades, and by what it was found.

    ``heads`` are the columns that grades may go to. Raises ``UsageError`` where none or several
    fit.
    """
    if asked:
        return _asked(heads, asked, name), "as asked for"
    keys = [name_key(lesson), name_key(lesson.partition("_")[2])]
    for fits in (lambda text, key: text == key, lambda text, key: key in text):
        found = [n for n, head in heads.items() if any(fits(name_key(head), key) for key in keys)]
        if len(found) == 1:
            return found[0], "by its title"
        if found:
            break
    several = "several columns of" if found else "no column of"
    raise UsageError(
        f"It isn't clear where grades of {lesson} go: {several} {name} is named for it. Name one "
        f"with --column. {listed(list(heads.values()))}"
    )


def _asked(heads: Mapping[int, str], asked: str, name: str) -> int:
    exact = [n for n, head in heads.items() if head == asked]
    found = exact or [n for n, head in heads.items() if name_key(asked) in name_key(head)]
    if len(found) == 1 and name_key(asked):
        return found[0]
    many = "No column" if not found else "More than one column"
    raise UsageError(
        f"{many} of {name} for grades is called {asked!r}. {listed(list(heads.values()))}"
    )


def listed(heads: Sequence[str]) -> str:
    """The heads in a sentence, the first of many."""
    if not heads:
        return "The sheet has no column for grades: make the assignment in the platform first."
    more = f" and {len(heads) - MAX_LISTED} more" if len(heads) > MAX_LISTED else ""
    return "There are: " + ", ".join(map(repr, heads[:MAX_LISTED])) + more + "."
