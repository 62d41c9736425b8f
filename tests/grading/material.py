"""What tests of grading are made of: a small course, answers, hand-ins, and a graded class."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograder.exercises import lesson_exercises
from autograder.grading.course import Course
from autograder.records.results import ExerciseRecord, Record
from tools.notebooks import build

LESSON = "01_gradient_vectors"
SEED = 7
N_SIMULATED = 4

HEAD = """\
# ---
# course:
#   title: A small lesson
#   summary: its exercises and little else
#   points: {points:g}
# ---

# %% [markdown]
# # A small lesson

# %% setup=true
import numpy as np
import sympy
import torch

from autograder import check, hint, scorecard
"""
EXERCISE = '''

# %% solution="{id}"
def {id}(*args, **kwargs):
    """Asked for."""
    ### BEGIN SOLUTION
    return None
    ### END SOLUTION


# %% check="{id}"
check("{id}")
'''
END = """

# %%
scorecard("{lesson}")
"""


def small_source(lesson: str) -> str:
    """A lesson's source with its exercises and nothing to read."""
    exercises = lesson_exercises(lesson)
    cells = "".join(EXERCISE.format(id=e.id) for e in exercises)
    head = HEAD.format(points=sum(e.points for e in exercises))
    return head + cells + END.format(lesson=lesson)


def small_course(root: Path, lesson: str) -> Course:
    """A course folder with the built notebooks of the small lesson."""
    (root / "lessons").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.autograd-course]\nrepository = ""\n')
    (root / "lessons" / f"{lesson}.py").write_text(small_source(lesson), encoding="utf-8")
    for path, data in build(root, [lesson], lesson_exercises).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return Course(root)


def filled(release: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """A hand-in: the release with these answer cells."""
    notebook = copy.deepcopy(dict(release))
    for cell in notebook["cells"]:
        known = cell["metadata"].get("nbgrader", {})
        if known.get("solution") and known["grade_id"] in answers:
            cell["source"] = answers[known["grade_id"]]
    return notebook


def outputs_of(notebook: Mapping[str, Any], grade_id: str) -> list[dict[str, Any]]:
    """The outputs of the cell with this id."""
    return next(
        cell["outputs"]
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


RIGHT = {
    "gradient_formula": (
        "def gradient_formula(x, y):\n"
        "    return 2 * x * sympy.cos(x**2 + y**2), 2 * y * sympy.cos(x**2 + y**2)"
    ),
    "fun_dz": (
        "def fun_dz(x, y):\n    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)"
    ),
    "gradient_descent": (
        "def gradient_descent(grad_fun, w0, lr, n_steps):\n"
        "    rows = [np.array(w0, float)]\n"
        "    for _ in range(n_steps):\n"
        "        rows.append(rows[-1] - lr * np.array(grad_fun(rows[-1])))\n"
        "    return np.array(rows)"
    ),
    "stable_learning_rate": "def stable_learning_rate():\n    return 1 / (3 * np.pi)",
}


def saved_by_colab(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook as Colab writes it: format 4.0, ids in the metadata, its own keys, outputs."""
    saved = copy.deepcopy(dict(notebook))
    saved["nbformat_minor"] = 0
    saved["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True, "gpuType": "T4"},
        "accelerator": "GPU",
        "kernelspec": {"name": "conda-env-mine-py", "display_name": "Python (mine)"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(saved["cells"]):
        del cell["id"]
        cell["metadata"] |= {"id": f"aB{number}", "colab": {"base_uri": "https://localhost/"}}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = f"out-{number}"
            cell["execution_count"] = number + 1
            cell["outputs"] = [
                {"output_type": "stream", "name": "stderr", "text": ["WARNING: a warning\n"]}
            ]
    return saved


# A right answer that warns, and writes to the process's own standard error as C code does.
NOISY = RIGHT | {
    "fun_dz": (
        "import os, sys, warnings\n\n"
        "def fun_dz(x, y):\n"
        "    warnings.warn('deprecated')\n"
        "    print('careful', file=sys.stderr)\n"
        "    os.write(2, b'a warning of C code\\n')\n"
        "    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)"
    )
}

SHOW = """
from autograder.records.observations import MIME
from autograder.exercises import find_exercise
from IPython.display import display
import json, re

def show(name, right, token, seed):
    seen = find_exercise(name).observe(right, seed)
    data = {"exercise": name, "token": token, "observation": seen.to_json()}
    display({MIME: json.dumps(data), "text/plain": "3"}, raw=True)

def stolen():
    source = get_ipython().user_ns["In"][-1]
    return re.search("token='(.*?)'", source)[1], int(re.search("seed=([0-9]+)", source)[1])

def right_dz(x, y):
    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)
"""
FORGED = {
    # right, and shows a right observation of another exercise with the token of this run
    "gradient_formula": SHOW
    + RIGHT["gradient_formula"].replace(
        "    return", '    show("fun_dz", right_dz, *stolen())\n    return'
    ),
    # wrong, and shows a right observation of itself with the token of this run
    "fun_dz": (
        'def fun_dz(x, y):\n    show("fun_dz", right_dz, *stolen())\n    return 0 * x, 0 * y'
    ),
    # gives what looks like a score, prints one, and shows one
    "gradient_descent": (
        "class Verdict(float):\n"
        "    score = max_score = 3.0\n"
        "    def __repr__(self): return '3'\n"
        "    def __eq__(self, other): return True\n\n"
        "def gradient_descent(*args):\n"
        "    print(3)\n"
        "    display({'text/plain': '3'}, raw=True)\n"
        "    return Verdict(3)\n\nVerdict(3)"
    ),
    # emit itself replaced, by one that doesn't know the token
    "stable_learning_rate": (
        "import autograder.notebook.emitting\n\n"
        "def emit(name, get, *, seed, **others):\n"
        '    show(name, get(), "", seed)\n\n'
        "autograder.notebook.emitting.emit = emit\n\n"
        "def stable_learning_rate():\n    return 1 / (3 * np.pi)"
    ),
}


@dataclass(frozen=True)
class GradedClass:
    """What the command line made of a class: its exit code, its words and its files.

    ``before`` holds the hashes of the hand-ins as they were before.
    """

    course: Course
    code: int
    printed: str
    before: dict[str, str]

    @property
    def submitted(self) -> Path:
        return self.course.root / "submitted"

    @property
    def out(self) -> Path:
        return self.course.root / "results"

    @property
    def records(self) -> dict[str, Record]:
        lines = (self.out / "results" / f"{LESSON}.jsonl").read_text().splitlines()
        return {record.student: record for record in map(Record.from_json, lines)}

    def exercise(self, student: str, exercise_id: str) -> ExerciseRecord:
        return next(e for e in self.records[student].exercises if e.id == exercise_id)

    def notebook(self, student: str) -> dict[str, Any]:
        path = self.out / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        return json.loads(path.read_text())

    def page(self, student: str) -> str:
        return (self.out / "feedback" / student / LESSON / f"{LESSON}.html").read_text()


def hashes_below(folder: Path) -> dict[str, str]:
    """The hashes of all files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def hand_in(submitted: Path, student: str, data: bytes, lesson: str = LESSON) -> None:
    """Puts the bytes where a student's notebook is looked for."""
    path = submitted / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
