"""Bubblewrap works otherwise for root than for an ordinary user: both run the same attacks."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.kernels.reachable import NEEDED, ROOT, script

ATTACKS = ["test_rooms.py", "test_limits.py", "test_endings.py"]


def test_every_attack_fails_for_an_ordinary_user_as_for_root():
    if os.geteuid() != 0:
        return  # then this very run is an ordinary user's
    files = [str(ROOT / "tests" / "kernels" / name) for name in ATTACKS]
    pytest = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    run = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script(NEEDED, pytest)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
