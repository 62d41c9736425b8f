"""Stock nbgrader works on the same files: release, validation, autograding, feedback, export.

Everything runs in this process with nbgrader's own classes, in a course folder of its own that
holds the project's nbgrader_config.py.
"""

from __future__ import annotations

import copy
import csv
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.validator import Validator
from traitlets.config import Config, PyFileConfigLoader

import autograder.exercises
from tests.marks import long
from tools.notebooks import ROOT, lesson_names
from tools.notebooks import build as build_files
from tools.sources import WELCOME

LESSONS = [name for name in lesson_names(ROOT) if name != WELCOME]

pytestmark = [
    # nbgrader 0.9.6, api.py, add_submission: reads a relation of a submission not yet added.
    pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning"),
]


@dataclass(frozen=True)
class Course:
    """A course folder with the build's files of one lesson, and nbgrader on it."""

    root: Path
    lesson: str
    config: Config
    api: NbGraderAPI

    def notebook(self, folder: str, student: str = "") -> Path:
        return self.root / folder / student / self.lesson / f"{self.lesson}.ipynb"

    def read(self, folder: str) -> dict:
        return json.loads(self.notebook(folder).read_text(encoding="utf-8"))

    def hand_in(self, student: str, notebook: dict) -> None:
        path = self.notebook("submitted", student)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def validate(self, notebook: dict) -> dict:
        path = self.root / "validated.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return Validator(config=self.config).validate(str(path))


def open_course(root: Path, lesson: str, files: dict[Path, bytes]) -> Course:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return Course(root, lesson, config, NbGraderAPI(CourseDirectory(config=config), config=config))


def succeeded(result: dict) -> bool:
    assert result["success"], result["log"]
    return True


def answered(release: dict, solution: dict) -> dict:
    """The release with every answer cell filled in, as a student's work."""
    answers = {c["id"]: c["source"] for c in solution["cells"]}
    work = copy.deepcopy(release)
    for cell in work["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    return work


def without_outputs(notebook: dict) -> dict:
    bare = copy.deepcopy(notebook)
    for cell in bare["cells"]:
        if "outputs" in cell:
            cell["outputs"] = []
    return bare


def unmeant_errors(notebook: dict) -> list[str]:
    """What would stop "Run All": errors in cells that aren't meant to fail."""
    return [
        f"{cell['id']}: {output['ename']}: {output['evalue']}"
        for cell in notebook["cells"]
        if "raises-exception" not in cell["metadata"].get("tags", ())
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]


def grade(course: Course) -> dict[str, tuple[float, float]]:
    """Score and maximum of a student who solved everything and of one who did nothing."""
    release, solution = course.read("course/en"), course.read("solutions/en")
    assert succeeded(course.api.generate_assignment(course.lesson))
    course.hand_in("solved", answered(release, solution))
    course.hand_in("untouched", release)
    assert succeeded(course.api.autograde(course.lesson, "solved"))
    assert succeeded(course.api.autograde(course.lesson, "untouched"))
    with Gradebook(course.config.CourseDirectory.db_url, "autograd-course") as gradebook:
        return {
            student: (submission.score, submission.max_score)
            for student in ("solved", "untouched")
            for submission in [gradebook.find_submission(course.lesson, student)]
        }


@pytest.fixture(autouse=True)
def tools_of_this_environment(monkeypatch):
    """nbgrader runs `alembic` by its bare name, also where no environment is activated."""
    folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", folder + os.pathsep + os.environ["PATH"])


@pytest.fixture
def tiny(project, tmp_path: Path) -> Course:
    files = build_files(project.root, [project.name], project.exercises)
    return open_course(tmp_path / "nbgrader", project.name, files)


def test_stock_generate_assignment_gives_the_same_release_but_for_the_pictures(tiny):
    ours = tiny.read("course/en")
    assert succeeded(tiny.api.generate_assignment(tiny.lesson))
    stock = tiny.read("course/en")
    assert stock == without_outputs(ours) != ours


def test_stock_release_is_the_builds_byte_for_byte_without_pictures(project, tmp_path):
    text = project.source
    start, end = text.index("# %% picture"), text.rindex("# %% [markdown]")
    project.lesson.write_text(text[:start] + text[end:])
    files = build_files(project.root, [project.name], project.exercises)
    course = open_course(tmp_path / "nbgrader", project.name, files)
    ours = course.notebook("course/en").read_bytes()
    assert succeeded(course.api.generate_assignment(course.lesson))
    assert course.notebook("course/en").read_bytes() == ours


def test_stock_validation_passes_solved_work_and_fails_a_wrong_answer(tiny):
    release, solution = tiny.read("course/en"), tiny.read("solutions/en")
    assert tiny.validate(answered(release, solution)) == {}
    wrong = answered(release, solution)
    cell = next(c for c in wrong["cells"] if c["id"] == "double")
    cell["source"] = "def double(x):\n    return 3 * x"
    [failed] = tiny.validate(wrong)["failed"]
    assert failed["source"].strip() == 'check("double")'


def test_stock_autograde_feedback_and_export_agree_on_the_scores(tiny, tmp_path):
    assert grade(tiny) == {"solved": (3, 3), "untouched": (0, 3)}
    for student in ("solved", "untouched"):
        assert succeeded(tiny.api.generate_feedback(tiny.lesson, student))
        page = tiny.notebook("grading/feedback", student).with_suffix(".html")
        score = "3.0" if student == "solved" else "0.0"
        assert f"(Score: {score} / 3.0)" in page.read_text(encoding="utf-8")
    table = tmp_path / "grades.csv"
    with Gradebook(tiny.config.CourseDirectory.db_url, "autograd-course") as gradebook:
        CsvExportPlugin(to=str(table)).export(gradebook)
    with table.open() as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {"solved": 3, "untouched": 0}


@pytest.fixture(scope="module")
def real_files() -> Iterator[dict[Path, bytes]]:
    return build_files(ROOT, LESSONS, autograder.exercises.lesson_exercises)


@pytest.mark.parametrize("lesson", [LESSONS[0], *map(long, LESSONS[1:])])
def test_a_lesson_gives_all_points_for_its_solution_and_none_for_nothing(
    lesson, real_files, tmp_path
):
    files = {path: data for path, data in real_files.items() if lesson in path.parts}
    course = open_course(tmp_path, lesson, files)
    ours = course.read("course/en")
    points = sum(e.points for e in autograder.exercises.lesson_exercises(lesson))
    assert grade(course) == {"solved": (points, points), "untouched": (0, points)}
    assert course.read("course/en") == without_outputs(ours)
    for student in ("solved", "untouched"):
        assert unmeant_errors(course.read(f"grading/autograded/{student}")) == []


def test_the_committed_notebooks_are_those_of_the_sources(real_files):
    for path, data in real_files.items():
        assert (ROOT / path).read_bytes() == data, f"{path} is old: run `make notebooks`"
