"""Lesson 05: how its exercises are solved, rightly and wrongly."""

from autograder.answers import (
    divergence,
    line_fits,
    mean_squared_errors,
    momentum_steps,
    rmsprop_steps,
    sgd_steps,
)

ANSWERS = {
    **mean_squared_errors.ANSWERS,
    **sgd_steps.ANSWERS,
    **divergence.ANSWERS,
    **momentum_steps.ANSWERS,
    **rmsprop_steps.ANSWERS,
    **line_fits.ANSWERS,
}
