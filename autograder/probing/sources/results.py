"""Looks at single statements: values that nobody keeps, and operators that do something else.

Each look yields what it is sure of and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.probing.sources.subjects import Subject, reads
from autograder.records.looks import Kind, Look

LIBRARIES = frozenset("np numpy torch math F functional".split())
PURE = frozenset(
    "abs add append arange argmax array as_tensor asarray cat clamp clip concatenate cos cosh "
    "cumsum delete diff div divide dot empty exp eye from_numpy full full_like insert linspace log "
    "matmul maximum mean minimum mm mse_loss mul multiply negative norm ones ones_like outer pow "
    "power relu reshape round sigmoid sign sin sinh sqrt square stack std sub subtract sum tan "
    "tanh tensor transpose var vstack hstack where zeros zeros_like".split()
)
"""Functions of NumPy, PyTorch and ``math`` that change nothing of what they are given."""
PURE_METHODS = frozenset(
    "abs clamp clone contiguous cos cumsum detach exp flatten item log matmul mean mul neg numpy "
    "permute pow reshape sigmoid sin sqrt square squeeze sub sum tan tanh tolist transpose "
    "unsqueeze view astype".split()
)
"""Methods of tensors and arrays that leave these as they were."""
CALLED = frozenset(
    "step backward zero_grad detach clone item append requires_grad_ zero_ __init__".split()
)
"""Methods that are never named without being called."""


LAZY = frozenset(("map", "filter"))
"""Built-in functions whose results do nothing before somebody runs through them."""


def thrown_away(subject: Subject) -> Iterator[Look]:
    """Statements that compute something and let it go."""
    for block in subject.blocks:
        for statement in block:
            if isinstance(statement, ast.Expr):
                yield from _of_expression(statement.value)


def _of_expression(value: ast.expr) -> Iterator[Look]:
    line = value.lineno
    if isinstance(value, ast.Compare):
        if len(value.ops) == 1 and isinstance(value.ops[0], ast.Eq):
            if isinstance(value.left, ast.Name | ast.Attribute | ast.Subscript):
                yield Look(Kind.COMPARED, line)
    elif isinstance(value, ast.BinOp | ast.UnaryOp):
        yield Look(Kind.UNUSED, line)
    elif isinstance(value, ast.Attribute) and value.attr in CALLED:
        yield Look(Kind.NOT_CALLED, value.end_lineno or line, (value.attr,))
    elif isinstance(value, ast.Call) and (name := _pure(value)):
        yield Look(Kind.RESULT_LOST, value.func.end_lineno or line, (name,))


def _pure(call: ast.Call) -> str:
    """The name of a called function or method whose only effect is its result; "" for others."""
    function = call.func
    if not isinstance(function, ast.Attribute) or any(
        k.arg in ("out", None) for k in call.keywords
    ):
        return ""
    owner = function.value
    if isinstance(owner, ast.Name) and owner.id in LIBRARIES:
        return function.attr if function.attr in PURE else ""
    if isinstance(owner, ast.Attribute) and owner.attr == "autograd" and function.attr == "grad":
        return function.attr
    if isinstance(owner, ast.Attribute) and owner.attr == "functional":
        return function.attr if function.attr in PURE else ""
    return function.attr if function.attr in PURE_METHODS else ""


def lazy(subject: Subject) -> Iterator[Look]:
    """What waits for somebody to run through it, where nobody does."""
    read = reads(subject.nodes)
    for block in subject.blocks:
        for statement in block:
            if isinstance(statement, ast.Expr) or _is_unread(statement, read):
                yield from _waiting(getattr(statement, "value", None), subject)


def _is_unread(statement: ast.stmt, read: set[str]) -> bool:
    """Whether this gives a value to one name that nobody reads."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Name) and target.id not in read


def _waiting(value: ast.expr | None, subject: Subject) -> Iterator[Look]:
    if isinstance(value, ast.GeneratorExp):
        yield Look(Kind.LAZY_LOOP, value.lineno)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        name = value.func.id
        if name in LAZY and not subject.is_global(name):
            yield Look(Kind.LAZY, value.lineno, (name,))


def other_operators(subject: Subject) -> Iterator[Look]:
    """``^`` with a whole number, and ``=+`` or ``=-`` where ``+=`` or ``-=`` was meant."""
    for node in subject.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            if _begins_whole(node.right):
                yield Look(Kind.CARET, node.right.lineno)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitXor):
            if _begins_whole(node.value):
                yield Look(Kind.CARET, node.lineno)
        elif isinstance(node, ast.Assign):
            yield from _sign_after(node.value, subject)


def _begins_whole(node: ast.expr) -> bool:
    """Whether an operand begins with a whole number: ``x^2 + y`` is ``x ^ (2 + y)``."""
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.Constant) and type(node.value) is int


def _sign_after(value: ast.expr, subject: Subject) -> Iterator[Look]:
    """``w =+ 1`` and ``w =- 1``, by the spaces around: ``w = -1`` and ``w=-1`` are meant."""
    line = subject.lines[value.lineno - 1].encode()
    before, sign, after = _cut(line, value.col_offset)
    if before.endswith(b" =") and sign == b"+":
        yield Look(Kind.PLUS_AFTER, value.lineno)
    elif before.endswith(b" =") and sign == b"-" and after.startswith(b" "):
        yield Look(Kind.MINUS_AFTER, value.lineno)


def _cut(line: bytes, place: int) -> tuple[bytes, bytes, bytes]:
    """What stands before a byte of a line, that byte, and the rest."""
    return line[:place], line[place : place + 1], line[place + 1 :]


LOOKS = (thrown_away, lazy, other_operators)
