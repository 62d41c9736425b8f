"""What the Makefile starts, seen by stand-ins for Python that write down how they are called."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.checkout import ROOT

TARGETS = "setup lab notebooks grade test check pictures clean help".split()
# `-m venv --clear FOLDER` makes a FOLDER/bin/python that is another of its kind.
STAND_IN = """#!/bin/sh
echo "$@" >> "$CALLS"
if [ "$2" = venv ]; then
    for folder in "$@"; do :; done
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python"
fi
[ "$3" != grade ] || exit "${ENDS_WITH:-0}"
if [ "$2" = autograder.kernels.availability ] && [ -n "${NO_SANDBOX:-}" ]; then
    echo "There is no bwrap here." >&2
    exit 1
fi
"""
ASKED = "-m autograder.kernels.availability"


class Checkout:
    """A folder with the Makefile and a Python that does nothing but write down its arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}
        for name in ("Makefile", "pyproject.toml", "setup.py", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        (folder / "tools").mkdir()
        shutil.copy(ROOT / "tools/grade.sh", folder / "tools")
        (folder / "tools/system_packages.sh").write_text("#!/bin/sh\nexit 1\n")
        (folder / "tools/system_packages.sh").chmod(0o755)
        for lesson in ("01_one", "02_two"):
            (folder / "solutions/en" / lesson).mkdir(parents=True)
        self.python = folder / "a python"
        self.python.write_text(STAND_IN, encoding="utf-8")
        self.python.chmod(0o755)

    def make(self, *arguments: str) -> list[str]:
        """The calls of Python that ``make ARGUMENTS`` leads to; asserts that it succeeds."""
        calls = self.folder / "calls"
        calls.unlink(missing_ok=True)
        run = self.run(*arguments)
        assert run.returncode == 0, run.stderr
        lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return [line for line in lines if line.startswith("-m") and line != ASKED]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", f"PYTHON={self.python}", *arguments],
            cwd=self.folder,
            env={**os.environ, "CALLS": str(self.folder / "calls")} | self.variables,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def checkout(tmp_path) -> Checkout:
    folder = tmp_path / "it's a folder with spaces"
    folder.mkdir()
    return Checkout(folder)


def test_help_names_every_target_that_the_readme_promises(checkout):
    shown = checkout.run("help").stdout
    assert set(TARGETS) <= set(re.findall(r"^  make (\w+) ", shown, flags=re.MULTILINE))
    assert checkout.run().stdout == shown


def test_setup_makes_an_environment_and_installs_the_pinned_versions(checkout):
    venv, pip = checkout.make("setup")
    assert venv == "-m venv --clear .venv"
    assert pip.startswith("-m pip install") and pip.endswith("-c constraints.txt -e .[dev]")


def test_a_second_setup_does_nothing_even_with_many_jobs(checkout):
    assert len(checkout.make("-j", "setup", "notebooks", "pictures")) == 4
    assert checkout.make("-j", "setup") == []


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "constraints.txt"])
def test_a_changed_dependency_is_installed_into_the_same_environment(checkout, name):
    checkout.make("setup")
    later = (checkout.folder / ".venv/installed").stat().st_mtime + 10
    os.utime(checkout.folder / name, (later, later))
    (pip,) = checkout.make("setup")
    assert pip.startswith("-m pip install")


def test_a_moved_checkout_gets_a_new_environment(checkout):
    checkout.make("setup")
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    checkout.python = checkout.folder / checkout.python.name
    assert checkout.make("setup")[0] == "-m venv --clear .venv"
    assert checkout.make("setup") == []


def test_an_old_python_is_named_and_nothing_is_made(checkout):
    checkout.python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    run = checkout.run("setup")
    assert run.returncode != 0
    assert "Python 3.11 or newer is needed" in run.stderr
    assert not (checkout.folder / ".venv").exists()


def test_where_nobody_handed_in_a_simulated_class_is_graded_apart_from_the_gradebook(checkout):
    (checkout.folder / "submitted").mkdir()
    checkout.make("setup")
    simulated = "grading/simulated"
    assert checkout.make("grade") == [
        f"-m autograder simulate 01_one --students 20 --seed 1 --out {simulated}/submitted",
        f"-m autograder simulate 02_two --students 20 --seed 1 --out {simulated}/submitted",
        f"-m autograder grade 01_one 02_two --submitted {simulated}/submitted --out {simulated} "
        "--sandbox auto",
    ]


