"""What a platform hands out, in one form: hand-ins with their people, times and files.

Owns the interface that every platform's module has, and nothing of any one platform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from autograder.platforms.archives import Entry, Source
from autograder.platforms.downloads.parts import Clock
from autograder.platforms.forms import Form
from autograder.platforms.people import Person, Roster
from autograder.platforms.sheets import Sheet


@dataclass(frozen=True)
class HandIn:
    """What one person, or one group, handed in at one time.

    ``people`` are all who did, one of them for each result; empty where only a sheet tells them.
    ``attempt`` counts from 1 where a platform tells attempts apart, else it is 0. ``when`` is in
    UTC and without a zone, None where the platform doesn't tell; ``late`` is None likewise.
    ``group`` is the group's name, "" for none.
    """

    people: tuple[Person, ...]
    files: tuple[Entry, ...]
    when: datetime | None = None
    late: bool | None = None
    attempt: int = 0
    group: str = ""


class Platform(Protocol):
    """What each module of a platform has; what the platform has no such thing for is missing."""

    NAME: str
    """As after ``--platform``, such as "moodle"."""
    TITLE: str
    """As its makers write it."""
    STUDENT: tuple[str, ...]
    """The fields of ``Person`` that name somebody's folder for good, the best first."""

    def recognises(self, source: Source) -> str:
        """What in the source only this platform writes, as a phrase; "" where nothing does."""

    def hand_ins(self, source: Source, clock: Clock) -> Iterator[HandIn]:
        """All that was handed in; entries that belong to none are the caller's to set aside."""

    def recognises_sheet(self, sheet: Sheet) -> str:
        """What in the sheet's head only this platform writes; "" where nothing does."""

    def roster(self, sheet: Sheet) -> Roster:
        """The people in the platform's own sheet."""

    def form(self, sheet: Sheet, lesson: str, column: str = "") -> Form:
        """Where in the sheet a lesson's grades go. Raises ``UsageError`` where that isn't clear."""

    REFUSES: str
    """Why it takes no grades back, and what to do; missing where it does."""
