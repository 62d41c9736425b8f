"""What a lesson imports to show things: seeds, devices, data, pictures, graphs, videos, widgets.

Nothing here knows of exercises, checks or grading. Heavy packages (networkx, ipywidgets, IPython)
are imported inside the functions that need them, so that `import utils` costs next to nothing
beside torch and matplotlib.
"""

from utils.colab import in_colab, setup_notebook
from utils.datasets import anscombe, noisy_sine
from utils.devices import set_device
from utils.expected import expected_picture
from utils.facts import show_tensors
from utils.flights import plot_calls, record_calls
from utils.forms import feedback
from utils.graph_pictures import draw_graph
from utils.graphs import graph_nodes
from utils.museum import museum_losses, plot_museum, print_museum
from utils.plotting import (
    plot_data,
    plot_descent,
    plot_error_against_step,
    plot_fit,
    plot_gradient_field,
    plot_heat_maps,
    plot_losses,
    plot_matrix,
    plot_surface,
    plot_training_loss,
    plot_valley,
)
from utils.progress import progress
from utils.readiness import when_ready
from utils.seeds import seed_worker, set_seed
from utils.style import course_style
from utils.videos import video_tabs
from utils.widgets import (
    autograd_xray,
    descent_playground,
    engine_stepper,
    function_explorer,
    graph_stepper,
    live_training,
    optimizer_race,
    quiz,
)

__all__ = [
    "anscombe",
    "autograd_xray",
    "course_style",
    "descent_playground",
    "draw_graph",
    "engine_stepper",
    "expected_picture",
    "feedback",
    "function_explorer",
    "graph_nodes",
    "graph_stepper",
    "in_colab",
    "live_training",
    "museum_losses",
    "noisy_sine",
    "optimizer_race",
    "plot_calls",
    "plot_data",
    "plot_descent",
    "plot_error_against_step",
    "plot_fit",
    "plot_gradient_field",
    "plot_heat_maps",
    "plot_losses",
    "plot_matrix",
    "plot_museum",
    "plot_surface",
    "plot_training_loss",
    "plot_valley",
    "print_museum",
    "progress",
    "quiz",
    "record_calls",
    "seed_worker",
    "set_device",
    "set_seed",
    "setup_notebook",
    "show_tensors",
    "video_tabs",
    "when_ready",
]
