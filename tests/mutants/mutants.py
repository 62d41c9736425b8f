"""All mutants of an implementation: what each is called, and its source."""

from __future__ import annotations

import ast
import difflib
import inspect
import os
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

LONG, CONTEXT = 120, 30
"""Longer differences are shortened, to so many characters on either side of the change."""
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
    return mutants_in(inspect.getsource(implementation))


def mutants_in(source: str) -> list[Mutant]:
    """The mutants of the one function or class that this source defines."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    sources, told = {original}, Counter[str]()
    found = []
    for operator, words, changed in (*_changed(tree, original), *_whole(tree, original)):
        if changed not in sources:
            sources.add(changed)
            told[words] += 1
            nth = f" ({told[words]})" if told[words] > 1 else ""
            found.append(Mutant(operator, words + nth, changed))
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
    return " → ".join(_shortened(" ⏎ ".join(went) or "·", " ⏎ ".join(came) or "·"))


def _shortened(*texts: str) -> list[str]:
    """The texts, without most of what they have in common before and after the difference."""
    before = len(os.path.commonprefix(texts)) - CONTEXT
    after = len(os.path.commonprefix([text[::-1] for text in texts])) - CONTEXT
    if sum(map(len, texts)) < LONG:
        return list(texts)
    start = f"{texts[0][:CONTEXT]}…" if before > CONTEXT else ""
    cut = [text[: len(text) - after] + "…" if after > 0 else text for text in texts]
    return [f"{start}{text[before:]}" if start else text for text in cut]
