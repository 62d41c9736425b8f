"""Answers as cells of a percent script: which exercise, right or wrong, and what was meant.

A cell begins with a line such as ``# %% wrong 07: the two components are swapped``. Each is the
whole text of one answer cell, written from the lessons' text alone, before anything of it was run.
The first class was then used to mend the checks, the second and the third once after that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
CLASSES = {"first": (30, 10), "second": (15, 5), "third": (15, 5)}
"""How many wrong and right answers to each exercise a class has given."""
HEAD = re.compile(r"^# %% (right|wrong) (\d\d): (.+)\n", re.MULTILINE)
RIGHT_AFTER_ALL = {
    ("first", "train", "wrong 17"): (
        "loss_fun(labels, prediction): the task doesn't say which comes first, and for the losses "
        "of the lesson both give the same"
    ),
}
"""Answers that were meant to be wrong and aren't, with the reason."""
WRONG_AFTER_ALL = {
    ("third", "WideNet", "right 05"): (
        "its parameters are one table of three numbers a cell; the task's text now says that they "
        "are a weight and a bias for each of the two layers"
    ),
}
"""Answers that were meant to be right and aren't, with the reason."""


@dataclass(frozen=True)
class Written:
    """One answer: its class and exercise, its name there ("wrong 07"), what was meant, its code."""

    group: str
    exercise: str
    name: str
    meant: str
    code: str

    @property
    def is_right(self) -> bool:
        """Whether it is right: as the writer meant it, or as it turned out."""
        key = (self.group, self.exercise, self.name)
        if key in WRONG_AFTER_ALL:
            return False
        return self.name.startswith("right") or key in RIGHT_AFTER_ALL


def exercises(group: str) -> list[str]:
    """The exercises that a class has answered."""
    return sorted(path.stem for path in (FOLDER / group).glob("*.txt"))


def written(group: str, exercise: str) -> list[Written]:
    """A class's answers to an exercise in the order of their file."""
    _, *parts = HEAD.split((FOLDER / group / f"{exercise}.txt").read_text(encoding="utf-8"))
    cells = zip(*[iter(parts)] * 4, strict=True)
    return [Written(group, exercise, f"{kind} {n}", meant, code) for kind, n, meant, code in cells]
