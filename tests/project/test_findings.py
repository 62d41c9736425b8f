"""`make findings`, with stand-ins for what it runs, and the form of what is kept in findings/."""

import os
import re
import shutil
import subprocess

import pytest

from tests.project.checkout import ROOT

FINDINGS = sorted((ROOT / "findings").glob("*"))
LABELS = ["Question", "Versions", "Guess", "So", "Matters", "Relies"]
ELSEWHERE = re.compile(
    r"""(?:^|[\s"'=:(])/(?!usr/bin/env|dev/null)[A-Za-z]\w*/  # a folder of one machine
    | \bhttps?:// | \b(?:index-url|find-links|registry)\b | \bpypi\b | \bnpmjs\b""",
    re.VERBOSE | re.MULTILINE,
)


@pytest.fixture
def make(tmp_path):
    """Runs `make findings` where one holds, one has changed and one can't be tried."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "findings").mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "tools/findings.sh", tmp_path / "tools")
    for name, code in (("holds", 0), ("moved", 1), ("offline", 2)):
        text = f"#!/usr/bin/env bash\necho {name} was run | tee -a runs\nexit {code}\n"
        (tmp_path / f"findings/{name}.sh").write_text(text, encoding="utf-8")

    def run(names: str = "") -> tuple[subprocess.CompletedProcess[str], list[str]]:
        runs = tmp_path / "runs"
        runs.unlink(missing_ok=True)
        done = subprocess.run(
            ["make", "--no-print-directory", "findings", f"NAMES={names}"],
            cwd=tmp_path,
            env={**os.environ, "MAKEFLAGS": ""},
            capture_output=True,
            text=True,
        )
        return done, runs.read_text(encoding="utf-8").splitlines() if runs.exists() else []

    return run


def without_seconds(text: str) -> list[str]:
    return [re.sub(r" +\d+ s ", " N s", line) for line in text.splitlines()]


def test_without_names_each_finding_is_run_and_has_a_line(make):
    run, runs = make()
    assert runs == ["holds was run", "moved was run", "offline was run"]
    assert without_seconds(run.stdout) == [
        "holds N s held",
        "moved N s changed",
        "    moved was run",
        "offline N s did not run",
        "    offline was run",
    ]


def test_one_that_holds_is_a_success(make):
    run, runs = make("holds")
    assert (run.returncode, runs) == (0, ["holds was run"])
    assert without_seconds(run.stdout) == ["holds N s held"]


@pytest.mark.parametrize("name", ["moved", "offline"])
def test_one_that_does_not_hold_is_a_failure_also_where_a_later_one_holds(make, name):
    run, runs = make(f"{name} holds")
    assert run.returncode != 0
    assert runs == [f"{name} was run", "holds was run"]


def test_a_name_that_is_not_there_is_told_with_those_that_are_and_nothing_is_run(make):
    run, runs = make("holds hold")
    assert (run.returncode != 0, runs) == (True, [])
    first, *names = run.stderr.splitlines()
    assert first == "There is no findings/hold.sh. There are:"
    assert names[:3] == ["holds", "moved", "offline"]


def faults(text: str) -> list[str]:
    """What of the form that CONTRIBUTING.md asks for is missing in a finding."""
    lines = text.splitlines()
    comment = [line for line in lines[2:] if line.startswith("#")]
    labels = re.findall(r"^# ([A-Z][a-z]+): ", "\n".join(comment), flags=re.MULTILINE)
    told = re.split(r"^# [A-Z][a-z]+: ", "\n".join(comment), flags=re.MULTILINE)[1:]
    by_label = dict(zip(labels, told, strict=True))
    relies = re.findall(r"[\w./-]+/[\w.-]+\w", by_label.get("Relies", ""))
    versions = re.findall(r"\S+ \d[\w.]+", by_label.get("Versions", ""))
    wanted = {
        "first two lines": lines[:2] == ["#!/usr/bin/env bash", "set -euo pipefail"],
        "labels": labels == LABELS,
        "versions": bool(versions),
        "versions pinned": all(v.replace(" ", "==") in text for v in versions),
        "a path that exists": bool(relies) and all((ROOT / path).exists() for path in relies),
        "under 80 lines": len(lines) < 80,
        "a temporary folder": "$(mktemp -d)" in text,
        "the folder removed": re.search(r"^trap 'rm -rf \"\$\w+\"' EXIT$", text, re.M) is not None,
        "nothing of a machine": ELSEWHERE.search(text) is None,
        "without this project": re.search(r"\b(?:import|from) (?:autograder|utils|tools)\b", text)
        is None,
    }
    return [name for name, holds in wanted.items() if not holds]


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_every_finding_has_the_form_that_is_asked_for(path):
    assert path.suffix == ".sh"
    assert faults(path.read_text(encoding="utf-8")) == []
    subprocess.run(["bash", "-n", path], check=True)


GOOD = """#!/usr/bin/env bash
set -euo pipefail
# Question: one?
# Versions: jupytext 1.19.6
# Guess: two.
# So: three.
# Matters: four.
# Relies: tools/sources.py

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install jupytext==1.19.6
"""


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("", "", None),
        ("set -euo pipefail", "set -eu", "first two lines"),
        ("# Guess: two.\n", "", "labels"),
        ("jupytext 1.19.6", "jupytext", "versions"),
        ("==1.19.6", "", "versions pinned"),
        ("tools/sources.py", "tools/no_such.py", "a path that exists"),
        ("tools/sources.py", "the sources", "a path that exists"),
        ("$(mktemp -d)", "here", "a temporary folder"),
        ("trap", "#trap", "the folder removed"),
        ("pip install", "/srv/bin/pip install", "nothing of a machine"),
        ("pip install", "pip install --index-url=x", "nothing of a machine"),
        ("pip install", "curl https://example.org; pip install", "nothing of a machine"),
        ("pip install", "python -c 'import tools'; pip install", "without this project"),
        ("folder=", "\n" * 80 + "folder=", "under 80 lines"),
    ],
)
def test_a_fault_of_form_is_seen(before, after, fault):
    assert before in GOOD
    text = GOOD.replace(before, after, 1) if before else GOOD
    assert faults(text) == ([fault] if fault else [])
