"""Hand-ins whose answers and checks were moved, cut, copied or lost their marks by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.grading.material import RIGHT
from tests.malformed.material import (
    BLANK,
    HALVES,
    WRONG_DZ,
    Malformation,
    Notebook,
    cell,
    code,
    index,
    known,
    marks,
    put_after,
    strip,
    take,
)

Change = Callable[[Notebook], None]
DZ, CHECK_DZ = "fun_dz", "test_fun_dz"


def marked(name: str, /, **values: Any) -> Change:
    """Changes entries of nbgrader's metadata; None removes one."""

    def change(notebook: Notebook) -> None:
        found = cell(notebook, name)["metadata"]["nbgrader"]
        found.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del found[key]

    return change


def unmarked(*grade_ids: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in grade_ids:
            del cell(notebook, name)["metadata"]["nbgrader"]

    return change


def with_marks_that_are(found: Any) -> Change:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each["metadata"]["nbgrader"] = found

    return change


def sourced(grade_id: str, source: str) -> Change:
    def change(notebook: Notebook) -> None:
        cell(notebook, grade_id)["source"] = source

    return change


def typed(grade_id: str, kind: str) -> Change:
    def change(notebook: Notebook) -> None:
        found = cell(notebook, grade_id)
        found["cell_type"] = kind
        del found["outputs"], found["execution_count"]

    return change


def deleted(*grade_ids: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in grade_ids:
            take(notebook, name)

    return change


def moved(grade_id: str, place: int) -> Change:
    """Moves a cell to this index of what is left."""

    def change(notebook: Notebook) -> None:
        taken = take(notebook, grade_id)
        notebook["cells"].insert(place % (len(notebook["cells"]) + 1), taken)

    return change


def replaced(grade_id: str, *sources: str, copied: bool = True) -> Change:
    """Cuts a cell in pieces; JupyterLab copies the metadata to each of them."""

    def change(notebook: Notebook) -> None:
        place = index(notebook, grade_id)
        taken = take(notebook, grade_id)
        pieces = [code(source, grade_id if copied else None) for source in sources]
        pieces[0] |= {"metadata": taken["metadata"], "id": taken["id"]}
        notebook["cells"][place:place] = pieces

    return change


def inserted(after: str, *sources: str, grade_id: str | None = None) -> Change:
    def change(notebook: Notebook) -> None:
        put_after(notebook, after, *(code(source, grade_id) for source in sources))

    return change


def first(source: str, grade_id: str | None = None) -> Change:
    def change(notebook: Notebook) -> None:
        notebook["cells"].insert(2, code(source, grade_id))

    return change


def both(*changes: Change) -> Change:
    def change(notebook: Notebook) -> None:
        for each in changes:
            each(notebook)

    return change


def all_checks(place: int) -> Change:
    def change(notebook: Notebook) -> None:
        checks = [c for c in notebook["cells"] if str(known(c).get("grade_id")).startswith("test_")]
        rest = [c for c in notebook["cells"] if c not in checks]
        notebook["cells"] = [*checks, *rest] if place == 0 else [*rest, *checks]

    return change


def without_checks(notebook: Notebook) -> None:
    all_checks(-1)(notebook)
    del notebook["cells"][-4:]


def merged(*grade_ids: str) -> Change:
    """Merges cells into the first of them, as Jupyter's command does."""

    def change(notebook: Notebook) -> None:
        sources = ["".join(cell(notebook, name)["source"]) for name in grade_ids]
        cell(notebook, grade_ids[0])["source"] = "\n\n".join(sources)
        deleted(*grade_ids[1:])(notebook)

    return change


def merged_into_one(notebook: Notebook) -> None:
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    whole = code("\n\n".join("".join(c["source"]) for c in cells))
    notebook["cells"] = [whole]


def swapped_marks(notebook: Notebook) -> None:
    a, b = cell(notebook, DZ)["metadata"], cell(notebook, "gradient_descent")["metadata"]
    a["nbgrader"], b["nbgrader"] = b["nbgrader"], a["nbgrader"]


def copied_below(grade_id: str, after: str) -> Change:
    def change(notebook: Notebook) -> None:
        again = {**cell(notebook, grade_id), "id": "a-copy"}
        put_after(notebook, after, again)

    return change


def stub_of(notebook: Notebook) -> str:
    return "".join(cell(notebook, BLANK)["source"]).replace(BLANK, DZ)


def answered_elsewhere(below: bool, answer: str = RIGHT[DZ]) -> Change:
    """The answer cell is as it was handed out; another cell without marks has the answer."""

    def change(notebook: Notebook) -> None:
        cell(notebook, DZ)["source"] = stub_of(notebook)
        place = index(notebook, CHECK_DZ) + 1 if below else index(notebook, DZ)
        notebook["cells"].insert(place, code(answer))

    return change


def with_a_copy_of_the_stub(notebook: Notebook) -> None:
    put_after(notebook, DZ, code(stub_of(notebook), DZ))


def stripped(*changes: Change) -> Change:
    return both(*changes, strip)


LOST = {DZ: 0.0}
PIECES = RIGHT[DZ].split("return ")
DOCUMENTED = RIGHT[DZ].replace("):\n", '):\n    """The gradient.\n\n    Of z.\n    """\n')
CUT = DOCUMENTED.index("    Of z")
HELPED = (
    "def inner(x, y):\n    return np.cos(x**2 + y**2)",
    ("def fun_dz(x, y):\n    return 2 * x * inner(x, y), 2 * y * inner(x, y)"),
)
CLASSED = (
    "def fun_dz(x, y):\n    a = 2 * x\n",
    "    b = 2 * y\n",
    ("    c = np.cos(x**2 + y**2)\n    return a * c, b * c"),
)
LATE_DZ = "import math\n\ndef fun_dz(x, y):\n    return math.nan, math.nan"
OTHER_CHECK = 'check("fun_dz", lambda x, y: (2 * x, 2 * y))'
M = Malformation

REARRANGED = {
    # marks
    "all metadata stripped": M(strip, "All nbgrader metadata were lost"),
    "the marks of one answer stripped": M(unmarked(DZ), "by what it defines"),
    "the marks of one check stripped": M(unmarked(CHECK_DZ), "had lost its metadata"),
    "the marks of all but one answer stripped": M(
        unmarked(DZ, CHECK_DZ, BLANK), "by what it defines"
    ),
    "an unknown id on an answer": M(marked(DZ, grade_id="exercise_7"), "belong to another cell"),
    "an unknown id on a check": M(marked(CHECK_DZ, grade_id="cell-1234"), "belong to another cell"),
    "an id that is a number": M(marked(DZ, grade_id=5), "belong to another cell"),
    "no id among the marks": M(marked(DZ, grade_id=None), "belong to another cell"),
    "the id of an answer on another cell too": M(first("k = 3", DZ), "belong to another cell"),
    "the id of a check on the answer": M(marked(DZ, grade_id=CHECK_DZ), "by what it defines"),
    "two answers with each other's marks": M(swapped_marks, "belong to another cell"),
    "grade: false on a check": M(marked(CHECK_DZ, grade=False), "were changed (grade)"),
    "points edited": M(marked(CHECK_DZ, points=300), "were changed (points)"),
    "points that are no number": M(marked(CHECK_DZ, points="nan"), "were changed (points)"),
    "points on the blank exercise's answer": M(marked(BLANK, grade=True, points=9), "(grade)"),
    "no points": M(marked(CHECK_DZ, points=None), "were changed (points)"),
    "locked: false on a check": M(marked(CHECK_DZ, locked=False), "were changed (locked)"),
    "solution: true on a check": M(marked(CHECK_DZ, solution=True), "were changed (solution)"),
    "a schema of the future": M(marked(CHECK_DZ, schema_version=99), ""),
    "marks that are a list": M(with_marks_that_are(["x"]), "All nbgrader metadata were lost"),
    "marks that are null": M(with_marks_that_are(None), "All nbgrader metadata were lost"),
    "the same marks on all cells": M(with_marks_that_are(marks(DZ)), "belong to another cell"),
    # checks
    "a check deleted": M(deleted(CHECK_DZ), "check cell was missing"),
    "all checks deleted": M(without_checks, "check cell was missing"),
    "all checks deleted and all metadata stripped": M(stripped(without_checks), "was missing"),
    "a check edited": M(sourced(CHECK_DZ, OTHER_CHECK), "was edited"),
    "a check that is emptied": M(sourced(CHECK_DZ, ""), "was edited"),
    "a check that prints points": M(sourced(CHECK_DZ, "3.0"), "What stood in it runs"),
    "a check with an error": M(sourced(CHECK_DZ, 'check("fun_dz", fun_dz'), "was edited"),
    "a check with comments": M(sourced(CHECK_DZ, '# ok!\ncheck( "fun_dz", fun_dz)  # 3/3'), ""),
    "the blank exercise's check with a right function": M(
        sourced("test_" + BLANK, f'check("{BLANK}", lambda: 1 / (3 * np.pi))'), "was edited"
    ),
    "the answer written into the check cell": M(
        both(deleted(DZ), sourced(CHECK_DZ, RIGHT[DZ] + '\n\ncheck("fun_dz", fun_dz)')),
        "What stood in it runs before it",
    ),
    "a check as text": M(typed(CHECK_DZ, "markdown"), "was a text cell"),
    "a check as raw text": M(typed(CHECK_DZ, "raw"), "was a text cell"),
    "a check twice": M(copied_below(CHECK_DZ, CHECK_DZ), "The check stood in cells"),
    "a check copied to the end": M(copied_below(CHECK_DZ, "test_" + BLANK), "The check stood in"),
    "a check above its answer": M(moved(CHECK_DZ, 2), "stood above the answer"),
    "a check at the end": M(moved(CHECK_DZ, -1), ""),
    "all checks at the end": M(all_checks(-1), ""),
    "all checks at the top": M(all_checks(0), "stood above the answer"),
    "all checks at the top and all metadata stripped": M(stripped(all_checks(0)), "stood above"),
    # answers
    "an answer as text": M(typed(DZ, "markdown"), "was a text cell: run as code"),
    "an answer as raw text": M(typed(DZ, "raw"), "was a text cell: run as code"),
    "an answer as text without marks": M(stripped(typed(DZ, "markdown")), "was a text cell"),
    "an answer switched off as raw text below another": M(
        both(typed(DZ, "raw"), inserted(DZ, WRONG_DZ)), "by what it defines", LOST
    ),
    "an answer at the top": M(moved(DZ, 2), ""),
    "an answer below its check": M(moved(DZ, -1), "stood above the answer"),
    "an answer deleted": M(deleted(DZ), "No cell defines it", LOST),
    "an answer and its check deleted": M(deleted(DZ, CHECK_DZ), "No cell defines it", LOST),
    "an answer emptied": M(sourced(DZ, ""), "", LOST),
    "an answer under another name": M(sourced(DZ, RIGHT[DZ].replace(DZ, "fun")), "", LOST),
    "an answer under another name without marks": M(
        stripped(sourced(DZ, RIGHT[DZ].replace(DZ, "fun"))), "No cell defines it", LOST
    ),
    "an answer with an error of syntax and without marks": M(
        stripped(sourced(DZ, "def fun_dz(x, y)\n    return x, y")), "", LOST
    ),
    "an answer as a lambda": M(
        sourced(DZ, "fun_dz = lambda x, y: (2*x*np.cos(x*x + y*y), 2*y*np.cos(x*x + y*y))"), ""
    ),
    "an answer as a lambda without marks": M(
        stripped(sourced(DZ, "d = np.cos\nfun_dz = lambda x, y: (2*x*d(x*x+y*y), 2*y*d(x*x+y*y))")),
        "",
    ),
    "an answer cut between two functions": M(replaced(DZ, *HELPED), "belong to another cell"),
    "an answer cut in two inside of the function": M(replaced(DZ, *HALVES), "was split over"),
    "an answer cut in two with its marks on the first": M(
        replaced(DZ, *HALVES, copied=False), "was split over"
    ),
    "an answer cut in three": M(replaced(DZ, *CLASSED), "was split over cells 7, 8 and 9"),
    "an answer cut in its docstring": M(
        replaced(DZ, DOCUMENTED[:CUT], DOCUMENTED[CUT:]), "was split over"
    ),
    "an answer cut in two without marks": M(stripped(replaced(DZ, *HALVES)), "was split over"),
    "an answer cut within a line": M(replaced(DZ, PIECES[0] + "ret", "urn 1"), "", LOST),
    "an answer twice": M(copied_below(DZ, DZ), "the last before its check"),
    "an answer copied below a wrong one": M(
        both(sourced(DZ, WRONG_DZ), inserted(DZ, RIGHT[DZ], grade_id=DZ)), "cell 8 counts"
    ),
    "a wrong answer copied below the right one": M(
        inserted(DZ, WRONG_DZ, grade_id=DZ), "cell 8 counts", LOST
    ),
    "a wrong answer below the check": M(inserted(CHECK_DZ, LATE_DZ), "cell 7 counts"),
    "a wrong answer with the same id at the end": M(
        inserted("test_" + BLANK, LATE_DZ, grade_id=DZ), "cell 7 counts"
    ),
    "a wrong answer at the end and the check deleted": M(
        both(inserted("test_" + BLANK, LATE_DZ), deleted(CHECK_DZ)), "where its check belongs"
    ),
    "a second try below the first and the check deleted": M(
        both(sourced(DZ, WRONG_DZ), inserted(DZ, RIGHT[DZ]), deleted(CHECK_DZ)), "cell 8 counts"
    ),
    "two answers and nothing that tells which": M(
        stripped(inserted(CHECK_DZ, LATE_DZ), deleted(CHECK_DZ)), "Unsure which definition", LOST
    ),
    "two answers without marks, and a check between them": M(
        stripped(inserted(CHECK_DZ, LATE_DZ)), "cell 7 counts"
    ),
    "the answer in a cell above the unedited one": M(answered_elsewhere(False), "Unedited"),
    "the answer in a cell below the check": M(answered_elsewhere(True), "stood above the answer"),
    "a wrong answer in a cell below the check": M(
        answered_elsewhere(True, WRONG_DZ), "stood above the answer", LOST
    ),
    "an unedited copy below the answer": M(with_a_copy_of_the_stub, "Unedited, and left out"),
    "an answer and its check merged": M(merged(DZ, CHECK_DZ), "check cell was missing"),
    "two answers merged": M(merged(DZ, "gradient_descent"), "by what it defines"),
    "an answer merged into the cell above": M(
        merged("test_gradient_formula", DZ), "What stood in it runs before it"
    ),
    "the whole notebook merged into one cell": M(merged_into_one, "All nbgrader metadata"),
}
