"""pyproject.toml, environment.yml and constraints.txt name the same packages."""

import importlib.metadata
import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.project.checkout import ROOT
from tools.pins import environment, pythons, read

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {
    "torch": "pytorch",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}


def wanted() -> dict[str, SpecifierSet]:
    """The ranges in pyproject.toml, with all extras, by canonical name."""
    lines = [*PROJECT["dependencies"], *sum(PROJECT["optional-dependencies"].values(), [])]
    ranges = [Requirement(line) for line in lines]
    return {
        canonicalize_name(r.name): r.specifier for r in ranges if r.name != PROJECT["name"]
    }  # an extra may contain another


def pins() -> dict[str, str]:
    """What a Linux machine with the oldest Python installs, by canonical name."""
    linux = environment(pythons(ROOT)[0])
    here = [pin for pin in read(ROOT) if pin.marker is None or pin.marker.evaluate(linux)]
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in here)
    return {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in here}


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
    linux = environment(pythons(ROOT)[0])
    while waiting:
        name = waiting.pop()
        if name in seen or name == "torch":  # which CUDA packages come with it, torch itself pins
            continue
        seen.add(name)
        assert name in pinned, f"{name} has no pin in constraints.txt"
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate(linux):
                waiting.append(canonicalize_name(needed.name))


def test_a_notebook_needs_only_what_colab_has():
    core = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert core == {
        "ipython",
        "ipywidgets",
        "matplotlib",
        "matplotlib-inline",  # IPython needs it
        "networkx",
        "numpy",
        "pillow",  # Matplotlib needs it
        "sympy",
        "torch",
        "tqdm",
    }
