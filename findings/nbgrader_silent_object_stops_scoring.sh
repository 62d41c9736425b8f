#!/usr/bin/env bash
set -euo pipefail
# Question: what does a check cell score in nbgrader whose last value is an object that shows
#   nothing, its repr being ""?
# Versions: nbgrader 0.9.6, ipykernel 7.4.0
# Guess: full points, as where the last value is None or the cell ends with a semicolon: nothing is
#   shown either.
# So: no score at all. Scoring raises KeyError: "output ['data']['text/plain'] does not exist",
#   though it exists and is empty, and autograding ends with that for the whole hand-in.
# Matters: objects that draw themselves as HTML or a picture often have an empty repr, so that no
#   text stands below.
# Relies: autograder/grading/judgement.py, where a check's result always has a text

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 ipykernel==7.4.0 || exit 2

"$folder/venv/bin/python" -W ignore - <<'EOF'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

CARD = """
class Card:
    def __repr__(self):
        return {text!r}
    def _repr_html_(self):
        return "<b>well done</b>"
Card()"""
CELLS = {
    "None": "2.0",
    "3;": "2.0",
    CARD.format(text="card"): "2.0",
    CARD.format(text=""): "KeyError",
}
notebook = new_notebook()
for number, source in enumerate(CELLS):
    known = {"grade": True, "solution": False, "locked": True, "points": 2}
    known |= {"grade_id": f"check-{number}", "schema_version": 3}
    notebook.cells.append(new_code_cell(source, metadata={"nbgrader": known}))
NotebookClient(notebook, kernel_name="python3").execute()
scores = {}
for cell in notebook.cells:
    try:
        scores[cell.source] = str(determine_grade(cell)[0])
    except Exception as error:
        scores[cell.source] = type(error).__name__
        print(f"scoring raised {error!r}")
    print(f"{scores[cell.source]:8} for outputs {[dict(o.data) for o in cell.outputs]}")
assert scores == CELLS, f"expected {list(CELLS.values())}"
EOF
