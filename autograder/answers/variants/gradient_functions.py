"""Lesson 04: right implementations."""

from autograder.answers.variants import (
    derivative_curves,
    hessian_products,
    partial_derivatives,
    vector_products,
)

VARIANTS = {
    **derivative_curves.VARIANTS,
    **partial_derivatives.VARIANTS,
    **vector_products.VARIANTS,
    **hessian_products.VARIANTS,
}
