#!/usr/bin/env bash
set -euo pipefail
# Question: what does a check cell score in nbgrader that passes and has a warning shown on the
#   way?
# Versions: nbgrader 0.9.6, ipykernel 7.4.0
# Guess: full points. Points are lost where the cell raises, or where its last value is a lower
#   number.
# So: no points. Anything on standard error counts like an exception, also where the last value is
#   full points. The same words on standard output cost nothing.
# Matters: a DeprecationWarning that a new NumPy brings would take a whole class's points, though
#   all is right.
# Relies: autograder/notebook/checking.py, which writes to standard error for the Validate button
#   alone.

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 ipykernel==7.4.0 || exit 2

"$folder/venv/bin/python" -W ignore - <<'EOF'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

CELLS = {
    "assert 1 + 1 == 2": 2,
    "assert 1 + 1 == 2\nprint('is deprecated')": 2,
    "import warnings\nwarnings.warn('is deprecated')\nassert 1 + 1 == 2": 0,
    "import logging\nlogging.warning('is deprecated')\n2": 0,
}
notebook = new_notebook()
for number, source in enumerate(CELLS):
    known = {"grade": True, "solution": False, "locked": True, "points": 2}
    known |= {"grade_id": f"check-{number}", "schema_version": 3}
    notebook.cells.append(new_code_cell(source, metadata={"nbgrader": known}))
NotebookClient(notebook, kernel_name="python3").execute()
scores = {cell.source: determine_grade(cell)[0] for cell in notebook.cells}
for source, score in scores.items():
    print(f"{score:g} of 2 points: {source!r}")
assert scores == CELLS, f"expected {CELLS}"
EOF
