"""Lines beside the exercises that end Python: each costs itself, and not what stands in its cell.

Owns what a cell says by itself, outside of its functions: ``exit()`` and ``quit()``, which end the
kernel after their cell, ``os._exit()``, and what is written to restart a kernel after installing
something. ``sys.exit()`` ends no kernel. What ends Python in any other way is left out with its
cell as it runs: ``autograder.grading.beside`` tells of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.lines import comment_out, spans_of
from autograder.grading.repair.modules import unnamed
from autograder.grading.repair.release import Release
from autograder.grading.repair.sources import DEFINITIONS
from autograder.records.sentences import Sentence, say, some_of

CALLED = frozenset({"exit", "quit"})
"""IPython's own: they end the kernel with brackets and without."""
ENDINGS = re.compile(r"os\.(?:_exit|abort)\(.*|os\.kill\(os\.getpid\(\),.*|.*\.do_shutdown\(\w*\)")
"""Calls, as ``ast.unparse`` writes them; the last is of ipykernel, whose kernels then end soon."""
NAMED = 5
SHOWN = 60


def without_ends(cells: Sequence[Cell], release: Release) -> tuple[list[Cell], list[Sentence]]:
    """The cells without lines that end Python, but in answers, and which lines these were."""
    ours = CALLED - frozenset().union(*map(_bound, cells))
    kept: list[Cell] = []
    notes: list[Sentence] = []
    for cell in cells:
        own = cell.is_code and cell.source.fingerprint not in release.rest
        ends = own and not _is_answer(cell, release)
        text, lines = _without(cell, ours) if ends else (cell.text, [])
        kept.append(replace(cell, text=text) if lines else cell)
        notes += [
            say(
                "Unsure of cell {number}: `{code}` ends Python, and was not run.",
                number=cell.number,
                code=line,
            )
            for line in lines
        ]
    return kept, some_of(notes, NAMED, unnamed)


def _bound(cell: Cell) -> frozenset[str]:
    """The names that a cell gives another meaning; ``from sys import exit`` gives none."""
    source = cell.source
    return source.defined | (source.assigned - source.imported) if cell.is_code else frozenset()


def _is_answer(cell: Cell, release: Release) -> bool:
    names = cell.source.defined | cell.source.assigned | {cell.grade_id}
    return bool(names & release.parts.keys())


def _without(cell: Cell, ours: frozenset[str]) -> tuple[str, list[str]]:
    """The text without the lines that end Python, and the first of each."""
    lines = cell.text.split("\n")
    said = []
    tree = cell.source.tree
    for span in spans_of(_ends(tree, ours), lines) if tree is not None else []:
        said.append(lines[span[0]].strip()[:SHOWN])
        comment_out(lines, span)
    return "\n".join(lines), said


def _ends(tree: ast.Module, ours: frozenset[str]) -> Iterator[ast.stmt]:
    """The statements that run as the cell does, and end Python."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Expr) and _ends_python(node.value, ours):
            yield node
        elif not isinstance(node, DEFINITIONS):
            pending.extend(ast.iter_child_nodes(node))


def _ends_python(value: ast.expr, ours: frozenset[str]) -> bool:
    called = value.func if isinstance(value, ast.Call) else value
    if isinstance(called, ast.Name):
        return called.id in ours
    return isinstance(value, ast.Call) and bool(ENDINGS.fullmatch(ast.unparse(value)))
