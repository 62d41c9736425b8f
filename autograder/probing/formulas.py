"""Formulas that students type, read safely and turned into numbers.

A formula is a SymPy expression, a number, or text such as "2*x*cos(x**2 + y**2)". Text is
parsed into Python's syntax tree and only arithmetic, known names and known functions are
taken from it; it is never evaluated as code. SymPy is imported when it is first needed.
"""

from __future__ import annotations

import ast
import contextlib
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.records.sentences import say
from autograder.records.syntax import parsed_expression

FUNCTIONS = "sin cos tan exp log ln sqrt sinh cosh tanh sech sec csc cot asin acos atan Abs".split()
CONSTANTS = ("pi", "E")
MAX_LENGTH = 500
MAX_POWER = 64

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


class FormulaError(ValueError):
    """A formula can't be read; the text says what came and what to do."""


A_FORMULA = "a formula"
NO_FORMULA = "A formula is an expression of {names}, but got an object of type {type}."
NO_VALUE = "The formula {text} has no real value at the points it is tried at."
TOO_LONG = "A formula of {n} characters is too long to be right."
NO_POWER = "A power is written with **, as in x**2; ^ means something else."
NOT_READ = (
    "This is not a formula: {text}. Write for example 2*x*cos(y), with * for every product and as "
    "many closing as opening brackets."
)
TOO_LARGE = "A power of {n} is too large to be right."
SOMETHING_ELSE = (
    "A formula holds numbers, {names}, + − * / ** and functions such as sin; nothing else is run. "
    "This part is something else: {text}."
)
NOT_APPLIED = "{name} is a function: write what it is taken of, as in {name}(x)."
NO_FUNCTION = (
    "{text} is not a function that a formula can use. There are: {names}. A product needs a *, as "
    "in 2*(x + y)."
)
UNKNOWN = "{text} is unknown here: the formula may use {names}."
USE_SYMPY = (
    "Here the arguments are SymPy symbols, not numbers. Functions of `math`, NumPy and PyTorch "
    "can't take them; SymPy's can: `sympy.sin`, `sympy.cos`, `sympy.tanh` and so on."
)
NAME_IT = (
    "`{name}` by itself isn't known here. The arguments are SymPy symbols, and SymPy has it: write "
    "`sympy.{name}`."
)
FORMULA_MESSAGES = (
    NO_FORMULA,
    NO_VALUE,
    TOO_LONG,
    NO_POWER,
    NOT_READ,
    TOO_LARGE,
    SOMETHING_ELSE,
    NOT_APPLIED,
    NO_FUNCTION,
    UNKNOWN,
    USE_SYMPY,
    NAME_IT,
)
"""The messages of the texts of ``FormulaError``."""
NUMBERS_ONLY = ("callable", "Cannot convert expression to float", "must be Tensor, not")
"""What the errors of np.cos, math.cos and torch.cos say when they are given a symbol."""


@contextlib.contextmanager
def symbols_explained() -> Iterator[None]:
    """A block of student code that is given symbols; a function for numbers is told as such.

    Raises ``FormulaError`` in the place of the TypeError that such a function raises, and of the
    NameError for a name that SymPy has.
    """
    import sympy

    try:
        yield
    except NameError as error:
        name = error.name or ""
        if isinstance(error, UnboundLocalError) or len(name) < 2 or not hasattr(sympy, name):
            raise
        raise FormulaError(say(NAME_IT, name=name)).with_traceback(error.__traceback__) from error
    except TypeError as error:
        if "is not callable" in str(error) or not any(part in str(error) for part in NUMBERS_ONLY):
            raise
        raise FormulaError(say(USE_SYMPY)).with_traceback(error.__traceback__) from error


def outline(returned: object) -> object:
    """A tuple or list of formulas without their content; anything else as it is."""
    if isinstance(returned, tuple):
        return (A_FORMULA,) * len(returned)
    return [A_FORMULA] * len(returned) if isinstance(returned, list) else returned


