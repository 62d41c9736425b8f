"""Lesson 03: right implementations."""

from autograder.answers.variants import autograd_derivatives, autograd_graphs, autograd_model

VARIANTS = {
    **autograd_derivatives.VARIANTS,
    **autograd_model.VARIANTS,
    **autograd_graphs.VARIANTS,
}
