"""The lessons' widgets, one module each. ipywidgets is loaded when a widget is made, not before."""

from utils.widgets.descent import descent_playground
from utils.widgets.engine import engine_stepper
from utils.widgets.explorer import function_explorer
from utils.widgets.quizzes import quiz
from utils.widgets.race import optimizer_race
from utils.widgets.stepper import graph_stepper
from utils.widgets.training import live_training
from utils.widgets.xray import autograd_xray

__all__ = [
    "autograd_xray",
    "descent_playground",
    "engine_stepper",
    "function_explorer",
    "graph_stepper",
    "live_training",
    "optimizer_race",
    "quiz",
]
