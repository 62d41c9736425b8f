"""Which magics plain IPython has: a hand-in may have been written where there are others."""

from __future__ import annotations

from functools import cache

from IPython.core import magics
from IPython.core.magic import Magics

ALIASES = frozenset({"SVG", "HTML", "file"})
INTERPRETERS = frozenset(
    {"bash", "sh", "perl", "ruby", "python", "python2", "python3", "pypy", "system", "sx", "!"}
)
"""Cell magics that IPython makes as it starts, and no class has."""


@cache
def line_magics() -> frozenset[str]:
    """The names of the line magics that plain IPython has."""
    return _names("line")


@cache
def cell_magics() -> frozenset[str]:
    """The names of the cell magics that plain IPython has."""
    return _names("cell") | ALIASES | INTERPRETERS


def _names(kind: str) -> frozenset[str]:
    # dir, since IPython 9 imports a class of magics no earlier than somebody asks for it
    found = (getattr(magics, name) for name in dir(magics))
    classes = [c for c in found if isinstance(c, type) and issubclass(c, Magics)]
    return frozenset(name for c in classes for name in c.magics.get(kind, {}))
