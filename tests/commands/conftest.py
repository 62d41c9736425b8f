"""A course of two real lessons in a temporary folder, with git, and a learner who works in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.copies.desks import Desk

ROOT = Path(__file__).resolve().parents[2]
LESSON, OTHER = "01_gradient_vectors", "02_computational_graphs"
Notebook = dict[str, Any]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def sources(notebook: Notebook) -> list[tuple[str, str]]:
    return [(cell["cell_type"], source(cell)) for cell in notebook["cells"]]


def code_cell(text: str, name: str) -> dict[str, Any]:
    """A cell as JupyterLab adds one."""
    made = {"cell_type": "code", "id": name, "metadata": {}, "source": text}
    return made | {"outputs": [], "execution_count": 3}


def hashes_below(folder: Path) -> dict[str, str]:
    """What each file below the folder holds, by its path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


@dataclass(frozen=True)
class Course:
    root: Path

    @property
    def desk(self) -> Desk:
        return Desk(self.root)

    def mine(self, lesson: str = LESSON) -> Path:
        return self.root / "my" / lesson / f"{lesson}.ipynb"

    def released(self, lesson: str = LESSON) -> Path:
        return self.root / "course/en" / lesson / f"{lesson}.ipynb"

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", *who, *arguments]
        run = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True)
        return run.stdout

    def edit(self, path: Path, change: Callable[[Notebook], None]) -> None:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        change(notebook)
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def answer(self, path: Path, text: str = "def fun_dz(x, y):\n    return 42") -> None:
        def change(notebook: Notebook) -> None:
            next(cell for cell in notebook["cells"] if cell["id"] == "fun_dz")["source"] = text

        self.edit(path, change)

    def release(self, change: Callable[[Notebook], None], lesson: str = LESSON) -> None:
        """A new version of a lesson, as it comes with `git pull`."""
        self.edit(self.released(lesson), change)
        self.git("commit", "--all", "--message", "A new version")

    def kept(self) -> dict[str, str]:
        """The files in my/ with the digests of what they hold."""
        return hashes_below(self.root / "my")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Course(tmp_path_factory.mktemp("template"))
    for lesson in (LESSON, OTHER):
        shutil.copytree(ROOT / "course/en" / lesson, course.root / "course/en" / lesson)
    (course.root / "solutions/en").mkdir(parents=True)
    shutil.copy(ROOT / ".gitignore", course.root)
    course.git("init", "--quiet")
    course.git("add", ".")
    course.git("commit", "--quiet", "--message", "A release")
    return course.root


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A fresh clone, to stand in."""
    root = Path(shutil.copytree(template, tmp_path / "a course"))
    monkeypatch.chdir(root)
    monkeypatch.delenv("MAKELEVEL", raising=False)
    return Course(root)


@pytest.fixture
def filled(course: Course, capsys: pytest.CaptureFixture[str]) -> Course:
    """The course with the lessons in my/."""
    assert main(["lessons"]) == 0
    capsys.readouterr()
    return course
