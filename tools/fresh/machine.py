"""A bare Debian machine: a minimal root in a folder, and commands run in it as in a machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tools.fresh import carried

PROJECT = Path(__file__).resolve().parents[2]
ENTER = Path(__file__).with_name("enter.sh")
CODENAME = "bookworm"
DEBIAN = "Debian 12"
WHERE = os.environ.get("TMPDIR", "/var/tmp")  # /tmp may be memory, and the root takes gigabytes
LIMIT_S = 15 * 60
CERTIFICATES = Path("/etc/ssl/certs")
"""Certificates that the root makes itself, of Debian's and of those in ``LOCAL_CERTIFICATES``."""
BUNDLE = CERTIFICATES / "ca-certificates.crt"
LOCAL_CERTIFICATES = Path("/usr/local/share/ca-certificates")
NETWORK = (Path("/etc/resolv.conf"), Path("/etc/hosts"))
PIP_CACHE = "/var/cache/pip"
APT_ANSWERS = ('APT::Get::Assume-Yes "true";', 'quiet "1";')
"""What a person answers apt: the README's line asks, and nobody is there. And no progress bars."""


class CannotRun(Exception):
    """There can be no bare machine here; the message says why."""


@dataclass(frozen=True)
class Run:
    """What came of a command: its exit code and all that it wrote."""

    code: int
    output: str


@dataclass(frozen=True)
class Machine:
    """A root file system, the variables that are set in it and what it sees of this machine."""

    root: Path
    variables: dict[str, str]
    shown: list[Path]

    def run(self, user: str, command: str, until: Callable[[str], bool] | None = None) -> Run:
        """What came of a shell command in the user's home, which sees no terminal.

        Its lines are shown as they come. It is stopped, with all that it started, at the first
        line for which ``until`` holds, or after ``LIMIT_S``.
        """
        words = ["setpriv", "--pdeathsig", "KILL"]  # nothing outlives this process
        words += ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", str(ENTER)]
        words += [str(self.root), user, *map(str, self.shown), "--", "sh", "-euc"]
        process = subprocess.Popen(
            [*words, f'cd "$HOME"\n{command}'],
            env=self.variables | {"HOME": home(user), "USER": user, "LOGNAME": user},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        try:
            lines = _shown_lines(process, until)
        finally:
            timer.cancel()
            process.kill()
            process.communicate()  # ends when the last process in there has
        return Run(process.returncode, "".join(lines))


def home(user: str) -> str:
    """The user's home folder in a bare machine."""
    return "/root" if user == "root" else f"/home/{user}"


def clone(machine: Machine, user: str, folder: str) -> None:
    """Puts a fresh clone of this checkout's HEAD into the user's home."""
    target = Path(f"{machine.root}{home(user)}", folder)
    # Not local: a hard link would give the files of this checkout's repository to the user.
    words = ["git", "clone", "--quiet", "--no-local", "--depth", "1", str(PROJECT), str(target)]
    subprocess.run(words, check=True)
    owner = f"--reference={target.parent}"
    subprocess.run(["chown", "--recursive", owner, str(target)], check=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for a root file system, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fresh-", dir=WHERE))
    try:
        folder.chmod(0o711)  # apt fetches as a user of its own
        yield folder
    finally:
        # One file system: whatever may be mounted there, nothing of this machine is deleted.
        subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)


def find_sources() -> list[str]:
    """Debian's sources, as apt has them here. Raises ``CannotRun`` where a root can't be made."""
    if os.geteuid() != 0:
        raise CannotRun("it needs root, to make a root file system and to enter it")
    missing = [name for name in ("apt-get", "git", "setpriv", "unshare") if not shutil.which(name)]
    if missing:
        raise CannotRun(f"it needs a Debian machine, and here is no {', '.join(missing)}")
    if find_spec("pip") is None:
        raise CannotRun(f"it needs pip, to read its settings, and {sys.executable} has none")
    namespaces = _said(["unshare", "--mount", "--pid", "--fork", "--mount-proc", "true"])
    if namespaces.returncode:
        raise CannotRun(f"it needs mount namespaces, and here {namespaces.stderr.strip()}")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    targets = ["apt-get", "indextargets", "--format", carried.INDEX_TARGETS]
    targets += ["Created-By: Packages"]
    sources = carried.debian_sources(_text(targets), CODENAME)
    if not sources:
        raise CannotRun(f"apt has no source of {DEBIAN} ({CODENAME}) here")
    subprocess.run([PROJECT / "tools/system_packages.sh", "mmdebstrap"], check=True)
    return sources


def make_machine(root: Path, sources: list[str]) -> Machine:
    """A minimal Debian root that reaches the registries which this machine reaches."""
    options = carried.apt_options(_text(["apt-config", "dump"]))
    words = ["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"]
    # Like a machine in use, it knows which packages there are.
    words += ["--skip=cleanup/apt", *(f"--aptopt={line}" for line in [*options, *APT_ANSWERS])]
    subprocess.run([*words, CODENAME, str(root), *sources], check=True)

    settings = carried.pip_settings(_text([sys.executable, "-m", "pip", "config", "list"]))
    (root / "etc/pip.conf").write_text(carried.pip_file(settings), encoding="utf-8")
    for path in (*NETWORK, BUNDLE):
        _copy(path, root)
    if LOCAL_CERTIFICATES.is_dir():
        shutil.copytree(LOCAL_CERTIFICATES, _inside(root, LOCAL_CERTIFICATES), dirs_exist_ok=True)
    _inside(root, Path(PIP_CACHE)).mkdir(mode=0o777)
    _inside(root, Path(PIP_CACHE)).chmod(0o777)

    paths = carried.pip_paths(settings) | carried.apt_paths(options)
    paths |= carried.certificate_paths(os.environ)
    there = {path for path in paths if path.exists() and not path.is_relative_to(CERTIFICATES)}
    shown = carried.outermost(there)
    for path in shown:
        _make_place(path, _inside(root, path))
    return Machine(root, _variables(), shown)


def _variables() -> dict[str, str]:
    folders = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
    own = {"PATH": ":".join(folders), "PIP_CACHE_DIR": PIP_CACHE}
    return carried.variables(os.environ) | own


def _inside(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _copy(path: Path, root: Path) -> None:
    """Copies the content of a file, if there is one, to the same place in the root."""
    target = _inside(root, path)
    if path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copyfile(path, target)


def _make_place(path: Path, target: Path) -> None:
    """Makes what ``path`` can be mounted on."""
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def _said(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True)


def _text(words: list[str]) -> str:
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def _shown_lines(process: subprocess.Popen[str], until: Callable[[str], bool] | None) -> list[str]:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        print(f"  | {line}", end="", flush=True)
        lines.append(line)
        if until is not None and until(line):
            return lines
    process.wait()
    return lines
