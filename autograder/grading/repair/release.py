"""What was handed out: the answer cell and the check cell of each exercise, and the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.grading.repair.sources import Source
from autograder.records.set_ups import set_up_among

CHECK = "test_"


@dataclass(frozen=True)
class Part:
    """The cells of one exercise as they were handed out; ``order`` counts from 0."""

    id: str
    order: int
    answer: NotebookNode
    check: NotebookNode

    @property
    def check_id(self) -> str:
        """The id of the check cell."""
        return CHECK + self.id


@dataclass(frozen=True)
class Release:
    """A lesson as it was handed out.

    ``checks`` tells the exercise of a check's source, ``stubs`` holds the sources of unedited
    answers, ``rest`` those of the lesson's other code cells; all as ``Source.fingerprint``.
    ``set_up`` is the code cell that imports what the others need; None where an exercise comes
    first.
    """

    parts: Mapping[str, Part]
    checks: Mapping[str, str]
    stubs: Mapping[str, str]
    rest: frozenset[str]
    metadata: Mapping[str, Any]
    set_up: NotebookNode | None = None


FORMS = ('check("{name}")', 'check("{name}", {name})')
"""How releases have written a check: a hand-in may be of any of them."""


def release_of(notebook: NotebookNode) -> Release:
    """The exercises of a released notebook: each has an answer cell and a check cell."""
    return _release_of(json.dumps(notebook, sort_keys=True))


@lru_cache(maxsize=8)
def _release_of(text: str) -> Release:
    notebook = nbformat.from_dict(json.loads(text))
    cells = dict(_marked(notebook))
    checks = [
        name for name in cells if name.startswith(CHECK) and name.removeprefix(CHECK) in cells
    ]
    parts = {
        name: Part(name, order, cells[name], cells[CHECK + name])
        for order, name in enumerate(check.removeprefix(CHECK) for check in checks)
    }
    own = {id(cell) for part in parts.values() for cell in (part.answer, part.check)}
    others = [c for c in notebook.cells if c.cell_type == "code" and id(c) not in own]
    return Release(
        parts=parts,
        checks={print_: name for name, part in parts.items() for print_ in _check_prints(part)},
        stubs={name: Source(part.answer.source).fingerprint for name, part in parts.items()},
        rest=frozenset(Source(cell.source).fingerprint for cell in others),
        metadata=notebook.metadata,
        set_up=_set_up(notebook),
    )


def _set_up(notebook: NotebookNode) -> NotebookNode | None:
    """The code cell, above all answers and checks, that imports what the others need."""
    code = [c for c in notebook.cells if c.cell_type == "code"]
    above = list(takewhile(lambda cell: "nbgrader" not in cell.metadata, code))
    return above[set_up_among([cell.source for cell in above])] if above else None


def _marked(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and cell.cell_type == "code":
            yield cell.metadata["nbgrader"]["grade_id"], cell


def _check_prints(part: Part) -> set[str]:
    """The fingerprints of a check, in this release and in others."""
    texts = [part.check.source, *(form.format(name=part.id) for form in FORMS)]
    return {Source(text).fingerprint for text in texts}
