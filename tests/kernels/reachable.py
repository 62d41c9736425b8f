"""Runs a command where other users can reach what it needs, in folders closed to them as well."""

from __future__ import annotations

import shlex
import stat
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT]
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


def script(needed: list[Path], command: list[str], as_root: bool = False) -> str:
    """Shell commands that run ``command`` where an ordinary user can reach ``needed``, as one.

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
    lines += [f"umount -l {STAGE}", "export HOME=/tmp USER=nobody-else"]
    user = f"--reuid={NOBODY_ELSE} --regid={NOBODY_ELSE} --clear-groups --inh-caps=-all"
    become = "" if as_root else f"setpriv {user} "
    return "\n".join([*lines, f"exec {become}{shlex.join(command)}"])
