"""Every package that is imported is declared where its importer is installed."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.checkout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = {"autograder", "utils", "tools", "tests", "benchmarks"}
EXTRAS = {  # what has to be installed for the files of a folder
    "lessons": (),
    "utils": (),
    "autograder": ("grade",),
    "tools": ("grade", "lab", "dev"),
    "tests": ("grade", "lab", "dev"),
    "benchmarks": ("grade", "lab", "dev"),
}
WITH_JUPYTERLAB = (ROOT / "utils" / "widgets" / "landscape_view.py",)
"""Imported where it can be; the lessons go on without."""
NOT_IN_COLAB = (
    "commands",
    "copies",
    "grading",
    "kernels",
    "platforms",
    "reports",
    "cli.py",
    "__main__.py",
)


def declared(extras: tuple[str, ...]) -> set[str]:
    lines = [*PROJECT["dependencies"]]
    lines += [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, other than Python's own and the project's."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names - OWN - set(sys.stdlib_module_names)


def undeclared(paths: list[Path], extras: tuple[str, ...]) -> set[str]:
    """Imports, as FILE: NAME, that no declared distribution provides."""
    providers, known = packages_distributions(), declared(extras)
    return {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in imported(path)
        if not known & {canonicalize_name(d) for d in providers.get(name, [])}
    }


@pytest.mark.parametrize("folder", EXTRAS)
def test_what_a_folder_imports_is_declared_for_those_who_use_it(folder):
    files = sorted({*(ROOT / folder).rglob("*.py")} - {*WITH_JUPYTERLAB})
    assert undeclared(files, EXTRAS[folder]) == set()


def test_what_is_imported_beside_jupyterlab_only_is_declared_for_it():
    files = [*WITH_JUPYTERLAB]
    assert undeclared(files, EXTRAS["tools"]) == set()
    assert undeclared(files, ()), "needs nothing more: a file like any other"


def test_what_a_notebook_imports_of_the_grader_is_there_in_colab():
    parts = [p for p in (ROOT / "autograder").iterdir() if p.name not in NOT_IN_COLAB]
    files = [file for part in parts for file in ([part] if part.is_file() else part.rglob("*"))]
    modules = [file for file in files if file.suffix == ".py"]
    assert undeclared(modules, ()) == set()
