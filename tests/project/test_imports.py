"""Who may import whom, read from the sources themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("answers", "exercises", "grading", "kernels", "reports", "cli")


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches(modules: set[str], target: str) -> bool:
    return any(m == target or m.startswith(target + ".") for m in modules)


RULES = {  # folder or file: what it must not import
    "utils": ("autograder", "nbgrader", "tools"),
    "autograder": ("tools", "lessons"),
    "autograder/exercises": ("autograder.answers", "autograder.grading", "autograder.kernels"),
    "autograder/answers": ("autograder.grading", "autograder.kernels", "nbgrader"),
    "autograder/kernels": tuple(f"autograder.{p}" for p in PARTS if p != "kernels"),
    "autograder/grading": ("autograder.cli",),
    "autograder/reports": ("autograder.kernels", "autograder.judging", "nbclient"),
}
CASES = [
    (path.relative_to(ROOT), forbidden)
    for folder, targets in RULES.items()
    for path in sorted((ROOT / folder).rglob("*.py"))
    for forbidden in targets
]


@pytest.mark.parametrize(("path", "forbidden"), CASES, ids=str)
def test_a_module_does_not_import_what_its_part_may_not(path, forbidden):
    assert not reaches(imported_modules(ROOT / path), forbidden)


@pytest.mark.parametrize("lesson", sorted((ROOT / "lessons").glob("*.py")), ids=lambda p: p.stem)
def test_a_lesson_imports_three_names_of_the_grader_and_nothing_of_its_inside(lesson):
    tree = ast.parse(lesson.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            assert node.module == "autograder"
            names |= {alias.name for alias in node.names}
    assert names == {"check", "hint", "scorecard"}
