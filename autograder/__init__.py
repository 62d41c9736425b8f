"""What a notebook imports of the grader: ``from autograder import check, hint, scorecard``.

``predict`` and ``compare`` stand beside them: a prediction before an experiment, its result after;
and ``resume``, which after a restart runs again what the rest of a lesson builds on.
The names are loaded when they are first asked for, so that a command which needs none of
them doesn't wait for torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.notebook.checking import check
    from autograder.notebook.hinting import hint
    from autograder.notebook.predicting import compare, predict
    from autograder.notebook.resuming import resume
    from autograder.notebook.scorecards import scorecard

__all__ = ["check", "compare", "hint", "predict", "resume", "scorecard"]
__version__ = "0.2.0"

_HOMES = {  # in notebook/
    "check": "checking",
    "compare": "predicting",
    "hint": "hinting",
    "predict": "predicting",
    "resume": "resuming",
    "scorecard": "scorecards",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        # Here, since a forked kernel has imported all modules before it had a shell.
        import_module(f"{__name__}.notebook.cell_runs").watch_cells()
        return getattr(import_module(f"{__name__}.notebook.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
