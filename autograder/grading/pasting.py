"""The source of an implementation as a student's answer cell.

References, variants and mistakes are written as module functions and classes. Here one of them
becomes the text of a cell that defines it under the exercise's name, with the imports and the
small pieces of its module that it uses.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import sys
import textwrap
import tokenize
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from autograder.records.syntax import parsed_module

ANSWERS = "autograder.answers"
"""What stands there is pasted and not imported: a sandbox hides it."""

CONSTANTS = (bool, int, float, complex, str, tuple, type(None))


@dataclass(frozen=True)
class Pasted:
    """The text of an answer cell, and the other exercises whose names it uses."""

    source: str
    uses: frozenset[str]


def pasted(implementation: Any, exercise_id: str, exercise_ids: Collection[str]) -> Pasted | None:
    """The cell that defines ``implementation`` as ``exercise_id``; None where no cell can.

    What has no source of its own, such as a partial or a closure, can't be pasted. The names of
    the lesson's other exercises are left to the notebook.
    """
    if not isinstance(implementation, FunctionType | type):
        return None
    others = frozenset(exercise_ids) - {exercise_id}
    pieces = _Pieces(others)
    if not pieces.add(implementation):
        return None
    own = implementation.__name__
    names = {own: exercise_id}
    if own != exercise_id and exercise_id in pieces.sources:
        names[exercise_id] = f"{exercise_id}Base"  # a mistake that builds on the reference
    head = "\n".join(sorted(pieces.lines)) + "\n"
    source = _renamed("\n\n".join([head, *pieces.sources.values()]), names)
    return Pasted(source.strip(), frozenset(pieces.uses))


class _Pieces:
    """What has to stand in the cell: import lines, constants, helpers, the thing itself."""

    def __init__(self, others: Collection[str]) -> None:
        self.others = others
        self.lines: set[str] = set()
        self.sources: dict[str, str] = {}
        self.uses: set[str] = set()

    def add(self, thing: Any) -> bool:
        """Whether the thing and all that it uses could be added; what it uses comes first."""
        source = _source(thing)
        if source is None:
            return False
        known = vars(sys.modules[thing.__module__])
        for name in sorted(_names(source) - {thing.__name__} - self.sources.keys()):
            if name in known and not self._add_name(name, known):
                return False
        self.sources[thing.__name__] = source
        return True

    def _add_name(self, name: str, known: Mapping[str, Any]) -> bool:
        value = known[name]
        if name in self.others:
            self.uses.add(name)
        elif isinstance(value, ModuleType):
            self.lines.add(_import_line(value.__name__, name))
        elif isinstance(value, CONSTANTS):
            self.lines.add(f"{name} = {value!r}")
        elif str(getattr(value, "__module__", "")).startswith(ANSWERS):
            return self.add(value)
        elif hasattr(value, "__module__") and hasattr(value, "__name__"):
            self.lines.add(f"from {value.__module__} import {value.__name__} as {name}")
        else:
            return False
        return True


def _source(thing: Any) -> str | None:
    """The source of a function or class that stands in a module and closes over nothing."""
    if not isinstance(thing, FunctionType | type) or "." in thing.__qualname__:
        return None
    try:
        source = textwrap.dedent(inspect.getsource(thing))
        first, *rest = parsed_module(source).body
    except (OSError, TypeError, SyntaxError):
        return None
    if rest or not isinstance(first, ast.FunctionDef | ast.ClassDef):
        return None
    return source.rstrip() + "\n" if first.name == thing.__name__ else None


def _names(source: str) -> set[str]:
    found = {node.id for node in ast.walk(parsed_module(source)) if isinstance(node, ast.Name)}
    return found - set(vars(builtins))


def _import_line(module: str, name: str) -> str:
    return f"import {module}" if module == name else f"import {module} as {name}"


def _renamed(source: str, names: Mapping[str, str]) -> str:
    """The source with names exchanged, but for attributes and text."""
    lines = source.splitlines(keepends=True)
    places, before = [], ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and before != "." and token.string in names:
            places.append(token)
        before = token.string
    for token in reversed(places):
        row, start, end = token.start[0] - 1, token.start[1], token.end[1]
        lines[row] = lines[row][:start] + names[token.string] + lines[row][end:]
    return "".join(lines)
