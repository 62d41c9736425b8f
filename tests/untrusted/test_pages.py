"""Pages of hand-ins that would act on whoever opens them, in a real browser: they do nothing.

The pages are the students' feedback and all of Formgrader, which shows the written notebooks with
an instructor's rights.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page

from autograder.grading.course import Course
from autograder.grading.naming import student_id
from autograder.grading.places import default_db_url
from tests.browser.jupyterlab import ROOT, Lab, opened_browser, served
from tests.untrusted.attacks import LESSON
from tests.untrusted.classes import HONEST_ONE, hand_in, put, release, slug
from tests.untrusted.displays import DISPLAYS, ODD_STUDENTS

pytestmark = pytest.mark.browser
ACTED = """() => [
    window.pwned, window.parent.pwned, window.frames.length,
    ...[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
        .filter(a => /^(javascript|vbscript|data:text)/i.test(a.value.trim())
                     || /pwned/.test(a.value) && /^on/.test(a.name)).map(a => a.value)),
].filter(Boolean)"""
LISTS = ("manage_assignments", "manage_students", f"manage_submissions/{LESSON}", "gradebook")


@dataclass(frozen=True)
class Seen:
    """What a page did: what scripts left behind, its title, and whom it asked."""

    acted: list[object]
    title: str
    asked: list[str]
    text: str = field(compare=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose hand-ins show all that they can, and a class report of theirs."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("course", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course = Course(folder)
    put(course, folder / "submitted", DISPLAYS)
    for student in ODD_STUDENTS.values():
        hand_in(folder / "submitted", student, HONEST_ONE.notebook(release(course)), {})
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--cell-seconds", "20"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    (folder / "told.txt").write_text(told.stdout + told.stderr)
    return folder


@pytest.fixture(scope="module")
def lab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on this course."""
    with (
        served(folder, tmp_path_factory.mktemp("jupyter")) as address,
        opened_browser() as browser,
    ):
        yield Lab(address, folder, browser)


def seen(lab: Lab, address: str) -> tuple[Seen, Page]:
    """What opening a page does, and the page."""
    page, asked = lab.browser.new_page(viewport={"width": 1300, "height": 1000}), []
    page.route(
        lambda url: not url.startswith((lab.address, "file:", "data:", "blob:")),
        lambda route: route.abort("internetdisconnected"),
    )
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    page.goto(address, wait_until="load")
    for summary in page.locator("summary").all():
        summary.evaluate("e => e.parentElement.open = true")
    ours = (lab.address, "file:", "data:", "blob:")
    strange = sorted({url for url in asked if not url.startswith(ours)})
    text = page.locator("body").inner_text()
    return Seen(page.evaluate(ACTED), page.title(), strange, text), page


def students() -> list[str]:
    return [*map(slug, DISPLAYS), *ODD_STUDENTS.values()]


def shown_names() -> list[str]:
    """Their names in the gradebook: signs that act are spelt out, and the longest are cut."""
    odd = {"<": "\\x3c", ">": "\\x3e", "\x1b": "\\x1b", "\x07": "\\x07", "\u202e": "\\u202e"}
    names = ["".join(odd.get(sign, sign) for sign in name) for name in students()]
    long = [name for name in names if len(name) > 128]
    assert [student_id(name)[:100] for name in long] == [name[:100] for name in long]
    return [student_id(name) if name in long else name for name in names]


def test_no_feedback_page_acts_on_its_reader(lab: Lab, folder: Path, tmp_path: Path):
    normal, page = seen(lab, (folder / feedback("anna")).as_uri())
    assert normal.acted == []
    assert "study the chain rule" in normal.text
    page.close()
    for student in shown_names():
        came, page = seen(lab, (folder / feedback(student)).as_uri())
        assert came == normal, student
        page.close()


def feedback(student: str) -> Path:
    return Path("grading", "feedback", student, LESSON, f"{LESSON}.html")


def test_no_page_of_formgrader_acts_on_the_instructor(
    lab: Lab, folder: Path, tmp_path_factory: pytest.TempPathFactory
):
    with Gradebook(default_db_url(folder / "grading")) as gradebook:
        ids = {
            submission.student.id: submission.id
            for submission in gradebook.notebook_submissions(LESSON, LESSON)
        }
    assert set(ids) == {*shown_names(), "anna", "ken", "zoe"}
    normal, page = seen(lab, f"{lab.address}/formgrader/submissions/{ids['anna']}/")
    assert normal.acted == []
    page.close()
    pictures = tmp_path_factory.mktemp("screenshots")
    for student in shown_names():
        came, page = seen(lab, f"{lab.address}/formgrader/submissions/{ids[student]}/")
        assert (came.acted, came.asked) == ([], normal.asked), student
        assert came.title == normal.title, student
        page.screenshot(path=pictures / f"{ids[student]}.png", full_page=True)
        page.close()


@pytest.mark.parametrize("address", [*LISTS, f"gradebook/{LESSON}", f"gradebook/{LESSON}/{LESSON}"])
def test_no_list_of_formgrader_acts_on_the_instructor(address: str, lab: Lab):
    came, page = seen(lab, f"{lab.address}/formgrader/{address}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(ACTED) == []
    assert (came.acted, came.asked) == ([], [])
    assert "pwned" not in page.title()
    page.close()


def test_what_was_not_shown_is_said_and_the_students_words_are_there(lab: Lab, folder: Path):
    came, page = seen(lab, (folder / feedback(slug("HTML and text"))).as_uri())
    assert "[output of type text/html not shown]" in came.text
    assert "the same as text</pre>" in came.text
    page.close()
    came, page = seen(lab, (folder / feedback(slug("text cells"))).as_uri())
    for words in ("my text stays", "1 < 2, a<b>c", "<script>window.pwned=1"):
        assert words in came.text
    page.close()


def test_the_terminal_and_the_result_lines_hold_nothing_that_acts(folder: Path):
    told = (folder / "told.txt").read_text()
    lines = (folder / "grading" / "results" / f"{LESSON}.jsonl").read_text()
    for text in (told, lines):
        assert "anna" in text
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\x00"} & set(text)
