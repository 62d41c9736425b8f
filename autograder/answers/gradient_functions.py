"""Lesson 04: how its exercises are solved, rightly and wrongly."""

from autograder.answers import (
    derivative_curves,
    hessian_products,
    jacobians,
    partial_derivatives,
    second_derivatives,
    vector_products,
)

ANSWERS = {
    **derivative_curves.ANSWERS,
    **second_derivatives.ANSWERS,
    **partial_derivatives.ANSWERS,
    **vector_products.ANSWERS,
    **jacobians.ANSWERS,
    **hessian_products.ANSWERS,
}
