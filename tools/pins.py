"""constraints.txt: one version of everything that set-up installs, for every Python promised.

Owns how the file is made and checked; uv, a resolver, finds the versions. pyproject.toml says which
Pythons and which ranges.

    python -m tools.pins            keep the pins, add what is missing, drop what nothing needs
    python -m tools.pins --upgrade  the newest of everything but torch, which is changed by hand
    python -m tools.pins --check    only ask the registry for a wheel of each pin for each Python
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

FILE = Path("constraints.txt")
PROJECT = Path("pyproject.toml")
HEADER = """\
# The version of everything that set-up installs: pip install -c constraints.txt -e ".[lab]"
# Made by `make constraints` (tools/pins.py); edit only the line of torch, then make it again.
# torch carries no +cpu or +cu suffix, so that pip takes whichever build its index offers, and
# what that build needs of CUDA it pins itself.
"""
OF_TORCH = re.compile(r"(cuda|nvidia)-|triton==")
"""Packages that only CUDA builds of torch bring; each build names their versions itself."""
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin", "windows")
"""Machines that torch has wheels for, as uv calls them."""
OLDEST_MACOS = "14.0"
"""Of torch 2.13's wheels for macOS."""


class NoSolution(Exception):
    """The resolver found no set of versions; the text is its explanation."""


def pythons(root: Path) -> list[str]:
    """Every Python that ``requires-python`` lets in, up to release 29 of each minor version."""
    text = (root / PROJECT).read_text(encoding="utf-8")
    promised = SpecifierSet(tomllib.loads(text)["project"]["requires-python"])
    versions = [f"3.{minor}.{patch}" for minor in range(40) for patch in range(30)]
    return [version for version in versions if version in promised]


def oldest_of_each(versions: Iterable[str]) -> list[str]:
    """The first release of each minor version in ``versions``, which are in order."""
    first: dict[str, str] = {}
    for version in versions:
        first.setdefault(version.rpartition(".")[0], version)
    return list(first.values())


def read(root: Path) -> list[Requirement]:
    """The pins in constraints.txt, each ``name==version`` with or without a marker."""
    lines = (root / FILE).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def environment(python: str) -> dict[str, str]:
    """What markers are evaluated with for a Python on Linux."""
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
        "extra": "",
    }


def excluding(
    pins: Iterable[Requirement], requires: Mapping[tuple[str, str], str], versions: Iterable[str]
) -> list[str]:
    """A line for each pin that a promised Python would have to install but can't.

    ``requires`` holds the ``Requires-Python`` of releases, by canonical name and version; a release
    that isn't in it is taken to be for every Python.
    """
    versions, found = list(versions), []
    for pin in pins:
        version = next(iter(pin.specifier)).version
        needed = requires.get((canonicalize_name(pin.name), version), "")
        without = [
            python
            for python in versions
            if (pin.marker is None or pin.marker.evaluate(environment(python)))
            and python not in SpecifierSet(needed)
        ]
        if without:
            found.append(f"{pin} wants Python {needed}, which leaves out {', '.join(without)}")
    return found


def resolve(root: Path, *arguments: str) -> None:
    """Runs ``uv pip compile`` on pyproject.toml; raises ``NoSolution``."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet"]
    run = subprocess.run(
        [*command, *arguments, str(PROJECT)],
        cwd=root,
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": OLDEST_MACOS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if run.returncode:
        raise NoSolution(run.stderr)


def without_cuda(text: str) -> list[str]:
    """The lines of uv's output without those that a CUDA build of torch pins itself."""
    return [line for line in text.splitlines() if not OF_TORCH.match(line)]


def check(root: Path, python: str, platform: str, constraints: Path = FILE) -> None:
    """Raises ``NoSolution`` where a machine doesn't get a wheel of every package at its pin."""
    pinned = ["--constraints", str(constraints), "--only-binary", ":all:", "--all-extras"]
    resolve(root, "--python-version", python, "--python-platform", platform, *pinned)


def make(root: Path, *, upgrade: bool = False) -> str:
    """The text of a new constraints.txt, for all promised Pythons and every platform."""
    old = [str(pin) for pin in read(root)]
    with tempfile.TemporaryDirectory() as folder:
        torch, output = Path(folder, "torch.txt"), Path(folder, "output.txt")
        torch.write_text("\n".join(line for line in old if line.startswith("torch==")))
        output.write_text("" if upgrade else "\n".join(old))  # uv keeps what it finds there
        options = ["--universal", "--python-version", pythons(root)[0], "--fork-strategy", "fewest"]
        plain = ["--no-annotate", "--no-header", "--output-file", str(output)]
        resolve(root, "--all-extras", *options, "--constraints", str(torch), *plain)
        return HEADER + "\n".join([*without_cuda(output.read_text(encoding="utf-8")), ""])


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.pins", description=__doc__.partition("\n")[0])
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="check the file and write nothing")
    choice.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    options = parser.parse_args()
    root = Path.cwd()
    try:
        if not options.check:
            (root / FILE).write_text(make(root, upgrade=options.upgrade), encoding="utf-8")
        for python in oldest_of_each(pythons(root)):
            print(f"Python {python}: asking for wheels on {', '.join(PLATFORMS)}", flush=True)
            with ThreadPoolExecutor() as pool:  # each waits for the registry most of the time
                for _ in pool.map(partial(check, root, python), PLATFORMS):
                    pass
    except NoSolution as error:
        print(error, file=sys.stderr)
        print("Change the range in pyproject.toml or the pin that is named above.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
