"""Small changes to a syntax tree, of the kinds by which people go wrong.

mutmut and cosmic-ray write each mutant to a file and start a test run for it, seconds each, with
operators for code in general; a check takes milliseconds in this process, and the mistakes that
matter here (a dropped ``detach()``, an ``add_`` that isn't in place) aren't among theirs.

An operator yields what could stand at a place instead: one node, or several in a body.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

from tests.mutants.places import STRICT, Place

Operator = Callable[[Place], Iterator[ast.AST | list[ast.AST]]]
Changes = Iterator[ast.AST | list[ast.AST]]

MODULES = {"np", "numpy", "torch", "math", "sympy", "nn", "F", "functional", "autograd", "func"}
ARITHMETIC: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
}
COMMUTATIVE = {"add", "multiply", "mul", "maximum", "minimum", "max", "min", "hypot", "dot"}
"""Functions of two arguments that may be exchanged."""
ONE_WAY = (ast.Sub, ast.Div, ast.Pow, ast.MatMult)
OPPOSITE: dict[type, type] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
BOUNDARY: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
PARTNERS = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "sin": "cos",
    "cos": "sin",
    "append": "extend",
    "vstack": "hstack",
}


def number(value: float) -> ast.AST:
    """A node for this number."""
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def parsed(text: str, **nodes: ast.AST) -> ast.expr:
    """The expression in ``text``, in which each name of ``nodes`` is replaced by its node."""

    class Filling(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(nodes[node.id]) if node.id in nodes else node

    expression: ast.expr = Filling().visit(ast.parse(text, mode="eval").body)
    return expression


def with_fields(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node in which these fields have other values."""
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def constant(place: Place) -> Changes:
    """Another number: one more, twice as much, 0, negated; the other truth value; no text."""
    match place.node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            for other in (value + 1, 2 * value, 0, -value):
                if other != value:
                    yield number(other)
        case ast.Constant(value=str(value)) if value:
            yield ast.Constant("")


def arithmetic(place: Place) -> Changes:
    """Another operation, one operand only, both exchanged; no sign."""
    match place.node:
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) in ARITHMETIC:
                yield ast.BinOp(left, ARITHMETIC[type(op)](), right)
            if isinstance(op, ONE_WAY):
                yield ast.BinOp(right, op, left)
            yield left
            yield right
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand


def condition(place: Place) -> Changes:
    """A comparison with its boundary moved or its opposite; and for or; one side only; one way."""
    match place.node:
        case ast.Compare(ops=[op]):
            for table in (BOUNDARY, OPPOSITE):
                if type(op) in table:
                    yield with_fields(place.node, ops=[table[type(op)]()])
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for n in range(len(values)):
                rest = values[:n] + values[n + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
            yield body
            yield orelse
        case ast.If(test=test) if not isinstance(test, ast.Compare):
            yield with_fields(place.node, test=ast.UnaryOp(ast.Not(), test))


def branch(place: Place) -> Changes:
    """What stands under an ``if``, always."""
    match place.node:
        case ast.If(body=body):
            yield list(body)


def dropped_statement(place: Place) -> Changes:
    """Nothing, where a statement is."""
    simple = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.For | ast.While | ast.If
    leaving = ast.Raise | ast.Break | ast.Continue | ast.Delete
    if isinstance(place.node, simple | leaving):
        yield ast.Pass()


def dropped_context(place: Place) -> Changes:
    """The body without its ``with``; a function without one of its decorators."""
    match place.node:
        case ast.With(body=body):
            yield list(body)
        case ast.FunctionDef(decorator_list=decorators):
            for n in range(len(decorators)):
                rest = decorators[:n] + decorators[n + 1 :]
                yield with_fields(place.node, decorator_list=rest)


def early_stop(place: Place) -> Changes:
    """A loop that ends in its first round, by ``break`` or by the ``return`` after it."""
    if isinstance(place.node, ast.For | ast.While):
        body = place.node.body
        yield with_fields(place.node, body=[*body, ast.Break()])
        if isinstance(place.after, ast.Return):
            yield with_fields(place.node, body=[*body, place.after])


def rounds(place: Place) -> Changes:
    """A loop or comprehension without its last or its first round; a ``range`` one longer."""
    match place.node:
        case ast.For(iter=iterable) | ast.comprehension(iter=iterable):
            for text in ("list(i)[:-1]", "list(i)[1:]"):
                yield with_fields(place.node, iter=parsed(text, i=iterable))
        case ast.Call(func=ast.Name(id="range"), args=[*_, _]):
            last = 0 if len(place.node.args) == 1 else 1
            longer = list(place.node.args)
            longer[last] = ast.BinOp(longer[last], ast.Add(), ast.Constant(1))
            yield with_fields(place.node, args=longer)
    if isinstance(place.node, ast.comprehension) and place.node.ifs:
        yield with_fields(place.node, ifs=[])


def accumulation(place: Place) -> Changes:
    """``x += y`` as ``x = y`` and as ``x = x + y``; ``x = x + y`` as ``x += y``."""
    match place.node:
        case ast.AugAssign(target=target, op=op, value=value):
            yield ast.Assign([target], value, lineno=0)
            if isinstance(target, ast.Name):
                yield ast.Assign([target], ast.BinOp(_loaded(target), op, value), lineno=0)
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.BinOp() as sum_):
            if isinstance(sum_.left, ast.Name) and sum_.left.id == name:
                yield ast.AugAssign(target, sum_.op, sum_.right)


