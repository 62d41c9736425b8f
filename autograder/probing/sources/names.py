"""Looks at names: arguments that are never read, and names that stand for something else.

Each look yields what it is sure of and nothing else.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from difflib import get_close_matches

from autograder.probing.sources.subjects import (
    Function,
    Subject,
    argument_names,
    is_placeholder,
    reads,
    without_docstring,
)
from autograder.records.looks import Kind, Look

BY_TEXT = frozenset(("locals", "vars", "eval", "exec", "globals"))
"""Functions that read names which don't stand in the source."""
SYMBOLIC = frozenset("symbols Symbol sympify S parse_expr".split())
"""Functions of SymPy that make formulas of text."""
ALIKE, SHORTEST = 0.8, 4
"""How much alike two names have to be, and how long the one that is set, to be taken for one."""
CHANGING = frozenset("append extend insert add update setdefault pop clear remove".split())
"""Methods that change a list, a dictionary or a set."""


def arguments(subject: Subject) -> Iterator[Look]:
    """Arguments that get a new value before they are read, or are never read."""
    for function in subject.functions:
        own = _own_arguments(function, subject.is_class)
        nodes = subject.under(function)
        read = reads(nodes)
        if not own or read & BY_TEXT or _is_unwritten(function):
            continue
        overwritten = dict(_overwritten(function, own)) if _sets(nodes) & {*own} else {}
        for name, line in overwritten.items():
            yield Look(Kind.OVERWRITTEN, line, (name,))
        left = [name for name in own if name not in read and name not in overwritten]
        instead = _read_instead(nodes, subject) if left else None
        for name in left:
            if instead:
                variable, line = instead
                yield Look(Kind.READ_INSTEAD, line, (name, variable))
            elif not _is_formula(nodes):
                yield Look(Kind.UNREAD, function.lineno, (name,))


def _sets(nodes: list[ast.AST]) -> set[str]:
    """The names that are given a value in these nodes."""
    return {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}


def _bound(nodes: list[ast.AST]) -> set[str]:
    """The names that stand for something of these nodes' own: set, given, imported or defined."""
    bound = _sets(nodes)
    bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    return bound | {getattr(n, "asname", None) or getattr(n, "name", None) or "" for n in nodes}


def _is_formula(nodes: list[ast.AST]) -> bool:
    """Whether a formula is typed as text or in symbols of one's own: these name the arguments."""
    for node in nodes:
        if isinstance(node, ast.Return | ast.Assign):
            parts = getattr(node.value, "elts", [node.value])
            if any(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts):
                return True
        elif isinstance(node, ast.Call):
            called = node.func
            if getattr(called, "attr", getattr(called, "id", "")) in SYMBOLIC:
                return True
    return False


def _own_arguments(function: Function, is_method: bool) -> list[str]:
    """The arguments that a caller gives, but for those of methods that Python calls by itself."""
    name = function.name
    if is_method and name.startswith("_") and name not in ("__init__", "__call__"):
        return []
    given = argument_names(function)
    return [a for a in given if not a.startswith("_") and not (is_method and a == "self")]


def _is_unwritten(function: Function) -> bool:
    """Whether nothing has been written yet but ``...``, ``pass`` or ``raise``."""
    body = without_docstring(function.body)
    return all(isinstance(s, ast.Raise) or is_placeholder(s) for s in body)


def _overwritten(function: Function, own: list[str]) -> Iterator[tuple[str, int]]:
    """Each argument that a statement of the function's own block sets first, and its line."""
    seen: set[str] = set()
    for statement in without_docstring(function.body):
        targets: list[ast.expr] = []
        read = reads(ast.walk(statement))
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        elif isinstance(statement, ast.For):
            targets, read = [statement.target], reads(ast.walk(statement.iter))
        named = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        for node in named:
            if node.id in own and node.id not in seen | read:
                seen.add(node.id)
                yield node.id, node.lineno
        seen |= reads(ast.walk(statement)) | {node.id for node in named}


def _read_instead(nodes: list[ast.AST], subject: Subject) -> tuple[str, int] | None:
    """The first variable of the notebook that a function reads, and its line."""
    names = [n for n in nodes if isinstance(n, ast.Name)]
    bound = _bound(nodes)
    found = [
        (n.lineno, n.col_offset, n.id)
        for n in names
        if n.id not in bound and subject.is_variable(n.id)
    ]
    if not found:
        return None
    line, _, name = min(found)
    return name, line


def shadowed(subject: Subject) -> Iterator[Look]:
    """Names that a function sets and calls, and that hide an argument or a function."""
    for function in subject.functions:
        nodes = subject.own(function)
        called = {
            n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        given = argument_names(function)
        hidden = {n for n in called if n in given or hasattr(builtins, n) or subject.is_global(n)}
        lines: dict[str, int] = {}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                if node.id in hidden:
                    lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
        for name, line in lines.items():
            yield Look(Kind.SHADOWED, line, (name,))


def misnamed(subject: Subject) -> Iterator[Look]:
    """A name that a function sets and never reads, and one like it that it reads and never sets."""
    for function in subject.functions:
        nodes = subject.under(function)
        bound, read = _bound(nodes), reads(nodes)
        if read & BY_TEXT:
            continue
        alone = sorted(
            name for name in read - bound if subject.is_variable(name) or _is_unknown(name, subject)
        )
        for node in nodes:
            if isinstance(node, ast.Assign):
                targets = [t.id for t in node.targets if isinstance(t, ast.Name)]
                for name in targets:
                    close = get_close_matches(name, alone, n=1, cutoff=ALIKE)
                    if close and len(name) >= SHORTEST and name not in read:
                        yield Look(Kind.MISNAMED, node.lineno, (name, close[0]))


def _is_unknown(name: str, subject: Subject) -> bool:
    return not subject.is_global(name) and not hasattr(builtins, name)


def mutable_defaults(subject: Subject) -> Iterator[Look]:
    """Arguments whose default is a list, dictionary or set that the function changes."""
    for function in subject.functions:
        given = function.args
        placed = [*given.posonlyargs, *given.args]
        pairs = list(zip(reversed(placed), reversed(given.defaults), strict=False))
        pairs += [
            (argument, default)
            for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if default is not None
        ]
        pairs = [(argument, default) for argument, default in pairs if _is_mutable(default)]
        changed = _changed(subject.own(function)) if pairs else set()
        for argument, _ in pairs:
            if argument.arg in changed:
                yield Look(Kind.MUTABLE_DEFAULT, argument.lineno, (argument.arg,))


def _is_mutable(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("list", "dict", "set")
    return isinstance(node, ast.List | ast.Dict | ast.Set)


def _changed(nodes: list[ast.AST]) -> set[str]:
    """The names whose objects are changed in place in these nodes."""
    found: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in CHANGING:
            found.append(node.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            found.append(node.value)
        elif isinstance(node, ast.AugAssign):
            found.append(node.target)
    return {node.id for node in found if isinstance(node, ast.Name)}


LOOKS = (arguments, shadowed, mutable_defaults, misnamed)
