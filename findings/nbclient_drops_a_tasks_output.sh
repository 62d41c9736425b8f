#!/usr/bin/env bash
set -euo pipefail
# Question: a task of asyncio and a thread are begun in cell 1 and print while cell 2 runs. Where
#   do their words go, when nbclient (nbconvert --execute, nbgrader) runs the notebook?
# Versions: nbclient 0.11.0, ipykernel 7.4.0
# Guess: both in the same place, below cell 2, which awaits the one and joins the other.
# So: the thread's words stand below cell 2, the task's nowhere. The kernel sends a task's output
#   as cell 1's, since a task keeps the context it was made in, and nbclient has done with cell 1
#   and listens to cell 2 only. A task that is made in cell 2 is heard.
# Matters: progress that a background task prints is sent to whoever listens, and is missing in
#   what nbclient keeps.
# Relies: utils/widgets/turns.py, whose tasks draw into their widget and print nothing

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    nbclient==0.11.0 ipykernel==7.4.0 || exit 2

"$folder/venv/bin/python" - <<'EOF'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

BEGIN = """
import asyncio, threading
go, begin = asyncio.Event(), threading.Event()
async def task(name):
    await go.wait()
    print(name)
def thread():
    begin.wait()
    print("thread")
early = asyncio.create_task(task("task of cell 1"))
other = threading.Thread(target=thread)
other.start()
"""
AWAIT = """
late = asyncio.create_task(task("task of cell 2"))
go.set()
await early
await late
begin.set()
other.join()
print("cell 2")
"""
notebook = new_notebook(cells=[new_code_cell(BEGIN), new_code_cell(AWAIT)])
NotebookClient(notebook, kernel_name="python3").execute()
seen = ["".join(output.text for output in cell.outputs).splitlines() for cell in notebook.cells]
for number, lines in enumerate(seen, start=1):
    print(f"below cell {number}: {', '.join(lines) or 'nothing'}")
assert [sorted(lines) for lines in seen] == [[], ["cell 2", "task of cell 2", "thread"]]
EOF
