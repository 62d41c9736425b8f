"""Imports of modules that aren't installed where hand-ins are graded, such as pandas from Colab.

Such a line costs itself: it is not run, unless the cell answers an exercise and somebody uses what
it imports. Then its own error says best what is missing. Which modules are installed is all that
is asked of the machine.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.machinery import PathFinder

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.lines import comment_out, spans_of
from autograder.grading.repair.release import Release
from autograder.records.sentences import Sentence, say, say_count, some_of

NAMED = 5
SHOWN = 60
GUARDED = (ast.Try, ast.TryStar, ast.With)
"""Statements whose owner has thought of what happens where an import fails."""
Import = ast.Import | ast.ImportFrom


@lru_cache(maxsize=512)
def is_installed(name: str) -> bool:
    """Whether there is a module of this name, without a dot, that hand-ins can import."""
    if name in sys.stdlib_module_names or name in sys.modules:
        return True
    try:
        return PathFinder.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):  # whatever a folder on the path holds
        return False


def without_missing_modules(
    cells: Sequence[Cell], release: Release
) -> tuple[list[Cell], list[Sentence]]:
    """The cells without imports that fail and aren't needed, and which these were."""
    written = "\n".join(cell.text for cell in cells if cell.is_code)
    used = frozenset().union(*(cell.source.loaded for cell in cells if cell.is_code))
    kept, notes, lost = [], [], {}
    for cell in cells:
        own = cell.is_code and cell.source.fingerprint not in release.rest
        missing = list(_missing(cell, written)) if own else []
        for statement in missing:
            lost.update(_names(statement))
        if _answers(cell, release):
            missing = [s for s in missing if not _is_used(s, cell, used)]
        text, lines = _without(cell, missing)
        kept.append(replace(cell, text=text) if lines else cell)
        notes += [
            say(
                "Cell {number}: `{code}` was not run: `{module}` is not installed here.",
                number=cell.number,
                code=line,
                module=module,
            )
            for line, module in lines
        ]
    notes = some_of(notes, NAMED, unnamed)
    return kept, [*notes, *_doubts(cells, release, lost)]


def unnamed(n: int) -> Sentence:
    """What is said of further lines that were not run."""
    return say_count("{n} more such line was not run.", "{n} more such lines were not run.", n)


def _doubts(cells: Iterable[Cell], release: Release, lost: dict[str, str]) -> Iterator[Sentence]:
    """The exercises whose answers use what can't be imported here."""
    for cell in cells:
        names = cell.source.loaded | cell.source.imported if cell.is_code else frozenset()
        needed = sorted(name for name in names & lost.keys() if _mentions(cell, name))
        for name in sorted(_answers(cell, release)) if needed else ():
            yield say(
                "{name}: Unsure what it gives with `{module}`, which is not installed here.",
                name=name,
                module=lost[needed[0]],
            )


def _answers(cell: Cell, release: Release) -> frozenset[str]:
    """The exercises that a cell answers."""
    return cell.source.defined & release.parts.keys() if cell.is_code else frozenset()


def _mentions(cell: Cell, name: str) -> bool:
    """Whether the cell uses the name, which it may import itself."""
    nodes = ast.walk(cell.source.tree) if cell.source.tree is not None else ()
    return any(isinstance(n, ast.Name) and n.id == name for n in nodes)


def _is_used(statement: Import, cell: Cell, used: frozenset[str]) -> bool:
    return any(name in used or _mentions(cell, name) for name in _names(statement))


def _missing(cell: Cell, written: str) -> Iterator[Import]:
    """The unguarded imports of a cell that need a module which is neither here nor written."""
    for statement in _imports(cell.source.tree):
        modules = set(_names(statement).values())
        if modules and not any(_is_written(module, written) for module in modules):
            yield statement


def _imports(tree: ast.AST | None) -> Iterator[Import]:
    pending = [tree] if tree is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, Import):
            yield node
        elif not isinstance(node, GUARDED):
            pending.extend(ast.iter_child_nodes(node))


def _names(statement: Import) -> dict[str, str]:
    """The names that an import would bind to something of a missing module, and that module."""
    found = {}
    for alias in statement.names:
        whole = statement.module if isinstance(statement, ast.ImportFrom) else alias.name
        module = (whole or "").split(".")[0]
        if module and not getattr(statement, "level", 0) and not is_installed(module):
            found[alias.asname or alias.name.split(".")[0]] = module
    return found


def _is_written(module: str, written: str) -> bool:
    """Whether the notebook itself seems to make the module."""
    made = rf"\b{module}\.py\b|(?:modules\[|ModuleType\()\s*[\"']{module}[\"']"
    return re.search(made, written) is not None


def _without(cell: Cell, statements: Sequence[Import]) -> tuple[str, list[tuple[str, str]]]:
    """The text without these imports, and the lines with the modules that are missing."""
    lines = cell.text.split("\n")
    by_line = {statement.lineno - 1: statement for statement in statements}
    said = []
    for span in spans_of(statements, lines):
        statement, code = by_line[span[0]], lines[span[0]].strip()
        names = _names(statement)
        comment_out(lines, span)
        lines[span[0]] = _rest(statement, names, lines[span[0]])
        said.append((code[:SHOWN], next(iter(names.values()))))
    return "\n".join(lines), said


def _rest(statement: Import, names: dict[str, str], line: str) -> str:
    """The commented line with what else the statement imports in front of it."""
    rest = [a for a in statement.names if (a.asname or a.name.split(".")[0]) not in names]
    if not rest:
        return line
    indent, _, comment = line.partition("pass")
    return f"{indent}{ast.unparse(ast.Import(names=rest))}{comment}"
