"""Why a machine can't sandbox kernels: the cause is named with what helps, before anything slow."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.kernels import availability
from autograder.kernels.availability import cause, sandbox_problem, start_problem

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {  # a setting, its value, for whom it counts: words of the cause and of the remedy
    "none at all": ("user/max_user_namespaces", "0", True, "sysctl -w user.max_user_namespaces"),
    "not for users": (
        "kernel/unprivileged_userns_clone",
        "0",
        False,
        "sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    "AppArmor": (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        False,
        "AppArmor.*sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.*README",
    ),
}


def settings(folder: Path, **values: str) -> Path:
    for name, value in values.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value + "\n")
    return folder


@pytest.mark.parametrize(("name", "value", "root", "words"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_setting_that_forbids_is_named_with_its_remedy(tmp_path, name, value, root, words):
    assert re.search(words, cause(settings(tmp_path, **{name: value}), root))


@pytest.mark.parametrize(
    "name", ["kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns"]
)
def test_what_forbids_ordinary_users_alone_is_not_told_to_root(tmp_path, name):
    value = FORBIDDEN["AppArmor" if "apparmor" in name else "not for users"][1]
    assert "sysctl -w" not in cause(settings(tmp_path, **{name: value}), root=True)


def test_a_container_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(availability, "CONTAINERS", (tmp_path,))
    assert "container" in cause(tmp_path, root=True)
    assert "--cap-add SYS_ADMIN" in cause(tmp_path, root=True)


def test_a_machine_without_bubblewrap_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install bubblewrap" in (sandbox_problem() or "")


@pytest.mark.parametrize(
    ("platform", "words"), [("darwin", "virtual"), ("win32", "WSL 2"), ("freebsd14", "Linux")]
)
def test_other_systems_are_told_where_to_grade(monkeypatch, platform, words):
    monkeypatch.setattr(sys, "platform", platform)
    assert words in (sandbox_problem() or "")


def test_a_bubblewrap_that_can_not_start_counts_as_none_and_is_quoted(tmp_path):
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    assert "uid map: Permission denied" in (start_problem(str(bwrap)) or "")


def test_this_machine_can_and_says_nothing_with_python_alone():
    command = [sys.executable, "-I", "-S", "-c", PROGRAM.format(root=str(ROOT))]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from autograder.kernels.availability import main
sys.exit(main())
"""
