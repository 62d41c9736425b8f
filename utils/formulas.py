"""Formulas that readers type, turned into functions of tensors without running them as code.

Text is parsed into Python's syntax tree, and only numbers, the variables (x, or x and y),
arithmetic and the functions listed here are taken from it. Every step is an operation on float64
tensors, so that a huge number becomes infinite and never hangs.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence

import torch

TensorFunction = Callable[..., torch.Tensor]
Variables = Mapping[str, torch.Tensor]

FUNCTIONS: dict[str, TensorFunction] = {
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "exp": torch.exp,
    "log": torch.log,
    "ln": torch.log,
    "sqrt": torch.sqrt,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "atan": torch.atan,
    "abs": torch.abs,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
}
CONSTANTS = {"pi": math.pi, "e": math.e}
OPERATORS: dict[type[ast.AST], Callable[..., torch.Tensor]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "²": "**2", "³": "**3", "π": "pi"})
MAX_LENGTH = 200


class FormulaError(ValueError):
    """A formula can't be read; the text says what came and what to do."""


def tensor_function(formula: str, variables: Sequence[str] = ("x",)) -> TensorFunction:
    """Return the function of float64 tensors that `formula` describes, element by element.

    It takes one tensor for each of `variables`, all of one shape. A formula holds numbers, the
    variables, pi, e, + - * / **, brackets and functions such as sin(x). Raises FormulaError for
    anything else, in words that a reader can act on.
    """
    tree = parsed(formula)

    def f(*values: torch.Tensor) -> torch.Tensor:
        return _computed(tree, dict(zip(variables, values, strict=True))).expand(values[0].shape)

    f(*(torch.ones(1, dtype=torch.float64) for _ in variables))  # tell now what can't be computed
    return f


def parsed(formula: str) -> ast.AST:
    """Return the syntax tree of a formula, unchecked. Raises FormulaError where there is none."""
    text = formula.translate(SIGNS).strip()
    if not text:
        raise FormulaError("There is no formula yet. Type one, such as x**2 or sin(x).")
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"A formula of {len(text)} characters is too long: stay below 200.")
    if "^" in text:
        raise FormulaError("A power is written with **, as in x**2.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, Warning):
        raise FormulaError(
            f"This is not a formula: {formula[:60]}. Is there a * in every product, as in 2*x, and "
            "a closing bracket for every opening one?"
        ) from None


def _computed(node: ast.AST, at: Variables) -> torch.Tensor:
    """Return the value of one part of the formula, of the variables' shape or of one number."""
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        if isinstance(node.value, int | float):
            return _number(float(node.value), at)  # 200 characters can't overflow a float
    if isinstance(node, ast.Name):
        return _named(node.id, at)
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_computed(node.operand, at))
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_computed(node.left, at), _computed(node.right, at))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _function(node, at)(_computed(node.args[0], at))
    raise FormulaError(
        f"A formula holds numbers, {_and(at)}, + - * / ** and functions such as sin(x); nothing "
        f"else is run. This part is something else: {ast.unparse(node)[:60]}."
    )


def _number(value: float, at: Variables) -> torch.Tensor:
    return next(iter(at.values())).new_tensor(value)


def _and(at: Variables) -> str:
    return " and ".join(at)


def _named(name: str, at: Variables) -> torch.Tensor:
    if name in at:
        return at[name]
    if name in CONSTANTS:
        return _number(CONSTANTS[name], at)
    if name in FUNCTIONS:
        raise FormulaError(f"{name} is a function: write what it is taken of, as in {name}(x).")
    only = "the only variable is x" if list(at) == ["x"] else f"the variables are {_and(at)}"
    raise FormulaError(f"{name[:40]} is unknown here: {only}.")


def _function(node: ast.Call, at: Variables) -> TensorFunction:
    """Return the function that a call names, if the call has one argument."""
    name = ast.unparse(node.func)
    if name in (*at, *CONSTANTS):
        raise FormulaError(f"A product needs a *, as in {name}*(x + 1).")
    if name not in FUNCTIONS:
        raise FormulaError(f"{name[:40]} is not known here. There are: {', '.join(FUNCTIONS)}.")
    if len(node.args) != 1 or node.keywords:
        raise FormulaError(f"{name} is taken of one thing, as in {name}(x).")
    return FUNCTIONS[name]
