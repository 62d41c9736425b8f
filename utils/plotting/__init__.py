"""Pictures of functions of two variables (`fields`) and of data and losses (`curves`)."""

from utils.plotting.curves import (
    plot_data,
    plot_error_against_step,
    plot_fit,
    plot_losses,
    plot_training_loss,
)
from utils.plotting.fields import plot_descent, plot_gradient_field, plot_surface

__all__ = [
    "plot_data",
    "plot_descent",
    "plot_error_against_step",
    "plot_fit",
    "plot_gradient_field",
    "plot_losses",
    "plot_surface",
    "plot_training_loss",
]