def test_a_smaller_simulated_class_can_be_asked_for(checkout):
    calls = checkout.make("grade", "STUDENTS=3", "LESSONS=02_two")
    simulated = "grading/simulated"
    assert calls[-2:] == [
        f"-m autograder simulate 02_two --students 3 --seed 1 --out {simulated}/submitted",
        f"-m autograder grade 02_two --submitted {simulated}/submitted --out {simulated} "
        "--sandbox auto",
    ]


def test_without_a_sandbox_the_class_that_was_just_made_runs_without_one_and_that_is_said(checkout):
    checkout.variables["NO_SANDBOX"] = "yes"
    assert checkout.make("grade")[-1].endswith("--sandbox off")
    run = checkout.run("grade")
    assert "runs without a sandbox" in run.stdout
    assert "There is no bwrap here." in run.stdout


def test_without_a_sandbox_hand_ins_are_refused_before_anything_is_installed(checkout):
    (checkout.folder / "submitted/anna/02_two").mkdir(parents=True)
    checkout.variables["NO_SANDBOX"] = "yes"
    run = checkout.run("grade")
    assert run.returncode != 0
    assert "There is no bwrap here." in run.stderr
    assert "SANDBOX=off" in run.stderr
    assert not (checkout.folder / ".venv").exists()


def test_hand_ins_are_graded_without_a_sandbox_only_where_somebody_says_so(checkout):
    (checkout.folder / "submitted/anna/02_two").mkdir(parents=True)
    checkout.variables["NO_SANDBOX"] = "yes"
    assert checkout.make("grade", "SANDBOX=off")[-1].endswith("--out grading --sandbox off")


def test_what_is_not_graded_is_no_crash(checkout):
    (checkout.folder / "submitted/anna/02_two").mkdir(parents=True)
    for code, told in (("1", True), ("3", False)):
        checkout.variables["ENDS_WITH"] = code
        run = checkout.run("grade")
        assert run.returncode != 0
        assert ("The results are complete" in run.stdout) == told


def test_a_lesson_is_graded_also_where_its_hand_ins_stand_at_another_place(checkout):
    (checkout.folder / "submitted/gus").mkdir(parents=True)
    (checkout.folder / "submitted/gus/02_two.ipynb").touch()
    assert checkout.make("grade")[-1].startswith("-m autograder grade 02_two --submitted")


def test_a_simulated_class_takes_the_place_of_the_last_one_and_nothing_else(checkout):
    old = checkout.folder / "grading/simulated/submitted/student_021"
    old.mkdir(parents=True)
    gradebook = checkout.folder / "grading/gradebook.db"
    gradebook.touch()
    checkout.make("grade")
    assert gradebook.exists() and not old.exists()


def test_of_what_was_handed_in_every_lesson_is_graded_and_nothing_is_simulated(checkout):
    (checkout.folder / "submitted/Anna Maria/02_two").mkdir(parents=True)
    checkout.make("setup")
    assert checkout.make("grade") == [
        "-m autograder grade 02_two --submitted submitted --out grading --sandbox auto"
    ]


def test_hand_ins_of_unknown_lessons_are_an_error_that_says_what_is_looked_for(checkout):
    (checkout.folder / "submitted/anna/homework").mkdir(parents=True)
    checkout.make("setup")
    run = checkout.run("grade")
    assert run.returncode != 0
    assert "submitted/STUDENT/LESSON/LESSON.ipynb" in run.stderr
    assert "01_one" in run.stderr


def test_lab_asks_nobody_about_news(checkout):
    assert checkout.make("lab")[-1].startswith("-m jupyterlab")
    folder = checkout.folder / ".venv/etc/jupyter/labconfig"
    settings = json.loads((folder / "default_setting_overrides.json").read_text())
    assert settings == {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}


def test_clean_keeps_hand_ins_and_grades(checkout):
    for name in (".venv/bin/python", "build/x", "submitted/anna/02_two/x", "grading/gradebook.db"):
        (checkout.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout.folder / name).touch()
    checkout.make("clean")
    left = {path.name for path in checkout.folder.iterdir()}
    assert {"submitted", "grading"} <= left and not {".venv", "build"} & left
    assert (checkout.folder / "submitted/anna/02_two/x").exists()
