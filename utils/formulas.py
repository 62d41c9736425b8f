"""Formulas of x that readers type, turned into functions of a tensor without running them as code.

Text is parsed into Python's syntax tree, and only numbers, x, arithmetic and the functions listed
here are taken from it. Every step is an operation on float64 tensors, so that a huge number becomes
infinite and never hangs.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable

import torch

TensorFunction = Callable[[torch.Tensor], torch.Tensor]

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


def tensor_function(formula: str) -> TensorFunction:
    """Return the function of a float64 tensor x that `formula` describes, element by element.

    A formula holds numbers, x, pi, e, + - * / **, brackets and functions such as sin(x). Raises
    FormulaError for anything else, in words that a reader can act on.
    """
    tree = parsed(formula)

    def f(x: torch.Tensor) -> torch.Tensor:
        return _computed(tree, x).expand(x.shape)

    f(torch.ones(1, dtype=torch.float64))  # what can't be computed is told now
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


def _computed(node: ast.AST, x: torch.Tensor) -> torch.Tensor:
    """Return the value of one part of the formula, of the shape of x or of one number."""
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        if isinstance(node.value, int | float):
            return x.new_tensor(float(node.value))  # 200 characters can't overflow a float
    if isinstance(node, ast.Name):
        return _named(node.id, x)
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_computed(node.operand, x))
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_computed(node.left, x), _computed(node.right, x))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _function(node)(_computed(node.args[0], x))
    raise FormulaError(
        "A formula holds numbers, x, + - * / ** and functions such as sin(x); nothing else is "
        f"run. This part is something else: {ast.unparse(node)[:60]}."
    )


def _named(name: str, x: torch.Tensor) -> torch.Tensor:
    if name == "x":
        return x
    if name in CONSTANTS:
        return x.new_tensor(CONSTANTS[name])
    if name in FUNCTIONS:
        raise FormulaError(f"{name} is a function: write what it is taken of, as in {name}(x).")
    raise FormulaError(f"{name[:40]} is unknown here: the only variable is x.")


def _function(node: ast.Call) -> TensorFunction:
    """Return the function that a call names, if the call has one argument."""
    name = ast.unparse(node.func)
    if name in ("x", *CONSTANTS):
        raise FormulaError(f"A product needs a *, as in {name}*(x + 1).")
    if name not in FUNCTIONS:
        raise FormulaError(f"{name[:40]} is not known here. There are: {', '.join(FUNCTIONS)}.")
    if len(node.args) != 1 or node.keywords:
        raise FormulaError(f"{name} is taken of one thing, as in {name}(x).")
    return FUNCTIONS[name]
