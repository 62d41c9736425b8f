"""Typed formulas: those that can be read are SymPy's functions, all others give a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from utils.formulas import FUNCTIONS, FormulaError, tensor_function

X = torch.linspace(0.1, 2.0, 8, dtype=torch.float64)


@pytest.mark.parametrize(
    "formula",
    [
        "x**3 + 2*x**2 + 3*x + 1",
        "-x / (1 + exp(-x))",
        "sin(2*pi*x) ** 2 - +1.5",
        "e**x * ln(x)",
        "abs(x - 1) ** 0.5",
        "atan(cosh(x)) + sinh(x) - tanh(sqrt(x)) * cos(log(x)) / tan(x/2)",
        "3",
    ],
)
def test_a_formula_has_the_values_that_sympy_finds(formula: str) -> None:
    symbol = sympy.Symbol("x")
    meant = sympy.sympify(formula, {"x": symbol, "e": sympy.E})
    values = [float(meant.subs(symbol, place).evalf()) for place in X.tolist()]
    np.testing.assert_allclose(tensor_function(formula)(X), values, rtol=1e-12)


def test_relu_and_sigmoid_are_those_of_a_network() -> None:
    x = torch.tensor([-2.0, 0.5], dtype=torch.float64)
    assert tensor_function("relu(x)")(x).tolist() == [0.0, 0.5]
    np.testing.assert_allclose(tensor_function("sigmoid(x)")(x), 1 / (1 + np.exp([2.0, -0.5])))


def test_signs_of_a_textbook_are_read_too() -> None:
    np.testing.assert_allclose(tensor_function("2·x² − π×x³")(X), 2 * X**2 - np.pi * X**3)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "no formula yet"),
        ("   ", "no formula yet"),
        ("2x", "every product"),
        ("(x + 1", "closing bracket"),
        ("x^2", "x**2"),
        ("y + 1", "y is unknown"),
        ("sin", "sin(x)"),
        ("sin(x, x)", "one thing"),
        ("sin()", "one thing"),
        ("sin(x=1)", "one thing"),
        ("pi(x + 1)", "pi*(x + 1)"),
        ("arcsin(x)", "not known here"),
        ("x" * 201, "too long"),
        ("x\0", "not a formula"),
        ("x\\d", "not a formula"),
        ("(" * 90 + "x", "not a formula"),
        ("1 if x else 2", "something else"),
        ("'x' * 9", "something else"),
        ("True", "something else"),
        ("1j * x", "something else"),
        ("x.data", "something else"),
        ("x[0]", "something else"),
        ("x // 2", "something else"),
        ("(lambda: x)()", "something else"),
        ("[x for x in x]", "something else"),
        ("__import__('os').system('true')", "something else"),
        ("__import__('os')", "not known here"),
        ("print(x)", "not known here"),
        ("exp(print(x))", "not known here"),
    ],
)
def test_what_is_no_formula_of_x_gives_a_sentence_and_is_never_run(
    formula: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(FormulaError, match=".") as caught:
        tensor_function(formula)
    assert words in str(caught.value)
    assert capsys.readouterr().out == ""


def test_a_number_of_as_many_digits_as_fit_is_read() -> None:
    assert tensor_function("9" * 190)(X).max() == pytest.approx(1e190)
    assert torch.isfinite(tensor_function("0x" + "f" * 198)(X)).all()
    assert torch.isinf(tensor_function("9e999")(X)).all()


def test_towers_of_powers_end_at_once_as_infinity() -> None:
    assert torch.isinf(tensor_function("9**9**9**9**9")(X)).all()


def test_every_function_has_a_gradient() -> None:
    for name in FUNCTIONS:
        x = X.clone().requires_grad_()
        (slope,) = torch.autograd.grad(tensor_function(f"{name}(x)")(x).sum(), x)
        assert torch.isfinite(slope).all()
