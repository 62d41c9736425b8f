"""Which cell answers which exercise, and where its check belongs: by content, then by metadata.

The rule is what running from top to bottom would give: of several definitions, the last before
the check's place counts. An unedited answer cell defines nothing. Where neither metadata nor a
check's place says which definition is meant, the last one counts, and the note says "Unsure".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.grading.repair.cells import Cell
from autograder.grading.repair.release import Part, Release
from autograder.grading.repair.words import cells_named
from autograder.records.sentences import Sentence, joined, say

MAX_CHECK = 2_000
"""Characters of a cell that may be a released check; longer ones aren't looked at."""


@dataclass(frozen=True)
class CheckSeen:
    """A cell that is the check of an exercise, by its source (``released``) or its id."""

    index: int
    released: bool
    marked: bool


@dataclass
class Plan:
    """What becomes of one exercise.

    ``answer`` is the index of its answer cell, or None where there is none; its check stands
    after the cell at ``place``. ``removed`` cells are left out, ``retyped`` ones become code.
    """

    part: Part
    place: int
    answer: int | None = None
    removed: set[int] = field(default_factory=set)
    retyped: set[int] = field(default_factory=set)
    notes: list[Sentence] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """All cells, seen from one exercise: its checks (the one that counts first) and copies.

    ``gone`` holds the indices of cells that are nothing but a check, of any exercise; ``bare``
    tells whether the whole notebook is without nbgrader metadata.
    """

    cells: Sequence[Cell]
    release: Release
    part: Part
    checks: Sequence[CheckSeen]
    gone: frozenset[int]
    bare: bool

    def real(self) -> list[int]:
        """The indices of cells that define the exercise: functions and classes, else other names.

        Where there is one that Python can read, those that it can't don't count.
        """
        name = self.part.id
        strong = [i for i in self._own() if name in self.cells[i].source.defined]
        readable = [i for i in strong if self.cells[i].source.tree is not None]
        weak = [i for i in self._own() if name in self.cells[i].source.assigned]
        return readable or strong or weak

    def _own(self) -> list[int]:
        """The code cells that bind its name and aren't as they were handed out."""
        known = {self.release.stubs[self.part.id], *self.release.rest}
        return [
            i
            for i, cell in enumerate(self.cells)
            if cell.is_code
            and i not in self.gone
            and self.part.id in cell.source.defined | cell.source.assigned
            and cell.source.fingerprint not in known
        ]

    def turned_to_text(self) -> list[int]:
        """The indices of text cells that hold the answer as Python.

        Without its id, such a cell counts only where there is no answer cell at all: a student
        turns an old attempt into text to switch it off.
        """
        texts = [
            i
            for i, cell in enumerate(self.cells)
            if not cell.is_code and i not in self.gone and self.part.id in cell.source.defined
        ]
        marked = [i for i in texts if self.cells[i].grade_id == self.part.id]
        if marked or self.marked() or self.stubs():
            return marked
        return [i for i in texts if self.cells[i].source.tree is not None]

    def marked(self) -> list[int]:
        """The indices of code cells with the answer's id that don't define something else."""
        others = self.release.parts.keys() - {self.part.id}
        return [
            i
            for i, cell in enumerate(self.cells)
            if cell.is_code
            and cell.grade_id == self.part.id
            and i not in self.gone
            and (self.part.id in cell.source.defined or not cell.source.defined & others)
        ]

    def stubs(self) -> list[int]:
        """The indices of unedited answer cells."""
        stub = self.release.stubs[self.part.id]
        return [
            i
            for i, cell in enumerate(self.cells)
            if cell.is_code
            and self.part.id in cell.source.defined
            and cell.source.fingerprint == stub
        ]

    def numbers(self, indices: Iterable[int]) -> Sentence:
        """Cells in words, by the numbers they had in the hand-in."""
        return cells_named(self.cells[i].number for i in indices)


def match(cells: Sequence[Cell], release: Release) -> list[Plan]:
    """A plan for each exercise of the release, in its order."""
    checks = _checks(cells, release)
    bare = not any(cell.nbgrader for cell in cells)
    gone = frozenset(s.index for seen in checks.values() for s in seen if _is_bare(cells, s))
    plans: list[Plan] = []
    for part in release.parts.values():
        scene = Scene(cells, release, part, checks[part.id], gone, bare)
        plan = Plan(part, plans[-1].place if plans else len(cells) - 1)
        _place(plan, scene)
        _note_checks(plan, scene)
        plans.append(plan)
    return plans


def _checks(cells: Sequence[Cell], release: Release) -> Mapping[str, list[CheckSeen]]:
    """The check cells of each exercise, the one that counts first."""
    by_id = {part.check_id: part.id for part in release.parts.values()}
    seen: dict[str, list[CheckSeen]] = {name: [] for name in release.parts}
    for index, cell in enumerate(cells):
        same = release.checks.get(cell.source.fingerprint) if _may_check(cell) else None
        name = same or by_id.get(cell.grade_id)
        if name is not None:
            marked = cell.grade_id == release.parts[name].check_id
            seen[name].append(CheckSeen(index, same is not None, marked))
    for name, found in seen.items():
        own = release.parts[name].check.id
        found.sort(key=lambda s: (not s.marked, cells[s.index].id != own, s.index))
        del found[1 + sum(s.marked for s in found[1:]) :]  # a student's own calls are no checks
    return seen


