"""The notebook in which an answer runs: all that its lesson's cells above have defined."""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Verdict
from tests.unseen.answers_of import Written

ROOT = Path(__file__).resolve().parents[2]


@cache
def above(exercise: str) -> dict[str, Any]:
    """The names that the cells of the solved lesson above an exercise's answer define."""
    lesson = find_exercise(exercise).lesson
    path = ROOT / "solutions" / "en" / lesson / f"{lesson}.ipynb"
    names: dict[str, Any] = {"__name__": "__main__"}
    plt.close("all")  # a notebook's plots begin on a sheet of their own
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
                return names
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    raise LookupError(f"{path} has no answer cell of {exercise}")


def define(answer: Written) -> dict[str, Any]:
    """The notebook's names after the answer's cell has run; what it raised is under ``error``."""
    names = dict(above(answer.exercise))
    names.pop(answer.exercise, None)
    filename = f"<ipython-input-{answer.group}-{answer.exercise}-{answer.name}>"
    lines = answer.code.splitlines(keepends=True)
    linecache.cache[filename] = (len(answer.code), None, lines, filename)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(answer.code, filename, "exec"), names)
    return names


def verdict(answer: Written, seed: int = 0) -> Verdict:
    """What ``check`` says of an answer."""
    exercise = find_exercise(answer.exercise)
    above(answer.exercise)  # a fault there is none of the answer's
    try:
        names = define(answer)
    except Exception as error:  # the cell itself ends with an error
        return verdict_on(exercise, error, seed, "cpu")
    return verdict_on(exercise, names[answer.exercise], seed, "cpu")
