"""Which loop of a learner's code a line is in, read from the code's text."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.notebook.definitions import parsed

Loop = ast.While | ast.For | ast.AsyncFor
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class LoopSeen:
    """A loop: the line in which it begins, the text of that line, and whether it is a ``while``."""

    line: int
    text: str
    is_while: bool


def enclosing_loop(filename: str, line: int) -> LoopSeen | None:
    """The innermost ``while`` around this line in its function, else the innermost ``for``."""
    lines = linecache.getlines(filename)
    tree = parsed("".join(lines))
    loops = list(_loops_around(tree, line)) if tree else []
    whiles = [loop for loop in loops if isinstance(loop, ast.While)]
    found = (whiles or loops)[-1:]
    return next(
        (LoopSeen(n.lineno, lines[n.lineno - 1].strip(), isinstance(n, ast.While)) for n in found),
        None,
    )


def _loops_around(tree: ast.Module, line: int) -> Iterator[Loop]:
    """The loops around the line, outermost first, from its innermost function on."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
    ]
    around.sort(key=lambda node: (node.lineno, node.col_offset))
    functions = [i for i, node in enumerate(around) if isinstance(node, Function)]
    for node in around[functions[-1] if functions else 0 :]:
        if isinstance(node, Loop):
            yield node
