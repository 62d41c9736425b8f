"""Pictures of functions (`fields`), of data and losses (`curves`) and of a graph (`passes`)."""

from utils.plotting.curves import (
    plot_data,
    plot_error_against_step,
    plot_fit,
    plot_losses,
    plot_training_loss,
)
from utils.plotting.fields import plot_descent, plot_gradient_field, plot_surface
from utils.plotting.passes import plot_passes

__all__ = [
    "plot_data",
    "plot_descent",
    "plot_error_against_step",
    "plot_fit",
    "plot_gradient_field",
    "plot_losses",
    "plot_passes",
    "plot_surface",
    "plot_training_loss",
]
