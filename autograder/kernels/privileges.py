"""What a sandbox needs of Linux: the namespaces and capabilities, as options of bubblewrap."""

from __future__ import annotations

import os

NAMESPACES = ("pid", "net", "ipc", "uts", "cgroup-try")
CAPABILITIES = ("SYS_ADMIN", "SYS_PTRACE", "SETPCAP", "KILL")
ROOT_CAPABILITIES = ("SETUID", "SETGID", "CHOWN")
USER_CAPABILITIES = ("SETFCAP",)  # Linux wants it to map what is user 0 here (since 5.12)


def is_root() -> bool:
    """Whether this process is root, which bubblewrap and Linux treat differently."""
    return os.geteuid() == 0


def namespaces() -> list[str]:
    """The options that name the namespaces to make.

    An ordinary user is 0 in theirs: any other number would make bwrap nest a second user
    namespace, in which the fork server had no power over its own mounts.
    """
    words = [f"--unshare-{name}" for name in NAMESPACES]
    return words if is_root() else ["--unshare-user", "--uid", "0", "--gid", "0", *words]


def capabilities() -> list[str]:
    """The options that name the capabilities which the fork server keeps."""
    names = (*CAPABILITIES, *(ROOT_CAPABILITIES if is_root() else USER_CAPABILITIES))
    return [word for name in names for word in ("--cap-add", f"CAP_{name}")]
