"""The bubblewrap command line that the fork server runs under: what it may see, and no more."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.kernels.availability import cause, sandbox_problem
from autograder.kernels.inside import HOME, ROOMS
from autograder.kernels.privileges import capabilities, is_root, namespaces
from autograder.kernels.views import SandboxUnavailable, View

OR_ELSE = "Or pass --sandbox off, which runs the hand-ins' code with your own rights."


def require() -> str:
    """The path of ``bwrap``. Raises ``SandboxUnavailable`` where sandboxing can't work.

    Asks for what is quickly seen; whether bubblewrap starts, ``availability`` finds out.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None or not sys.platform.startswith("linux"):
        raise SandboxUnavailable(f"{sandbox_problem()} {OR_ELSE}")
    return bwrap


def command(view: View, program: Iterable[str]) -> list[str]:
    """The command that runs ``program`` seeing what ``view`` allows, all of it read-only.

    Raises ``SandboxUnavailable`` where there is no bubblewrap, or kernels couldn't read Python.
    """
    words = [require(), "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    words += [*namespaces(), *capabilities(), "--clearenv"]
    for name, value in view.variables().items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    words += [*_parents(Path(HOME)), "--tmpfs", HOME, "--dir", "/run", "--tmpfs", ROOMS]
    for path in view.folders():
        _require_readable(path)
        words += [*_parents(path), "--ro-bind-try", str(path), str(path)]
    for path in view.covered():
        words += _cover(path)
    for device in view.devices:
        words += [*_parents(Path(device)), "--dev-bind", device, device]
    return [*words, "--remount-ro", "/", "--chdir", "/", "--", *program]


def explain(problem: str) -> SandboxUnavailable:
    """The error to raise when the fork server didn't come up, from what it wrote."""
    if "bwrap:" not in problem:
        return SandboxUnavailable(f"The fork server of the kernels did not start: {problem}")
    return SandboxUnavailable(
        f"bubblewrap can't make a sandbox here: {problem} {cause()} {OR_ELSE}"
    )


def _parents(path: Path) -> list[str]:
    """Makes parents that everybody may enter; bwrap 0.8 itself makes them for their owner only."""
    outer = [p for p in reversed(path.parents) if p != Path("/")]
    return [word for p in outer for word in ("--dir", str(p))]


def _cover(path: Path) -> list[str]:
    if path.is_dir():
        return ["--tmpfs", str(path), "--remount-ro", str(path)]
    return ["--ro-bind", os.devnull, str(path)]


def _require_readable(path: Path) -> None:
    """Raises ``SandboxUnavailable`` where a kernel, as an ordinary user, couldn't read ``path``."""
    if not path.exists() or not is_root():
        return
    needed = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
    if path.stat().st_mode & needed != needed:
        raise SandboxUnavailable(
            f"Grading as root runs each kernel as a user without rights, who can't read {path}. "
            f"Allow it (chmod -R o+rX {path}), or grade as an ordinary user."
        )
