"""What `make lab` and `make teach` open: one's own lessons, and the project with a class."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyterlab import ROOT, Lab, opened_browser, served
from tests.browser.test_lesson_01 import LESSON, RIGHT

pytestmark = pytest.mark.browser


def checkout(folder: Path) -> Path:
    """A checkout with what the two targets use; its `.venv` is the Python of these tests."""
    for name in ("course", "solutions", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return folder


@contextmanager
def opened(folder: Path, own: Path, *who: str) -> Iterator[Lab]:
    """What `make lab`, or `make teach`, opens."""
    command = (str(folder / "tools/lab.sh"), *who)
    with served(folder, own, command) as address, opened_browser() as browser:
        yield Lab(address, folder, browser)


def names_in_the_browser_of_files(page: Page) -> list[str]:
    shown = page.locator(".jp-DirListing-itemText")
    expect(shown.first).to_be_visible()
    return shown.all_inner_texts()


def test_a_learner_sees_their_lessons_and_nothing_of_a_class(tmp_path: Path, screenshots: Path):
    folder = checkout(tmp_path / "course of mine")
    with opened(folder, tmp_path / "own") as lab:
        page = lab.page()
        page.goto(f"{lab.address}/")
        page.wait_for_url("**/lab/tree/my/00_start/00_start.ipynb")
        assert names_in_the_browser_of_files(page) == ["00_start.ipynb"]
        page.get_by_role("link", name="Gradients and gradient descent").first.wait_for()
        page.screenshot(path=screenshots / "lab.png")
        menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
        assert "Help" in menus and "Nbgrader" not in menus
        expect(page.get_by_text("Create Assignment")).to_have_count(0)

        notebook = lab.notebook(f"my/{LESSON}/{LESSON}.ipynb")
        setup = notebook.ids("from autograder import")[0]
        notebook.run(setup)
        notebook.write("fun_dz", RIGHT["fun_dz"])
        for cell in ("fun_dz", "test_fun_dz"):
            notebook.run(cell)
        expect(notebook.output("test_fun_dz").first).to_contain_text("Passed")
        kept = json.loads((folder / "autograd-progress.json").read_text(encoding="utf-8"))
        assert kept["exercises"]["fun_dz"]["status"] == "passed"

        notebook.page.get_by_role("button", name="Validate").click()
        dialog = notebook.page.get_by_role("dialog")
        expect(dialog).to_contain_text("Validation Results")
        expect(dialog.get_by_text("The following cell failed:")).to_have_count(3)
        dialog.screenshot(path=screenshots / "validated_in_my.png")


def test_a_teacher_sees_the_project_with_formgrader(tmp_path: Path, screenshots: Path):
    folder = checkout(tmp_path / "course")
    with opened(folder, tmp_path / "own", "teach") as lab:
        page = lab.page()
        page.goto(f"{lab.address}/")
        page.wait_for_url("**/lab/workspaces/teach")
        assert {"course", "solutions", "tools"} <= set(names_in_the_browser_of_files(page))
        page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
        entry = page.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True)
        expect(entry).to_be_visible()
        page.screenshot(path=screenshots / "teach.png")
        assert not (folder / "my").exists()

        notebook = lab.notebook(f"solutions/en/{LESSON}/{LESSON}.ipynb")
        expect(notebook.page.get_by_role("button", name="Validate")).to_be_visible()
