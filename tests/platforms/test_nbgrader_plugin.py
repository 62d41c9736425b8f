"""Stock nbgrader's own export command fills a platform's sheet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.places import Places
from tests.grading.material import LESSON, small_course
from tests.platforms.graded_class import graded_class
from tests.platforms.sheets_of import ANNA, BEN, canvas_gradebook, differing

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "autograder.commands.nbgrader_plugin.SheetExport"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    course = small_course(tmp_path / "course", LESSON)
    return graded_class(course, tmp_path, {ANNA.number: 1.0, BEN.number: 0.5})


def nbgrader_export(places: Places, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.CourseDirectory.root = {str(folder)!r}\n"
        "c.CourseDirectory.autograded_directory = 'out/autograded'\n"
        f"c.CourseDirectory.db_url = {places.db_url!r}\n"
    )
    command = [sys.executable, "-m", "nbgrader", "export", f"--exporter={PLUGIN}", *more]
    ours = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ours)


def test_nbgrader_export_fills_a_sheet(places, tmp_path):
    sheet, target = tmp_path / "sheet.csv", tmp_path / "mine.csv"
    sheet.write_bytes(canvas_gradebook())
    chosen = ("--assignment", f"['{LESSON}']", f"--SheetExport.sheet={sheet}")
    done = nbgrader_export(places, tmp_path, *chosen, "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert differing(sheet.read_bytes(), target.read_bytes()) == {(2, 7): "9", (3, 7): "4.5"}
    again = nbgrader_export(places, tmp_path, *chosen, "--to", str(sheet))
    assert again.returncode == 2 and "holds something else" in again.stderr
    unnamed = nbgrader_export(places, tmp_path, f"--SheetExport.sheet={sheet}")
    assert unnamed.returncode == 2 and "Name one lesson" in unnamed.stderr
