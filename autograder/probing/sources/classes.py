"""Looks at classes: methods that Python or PyTorch won't find, and what they are called with.

Each look yields what it is sure of and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from autograder.probing.sources.subjects import FUNCTIONS, Function, Subject
from autograder.records.looks import Kind, Look

NEARLY_INIT = frozenset("init int inti intit iinit initt inint ini nit initialize".split())
SPECIAL = frozenset(
    "call add radd sub rsub mul rmul truediv rtruediv pow neg repr len getitem iter next eq".split()
)
"""Methods that Python calls by itself, without the two underscores on either side."""
ALIKE = 0.85
STATIC = frozenset(("staticmethod", "classmethod"))


def misspelt(subject: Subject) -> Iterator[Look]:
    """Methods whose names are nearly those that Python or PyTorch calls."""
    names = {function.name for function in subject.functions}
    for function in subject.functions if subject.is_class else ():
        right = _meant(function, names)
        if right and right not in names:
            yield Look(Kind.MISSPELT, function.lineno, (function.name, right))


def _meant(function: Function, names: set[str]) -> str:
    """The method that this one was meant to be; "" where it is one of its own."""
    name = function.name
    core = name.strip("_").lower()
    if core in NEARLY_INIT and (name.startswith("_") or core == "init"):
        is_int = name == "__int__" and len(function.args.args) == 1
        return "" if is_int else "__init__"
    if core in SPECIAL and name.startswith("_") and name.endswith("_") and name != f"__{core}__":
        return f"__{core}__"
    alike = SequenceMatcher(None, core, "forward").ratio()
    return "forward" if alike > ALIKE and "__call__" not in names else ""


def _is_module(node: ast.AST) -> bool:
    """Whether a class says that it is a module of PyTorch."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    names = [b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in bases]
    return "Module" in names


def misplaced(subject: Subject) -> Iterator[Look]:
    """Methods that stand inside another method, or below the class instead of in it."""
    if not isinstance(subject.node, ast.ClassDef):
        return
    names = {function.name for function in subject.functions}
    for outer in subject.functions:
        for inner in subject.own(outer):
            if isinstance(inner, FUNCTIONS) and _first(inner) == "self" and inner.name not in names:
                yield Look(Kind.NESTED_METHOD, inner.lineno, (inner.name, outer.name))
    for other in subject.cell.body:
        if isinstance(other, FUNCTIONS) and _first(other) == "self" and other.name not in names:
            if other.lineno > subject.node.lineno:
                yield Look(Kind.OUTSIDE_CLASS, other.lineno, (other.name, subject.node.name))


def _first(function: Function) -> str:
    given = [*function.args.posonlyargs, *function.args.args]
    return given[0].arg if given else ""


def without_self(subject: Subject) -> Iterator[Look]:
    """Methods whose first argument isn't ``self``."""
    for function in subject.functions if subject.is_class else ():
        decorators = {getattr(d, "id", "") for d in function.decorator_list}
        if not decorators & STATIC and _first(function) not in ("self", "cls"):
            if not function.args.vararg:
                yield Look(Kind.NO_SELF, function.lineno, (function.name,))


def without_super(subject: Subject) -> Iterator[Look]:
    """A module of PyTorch whose ``__init__`` doesn't call that of ``nn.Module``."""
    if not _is_module(subject.node):
        return
    for function in subject.functions:
        if function.name == "__init__":
            named = (n for n in subject.under(function) if isinstance(n, ast.Attribute))
            if not any(node.attr == "__init__" for node in named):
                yield Look(Kind.NO_SUPER, function.lineno)


LOOKS = (misspelt, misplaced, without_self, without_super)
