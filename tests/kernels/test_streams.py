"""What is written below Python, to the descriptors, stands below the cell that wrote it."""

from __future__ import annotations

import nbformat
import pytest

from autograder.grading.executing import execute
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.submission import PRELOAD

N_PAIRS = 60
WRITES = "import os; os.write({fd}, b'cell {n}\\n')"
ENDLESS = """\
import os, threading
def go_on():
    while True:
        os.write(2, b'.' * 1000)
threading.Thread(target=go_on, daemon=True).start()
"""


def executed(sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    done = execute(nbformat.v4.new_notebook(cells=cells), Settings(sandbox=BWRAP), PRELOAD)
    return done, ["".join(o.get("text", "") for o in c.outputs) for c in done.notebook.cells]


@pytest.mark.parametrize("fd", [1, 2], ids=["standard output", "standard error"])
def test_what_c_code_writes_stands_below_the_cell_that_called_it(fd):
    pairs = [(WRITES.format(fd=fd, n=n), "pass") for n in range(N_PAIRS)]
    _, texts = executed([source for pair in pairs for source in pair])
    assert texts == [text for n in range(N_PAIRS) for text in (f"cell {n}\n", "")]


def test_what_another_process_writes_stands_below_the_cell_that_called_it():
    _, texts = executed(["import subprocess; subprocess.run(['echo', 'one']); None", "pass"] * 5)
    assert texts == ["one\n", ""] * 5


def test_a_cell_that_lets_a_thread_write_without_end_comes_to_its_end():
    done, texts = executed(["1", ENDLESS + "print('began')", "print('later')"])
    assert done.stops.keys() <= {1, 2}  # of too much output, where that comes first
    assert done.stops or "later" in texts[2]


def test_a_cell_may_close_the_descriptors():
    done, texts = executed(["import os\nos.closerange(0, 3)", "print('later')"])
    assert not done.stops
    assert texts == ["", "later\n"]
