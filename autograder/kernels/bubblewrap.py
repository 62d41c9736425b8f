"""The bubblewrap command line that the fork server runs under: what it may see, and no more."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.kernels.isolation import HOME, ROOMS
from autograder.kernels.views import SandboxUnavailable, View

INSTALL = "apt-get install bubblewrap (Debian, Ubuntu) or dnf install bubblewrap (Fedora)"
OR_ELSE = "Or pass --sandbox off, which runs the hand-ins' code with your own rights."
NAMESPACES = ("pid", "net", "ipc", "uts", "cgroup-try")
CAPABILITIES = ("SYS_ADMIN", "SYS_PTRACE", "SETPCAP", "KILL")
ROOT_CAPABILITIES = ("SETUID", "SETGID", "CHOWN")
USER_CAPABILITIES = ("SETFCAP",)  # Linux wants it to map what is user 0 here (since 5.12)


def is_root() -> bool:
    """Whether this process is root, which bubblewrap and Linux treat differently."""
    return os.geteuid() == 0


def require() -> str:
    """The path of ``bwrap``. Raises ``SandboxUnavailable`` where sandboxing can't work."""
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(
            f"Sandboxed kernels need Linux, but this is {sys.platform}. Use a Linux machine. "
            + OR_ELSE
        )
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            f"Sandboxed kernels need bubblewrap (the command bwrap). Install it: {INSTALL}. "
            + OR_ELSE
        )
    return bwrap


def command(view: View, program: Iterable[str]) -> list[str]:
    """The command that runs ``program`` seeing what ``view`` allows, all of it read-only.

    Raises ``SandboxUnavailable`` where there is no bubblewrap, or kernels couldn't read Python.
    """
    words = [require(), "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    words += [*_namespaces(), *_capabilities(), "--clearenv"]
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
        f"bubblewrap can't make a sandbox here: {problem} User namespaces may be switched off: see "
        "`sysctl user.max_user_namespaces kernel.unprivileged_userns_clone "
        f"kernel.apparmor_restrict_unprivileged_userns`. {OR_ELSE}"
    )


def _namespaces() -> list[str]:
    """The options that name the namespaces to make.

    An ordinary user is 0 in theirs: any other number would make bwrap nest a second user
    namespace, in which the fork server had no power over its own mounts.
    """
    words = [f"--unshare-{name}" for name in NAMESPACES]
    return words if is_root() else ["--unshare-user", "--uid", "0", "--gid", "0", *words]


def _capabilities() -> list[str]:
    names = (*CAPABILITIES, *(ROOT_CAPABILITIES if is_root() else USER_CAPABILITIES))
    return [word for name in names for word in ("--cap-add", f"CAP_{name}")]


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
