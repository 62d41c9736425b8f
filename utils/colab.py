"""What a notebook needs to know and to do where it runs: in Google Colab or anywhere else."""

from __future__ import annotations

import importlib
import sys


def in_colab() -> bool:
    """Return whether this kernel runs in Google Colab, which loads `google.colab` at its start."""
    return "google.colab" in sys.modules


def setup_notebook() -> None:
    """Return nothing; make Colab show the course's widgets, and change nothing anywhere else.

    Colab shows widgets from outside its own set only after its custom widget manager is switched
    on.
    """
    if in_colab():
        importlib.import_module("google.colab.output").enable_custom_widget_manager()
