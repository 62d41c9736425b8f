"""From a class that fails to a small one that still does: what is halved, and in which order.

Knows nothing of grading: it is told how to find out whether a class fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.soak.troubles import Troubles

MOST_TRIES = 20


@dataclass(frozen=True)
class Case:
    """A class to be graded: its seed, how many it had, whom of them it has, what goes wrong."""

    seed: int
    students: int
    only: tuple[int, ...]
    troubles: Troubles

    def command(self) -> str:
        """What repeats it."""
        words = [
            f"python -m tests.soak --classes 1 --seed {self.seed} --students {self.students}",
            f"--only {','.join(map(str, self.only))}",
            f"--troubles {self.troubles.spelt()}",
        ]
        return " ".join(words)


def shrunk(case: Case, fails: Callable[[Case], bool], most_tries: int = MOST_TRIES) -> Case:
    """The smallest class that was found to fail as well, with at most so many tries."""
    tries, found = 0, True
    while found:
        found = False
        for smaller in _smaller(case):
            if tries == most_tries:
                return case
            tries += 1
            if fails(smaller):
                case, found = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Without kills and other troubles, then with half of the hand-ins, or without one of few."""
    quiet = Troubles(case.troubles.chance)
    if case.troubles != quiet:
        yield replace(case, troubles=quiet)
        for name, nothing in vars(quiet).items():
            if getattr(case.troubles, name) != nothing:
                yield replace(case, troubles=replace(case.troubles, **{name: nothing}))
    n = len(case.only)
    if n > 1:
        yield replace(case, only=case.only[: n // 2])
        yield replace(case, only=case.only[n // 2 :])
    if 2 < n <= 4:
        yield from (replace(case, only=case.only[:i] + case.only[i + 1 :]) for i in range(n))
