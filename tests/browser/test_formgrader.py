"""nbgrader's Formgrader in JupyterLab, after the course's own grader has filled the gradebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.jupyterlab import ROOT, Lab
from tests.browser.test_lesson_01 import LESSON, RIGHT, SWAPPED

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def graded(server: Server) -> None:
    """The lesson, handed in by one who solved it and one who swapped components, and graded.

    Of the notebook they kept what is graded, which takes less time to run.
    """
    release = (server.folder / "course/en" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    for student, answers in {"Ada": RIGHT, "Bob": RIGHT | {"fun_dz": SWAPPED}}.items():
        notebook = json.loads(release)
        [setup, *others] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        notebook["cells"] = [setup, *(cell for cell in others if "nbgrader" in cell["metadata"])]
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        path = server.folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--sandbox", "off"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=server.folder, env=environment, check=True)


@pytest.mark.usefixtures("graded")
def test_formgrader_shows_the_class_and_each_submission(lab: Lab, screenshots: Path):
    page = lab.page()
    page.goto(f"{lab.address}/lab?reset")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
    shown = page.frame_locator("#formgrader-iframe iframe")
    lesson = shown.get_by_role("row").filter(has_text=LESSON)
    expect(lesson.get_by_role("link", name="2", exact=True)).to_be_visible()
    page.screenshot(path=screenshots / "formgrader_assignments.png")

    shown.get_by_role("link", name="Manage Students").click()
    expect(shown.get_by_role("row").filter(has_text="Ada")).to_contain_text("9 / 9")
    expect(shown.get_by_role("row").filter(has_text="Bob")).to_contain_text("6 / 9")

    shown.get_by_role("link", name="Manual Grading").click()
    expect(lesson).to_contain_text("7.5 / 9")
    page.screenshot(path=screenshots / "formgrader_gradebook.png")
    lesson.get_by_role("link").click()
    expect(shown.get_by_role("columnheader", name="Avg. Code Score")).to_be_visible()
    lesson.get_by_role("link").click()
    bob = shown.get_by_role("row").filter(has_text="6 / 9")
    bob.get_by_role("link", name="Submission").click()
    card = shown.get_by_role("status").filter(has_text="The gradient as a function")
    expect(card).to_contain_text("The two components are swapped")
    card.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "formgrader_submission.png")
