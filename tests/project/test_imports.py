"""Who may import whom, read from the sources themselves: functions' imports and types' included."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import autograder

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
MAY_IMPORT = {  # a room of the package: the rooms that it may import, and errors.py
    "records": (),
    "drawing": ("records",),
    "probing": ("drawing", "records"),
    "exercises": ("probing", "drawing", "records"),
    "answers": ("exercises", "probing", "drawing", "records"),
    "judging": ("answers", "exercises", "probing", "drawing", "records"),
    "cards": ("drawing", "records"),
    "notebook": ("judging", "cards", "exercises", "probing", "records"),
    "kernels": (),
    "reports": ("cards", "drawing", "records"),
    "grading": (
        "answers", "cards", "exercises", "judging", "kernels", "probing", "records", "reports"
    ),
    "platforms": ("exercises", "grading", "records"),
    "copies": ("grading",),
    "commands": (
        "cards", "copies", "exercises", "grading", "kernels", "platforms", "records", "reports"
    ),
}  # fmt: skip
MOST_AT_THE_TOP = 8
"""Modules that may lie beside the rooms."""
LATE = {("notebook.checking", "judging.judge")}
"""Imported in a function: `check` does without a judge in a sandbox, which has no answers."""
FORBIDDEN = {  # folder: what nothing in it may import
    "utils": ("autograder", "nbgrader", "tools"),
    "autograder": ("tools", "lessons", "tests", "benchmarks"),
    "autograder/answers": ("nbgrader",),
    "autograder/reports": ("nbclient", "subprocess"),
}


def named(path: Path) -> str:
    """A module's name inside the package, such as "records.values"; "records" for a room."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {named(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imported_names(path: Path, inside_functions: bool = True) -> frozenset[str]:
    """What a file imports, as dotted names, members of modules among them."""
    found = set()
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), inside_functions):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def _nodes(tree: ast.AST, inside_functions: bool):
    for node in ast.iter_child_nodes(tree):
        yield node
        if inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _nodes(node, inside_functions)


def imported_modules(name: str, inside_functions: bool = True) -> set[str]:
    """The package's modules that a module of it imports."""
    names = imported_names(MODULES[name], inside_functions)
    inner = {full.removeprefix("autograder.") for full in names if full.startswith("autograder.")}
    return {module for module in inner if module in MODULES} - {name}


def room_of(name: str) -> str:
    return name.partition(".")[0]


INSIDE = [name for name in MODULES if room_of(name) in MAY_IMPORT]


def test_every_room_has_its_rule_and_few_modules_lie_beside_them():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == set(MAY_IMPORT)
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_AT_THE_TOP


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_imports_only_what_its_room_may(name):
    allowed = {*MAY_IMPORT[room_of(name)], room_of(name), "errors"}
    assert {m for m in imported_modules(name) if m and room_of(m) not in allowed} == set()


def test_no_room_and_no_module_is_part_of_a_circle():
    TopologicalSorter(MAY_IMPORT).prepare()
    TopologicalSorter({name: imported_modules(name) for name in MODULES}).prepare()


def test_one_import_waits_inside_a_function_of_what_notebooks_use():
    """Those of commands wait so that help is quick; elsewhere that would hide a circle."""
    rooms = ("records", "drawing", "probing", "exercises", "judging", "cards", "notebook")
    late = {
        (name, module)
        for name in INSIDE
        if room_of(name) in rooms
        for module in imported_modules(name) - imported_modules(name, inside_functions=False)
    }
    assert {(name, module) for name, module in late if room_of(module) != room_of(name)} == LATE


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_says_in_a_paragraph_what_it_owns_and_what_it_does_not(room):
    text = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
    assert len(text.split()) > 25
    assert "Owns" in text
    assert any(word in text for word in ("n't", "not", "no ", "elsewhere", "never"))


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_nothing_in_a_folder_imports_what_it_may_not(folder):
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    for path in paths:
        tops = {name.partition(".")[0] for name in imported_names(path)}
        assert tops & set(FORBIDDEN[folder]) == set(), path


@pytest.mark.parametrize(
    "lesson", sorted((ROOT / "lessons").glob("0[1-9]*.py")), ids=lambda p: p.stem
)
def test_a_lesson_imports_the_graders_top_names_and_nothing_of_its_inside(lesson):
    tree = ast.parse(lesson.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            assert node.module == "autograder"
            names |= {alias.name for alias in node.names}
    assert names >= {"check", "hint", "scorecard"}
    assert names <= set(autograder.__all__)
