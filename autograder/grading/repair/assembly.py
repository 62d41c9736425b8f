"""The mended notebook: the hand-in's cells in their order, with the released checks among them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.grading.repair.cells import CODE, FORMAT, Cell
from autograder.grading.repair.matching import Plan
from autograder.grading.repair.release import Part, Release
from autograder.grading.repair.words import cells_named
from autograder.records.sentences import Sentence, say

NOT_OURS = ("cell_type", "checksum", "schema_version")
"""What nbgrader writes for itself: a hand-in may come without it."""
ELSEWHERE = "pass  # {name} is defined in another exercise's cell"


def assembled(
    cells: Sequence[Cell], plans: Sequence[Plan], release: Release, set_up: bool = False
) -> NotebookNode:
    """The notebook in which each exercise has its released check, below its one answer cell.

    With ``set_up``, the released set-up cell stands above all other code.
    """
    removed = {index for plan in plans for index in plan.removed}
    answers = _answers(plans)
    placed: list[tuple[tuple[int, int, int], NotebookNode]] = []
    for index, cell in enumerate(cells):
        if index not in removed:
            placed.append(((index, -1, 0), _kept(cell, answers.get(index))))
    for plan in plans:
        order = plan.part.order
        if plan.answer is None or answers[plan.answer] is not plan.part:
            placed.append(((plan.place, order, 0), _substitute(plan)))
        placed.append(((plan.place, order, 1), copy.deepcopy(plan.part.check)))
    if set_up and release.set_up is not None:
        first = next((index for index, cell in enumerate(cells) if cell.is_code), 0)
        placed.append(((first, -2, 0), copy.deepcopy(release.set_up)))
    ordered = [cell for _, cell in sorted(placed, key=lambda pair: pair[0])]
    _give_ids(ordered, release)
    return NotebookNode(
        cells=ordered,
        metadata=copy.deepcopy(release.metadata),
        nbformat=FORMAT[0],
        nbformat_minor=FORMAT[1],
    )


def _answers(plans: Iterable[Plan]) -> dict[int, Part]:
    """The exercise of each answer cell; a cell with two answers has the id of the first."""
    found: dict[int, Part] = {}
    for plan in plans:
        if plan.answer is not None:
            found.setdefault(plan.answer, plan.part)
    return found


def _kept(cell: Cell, part: Part | None) -> NotebookNode:
    """A cell of the hand-in; as an answer it has the released metadata and id."""
    if part is not None:
        return _node(CODE, cell.text, part.answer.id, part.answer.metadata)
    node = _node(cell.kind, cell.text, cell.id, {})
    if cell.attachments and cell.kind != CODE:
        node.attachments = nbformat.from_dict(dict(cell.attachments))
    return node


def _substitute(plan: Plan) -> NotebookNode:
    """An answer cell without an answer: the exercise has none, or shares another one's cell."""
    text = "" if plan.answer is None else ELSEWHERE.format(name=plan.part.id)
    return _node(CODE, text, plan.part.answer.id, plan.part.answer.metadata)


def _node(kind: str, text: str, name: str, metadata: Mapping[str, Any]) -> NotebookNode:
    """A cell without outputs; nbformat's own makers validate each, which takes half the time."""
    node = NotebookNode(cell_type=kind, id=name, metadata=NotebookNode(copy.deepcopy(metadata)))
    if kind == CODE:
        node.execution_count, node.outputs = None, []
    node.source = text
    return node


def _give_ids(cells: Iterable[NotebookNode], release: Release) -> None:
    """Gives an id of its own to each cell that lacks one; those of the exercises are theirs."""
    ours = {c.id for part in release.parts.values() for c in (part.answer, part.check)}
    seen: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        if "nbgrader" in cell.metadata:
            continue
        name = cell.id or f"cell-{number}"
        while name in seen or name in ours or not name:
            name = f"cell-{number}-{len(seen)}" if name.startswith("cell-") else f"cell-{number}"
        seen.add(name)
        cell.id = name


def metadata_notes(
    cells: Sequence[Cell], plans: Sequence[Plan], release: Release
) -> Iterator[Sentence]:
    """What was wrong with the nbgrader metadata of the hand-in as a whole."""
    if not any(cell.nbgrader for cell in cells):
        yield say(
            "All nbgrader metadata were lost: answers and checks were found by their content."
        )
        return
    used = {plan.answer: plan.part.answer for plan in plans if plan.answer is not None}
    names = {part.check_id: part.check for part in release.parts.values()}
    strange: list[int] = []
    changed: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        own = used.get(index) if cell.grade_id not in names else names[cell.grade_id]
        if cell.nbgrader and (own is None or own.metadata.nbgrader.grade_id != cell.grade_id):
            strange.append(cell.number)
        elif own is not None and (keys := _changed(cell.nbgrader, own.metadata.nbgrader)):
            changed.setdefault(keys, []).append(cell.number)
    for keys, numbers in changed.items():
        yield say(
            "Changed nbgrader metadata ({names}) were put right: {cells}.",
            names=keys,
            cells=cells_named(numbers),
        )
    if strange:
        yield say(
            "The nbgrader metadata of {cells} belong to another cell: removed.",
            cells=cells_named(strange),
        )


def _changed(found: Mapping[str, Any], released: Mapping[str, Any]) -> str:
    """The keys of what was changed, as one text."""
    keys = [key for key in released if key not in NOT_OURS] if found else []
    return ", ".join(key for key in keys if found.get(key) != released[key])
