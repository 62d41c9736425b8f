"""What the build writes, and that a second build, a failed one and a checked one change nothing."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest


def cells(project, folder="course"):
    return json.loads(project.notebook(folder).read_text(encoding="utf-8"))["cells"]


def code(project, folder="course"):
    return {
        c["id"]: "".join(c["source"]) for c in cells(project, folder) if c["cell_type"] == "code"
    }


def set_repository(project, address):
    text = f'[tool.autograd-course]\nrepository = "{address}"\n'
    (project.root / "pyproject.toml").write_text(text)


def test_the_release_has_stubs_where_the_solution_has_answers(project):
    assert project.build() == 0
    assert "return 2 * x" in code(project, "solutions")["double"]
    stub = code(project)["double"]
    assert "SOLUTION" not in stub and "2 * x" not in stub
    with pytest.raises(NotImplementedError):
        space = {}
        exec(stub, space)
        space["double"](1)


def test_answers_and_checks_carry_what_nbgrader_needs(project):
    project.build()
    by_id = {c["id"]: c["metadata"].get("nbgrader") for c in cells(project)}
    assert by_id["double"]["grade_id"] == "double" and by_id["double"]["solution"] is True
    assert by_id["test_double"]["points"] == 2 and by_id["test_double"]["locked"] is True
    marked = [i for i, metadata in by_id.items() if metadata]
    assert marked == ["double", "test_double", "Half", "test_Half"]


def test_text_is_never_locked_and_metadata_is_minimal(project):
    project.build()
    for cell in cells(project) + cells(project, "solutions"):
        if cell["cell_type"] == "markdown":
            assert cell["metadata"] == {}
        known = {"nbgrader", "tags", "deletable", "editable"}
        if "".join(cell["source"]).startswith(("expected_picture(", "# @title Install")):
            assert cell["metadata"] == {"jupyter": {"source_hidden": True}, "cellView": "form"}
        else:
            assert cell["metadata"].keys() <= known
    metadata = json.loads(project.notebook("course").read_text())["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"
    assert set(metadata) == {"kernelspec", "language_info", "colab"}
    assert metadata["colab"] == {"generative_ai_disabled": True}


def test_notebooks_are_valid_and_cell_ids_unique(project):
    project.build()
    for folder in ("course", "solutions"):
        nbformat.validate(nbformat.read(project.notebook(folder), as_version=4))
        ids = [c["id"] for c in cells(project, folder)]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch("[A-Za-z0-9_-]{1,64}", i) for i in ids)


def test_a_new_cell_leaves_the_ids_of_the_others_as_they_were(project):
    project.build()
    before = [c["id"] for c in cells(project)]
    text = project.source.replace("# %% setup", "# %% [markdown]\n# More.\n\n# %% setup")
    project.lesson.write_text(text)
    project.build()
    after = [c["id"] for c in cells(project)]
    assert len(after) == len(before) + 1
    assert [i for i in after if i in before] == before


def test_the_picture_is_stored_in_both_notebooks(project):
    project.build()
    for folder in ("course", "solutions"):
        shown = [c for c in cells(project, folder) if c.get("outputs")]
        assert len(shown) == 1 and shown[0]["execution_count"] is None
        [output] = shown[0]["outputs"]
        html = "".join(output["data"]["text/html"])
        data = re.search(r'<details>.*src="data:image/png;base64,([^"]+)"', html)
        assert base64.b64decode(data[1]) == project.picture.read_bytes()
        assert output["data"]["text/plain"] == ["A straight line from (0, 0) to (1, 2)."]


BUILD_ELSEWHERE = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
import conftest
sys.exit(conftest.Project(pathlib.Path(sys.argv[2])).build())
"""


def test_another_process_in_another_folder_builds_the_same_bytes(project, tmp_path):
    project.build()
    first = project.generated()
    for path in first:
        (project.root / path).unlink()
    elsewhere = shutil.copytree(tmp_path, tmp_path / "a folder")
    here = Path(__file__).parent
    subprocess.run(
        [sys.executable, "-c", BUILD_ELSEWHERE, here, elsewhere],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(here.parent.parent)},
        cwd=tmp_path,
        check=True,
    )
    assert type(project)(elsewhere).generated() == first
    assert len(first) == 3


def test_an_unchanged_build_touches_no_file(project):
    project.build()
    times = {p: (project.root / p).stat().st_mtime_ns for p in project.generated()}
    project.build()
    assert times == {p: (project.root / p).stat().st_mtime_ns for p in project.generated()}


def test_check_lists_what_would_change_and_writes_nothing(project, capsys):
    assert project.build("--check") == 1
    assert "would change: course/en/01_tiny/01_tiny.ipynb" in capsys.readouterr().out
    assert project.generated() == {}
    project.build()
    assert project.build("--check") == 0
    project.lesson.write_text(project.source.replace("twice a number", "twice three"))
    before = project.generated()
    assert project.build("--check") == 1
    assert project.generated() == before


