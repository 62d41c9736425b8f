"""All mutants of an implementation: what each is called, and its source."""

from __future__ import annotations

import ast
import difflib
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from tests.mutants.operators import OPERATORS
from tests.mutants.places import places
from tests.mutants.wholes import wholes

FILENAME = "<string>"
"""As of a learner's code: it may be stopped, and its lines count as theirs."""


@dataclass(frozen=True)
class Mutant:
    """An implementation with one small change, which ``words`` tell as "old line → new line"."""

    operator: str
    words: str
    source: str


def mutants_of(implementation: Callable[..., Any]) -> list[Mutant]:
    """The mutants of a function or class, each with a source and words of its own."""
    tree = ast.parse(inspect.getsource(implementation))
    original = ast.unparse(tree)
    sources, told = {original}, Counter[str]()
    found = []
    for operator, words, source in (*_changed(tree, original), *_whole(tree, original)):
        if source not in sources:
            sources.add(source)
            told[words] += 1
            nth = f" ({told[words]})" if told[words] > 1 else ""
            found.append(Mutant(operator, words + nth, source))
    return found


def made(mutant: Mutant, implementation: Callable[..., Any]) -> tuple[Any, dict[str, Any]]:
    """The mutant as a function or class, and the namespace in which it stands."""
    given = vars(sys.modules[implementation.__module__])
    namespace = {"np": np, "torch": torch, **given, "__name__": "mutant"}
    code = compile(mutant.source, FILENAME, "exec", dont_inherit=True)
    exec(code, namespace)
    return namespace[implementation.__name__], namespace


def _changed(tree: ast.Module, original: str) -> Iterator[tuple[str, str, str]]:
    for place in list(places(tree)):
        for operator in OPERATORS:
            for change in list(operator(place)):
                nodes = change if isinstance(change, list) else [change]
                place.put(nodes)
                source = ast.unparse(tree)
                place.restore(len(nodes))
                if _compiles(source):
                    yield operator.__name__, _difference(original, source), source


def _whole(tree: ast.Module, original: str) -> Iterator[tuple[str, str, str]]:
    for words, source in wholes(tree):
        yield "whole", words, f"{original}\n{source}"


def _compiles(source: str) -> bool:
    try:
        compile(source, FILENAME, "exec", dont_inherit=True)
    except SyntaxError:  # such as `f() = 1`, or a `break` whose loop has gone
        return False
    return True


def _difference(original: str, source: str) -> str:
    """The lines that went and those that came, in one line."""
    lines = list(difflib.ndiff(original.splitlines(), source.splitlines()))
    went = [line[2:].strip() for line in lines if line.startswith("- ")]
    came = [line[2:].strip() for line in lines if line.startswith("+ ")]
    return f"{' ⏎ '.join(went) or '·'} → {' ⏎ '.join(came) or '·'}"
