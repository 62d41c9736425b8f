"""A formula run on a reader's own engine, and what became of it: for lesson 07's stepper.

Owns reading a graph out of Values that somebody else wrote, and saying in words where that fails.
No engine is here: what computes, orders and goes backward is the reader's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from math import isfinite
from typing import Any

from utils.formulas import FormulaError, parsed

Engine = Callable[[float], Any]
FUNCTIONS = ("sin", "log", "tanh")
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
INPUTS = ("x", "y", "z")
LETTERS = [c for c in "abcdeghijklmnopqrstuvw"]
MAX_NODES = 40
WAITS = "{} is not written yet in your engine: it raises NotImplementedError."


@dataclass(frozen=True)
class Node:
    """One Value as it was found: its name, how it was made, its numbers and its neighbours.

    `parents` are numbers of nodes, in the order of `slopes`, the local derivatives.
    """

    name: str
    formula: str
    value: float
    parents: tuple[int, ...]
    slopes: tuple[float, ...]
    adjoint: float = 0.0


@dataclass
class Run:
    """The nodes in the reader's order, the output last; or `fault`, a sentence that says why not.

    With a fault there are the nodes as far as they are known, and none of them is to be stepped
    through.
    """

    nodes: list[Node] = field(default_factory=list)
    fault: str = ""

    @property
    def inner(self) -> list[int]:
        """The numbers of the nodes that were computed from others."""
        return [n for n, node in enumerate(self.nodes) if node.parents]

    def uses(self, number: int) -> list[tuple[int, float]]:
        """The nodes that a node goes into, with their local derivatives to it."""
        return [
            (n, slope)
            for n, node in enumerate(self.nodes)
            for parent, slope in zip(node.parents, node.slopes, strict=True)
            if parent == number
        ]


class Stopped(Exception):
    """The run can't go on; the text is a sentence for the reader."""


def run_engine(
    formula: str,
    numbers: Mapping[str, float],
    Value: Engine,
    topological_order: Callable[[Any], Any],
) -> Run:
    """Return what the reader's engine makes of `formula` at `numbers`; nothing is ever raised."""
    try:
        names, output = _computed(formula, numbers, Value)
        values = _ordered(output, topological_order)
        _attempt("backward", lambda: output.backward())
        return Run(_nodes(values, names))
    except (FormulaError, Stopped) as fault:
        return Run(fault=str(fault))


def _attempt(what: str, act: Callable[[], Any]) -> Any:
    """Return what `act` returns; an error of the reader's code becomes a sentence."""
    try:
        return act()
    except NotImplementedError:
        raise Stopped(WAITS.format(what)) from None
    except Exception as error:
        text = f"{type(error).__name__}: {error}".rstrip(": ")[:160]
        raise Stopped(f"Your engine stopped at {what} with {text}.") from None


def _computed(
    formula: str, numbers: Mapping[str, float], Value: Engine
) -> tuple[dict[int, tuple[str, str]], Any]:
    """Return names and formulas by the id of each Value that was met, and the last Value."""
    if not all(isfinite(v) and abs(v) <= 1e6 for v in numbers.values()):
        raise Stopped(
            "x, y and z have to be numbers between minus and plus a million. Change them."
        )
    tree = parsed(formula)
    inputs = _attempt("Value", lambda: {k: Value(v) for k, v in numbers.items()})
    if odd := [v for v in inputs.values() if not hasattr(v, "parents")]:
        raise Stopped(f"Value(0.8) gives {_kind(odd[0])} in the place of a Value.")
    reader = _Reader(inputs)
    output = reader.compute(tree)
    if isinstance(output, float):
        raise Stopped(
            "There is no x, y or z in this formula, so there is nothing to differentiate."
        )
    reader.names[id(output)] = ("f", reader.names.get(id(output), ("f", ""))[1])
    reader.names.update({id(v): (k, "input") for k, v in inputs.items()})
    return reader.names, output


