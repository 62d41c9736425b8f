"""What set-up does about Debian packages, with stand-ins for the commands that it looks for."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.checkout import ROOT

SHELL = shutil.which("sh")
COMMANDS = {  # what a machine with all packages answers
    "bwrap": "",
    "chromium": "",
    "fc-list": "echo Noto Sans CJK JP",
    "dpkg-query": "",
}


@pytest.fixture
def machine(tmp_path):
    """Runs the script for the three packages where ``commands`` are all there is."""

    def run(user: int, commands: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], str]:
        calls = tmp_path / "calls"
        apt = f'echo "$@" >> "{calls}"'
        (tmp_path / "grep").symlink_to(shutil.which("grep"))
        for name, body in {"id": f"echo {user}", "apt-get": apt, **commands}.items():
            (tmp_path / name).write_text(f"#!{SHELL}\n{body}\n", encoding="utf-8")
            (tmp_path / name).chmod(0o755)
        script: Path = ROOT / "tools/system_packages.sh"
        done = subprocess.run(
            [SHELL, script, "bubblewrap", "chromium", "fonts-noto-cjk"],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        return done, calls.read_text(encoding="utf-8") if calls.exists() else ""

    return run


def test_where_all_is_there_nothing_is_said_or_installed(machine):
    run, installed = machine(0, COMMANDS)
    assert (run.returncode, run.stdout, run.stderr, installed) == (0, "", "", "")


def test_root_gets_what_is_missing_installed_and_no_more(machine):
    run, installed = machine(0, {k: v for k, v in COMMANDS.items() if k != "chromium"})
    assert run.returncode == 0, run.stderr
    assert installed.splitlines()[-1].split()[-1] == "chromium"
    assert "bubblewrap" not in installed


def test_anybody_else_is_told_what_to_install(machine):
    run, installed = machine(1000, {"fc-list": ""})
    assert run.returncode == 1
    assert "sudo apt-get install bubblewrap chromium fonts-noto-cjk" in run.stderr
    assert installed == ""
