"""How fast a class is graded: against stock nbgrader, against the floor, with and without sandbox.

    .venv/bin/python -m benchmarks.grade                          lessons 02 and 06, 100 hand-ins
    .venv/bin/python -m benchmarks.grade 02_computational_graphs --students 20 --stock 3
    .venv/bin/python -m benchmarks.grade 02_computational_graphs --students 2000 --stock 0

"Stock" is `nbgrader autograde` on the first of the same hand-ins; it is given fewer, as each takes
it seconds. The scores of both are compared. The "floor" is the CPU time of the same cells run bare
in one warm process, over the cores: as they are, plots and all, and without plots and widgets,
which the grader doesn't make unless asked to.
All figures include start and end of the command. Where the machine does other things meanwhile,
clocks mislead and CPU times less so: both are printed. CPU times count all processes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

from nbgrader.api import Gradebook

from autograder.grading.course import Course, find_course
from autograder.grading.simulation import simulate
from autograder.grading.workers import cores
from benchmarks.bare_cells import MARK
from benchmarks.processes import Watched, watch

LESSONS = ("02_computational_graphs", "06_training_loop")
ROOT = Path(__file__).parents[1]
SEED = 3


@dataclass(frozen=True)
class Class:
    """A simulated class of one lesson, in a folder with the course's notebooks."""

    root: Path
    lesson: str

    def run(self, module: str, *arguments: str) -> Watched:
        """Runs a Python module as a command in the folder. Ends the benchmark if it fails."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        own = {"OMP_NUM_THREADS": "1", "PATH": path, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", module, *arguments]
        watched = watch(command, self.root, {**os.environ, **own}, self.root / "log")
        if watched.code not in (0, 1):
            sys.exit(f"{' '.join(command)} failed:\n{self.log()[-3000:]}")
        return watched

    def log(self) -> str:
        """What the last command printed."""
        return (self.root / "log").read_text(errors="replace")

    def grade(self, out: str, *options: str) -> Watched:
        """Runs ``autograder grade`` on the class."""
        fixed = ("--device", "cpu", "--seed", str(SEED), "--out", out)
        return self.run("autograder", "grade", self.lesson, *fixed, *options)

    def stock(self) -> Watched:
        """Runs ``nbgrader autograde`` on the class."""
        self.run("nbgrader", "generate_assignment", self.lesson, "--force")
        return self.run("nbgrader", "autograde", self.lesson)

    def db(self) -> Path:
        """Stock nbgrader's gradebook."""
        return next(self.root.rglob("gradebook.db"))

    def floor_s(self, n: int, *options: str) -> float:
        """The CPU seconds of a hand-in's cells."""
        self.run("benchmarks.bare_cells", self.lesson, str(n), *options)
        return float(self.log().partition(MARK)[2].split()[0])


def make_class(course: Course, folder: Path, lesson: str, n_students: int) -> Class:
    for part in ("solutions", "course"):
        shutil.copytree(course.root / part / "en" / lesson, folder / part / "en" / lesson)
    shutil.copy(course.root / "nbgrader_config.py", folder)
    simulate(Course(folder), lesson, folder / "submitted", n_students, SEED)
    return Class(folder, lesson)


def part_of(class_: Class, folder: Path, n_students: int) -> Class:
    """The same course with the class's first students alone."""
    for part in ("solutions", "course", "nbgrader_config.py"):
        whole = class_.root / part
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, folder / part)
    for student in sorted((class_.root / "submitted").iterdir())[:n_students]:
        shutil.copytree(student, folder / "submitted" / student.name)
    return Class(folder, class_.lesson)


def agreement(ours: Path, stock: Path, lesson: str) -> str:
    """How many of the scores in stock nbgrader's gradebook ours has too, and which it hasn't."""
    scores = []
    for path in (ours, stock):
        with Gradebook(f"sqlite:///{path}") as gradebook:
            submissions = gradebook.assignment_submissions(lesson)
            scores.append({s.student.id: s.score for s in submissions})
    apart = [
        f"{s} {scores[0].get(s)} and {x}" for s, x in scores[1].items() if scores[0].get(s) != x
    ]
    return f"{len(scores[1]) - len(apart)} of {len(scores[1])} scores agree {'; '.join(apart)}"


