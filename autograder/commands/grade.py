"""``autograder grade``: its options, its words, its exit codes.

What it needs is imported when it runs, so that ``autograder --help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import ALL_GOOD, NOT_ALL, STOPPED
from autograder.commands.arguments import count, seed
from autograder.commands.running import ending_when_told, log_to
from autograder.errors import UsageError
from autograder.grading.readiness import Kernels, imported, importing_quickly
from autograder.records.signs import safe_text

if TYPE_CHECKING:
    from autograder.grading.batch import LessonRun
    from autograder.grading.course import Course
    from autograder.grading.hand_ins import HandIn
    from autograder.grading.places import Places
    from autograder.grading.settings import Settings
    from autograder.grading.survey import Survey
    from autograder.grading.workers import Workers

MAX_GONE = 10
GPU_DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")
"""Where one of these is, Linux may have a GPU: NVIDIA's own driver, WSL's, AMD's."""

LINE = "grade a class's hand-ins"
ABOUT = """\
Grade hand-ins: run each notebook in a sandbox, try its functions with numbers that nobody knew
before, and compare what comes with what PyTorch autograd gives. Many at once, as cores allow.

Reads   SUBMITTED/STUDENT/LESSON/LESSON.ipynb     (never written to)
Writes  OUT/results/LESSON.jsonl                  points and reasons, one line of JSON a student
        OUT/autograded/STUDENT/LESSON/            executed notebooks with points
        OUT/feedback/STUDENT/LESSON/              a page for each student
        OUT/gradebook.db                          nbgrader's gradebook
        OUT/journal/LESSON.jsonl                  what is done: a run that was stopped goes on
        OUT/set_aside.txt                         files of which it isn't clear whose they are, or
                                                  that stand beside one that counts

What hasn't changed since the last run isn't graded again: the hand-in, the lesson, the grader and
the options. Ctrl-C stops, and the same command goes on with the same seed."""
END = """\
examples:
  autograder grade 01_gradient_vectors
  autograder grade 01_gradient_vectors --force --seed 7       try the same numbers again
  autograder grade 06_training_loop --cell-seconds 60 --memory-mib 4096

exit code: 0 all graded; 1 some were rejected or not determined (the table says which and why);
2 wrong usage, nothing graded; 3 results can't be written any more; 130 interrupted. After 3 and
130, what was graded so far is kept, and the same command goes on."""
INTERRUPTED = ". What is graded so far is kept: the same command goes on."
LIMITS = {  # the option, the limit's name, what it is
    "--cell-seconds": ("cell_timeout_s", "a cell may run"),
    "--notebook-seconds": ("submission_timeout_s", "a whole notebook may run"),
    "--memory-mib": ("memory_mib", "MiB of memory"),
    "--processes": ("processes", "processes and threads"),
    "--scratch-mib": ("scratch_mib", "MiB of files"),
    "--output-mib": ("output_mib", "MiB that a notebook may show"),
}
MOST = 1_000_000
WINDOWS = (
    "Grading needs Linux, and this is Windows: grade in WSL 2 (wsl --install). `autograder check` "
    "and `autograder simulate` work here."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what ``autograder grade`` can be told."""
    from autograder.kernels.limits import Limits

    add = parser.add_argument
    add("lessons", metavar="LESSON", nargs="*", help="such as 01_gradient_vectors")
    add("--submitted", type=Path, default=Path("submitted"), help="the hand-ins (submitted)")
    add("--out", type=Path, default=Path("grading"), help="where results go (grading)")
    add("--workers", metavar="N", type=count(1000), help="hand-ins at once (cores and one more)")
    add(
        "--sandbox",
        choices=("auto", "bwrap", "users", "off"),
        default="auto",
        help="auto is bwrap, and fails where there is none; users: for root in a container, "
        "hand-ins run as users without rights; off: hand-ins have your own rights",
    )
    add(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where the tensors that functions are tried with live; auto: a GPU if there is one",
    )
    add("--seed", type=seed, help="of the numbers to try with (a new one every run)")
    add("--force", action="store_true", help="grade what hasn't changed too")
    add(
        "--feedback",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="write a page for each student, which takes some hundredths of a second (yes)",
    )
    add(
        "--pictures",
        action="store_true",
        help="have hand-ins' own plots in notebooks and pages; takes two to three times as long",
    )
    add(
        "--db",
        metavar="URL",
        help="of the gradebook, as SQLAlchemy has it, or a file (OUT/gradebook.db)",
    )
    group = parser.add_argument_group(
        "limits",
        "of each hand-in; with --sandbox off only those of time and output hold, on Linux of "
        "memory too;\nwith users, that of files holds for each file",
    )
    defaults = Limits()
    for option, (name, what) in LIMITS.items():
        default = int(getattr(defaults, name))
        group.add_argument(
            option,
            dest=name,
            metavar="N",
            type=count(MOST),
            default=default,
            help=f"{what} ({default})",
        )


def run(options: argparse.Namespace) -> int:
    """Grades the lessons. 0 if all hand-ins are graded, else 1 or 3."""
    if sys.platform == "win32":
        raise UsageError(WINDOWS)
    with importing_quickly():
        return _run(*_prepared(options))


def _prepared(
    options: argparse.Namespace,
) -> tuple[argparse.Namespace, Course, Survey, dict[str, list[HandIn]], Places, Settings, Kernels]:
    """What there is to grade, where and how; kernels come up meanwhile."""
    from autograder.grading.course import find_course
    from autograder.grading.databases import sqlite_url
    from autograder.grading.places import Places, default_db_url

    lessons = list(dict.fromkeys(options.lessons))
    if not lessons:
        raise UsageError(f"Name a lesson: autograder grade LESSON. {_lessons()}")
    course = find_course(Path.cwd())
    for built in (course.solution, course.release):
        [built(lesson) for lesson in lessons]
    survey, classes = _classes(options.submitted, lessons)
    db = options.db or default_db_url(options.out)
    if "://" not in db:
        db = sqlite_url(Path(db))
    places = Places(options.submitted, options.out, db)
    settings = _settings(options)
    private = (course.solution(lessons[0]).parent, options.submitted, options.out)
    kernels = Kernels(settings, private)
    if options.force or not all(places.journal(lesson).is_file() for lesson in lessons):
        kernels.start()  # comes up while this process imports what it needs
    return options, course, survey, classes, places, settings, kernels


def _classes(submitted: Path, lessons: Sequence[str]) -> tuple[Survey, dict[str, list[HandIn]]]:
    """All that there is, and the hand-ins by lesson.

    Of several lessons, one that nobody handed in is told and left out.
    """
    from autograder.grading.hand_ins import find_class, survey_of

    survey = survey_of(submitted, lessons[0])
    found: dict[str, list[HandIn]] = {}
    errors = []
    for lesson in lessons:
        try:
            found[lesson] = find_class(submitted, lesson, survey)
        except UsageError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    for fault in errors:
        print(f"autograder: {safe_text(fault, 2_000).splitlines()[0]}", file=sys.stderr)
    return survey, found


def _run(
    options: argparse.Namespace,
    course: Course,
    survey: Survey,
    classes: Mapping[str, Sequence[HandIn]],
    places: Places,
    settings: Settings,
    kernels: Kernels,
) -> int:
    import torch

    from autograder.grading.batch import LessonRun, Options
    from autograder.grading.locks import locked
    from autograder.grading.places import make_folder
    from autograder.grading.workers import LocalWorkers

    imported()
    torch.set_num_threads(1)  # references are small, and the cores belong to the kernels
    how = Options(settings, options.seed, options.force, options.feedback)
    make_folder(places.out)
    with ExitStack() as stack:
        stack.enter_context(ending_when_told())
        stack.enter_context(locked(places))
        runs, unfit = [], []
        for lesson, hand_ins in classes.items():
            try:
                runs.append(LessonRun(course, lesson, places, hand_ins, how))
            except UsageError as error:  # such as a gradebook of this lesson's earlier version
                unfit.append(error)
            else:
                stack.callback(runs[-1].close)
        if not runs:
            raise unfit[0]
        for why in unfit:
            print(f"autograder: {safe_text(why, 2_000)}", file=sys.stderr)
        stack.enter_context(log_to(options.out / "grading.log"))
        if any(run.todo for run in runs):
            kernels.start()
            for run in runs:
                run.make_ready()
            kernels.wait()
        workers = stack.enter_context(LocalWorkers(options.workers))
        code = _grade_all(runs, workers, places, survey)
        if left := [lesson for lesson in classes if lesson not in [run.lesson for run in runs]]:
            print(f"Not graded, as said at the start: {', '.join(left)}")
        return max(code, NOT_ALL) if left else code


def _lessons() -> str:
    from autograder.exercises import lesson_names

    return f"There are: {', '.join(lesson_names())}."


def _settings(options: argparse.Namespace) -> Settings:
    from autograder.grading.settings import BWRAP, Settings
    from autograder.kernels.limits import Limits

    names = [name for name, _ in LIMITS.values()]
    limits = Limits(**{name: getattr(options, name) for name in names})
    sandbox = BWRAP if options.sandbox == "auto" else options.sandbox
    return Settings(_device(options.device), sandbox, limits, options.pictures)


def _device(asked: str) -> str:
    """The device to use. Imports torch, which takes a second, only where there may be a GPU."""
    no_gpu = sys.platform == "linux" and not any(map(os.path.exists, GPU_DRIVERS))
    if asked == "cpu" or (asked == "auto" and no_gpu):
        return "cpu"
    import torch

    if asked == "cuda" and not torch.cuda.is_available():
        raise UsageError("--device cuda: torch finds no CUDA device here. Use --device cpu.")
    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return asked


def _grade_all(runs: Sequence[LessonRun], workers: Workers, places: Places, survey: Survey) -> int:
    from autograder.grading.batch import RunStopped
    from autograder.grading.gradebook import shown_url
    from autograder.grading.submission import ALONE

    code = ALL_GOOD
    try:
        for run in runs:
            code = max(code, _grade_lesson(run, workers))
        code = max(code, _show_account(runs, places, survey))
    except RunStopped as error:
        with ALONE:  # as in _grade_lesson
            print(f"autograder: {safe_text(error, 2_000)}", file=sys.stderr)
        return STOPPED
    lessons = [run.lesson for run in runs]
    print("Results:   " + "\n           ".join(str(places.results(x)) for x in lessons))
    print(f"Notebooks: {places.autograded}\nFeedback:  {places.feedback}")
    print(f"Gradebook: {shown_url(places.db_url)}")
    return code


def _show_account(runs: Sequence[LessonRun], places: Places, survey: Survey) -> int:
    """Whether all that was found is accounted for, as an exit code; prints the sum."""
    from autograder.grading.accounts import drawn_up, told_aside
    from autograder.grading.batch import stopping

    records = [record for run in runs for record in run.records.values()]
    beside = [aside for run in runs for aside in run.beside()]
    account = drawn_up(survey, [run.lesson for run in runs], records, beside)
    with stopping(places):
        lines = told_aside(account, places.submitted, places.set_aside)
    print("".join(f"{line}\n" for line in [*lines, str(account)]), end="")
    return ALL_GOOD if account.balanced else NOT_ALL


def _grade_lesson(run: LessonRun, workers: Workers) -> int:
    """Whether all hand-ins of the lesson were graded, as an exit code; prints the table."""
    from autograder.grading.submission import ALONE
    from autograder.reports.terminal import with_bar

    print(_plan_text(run), flush=True)
    try:
        for _ in with_bar(run.lesson, run.grade(workers), len(run.todo)):
            pass
    finally:
        with ALONE:  # a run that stops has workers at work, and who judges swallows what is printed
            _show(run)
    done = [record.status == "graded" for record in run.records.values()]
    return ALL_GOOD if all(done) else NOT_ALL


def _plan_text(run: LessonRun) -> str:
    """What is about to be done, in a line or two."""
    lines = []
    if run.kept:
        lines.append(f"{run.lesson}: {len(run.kept)} have not changed and are kept (else --force)")
    if run.todo:
        device = run.options.settings.device
        words = "going on with seed" if run.goes_on else "seed"
        lines.append(
            f"{run.lesson}: {len(run.todo)} to grade on {device}, {words} {run.seed} "
            f"(the same numbers again: --force --seed {run.seed})"
        )
    return "\n".join(lines)


def _show(run: LessonRun) -> None:
    from rich.console import Console
    from sqlalchemy.exc import OperationalError

    from autograder.exercises import lesson_exercises
    from autograder.reports.terminal import show_class

    records = [run.records[student] for student in sorted(run.records)]
    console = Console(highlight=False)
    total = len(run.kept) + len(run.todo)
    console.print(f"\n{run.lesson}: {len(records)} of {total} hand-ins", style="bold")
    where = str(run.places.results(run.lesson))
    with suppress(OperationalError):  # it is told elsewhere, and here would hide what it is
        show_class(console, lesson_exercises(run.lesson), records, run.by_hand(), where)
        for line in _time_lines(run):
            console.print(line, markup=False)
        if gone := run.gone():
            console.print(_gone_text(gone, run.places.db_url), markup=False)


def _gone_text(students: Sequence[str], db_url: str) -> str:
    """Who is in the gradebook and has no hand-in any more, and what to do."""
    from autograder.grading.gradebook import shown_url
    from autograder.grading.places import default_db_url

    names = _some_of(students)
    own = db_url == default_db_url(Path("grading"))
    db = "" if own else f" --db {shown_url(db_url)}"
    return (
        f"In the gradebook, but not among the hand-ins any more: {names}. Nothing was "
        f"deleted. To remove one, with all grades: nbgrader db student remove ID --force{db}\n"
    )


def _time_lines(run: LessonRun) -> list[str]:
    """Of whom it isn't known when they handed in: nobody is late, or in time, in silence."""
    lines = [
        f"{student}: {safe_text(doubt)} Until then there is no late penalty."
        for student, doubt in run.doubts().items()
    ]
    if untold := run.untold():
        lines.append(
            f"{run.lesson} has a due date, and no timestamp.txt tells when these came, so that "
            f"they have no late penalty: {_some_of(untold)}."
        )
    return [f"{line}\n" for line in lines]


def _some_of(students: Sequence[str]) -> str:
    """The first of the students, in full, and how many more there are."""
    more = f" and {len(students) - MAX_GONE} more" if len(students) > MAX_GONE else ""
    return ", ".join(map(safe_text, students[:MAX_GONE])) + more
