"""Which names the text of a cell defines: by its syntax or, where that is broken, by its look.

Owns no state and runs nothing. Names inside functions and classes aren't the cell's own.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.records.syntax import parsed_module

PYTHON_MAGICS = ("capture", "time")
"""Cell magics that run the rest of the cell in the notebook's namespace."""
MAGIC_LINE = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
HEADER = re.compile(r"(?P<word>[^\W\d]\w*)[ \t]+(?P<name>[^\W\d]\w*)")
CALLED = re.compile(r"(?P<name>[^\W\d]\w*)[ \t]*\(.*\)[ \t]*(?::$|=(?!=))")
ASSIGNED = re.compile(r"(?P<name>[^\W\d]\w*)[ \t]*(?::[^=]+)?=(?!=)")
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What ``ast.parse`` raises for text that isn't Python, or is too deeply nested."""


@dataclass(frozen=True)
class Definition:
    """A name, and the first and last line, from 1, of the statement that defines it.

    ``is_own`` says that it is a function or class of the cell itself, not in an ``if`` or a loop.
    """

    name: str
    first: int
    last: int
    is_own: bool = False


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a cell, IPython's commands left out; None where it isn't Python."""
    for candidate in (text, MAGIC_LINE.sub(r"\1pass", text)):
        try:
            return parsed_module(candidate)
        except UNREADABLE:
            continue
    return None


@lru_cache(maxsize=256)
def definitions(text: str) -> tuple[Definition, ...]:
    """What a cell defines, in its order; of broken text, what it looks like defining."""
    first = text.lstrip().partition("\n")[0]
    if first.startswith("%%") and first[2:].split()[:1] not in [[m] for m in PYTHON_MAGICS]:
        return ()
    tree = parsed(text)
    return tuple(_by_look(text) if tree is None else _by_syntax(tree.body))


def defined_names(text: str) -> frozenset[str]:
    """The names of ``definitions``."""
    return frozenset(d.name for d in definitions(text))


def _by_syntax(body: Iterable[ast.stmt], is_own: bool = True) -> Iterator[Definition]:
    for node in body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            yield Definition(node.name, first, last, is_own)
            continue
        for name in _bound_by(node):
            yield Definition(name, node.lineno, last)
        for inner in _bodies(node):
            yield from _by_syntax(inner, is_own=False)


def _bound_by(node: ast.stmt) -> Iterator[str]:
    """The names that an assignment or an import binds."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
        return
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of an ``if``, a loop, a ``try`` or a ``with``."""
    for field in ("body", "orelse", "finalbody"):
        yield getattr(node, field, [])
    for part in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
        yield part.body


def _by_look(text: str) -> Iterator[Definition]:
    """What lines look like definitions: with ``def`` misspelt, a colon or a bracket missing.

    A line below a less indented ``def`` or ``class`` is inside that one.
    """
    headers: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
        name, is_header = _looks_like(code, indent)
        if name and not any(h < indent for h in headers):
            yield Definition(name, number, number)
        if is_header:
            headers.append(indent)


def _looks_like(code: str, indent: int) -> tuple[str, bool]:
    """The name that a line seems to define, or "", and whether a block seems to follow."""
    if found := HEADER.match(code.removeprefix("async ").lstrip()):
        word, rest = found["word"], code[found.end() :].lstrip()
        if word.lower() in ("def", "class"):
            return found["name"], True
        if rest.startswith("(") and code.endswith(":") and not keyword.iskeyword(word):
            return found["name"], True
    if indent == 0 and (found := CALLED.match(code) or ASSIGNED.match(code)):
        if not keyword.iskeyword(found["name"]):
            return found["name"], code.endswith(":")
    return "", False