def out_of_place(place: Place) -> Changes:
    """A change in place as a new object of the same name."""
    match place.node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=(ast.Name() | ast.Attribute()) as owner, attr=name),
                args=args,
                keywords=keywords,
            )
        ) if name.endswith("_") and not name.endswith("__") and name != "requires_grad_":
            plain: ast.expr = ast.Call(ast.Attribute(owner, name[:-1]), args, keywords)
            if name in ("copy_", "fill_"):
                plain = args[0]
            elif name == "zero_":
                plain = ast.BinOp(owner, ast.Mult(), ast.Constant(0))
            yield ast.Assign([_stored(owner)], plain, lineno=0)
        case ast.Assign(targets=[ast.Subscript(value=owner, slice=ast.Slice() as whole)]):
            if whole.lower is whole.upper is whole.step is None:
                yield with_fields(place.node, targets=[_stored(owner)])
        case ast.AugAssign(target=ast.Subscript(value=owner, slice=ast.Slice()), op=op, value=by):
            yield ast.Assign([_stored(owner)], ast.BinOp(owner, op, by), lineno=0)


def exchanged(place: Place) -> Changes:
    """Neighbours of a tuple, a list or a call exchanged."""
    field = "args" if isinstance(place.node, ast.Call) else "elts"
    match place.node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in COMMUTATIVE:
            return
    if isinstance(place.node, ast.Call | ast.Tuple | ast.List):
        parts = getattr(place.node, field)
        for n in range(len(parts) - 1):
            swapped = [*parts[:n], parts[n + 1], parts[n], *parts[n + 2 :]]
            yield with_fields(place.node, **{field: swapped})


def dropped_part(place: Place) -> Changes:
    """A call without one of its keywords; an expression without its call, index or attribute."""
    match place.node:
        case ast.Call(keywords=keywords, func=func, args=args):
            for n, keyword in enumerate(keywords):
                if keyword.arg != STRICT:
                    yield with_fields(place.node, keywords=keywords[:n] + keywords[n + 1 :])
            if isinstance(func, ast.Attribute) and not _is_module(func.value):
                yield func.value
            elif args and not isinstance(args[0], ast.Starred | ast.GeneratorExp):
                yield args[0]
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield value
        case ast.Attribute(value=value, ctx=ast.Load()) if not _is_module(value):
            if place.field != "func":
                yield value


def other_name(place: Place) -> Changes:
    """Another argument of the function, another attribute of ``self``, ``mean`` for ``sum``."""
    match place.node:
        case ast.Name(id=name, ctx=ast.Load()) if name in place.arguments:
            for other in place.arguments:
                if other != name:
                    yield ast.Name(other, ast.Load())
        case ast.Attribute(value=ast.Name(id="self") as owner, attr=name, ctx=ast.Load()):
            for other in place.attributes:
                if other != name and name in place.attributes:
                    yield ast.Attribute(owner, other, ast.Load())
        case ast.Attribute(value=value, attr=name) if name in PARTNERS:
            yield ast.Attribute(value, PARTNERS[name], ast.Load())
        case ast.Call(func=ast.Name(id="sum"), args=[terms]):
            yield parsed("sum(_terms := list(i)) / len(_terms)", i=terms)
        case ast.Name(id=("max" | "min") as name, ctx=ast.Load()):
            yield ast.Name(PARTNERS[name], ast.Load())


def moved_index(place: Place) -> Changes:
    """An index one further or one before; a slice's border as well."""
    match place.node:
        case ast.Subscript(slice=(ast.Name() | ast.BinOp() | ast.Constant()) as index):
            if not isinstance(index, ast.Constant) or isinstance(index.value, int):
                for op in (ast.Add(), ast.Sub()):
                    moved = ast.BinOp(index, op, ast.Constant(1))
                    yield with_fields(place.node, slice=moved)


def kept_between_calls(place: Place) -> Changes:
    """A function whose empty list, set or dictionary is a default value, and so kept."""
    if not isinstance(place.node, ast.FunctionDef):
        return
    for n, statement in enumerate(place.node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_empty(value):
                kept = copy.deepcopy(place.node)
                kept.body[n] = ast.Pass()
                kept.args.kwonlyargs.append(ast.arg(name))
                kept.args.kw_defaults.append(value)
                yield kept


def _is_empty(value: ast.expr) -> bool:
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="set"), args=[]):
            return True
    return False


def _is_module(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name):
            return name in MODULES
        case ast.Attribute(value=owner, attr=name):
            return name in MODULES and _is_module(owner)
    return False


def _loaded(target: ast.expr) -> ast.expr:
    return parsed(ast.unparse(target))


def _stored(target: ast.expr) -> ast.AST:
    return with_fields(target, ctx=ast.Store())


OPERATORS: tuple[Operator, ...] = (
    constant,
    arithmetic,
    condition,
    branch,
    dropped_statement,
    dropped_context,
    early_stop,
    rounds,
    accumulation,
    out_of_place,
    exchanged,
    dropped_part,
    other_name,
    moved_index,
    kept_between_calls,
)
