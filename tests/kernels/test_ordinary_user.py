"""Bubblewrap works otherwise for root than for an ordinary user: both run the same attacks."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = ["test_rooms.py", "test_limits.py", "test_endings.py"]
NOBODY_ELSE = 54_321
STAGE = "/mnt"


def covers(needed: list[Path]) -> set[Path]:
    """The folders to put others over: /tmp, and those that keep ordinary users from ``needed``."""
    closed = {
        folder
        for path in needed
        for folder in path.parents
        if not folder.stat().st_mode & stat.S_IXOTH
    }
    closed.add(Path("/tmp"))
    return {folder for folder in closed if not closed & set(folder.parents)}


def script(needed: list[Path], command: list[str]) -> str:
    """Shell commands that run ``command`` as an ordinary user who can reach ``needed``.

    They change mounts, for themselves alone, and no permission of any file.
    """
    lines = ["set -e", f"mount -t tmpfs none {STAGE}"]
    hidden = {
        path: f"{STAGE}/{number}"
        for number, path in enumerate(needed)
        if covers(needed) & set(path.parents)
    }
    for path, stage in hidden.items():
        lines += [f"mkdir {stage}", f"mount --bind {shlex.quote(str(path))} {stage}"]
    for cover in sorted(covers(needed)):
        lines.append(f"mount -t tmpfs -o mode=1777 none {cover}")
    for path, stage in hidden.items():
        quoted = shlex.quote(str(path))
        lines += [f"mkdir -p {quoted}", f"mount --bind {stage} {quoted}"]
    user = f"--reuid={NOBODY_ELSE} --regid={NOBODY_ELSE} --clear-groups --inh-caps=-all"
    lines += [f"umount -l {STAGE}", "export HOME=/tmp USER=nobody-else"]
    return "\n".join([*lines, f"exec setpriv {user} {shlex.join(command)}"])


def test_every_attack_fails_for_an_ordinary_user_as_for_root():
    if os.geteuid() != 0:
        return  # then this very run is an ordinary user's
    needed = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT]
    files = [str(ROOT / "tests" / "kernels" / name) for name in ATTACKS]
    pytest = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    run = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script(needed, pytest)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
