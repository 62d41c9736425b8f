"""pyproject.toml, environment.yml and constraints.txt name the same packages."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {
    "torch": "pytorch",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}
# What the pins were made for: a Linux machine with the oldest Python.
LINUX = {
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.11.0",
    "python_version": "3.11",
    "sys_platform": "linux",
}


def wanted() -> dict[str, SpecifierSet]:
    """The ranges in pyproject.toml, with all extras, by canonical name."""
    lines = [*PROJECT["dependencies"], *sum(PROJECT["optional-dependencies"].values(), [])]
    ranges = [Requirement(line) for line in lines]
    return {
        canonicalize_name(r.name): r.specifier for r in ranges if r.name != PROJECT["name"]
    }  # an extra may contain another


def pins() -> dict[str, str]:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    return {canonicalize_name(name): pin for name, pin in (line.split("==") for line in lines)}


def test_conda_users_get_the_ranges_of_pyproject_and_nothing_else():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [Requirement(line) for line in listed if isinstance(line, str)]
    ranges = {canonicalize_name(r.name): r.specifier for r in conda}
    assert ranges.pop("python") == SpecifierSet(PROJECT["requires-python"])
    ranges.pop("pip")
    assert ranges == {CONDA_NAMES.get(name, name): r for name, r in wanted().items()}


def test_conda_users_get_the_course_itself_from_the_checkout():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert [line for line in listed if isinstance(line, dict)] == [{"pip": ["-e ."]}]


def test_every_pin_lies_in_its_range():
    pinned = pins()
    for name, versions in wanted().items():
        assert Version(pinned[name]) in versions, f"{name}=={pinned[name]} is not in {versions}"


def test_all_that_set_up_installs_is_pinned():
    pinned, seen, waiting = pins(), set(), list(wanted())
    while waiting:
        name = waiting.pop()
        if name in seen or name == "torch":  # which CUDA packages come with it, torch itself pins
            continue
        seen.add(name)
        assert name in pinned, f"{name} has no pin in constraints.txt"
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": "", **LINUX}):
                waiting.append(canonicalize_name(needed.name))


def test_a_notebook_needs_only_what_colab_has():
    core = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert core == {
        "ipython",
        "ipywidgets",
        "matplotlib",
        "networkx",
        "numpy",
        "sympy",
        "torch",
        "tqdm",
    }
