"""Finds the source of a function or class and its syntax tree, and walks through that.

Owns what a ``Subject`` is. What is looked for in it stands in the modules beside this one.
"""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import FunctionType, ModuleType
from typing import Any, cast

import torch

from autograder.probing.tracebacks import is_students
from autograder.records.syntax import parsed_module

MAX_SOURCE = 40_000
"""Characters of a cell or file; a longer one isn't looked at."""
MAX_NODES = 4_000
MAX_METHODS = 40
MAX_WRAPPERS = 8
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What ``ast.parse`` raises for text that isn't Python, or is too deeply nested."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
BLOCK_OWNERS = (ast.stmt, ast.ExceptHandler, ast.match_case)
BLOCKS = ("body", "orelse", "finalbody")
BARE = frozenset(("ctx", "op", "ops", "kind", "id", "attr", "type_comment"))
"""Fields of nodes that hold no nodes to look at."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
ABSENT = object()
CACHED = type(lru_cache(str))
"""What ``functools.lru_cache`` and ``functools.cache`` make of a function."""


@dataclass(frozen=True)
class Subject:
    """The syntax tree of what is checked, with what stands around it.

    ``node`` is the function or class, ``cell`` the tree of all its cell or file, whose lines are
    ``lines``; ``variables`` are the names of the notebook.
    """

    node: Function | ast.ClassDef
    cell: ast.Module
    lines: Sequence[str]
    variables: dict[str, Any] = field(default_factory=dict)
    known: dict[int, list[ast.AST]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of what is checked."""
        return self.under(self.node)

    @cached_property
    def blocks(self) -> list[list[ast.stmt]]:
        """All blocks of statements."""
        owners = (n for n in self.nodes if isinstance(n, BLOCK_OWNERS))
        found = (getattr(n, name, None) for n in owners for name in BLOCKS)
        return [block for block in found if block]

    def under(self, node: ast.AST) -> list[ast.AST]:
        """The node and all below it."""
        if id(node) not in self.known:
            self.known[id(node)] = [node, *nodes_below(node)]
        return self.known[id(node)]

    def own(self, function: Function) -> list[ast.AST]:
        """The nodes of a function, but for those inside functions and classes in it."""
        if -id(function) not in self.known:
            self.known[-id(function)] = nodes_below(function, into_scopes=False)
        return self.known[-id(function)]

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """What is checked: the function itself, or the class's methods."""
        if isinstance(self.node, FUNCTIONS):
            return (self.node,)
        return tuple(node for node in self.node.body if isinstance(node, FUNCTIONS))

    @property
    def is_class(self) -> bool:
        """Whether a class is checked."""
        return isinstance(self.node, ast.ClassDef)

    def is_global(self, name: str) -> bool:
        """Whether the notebook has this name."""
        return dict.__contains__(self.variables, name)

    def is_variable(self, name: str) -> bool:
        """Whether the name is a value of the notebook: no module, function, class or built-in."""
        value = dict.get(self.variables, name, ABSENT)
        if value is ABSENT or name.startswith("_") or hasattr(builtins, name):
            return False
        if issubclass(type(value), torch.nn.Module):
            return True
        return not issubclass(type(value), ModuleType) and not callable(value)


def find_subject(implementation: object) -> Subject | None:
    """The source of a student's function or class; None where it isn't at hand."""
    if type(implementation) is CACHED:
        implementation = implementation.__dict__.get("__wrapped__")
    if type(implementation) is FunctionType:
        return _of_function(_unwrapped(implementation))
    if issubclass(type(implementation), type):  # `isinstance` asks the object itself
        return _of_class(cast(type, implementation))
    return None


def _unwrapped(function: FunctionType) -> FunctionType:
    """The function that a decorator made with ``functools.wraps`` stands for."""
    for _ in range(MAX_WRAPPERS):
        inner = function.__dict__.get("__wrapped__")
        if type(inner) is not FunctionType:
            break
        function = inner
    return function


def _of_function(function: FunctionType) -> Subject | None:
    code = function.__code__
    lines, cell = _source(code.co_filename)
    if cell is None:
        return None
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for node in _definitions(cell):
        if isinstance(node, FUNCTIONS) and node.name == code.co_name:
            if first_line(node) == code.co_firstlineno and argument_names(node) == [*arguments]:
                return Subject(node, cell, lines, function.__globals__)
    return None


def _of_class(cls: type) -> Subject | None:
    name = type.__dict__["__name__"].__get__(cls)
    own = type.__dict__["__dict__"].__get__(cls)
    for method in list(own.values())[:MAX_METHODS]:
        if type(method) is not FunctionType:
            continue
        line = method.__code__.co_firstlineno
        lines, cell = _source(method.__code__.co_filename)
        if cell is None:
            continue
        for node in _definitions(cell):
            if isinstance(node, ast.ClassDef) and node.name == name:
                if any(first_line(m) == line for m in node.body if isinstance(m, FUNCTIONS)):
                    return Subject(node, cell, lines, method.__globals__)
    return None


def _definitions(cell: ast.Module) -> Iterator[ast.AST]:
    """The statements of a cell, those of its own level first: there most definitions stand."""
    yield from cell.body
    yield from ast.walk(cell)


def _source(filename: str) -> tuple[Sequence[str], ast.Module | None]:
    """The lines and the tree of a student's cell or file."""
    if not is_students(filename):
        return (), None
    linecache.checkcache(filename)
    lines = linecache.getlines(filename)
    text = "".join(lines) if len(lines) <= MAX_SOURCE else ""
    return lines, _parsed(text) if text and len(text) <= MAX_SOURCE else None


@lru_cache(maxsize=8)
def _parsed(text: str) -> ast.Module | None:
    try:
        return parsed_module(text)
    except UNREADABLE:
        return None


def first_line(node: Function | ast.ClassDef) -> int:
    """The line of a definition, or of the first decorator above it."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def argument_names(node: Function) -> list[str]:
    """The names of a function's arguments but for ``*args`` and ``**kwargs``."""
    given = node.args
    return [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def nodes_below(node: ast.AST, into_scopes: bool = True) -> list[ast.AST]:
    """All nodes below this one but operators and contexts, which say nothing by themselves."""
    found: list[ast.AST] = []
    waiting = [node]
    for above in waiting:
        for name in above._fields:
            if name in BARE:
                continue
            child = getattr(above, name, None)
            inner = child if isinstance(child, list) else (child,)
            found.extend(n for n in inner if isinstance(n, ast.AST))
            waiting.extend(
                n
                for n in inner
                if isinstance(n, ast.AST) and (into_scopes or not isinstance(n, SCOPES))
            )
    return found


def reads(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are read in these nodes."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def is_placeholder(statement: ast.stmt) -> bool:
    """Whether this is ``...`` or ``pass``."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and is_ellipsis(statement.value)
    )


def is_ellipsis(node: ast.expr | None) -> bool:
    """Whether this is ``...``."""
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def is_call_of(statement: ast.AST, name: str) -> bool:
    """Whether this is a statement such as ``print(x)``."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    function = statement.value.func
    return isinstance(function, ast.Name) and function.id == name


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A function's statements, its docstring left out."""
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return body[1:] if isinstance(first.value.value, str) else body
    return body
