"""Lesson 07's stepper: on a right engine, on broken ones, and with what readers type.

The engines of the reader are written here: the widget has none of its own.
"""

from __future__ import annotations

import base64
import math
import re
import threading
from typing import Any

import matplotlib.pyplot as plt
import pytest
import torch

from tests.utils.test_widgets import Cells
from utils import engine_stepper
from utils.widgets.engine import FORMULAS, n_steps
from utils.widgets.engine_runs import run_engine
from utils.widgets.showing import LiveWidget

START = {"x": 0.8, "y": 1.1, "z": 0.5}


class Value:
    def __init__(self, data: float, parents: Any = (), local_derivatives: Any = ()) -> None:
        self.data, self.grad = float(data), 0.0
        self.parents, self.local_derivatives = parents, local_derivatives

    def _with(self, other: Any, data: Any, slopes: Any) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        p, q = self.data, other.data
        return Value(data(p, q), (self, other), slopes(p, q))

    def __add__(self, other: Any) -> Value:
        return self._with(other, lambda p, q: p + q, lambda p, q: (1.0, 1.0))

    def __sub__(self, other: Any) -> Value:
        return self._with(other, lambda p, q: p - q, lambda p, q: (1.0, -1.0))

    def __mul__(self, other: Any) -> Value:
        return self._with(other, lambda p, q: p * q, lambda p, q: (q, p))

    def __truediv__(self, other: Any) -> Value:
        return self._with(other, lambda p, q: p / q, lambda p, q: (1 / q, -p / q**2))

    def __rsub__(self, other: Any) -> Value:
        return Value(other) - self

    def __rtruediv__(self, other: Any) -> Value:
        return Value(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, n: float) -> Value:
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def sin(self) -> Value:
        return Value(math.sin(self.data), (self,), (math.cos(self.data),))

    def log(self) -> Value:
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self) -> Value:
        return Value(math.tanh(self.data), (self,), (1 - math.tanh(self.data) ** 2,))

    def backward(self) -> None:
        order = in_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
                parent.grad += node.grad * slope


def in_order(output: Value) -> list[Value]:
    order: list[Value] = []

    def visit(node: Value) -> None:
        if node not in order:
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    return order


def said(widget: LiveWidget) -> str:
    text = re.sub("<.*?>", "", str(widget.controls["said"].value))
    return text.replace("&#x27;", "'").replace("&gt;", ">")


def rows(widget: LiveWidget) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in Cells(widget.controls["table"].value).rows[1:]}


def torchs(formula: str, numbers: dict[str, float]) -> tuple[float, dict[str, float]]:
    """The value and the gradient of a formula by PyTorch."""
    tensors = {
        k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in numbers.items()
    }
    names = {"sin": torch.sin, "log": torch.log, "tanh": torch.tanh}
    output = eval(formula, {**names, **tensors})
    output.backward()
    grads = {k: t.grad.item() for k, t in tensors.items() if t.grad is not None}
    return output.item(), grads


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_shown_at_the_end_is_what_pytorch_computes(formula: str) -> None:
    widget = engine_stepper(Value, in_order, formula)
    value, grads = torchs(formula, START)
    run = run_engine(formula, START, Value, in_order)
    for _ in range(n_steps(run)):
        widget.controls["next"].click()
    shown = rows(widget)
    assert float(shown["f"][1]) == pytest.approx(value, rel=1e-5)
    for name, grad in grads.items():
        assert float(shown[name][3]) == pytest.approx(grad, rel=1e-5), name


def test_each_step_shows_one_more_number_and_back_takes_it_away() -> None:
    widget = engine_stepper(Value, in_order)
    counts = []
    for _ in range(21):
        shown = rows(widget).values()
        counts.append(sum(bool(row[1]) + bool(row[3]) for row in shown))
        widget.controls["next"].click()
    # 3 inputs and 2 constants are known from the beginning, 7 values and 12 adjoints to come
    assert counts == [*range(5, 25), 24]
    widget.controls["back"].click()
    assert sum(bool(row[3]) for row in rows(widget).values()) == 11


def test_a_shared_part_is_computed_once_and_its_contributions_are_added() -> None:
    widget = engine_stepper(Value, in_order, "(x + x) + (x + (x + x))")
    for _ in range(7):
        widget.controls["next"].click()
    assert list(rows(widget)) == ["x", "a", "b", "f"]
    assert said(widget).endswith("= 2 · 1 + 2 · 1 + 1 · 1 = 5.")


