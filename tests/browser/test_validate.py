"""nbgrader's Validate button in JupyterLab, on a solution, on a release and on a hand-in."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.jupyterlab import Lab
from tests.browser.test_lesson_01 import LESSON, SWAPPED

pytestmark = pytest.mark.browser


def validated(lab: Lab, path: str, picture: Path) -> Locator:
    notebook = lab.notebook(path)
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Validation Results")
    dialog.screenshot(path=picture)
    return dialog


def test_validate_says_success_on_a_solution(lab: Lab, screenshots: Path):
    said = validated(lab, f"solutions/en/{LESSON}/{LESSON}.ipynb", screenshots / "solution.png")
    expect(said).to_contain_text("Success! Your notebook passes all the tests.")


def test_validate_says_of_each_check_why_it_fails(lab: Lab, screenshots: Path):
    mine = lab.folder / "course/en" / LESSON / "mine.ipynb"
    release = nbformat.read(mine.with_stem(LESSON), as_version=4)
    next(cell for cell in release.cells if cell.id == "fun_dz").source = SWAPPED
    nbformat.write(release, mine)
    said = validated(lab, f"course/en/{LESSON}/mine.ipynb", screenshots / "unfinished.png")
    expect(said.get_by_text("The following cell failed:")).to_have_count(4)
    expect(said).to_contain_text('check("fun_dz")')
    expect(said).to_contain_text("The two components are swapped: ∂z/∂x comes first, then ∂z/∂y.")
    assert said.evaluate(
        "e => [...e.querySelectorAll('pre')].every(p => p.scrollWidth <= p.clientWidth)"
    )
    expect(said.get_by_text("Nothing to check yet")).to_have_count(3)
