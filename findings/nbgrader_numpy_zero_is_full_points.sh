#!/usr/bin/env bash
set -euo pipefail
# Question: what does nbgrader make of partial credit that a check cell works out with NumPy, as in
#   the mean of what is right?
# Versions: nbgrader 0.9.6, ipykernel 7.4.0, numpy 2.4.6
# Guess: the same as of Python's own number: a NumPy float is a float, and 0.0 is no points.
# So: full points, for np.float64(0.0) too. The number is read from the text that the cell shows,
#   and since NumPy 2 that text is no number; text that is no number is full points. So is False.
# Matters: a grader that takes a mean gives everybody full points, and nobody complains.
# Relies: autograder/records/verdicts.py, where a verdict's repr is a bare score

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 ipykernel==7.4.0 numpy==2.4.6 || exit 2

"$folder/venv/bin/python" -W ignore - <<'EOF'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

VALUES = {
    "float(np.mean([False, False]))": 0,
    "float(np.mean([True, False]))": 0.5,
    "np.mean([False, False])": 2,
    "np.mean([True, False])": 2,
    "bool(np.all([True, False]))": 2,
}
notebook = new_notebook()
for number, value in enumerate(VALUES):
    known = {"grade": True, "solution": False, "locked": True, "points": 2}
    known |= {"grade_id": f"check-{number}", "schema_version": 3}
    cell = new_code_cell(f"import numpy as np\n{value}", metadata={"nbgrader": known})
    notebook.cells.append(cell)
NotebookClient(notebook, kernel_name="python3").execute()
scores = {}
for cell, value in zip(notebook.cells, VALUES):
    scores[value] = determine_grade(cell)[0]
    print(f"{scores[value]:g} of 2 points: {value} shows {cell.outputs[0].data['text/plain']}")
assert scores == VALUES, f"expected {VALUES}"
EOF
