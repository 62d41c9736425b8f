"""The cases of nbgrader's own tests, told anew with this course's notebooks.

Each case is named after what nbgrader 0.9.6 tests in ``nbgrader/tests/apps`` and
``nbgrader/tests/preprocessors``: hand-ins that are unchanged, changed, cheating, endless, of
another format. A case says what stock nbgrader makes of it, what we do, and why where that differs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.grading.material import LESSON, RIGHT, filled

Notebook = dict[str, Any]
FULL, FUN_DZ = 9.0, 3.0
"""Points of the lesson, and of the exercise that most cases spoil."""
FAILS = "fails"
"""Stock nbgrader writes no score: it reports a failure and goes on, or ends the whole batch."""
WRONG = "def fun_dz(x, y):\n    return 0 * x, 0 * y\n"


@dataclass(frozen=True)
class Case:
    """One hand-in: its answers, what else is changed in it, and the points that it comes to.

    ``stock`` is nbgrader's score, or FAILS; ``ours`` is the grader's; ``why`` says why they differ.
    ``files`` stand beside the notebook; an ``absent`` notebook isn't there at all.
    """

    answers: Mapping[str, str] = field(default_factory=lambda: RIGHT)
    change: Callable[[Notebook], None] | None = None
    stock: float | str = FULL
    ours: float = FULL
    why: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    absent: bool = False

    def notebook(self, release: Mapping[str, Any]) -> bytes:
        """The notebook that is handed in."""
        notebook = filled(release, self.answers)
        if self.change:
            self.change(notebook)
        return json.dumps(notebook).encode()


def with_fun_dz(source: str) -> dict[str, str]:
    """All right answers, but for this one."""
    return {**RIGHT, "fun_dz": source}


def cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell with this id."""
    found: dict[str, Any] = next(
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def having(grade_id: str, /, **values: Any) -> Callable[[Notebook], None]:
    """A change: these keys of a cell have these values."""
    return lambda notebook: cell(notebook, grade_id).update(deepcopy(values))


def metadata(grade_id: str, /, **values: Any) -> Callable[[Notebook], None]:
    """A change: these keys of a cell's nbgrader metadata have these values."""
    return lambda notebook: cell(notebook, grade_id)["metadata"]["nbgrader"].update(values)


def in_schema(version: int) -> Callable[[Notebook], None]:
    """A change: all nbgrader metadata say that they are of this version."""

    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            if known := each["metadata"].get("nbgrader"):
                known["schema_version"] = version

    return change


def without_metadata(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        each["metadata"] = {}


def as_text(notebook: Notebook) -> None:
    """The answer of fun_dz became a text cell."""
    answer = cell(notebook, "fun_dz")
    answer["cell_type"] = "markdown"
    del answer["outputs"], answer["execution_count"]


def check_as_text(notebook: Notebook) -> None:
    """The check of fun_dz became a text cell."""
    check = cell(notebook, "test_fun_dz")
    check["cell_type"] = "markdown"
    del check["outputs"], check["execution_count"]


def twice(grade_id: str) -> Callable[[Notebook], None]:
    """A change: the cell is there twice, with the same id."""

    def change(notebook: Notebook) -> None:
        place = notebook["cells"].index(cell(notebook, grade_id))
        copied = deepcopy(notebook["cells"][place])
        copied["id"] = "copied"
        notebook["cells"].insert(place + 1, copied)

    return change


def without(grade_id: str) -> Callable[[Notebook], None]:
    """A change: the cell is gone."""
    return lambda notebook: notebook["cells"].remove(cell(notebook, grade_id))


def in_kernel(name: str) -> Callable[[Notebook], None]:
    """A change: the notebook asks for this kernel."""

    def change(notebook: Notebook) -> None:
        notebook["metadata"]["kernelspec"] = {"name": name, "display_name": name}

    return change


def without_kernel(notebook: Notebook) -> None:
    notebook["metadata"].pop("kernelspec", None)


def with_hidden_tracebacks(by: str) -> dict[str, str]:
    """No answer but this: errors aren't shown any more."""
    shell = "import IPython.core.interactiveshell as i\n"
    hide = f"{shell}i.InteractiveShell.showtraceback = {by}\n"
    return {"gradient_formula": hide, "fun_dz": "del check"}


CASES: dict[str, Case] = {
    "unchanged": Case({}, stock=0.0, ours=0.0),
    "changed": Case(),
    "partly changed": Case({k: RIGHT[k] for k in ("fun_dz", "gradient_descent")}, None, 6.0, 6.0),
    "cheat attempt": Case(
        with_hidden_tracebacks("lambda *args, **kwargs: None"), stock=0.0, ours=0.0
    ),
    "cheat attempt alternative": Case(with_hidden_tracebacks("None"), stock=0.0, ours=0.0),
    "grade cell changed": Case(
        with_fun_dz(WRONG), having("test_fun_dz", source="3.0"), FULL - FUN_DZ, FULL - FUN_DZ
    ),
    "grade cell changed, answers right": Case(
        change=having("test_fun_dz", source="# check('fun_dz', fun_dz)")
    ),
    "points of a grade cell changed": Case(
        with_fun_dz(WRONG), metadata("test_fun_dz", points=300), FULL - FUN_DZ, FULL - FUN_DZ
    ),
    "grade cell unlocked": Case(change=metadata("test_fun_dz", locked=False)),
    "grade cell no longer graded": Case(
        change=metadata("test_fun_dz", grade=False),
        stock=FAILS,
        why="the release's own metadata are put back",
    ),
    "hidden numbers": Case(
        with_fun_dz("def fun_dz(x, y):\n    return (0.0, 0.0) if x == 0 else (0 * x, 0 * y)\n"),
        None,
        FULL - FUN_DZ,
        FULL - FUN_DZ,
    ),
    "an error in an answer": Case(
        with_fun_dz("def fun_dz(x, y):\n    raise ValueError(x)\n"),
        None,
        FULL - FUN_DZ,
        FULL - FUN_DZ,
    ),
    "a syntax error": Case(
        with_fun_dz("def fun_dz(x, y)\n    return x\n"), None, FULL - FUN_DZ, FULL - FUN_DZ
    ),
    "timeout": Case(
        with_fun_dz("import time\ndef fun_dz(x, y):\n    time.sleep(60)\n    return x, y\n"),
        None,
        FULL - FUN_DZ,
        FULL - FUN_DZ,
    ),
    "infinite loop": Case(
        with_fun_dz("while True:\n    pass\n"), None, FULL - FUN_DZ, FULL - FUN_DZ
    ),
    "infinite loop with output": Case(
        with_fun_dz("x = []\nwhile True:\n    x.append(1)\n    print(len(x))\n"),
        None,
        FULL - FUN_DZ,
        FULL - FUN_DZ,
    ),
    "infinite recursion": Case(
        with_fun_dz("def fun_dz(x, y):\n    return fun_dz(x, y)\n\nfun_dz(1, 2)\n"),
        None,
        FULL - FUN_DZ,
        FULL - FUN_DZ,
    ),
    "long output": Case(with_fun_dz(f"{RIGHT['fun_dz']}\nfor n in range(6000):\n    print(n)\n")),
    "warnings": Case(with_fun_dz(RIGHT["fun_dz"].replace("return", "np.log(-1.0)\n    return", 1))),
    "side effects": Case(
        with_fun_dz(
            'with open("side-effect.txt", "w") as file:\n    file.write("!")\n' + RIGHT["fun_dz"]
        )
    ),
    "a file beside the notebook is read": Case(
        with_fun_dz(f'numbers = open("data.txt").read()\n{RIGHT["fun_dz"]}'),
        None,
        FULL,
        FULL - FUN_DZ,
        "of a hand-in, the notebook alone is taken: no exercise needs another file of the "
        "student's, and a file named numpy.py would be imported",
        {"data.txt": "1\n2\n"},
    ),
    "an extra notebook": Case(files={"extra.ipynb": '{"cells": []}'}),
    "an empty timestamp": Case(files={"timestamp.txt": ""}),
    "a timestamp that is none": Case(
        files={"timestamp.txt": "yesterday"},
        stock=FAILS,
        why="an unreadable time stops nothing: the hand-in counts as in time",
    ),
    "answer became a text cell": Case(change=as_text, why="stock nbgrader puts the type back too"),
    "grade cell became a text cell": Case(
        change=check_as_text, why="stock nbgrader puts the type back too"
    ),
    "grade cell deleted": Case(
        change=without("test_fun_dz"),
        stock=FULL - FUN_DZ,
        why="the release's cell is put back, with a note",
    ),
    "duplicate grade ids": Case(
        change=twice("fun_dz"), stock=FAILS, why="of two equal cells one is kept, with a note"
    ),
    "no metadata": Case(
        change=without_metadata,
        stock=0.0,
        why="cells are found again by what they contain, with a note",
    ),
    "metadata of version 1": Case(
        change=in_schema(1), stock=FAILS, why="the release's own metadata are put back"
    ),
    "metadata of a version to come": Case(
        change=in_schema(100), stock=FAILS, why="the release's own metadata are put back"
    ),
    "blank grade id": Case(
        change=metadata("fun_dz", grade_id=""),
        stock=FAILS,
        why="the cell is found again by what it contains",
    ),
    "no kernelspec": Case(change=without_kernel),
    "unknown kernelspec": Case(
        change=in_kernel("python"),
        why="both take the release's kernel, whatever a hand-in asks for",
    ),
    "missing notebook": Case(
        absent=True,
        stock=FAILS,
        ours=0.0,
        why="it is rejected, entered with 0 points, and listed with the reason",
        files={"notes.txt": "I was ill."},
    ),
}


def students() -> dict[str, str]:
    """The student's name of each case."""
    return {name: name.replace(",", "").replace(" ", "-") for name in CASES}


def hand_in_all(release: Mapping[str, Any], submitted: Any) -> None:
    """Puts the hand-ins of all cases into the folder."""
    for name, student in students().items():
        case, folder = CASES[name], submitted / student / LESSON
        folder.mkdir(parents=True)
        if not case.absent:
            (folder / f"{LESSON}.ipynb").write_bytes(case.notebook(release))
        for file, text in case.files.items():
            (folder / file).write_text(text)
