"""Python's own parser, asked again where it trips over another thread.

Up to 3.11, CPython counts in one place for all threads how deep it is in a tree that it converts.
Where two threads parse at once, one of them may end with ``SystemError``, "AST constructor
recursion depth mismatch", which says nothing of the source (python/cpython#106905).
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeVar

TIMES = 20
Tree = TypeVar("Tree")


def parsed_module(source: str) -> ast.Module:
    """The tree of a whole source. Raises what ``ast.parse`` raises."""
    return _asked_again(lambda: ast.parse(source))


def parsed_expression(source: str) -> ast.Expression:
    """The tree of an expression. Raises what ``ast.parse`` raises."""
    return _asked_again(lambda: ast.parse(source, mode="eval"))


def _asked_again(parse: Callable[[], Tree]) -> Tree:
    for _ in range(TIMES - 1):
        try:
            return parse()
        except SystemError:
            continue
    return parse()
