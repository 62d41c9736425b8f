"""Changes to a function or class as a whole: it remembers, or it spoils what it is given.

Each is source that stands below the implementation and replaces what has its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutants.places import argument_names

SPOILED = "_spoiled"
"""The list in a mutant's namespace to which each argument is added that it has spoiled."""

REMEMBERS = """
def _remembering(function, answers={{}}):
    def first(*args, **kwargs):
        if function not in answers:
            answers[function] = function(*args, **kwargs)
        return answers[function]
    return first
{target} = _remembering({target})
"""
SPOILS = """
_spoiled = []
def _spoiling(function):
    def spoil(value):
        if isinstance(value, torch.Tensor):
            value.detach().mul_(2)
        elif isinstance(value, np.ndarray):
            value *= 2
        elif isinstance(value, list | dict | set):
            value.clear()
        else:
            return
        _spoiled.append(value)
    def spoils(*args, **kwargs):
        result = function(*args, **kwargs)
        spoil(kwargs["{name}"] if "{name}" in kwargs else args[{position}])
        return result
    return spoils
{target} = _spoiling({target})
"""


def wholes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What the change does, in words, and the source that does it, for each such change."""
    (definition,) = tree.body
    for target, function, own in _functions(definition):
        names = argument_names(function)
        if names:
            yield f"{target} gives its first answer for ever", REMEMBERS.format(target=target)
        for n, name in enumerate(names):
            source = SPOILS.format(target=target, name=name, position=n + own)
            yield f"{target} spoils {name} after use", source


def _functions(definition: ast.stmt) -> Iterator[tuple[str, ast.FunctionDef, int]]:
    """Each function with its name and how many arguments stand before its own: 1 for a method."""
    if isinstance(definition, ast.FunctionDef):
        yield definition.name, definition, 0
    if isinstance(definition, ast.ClassDef):
        for part in definition.body:
            if isinstance(part, ast.FunctionDef) and not part.decorator_list:
                if part.name != "__init__":
                    yield f"{definition.name}.{part.name}", part, 1
