"""``autograder``: the commands grade, simulate and check.

Owns arguments, progress, exit codes and the words around results. What a command needs is imported
by that command, so that ``autograder --help`` answers at once.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import SubmissionError, UsageError

if TYPE_CHECKING:
    from autograder.grading.course import Course
    from autograder.grading.gradebook import GradebookWriter, Places
    from autograder.grading.hand_ins import HandIn
    from autograder.grading.records import Record, Settings

ALL_GOOD, NOT_ALL, USAGE, INTERRUPTED = 0, 1, 2, 130
MAX_STUDENTS = 9999

ABOUT = """\
Grade notebooks of the course, try the grader on a simulated class, or check your own notebook.

  autograder simulate 01_gradient_vectors             make a class to try the grader on
  autograder grade 01_gradient_vectors --sandbox off  grade everybody in submitted/
  autograder check my_notebook.ipynb                  see what the grader says to your notebook

Run it in the folder of the course, where solutions/ is."""
GRADE = """\
Grade hand-ins: run each notebook, try its functions with numbers that nobody knew before, and
compare what comes with what PyTorch autograd gives.

Reads   SUBMITTED/STUDENT/LESSON/LESSON.ipynb     (never written to)
Writes  OUT/results/LESSON.jsonl                  points and reasons, one line of JSON a student
        OUT/autograded/STUDENT/LESSON/            executed notebooks with points
        OUT/feedback/STUDENT/LESSON/              a page for each student
        OUT/gradebook.db                          nbgrader's gradebook"""
GRADE_END = """\
examples:
  autograder grade 01_gradient_vectors --sandbox off
  autograder grade 01_gradient_vectors --sandbox off --seed 7     try the same numbers again

exit code: 0 all graded; 1 some were rejected or not determined (the table says which and why);
2 wrong usage, nothing graded; 130 interrupted, what was graded so far is in OUT/results."""
SIMULATE = """\
Make a class of hand-ins from the student's notebook: right answers of many kinds, known mistakes,
blanks and crashes. The same seed makes the same class. Hand-ins that exist are never replaced."""
SIMULATE_END = """\
example:
  autograder simulate 01_gradient_vectors --students 30 --seed 1 --out try/submitted
  autograder grade 01_gradient_vectors --submitted try/submitted --out try --sandbox off

exit code: 0 made; 2 wrong usage, nothing written."""
CHECK = """\
Run your notebook from top to bottom and show what its checks say, tried with fresh numbers. The
file isn't changed. Its code runs with your own rights, as it does in Jupyter."""
CHECK_END = "exit code: 0 all passed; 1 not all passed; 2 the file is not a notebook of the course."
NO_SANDBOX_YET = """\
--sandbox {asked}: sandboxed kernels are not part of this version yet.
Hand-ins are programs that nobody has read. With --sandbox off they run with your own rights: they
can read and change your files and use your network. Where that is acceptable, add: --sandbox off"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command that ``arguments`` name: 0, 1, 2 or 130."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except UsageError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("autograder: interrupted", file=sys.stderr)
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

    _grade_options(command("grade", run_grade, "grade a class's hand-ins", GRADE, GRADE_END))
    made = "make a class of hand-ins, to try the grader on"
    _simulate_options(command("simulate", run_simulate, made, SIMULATE, SIMULATE_END))
    own = command("check", run_check, "check one notebook, your own", CHECK, CHECK_END)
    own.add_argument("notebook", metavar="NOTEBOOK", type=Path, help="a file such as lesson.ipynb")
    return parser


def _grade_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("lessons", metavar="LESSON", nargs="*", help="such as 01_gradient_vectors")
    add("--submitted", type=Path, default=Path("submitted"), help="the hand-ins (submitted)")
    add("--out", type=Path, default=Path("grading"), help="where results go (grading)")
    add(
        "--sandbox",
        choices=("auto", "bwrap", "off"),
        default="auto",
        help="off runs hand-ins with your own rights; the others come with a later version",
    )
    add(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where the tensors that functions are tried with live; auto: a GPU if there is one",
    )
    add("--seed", type=_seed, help="of the numbers to try with (a new one every run)")
    add("--db", metavar="URL", help="of the gradebook, as SQLAlchemy has it (OUT/gradebook.db)")


def _simulate_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("lesson", metavar="LESSON", help="such as 01_gradient_vectors")
    add("--students", metavar="N", type=_count, default=20, help="how many (20)")
    add("--seed", type=_seed, default=0, help="the same seed makes the same class (0)")
    add("--out", type=Path, default=Path("submitted"), help="where hand-ins go (submitted)")


def _seed(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**31):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {2**31 - 1}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MAX_STUDENTS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_STUDENTS}")
    return int(text)


def run_grade(options: argparse.Namespace) -> int:
    """Grades the lessons. 0 if all hand-ins are graded, else 1."""
    if not options.lessons:
        raise UsageError(f"Name a lesson: autograder grade LESSON. {_lessons()}")
    lessons = list(dict.fromkeys(options.lessons))
    course = _course()
    for lesson in lessons:
        course.solution(lesson)
    if options.sandbox != "off":
        raise UsageError(NO_SANDBOX_YET.format(asked=options.sandbox))
    from autograder.grading.batch import default_db_url, new_seed, open_lesson
    from autograder.grading.gradebook import Places
    from autograder.grading.hand_ins import find_class
    from autograder.grading.records import Settings

    classes = {lesson: find_class(options.submitted, lesson) for lesson in lessons}
    places = Places(options.submitted, options.out, options.db or default_db_url(options.out))
    settings = Settings(device=_device(options.device))
    seed = new_seed() if options.seed is None else options.seed
    writers = [open_lesson(course, lesson, places) for lesson in lessons]
    _log_to(options.out / "grading.log")
    print("--sandbox off: hand-ins run with your own rights.", file=sys.stderr)
    print(f"Seed {seed} on {settings.device}; to try the same numbers again: --seed {seed}")
    all_graded = [_grade_lesson(w, classes[w.lesson], seed, settings) for w in writers]
    _say_where(places, lessons)
    return ALL_GOOD if all(all_graded) else NOT_ALL


def _lessons() -> str:
    from autograder.exercises import lesson_names

    return f"There are: {', '.join(lesson_names())}."


def _course() -> Course:
    from autograder.grading.course import find_course

    return find_course(Path.cwd())


def _device(asked: str) -> str:
    import torch

    if asked == "cuda" and not torch.cuda.is_available():
        raise UsageError("--device cuda: torch finds no CUDA device here. Use --device cpu.")
    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return asked


def _log_to(path: Path) -> None:
    """Sends tracebacks of the grader's faults to a file, which is made by the first one."""
    handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    handler.setLevel(logging.ERROR)
    logging.getLogger("autograder").addHandler(handler)