def show(name: str, run: Watched, n: int) -> None:
    """Prints a line of figures for one run over ``n`` hand-ins."""
    print(
        f"  {name:16} {60 * n / run.wall_s:7.1f} hand-ins/min   {run.wall_s / n:6.3f} s wall   "
        f"{run.cpu_s / n:6.3f} s CPU   grader {run.own_mib:5.0f} MiB   "
        f"all {run.tree_mib:6.0f} MiB   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def show_ratio(run: Watched, n: int, floor_s: float, what: str) -> None:
    """Prints how many times the floor a run over ``n`` hand-ins took."""
    by_clock, by_cpu = run.wall_s / n / (floor_s / cores()), run.cpu_s / n / floor_s
    print(f"  -> {by_clock:.2f} times {what} by the clock, {by_cpu:.2f} by CPU")


def measure(class_: Class, n: int, options: argparse.Namespace, stock: Class | None) -> None:
    n_cores = cores()
    counted = min(n - 1, options.floor)
    floor, plain = class_.floor_s(counted, "pictures"), class_.floor_s(counted)
    print(f"{class_.lesson}: {n} hand-ins, {n_cores} cores")
    for name, cpu in (("floor", floor), ("  without plots", plain)):
        print(f"  {name:16} {60 * n_cores / cpu:7.1f} hand-ins/min   {cpu:36.3f} s CPU")
    ours = class_.grade("ours")
    show("autograder", ours, n)
    unchanged = class_.grade("ours")
    print(f"  unchanged, again: {unchanged.wall_s:.1f} s wall, {unchanged.cpu_s:.1f} s CPU in all")
    show_ratio(ours, n, floor, "the floor")
    show_ratio(ours, n, plain, "the floor without plots")
    if options.pictures:
        drawn = class_.grade("drawn", "--pictures")
        show("--pictures", drawn, n)
        show_ratio(drawn, n, floor, "the floor")
    print(f"  -> last tenth of the class / first tenth: {flatness(class_, 'ours'):.2f}")
    if options.off:
        off = class_.grade("off", "--sandbox", "off")
        show("--sandbox off", off, n)
    if options.workers:
        few, many = (class_.grade(f"w{w}", "--workers", str(w)) for w in (2, 6))
        print(f"  -> {(many.tree_mib - few.tree_mib) / 4:.0f} MiB for each further kernel")
    if stock:
        run = stock.stock()
        show("nbgrader", run, options.stock)
        wall_s, cpu_s = run.wall_s / options.stock, run.cpu_s / options.stock
        print(f"  -> {agreement(class_.root / 'ours/gradebook.db', stock.db(), class_.lesson)}")
        print(
            f"  -> {wall_s / (ours.wall_s / n):.1f} times stock nbgrader by the clock; "
            f"{cpu_s / (ours.cpu_s / n / n_cores):.1f} by CPU, if all cores are kept busy"
        )


def flatness(class_: Class, out: str) -> float:
    """The time between results at the end of a run over that at its beginning, start excluded."""
    pages = (class_.root / out / "feedback").rglob("*.html")
    times = sorted(page.stat().st_mtime for page in pages)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    tenth = max(1, len(gaps) // 10)
    return mean(gaps[-tenth:]) / mean(gaps[tenth : 2 * tenth])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", default=LESSONS)
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--stock", type=int, default=10, help="hand-ins for stock nbgrader (10)")
    parser.add_argument("--floor", type=int, default=20, help="hand-ins for the floor (20)")
    parser.add_argument("--off", action="store_true", help="measure --sandbox off too")
    parser.add_argument("--pictures", action="store_true", help="measure with plots drawn too")
    parser.add_argument("--workers", action="store_true", help="measure memory of further kernels")
    options = parser.parse_args(arguments)
    course = find_course(ROOT)
    for lesson in options.lessons:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
            ours = make_class(course, Path(folder), lesson, options.students)
            stock = part_of(ours, Path(other), options.stock) if options.stock else None
            measure(ours, options.students, options, stock)


if __name__ == "__main__":
    main()
