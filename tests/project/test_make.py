"""What the Makefile starts, seen by stand-ins for Python that write down how they are called."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.checkout import ROOT
from tools import pins

TARGETS = "setup lab anew update teach notebooks grade test check pictures clean help".split()
# Set-up itself is run by a real Python. What is run besides is written down; `-m venv --clear
# FOLDER` makes a FOLDER/bin/python that is another of its kind.
STAND_IN = """#!/bin/sh
case "$1 $2" in
    -c*) exec "$REAL" "$@" ;;
    "-m tools.environment") exec "$REAL" "$@" ;;
esac
echo "$@" >> "$CALLS"
case "$2" in
    venv)
        rm -rf "$4"
        mkdir -p "$4/bin"
        cp "$0" "$4/bin/python"
        ;;
    pip)
        if [ -n "$PIP_SAYS" ]; then
            echo "$PIP_SAYS"
            exit 1
        fi
        ;;
esac
echo "JUPYTER_CONFIG_PATH=$JUPYTER_CONFIG_PATH" >> "$CALLS"
case "$3" in grade | lessons) exit "${ENDS_WITH:-0}" ;; esac
if [ "$2" = autograder.kernels.availability ] && [ -n "${NO_SANDBOX:-}" ]; then
    echo "There is no bwrap here." >&2
    exit 1
fi
"""
ASKED = "-m autograder.kernels.availability"
INSTALLS = (
    "-m pip install --disable-pip-version-check --no-input --progress-bar off -c constraints.txt -e"
)


OTHER_PYTHON = """#!/bin/sh
# A Python of version %s.
if [ "$1" = -c ]; then
    exec "$REAL" -c 'import platform, sys
version = tuple(map(int, "%s".split(".")))
sys.version_info = version
platform.python_version = lambda: "%s"
exec(sys.argv[1])' "$2"
fi
exit 1
"""
TOOLS = "grade.sh lab.sh setup.sh system_packages.sh environment.py progress.py remedies.py".split()


class Checkout:
    """A folder with the Makefile and a Python that does nothing but write down its arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}
        for name in ("Makefile", "pyproject.toml", "setup.py", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        (folder / "tools").mkdir()
        for name in TOOLS:
            shutil.copy(ROOT / "tools" / name, folder / "tools")
        (folder / "tools/system_packages.sh").write_text("#!/bin/sh\nexit 1\n")
        for lesson in ("01_one", "02_two"):
            (folder / "solutions/en" / lesson).mkdir(parents=True)
        self.python: Path | None = folder / "a python"
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

    def change(self, name: str) -> None:
        """Lets a file be newer than all stamps."""
        later = (self.folder / ".venv/installed-lab").stat().st_mtime + 10
        os.utime(self.folder / name, (later, later))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        output, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        python = [] if self.python is None else [f"PYTHON={self.python}"]
        return subprocess.Popen(
            ["make", *python, *arguments],
            cwd=self.folder,
            env={**os.environ, "CALLS": str(self.folder / "calls"), "REAL": sys.executable}
            | self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def old_python(version: str) -> str:
    """A stand-in that says to be of that version."""
    return OTHER_PYTHON % (version, version, version)


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
    assert checkout.make("setup") == ["-m venv --clear .venv", f"{INSTALLS} .[lab]"]


@pytest.mark.parametrize("target", ["lab", "grade"])
def test_who_learns_or_grades_gets_no_tools_of_developers(checkout, target):
    installs = [call for call in checkout.make(target) if call.startswith("-m pip")]
    assert installs == [f"{INSTALLS} .[lab]"]


@pytest.mark.parametrize("target", ["notebooks", "pictures", "lint", "format"])
def test_who_develops_gets_them_at_once(checkout, target):
    installs = [call for call in checkout.make(target) if call.startswith("-m pip")]
    assert installs == [f"{INSTALLS} .[dev]"]
    assert checkout.make("setup") == []


def test_tools_of_developers_are_added_to_an_environment_that_is_there(checkout):
    checkout.make("setup")
    assert checkout.make("notebooks") == [f"{INSTALLS} .[dev]", "-m tools.notebooks"]


def test_a_second_setup_does_nothing_even_with_many_jobs(checkout):
    assert len(checkout.make("-j", "notebooks", "setup", "pictures")) == 4
    assert checkout.make("-j", "setup") == []


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "constraints.txt"])
def test_a_changed_dependency_is_installed_into_the_same_environment(checkout, name):
    checkout.make("setup")
    checkout.change(name)
    assert checkout.make("setup") == [f"{INSTALLS} .[lab]"]


def test_a_changed_dependency_takes_nothing_from_developers(checkout):
    checkout.make("notebooks")
    checkout.change("constraints.txt")
    assert checkout.make("setup") == [f"{INSTALLS} .[dev]"]


