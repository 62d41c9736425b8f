"""Defines functions and classes as a notebook's cell does: their source is at hand."""

from __future__ import annotations

import linecache
from itertools import count
from typing import Any

NUMBERS = count()


def defined(text: str, name: str = "", **names: Any) -> Any:
    """What a cell of this text defines by ``name``, else last; ``names`` are the notebook's."""
    file = f"<ipython-input-{next(NUMBERS)}-looks>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space: dict[str, Any] = {"__name__": "__main__", **names}
    exec(compile(text, file, "exec"), space)
    return space[name or list(space)[-1]]