class _Reader:
    """Computes a syntax tree on Values, and remembers what each result is called."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self.inputs = inputs
        self.names: dict[int, tuple[str, str]] = {}
        self.shared: dict[str, Any] = {}  # and ids stay unique while the objects live
        self.letters = count()

    def compute(self, node: ast.AST) -> Any:
        """Return a Value, or a float where no input has a part in it; equal parts are shared."""
        text = ast.unparse(node)
        if text not in self.shared:
            self.shared[text] = self._computed(node)
        return self.shared[text]

    def _computed(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
            if isinstance(node.value, int | float):
                return float(node.value)
        if isinstance(node, ast.Name) and node.id in self.inputs:
            return self._known(self.inputs[node.id], node.id, "input")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self._operation("·", -1.0, self.compute(node.operand))
        if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            return self._operation(
                SIGNS[type(node.op)], self.compute(node.left), self.compute(node.right)
            )
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FUNCTIONS:
            if len(node.args) == 1 and not node.keywords:
                return self._function(ast.unparse(node.func), self.compute(node.args[0]))
        raise FormulaError(
            "A formula holds numbers, x, y, z, + - * / ** and sin(...), log(...), tanh(...): what "
            f"your Value can do. This part is something else: {ast.unparse(node)[:60]}."
        )

    def _known(self, value: Any, name: str, formula: str) -> Any:
        self.names.setdefault(id(value), (name, formula))
        return value

    def _named(self, value: Any, formula: str) -> Any:
        number = next(self.letters)
        letter = LETTERS[number % len(LETTERS)] + ("′" * (number // len(LETTERS)))
        return self._known(value, letter, formula)

    def _text(self, value: Any) -> str:
        return self.names.get(id(value), (f"{value:g}" if isinstance(value, float) else "?", ""))[0]

    def _operation(self, sign: str, a: Any, b: Any) -> Any:
        formula = f"{self._text(a)} {sign} {self._text(b)}"
        if sign == "**" and not isinstance(b, float):
            raise FormulaError(f"The exponent of {formula} is no plain number, as ours have to be.")
        acts: dict[str, Callable[[], Any]] = {
            "+": lambda: a + b, "−": lambda: a - b, "·": lambda: a * b, "/": lambda: a / b,
            "**": lambda: a**b,
        }  # fmt: skip
        return self._result(formula, acts[sign], a, b)

    def _function(self, name: str, a: Any) -> Any:
        if isinstance(a, float):
            raise FormulaError(f"{name} is taken of a plain number here: put an x, y or z into it.")
        return self._result(f"{name} {self._text(a)}", lambda: getattr(a, name)(), a)

    def _result(self, formula: str, act: Callable[[], Any], *operands: Any) -> Any:
        if all(isinstance(each, float) for each in operands):
            return _plain(formula, act)
        result = _attempt(formula, act)
        if not hasattr(result, "parents"):
            raise Stopped(f"{formula} gives {_kind(result)} in the place of a Value.")
        return self._named(result, formula)


def _plain(formula: str, act: Callable[[], Any]) -> float:
    """Return the result of two plain numbers, where it is one."""
    try:
        result = act()
    except ArithmeticError:
        result = None
    if not isinstance(result, float) or not isfinite(result):
        raise Stopped(f"{formula} has no value that can be used. Change the formula.")
    return result


def _kind(thing: Any) -> str:
    return "None" if thing is None else f"an object of type {type(thing).__name__}"[:80]


def _ordered(output: Any, topological_order: Callable[[Any], Any]) -> list[Any]:
    """Return the reader's order, held against the nodes that there are."""
    found, waiting = {id(output): output}, [output]
    while waiting:
        for parent in _attempt("parents", lambda: list(waiting.pop().parents)):
            if id(parent) not in found:
                found[id(parent)] = parent
                waiting.append(parent)
        if len(found) > MAX_NODES:
            raise Stopped(f"This graph has more than {MAX_NODES} nodes. Take a shorter formula.")
    order = _attempt("topological_order", lambda: list(topological_order(output)))
    known = {id(node) for node in order}
    if len(order) != len(known) or known != found.keys():
        raise Stopped(
            f"Your topological_order gives {len(order)} nodes, and the graph has {len(found)}."
        )
    place = {id(node): n for n, node in enumerate(order)}
    if any(place[id(parent)] > place[id(node)] for node in order for parent in node.parents):
        raise Stopped("Your topological_order has a node before one of its parents.")
    return order


def _nodes(values: list[Any], names: Mapping[int, tuple[str, str]]) -> list[Node]:
    """Return the Values as records, with plain numbers only."""
    number = {id(value): n for n, value in enumerate(values)}
    nodes = []
    for value in values:
        constant = (f"{_number(value.data, 'data'):g}", "constant")
        name, formula = names.get(id(value), ("·", "a step inside") if value.parents else constant)
        slopes = tuple(_number(s, "local_derivatives") for s in value.local_derivatives)
        parents = tuple(number[id(parent)] for parent in value.parents)
        if len(slopes) != len(parents):
            raise Stopped(f"{formula} has {len(parents)} parents, but {len(slopes)} slopes.")
        numbers = _number(value.data, "data"), parents, slopes, _number(value.grad, "grad")
        nodes.append(Node(name, formula, *numbers))
    return nodes


def _number(value: Any, where: str) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise Stopped(f"{where} holds {_kind(value)} in the place of a number.") from None
    if not isfinite(found):
        raise Stopped(f"{where} holds {found}: the numbers got too large. Change x, y or z.")
    return found
