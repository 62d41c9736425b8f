"""Lesson 03: how its exercises are solved, rightly and wrongly."""

from autograder.answers import (
    autograd_derivatives,
    autograd_graphs,
    simple_graphs,
    squared_losses,
)

ANSWERS = {
    **autograd_derivatives.ANSWERS,
    **simple_graphs.ANSWERS,
    **squared_losses.ANSWERS,
    **autograd_graphs.ANSWERS,
}
