"""What lessons come to import while they run: a fork of a server that has it needs no time for it.

Importing this module does it. Private modules of PyTorch come and go: what this version hasn't is
left out, and its successor is then imported when it is needed, as anywhere else.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

MODULES = (
    "autograder.cards.verdicts",
    "autograder.notebook.checking",
    "autograder.notebook.hinting",
    "autograder.notebook.predicting",
    "autograder.notebook.scorecards",
    "contourpy",
    "ipywidgets",
    "networkx",
    "PIL.PngImagePlugin",
    "torch._dynamo",
    "torch.optim",
    "zmq.utils.garbage",
)
PRIVATE = (
    "torch._decomp.decompositions_for_jvp",
    "torch._subclasses.schema_check_mode",
    "torch.profiler._cupti_monitor",
)

for name in MODULES:
    import_module(name)
for name in PRIVATE:
    with suppress(ModuleNotFoundError):
        import_module(name)
