"""Pictures of functions (`fields`), losses (`curves`, `valley`), graphs (`passes`), `tables`."""

from utils.plotting.curves import (
    plot_data,
    plot_error_against_step,
    plot_fit,
    plot_losses,
    plot_training_loss,
)
from utils.plotting.fields import plot_descent, plot_gradient_field, plot_surface
from utils.plotting.passes import plot_passes
from utils.plotting.tables import plot_heat_maps, plot_matrix
from utils.plotting.valley import plot_valley

__all__ = [
    "plot_data",
    "plot_descent",
    "plot_error_against_step",
    "plot_fit",
    "plot_gradient_field",
    "plot_heat_maps",
    "plot_losses",
    "plot_matrix",
    "plot_passes",
    "plot_surface",
    "plot_training_loss",
    "plot_valley",
]
