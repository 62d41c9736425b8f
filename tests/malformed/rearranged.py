"""Hand-ins whose answers and checks were moved, cut, copied or lost their marks by hand."""

from __future__ import annotations

from tests.grading.material import RIGHT
from tests.malformed.changes import (
    CHECK_DZ,
    DZ,
    all_checks,
    answered_elsewhere,
    both,
    copied_below,
    deleted,
    first,
    inserted,
    marked,
    merged,
    merged_into_one,
    moved,
    replaced,
    sourced,
    stripped,
    swapped_marks,
    typed,
    unanswered_beside_an_old_try,
    unmarked,
    with_a_copy_of_the_stub,
    with_another_docstring,
    with_marks_that_are,
    without_checks,
)
from tests.malformed.material import (
    BLANK,
    HALVES,
    POINTS,
    WRONG_DZ,
    Malformation,
    marks,
    strip,
)

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
    "grade: false on a check": M(marked(CHECK_DZ, grade=False), "metadata (grade)"),
    "points edited": M(marked(CHECK_DZ, points=300), "metadata (points)"),
    "points that are no number": M(marked(CHECK_DZ, points="nan"), "metadata (points)"),
    "points on the blank exercise's answer": M(marked(BLANK, grade=True, points=9), "(grade"),
    "no points": M(marked(CHECK_DZ, points=None), "metadata (points)"),
    "locked: false on a check": M(marked(CHECK_DZ, locked=False), "metadata (locked)"),
    "solution: true on a check": M(marked(CHECK_DZ, solution=True), "metadata (solution)"),
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
    "all answers and checks deleted": M(
        deleted(*POINTS, *(f"test_{name}" for name in POINTS)),
        "No cell defines it",
        dict.fromkeys(POINTS, 0.0),
    ),
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
    "an answer cut in three": M(replaced(DZ, *CLASSED), "was split over cells 9, 10 and 11"),
    "an answer cut in its docstring": M(
        replaced(DZ, DOCUMENTED[:CUT], DOCUMENTED[CUT:]), "was split over"
    ),
    "an answer cut in two without marks": M(stripped(replaced(DZ, *HALVES)), "was split over"),
    "an answer cut within a line": M(replaced(DZ, PIECES[0] + "ret", "urn 1"), "", LOST),
    "an answer twice": M(copied_below(DZ, DZ), "the last before its check"),
    "an answer copied below a wrong one": M(
        both(sourced(DZ, WRONG_DZ), inserted(DZ, RIGHT[DZ], grade_id=DZ)), "cell 10 counts"
    ),
    "a wrong answer copied below the right one": M(
        inserted(DZ, WRONG_DZ, grade_id=DZ), "cell 10 counts", LOST
    ),
    "a wrong answer below the check": M(inserted(CHECK_DZ, LATE_DZ), "cell 9 counts"),
    "a wrong answer with the same id at the end": M(
        inserted("test_" + BLANK, LATE_DZ, grade_id=DZ), "cell 9 counts"
    ),
    "a wrong answer at the end and the check deleted": M(
        both(inserted("test_" + BLANK, LATE_DZ), deleted(CHECK_DZ)), "where its check belongs"
    ),
    "a second try below the first and the check deleted": M(
        both(sourced(DZ, WRONG_DZ), inserted(DZ, RIGHT[DZ]), deleted(CHECK_DZ)), "cell 10 counts"
    ),
    "two answers and nothing that tells which": M(
        stripped(inserted(CHECK_DZ, LATE_DZ), deleted(CHECK_DZ)), "Unsure which definition", LOST
    ),
    "two answers without marks, and a check between them": M(
        stripped(inserted(CHECK_DZ, LATE_DZ)), "cell 9 counts"
    ),
    "the answer in a cell above the unedited one": M(answered_elsewhere(False), "Unedited"),
    "the answer in a cell below the check": M(answered_elsewhere(True), "stood above the answer"),
    "a wrong answer in a cell below the check": M(
        answered_elsewhere(True, WRONG_DZ), "stood above the answer", LOST
    ),
    "a broken answer and a right one below the check": M(
        both(sourced(DZ, "def fun_dz(x, y)\n    return x"), inserted(CHECK_DZ, RIGHT[DZ])),
        "stood above the answer",
    ),
    "an answer that a cell magic keeps from running and a right one below the check": M(
        both(sourced(DZ, "%%html\n" + WRONG_DZ), inserted(CHECK_DZ, RIGHT[DZ])),
        "stood above the answer",
    ),
    "the answer below the check and notes in the unedited one": M(
        both(answered_elsewhere(True), with_another_docstring), "stood above the answer"
    ),
    "an old try switched off as text beside the unedited answer": M(
        stripped(unanswered_beside_an_old_try), "", LOST
    ),
    "an unedited copy below the answer": M(with_a_copy_of_the_stub, "Unedited, and left out"),
    "an answer and its check merged": M(merged(DZ, CHECK_DZ), "check cell was missing"),
    "two answers merged": M(merged(DZ, "gradient_descent"), "by what it defines"),
    "an answer merged into the cell above": M(
        merged("test_gradient_formula", DZ), "What stood in it runs before it"
    ),
    "the whole notebook merged into one cell": M(merged_into_one, "All nbgrader metadata"),
}
