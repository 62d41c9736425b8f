"""Where a syntax tree can be changed: every node with its place, and what is known there.

Owns no changes; those are in ``operators`` and ``wholes``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SILENT = (ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Global, ast.Nonlocal)
"""What is left as it is: whether it is right or wrong, no value depends on it."""
STRICT = "strict"
"""The keyword of ``zip`` that changes no value, as an assert doesn't."""
NO_VALUES = ("annotation", "returns", "type_comment", "ctx", "op", "ops")


@dataclass(frozen=True)
class Place:
    """A node and where it stands.

    ``parent`` holds it in ``field``, at ``index`` if that is a list. ``arguments`` are those of the
    function around it, without ``self``; ``attributes`` those of ``self`` in the class around it.
    """

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    arguments: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def after(self) -> ast.AST | None:
        """The statement after this one in the same body, or None."""
        if self.index is None:
            return None
        return next(iter(getattr(self.parent, self.field)[self.index + 1 :]), None)

    def put(self, nodes: list[ast.AST]) -> list[ast.AST]:
        """What stood here, after ``nodes`` have taken its place; one, but in a body."""
        if self.index is None:
            setattr(self.parent, self.field, nodes[0])
        else:
            getattr(self.parent, self.field)[self.index : self.index + 1] = nodes
        return [self.node]

    def restore(self, length: int) -> None:
        """Undoes ``put`` of this many nodes."""
        if self.index is None:
            setattr(self.parent, self.field, self.node)
        else:
            getattr(self.parent, self.field)[self.index : self.index + length] = [self.node]


def places(
    parent: ast.AST, arguments: tuple[str, ...] = (), attributes: tuple[str, ...] = ()
) -> Iterator[Place]:
    """Every place below ``parent``, outermost first, but those where nothing has a value.

    The arguments in a function's first line, and their default values, are given by the lesson.
    """
    if isinstance(parent, ast.FunctionDef | ast.Lambda):
        arguments = argument_names(parent)
    if isinstance(parent, ast.ClassDef):
        attributes = tuple(sorted({n.attr for n in ast.walk(parent) if _is_own(n)}))
    for field, value in ast.iter_fields(parent):
        if field in NO_VALUES or (field == "args" and isinstance(parent, ast.FunctionDef)):
            continue
        several = isinstance(value, list)
        for index, node in enumerate(value if several else [value]):
            if isinstance(node, ast.AST) and not is_silent(node):
                yield Place(node, parent, field, index if several else None, arguments, attributes)
                yield from places(node, arguments, attributes)


def argument_names(function: ast.FunctionDef | ast.Lambda) -> tuple[str, ...]:
    """The names of a function's arguments, in order, without ``self``."""
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return tuple(a.arg for a in every if a.arg != "self")


def is_silent(node: ast.AST) -> bool:
    """Whether no value depends on this: docstrings, asserts, prints, imports."""
    if isinstance(node, ast.Expr):
        match node.value:
            case ast.Constant() | ast.Call(func=ast.Name(id="print")):
                return True
    return isinstance(node, SILENT) or (isinstance(node, ast.keyword) and node.arg == STRICT)


def _is_own(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
            return True
    return False
