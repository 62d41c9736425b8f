"""What editors and services leave in a notebook: kernels of their own, marks, and their commands.

Owns what is not run because it can't work while a hand-in is graded: installations of any kind,
magics that plain IPython doesn't know, and calls into ``google.colab``. Every such line stays as a
comment.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.lines import Span, comment_out, spans_of
from autograder.grading.repair.magic_names import line_magics
from autograder.grading.repair.modules import is_installed
from autograder.grading.repair.sources import Source, end_of_command
from autograder.grading.repair.words import quoted
from autograder.records.sentences import Sentence, say, say_count

INSTALLERS = r"(?:python3?\s+-m\s+)?(?:pip3?|conda|mamba|micromamba|uv|apt|apt-get|sudo)\b"
INSTALL = re.compile(rf"[ \t]*(?:!|%)\s*{INSTALLERS}")
INSTALL_BY = re.compile(r"\b(?:pip[\d.]*|conda|mamba|uv|apt|apt-get)\b.*\binstall\b", re.DOTALL)
"""A command that installs something, whatever stands around it."""
BARE_INSTALL = re.compile(r"[ \t]*(?:pip3?|conda|mamba|apt|apt-get)[ \t]+install\b")
"""The same without the sign that makes a command of a line: no Python, and never run."""
CALLERS = frozenset({"subprocess", "os", "run", "check_call", "check_output", "Popen", "call"})
PACKAGERS = frozenset({"pip", "piplite", "micropip", "pyodide_js", "condacolab"})
MAGIC = re.compile(r"([ \t]*)%(\w+)(.*)")
INLINE = re.compile(r"\s*(inline|agg|)\s*")
STATEMENTS = re.compile(r"google\.colab|\b(?:install|piplite|micropip|pip|condacolab)\b")
SHOWN = 60
NAMED = 5
EDITORS = {
    "Google Colab": ("colab", "colab_type", "outputId", "accelerator"),
    "Kaggle": ("kaggle", "_uuid", "_cell_guid"),
    "VS Code": ("vscode",),
    "Deepnote": ("deepnote", "deepnote_cell_type", "deepnote_notebook_id"),
    "Databricks": ("application/vnd.databricks.v1+cell", "application/vnd.databricks.v1+notebook"),
}
NO_ASSISTANT = "generative_ai_disabled"
"""What the course tells Colab in each notebook; what Colab saves itself stands beside it."""


def editor_notes(notebook: Mapping[str, Any]) -> list[Sentence]:
    """What a notebook's metadata say of where it was written, where that isn't plain Jupyter."""
    notes = []
    keys = set(_metadata_keys(notebook))
    for editor, marks in EDITORS.items():
        if keys & set(marks):
            notes.append(
                say("The notebook was saved by {name}: its marks were removed.", name=editor)
            )
    kernel = _mapping(_mapping(notebook.get("metadata")).get("kernelspec"))
    if not kernel:
        notes.append(say("The notebook names no kernel: run with Python 3."))
    elif kernel.get("name") != "python3" or kernel.get("language", "python") != "python":
        name = quoted(kernel.get("name"))
        notes.append(say("The notebook asks for the kernel {name}: run with Python 3.", name=name))
    return notes


def _metadata_keys(notebook: Mapping[str, Any]) -> Iterator[str]:
    for key, found in _mapping(notebook.get("metadata")).items():
        if not (key == "colab" and _is_ours(found)):
            yield key
    cells = notebook.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        yield from _mapping(_mapping(cell).get("metadata"))


def _is_ours(found: Any) -> bool:
    """Whether what a notebook holds for Colab is what it was handed out with, and no more."""
    return isinstance(found, dict) and found.keys() == {NO_ASSISTANT}


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def without_commands(cells: Iterable[Cell]) -> tuple[list[Cell], list[Sentence]]:
    """The cells without the lines that can't work in a kernel which grades, and which they were."""
    kept: list[Cell] = []
    gone: list[Sentence] = []
    for cell in cells:
        text, lines = _without_commands(cell) if cell.is_code else (cell.text, [])
        kept.append(replace(cell, text=text) if lines else cell)
        gone += [
            say("Cell {number}: `{code}` was not run.", number=cell.number, code=line)
            for line in lines
        ]
    if (more := len(gone) - NAMED) > 0:
        gone[NAMED:] = [
            say_count(
                "{n} more line like these was not run.",
                "{n} more lines like these were not run.",
                more,
            )
        ]
    return kept, gone


def _without_commands(cell: Cell) -> tuple[str, list[str]]:
    lines = cell.text.split("\n")
    spans = [*_shell_spans(cell.source, lines), *_statement_spans(cell.source, lines)]
    said = []
    for span in sorted(set(spans)):
        said.append(" ".join(lines[span[0]].split())[:SHOWN])
        comment_out(lines, span)
    return "\n".join(lines), said


def _shell_spans(source: Source, lines: list[str]) -> Iterator[Span]:
    """The lines of installations, and of magics that plain IPython would stop at."""
    if source.is_foreign or source.is_python:
        return  # such a line is then inside of a text or an expression
    n = 0
    while n < len(lines):
        end = end_of_command(lines, n)
        command = "\n".join(lines[n : end + 1])
        if _installs(command) or _unknown_magic(lines[n]):
            yield n, end
        n = end + 1


def _installs(command: str) -> bool:
    if command.lstrip()[:1] in ("!", "%"):
        whole = command.lstrip()[:2] != "%%" and INSTALL_BY.search(command)
        return bool(INSTALL.match(command) or whole)
    return BARE_INSTALL.match(command) is not None


def _unknown_magic(line: str) -> bool:
    magic = MAGIC.fullmatch(line)
    if magic is None:
        return False
    _, name, rest = magic.groups()
    if name == "matplotlib":
        return not INLINE.fullmatch(rest)
    if name == "load_ext":
        return not is_installed(rest.strip().split(".")[0])
    return name not in line_magics()


def _statement_spans(source: Source, lines: list[str]) -> list[Span]:
    """The lines of statements that install something by themselves, or need ``google.colab``."""
    if source.tree is None or not STATEMENTS.search(source.text):
        return []
    found = [*_installing(source.tree), *_of_colab(source.tree)]
    return spans_of(found, lines)


def _installing(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that call a package installer."""
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.Expr | ast.Assign):
            continue
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        root = _root(value) if isinstance(value, ast.Call) else ""
        texts = [n.value for n in ast.walk(value) if isinstance(n, ast.Constant)]
        words = " ".join(text for text in texts if isinstance(text, str))
        if root in PACKAGERS or (root in CALLERS and INSTALL_BY.search(words)):
            yield statement


def _of_colab(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that import ``google.colab``, or call what came from there."""
    names: set[str] = set()
    for statement in tree.body:
        if imported := _colab_names(statement):
            names |= imported
            yield statement
        elif isinstance(statement, ast.Expr | ast.Assign) and _root(statement.value) in names:
            yield statement


def _colab_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(
        "google.colab"
    ):
        return {alias.asname or alias.name for alias in statement.names}
    if isinstance(statement, ast.Import):
        names = [a for a in statement.names if a.name.startswith("google.colab")]
        if names and len(names) == len(statement.names):
            return {alias.asname or "google" for alias in names}
    return set()


def _root(node: ast.expr) -> str:
    """The name that an expression such as ``drive.mount("/content")`` begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
