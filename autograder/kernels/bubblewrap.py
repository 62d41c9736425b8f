"""The bubblewrap command line that the fork server runs under: what it may see, and no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.kernels.isolation import HOME, ROOM, ROOMS

INSTALL = "apt-get install bubblewrap (Debian, Ubuntu) or dnf install bubblewrap (Fedora)"
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives")
NAMESPACES = ("pid", "net", "ipc", "uts", "cgroup-try")
CAPABILITIES = ("SYS_ADMIN", "SYS_PTRACE", "SETPCAP", "KILL")
ROOT_CAPABILITIES = ("SETUID", "SETGID", "CHOWN", "DAC_OVERRIDE", "SYS_RESOURCE")


class SandboxUnavailable(RuntimeError):
    """Kernels can't be sandboxed on this machine; the text says what to install or allow."""


def is_root() -> bool:
    """Whether this process is root, which bubblewrap and Linux treat differently."""
    return os.geteuid() == 0


def require() -> str:
    """The path of ``bwrap``. Raises ``SandboxUnavailable`` where sandboxing can't work."""
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(
            f"Sandboxed kernels need Linux, but this is {sys.platform}. Use a Linux machine, or "
            "grade your own notebooks only, with --sandbox off."
        )
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            f"Sandboxed kernels need bubblewrap (the command bwrap). Install it: {INSTALL}. "
            "Or pass --sandbox off, which runs the hand-ins' code with your own rights."
        )
    probe = [bwrap, *_namespaces(), "--ro-bind", "/", "/", "true"]
    result = subprocess.run(probe, capture_output=True, text=True, timeout=20, check=False)
    if result.returncode != 0:
        raise SandboxUnavailable(
            f"bwrap can't make a sandbox here: {result.stderr.strip()[:200]}. User namespaces may "
            "be switched off: see `sysctl user.max_user_namespaces "
            "kernel.unprivileged_userns_clone kernel.apparmor_restrict_unprivileged_userns`. Or "
            "pass --sandbox off, which runs the hand-ins' code with your own rights."
        )
    return bwrap


def command(
    rooms: Path,
    readable: Iterable[Path],
    hidden: Iterable[Path],
    environment: Mapping[str, str],
    program: Iterable[str],
) -> list[str]:
    """The command that runs ``program`` seeing ``readable`` read-only, less ``hidden``.

    ``rooms`` is the host's folder of kernel sockets, the only thing that can be written.
    """
    words = [require(), "--die-with-parent", "--new-session", *_namespaces()]
    for name in (*CAPABILITIES, *(ROOT_CAPABILITIES if is_root() else ())):
        words += ["--cap-add", f"CAP_{name}"]
    words.append("--clearenv")
    for name, value in environment.items():
        words += ["--setenv", name, value]
    for path in (*map(Path, SYSTEM), *readable):
        words += [*_parents(path), "--ro-bind-try", str(path), str(path)]
    for path in hidden:
        if path.exists():
            words += ["--tmpfs", str(path), "--remount-ro", str(path)]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", *_parents(Path(HOME))]
    words += ["--dir", HOME, "--dir", "/run", "--dir", ROOM, "--dir", ROOMS]
    words += ["--bind", str(rooms), ROOMS, "--remount-ro", "/", "--chdir", "/"]
    return [*words, "--", *program]


def _namespaces() -> list[str]:
    words = [f"--unshare-{name}" for name in NAMESPACES]
    return words if is_root() else ["--unshare-user", *words]


def _parents(path: Path) -> list[str]:
    """Makes parents that everybody may enter; bwrap 0.8 itself makes them for their owner only."""
    outer = [p for p in reversed(path.parents) if p != Path("/")]
    return [word for p in outer for word in ("--dir", str(p))]
