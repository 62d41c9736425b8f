"""Lesson 05: right implementations."""

from autograder.answers.variants import (
    divergence,
    line_fits,
    mean_squared_errors,
    optimizer_steps,
)

VARIANTS = {
    **mean_squared_errors.VARIANTS,
    **optimizer_steps.VARIANTS,
    **divergence.VARIANTS,
    **line_fits.VARIANTS,
}