def test_check_finds_a_notebook_edited_by_hand(project):
    project.build()
    with project.notebook("course").open("a") as file:
        file.write("\n")
    assert project.build("--check") == 1


def test_a_build_that_breaks_while_writing_leaves_the_old_one(project, monkeypatch):
    project.build()
    before = project.generated()
    project.lesson.write_text(project.source.replace("twice a number", "twice three"))
    write_bytes = Path.write_bytes
    written = []

    def write_one(path, data):
        if written:
            raise OSError("No space left on device")
        written.append(path)
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_one)
    with pytest.raises(OSError, match="No space"):
        project.build()
    assert project.generated() == before
    assert [p.name for p in (project.root / "build").iterdir()] == ["notebooks.json"]


def test_the_notebooks_of_a_removed_lesson_go_and_foreign_files_stay(project):
    project.build()
    gone = project.root / "course" / "en" / "09_old" / "09_old.ipynb"
    mine = project.root / "course" / "en" / "09_old" / "my_notes.ipynb"
    bare = project.root / "solutions" / "en" / "08_old" / "08_old.ipynb"
    for path in (gone, mine, bare):
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"cells": []}')
    assert project.build() == 0
    assert not gone.exists() and mine.exists() and not bare.parent.exists()


def test_a_named_lesson_is_built_alone(project):
    project.lesson.with_name("02_other.py").write_text(project.source)
    two = type(project)(project.root, lambda lesson: project.exercises("01_tiny"))
    assert two.build("02_other") == 0
    assert set(two.generated()) == {
        "course/en/02_other/02_other.ipynb",
        "solutions/en/02_other/02_other.ipynb",
    }
    assert two.build() == 0
    assert len(two.generated()) == 5


def test_without_a_repository_a_wheel_beside_the_notebook_is_installed(project):
    project.build()
    for folder in ("course", "solutions"):
        installs, setup = list(code(project, folder).values())[:2]
        assert '"install -q --no-index --find-links . autograd-course"' in installs
        assert setup == "import matplotlib.pyplot as plt"
    assert "colab" not in (project.root / "course" / "README.md").read_text()


@pytest.mark.parametrize(
    ("address", "installed", "badge"),
    [
        ("https://github.com/who/what", "git+https://github.com/who/what", True),
        ("https://github.com/who/what.git", "git+https://github.com/who/what.git", True),
        ("who/what", "git+https://github.com/who/what", True),
        ("file:///srv/what.git", "git+file:///srv/what.git", False),
        ("https://git.example.org/what", "git+https://git.example.org/what", False),
    ],
)
def test_the_repository_is_installed_from_and_linked_to(project, address, installed, badge):
    set_repository(project, address)
    project.build()
    assert f'"install -q {installed}"' in next(iter(code(project).values()))
    page = (project.root / "course" / "README.md").read_text()
    link = "https://colab.research.google.com/github/who/what/blob/main/course/en/01_tiny/01_tiny.ipynb"
    assert (link in page) is badge


@pytest.mark.parametrize("address", ["git@github.com:who/what", "https://a b", 'x\\"; 1'])
def test_an_address_that_pip_cannot_use_is_refused(project, capsys, address):
    set_repository(project, address)
    assert project.build() == 1
    message = capsys.readouterr().err
    assert "pyproject.toml:2: " in message and "https://github.com/OWNER/NAME" in message


def test_cell_ids_do_not_depend_on_the_repository(project):
    project.build()
    before = [c["id"] for c in cells(project)]
    set_repository(project, "who/what")
    project.build()
    assert [c["id"] for c in cells(project)] == before


def test_the_list_of_lessons_links_to_notebooks_that_exist(project):
    project.build()
    page = (project.root / "course" / "README.md").read_text()
    assert "| 01 [A tiny lesson](en/01_tiny/01_tiny.ipynb) |" in page
    assert "| Doubling and halving, to try the build | 3 | 30 |" in page
    targets = set(re.findall(r"\]\((?!http)([^)]+)\)", page))
    assert "en/solutions" in targets  # which `make solutions` writes, not the build
    for target in targets - {"en/solutions"}:
        assert (project.root / "course" / target).exists()


def test_git_sees_no_change_after_a_second_build(project):
    def git(*arguments):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        done = subprocess.run(command, cwd=project.root, check=True, capture_output=True, text=True)
        return done.stdout

    project.build()
    git("init", "--quiet")
    git("add", "course", "solutions")
    git("commit", "--quiet", "--message", "Build")
    project.build()
    assert git("status", "--porcelain", "--", "course", "solutions") == ""


@pytest.mark.parametrize("folder", ["course", "solutions"])
def test_a_stored_picture_keeps_its_alt_text_beside_the_image(project, folder):
    assert project.build() == 0
    cells = nbformat.read(project.notebook(folder), as_version=4).cells
    (output,) = next(cell.outputs for cell in cells if "expected_picture(" in cell.source
                     and cell.outputs)  # fmt: skip
    assert 'alt="A straight line from (0, 0) to (1, 2)."' in output.data["text/html"]