def parse_formula(formula: object, names: Sequence[str]) -> Any:
    """The SymPy expression of ``formula``, with only these names as symbols.

    Raises ``FormulaError`` for anything else, in words that a student can act on.
    """
    import sympy

    if isinstance(formula, str):
        return _from_text(formula, names)
    if isinstance(formula, bool) or not isinstance(formula, int | float | sympy.Expr):
        kind = type(formula).__name__
        raise FormulaError(say(NO_FORMULA, names=", ".join(names), type=kind))
    expression = sympy.sympify(formula)
    unknown = sorted({s.name for s in expression.free_symbols} - set(names))
    if unknown:
        raise _unknown(unknown[0], names)
    return expression


def formula_values(formula: object, points: Mapping[str, np.ndarray]) -> np.ndarray:
    """The values of ``formula`` at points: one float64 array of the points' shape.

    ``points`` maps each name to a float array; all have the same shape. Raises
    ``FormulaError``.
    """
    import sympy

    names = list(points)
    expression = parse_formula(formula, names)
    by_name = {s.name: s for s in expression.free_symbols}
    symbols = [by_name.get(name, sympy.Symbol(name)) for name in names]
    try:
        values = np.asarray(sympy.lambdify(symbols, expression, "numpy")(*points.values()))
        if np.iscomplexobj(values) and np.any(values.imag):
            raise ValueError("complex values")
        shape = np.shape(next(iter(points.values())))
        return np.broadcast_to(values.real.astype(float), shape).copy()
    except (TypeError, ValueError, NameError, KeyError, AttributeError) as error:
        raise FormulaError(say(NO_VALUE, text=str(expression)[:80])) from error


def latex(formula: object, names: Sequence[str]) -> str:
    """The formula as LaTeX. Raises ``FormulaError``."""
    import sympy

    return sympy.latex(parse_formula(formula, names))


def _from_text(text: str, names: Sequence[str]) -> Any:
    if len(text) > MAX_LENGTH:
        raise FormulaError(say(TOO_LONG, n=len(text)))
    if "^" in text:
        raise FormulaError(say(NO_POWER))
    try:
        return _build(parsed_expression(text.strip()).body, names)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(say(NOT_READ, text=repr(text[:80]))) from error


def _build(node: ast.AST, names: Sequence[str]) -> Any:
    import sympy

    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return sympy.sympify(node.value)
    if isinstance(node, ast.Name):
        return _name(node.id, names)
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_build(node.operand, names))
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, right = _build(node.left, names), _build(node.right, names)
        if isinstance(node.op, ast.Pow) and right.is_number and abs(right) > MAX_POWER:
            raise FormulaError(say(TOO_LARGE, n=right))
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and not node.keywords and len(node.args) == 1:
        return _function(node.func)(_build(node.args[0], names))
    part = repr(ast.unparse(node)[:60])
    raise FormulaError(say(SOMETHING_ELSE, names=", ".join(names), text=part))


def _name(name: str, names: Sequence[str]) -> Any:
    import sympy

    if name in names:
        return sympy.Symbol(name)
    if name in CONSTANTS:
        return getattr(sympy, name)
    if name in FUNCTIONS:
        raise FormulaError(say(NOT_APPLIED, name=name))
    raise _unknown(name, names)


def _function(node: ast.AST) -> Any:
    import sympy

    name = ast.unparse(node).removeprefix("np.").removeprefix("sympy.").removeprefix("torch.")
    if name not in FUNCTIONS:
        known = ", ".join(FUNCTIONS)
        raise FormulaError(say(NO_FUNCTION, text=repr(name[:40]), names=known))
    return getattr(sympy, name)


def _unknown(name: str, names: Sequence[str]) -> FormulaError:
    return FormulaError(say(UNKNOWN, text=repr(name[:40]), names=", ".join(names)))
