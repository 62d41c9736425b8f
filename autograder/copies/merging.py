"""A new release with a learner's own words in it: answers in their cells, other words in place.

A learner's own are: answers, cells that were added, and cells of the lesson that were edited. What
both have changed is there twice, the release's first. All else is the new release's.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

import nbformat

from autograder.copies.notebooks import (
    Cell,
    Notebook,
    cells_of,
    id_of,
    kind_of,
    nbgrader_of,
    source_of,
)
from autograder.copies.origin import has_its_id, is_unanswered
from autograder.grading.repair.assembly import ELSEWHERE
from autograder.grading.repair.cells import CELL_ID, CODE, MARKDOWN, RAW, read_cells
from autograder.grading.repair.matching import Plan, match
from autograder.grading.repair.release import release_of

TOP = -1
"""The place of what stands above all cells of the release."""


@dataclass(frozen=True)
class Merged:
    """The notebook, and how many answers and other cells of the learner's are in it."""

    notebook: Notebook
    answers: int
    others: int


def merged(mine: Notebook, base: Notebook | None, release: Notebook) -> Merged:
    """The release with what the learner wrote in ``mine``, which was made from ``base``.

    Raises ``SubmissionError`` where there is far too much in it.
    """
    return _Merge(mine, base, release).done()


class _Merge:
    """One merge: where each cell of the learner's goes.

    ``written`` holds sources by the release's cells whose place they take; ``below`` the cells
    that follow one of the release's, by its index; ``left`` counts the cells of the copied
    release that haven't been met yet, by type and source.
    """

    def __init__(self, mine: Notebook, base: Notebook | None, release: Notebook) -> None:
        self.mine, self.release = cells_of(mine), cells_of(release)
        self.notebook = release
        self.base = None if base is None else cells_of(base)
        self.written: dict[int, str] = {}
        self.below: dict[int, list[Cell]] = defaultdict(list)
        self.left = Counter(map(_text, self.base or ()))
        self.plans = self._plans(mine, release)
        self.answers = self.others = 0

    def done(self) -> Merged:
        place = TOP
        taken: set[int] = set()
        for index, cell in enumerate(self.mine):
            target = self._target(index, cell, taken)
            if target is not None:
                taken.add(target)
                place = target
                self._meet(index, cell, target)
            elif not self._is_released(cell):
                self._add(place, cell)
            self.left[_text(cell)] -= 1
        self._answer_elsewhere()
        return Merged({**self.notebook, "cells": list(self._cells())}, self.answers, self.others)

    @staticmethod
    def _plans(mine: Notebook, release: Notebook) -> Mapping[str, Plan]:
        """What the grader would take as answer and check of each exercise; indices are ours."""
        cells, _ = read_cells(mine)
        plans = match(cells, release_of(nbformat.reads(json.dumps(release), as_version=4)))
        for plan in plans:
            if plan.answer is not None:
                plan.answer = cells[plan.answer].number - 1
            plan.removed = {cells[index].number - 1 for index in plan.removed}
        return {plan.part.id: plan for plan in plans}

    @cached_property
    def _marked(self) -> Mapping[str, int]:
        """The release's cells with an id of nbgrader's."""
        found = ((nbgrader_of(cell).get("grade_id"), i) for i, cell in enumerate(self.release))
        return {str(name): index for name, index in found if name}

    @cached_property
    def _answers(self) -> Mapping[int, str]:
        """The exercise of each of the learner's answer cells; of two in one, the first."""
        found: dict[int, str] = {}
        for name, plan in self.plans.items():
            if plan.answer is not None:
                found.setdefault(plan.answer, name)
        return found

    @cached_property
    def _checks(self) -> Mapping[int, str]:
        """The exercise of each cell of the learner's that only checks."""
        removed = {i: name for name, plan in self.plans.items() for i in plan.removed}
        return {i: name for i, name in removed.items() if not self._is_stub(self.mine[i])}

    @cached_property
    def _plain(self) -> Mapping[str, int]:
        """The release's other cells by their ids."""
        return {id_of(c): i for i, c in enumerate(self.release) if not nbgrader_of(c) and id_of(c)}

    @cached_property
    def _by_text(self) -> Mapping[tuple[str, str], list[int]]:
        """The release's other cells by type and source."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, cell in enumerate(self.release):
            if not nbgrader_of(cell):
                found[_text(cell)].append(index)
        return found

    @cached_property
    def _stubs(self) -> frozenset[str]:
        """The sources of unedited answer cells, of this release and of the copied one."""
        cells = [*self.release, *(self.base or ())]
        return frozenset(source_of(c) for c in cells if nbgrader_of(c).get("solution") is True)

    def _is_stub(self, cell: Cell) -> bool:
        return source_of(cell) in self._stubs or is_unanswered(cell)

    def _target(self, index: int, cell: Cell, taken: set[int]) -> int | None:
        """The release's cell that this one of the learner's is; None where that is taken."""
        if index in self._answers:
            wanted = [self._marked[self._answers[index]]]
        elif index in self._checks:
            wanted = [self._marked[f"test_{self._checks[index]}"]]
        else:
            same = self._plain.get(id_of(cell))
            known = same is not None and kind_of(self.release[same]) == kind_of(cell)
            wanted = [same] if known and same is not None else []
            wanted += self._by_text.get(_text(cell), [])
        return next((target for target in wanted if target not in taken), None)

    def _meet(self, index: int, cell: Cell, target: int) -> None:
        """Brings a cell of the learner's and its new version together."""
        source, new = source_of(cell), source_of(self.release[target])
        if index in self._checks or source == new or not source.strip():
            return
        if index in self._answers:
            if not self._is_stub(cell):
                self.written[target] = source
                self.answers += 1
            return
        old = self._before(cell)
        if old in (new, None):
            self.written[target] = source
            self.others += 1
        elif source != old:
            self._add(target, cell)

    def _add(self, place: int, cell: Cell) -> None:
        self.below[place].append(cell)
        self.others += 1

    def _before(self, cell: Cell) -> str | None:
        """What was written in a cell as it was copied, if that is known."""
        same = (old for old in self.base or () if id_of(old) and id_of(old) == id_of(cell))
        found = next(same, None)
        return None if found is None else source_of(found)

    def _is_released(self, cell: Cell) -> bool:
        """Whether nothing in a cell that the release doesn't have is the learner's own."""
        if not source_of(cell).strip() or self._is_stub(cell):
            return True
        return has_its_id(cell) if self.base is None else self.left[_text(cell)] > 0

    def _answer_elsewhere(self) -> None:
        """Where one cell answers two exercises, the second one's must not undo it."""
        for name, plan in self.plans.items():
            if plan.answer is not None and self._answers[plan.answer] != name:
                self.written[self._marked[name]] = ELSEWHERE.format(name=name)

    def _cells(self) -> Iterator[Cell]:
        names = {id_of(cell) for cell in self.release}
        yield from _as_own(self.below[TOP], names)
        for index, cell in enumerate(self.release):
            yield {**cell, "source": self.written.get(index, source_of(cell))}
            yield from _as_own(self.below[index], names)


def _text(cell: Cell) -> tuple[str, str]:
    return kind_of(cell), source_of(cell)


def _as_own(cells: Sequence[Cell], names: set[str]) -> Iterator[dict[str, Any]]:
    """Cells of the learner's own: valid, without outputs, and without others' notes on them."""
    for cell in cells:
        name = id_of(cell)
        while name in names or not CELL_ID.fullmatch(name):
            name = str(uuid4())
        names.add(name)
        kind = kind_of(cell) if kind_of(cell) in (CODE, MARKDOWN, RAW) else MARKDOWN
        own: dict[str, Any] = {
            "cell_type": kind,
            "id": name,
            "metadata": {},
            "source": source_of(cell),
        }
        if kind == CODE:
            own |= {"outputs": [], "execution_count": None}
        elif pictures := _pictures(cell.get("attachments")):
            own["attachments"] = pictures
        yield own


def _pictures(found: object) -> dict[str, dict[str, str]]:
    """What was pasted into a text cell, as far as it is valid."""
    bundles = found.items() if isinstance(found, dict) else ()
    return {
        str(name): {str(kind): data for kind, data in bundle.items() if isinstance(data, str)}
        for name, bundle in bundles
        if isinstance(bundle, dict)
    }