def _grade_lesson(
    writer: GradebookWriter, hand_ins: Sequence[HandIn], seed: int, settings: Settings
) -> bool:
    """Whether all hand-ins of the lesson were graded; prints the table."""
    from rich.console import Console

    from autograder.exercises import lesson_exercises
    from autograder.grading.batch import grade_class
    from autograder.reports.terminal import show_class, with_bar

    records: list[Record] = []
    try:
        for record in with_bar(
            writer.lesson, grade_class(writer, hand_ins, seed, settings), len(hand_ins)
        ):
            records.append(record)
    finally:
        console = Console(highlight=False)
        console.print(
            f"\n{writer.lesson}: {len(records)} of {len(hand_ins)} hand-ins", style="bold"
        )
        show_class(console, lesson_exercises(writer.lesson), records)
    return all(record.status == "graded" for record in records)


def _say_where(places: Places, lessons: Sequence[str]) -> None:
    print("Results:   " + "\n           ".join(str(places.results(x)) for x in lessons))
    print(f"Notebooks: {places.autograded}\nFeedback:  {places.feedback}")
    print(f"Gradebook: {places.db_url}")


def run_simulate(options: argparse.Namespace) -> int:
    """Makes a class."""
    course = _course()
    course.release(options.lesson)
    from autograder.grading.simulation import simulate

    simulate(course, options.lesson, options.out, options.students, options.seed)
    place = options.out / "student_001" / options.lesson / f"{options.lesson}.ipynb"
    print(f"{options.students} hand-ins of {options.lesson}, seed {options.seed}: {place}, …")
    where = "" if options.out == Path("submitted") else f" --submitted {options.out}"
    print(f"Grade them: autograder grade {options.lesson}{where} --sandbox off")
    return ALL_GOOD


def run_check(options: argparse.Namespace) -> int:
    """Checks one notebook. 0 if everything but optional exercises is passed, else 1."""
    from autograder.grading.hand_ins import read_hand_in

    try:
        data = read_hand_in(options.notebook)
        from autograder.grading.submission import lesson_of

        lesson = lesson_of(data)
    except SubmissionError as error:
        raise UsageError(f"{options.notebook}: {error}") from error
    return _check_lesson(data, lesson)


def _check_lesson(data: bytes, lesson: str) -> int:
    from rich.console import Console

    from autograder.grading.batch import new_seed
    from autograder.grading.submission import grade_submission
    from autograder.reports.terminal import show_verdicts

    print(f"Running the code of this notebook ({lesson}) with your own rights.", file=sys.stderr)
    with Console(stderr=True).status("Running all cells"):
        graded = grade_submission(data, lesson, new_seed())
    if not graded.verdicts:
        print(f"autograder: {graded.record.message}", file=sys.stderr)
        return NOT_ALL
    show_verdicts(Console(highlight=False), graded.verdicts)
    passed = all(v.optional or v.status == "passed" for v in graded.verdicts)
    return ALL_GOOD if passed else NOT_ALL
