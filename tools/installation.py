"""The first code cell of a notebook: it installs the course in Colab, and is folded everywhere.

Where the course or what it needs is missing, the cell says in one sentence what to do, and so does
every cell below that misses an import or a name. pip runs in Colab alone.
"""

from __future__ import annotations

import copy
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tools.settings import colab_advice, pip_source
from tools.sources import text_id

FOLDED: dict[str, Any] = {"jupyter": {"source_hidden": True}, "cellView": "form"}
"""Folds the code of a cell: the first for JupyterLab, the second for Colab."""

NEEDED = ("autograder", "utils", "torch", "numpy", "matplotlib")
"""What a Python without the course, or with half of it, lacks."""

SOURCE = """\
# @title Install the course (in Colab only)
import importlib.util
import sys

what_to_do = "open the lesson with `make lab`, or choose the kernel with the course in it."
if "google.colab" in sys.modules and importlib.util.find_spec("autograder") is None:
    what_to_do = {advice}
    get_ipython().set_custom_exc((), None)
    get_ipython().run_line_magic("pip", {command})
needed = {needed}
missing = [name for name in needed if importlib.util.find_spec(name) is None]
if missing:
    what_to_do = f"This notebook's kernel has no {{', '.join(missing)}}: {{what_to_do}}"
    get_ipython().set_custom_exc((ImportError, NameError), lambda *_, **__: print(what_to_do))
    raise ImportError(what_to_do)"""
"""An error of these kinds prints what to do, where the course is missing, in place of a traceback.

Only there: IPython's handler is left alone where all is in place.
"""


def installation(address: str) -> NotebookNode:
    """The cell, for a course whose repository is at ``address``; "" for none.

    Its id doesn't depend on the address.
    """
    return new_code_cell(
        installing_code(address), id=text_id("code", SOURCE), metadata=copy.deepcopy(FOLDED)
    )


def installing_code(address: str) -> str:
    """The cell's text."""
    return SOURCE.format(
        advice=_quoted(colab_advice(address)),
        command=_quoted(f"install -q {pip_source(address)}"),
        needed=f"({', '.join(map(_quoted, NEEDED))})",
    )


def _quoted(text: str) -> str:
    return f'"{text}"'
