"""``autograder``: the commands grade, simulate and check.

Owns the commands' names, simulate and check; ``grade_command`` is the third. What a command needs
is imported when it runs, so that ``autograder --help`` answers at once.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import grade_command
from autograder.arguments import count, seed
from autograder.cards import safe_text
from autograder.errors import SubmissionError, UsageError

if TYPE_CHECKING:
    from autograder.grading.course import Course

ALL_GOOD, NOT_ALL, USAGE, INTERRUPTED = 0, 1, 2, 130
MAX_STUDENTS = 9999
MAX_ERROR = 2_000

ABOUT = """\
Grade notebooks of the course, try the grader on a simulated class, or check your own notebook.

  autograder simulate 01_gradient_vectors    make a class to try the grader on
  autograder grade 01_gradient_vectors       grade everybody in submitted/
  autograder check my_notebook.ipynb         see what the grader says to your notebook

Run it in the folder of the course, where solutions/ is."""
SIMULATE = """\
Make a class of hand-ins from the student's notebook: right answers of many kinds, known mistakes,
blanks and crashes. The same seed makes the same class. Hand-ins that exist are never replaced, and
simulated ones are never put among others."""
SIMULATE_END = """\
example:
  autograder simulate 01_gradient_vectors --students 30 --seed 1 --out try/submitted
  autograder grade 01_gradient_vectors --submitted try/submitted --out try

exit code: 0 made; 2 wrong usage, nothing written."""
CHECK = """\
Run your notebook from top to bottom and show what its checks say, tried with fresh numbers. In the
folder of the course it is mended first, as `autograder grade` does it. The file isn't changed. Its
code runs with your own rights, as it does in Jupyter."""
CHECK_END = "exit code: 0 all passed; 1 not all passed; 2 the file is not a notebook of the course."


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command that ``arguments`` name."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except UsageError as error:
        print(f"autograder: {safe_text(error, MAX_ERROR)}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print(f"autograder: interrupted{getattr(options, 'kept', '')}", file=sys.stderr)
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description=ABOUT,
        epilog="More about a command: autograder COMMAND --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[Any], int], line: str, about: str, end: str) -> Any:
        added = commands.add_parser(
            name,
            help=line,
            description=about,
            epilog=end,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    grade = grade_command
    line = "grade a class's hand-ins"
    grading = command("grade", grade.run, line, grade.ABOUT, grade.END)
    grading.set_defaults(kept=grade.KEPT)
    grade.add_options(grading)
    made = "make a class of hand-ins, to try the grader on"
    _simulate_options(command("simulate", run_simulate, made, SIMULATE, SIMULATE_END))
    own = command("check", run_check, "check one notebook, your own", CHECK, CHECK_END)
    own.add_argument("notebook", metavar="NOTEBOOK", type=Path, help="a file such as lesson.ipynb")
    return parser


def _simulate_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("lesson", metavar="LESSON", help="such as 01_gradient_vectors")
    add("--students", metavar="N", type=count(MAX_STUDENTS), default=20, help="how many (20)")
    add("--seed", type=seed, default=0, help="the same seed makes the same class (0)")
    add("--out", type=Path, default=Path("submitted"), help="where hand-ins go (submitted)")


def _course() -> Course:
    from autograder.grading.course import find_course

    return find_course(Path.cwd())


def run_simulate(options: argparse.Namespace) -> int:
    """Makes a class."""
    course = _course()
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


def run_check(options: argparse.Namespace) -> int:
    """Checks one notebook. 0 if everything but optional exercises is passed, else 1."""
    from autograder.grading.hand_ins import read_hand_in

    try:
        data = read_hand_in(options.notebook)
        from autograder.grading.repair import lesson_of

        lesson = lesson_of(data)
    except SubmissionError as error:
        raise UsageError(f"{options.notebook}: {error}") from error
    return _check_lesson(data, lesson)


def _release(lesson: str) -> bytes:
    """The lesson as it is handed out, by which a notebook is mended; b"" outside of the course."""
    try:
        return _course().release(lesson).read_bytes()
    except UsageError:
        return b""


def _check_lesson(data: bytes, lesson: str) -> int:
    from rich.console import Console

    from autograder.grading.batch import new_seed
    from autograder.grading.submission import grade_submission
    from autograder.reports.terminal import show_repairs, show_verdicts

    print(f"Running the code of this notebook ({lesson}) with your own rights.", file=sys.stderr)
    with Console(stderr=True).status("Running all cells"):
        graded = grade_submission(data, lesson, new_seed(), release=_release(lesson))
    if not graded.verdicts:
        print(f"autograder: {graded.record.message}", file=sys.stderr)
        return NOT_ALL
    console = Console(highlight=False)
    show_repairs(console, graded.record.repairs)
    show_verdicts(console, graded.verdicts)
    passed = all(v.optional or v.status == "passed" for v in graded.verdicts)
    return ALL_GOOD if passed else NOT_ALL
