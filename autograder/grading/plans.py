"""Which cells of a hand-in run, in which order, for how long, and what follows when one ends.

Owns the rule that a fault costs the exercise it is in. Knows no kernel, no messages and no clock:
whoever runs cells asks for the next step, takes the time and says how the step ended. So another
runner can take the place of the one that there is.

Where nothing goes wrong, all cells run once, in one kernel, from the top. Else:

- A cell that was stopped isn't run again. A check that came to its end isn't either: what it saw
  counts.
- Where the kernel is lost, the other cells run again in a new one, as far as anything is open.
- A function whose check was stopped is taken away before anything else can call it. The checks of
  other exercises, whose answers use it, have a right one in its place.
- Once a cell was stopped, a cell that is neither answer nor check gets little time. Once such
  cells have ended kernels, those of them that never came to their end wait until all exercises
  are done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LITTLE = 0.1
"""What a cell beside the exercises gets once one was stopped, as a share of a cell's time."""
PATIENCE = 2
"""How many kernels cells beside the exercises may end before they have to wait."""
SPARE_KERNELS = 4
DISARM_S = 2.0


class Kind(StrEnum):
    """What a cell is to grading."""

    ANSWER = "answer"
    CHECK = "check"
    OTHER = "other"


class Stop(StrEnum):
    """Why a cell did not come to its end, or was not run."""

    TIMEOUT = "timeout"
    DIED = "died"
    MEMORY = "memory"
    OUTPUT = "output"
    LATE = "late"
    """It had less than a cell's time, or none: the time of the whole hand-in was used up."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its place in the notebook, what it is, and of which exercise.

    ``uses`` are earlier exercises whose names stand in the answer that a check tries.
    """

    index: int
    kind: Kind = Kind.OTHER
    exercise: str = ""
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """What is to be done next, and in how many seconds.

    A cell is to be run, a check with right functions in the place of the ``replaced`` exercises;
    or, where ``disarms`` names an exercise, what it defined is to be taken away.
    """

    cell: Cell
    seconds: float
    replaced: frozenset[str] = frozenset()
    disarms: str = ""


@dataclass
class Purse:
    """The time of a hand-in: half of it is shared out among its answers and checks.

    Each of them has its own share, which no other cell can use up, and takes from the common half
    when that is spent. Cells beside the exercises have the common half alone. So no exercise is
    left without time, and all together take ``total_s`` at most. Times are in seconds.
    """

    total_s: float
    own_s: dict[int, float] = field(default_factory=dict)
    common_s: float = 0.0

    @classmethod
    def of(cls, total_s: float, cells: Iterable[Cell]) -> Purse:
        """A full purse for these cells."""
        owners = [cell.index for cell in cells if cell.kind is not Kind.OTHER]
        shared = total_s / 2 if owners else 0.0
        return cls(total_s, {i: shared / len(owners) for i in owners}, total_s - shared)

    def left_s(self, cell: Cell) -> float:
        """What this cell may take at most."""
        return self.own_s.get(cell.index, 0.0) + self.common_s

    @property
    def left_in_all_s(self) -> float:
        """What all cells may still take together."""
        return sum(self.own_s.values()) + self.common_s

    def spend(self, cell: Cell, seconds: float) -> None:
        """Takes the time that a cell took: from its own share first."""
        own = min(self.own_s.get(cell.index, 0.0), seconds)
        if own:
            self.own_s[cell.index] -= own
        self.common_s = max(0.0, self.common_s - (seconds - own))