def test_edited_numbers_and_formulas_are_run_again_and_reset_brings_the_start_back() -> None:
    widget = engine_stepper(Value, in_order)
    widget.controls["next"].click()
    widget.controls["formula"].value = "x*sin(x)"
    widget.controls["x"].value = 0.3
    assert said(widget).startswith("Forward 1 of 2: a = sin x = 0.29552")
    widget.controls["reset"].click()
    assert said(widget).startswith("Press Next") and widget.controls["x"].value == 0.8
    assert len(rows(widget)) == 12


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("formula", "", "There is no formula yet"),
        ("formula", "x*(1+", "not a formula"),
        ("formula", "x^2", "written with **"),
        ("formula", "q + 1", "This part is something else: q"),
        ("formula", "exp(x)", "This part is something else: exp(x)"),
        ("formula", "__import__('os')", "something else"),
        ("formula", "x if x else y", "something else"),
        ("formula", "True*x", "something else"),
        ("formula", "sin(x, y)", "something else"),
        ("formula", "2 + 3", "no x, y or z"),
        ("formula", "x**y", "no plain number"),
        ("formula", "sin(2)", "taken of a plain number"),
        ("formula", "x*9**9**9", "no value that can be used"),
        ("formula", "x*(-1)**0.5", "no value that can be used"),
        ("formula", "x/0", "ZeroDivisionError"),
        ("formula", "log(-x)", "math domain error"),
        ("formula", "x**999**2 + 1/x**9999", "Your engine stopped at"),
        ("formula", "x" + "*x" * 60, "more than 40 nodes"),
        ("formula", "x" * 300, "too long"),
        ("formula", "(" * 150 + "x" + ")" * 49, "not a formula"),
        ("x", float("nan"), "have to be numbers"),
        ("y", float("inf"), "have to be numbers"),
        ("z", -1e300, "have to be numbers"),
        ("y", 0.0, "ZeroDivisionError"),
    ],
)
def test_what_can_not_be_run_gives_a_sentence(name: str, typed: Any, words: str) -> None:
    widget = engine_stepper(Value, in_order)
    widget.controls["next"].click()
    widget.controls[name].value = typed
    assert words in said(widget)
    assert widget.controls["picture"].value == widget.controls["table"].value == ""
    for control in ("next", "back"):
        widget.controls[control].click()
    widget.controls["reset"].click()
    assert said(widget).startswith("Press Next")


class Unwritten(Value):
    def sin(self) -> Value:
        raise NotImplementedError


class Numbers(Value):
    def sin(self) -> Any:
        return math.sin(self.data)


class Lopsided(Value):
    def sin(self) -> Value:
        return Value(math.sin(self.data), (self,), ())


class OddSlopes(Value):
    def sin(self) -> Value:
        return Value(math.sin(self.data), (self,), (None,))


class OddParents(Value):
    def sin(self) -> Value:
        return Value(math.sin(self.data), (0.5,), (1.0,))


class NoBackward(Value):
    def sin(self) -> Value:
        made = Value(math.sin(self.data), (self,), (1.0,))
        made.backward = None  # type: ignore[assignment,method-assign] # a reader's own slip
        return made


def forgets_leaves(output: Value) -> list[Value]:
    return [node for node in in_order(output) if node.parents]


def unwritten_order(output: Value) -> list[Value]:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("engine", "order", "words"),
    [
        (Unwritten, in_order, "sin x is not written yet in your engine"),
        (Numbers, in_order, "sin x gives an object of type float in the place of a Value"),
        (Lopsided, in_order, "Your engine stopped at backward with ValueError"),
        (OddSlopes, in_order, "Your engine stopped at backward with TypeError"),
        (OddParents, in_order, "Your engine stopped at parents with AttributeError"),
        (NoBackward, in_order, "Your engine stopped at backward with TypeError"),
        (None, in_order, "Your engine stopped at Value with TypeError"),
        (float, in_order, "Value(0.8) gives an object of type float in the place of a Value"),
        (lambda number: None, in_order, "Value(0.8) gives None in the place of a Value"),
        (Value, unwritten_order, "topological_order is not written yet"),
        (Value, forgets_leaves, "gives 1 nodes, and the graph has 2"),
        (Value, lambda output: None, "stopped at topological_order with TypeError"),
        (Value, lambda output: in_order(output)[::-1], "a node before one of its parents"),
        (Value, lambda output: [1, 2], "Your topological_order gives 2 nodes"),
    ],
)
def test_an_engine_that_is_not_ready_gives_a_sentence(engine: Any, order: Any, words: str) -> None:
    widget = engine_stepper(engine, order, "sin(x)")
    assert words in said(widget)
    assert widget.controls["table"].value == ""
    for control in ("next", "back", "reset"):
        widget.controls[control].click()
    assert words in said(widget)


def test_a_graph_that_is_too_wide_for_a_picture_is_told_in_its_table() -> None:
    widget = engine_stepper(Value, in_order, "x" + "+x" * 15)
    assert len(rows(widget)) == 16
    assert "img" in widget.controls["picture"].value


@pytest.mark.parametrize("engine", [Value, Unwritten])
def test_a_stored_stepper_has_a_picture_and_a_sentence_and_leaks_no_figure(engine: Any) -> None:
    bundle = engine_stepper(engine, in_order).still_bundle()
    assert bundle.keys() == {"text/html", "text/plain"}  # one picture: a file holds it once
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "Run its cell" in bundle["text/plain"]
    assert plt.get_fignums() == []


def test_a_formula_that_is_typed_while_the_stepper_resets_is_shown_in_the_end() -> None:
    typed: list[threading.Thread] = []

    def slow_order(output: Value) -> list[Value]:
        if armed and not typed:  # the reader is quick: this is the middle of the reset
            typed.append(threading.Thread(target=type_nothing))
            typed[0].start()
            typed[0].join(0.2)
        return in_order(output)

    def type_nothing() -> None:
        widget.controls["formula"].value = ""

    armed = False
    widget = engine_stepper(Value, slow_order)
    armed = True
    widget.controls["reset"].click()
    typed[0].join()
    assert "There is no formula yet" in said(widget)
    assert widget.controls["picture"].value == widget.controls["table"].value == ""