def _may_check(cell: Cell) -> bool:
    return "check" in cell.text and len(cell.text) < MAX_CHECK


def _is_bare(cells: Sequence[Cell], check: CheckSeen) -> bool:
    """Whether nothing is lost with the cell: it only checks, or has no code."""
    cell = cells[check.index]
    return check.released or (cell.is_code and (cell.source.is_blank or cell.source.only_checks))


def _place(plan: Plan, scene: Scene) -> None:
    """Finds the answer, and the place of the check."""
    real = scene.real()
    if not real and (texts := scene.turned_to_text()):
        real = texts[-1:]
        plan.retyped = set(real)
        plan.notes.append(
            say("The answer in {cells} was a text cell: run as code.", cells=scene.numbers(real))
        )
    if real:
        _place_by_definition(plan, scene, real)
    else:
        _place_undefined(plan, scene)


def _place_by_definition(plan: Plan, scene: Scene, real: Sequence[int]) -> None:
    check = scene.checks[0].index if scene.checks else None
    before = [i for i in real if check is not None and i <= check]
    if check is not None and before:
        plan.answer, plan.place = before[-1], check
        _note_choice(plan, scene, real)
    else:
        plan.answer = plan.place = _definition_without_check(plan, scene, real)
        if check is not None:
            where = scene.numbers([plan.answer])
            plan.notes.append(
                say("The check stood above the answer: moved below {cell}.", cell=where)
            )
    _leave_out_copies(plan, scene)
    if not scene.bare and scene.cells[plan.answer].grade_id != plan.part.id:
        where = scene.numbers([plan.answer])
        plan.notes.append(say("The answer is {cell}, by what it defines.", cell=where))


def _definition_without_check(plan: Plan, scene: Scene, real: Sequence[int]) -> int:
    """The definition that counts where no check stands below one.

    It is the one with the answer's id, or what redefines it before the lesson goes on.
    """
    marked = [i for i in real if scene.cells[i].grade_id == plan.part.id]
    if not marked:
        if len(real) > 1:
            plan.notes.append(
                say(
                    "Unsure which definition is meant, {cells}: the last one counts.",
                    cells=scene.numbers(real),
                )
            )
        return real[-1]
    end = _next_of_the_lesson(scene, marked[0])
    chosen = [i for i in real if marked[0] <= i < end][-1]
    if len(real) > 1:
        plan.notes.append(
            say(
                "Defined in {cells}: {cell} counts, which stands where its check belongs.",
                cells=scene.numbers(real),
                cell=scene.numbers([chosen]),
            )
        )
    return chosen


def _next_of_the_lesson(scene: Scene, index: int) -> int:
    """The index of the next code cell that was handed out, edited or not."""
    known = {*scene.release.rest, *scene.release.stubs.values()}
    for i in range(index + 1, len(scene.cells)):
        cell = scene.cells[i]
        other = cell.grade_id not in ("", scene.part.id)
        if i in scene.gone or other or (cell.is_code and cell.source.fingerprint in known):
            return i
    return len(scene.cells)


def _note_choice(plan: Plan, scene: Scene, real: Sequence[int]) -> None:
    if len(real) > 1 and plan.answer is not None:
        plan.notes.append(
            say(
                "Defined in {cells}: {cell} counts, the last before its check.",
                cells=scene.numbers(real),
                cell=scene.numbers([plan.answer]),
            )
        )


def _leave_out_copies(plan: Plan, scene: Scene) -> None:
    """Leaves out unedited answer cells that would undo the answer above them."""
    answer = plan.answer
    late = [i for i in scene.stubs() if answer is not None and i > answer]
    if late:
        plan.removed |= set(late)
        plan.notes.append(say("Unedited, and left out: {cells}.", cells=scene.numbers(late)))


def _place_undefined(plan: Plan, scene: Scene) -> None:
    """The plan where nothing defines the exercise: its cell as it was handed out, or none."""
    found = scene.marked() or scene.stubs()
    check = scene.checks[0].index if scene.checks else None
    if found:
        above = [i for i in found if check is not None and i <= check]
        plan.answer = above[-1] if above else found[0]
        plan.place = plan.answer if check is None else max(plan.answer, check)
        return
    if check is not None:
        plan.place = check
    plan.notes.append(say("No cell defines it: an empty one stands for the answer."))


def _note_checks(plan: Plan, scene: Scene) -> None:
    """Leaves out all its check cells, since the released one is put in, and says what was wrong."""
    plan.removed |= {check.index for check in scene.checks} & scene.gone
    if not scene.checks:
        plan.notes.append(say("The check cell was missing: put back."))
        return
    if len(scene.checks) > 1:
        numbers = scene.numbers(sorted(check.index for check in scene.checks))
        plan.notes.append(say("The check stood in {cells}: one counts.", cells=numbers))
    first = scene.checks[0]
    if not first.released:
        kept = "" if first.index in scene.gone else say("What stood in it runs before it.")
        edited = say("The check cell was edited: the released one counts.")
        plan.notes.append(joined(edited, kept))
    elif not scene.cells[first.index].is_code:
        plan.notes.append(say("The check cell was a text cell: the released one counts."))
    elif not first.marked and not scene.bare:
        plan.notes.append(say("The check cell had lost its metadata: put back."))
