"""Lesson 03: how its exercises are solved, rightly and wrongly."""

from autograder.answers import autograd_derivatives, autograd_graphs, autograd_model

ANSWERS = {
    **autograd_derivatives.ANSWERS,
    **autograd_model.ANSWERS,
    **autograd_graphs.ANSWERS,
}
