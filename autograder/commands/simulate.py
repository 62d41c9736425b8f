"""``autograder simulate``: makes a class of hand-ins, to try the grader on."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from autograder.commands import ALL_GOOD
from autograder.commands.arguments import count, seed

MAX_STUDENTS = 9999

LINE = "make a class of hand-ins, to try the grader on"
ABOUT = """\
Make a class of hand-ins from the student's notebook: right answers of many kinds, known mistakes,
blanks and crashes. The same seed makes the same class. Hand-ins that exist are never replaced, and
simulated ones are never put among others."""
END = """\
example:
  autograder simulate 01_gradient_vectors --students 30 --seed 1 --out try/submitted
  autograder grade 01_gradient_vectors --submitted try/submitted --out try

exit code: 0 made; 2 wrong usage, nothing written."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder simulate`` can be told."""
    add = parser.add_argument
    add("lesson", metavar="LESSON", help="such as 01_gradient_vectors")
    add("--students", metavar="N", type=count(MAX_STUDENTS), default=20, help="how many (20)")
    add("--seed", type=seed, default=0, help="the same seed makes the same class (0)")
    add("--out", type=Path, default=Path("submitted"), help="where hand-ins go (submitted)")


def run(options: argparse.Namespace) -> int:
    """Makes the class. Raises ``UsageError`` where it can't be made."""
    from autograder.grading.course import find_course

    course = find_course(Path.cwd())
    course.release(options.lesson)
    from autograder.grading.simulation import simulate

    simulate(course, options.lesson, options.out, options.students, options.seed)
    place = options.out / "student_001" / options.lesson / f"{options.lesson}.ipynb"
    print(f"{options.students} hand-ins of {options.lesson}, seed {options.seed}: {place}, …")
    where = shlex.join(["--submitted", str(options.out), "--out", str(_results_of(options.out))])
    print(f"Grade them, apart from real ones: autograder grade {options.lesson} {where}")
    return ALL_GOOD


def _results_of(simulated: Path) -> Path:
    """A folder for the results of a simulated class, apart from the course's own gradebook."""
    if simulated.name == "submitted" and simulated.parent != Path():
        return simulated.parent
    return Path("grading") / "simulated"