def test_a_moved_checkout_gets_a_new_environment(checkout):
    checkout.make("setup")
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    checkout.python = checkout.folder / checkout.python.name
    assert checkout.make("setup")[0] == "-m venv --clear .venv"
    assert checkout.make("setup") == []


def test_an_environment_whose_python_is_gone_is_made_anew(checkout):
    checkout.make("setup")
    interpreter = checkout.folder / ".venv/bin/python"
    interpreter.unlink()
    interpreter.symlink_to("no such file")
    assert checkout.make("setup")[0] == "-m venv --clear .venv"


def test_what_is_half_made_is_made_anew(checkout):
    """As after a kill: pip began, so that there is no stamp."""
    checkout.make("setup")
    (checkout.folder / ".venv/installed-lab").unlink()
    assert checkout.make("setup")[0] == "-m venv --clear .venv"


def test_no_stamp_stands_while_pip_changes_the_environment(checkout):
    checkout.make("notebooks")
    checkout.change("constraints.txt")
    checkout.variables["PIP_SAYS"] = "what pip says"
    assert checkout.run("setup").returncode != 0
    assert list((checkout.folder / ".venv").glob("installed-*")) == []


def test_a_second_setup_waits_for_the_first_and_leaves_the_work_to_it(checkout):
    folder = os.open(checkout.folder, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = checkout.start("setup")
    assert second.stderr.readline() == "Another set-up is at work in this folder; waiting for it.\n"
    (checkout.folder / ".venv/bin").mkdir(parents=True)
    shutil.copy(checkout.python, checkout.folder / ".venv/bin/python")
    (checkout.folder / ".venv/installed-lab").write_text(f"{checkout.folder}\n", encoding="utf-8")
    os.close(folder)
    assert (second.communicate()[1], second.returncode) == ("", 0)
    assert not (checkout.folder / "calls").exists()


def test_what_is_going_on_and_for_how_long_is_the_first_line(checkout):
    first = checkout.run("setup").stderr.splitlines()[0]
    assert first.startswith(f"Setting up .venv/ with {checkout.python}: about two minutes")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ("WARNING: Retrying (Retry(total=4, connect=None", "check the network"),
        ("ERROR: no such setuptools>=77 (from versions: none)", "check the network"),
        ("error: [Errno 13] Permission denied: '/x/.venv'", "can't be written by you"),
        ("ERROR: No matching distribution found for torch==2.13.0", "no build of torch==2.13.0"),
        ("ERROR: what nobody has seen yet", "`make clean`"),
    ],
)
def test_a_failure_is_told_in_a_sentence_below_pips_last_lines_and_the_next_run_mends_it(
    checkout, said, told
):
    checkout.variables["PIP_SAYS"] = said
    run = checkout.run("setup")
    assert run.returncode != 0
    *_, lines, sentence, of_make = run.stderr.splitlines()
    assert lines == f"  {said}"
    assert told in sentence and re.match(r"make(\[\d+\])?: ", of_make)  # run by a make or not
    assert (checkout.folder / ".venv/setup.log").read_text(encoding="utf-8") == f"{said}\n"
    checkout.variables.clear()
    assert checkout.make("setup") == ["-m venv --clear .venv", f"{INSTALLS} .[lab]"]


def test_of_a_long_output_the_end_is_shown_and_all_is_kept(checkout):
    checkout.variables["PIP_SAYS"] = "\n".join(f"line {i}" for i in range(100))
    shown = checkout.run("setup").stderr
    assert "line 99" in shown and "line 80" not in shown
    assert "line 0\n" in (checkout.folder / ".venv/setup.log").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_named(checkout):
    (checkout.folder / ".venv").touch()  # where even root can make no folder
    checkout.python.write_text(
        STAND_IN.replace("venv)", 'venv) echo "Error: [Errno 30] Read-only file system"; exit 1;'),
        encoding="utf-8",
    )
    run = checkout.run("setup")
    assert run.returncode != 0
    assert f"{checkout.folder}/.venv can't be written by you" in run.stderr


def test_the_range_of_pythons_is_that_of_pyproject():
    text = (ROOT / "tools/setup.sh").read_text(encoding="utf-8")
    condition = re.search(r"sys\.exit\(not \((.*)\)\)'", text)[1]
    accepted = {
        f"3.{minor}.{patch}"
        for minor in range(40)
        for patch in range(30)
        if eval(condition, {"v": (3, minor, patch)})
    }
    assert accepted == set(pins.pythons(ROOT))


@pytest.mark.parametrize("version", ["3.10.12", "3.14.1", "3.15.0"])
def test_a_python_out_of_range_is_named_with_how_to_get_one_and_nothing_is_made(checkout, version):
    checkout.python.write_text(old_python(version), encoding="utf-8")
    run = checkout.run("setup")
    assert run.returncode != 0
    first = run.stderr.splitlines()[0]
    assert first.startswith("Python 3.11 to 3.14 is needed (not 3.14.1), but PYTHON=")
    assert f"is {version}: get one " in first
    assert not (checkout.folder / ".venv").exists()


