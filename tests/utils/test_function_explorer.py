"""The function explorer without a browser: a control is set, and what is shown is read."""

from __future__ import annotations

import base64
import html
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import sympy
import torch

from utils import function_explorer
from utils.formulas import tensor_function
from utils.widgets.explorer import EXAMPLES, described, three_curves
from utils.widgets.showing import LiveWidget

X = np.linspace(0.2, 1.8, 9)


def said(widget: LiveWidget) -> str:
    return html.unescape(re.sub("<.*?>", "", str(widget.controls["said"].value)))


def alt(widget: LiveWidget) -> str:
    found = re.search('alt="([^"]*)"', widget.controls["picture"].value)
    return found[1] if found else ""


@pytest.mark.parametrize("formula", ["x**3 + 2*x**2 + 3*x + 1", "sin(x)/x", "exp(-x**2)", "2", "x"])
def test_the_three_curves_are_those_that_sympy_finds(formula: str) -> None:
    symbol = sympy.Symbol("x")
    expression = sympy.sympify(formula)
    for order, curve in enumerate(three_curves(tensor_function(formula), X)):
        meant = sympy.lambdify(symbol, sympy.diff(expression, symbol, order))
        np.testing.assert_allclose(curve, [meant(v) for v in X], rtol=1e-9, atol=1e-12)


def test_curves_are_found_where_gradients_are_switched_off_and_values_without_number_are_nan() -> (
    None
):
    with torch.no_grad():
        f, slope, bend = three_curves(tensor_function("sqrt(x)"), np.array([-1.0, 0.0, 4.0]))
    assert np.isnan(f).tolist() == [True, False, False]
    assert np.isnan(slope).tolist() == [True, True, False]
    assert (slope[2], bend[2]) == (0.25, -1 / 32)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1.0, 2.0, 3.0), "f climbs and bends up."),
        ((1.0, -2.0, -3.0), "f falls and bends down."),
        ((1.0, 0.0, 0.0), "f is level and doesn't bend."),
        ((np.nan, 0.0, 0.0), "has no value."),
        ((0.0, np.nan, 0.0), "f′ has no value"),
    ],
)
def test_the_sentence_says_what_slope_and_bend_mean(values: tuple, words: str) -> None:
    assert words in described(0.5, np.array(values))


def test_each_control_is_answered_in_words_and_reset_goes_back() -> None:
    widget = function_explorer()
    controls, first = widget.controls, said(widget)
    assert "At x = 0.25: f = 1.8906, f′ = 4.1875, f″ = 5.5." in first
    controls["place"].value = 0
    assert "At x = −2: f = −5, f′ = 7, f″ = −8. f climbs and bends down." in said(widget)
    controls["formula"].value = "sin(x)"
    controls["from"].value = 0
    assert "At x = 0: f = 0, f′ = 1, f″ = 0." in said(widget)
    assert said(widget) in html.unescape(alt(widget))
    controls["reset"].click()
    assert said(widget) == first


def test_an_example_can_be_taken_and_taken_again() -> None:
    widget = function_explorer()
    controls = widget.controls
    for example in (*EXAMPLES, EXAMPLES[-1]):
        controls["formula"].value = "7*x"
        controls["examples"].value = example
        assert controls["formula"].value == example
        assert said(widget).startswith("At x = 0.25: f = ")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("formula", "x +", "not a formula"),
        ("formula", "log(x - 5)", "no value anywhere"),
        ("formula", "10**10**10", "no value anywhere"),
        ("formula", "__import__('os')", "not known here"),
        ("from", float("inf"), "plus a million"),
        ("to", float("nan"), "plus a million"),
        ("to", 1e300, "plus a million"),
        ("from", 1.0, "the larger number comes second"),
    ],
)
def test_a_bad_formula_or_range_gives_a_sentence_and_keeps_the_picture(
    name: str, value: object, words: str
) -> None:
    widget = function_explorer()
    picture = widget.controls["picture"].value
    widget.controls[name].value = value
    assert words in said(widget) and "Nothing new to draw" in said(widget)
    assert widget.controls["picture"].value == picture


@pytest.mark.parametrize("formula", ["exp(exp(x))", "1/x", "tan(x)", "9**99*x", "sqrt(x)", "$x$"])
def test_poles_and_huge_numbers_are_drawn_without_a_warning(formula: str) -> None:
    widget = function_explorer()
    widget.controls["formula"].value = formula
    widget.controls["to"].value = 1e6
    assert ("At x" in said(widget)) == ("$" not in formula)


def test_a_first_formula_that_can_not_be_read_gives_a_widget_that_says_so() -> None:
    widget = function_explorer("2x")
    assert "every product" in said(widget)
    widget.controls["formula"].value = "2*x"
    assert "f′ = 2" in said(widget)


def test_a_stored_explorer_has_a_picture_and_a_sentence_and_leaks_no_figure() -> None:
    widget = function_explorer("sin(x)")
    bundle = widget.still_bundle()
    assert bundle.keys() == {"text/html", "text/plain"}  # one picture: a file holds it once
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "Run its cell" in bundle["text/plain"]
    assert plt.get_fignums() == []
