"""What a notebook needs to know and to do where it runs: in Google Colab or anywhere else."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Sequence

import torch

from utils.figures import show_finely
from utils.forms import tell_of_unread_form

TRY_S = 60
"""How long the installation of anywidget may take before the lesson goes on without."""


def in_colab() -> bool:
    """Return whether this kernel runs in Google Colab, which loads `google.colab` at its start."""
    return "google.colab" in sys.modules


def setup_notebook() -> None:
    """Return nothing; make torch quick on small tensors, pictures sharp, and widgets live in Colab.

    A feedback form that isn't Python is told of in words below its error, from now on.

    In Colab anywidget is tried for: with it, lesson 01's landscape can be touched.

    Torch shares every operation out to all cores of the processor. For the course's tensors that
    costs more than it saves, several times over on a busy machine: one thread is set. Colab shows
    widgets from outside its own set only after its custom widget manager is switched on.
    """
    torch.set_num_threads(1)
    show_finely()
    if in_colab():
        try_for_anywidget()
        importlib.import_module("google.colab.output").enable_custom_widget_manager()
    ipython = sys.modules.get("IPython")
    if shell := ipython and ipython.get_ipython():
        shell.events.register("post_run_cell", tell_of_unread_form)


def try_for_anywidget(pip: Sequence[str] = (sys.executable, "-m", "pip")) -> bool:
    """Return whether anywidget is there, installed if it wasn't; without it lessons go on as well.

    What a notebook needs is what Colab has already, and this is more: so nothing of that is
    upgraded for it, and no failure is an error.
    """
    if importlib.util.find_spec("anywidget"):
        return True
    quietly = ("install", "--quiet", "--retries=0", "--timeout=5", "anywidget")
    try:
        subprocess.run([*pip, *quietly], capture_output=True, timeout=TRY_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    importlib.invalidate_caches()
    return importlib.util.find_spec("anywidget") is not None
