"""Whether kernels can be sandboxed on this machine, found out by starting bubblewrap; if not, why.

``python -m autograder.kernels.availability`` needs nothing but Python, so that it can be asked
before anything is installed: exit code 0, or 1 with the cause and its remedy on standard error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.kernels import system_calls as system
from autograder.kernels.privileges import capabilities, is_root, namespaces

INSTALL = "apt-get install bubblewrap (Debian, Ubuntu) or dnf install bubblewrap (Fedora)"
ELSEWHERE = {
    "darwin": "On macOS, grade in a Linux machine or a virtual one",
    "win32": "On Windows, grade in WSL 2 (wsl --install) or on a Linux machine",
}
TRY_S = 20.0
INSIDE = "--inside"
MODULE = "autograder.kernels.availability"
PACKAGES = str(Path(__file__).resolve().parents[2])
KERNEL = Path("/proc/sys")
APPARMOR = "kernel/apparmor_restrict_unprivileged_userns"
MOST = "user/max_user_namespaces"
CLONE = "kernel/unprivileged_userns_clone"
CONTAINERS = (Path("/.dockerenv"), Path("/run/.containerenv"))


def sandbox_problem() -> str | None:
    """Why kernels can't be sandboxed here and what helps, in sentences; None if they can be."""
    if not sys.platform.startswith("linux"):
        return f"Sandboxed kernels need Linux, but this is {sys.platform}. {_elsewhere()}"
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return f"Sandboxed kernels need bubblewrap (the command bwrap). Install it: {INSTALL}."
    return start_problem(bwrap)


def start_problem(bwrap: str) -> str | None:
    """Why this bubblewrap can't start and what helps, in sentences; None if it can."""
    command = [bwrap, *namespaces(), *capabilities(), "--dev-bind", "/", "/", "--proc", "/proc"]
    program = ["--setenv", "PYTHONPATH", PACKAGES, "--", sys.executable, "-m", MODULE]
    try:
        run = subprocess.run(
            [*command, *program, INSIDE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TRY_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap doesn't start: {error}."
    if run.returncode == 0:
        return None
    said = (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]
    return f"bubblewrap can't make a sandbox here ({said[:200]}). {cause()}"


def try_inside() -> None:
    """Makes the namespaces that a kernel gets. Raises ``OSError`` where that is forbidden."""
    system.unshare(system.CLONE_NEWNS | system.CLONE_NEWIPC | system.CLONE_NEWNET)
    system.unshare(system.CLONE_NEWPID)
    system.unshare(system.CLONE_NEWUSER)


def cause(kernel: Path = KERNEL, root: bool | None = None) -> str:
    """What forbids user namespaces on this machine, and how to allow them."""
    if _setting(kernel / MOST) == 0:
        return (
            "The system allows no user namespaces (user.max_user_namespaces is 0). As root: "
            "sysctl -w user.max_user_namespaces=15000."
        )
    if root is None:
        root = is_root()
    if not root and _setting(kernel / CLONE) == 0:
        return (
            "The system allows ordinary users no user namespaces "
            "(kernel.unprivileged_userns_clone is 0). As root: "
            "sysctl -w kernel.unprivileged_userns_clone=1."
        )
    if not root and _setting(kernel / APPARMOR) == 1:
        return (
            "AppArmor forbids user namespaces to programs that it has no profile for, as in Ubuntu "
            "since 23.10 (kernel.apparmor_restrict_unprivileged_userns is 1). As root, until the "
            "next start: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0. For good: give "
            'bwrap a profile, as `autograder/README.md` shows under "Machines without a sandbox".'
        )
    if any(map(Path.exists, CONTAINERS)) or os.environ.get("container"):
        return (
            "This is a container, whose own runtime forbids it. Start it with the rights to make "
            "namespaces (docker run --security-opt seccomp=unconfined --security-opt "
            "apparmor=unconfined --cap-add SYS_ADMIN), or grade outside of it."
        )
    return (
        "User namespaces may be forbidden: look at sysctl user.max_user_namespaces "
        f"{CLONE.replace('/', '.')} {APPARMOR.replace('/', '.')}; a container's own runtime or "
        "SELinux may forbid them too."
    )


def _setting(path: Path) -> int | None:
    """The number in a file of the kernel's settings; None where there is no such setting."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _elsewhere() -> str:
    return ELSEWHERE.get(sys.platform, "Use a Linux machine") + "."


def main() -> int:
    """0 if kernels can be sandboxed here; else 1, after saying why."""
    if sys.argv[1:] == [INSIDE]:
        try_inside()
        return 0
    problem = sandbox_problem()
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
