"""A class of misbehaving and honest hand-ins on an instructor's machine, and what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.grading.batch import LessonRun, Options
from autograder.grading.course import Course
from autograder.grading.hand_ins import find_class
from autograder.grading.places import Places, default_db_url
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.workers import LocalWorkers
from autograder.kernels.limits import Limits
from autograder.records.results import Record
from tests.grading.material import hashes_below
from tests.untrusted.attacks import LESSON, Attack, honest_but

ROOT = Path(__file__).parents[2]
HONEST = ("anna", "ken", "zoe")
SEED = 11
IN_FLIGHT = 8
HONEST_ONE = honest_but("print('mine')", texts={"notes": "My notes: **study** the chain rule."})
LIMITS = Limits(
    cell_timeout_s=2.5,
    submission_timeout_s=15,
    memory_mib=700,
    scratch_mib=32,
    output_mib=4,
    processes=32,
)


@dataclass(frozen=True)
class Machine:
    """Folders of an instructor, each with a file ``canary`` that holds ``word``."""

    places: Mapping[str, Path]
    word: str
    course: Course

    def files(self) -> dict[str, str]:
        """The hashes of all that no hand-in may change."""
        found = {f"{n}/{k}": v for n, p in self.places.items() for k, v in hashes_below(p).items()}
        return {name: h for name, h in found.items() if not name.startswith("the results")}


@dataclass(frozen=True)
class Graded:
    """A graded class: where its results are, its records by student, how long it took."""

    out: Path
    records: dict[str, Record]
    seconds: float

    def notebook(self, student: str) -> dict[str, Any]:
        """The executed notebook."""
        path = self.out / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def page(self, student: str) -> str:
        """The feedback page."""
        return (self.out / "feedback" / student / LESSON / f"{LESSON}.html").read_text()

    def of(self, student: str) -> dict[str, Any]:
        """All that was written of a student but the time: record, files and grades."""
        line = json.loads(self.records[student].to_json())
        with Gradebook(default_db_url(self.out)) as gradebook:
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
            grades = {g.name: (g.score, g.needs_manual_grade) for g in notebook.grades}
        folders = [self.out / kind / student for kind in ("autograded", "feedback")]
        files = [hashes_below(folder) for folder in folders]
        return {"record": line | {"seconds": 0}, "files": files, "grades": grades}


def slug(name: str) -> str:
    """The student's name of an attack."""
    return "x-" + "-".join(name.split())


@contextlib.contextmanager
def machine(root: Path) -> Iterator[Machine]:
    """An instructor's machine: a course, and canaries in all that is theirs."""
    word = secrets.token_hex(16)
    home = Path(tempfile.mkdtemp(prefix="canary-", dir=os.path.expanduser("~")))
    places = {
        "the home": home,
        "the course": root / "course",
        "the hand-ins": root / "submitted",
        "the results": root / "out",
        "the folder for temporary files": Path(tempfile.mkdtemp(prefix="canary-")),
    }
    os.environ["AUTOGRADER_CANARY"] = word
    try:
        for folder in places.values():
            folder.mkdir(exist_ok=True, parents=True)
            (folder / "canary").write_text(word)
        for kind in ("course", "solutions"):
            path = Path(kind, "en", LESSON, f"{LESSON}.ipynb")
            (root / "course" / path).parent.mkdir(parents=True)
            shutil.copy(ROOT / path, root / "course" / path)
        yield Machine(places, word, Course(root / "course"))
    finally:
        del os.environ["AUTOGRADER_CANARY"]
        shutil.rmtree(home)
        shutil.rmtree(places["the folder for temporary files"])


def release(course: Course) -> dict[str, Any]:
    """The lesson as it is handed out."""
    found: dict[str, Any] = json.loads(course.release(LESSON).read_bytes())
    return found


def hand_in(submitted: Path, student: str, data: bytes, files: Mapping[str, str]) -> None:
    """Puts a notebook, and what stands beside it, where it is looked for."""
    folder = submitted / student / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(data)
    for name, text in files.items():
        (folder / name).write_text(text)


def put(course: Course, submitted: Path, attacks: Mapping[str, Attack]) -> None:
    """Puts the hand-ins of these attacks, by slug, and of the honest students."""
    released = release(course)
    for student in HONEST:
        hand_in(submitted, student, HONEST_ONE.notebook(released), {})
    for name, attack in attacks.items():
        hand_in(submitted, slug(name), attack.notebook(released), attack.files)


def grade(course: Course, submitted: Path, out: Path) -> Graded:
    """The class in this folder, graded by the sandboxed grader."""
    places = Places(submitted, out, default_db_url(out))
    options = Options(Settings(sandbox=BWRAP, limits=LIMITS), seed=SEED)
    start = time.monotonic()
    run = LessonRun(course, LESSON, places, find_class(submitted, LESSON), options)
    with contextlib.closing(run), LocalWorkers(IN_FLIGHT) as workers:
        records = {record.student: record for record in run.grade(workers)}
    return Graded(out, records, time.monotonic() - start)
