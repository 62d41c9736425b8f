"""What lessons come to import while they run: a fork of a server that has it needs no time for it.

Importing this module does it. Private modules of PyTorch come and go: what this version hasn't is
left out, and its successor is then imported when it is needed, as anywhere else.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

MODULES = (
    "autograder.cards",
    "autograder.checking",
    "autograder.hinting",
    "autograder.scorecards",
    "contourpy",
    "ipywidgets",
    "networkx",
    "PIL.PngImagePlugin",
    "torch._decomp.decompositions_for_jvp",
    "torch._dynamo",
    "torch._subclasses.schema_check_mode",
    "torch.optim",
    "torch.profiler._cupti_monitor",
    "zmq.utils.garbage",
)

for name in MODULES:
    with suppress(ImportError):
        import_module(name)
