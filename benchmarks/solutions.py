"""``python -m benchmarks.solutions``: how long the solution notebooks run in real kernels.

Prints seconds of wall clock and of CPU for each lesson, the kernel's start included, with its
longest cells, and the sums. The limits are 90 s for all of them and 15 s for a cell, on two cores
that nobody else uses: on a busy machine the CPU's seconds say more. A cell of more than 3 s has to
show how far it is.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
TOTAL_S, CELL_S, SILENT_S = 90.0, 15.0, 3.0
PROGRESS = ("progress(", "live_training(", "optimizer_race(")


class Timed:
    """One notebook's run: seconds of wall clock and CPU, and of each cell with its first line."""

    def __init__(self, path: Path) -> None:
        self.cells: list[tuple[float, str]] = []
        notebook = nbformat.read(path, as_version=4)
        begun: dict[int, float] = {}

        def begin(cell: nbformat.NotebookNode, cell_index: int) -> None:
            begun[cell_index] = time.perf_counter()

        def end(cell: nbformat.NotebookNode, cell_index: int, execute_reply: object) -> None:
            self.cells.append((time.perf_counter() - begun[cell_index], cell.source))

        client = NotebookClient(
            notebook,
            timeout=300,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_execute=begin,
            on_cell_executed=end,
        )
        start, cpu = time.perf_counter(), children_s()
        client.execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
        self.wall_s, self.cpu_s = time.perf_counter() - start, children_s() - cpu


def children_s() -> float:
    """The CPU seconds of the kernels that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def described(seconds: float, source: str) -> str:
    """A cell's seconds and a line of its code, with what is wrong with them."""
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    silent = seconds > SILENT_S and not any(call in source for call in PROGRESS)
    faults = [f" OVER {CELL_S:g} s"] * (seconds > CELL_S) + [" without progress"] * silent
    return f"{seconds:6.1f} s{''.join(faults)}  {lines[-1][:60]}"


def main() -> None:
    runs: list[Timed] = []
    for path in sorted((ROOT / "solutions/en").glob("*/*.ipynb")):
        runs.append(run := Timed(path))
        print(f"{path.stem:24}{run.wall_s:7.1f} s, CPU {run.cpu_s:5.1f} s", flush=True)
        for cell in sorted(run.cells, reverse=True)[:3]:
            print(f"    {described(*cell)}")
    wall, cpu = sum(r.wall_s for r in runs), sum(r.cpu_s for r in runs)
    longest = max(seconds for run in runs for seconds, _ in run.cells)
    print(f"all: {wall:.1f} s of {TOTAL_S:g}, CPU {cpu:.1f} s; longest cell {longest:.1f} s")


if __name__ == "__main__":
    main()
