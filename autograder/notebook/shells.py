"""The IPython shell that this runs in, where there is one, and its namespace.

Knows no card and no exercise. Nothing is kept: a forked kernel has imported this module before it
had a shell.
"""

from __future__ import annotations

import sys
from typing import Any


def find_shell() -> Any:
    """IPython's shell, or None where Python runs by itself."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def in_kernel() -> bool:
    """Whether this runs in a Jupyter kernel, which shows the last value of a cell by itself."""
    return getattr(find_shell(), "kernel", None) is not None
