"""What became of every file of a collection, as records: for the table, the JSON and the sum.

Owns the words for what can become of a file. Each file that came in is one record, so that those of
all kinds sum to what was found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.grading.places import write_whole

COLLECTED, THERE, SET_ASIDE = "collected", "already there", "set aside"
REFUSED, LEFT = "refused", "left by tools"
STATES = (COLLECTED, THERE, SET_ASIDE, REFUSED, LEFT)


@dataclass(frozen=True)
class Item:
    """A file that came in: from which download, its name there, and what became of it.

    ``look`` says that somebody has to. ``students`` are folders, several for a group; ``when`` is
    the time in UTC, "" where the platform doesn't tell.
    """

    source: str
    name: str
    state: str
    why: str = ""
    look: bool = False
    students: tuple[str, ...] = ()
    lesson: str = ""
    when: str = ""
    late: bool | None = None
    attempt: int = 0
    group: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """All files of a collection, and notes for readers that belong to no file of it."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many files are of each state, in the order of ``STATES``."""
        found = Counter(item.state for item in self.items)
        return {state: found[state] for state in STATES}

    @property
    def needs_a_look(self) -> bool:
        """Whether something was refused, or isn't clear."""
        return any(item.look or item.state == REFUSED for item in self.items)


def folder_of(out: Path) -> Path:
    """Where the accounts are kept."""
    return out / "collected"


def keep_account(out: Path, account: Account, now: datetime | None = None) -> Path:
    """Writes the account under the time of the run; its path. Raises ``OSError``."""
    time = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H%M%SZ")
    path = folder_of(out) / f"{time}.json"
    number = 1
    while path.exists():
        number += 1
        path = folder_of(out) / f"{time}-{number}.json"
    told = {
        "found": len(account.items),
        **account.counts(),
        "notes": list(account.notes),
        "files": [asdict(item) for item in account.items],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text.encode(errors="backslashreplace"), mode=0o600)
    return path


def sum_line(items: Sequence[Item], account: Account) -> str:
    """The sum in a sentence."""
    parts = [f"{n:,} {state}" for state, n in account.counts().items() if n]
    return f"Found {len(items):,}: {', '.join(parts) or 'nothing'}."
