"""Typed formulas: equivalent forms agree, and text is read without being run."""

import numpy as np
import pytest
import sympy

from autograder.probing.formulas import FormulaError, formula_values, latex, parse_formula

X = {"x": np.array([0.5, 1.0, -2.0]), "y": np.array([0.1, 0.2, 0.3])}


@pytest.mark.parametrize(
    "formula", ["2*x*cos(y)", "cos(y)*x*2", "x*np.cos(y)+cos(y)*x", "2.0*x*cos(-y)", "4*x*cos(y)/2"]
)
def test_equivalent_forms_have_the_same_values(formula):
    assert np.allclose(formula_values(formula, X), 2 * X["x"] * np.cos(X["y"]))


def test_a_constant_has_one_value_for_every_point():
    assert formula_values("3", X).tolist() == [3, 3, 3]
    assert formula_values(sympy.pi, X) == pytest.approx([np.pi] * 3)


REFUSED = {
    "2*x^2": "**",
    "2x": "not a formula",
    "cos(x": "not a formula",
    "": "not a formula",
    "__import__('os').system('true')": "not a function",
    "x.__class__": "nothing else is run",
    "[x for x in y]": "nothing else is run",
    "(lambda: x)()": "nothing else is run",
    "w*x": "'w' is unknown",
    "cos*x": "is a function",
    "exec('1')": "not a function",
    "x**1000000000": "too large",
    "x" * 600: "too long",
    "x if y else 1": "nothing else is run",
    "'x'": "nothing else is run",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_what_is_no_formula_is_refused_in_words(formula):
    with pytest.raises(FormulaError) as caught:
        parse_formula(formula, ["x", "y"])
    assert REFUSED[formula] in str(caught.value)


@pytest.mark.parametrize(
    "formula", [None, True, [1], {"x": 1}, object(), np.ones(2)], ids=lambda f: type(f).__name__
)
def test_other_objects_are_refused_by_their_type(formula):
    with pytest.raises(FormulaError, match="object of type"):
        parse_formula(formula, ["x", "y"])


def test_a_formula_without_real_values_is_refused():
    with pytest.raises(FormulaError, match="no real value"):
        formula_values(sympy.I * sympy.Symbol("x"), X)


def test_a_foreign_symbol_in_an_expression_is_named():
    with pytest.raises(FormulaError, match="'w'"):
        parse_formula(sympy.Symbol("w") + 1, ["x"])


def test_latex_is_what_sympy_prints():
    assert latex("2*x*cos(y)", ["x", "y"]) == r"2 x \cos{\left(y \right)}"
