"""What a misbehaving hand-in is made of: answers and cells that misbehave, and what it may earn.

Attacks aim at ``fun_dz`` unless they say otherwise, whose answer is then wrong. All other answers
are right: what a hand-in does in one exercise is to cost it no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.grading.material import RIGHT

LESSON = "01_gradient_vectors"
POINTS = {
    "gradient_formula": 2.0,
    "fun_dz": 3.0,
    "gradient_descent": 3.0,
    "stable_learning_rate": 1.0,
}
TARGET = "fun_dz"
WRONG = "def fun_dz(x, y):\n    return 0 * x, 0 * y"
UNTOLD: Mapping[str, float | None] = {TARGET: None}
"""The points of who claims that the grader failed: none, and a person has to look."""


@dataclass(frozen=True)
class Attack:
    """A hand-in that misbehaves, and exactly what it earns.

    ``answer`` is its answer cell of ``fun_dz``, ``first`` a cell that runs before all exercises,
    ``last`` one that runs after them. ``points`` are those that differ from full points. Where
    ``at_most`` is set, what it spoils in its own later exercises is its own loss. ``files`` stand
    beside the notebook; ``texts`` are text cells of the student's own, raw ones where the name
    says so.
    """

    answer: str = WRONG
    first: str = ""
    last: str = ""
    points: Mapping[str, float | None] = field(default_factory=lambda: {TARGET: 0.0})
    at_most: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> dict[str, float | None]:
        """The points of each exercise."""
        return {**POINTS, **self.points}

    def notebook(self, release: Mapping[str, Any]) -> bytes:
        """The hand-in: the released setup and exercises with these cells among them."""
        answers = RIGHT | {TARGET: self.answer}
        cells = [_with_answer(cell, answers) for cell in release["cells"] if _is_needed(cell)]
        if self.first:
            cells.insert(1, code("attack-first", self.first))
        for number, (name, source) in enumerate(self.texts.items()):
            kind = "raw" if name.startswith("raw") else "markdown"
            cells.append(
                {"cell_type": kind, "id": f"text-{number}", "metadata": {}, "source": source}
            )
        if self.last:
            cells.append(code("attack-last", self.last))
        return json.dumps({**release, "cells": cells}).encode()


def honest_but(first: str = "", last: str = "", answer: str = "", **others: Any) -> Attack:
    """An attack whose answers are all right: whatever it does beside them costs it nothing."""
    return Attack(answer or RIGHT[TARGET], first, last, **{"points": {}, **others})


def spoiling(first: str) -> Attack:
    """An attack that may lose its own points and earns none that it hadn't earned."""
    return Attack(RIGHT[TARGET], first, points={}, at_most=True)


def tried(*lines: str) -> str:
    """A cell in which each line is tried and its result, or its error, printed."""
    return (
        "import subprocess, os, socket, ctypes, glob, signal\n"
        f"for line in {list(lines)!r}:\n"
        "    try:\n"
        "        print(line, '->', eval(line))\n"
        "    except BaseException as error:\n"
        "        print(line, 'refused:', type(error).__name__)\n"
    )


def code(name: str, source: str) -> dict[str, Any]:
    """A code cell of the student's own."""
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", "id": name, "source": source, **empty}


def _is_needed(cell: Mapping[str, Any]) -> bool:
    """Whether grading needs the cell: the lesson's own plots would cost a second a hand-in."""
    source = "".join(cell["source"])
    setup = "import numpy as np" in source
    return cell["cell_type"] == "code" and (
        setup or "nbgrader" in cell["metadata"] or source.startswith("scorecard(")
    )


def _with_answer(cell: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    known = cell["metadata"].get("nbgrader", {})
    answer = answers.get(known.get("grade_id")) if known.get("solution") else None
    return dict(cell) if answer is None else {**cell, "source": answer}
