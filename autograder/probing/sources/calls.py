"""Which library calls a source makes, of those whose effect can be told in a sentence.

Knows nothing of what is right. Names that the cell defines itself are its own, and left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import FunctionType

from autograder.probing.sources.subjects import FUNCTIONS, MAX_NODES, Subject, find_subject
from autograder.records.used_calls import DOES, MAX_CALLS, RANK, Used

READ = frozenset(("T", "mT", "param_groups", "lr_scheduler", "float32", "float16", "half"))
"""Names of attributes that have an effect without being called."""
SETTINGS = frozenset(("weight_decay", "create_graph", "retain_graph"))
"""Names of arguments that are told like a call."""


def used(implementation: object) -> tuple[Used, ...]:
    """The calls in a function's or class's source and in functions beside it that it names.

    Each name once, with its first line; the likeliest to matter first. Nothing where the source
    isn't at hand.
    """
    subject = find_subject(implementation)
    if subject is None or len(subject.nodes) > MAX_NODES:
        return ()
    lines: dict[str, int] = {}
    own = _defined(subject)
    for node in (*subject.nodes, *_beside(subject)):
        for name, line in _named(node):
            if name in DOES and name not in own and not _is_notebooks(subject, name):
                lines[name] = min(line, lines.get(name, line))
    ranked = sorted(lines, key=lambda name: RANK[name])
    return tuple(Used(name, lines[name]) for name in ranked[:MAX_CALLS])


def _defined(subject: Subject) -> set[str]:
    """The names of functions, classes and arguments that the cell has itself."""
    found = set()
    for node in subject.nodes:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found | {n.name for n in subject.cell.body if isinstance(n, (*FUNCTIONS, ast.ClassDef))}


def _is_notebooks(subject: Subject, name: str) -> bool:
    """Whether the notebook defines a function of this name."""
    value = dict.get(subject.variables, name)
    return type(value) is FunctionType and value.__globals__ is subject.variables


def _beside(subject: Subject) -> Iterator[ast.AST]:
    """The nodes of functions at the cell's own level that the subject names."""
    named = {node.id for node in subject.nodes if isinstance(node, ast.Name)}
    for node in subject.cell.body:
        if isinstance(node, FUNCTIONS) and node is not subject.node and node.name in named:
            yield from subject.under(node)


def _named(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a node uses, with their lines."""
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Name):
            if function.id != "eval":  # that one runs text
                yield function.id, function.lineno
        elif isinstance(function, ast.Attribute) and not _is_self(function.value):
            yield function.attr, function.end_lineno or function.lineno
        for keyword in node.keywords:
            if keyword.arg in SETTINGS and not _is_off(keyword.value):
                yield keyword.arg, keyword.value.lineno
    elif isinstance(node, ast.Attribute) and node.attr in READ and not _is_self(node.value):
        yield node.attr, node.end_lineno or node.lineno
    elif isinstance(node, FUNCTIONS):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Name | ast.Attribute):
                name = decorator.id if isinstance(decorator, ast.Name) else decorator.attr
                yield name, decorator.lineno
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield type(node).__name__.lower(), node.lineno


def _is_self(owner: ast.expr) -> bool:
    return isinstance(owner, ast.Name) and owner.id == "self"


def _is_off(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value
