"""Stock ``nbgrader zip_collect`` with our collectors: everybody's file, under the lesson's name."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from autograder.grading.arrivals import read_arrival
from autograder.platforms.nbgrader_collectors import BlackboardCollector, CanvasCollector
from tests.platforms.builders import ANA, BEN, LESSON, blackboard_zip, canvas_zip


def zip_collect(root, archive, collector):
    """Runs stock ``nbgrader zip_collect`` on one archive."""
    folder = root / "downloaded" / LESSON / "archive"
    folder.mkdir(parents=True)
    archive.rename(folder / archive.name)
    name = f"autograder.platforms.nbgrader_collectors.{collector.__name__}"
    command = [sys.executable, "-m", "nbgrader", "zip_collect", LESSON, f"--collector={name}"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("collector", "name", "student"),
    [
        (CanvasCollector, "leeana_LATE_101_9_my_1_2.ipynb", "101"),
        (BlackboardCollector, "HW_1_ab1_attempt_2026-10-01-12-00-00_x.ipynb", "ab1"),
    ],
)
def test_a_name_gives_student_and_lesson(collector, name, student):
    app = ZipCollectApp()
    app.coursedir = CourseDirectory(assignment_id=LESSON, parent=app)
    plugin = collector(parent=app)
    found = plugin.collect(f"/some/where_1_2/{name}")
    assert (found["student_id"], found["file_id"]) == (student, f"{LESSON}.ipynb")
    assert plugin.collect(f"/some/where_1_2/{name[:-6]}.pdf") is None
    assert plugin.collect("/some/leeana_101_9_x/notes.ipynb") is None


def test_stock_zip_collect_finds_everybody_in_a_zip_of_canvas(tmp_path):
    files = [(ANA, "my_1_2.ipynb", b"a", False), (BEN, "b.ipynb", b"b", True)]
    root = tmp_path / "course_1_2"
    root.mkdir()
    zip_collect(root, canvas_zip(tmp_path, files), CanvasCollector)
    found = {p.parts[-3]: p.read_bytes() for p in root.glob(f"submitted/*/{LESSON}/{LESSON}.ipynb")}
    assert found == {"101": b"a", "102": b"b"}


def test_stock_zip_collect_takes_the_last_attempt_of_blackboard_with_its_time(tmp_path):
    times = ("2026-10-01-12-00-00", "2026-10-02-12-00-00")
    handed = [("ab1", "Ana Lee", t, {"a.ipynb": t.encode()}) for t in times]
    root = tmp_path / "course"
    root.mkdir()
    zip_collect(root, blackboard_zip(tmp_path, handed), BlackboardCollector)
    folder = root / "submitted" / "ab1" / LESSON
    assert (folder / f"{LESSON}.ipynb").read_bytes() == times[1].encode()
    assert read_arrival([folder]).when == datetime(2026, 10, 2, 12)
