"""Which questions of a lesson were answered in this kernel, and whether the first answer was right.

Owns no words and nothing that is shown, and keeps nothing in a file: a quiz is no test.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from threading import RLock


class Tally:
    """First answers to the questions of one lesson, by the question's name."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._first: dict[str, bool] = {}
        self._watching: dict[Hashable, Callable[[], None]] = {}

    def begin(self, names: Iterable[str], key: Hashable, show: Callable[[], None]) -> None:
        """Forget the answers to these questions, and have `show` called after every answer.

        `show` takes the place of an earlier one with the same `key`: of a cell that is run again.
        """
        with self._lock:
            for name in names:
                self._first.pop(name, None)
            self._watching[key] = show
            self._tell()

    def answer(self, name: str, right: bool) -> None:
        """Count the first answer to a question; later ones change nothing."""
        with self._lock:
            self._first.setdefault(name, right)
            self._tell()

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return len(self._first)

    @property
    def right(self) -> int:
        """How many first answers were right."""
        return sum(self._first.values())

    def missed(self, name: str) -> bool:
        """Whether the first answer to this question was wrong."""
        return self._first.get(name) is False

    def _tell(self) -> None:
        for show in list(self._watching.values()):
            show()


class Tallies:
    """The tallies of one kernel, by lesson."""

    def __init__(self) -> None:
        self._of: dict[str, Tally] = {}

    def of(self, lesson: str) -> Tally:
        """Return the tally of a lesson, an empty one at first."""
        return self._of.setdefault(lesson, Tally())
