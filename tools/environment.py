"""Makes .venv/ or brings it up to date, and says meanwhile what is going on.

Owns the environment, its stamps and its log. Doesn't choose the Python: tools/setup.sh does. Uses
the standard library only, as nothing else is there yet.

    python -m tools.environment lab|dev PYTHON    in the folder of the course
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tools.progress import Installation, Output, Progress
from tools.remedies import explain

VENV = Path(".venv")
INTERPRETER = VENV / "bin/python"
LOG = VENV / "setup.log"
STAMPS = {extra: VENV / f"installed-{extra}" for extra in ("lab", "dev")}
"""Each holds the folder it was made in, and stands for an environment that is whole."""
INPUTS = ("pyproject.toml", "setup.py", "constraints.txt")
TAIL, WIDTH = 12, 200
"""Lines of pip's output that are shown when it fails, and characters of each."""


class SetupError(Exception):
    """Set-up can't go on; the text says what is the matter and what to do."""


def main(extra: str, python: str) -> int:
    """The exit code of setting up ``.[extra]`` with ``python``."""
    show = Progress(sys.stderr)
    try:
        with one_at_a_time(show):
            if not is_fresh(STAMPS[extra]):  # by another set-up, since make looked
                set_up(extra, python, show)
    except SetupError as error:
        show.say(str(error))
        return 1
    except KeyboardInterrupt:
        show.say("Set-up was stopped half-way. The next run mends it.")
        return 130
    return 0


@contextlib.contextmanager
def one_at_a_time(show: Progress) -> Iterator[None]:
    """Holds the folder's lock, if need be after another set-up.

    The lock goes with the processes that hold it, pip among them, however they end.
    """
    folder = os.open(".", os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        show.say("Another set-up is at work in this folder; waiting for it.")
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EBADF, errno.ENOTSUP, errno.EINVAL):
            raise  # the others: a network file system that can't lock
    try:
        yield
    finally:
        os.close(folder)


def is_whole() -> bool:
    """Whether there is an environment that was set up to the end, here, and still runs."""
    stamp = STAMPS["lab"]
    if not stamp.is_file() or stamp.read_bytes() != os.fsencode(f"{os.getcwd()}\n"):
        return False
    try:
        return subprocess.run([INTERPRETER, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:  # its Python was removed
        return False


def is_fresh(stamp: Path) -> bool:
    """Whether the environment is whole and nothing that the stamp stands for changed since."""
    if not (is_whole() and stamp.is_file()):
        return False
    made = stamp.stat().st_mtime_ns
    return all(Path(name).stat().st_mtime_ns <= made for name in INPUTS)


def set_up(extra: str, python: str, show: Progress) -> None:
    """Makes the environment whole; raises ``SetupError``."""
    new = not is_whole()
    if not new and STAMPS["dev"].exists():
        extra = "dev"  # what was there is kept up
    if new:
        show.say(
            f"Setting up .venv/ with {python}: about two minutes, more on a slow network, and 2 GB"
            " of disk, most of it for PyTorch."
        )
        make_environment(python, show)
    else:
        show.say("Bringing .venv/ up to date: seconds, or minutes where much is new.")
    try:
        for stamp in STAMPS.values():
            stamp.unlink(missing_ok=True)
        install(extra, show, new=new)
        for name in ("lab", extra):
            STAMPS[name].write_bytes(os.fsencode(f"{os.getcwd()}\n"))
    except OSError as error:
        raise SetupError(explain([str(error)])) from error
    show.say(f"Set up in {show.seconds():.0f} s.")


def make_environment(python: str, show: Progress) -> None:
    """A new .venv/ without packages, whatever was there; raises ``SetupError``."""
    follow([python, "-m", "venv", "--clear", str(VENV)], Output("making .venv/"), show)


def install(extra: str, show: Progress, *, new: bool) -> None:
    """Has pip install ``.[extra]`` and shows how far it is; raises ``SetupError``."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    what = ["-c", "constraints.txt", "-e", f".[{extra}]"]
    command = [str(INTERPRETER), "-m", "pip", "install", *options, *what]
    with LOG.open("w", encoding="utf-8", buffering=1) as log:
        follow(command, Installation(VENV, log, new=new), show)


def follow(command: list[str], seen: Output, show: Progress) -> None:
    """Runs the command and shows what it is at; raises ``SetupError`` where it fails."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line.rstrip("\n"))
        lines.put(None)

    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,  # it holds the lock as long as it lives
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    threading.Thread(target=read, args=(process.stdout,), daemon=True).start()
    try:
        while (line := next_line(lines)) is not None:
            if line:
                seen.add(line)
            show.status(seen.text())
    except BaseException:
        process.terminate()
        raise
    finally:
        process.wait()
    if process.returncode:
        shown = "".join(f"  {line[:WIDTH]}\n" for line in seen.lines[-TAIL:])
        raise SetupError(f"{shown}{explain(seen.lines, process.returncode)}")


def next_line(lines: queue.SimpleQueue[str | None]) -> str | None:
    """The next line, "" where there is none for a second, None at the end."""
    try:
        return lines.get(timeout=1)
    except queue.Empty:
        return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
