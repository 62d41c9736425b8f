"""The command: makes the bare machine, types the README's commands in it, says what came of it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tools.fresh import expectations, readme
from tools.fresh.machine import (
    DEBIAN,
    PROJECT,
    CannotRun,
    Machine,
    Run,
    clone,
    find_sources,
    make_machine,
    scratch_folder,
)

USER = "teacher"
FOLDER = "autograd course"
PYTHON = "3.11.2"
"""The Python of the root: the one that Debian 12 has."""
PAGE_WITHIN_S = 60
NOT_THERE = ("bwrap", "cc", "gcc", "g++", "clang")
"""Commands that the README doesn't ask for, and that must not be there by chance."""


def main() -> int:
    """0 where the README's commands work or can't be tried here; 1 where they don't.

    With ``FRESH_REQUIRED=1`` it is 1 also where they can't be tried.
    """
    try:
        wrong = try_out()
    except CannotRun as reason:
        print(f"\nmake fresh DID NOT RUN: {reason}. Nothing was tried out.", file=sys.stderr)
        return 1 if os.environ.get("FRESH_REQUIRED") == "1" else 0
    except readme.MissingCommand as error:
        wrong = [str(error)]
    except subprocess.CalledProcessError as error:
        wrong = [f"{shlex.join(map(str, error.cmd))} ended with {error.returncode}"]
    for line in wrong:
        print(f"fresh: WRONG: {line}", file=sys.stderr)
    if not wrong:
        print(f"fresh: the README's commands work on a bare {DEBIAN}, as root and as a user")
    return 1 if wrong else 0


def try_out() -> list[str]:
    """What is wrong with the README's commands, on a machine that has what it asks for."""
    sources = find_sources()
    text = _git("show", "HEAD:README.md")
    install, grade = readme.install_line(text), readme.small_class(text)
    if _git("status", "--porcelain"):
        print("fresh: HEAD is tried out. What is not committed here is left out of it.")
    with _stage("all"), scratch_folder() as folder:
        with _stage(f"a minimal {DEBIAN}"):
            machine = make_machine(folder / "root", sources)
        with _stage(f"the README's line: {install}"):
            # Root needs no sudo, and a bare machine has none.
            run = machine.run("root", f'sudo() {{ "$@"; }}\n{install}')
        wrong = [f"{install}: {expectations.last_words(run.output)}"] if run.code else []
        wrong = wrong or _not_bare(machine)
        return wrong or _try_commands(machine, grade)


def _try_commands(machine: Machine, grade: str) -> list[str]:
    """What is wrong with the commands, tried in such an order that no run helps the next."""
    machine.run("root", f"useradd --create-home {USER}")
    for user in (USER, "root"):
        clone(machine, user, FOLDER)
    n = readme.n_students(grade)
    wrong = []
    for user, sandboxed in ((USER, False), ("root", True), (USER, True)):
        title = f"{user}, {'sandboxed' if sandboxed else 'without bubblewrap'}: {grade}"
        with _stage(title):
            run = _in_clone(machine, user, f"make help\n{grade}")
        found = expectations.of_grading(run.code, run.output, n, sandboxed)
        wrong += [f"{title}: {line}" for line in found]
    with _stage(f"{USER}: make lab"):
        wrong += [f"make lab: {line}" for line in expectations.of_lab(_lab_page(machine))]
    return wrong


def _in_clone(machine: Machine, user: str, command: str) -> Run:
    return machine.run(user, f"cd {shlex.quote(FOLDER)}\n{command}")


def _lab_page(machine: Machine) -> str | None:
    """The page at the address that ``make lab`` prints, if it does."""
    pages = []

    def fetched(line: str) -> bool:
        address = expectations.LAB.search(line)
        if address is not None:
            pages.append(_fetch(address[0]))
        return address is not None

    command = f"cd {shlex.quote(FOLDER)}\nmake lab LAB_ARGS=--no-browser"
    machine.run(USER, command, until=fetched)
    return pages[0] if pages else None


def _fetch(address: str) -> str | None:
    """The page at an address of this machine, whose network the bare one shares.

    Jupyter prints its address a moment before it listens, so the page is waited for; ``None``
    if it doesn't come.
    """
    direct = build_opener(ProxyHandler({}))
    end = time.monotonic() + PAGE_WITHIN_S
    while time.monotonic() < end:
        try:
            with direct.open(address, timeout=PAGE_WITHIN_S) as answer:
                return str(answer.read(), "utf-8")
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    return None


def _not_bare(machine: Machine) -> list[str]:
    """What the machine has and shouldn't, or shouldn't lack."""
    run = machine.run("root", f"python3 --version\ncommand -v {' '.join(NOT_THERE)} || true")
    version, *found = run.output.splitlines()
    wrong = [f"a bare machine has {path}" for path in found]
    if version != f"Python {PYTHON}":
        wrong.append(f"a bare {DEBIAN} has {version}, expected Python {PYTHON}")
    return wrong


@contextmanager
def _stage(title: str) -> Iterator[None]:
    """Says when a stage begins and how many seconds it took."""
    print(f"fresh: {title} ...", flush=True)
    begun = time.monotonic()
    try:
        yield
    finally:
        print(f"fresh: {time.monotonic() - begun:.0f} s: {title}", flush=True)


def _git(*arguments: str) -> str:
    words = ["git", *arguments]
    return subprocess.run(words, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    for stop in (signal.SIGINT, signal.SIGTERM):  # the folder goes then as well
        signal.signal(stop, lambda number, frame: sys.exit(128 + number))
    sys.exit(main())
