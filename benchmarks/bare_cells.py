"""The floor: the CPU seconds of hand-ins' cells, run in one warm IPython shell and nothing else.

    python -m benchmarks.bare_cells LESSON N [pictures]      in a folder with submitted/

Check cells observe, as they do in the grader, and plots are drawn only if asked for, as there. The
first hand-in warms up and isn't counted. The mean is printed behind a mark.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from pathlib import Path
from statistics import mean

import torch
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt
from matplotlib_inline.backend_inline import configure_inline_support
from matplotlib_inline.config import InlineBackend
from nbformat import NotebookNode

from autograder.exercises import lesson_exercises
from autograder.grading.notebooks import parse_notebook
from autograder.grading.observing import check_cells, observing

INLINE = "module://matplotlib_inline.backend_inline"
MARK = "mean of CPU seconds:"


def cpu_s(shell: InteractiveShell, notebook: NotebookNode) -> float:
    """The CPU seconds of all code cells."""
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source)
    taken = time.process_time() - start
    shell.reset(new_session=True)
    plt.close("all")
    return taken


def main(lesson: str, n: int, pictures: bool) -> None:
    torch.set_num_threads(1)
    shell = InteractiveShell.instance()
    plt.switch_backend(INLINE)
    configure_inline_support(shell, INLINE)
    plt.ion()  # as in a notebook: plots are drawn after their cell
    if not pictures:
        os.environ["AUTOGRADER_PICTURES"] = "off"
        plt.uninstall_repl_displayhook()
        InlineBackend.instance(parent=shell).figure_formats = set()
    exercises = lesson_exercises(lesson)
    times = []
    for path in sorted(Path("submitted").glob(f"*/{lesson}/{lesson}.ipynb"))[: n + 1]:
        notebook = parse_notebook(path.read_bytes())
        checks = check_cells(notebook, exercises)
        times.append(cpu_s(shell, observing(notebook, checks, 3, "cpu", "token")))
    print(f"\n{MARK} {mean(times[1:])}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "pictures" in sys.argv[3:])
