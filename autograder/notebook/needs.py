"""Which cells of a notebook have to run before others can: by the names they bind and read.

Reads text alone and runs nothing. A cell that changes what a name stands for (``weights[0] = 1``,
``model.train()``) counts as one that the name needs. Where it can't be told, a cell counts as
needed: one too many costs time, one too few an error.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.notebook.definitions import parsed

GIVEN = frozenset(dir(builtins)) | {"display", "get_ipython"}
"""Names that a kernel has before a cell has run."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Uses:
    """What the text of a cell binds, what it reads that it hasn't bound before, what it changes.

    ``imports`` are those of ``binds`` that an import binds. ``hands`` are pairs of a function and a
    name that it is called with, which it may change too.
    """

    binds: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    hands: frozenset[tuple[str, str]] = frozenset()

    def changed(self, imported: frozenset[str]) -> frozenset[str]:
        """What the cell may change, where these names are modules and functions of libraries."""
        handed = {name for function, name in self.hands if function not in imported}
        return (self.changes | handed) - imported


@lru_cache(maxsize=1024)
def uses_of(text: str) -> Uses:
    """What a cell uses; nothing for text that isn't Python or whose magic takes it whole."""
    tree = None if text.lstrip().startswith("%%") else parsed(text)
    if tree is None:
        return Uses()
    bound: set[str] = set()
    read = set(_reads_of(tree.body, bound))
    statements = list(_statements(tree.body))
    changed = {name for s in statements for name in _changed(s)}
    imported = {name for s in statements for name in _imported(s)}
    handed = {pair for s in statements for pair in _handed(s) if pair[0] not in GIVEN}
    return Uses(
        frozenset(bound),
        frozenset(read - GIVEN),
        frozenset(changed - GIVEN),
        frozenset(imported),
        frozenset(handed),
    )


def needed(cells: Sequence[Uses], wanted: Iterable[int], begin: int) -> list[int]:
    """The numbers of the cells that have to run before those from ``begin`` on, in their order.

    ``wanted`` are those that run anyway; of them some may stand behind ``begin``.
    """
    wanted = set(wanted)
    imported = frozenset(name for cell in cells for name in cell.imports)
    missing: set[str] = set()
    found = set()
    for n, cell in reversed(list(enumerate(cells))):
        if n < begin and n not in wanted:
            if not missing & (cell.binds | cell.changed(imported)):
                continue
            found.add(n)
        missing = (missing - cell.binds) | cell.reads
    return sorted(found | wanted)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a cell, those in its blocks too, but for those of functions and classes."""
    for statement in body:
        yield statement
        if not isinstance(statement, SCOPES):
            for block in _blocks(statement):
                yield from _statements(block)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of an ``if``, a loop, a ``try`` or a ``with``, in the order in which they run."""
    yield getattr(statement, "body", [])
    for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
        yield part.body
    for field in ("orelse", "finalbody"):
        yield getattr(statement, field, [])


def _reads_of(body: Iterable[ast.stmt], bound: set[str]) -> Iterator[str]:
    """The names that statements read and none before has bound; ``bound`` takes those they bind."""
    for statement in body:
        blocks = [] if isinstance(statement, SCOPES) else [b for b in _blocks(statement) if b]
        own = {id(inner) for block in blocks for inner in block}
        head = [node for node in ast.iter_child_nodes(statement) if id(node) not in own]
        read = {name for node in head for name in _read_in(node, frozenset())}
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            read = set(_read_in(statement, frozenset()))
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            read.add(statement.target.id)
        yield from read - bound
        bound.update(_bound(statement))
        for block in blocks:
            yield from _reads_of(block, bound)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds by itself, not in its blocks or inside of functions."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    yield from _imported(statement)
    inner = {id(s) for block in _blocks(statement) for s in block}
    for node in _parts(statement, inner):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _parts(node: ast.AST, without: set[int]) -> Iterator[ast.AST]:
    """A node and all in it, but for these statements, functions and comprehensions."""
    yield node
    for child in ast.iter_child_nodes(node):
        if id(child) not in without and not isinstance(child, (*SCOPES, *COMPREHENSIONS)):
            yield from _parts(child, without)


def _imported(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (a.asname or a.name.partition(".")[0] for a in statement.names)


def _read_in(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    """The names that are read in a node, those left out that its functions have of their own."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        own = own | _names_of(node)
    elif isinstance(node, COMPREHENSIONS):
        targets = (ast.walk(comprehension.target) for comprehension in node.generators)
        own = own | {n.id for target in targets for n in target if isinstance(n, ast.Name)}
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _read_in(child, own)


def _names_of(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """The arguments of a function and the names that its body binds."""
    arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    body = list(_statements(function.body)) if isinstance(function.body, list) else []
    told = {name for s in body if isinstance(s, ast.Global) for name in s.names}
    return frozenset((arguments | {name for s in body for name in _bound(s)}) - told)


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names of things that a statement changes in place, as far as its look tells."""
    inner = {id(s) for block in _blocks(statement) for s in block}
    for node in _parts(statement, inner):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield from _root(node)
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        yield from _root(statement.value.func)


def _handed(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """The function that a statement calls for its effect, with each name that it is given."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        parts = (part for argument in given for part in ast.walk(argument))
        yield from ((call.func.id, part.id) for part in parts if isinstance(part, ast.Name))


def _root(node: ast.AST) -> Iterator[str]:
    """The name on which attributes, items and calls are: ``a`` of ``a.b[0].c()``."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            yield node.id
