"""The sum of a run: what was found among the hand-ins, and what became of each.

Found is what was graded, rejected, left undetermined or set aside, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.misplaced import left_over, told
from autograder.grading.places import write_whole
from autograder.grading.survey import BESIDE, Aside, Survey
from autograder.records.results import GRADED, REJECTED, UNDETERMINED, Record

STATUSES = (GRADED, REJECTED, UNDETERMINED)


@dataclass(frozen=True)
class Account:
    """What was found, and what became of it: how many of each status, and what was set aside."""

    found: int
    became: Counter[str]
    asides: tuple[Aside, ...]

    @property
    def balanced(self) -> bool:
        """Whether everything that was found is something."""
        return self.found == self.became.total() + len(self.asides)

    def __str__(self) -> str:
        parts = [f"{self.became[status]:,} {status}" for status in STATUSES]
        text = f"Found {self.found:,}: {', '.join(parts)}, {len(self.asides):,} set aside."
        if self.balanced:
            return text
        return (
            f"{text} These don't add up: files changed meanwhile, or the grader is at fault. Run "
            "it again and, if that tells the same, report it."
        )


def drawn_up(
    survey: Survey, lessons: Sequence[str], records: Iterable[Record], beside: Iterable[Aside]
) -> Account:
    """The account of a run over these lessons; ``beside`` stands in hand-ins and doesn't count."""
    became = Counter(record.status for record in records)
    asides = (*survey.set_aside(lessons), *beside)
    return Account(survey.count(lessons), became, asides)


def told_aside(account: Account, submitted: Path, file: Path) -> list[str]:
    """The lines on what was set aside, the first of many; all of them go into the file.

    Raises ``OSError`` where it can't be written.
    """
    if not account.asides:
        file.unlink(missing_ok=True)
        return []
    text = "".join(f"{line}\n" for line in told(account.asides, submitted))
    write_whole(file, text.encode(errors="backslashreplace"))
    strays = [aside for aside in account.asides if aside.kind != BESIDE]
    lines = left_over(submitted, strays, str(file))
    if n := len(account.asides) - len(strays):
        files = "1 more file stands" if n == 1 else f"{n:,} more files stand"
        lines.append(f"{files} beside notebooks that count: see {file}.")
    return lines
