"""What several platforms' names have in common: how many fit, and times without a zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from autograder.platforms.archives import Entry, Source

COPY = re.compile(r"^(Copy of |コピー )|のコピー")
"""What Google Drive puts before or behind the name of a copy. Seen, and nowhere documented."""


Key = TypeVar("Key")


@dataclass(frozen=True)
class Clock:
    """The zone in which a platform writes times without one; None is that of this machine."""

    zone: tzinfo | None = None


def most_fit(source: Source, fits: Callable[[str], object], form: str) -> str:
    """A phrase that says how many of the names have a form, where at least half of them do."""
    names = [entry.name for entry in source.entries]
    found = [name for name in names if fits(name)]
    if not found or 2 * len(found) < len(names):
        return ""
    return f"{len(found)} of {len(names)} names are {form}, such as {found[0]!r}"


def in_utc(local: datetime, zone: tzinfo | None) -> datetime:
    """A time that a platform's clock showed, in UTC and without a zone.

    ``zone`` is where that clock is; None is this machine's own zone.
    """
    aware = local.astimezone() if zone is None else local.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None)


def gathered(pairs: Iterable[tuple[Key, Entry]]) -> dict[Key, list[Entry]]:
    """The entries by what they have in common, in the order in which they come."""
    found: dict[Key, list[Entry]] = {}
    for key, entry in pairs:
        found.setdefault(key, []).append(entry)
    return found