def test_a_python_that_is_not_there_is_named(checkout):
    checkout.python = Path("no such python")
    run = checkout.run("setup")
    assert "PYTHON=no such python is no Python that runs: get one " in run.stderr


def test_without_a_name_the_first_python_in_range_is_taken(checkout):
    folder = checkout.folder / "bin"
    folder.mkdir()
    for name, text in (("python3", old_python("3.10.12")), ("python3.12", STAND_IN)):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    checkout.variables = {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHON": ""}
    checkout.python = None
    # python3.14 and python3.13 may be on this machine's PATH too; they stand before.
    for name in ("python3.14", "python3.13"):
        (folder / name).symlink_to("python3")
    run = checkout.run("setup")
    assert run.stderr.startswith("Setting up .venv/ with python3.12: ")


def test_where_venv_is_missing_its_package_is_named(checkout):
    minor = sys.version_info[1]
    checkout.python.write_text(
        STAND_IN.replace("-c*)", "-c*ensurepip*) exit 1 ;;\n    -c*)"), encoding="utf-8"
    )
    (checkout.folder / "tools/system_packages.sh").write_text(
        '#!/bin/sh\necho "Missing: $*" >&2\nexit 1\n', encoding="utf-8"
    )
    run = checkout.run("setup")
    assert run.returncode != 0
    assert run.stderr.startswith(f"Missing: python3.{minor}-venv\n")


def test_a_python_that_has_no_venv_from_anywhere_is_named(checkout):
    checkout.python.write_text(
        STAND_IN.replace("-c*)", "-c*ensurepip*) exit 1 ;;\n    -c*)"), encoding="utf-8"
    )
    (checkout.folder / "tools/system_packages.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    run = checkout.run("setup")
    assert run.returncode != 0
    assert "has neither venv nor ensurepip" in run.stderr


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


SETTINGS = {  # who opens JupyterLab: the folders of its settings, the first of which count most
    "lab": ["everybody", "learner"],
    "teach": ["everybody"],
}


@pytest.mark.parametrize("target", SETTINGS)
def test_jupyterlab_asks_nobody_about_news_and_has_the_settings_of_who_opens_it(checkout, target):
    checkout.variables["JUPYTER_CONFIG_PATH"] = "/of the user"
    assert checkout.make(target)[-1].endswith("--LabApp.news_url=None")
    seen = (checkout.folder / "calls").read_text(encoding="utf-8").splitlines()[-1]
    folders = [str(checkout.folder / "tools/jupyter" / name) for name in SETTINGS[target]]
    assert seen == "JUPYTER_CONFIG_PATH=" + ":".join([*folders, "/of the user"])
    overrides = ROOT / "tools/jupyter/everybody/labconfig/default_setting_overrides.json"
    news = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    assert json.loads(overrides.read_text()) == news


def test_lab_fills_my_before_it_opens_there(checkout):
    fill, lab = checkout.make("lab", "LAB_ARGS=--allow-root --port=1")[-2:]
    assert fill == "-m autograder lessons"
    assert lab.startswith(
        "-m jupyterlab --LabApp.default_url=/lab/tree/my/00_start/00_start.ipynb "
    )
    assert lab.endswith(" --allow-root --port=1")


def test_lab_does_not_open_where_my_can_not_be_filled(checkout):
    checkout.make("setup")
    checkout.variables["ENDS_WITH"] = "2"
    assert checkout.run("lab").returncode != 0
    assert "jupyterlab" not in (checkout.folder / "calls").read_text(encoding="utf-8")


def test_teach_opens_the_project_and_fills_nothing(checkout):
    checkout.make("setup")
    (lab,) = checkout.make("teach")
    assert lab.startswith("-m jupyterlab --LabApp.default_url=/lab/workspaces/teach ")


@pytest.mark.parametrize("target", ["anew", "update"])
def test_lessons_are_named_on_the_command_line(checkout, target):
    checkout.make("setup")
    assert checkout.make(target, "LESSON=01_one 02_two") == [
        f"-m autograder {target} 01_one 02_two"
    ]
    assert checkout.make(target) == [f"-m autograder {target}"]


def test_notebooks_with_work_in_them_are_replaced_by_force_only(checkout):
    checkout.make("setup")
    assert checkout.make("notebooks")[-1] == "-m tools.notebooks"
    assert checkout.make("notebooks", "FORCE=1") == ["-m tools.notebooks --force"]


def test_clean_keeps_hand_ins_grades_and_a_learners_lessons(checkout):
    kept = ("submitted/anna/02_two/x", "grading/gradebook.db", "my/01_one/x", "my/.released/x")
    for name in (".venv/bin/python", "build/x", *kept):
        (checkout.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout.folder / name).touch()
    checkout.make("clean")
    left = {path.name for path in checkout.folder.iterdir()}
    assert not {".venv", "build"} & left
    assert all((checkout.folder / name).exists() for name in kept)
