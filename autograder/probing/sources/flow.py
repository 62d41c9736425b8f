"""Looks at the way through a function: what never runs, what isn't given back, what was left open.

Each look yields what it is sure of and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.probing.sources.subjects import (
    FUNCTIONS,
    LOOPS,
    Function,
    Subject,
    is_call_of,
    is_ellipsis,
    is_placeholder,
    nodes_below,
    reads,
    without_docstring,
)
from autograder.records.looks import Kind, Look

LEAVES = {ast.Return: "return", ast.Break: "break", ast.Continue: "continue"}
GIVES_BACK = ("forward", "__call__")
"""Methods that have a result in every exercise."""


def leaves_loop(subject: Subject) -> Iterator[Look]:
    """A ``return`` or ``break`` that every first round of a loop reaches."""
    for loop in subject.nodes:
        if not isinstance(loop, LOOPS):
            continue
        for position, statement in enumerate(_always_run(loop.body)):
            if isinstance(statement, ast.Return) or (isinstance(statement, ast.Break) and position):
                if not any(isinstance(node, ast.Continue) for node in nodes_below(loop)):
                    yield Look(Kind.RETURN_IN_LOOP, statement.lineno, (LEAVES[type(statement)],))
                break


def _always_run(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block, and those in a ``with`` there."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With | ast.AsyncWith):
            yield from _always_run(statement.body)


def never_runs(subject: Subject) -> Iterator[Look]:
    """Code below a ``return``, ``break`` or ``continue`` in the same block."""
    for block in subject.blocks:
        for position, statement in enumerate(block[:-1]):
            rest = block[position + 1 :]
            if type(statement) in LEAVES and not all(map(_is_idle, rest)):
                if not _yields(rest):
                    yield Look(Kind.CODE_AFTER, rest[0].lineno, (LEAVES[type(statement)],))
                break


def _is_idle(statement: ast.stmt) -> bool:
    """Whether it makes no difference that this never runs."""
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    idle = isinstance(statement, ast.Pass | ast.Raise | ast.Assert | ast.Break | ast.Continue)
    return idle or constant or is_call_of(statement, "print")


def _yields(body: list[ast.stmt]) -> bool:
    made = (ast.Yield, ast.YieldFrom)
    return any(isinstance(node, made) for statement in body for node in ast.walk(statement))


def left_open(subject: Subject) -> Iterator[Look]:
    """A ``...`` or ``pass`` where code is missing."""
    empty = [f for f in subject.functions if _is_empty(f)]
    told = {id(statement) for f in empty for statement in f.body}
    for function in empty:
        yield Look(Kind.EMPTY_FUNCTION, function.body[-1].lineno, (function.name,))
    for node in subject.nodes:
        if isinstance(node, ast.For | ast.AsyncFor) and all(map(is_placeholder, node.body)):
            told |= {id(statement) for statement in node.body}
            yield Look(Kind.EMPTY_LOOP, node.body[0].lineno)
        elif isinstance(node, ast.Expr | ast.Assign | ast.Return) and id(node) not in told:
            parts = getattr(node.value, "elts", [node.value])
            if gap := next(filter(is_ellipsis, parts), None):
                yield Look(Kind.GAP, gap.lineno)


def _is_empty(function: Function) -> bool:
    body = without_docstring(function.body)
    own = function.name.startswith("_") and function.name not in GIVES_BACK
    return bool(body) and all(map(is_placeholder, body)) and not own


def never_called(subject: Subject) -> Iterator[Look]:
    """A function inside another one that never mentions it."""
    for outer in subject.nodes:
        if not isinstance(outer, FUNCTIONS):
            continue
        for inner in subject.own(outer):
            if isinstance(inner, FUNCTIONS) and not inner.decorator_list:
                if not _is_method(inner) and inner.name not in _mentioned(outer, inner):
                    yield Look(Kind.NEVER_CALLED, inner.lineno, (inner.name,))


def _is_method(function: Function) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "self"


def _mentioned(outer: Function, inner: Function) -> set[str]:
    """The names that ``outer`` reads outside of ``inner``, or says are not its own."""
    inside = {id(node) for node in ast.walk(inner)}
    rest = [node for node in ast.walk(outer) if id(node) not in inside]
    outside = (n.names for n in rest if isinstance(n, ast.Global | ast.Nonlocal))
    return reads(rest) | {name for names in outside for name in names}


def gives_nothing_back(subject: Subject) -> Iterator[Look]:
    """A function without a ``return``, or one whose end can be reached without it."""
    for function in subject.functions:
        if subject.is_class and function.name not in GIVES_BACK:
            continue
        nodes = subject.own(function)
        body = without_docstring(function.body)
        if any(isinstance(n, ast.Yield | ast.YieldFrom | ast.Raise) for n in nodes):
            continue
        given = [n for n in nodes if isinstance(n, ast.Return) and n.value is not None]
        if not given and not all(map(is_placeholder, body)):
            yield _without_return(body)
        elif given and _falls_through(body):
            yield Look(Kind.RETURN_IN_BLOCK, min(n.lineno for n in given))


def _without_return(body: list[ast.stmt]) -> Look:
    """What stands at the end of a function where a ``return`` is missing."""
    last = body[-1]
    for end in _ends(last):
        if is_call_of(end, "print"):
            return Look(Kind.PRINTED, end.lineno)
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call):
        return Look(Kind.LAST_VALUE, last.lineno)
    return Look(Kind.NO_RETURN, last.end_lineno or last.lineno)


def _ends(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements that may be the last to run, inside of blocks."""
    if isinstance(statement, (*LOOPS, ast.With)):
        yield from _ends(statement.body[-1])
    elif isinstance(statement, ast.If):
        for block in filter(None, (statement.body, statement.orelse)):
            yield from _ends(block[-1])
    else:
        yield statement


def _falls_through(body: list[ast.stmt]) -> bool:
    """Whether the end of a block can surely be reached, as far as its form says."""
    return all(map(_goes_on, body))


def _goes_on(statement: ast.stmt) -> bool:
    """Whether what stands below a statement can surely be reached."""
    if isinstance(statement, ast.If):
        ways = (statement.body, statement.orelse)
        return not statement.orelse or any(map(_falls_through, ways))
    if isinstance(statement, ast.With | ast.AsyncWith):
        return _falls_through(statement.body)
    if isinstance(statement, ast.While):
        return not isinstance(statement.test, ast.Constant)
    return not isinstance(statement, ast.Return | ast.Raise | ast.Try | ast.Match)


LOOKS = (leaves_loop, never_runs, left_open, never_called, gives_nothing_back)