@dataclass
class Plan:
    """The cells of one hand-in, and what has become of them.

    ``finished`` are cells that came to their end in some kernel, ``stops`` those that were stopped
    and why, ``allowed_s`` how long a stopped cell was let run. ``right`` are exercises for which
    something right stands in from the start.
    """

    cells: Sequence[Cell]
    cell_s: float
    purse: Purse
    right: frozenset[str] = frozenset()
    stops: dict[int, Stop] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)
    allowed_s: dict[int, float] = field(default_factory=dict)
    kernels: int = 0
    lost_to_others: int = 0
    _took_s: dict[int, float] = field(default_factory=dict)
    _done: set[int] = field(default_factory=set)
    _disarmed: set[str] = field(default_factory=set)
    _kept: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        cells: Sequence[Cell],
        cell_s: float,
        total_s: float,
        right: frozenset[str] = frozenset(),
    ) -> Plan:
        """The plan of a hand-in of which nothing has run."""
        return cls(tuple(cells), cell_s, Purse.of(total_s, cells), right)

    def begin(self) -> bool:
        """Whether a (further) kernel is to run what is open; the steps start at the top again."""
        if not self._open():
            return False
        if self.kernels >= self._most_kernels():
            self._give_up()
            return False
        self.kernels += 1
        self._done, self._disarmed = set(), set()
        return True

    def next(self) -> Step | None:
        """The next step in this kernel; None where nothing is left to do in it."""
        while self._open():
            if harmful := self._harmful():
                return harmful
            cell = next((c for c in self._order() if c.index not in self._done), None)
            if cell is None:
                return None
            if step := self._step(cell):
                return step
        return None

    def came_to_its_end(self, step: Step, seconds: float) -> None:
        """The step did what it does, be it that it raised an error."""
        self.purse.spend(step.cell, seconds)
        if step.disarms:
            self._disarmed.add(step.disarms)
        else:
            self._done.add(step.cell.index)
            self.finished.add(step.cell.index)
            self._took_s[step.cell.index] = seconds

    def was_stopped(
        self, step: Step, seconds: float, stop: Stop, blamed: int | None = None, lost: bool = True
    ) -> None:
        """The step was stopped, and the kernel is ``lost`` or goes on.

        ``blamed`` is the cell at fault, where that is another one.
        """
        self.purse.spend(step.cell, seconds)
        if step.disarms:
            self._kept.add(step.disarms)
            return
        self._done.add(step.cell.index)
        index = step.cell.index if blamed is None else blamed
        if stop is Stop.TIMEOUT and step.seconds < self.cell_s:
            stop = Stop.LATE
        self._note(index, stop, step.seconds)
        self.lost_to_others += lost and self._cell(index).kind is Kind.OTHER

    def was_lost_before(self, step: Step, last: int | None, stop: Stop) -> None:
        """The kernel took no step any more after the cell ``last`` had come to its end.

        That cell is at fault, unless it is a check: what a check saw before is whole, and as it
        isn't run again, it does no more harm.
        """
        if step.disarms and last is None:
            self._kept.add(step.disarms)
            return
        index = step.cell.index if last is None else last
        cell = self._cell(index)
        if cell.kind is not Kind.CHECK or index not in self.finished:
            self._note(index, stop, step.seconds)
            self.lost_to_others += cell.kind is Kind.OTHER

    def left_out(self) -> dict[int, Stop]:
        """The cells that were stopped, but for what came to its end and was late another time."""
        return {
            index: stop
            for index, stop in self.stops.items()
            if stop is not Stop.LATE or index not in self.finished
        }

    def _cell(self, index: int) -> Cell:
        return next(cell for cell in self.cells if cell.index == index)

    def _note(self, index: int, stop: Stop, seconds: float) -> None:
        """Notes why a cell was stopped; what it had seen before counts where it was only late."""
        self.stops.setdefault(index, stop)
        self.allowed_s.setdefault(index, seconds)
        if self.stops[index] is not Stop.LATE:
            self.finished.discard(index)

    def _open(self) -> list[Cell]:
        """The cells that have neither come to their end nor been stopped."""
        return [c for c in self.cells if c.index not in self.finished and c.index not in self.stops]

    def _order(self) -> list[Cell]:
        """The cells that run in this kernel as long as anything is open, in this order."""
        runnable = [c for c in self.cells if c.index not in self.stops and not self._is_over(c)]
        if self._must_wait():
            waiting = {c.index for c in self._open() if c.kind is Kind.OTHER}
            runnable.sort(key=lambda c: c.index in waiting)
        return runnable

    def _is_over(self, cell: Cell) -> bool:
        return cell.kind is Kind.CHECK and cell.index in self.finished

    def _must_wait(self) -> bool:
        """Whether cells beside the exercises that never came to their end go last."""
        return self.lost_to_others >= PATIENCE

    def _step(self, cell: Cell) -> Step | None:
        """The step that runs this cell; None, and a note, where there is no time for it."""
        seconds = min(self._most_s(cell), self.purse.left_s(cell))
        if seconds <= 0:
            self._done.add(cell.index)
            if cell.index not in self.finished:
                self._note(cell.index, Stop.LATE, 0.0)
            return None
        return Step(cell, seconds, (self.right | self._stopped_checks()) & cell.uses)

    def _most_s(self, cell: Cell) -> float:
        """A cell's time; little, but twice what it took before, for one beside the exercises."""
        if self.stops and cell.kind is Kind.OTHER:
            little = max(LITTLE * self.cell_s, 2 * self._took_s.get(cell.index, 0.0))
            return min(self.cell_s, little)
        return self.cell_s

    def _stopped_checks(self) -> frozenset[str]:
        """The exercises whose checks were stopped, so that calling what they define is no good."""
        return frozenset(
            c.exercise for c in self.cells if c.kind is Kind.CHECK and c.index in self.stops
        )

    def _harmful(self) -> Step | None:
        """The step that takes a function away whose check was stopped, once it is defined."""
        for exercise in sorted(self._stopped_checks() - self._disarmed - self._kept):
            answer = next(
                (c for c in self.cells if c.kind is Kind.ANSWER and c.exercise == exercise), None
            )
            if answer is None or answer.index in self._done:
                check = next(
                    c for c in self.cells if c.kind is Kind.CHECK and c.exercise == exercise
                )
                return Step(check, DISARM_S, disarms=exercise)
        return None

    def _most_kernels(self) -> int:
        exercises = {c.exercise for c in self.cells if c.kind is not Kind.OTHER}
        return 2 * len(exercises) + PATIENCE + SPARE_KERNELS

    def _give_up(self) -> None:
        for cell in self._open():
            self._note(cell.index, Stop.DIED, 0.0)
