"""What a notebook needs to know and to do where it runs: in Google Colab or anywhere else."""

from __future__ import annotations

import importlib
import sys

import torch

from utils.forms import tell_of_unread_form


def in_colab() -> bool:
    """Return whether this kernel runs in Google Colab, which loads `google.colab` at its start."""
    return "google.colab" in sys.modules


def setup_notebook() -> None:
    """Return nothing; make torch quick on small tensors, and Colab show the course's widgets.

    A feedback form that isn't Python is told of in words below its error, from now on.

    Torch shares every operation out to all cores of the processor. For the course's tensors that
    costs more than it saves, several times over on a busy machine: one thread is set. Colab shows
    widgets from outside its own set only after its custom widget manager is switched on.
    """
    torch.set_num_threads(1)
    if in_colab():
        importlib.import_module("google.colab.output").enable_custom_widget_manager()
    ipython = sys.modules.get("IPython")
    if shell := ipython and ipython.get_ipython():
        shell.events.register("post_run_cell", tell_of_unread_form)
