"""Answers as cells of a percent script: which exercise, right or wrong, and what was meant.

A cell begins with a line such as ``# %% wrong 07: the two components are swapped``. Each is the
whole text of one student's answer cell, written by people who had read the lessons and nothing
else, before anything of it was run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "answers"
HEAD = re.compile(r"^# %% (right|wrong) (\d\d): (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """One answer: its exercise, its name there ("wrong 07"), what was meant, and its code."""

    exercise: str
    name: str
    meant: str
    code: str

    @property
    def is_right(self) -> bool:
        """Whether the writer meant it to be right."""
        return self.name.startswith("right")


def exercises() -> list[str]:
    """The exercises that have such answers."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def written(exercise: str) -> list[Written]:
    """The answers to an exercise in the order of their file."""
    _, *parts = HEAD.split((FOLDER / f"{exercise}.txt").read_text(encoding="utf-8"))
    cells = zip(*[iter(parts)] * 4, strict=True)
    return [Written(exercise, f"{kind} {n}", meant, code) for kind, n, meant, code in cells]
