"""`resume` in a real kernel, after a restart: what runs again, what is said, what is left alone."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from autograder.records.set_ups import set_up_among
from tests.notebook.test_stale import RIGHT, SETUP, Notebook

MARKS = {"solution": True, "grade": False, "grade_id": "fun_dz", "locked": False}
STUB = "def fun_dz(x, y):\n    raise NotImplementedError()"


def cell(text, answer=""):
    nbgrader = {"nbgrader": MARKS | {"grade_id": answer}} if answer else {}
    return {"cell_type": "code", "source": text, "metadata": nbgrader, "outputs": []}


def heading(text):
    return {"cell_type": "markdown", "source": text, "metadata": {}}


def cells(answer=RIGHT):
    return [
        cell(SETUP),
        heading("## 1. First"),
        cell("from pathlib import Path\nwidth = 7"),
        cell("Path('shown').touch()"),
        cell(answer, "fun_dz"),
        cell('check("fun_dz")'),
        cell(STUB.replace("fun_dz", "gradient_descent"), "gradient_descent"),
        heading("## 2. Second"),
        cell("print(width)"),
        heading("## 3. Third"),
        cell("print(fun_dz)"),
    ]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    notebook = Notebook(tmp_path_factory.mktemp("notebook"))
    notebook.someone_is_there = True
    yield notebook
    notebook.close()


@pytest.fixture
def kernel(running, tmp_path):
    """As after a restart: no name is left, and the folder is a new one."""
    running.folder = tmp_path
    running.run("%reset -f")
    running.run(f"import os\nos.environ.pop('JPY_SESSION_NAME', None)\nos.chdir({str(tmp_path)!r})")
    running.run("from autograder.notebook.progress import SESSION\nSESSION.__init__()")
    assert running.run(SETUP, "setup") == ""
    return running


def save(folder: Path, content, name="lesson.ipynb"):
    (folder / name).write_text(json.dumps({"cells": content, "nbformat": 4, "nbformat_minor": 5}))


def resume(kernel, call="resume()"):
    return unescape(kernel.run(f"from autograder import resume\n{call}", "resume"))


def test_the_set_up_the_answers_and_what_a_section_builds_on_run_and_nothing_else(kernel):
    save(kernel.folder, cells())
    said = resume(kernel, "resume(2)")
    assert "your answers ran: fun_dz." in said
    assert "So did 1 cell that what follows builds on." in said
    assert "Go on with “2. Second”." in said
    assert not (kernel.folder / "shown").exists()
    assert "7" in kernel.run("print(width)")
    assert "Passed" in kernel.check()


def test_a_section_that_builds_on_less_has_less_run(kernel):
    save(kernel.folder, cells())
    assert "So did" not in resume(kernel, "resume(3)")


def test_without_a_number_it_is_the_section_of_the_first_open_exercise(kernel):
    save(kernel.folder, cells())
    assert "Go on with “1. First”." in resume(kernel)


def test_a_stub_is_no_answer(kernel):
    save(kernel.folder, cells(STUB))
    said = resume(kernel, "resume(3)")
    assert "The lesson's set-up ran." in said
    assert "fun_dz" not in said


def test_an_answer_that_stops_is_told_and_the_others_run(kernel):
    save(kernel.folder, cells("fun_dz = 1 / 0"))
    said = resume(kernel, "resume(2)")
    assert "Your answer fun_dz stopped with ZeroDivisionError: division by zero" in said
    assert "7" in kernel.run("print(width)")


def test_the_calling_cell_is_not_run_again(kernel):
    save(
        kernel.folder, [*cells()[:2], cell("from autograder import resume\nresume()"), *cells()[2:]]
    )
    assert "Go on with" in resume(kernel, "resume(2)")


@pytest.mark.parametrize("section", ["9", "'2'", "2.5"])
def test_a_section_that_is_not_there_is_told(kernel, section):
    save(kernel.folder, cells())
    said = resume(kernel, f"resume({section})")
    assert f"This notebook has sections 1, 2, 3, and you asked for {section}." in said


def test_of_several_notebooks_one_has_to_be_named(kernel):
    save(kernel.folder, cells())
    save(kernel.folder, cells(), "other.ipynb")
    assert 'Name it: resume(notebook="lesson.ipynb").' in resume(kernel)
    assert "your answers ran" in resume(kernel, 'resume(notebook="other")')
    assert "There is no notebook none.ipynb" in resume(kernel, 'resume(notebook="none")')


def test_the_name_that_jupyter_tells_decides(kernel):
    save(kernel.folder, cells())
    save(kernel.folder, [cell("chosen = 1"), *cells()], "other.ipynb")
    kernel.run("import os; os.environ['JPY_SESSION_NAME'] = 'somewhere/other.ipynb'")
    resume(kernel)
    assert "1" in kernel.run("print(chosen)")


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', "{", '{"cells": [1, {"source": 5}]}'])
def test_a_file_that_is_no_notebook_is_told_in_a_sentence(kernel, text):
    (kernel.folder / "lesson.ipynb").write_text(text)
    said = resume(kernel)
    assert "Error:" not in said and "Traceback" not in said
    assert "can't be read" in said or "isn't a notebook" in said or "set-up ran" in said


def test_without_a_file_the_menu_is_named(kernel):
    assert "Run All Above Selected Cell" in resume(kernel)


def test_an_interrupt_ends_it(kernel):
    loop = "print('begun', flush=True)\nPath('begun').touch()\nwhile True: pass"
    save(kernel.folder, [*cells()[:3], cell(loop, "fun_dz"), *cells()[7:]])
    said = kernel.run("from autograder import resume\nprint('now')\nresume(2)", "r", "now")
    assert "You stopped it." in said


def test_where_nobody_sits_it_does_nothing(kernel, monkeypatch):
    save(kernel.folder, cells())
    monkeypatch.setattr(kernel, "someone_is_there", False)
    assert "it does nothing" in resume(kernel)
    assert "NameError" in kernel.run("width")


def test_what_stands_above_the_set_up_is_a_part_of_it_and_no_cell_that_the_rest_builds_on(kernel):
    save(kernel.folder, [cell("folded = 1"), *cells()])
    kernel.run("del np, check")
    assert "So did 1 cell that" in resume(kernel, "resume(2)")
    assert "1" in kernel.run("print(folded)")
    assert "Passed" in kernel.check()


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["import importlib.util", "import math\nfrom autograder import check"], 1),
        (["import numpy\nfrom utils import quiz", "from autograder import check"], 0),
        (["from autograder import resume\nresume()", "x = 1", "from utils import quiz"], 2),
        (["x = 1", "y = 2"], 0),
        (["import utils_of_mine", "import autograder"], 1),
        ([], 0),
    ],
)
def test_the_set_up_is_the_first_cell_that_imports_the_course(texts, found):
    assert set_up_among(texts) == found
