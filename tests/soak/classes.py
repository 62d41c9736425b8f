"""Classes by seed: honest hand-ins, and beside them all that the other tests hand in, mixed.

Nothing is listed here: repairs are those of ``tests.malformed``, faults those of
``benchmarks.faults``, attacks those of ``tests.untrusted``, strange trees those of
``tests.grading.trees``. A member of a class tells what each exercise is worth, from and to.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import hypothesis
from hypothesis import HealthCheck, Phase

from autograder.grading.simulation import BLANK, CRASH, Plant, simulate
from autograder.grading.simulation import RIGHT as PLANTED_RIGHT
from benchmarks.faults import KINDS, with_fault
from tests.grading.material import (
    LESSON,
    NOISY,
    RIGHT,
    filled,
    hand_in,
    saved_by_colab,
    small_course,
)
from tests.grading.trees import ENDINGS, STUDENTS, TREES, Tree
from tests.malformed.commanded import COMMANDED, IN_IPYTHON
from tests.malformed.conflicts import CONFLICTS, UNCONCERNED
from tests.malformed.material import POINTS as REPAIRED_POINTS
from tests.malformed.material import Malformation, Notebook, honest
from tests.malformed.misplaced import MISPLACED
from tests.malformed.mutations import mutated, torn
from tests.malformed.rearranged import REARRANGED
from tests.malformed.rewritten import REWRITTEN
from tests.malformed.set_ups import SET_UPS
from tests.malformed.unreadable import UNREADABLE
from tests.untrusted.attacks import POINTS, Attack
from tests.untrusted.break_outs import break_outs
from tests.untrusted.displays import DISPLAYS
from tests.untrusted.excesses import EXCESSES
from tests.untrusted.forgeries import FORGERIES
from tests.untrusted.lying_values import LYING_VALUES
from tests.untrusted.spoilers import SPOILERS

SIMULATED = 12
SHARED_BY = 25
"""So many classes, one seed after the other, have the same honest hand-ins and grading seed."""
HONEST_SHARE = 0.4
TREE_SHARE = 0.5
GONE = (StopIteration, LookupError, AttributeError, TypeError, AssertionError)
"""What a change raises whose cell an earlier change took away."""

Bounds = Mapping[str, tuple[float, float]]
"""The points of each exercise, at least and at most."""


@dataclass(frozen=True)
class Member:
    """Who hands in something: in the folder ``student``, by ``put``, which gets that folder.

    ``what`` says it in words. ``rejected`` is None where it isn't known. Where ``untold``, a person
    may have to look. The folders ``strange``, if there are any, are a tree's: what stands there
    may be hand-ins or not, and is worth nothing.
    """

    student: str
    what: str
    put: Callable[[Path], object]
    bounds: Bounds
    honest: bool = False
    rejected: bool | None = False
    untold: bool = False
    dated: bool = False
    strange: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Honest:
    """The honest of several classes, each in a folder of its own, and what they are worth."""

    folder: Path
    bounds: Mapping[str, Bounds]

    def members(self) -> list[Member]:
        """All of them."""
        return [
            Member(student, "honest", self._copying(student), bounds, honest=True)
            for student, bounds in self.bounds.items()
        ]

    def _copying(self, student: str) -> Callable[[Path], object]:
        return lambda to: shutil.copytree(self.folder / student, to, dirs_exist_ok=True)


class Material:
    """What classes are made of: the course and, by grading seed, its honest students."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = small_course(root / "course", LESSON)
        self.release: Notebook = json.loads(self.course.release(LESSON).read_text())
        self.made: dict[int, Honest] = {}

    def honest(self, seed: int) -> Honest:
        """The honest students of the classes with this grading seed."""
        if seed not in self.made:
            folder = self.root / f"honest {seed}"
            plants = simulate(self.course, LESSON, folder, SIMULATED, seed)
            bounds = {p.student: _bounds_of(plants, p.student) for p in plants}
            for student, notebook in self._special().items():
                hand_in(folder, student, json.dumps(notebook).encode())
                bounds[student] = exactly(REPAIRED_POINTS if student == "notes" else POINTS)
            self.made[seed] = Honest(folder, bounds)
        return self.made[seed]

    def _special(self) -> dict[str, Notebook]:
        return {
            "right": filled(self.release, RIGHT),
            "colab": saved_by_colab(filled(self.release, NOISY)),
            "notes": honest(self.release),
        }

    @cached_property
    def attacks(self) -> dict[str, Attack]:
        """All attacks. They look for canaries in the folders of this class and the course."""
        names = ("course", "submitted", "out", "canaries")
        return {
            **LYING_VALUES,
            **FORGERIES,
            **break_outs({name: self.root / name for name in names}),
            **EXCESSES,
            **SPOILERS,
            **DISPLAYS,
        }


REPAIRS: Mapping[str, Malformation] = {
    **REWRITTEN,
    **REARRANGED,
    **COMMANDED,
    **IN_IPYTHON,
    **{f"a conflict: {name}": case for name, case in CONFLICTS.items()},
    **{f"no conflict: {name}": Malformation(c, "") for name, c in UNCONCERNED.items()},
    **{f"a set-up: {name}": case for name, case in SET_UPS.items()},
}


def grading_seed(seed: int) -> int:
    """The seed of the numbers that a class is tried with."""
    return seed // SHARED_BY


def members_of(material: Material, seed: int, n: int) -> list[Member]:
    """The class with this seed: ``n`` hand-ins, and a strange tree beside some classes' own."""
    rng = Random(f"class {seed}")
    pool = material.honest(grading_seed(seed)).members()
    chosen = rng.sample(pool, min(len(pool), max(1, round(n * HONEST_SHARE))))
    drawers: Sequence[tuple[float, Callable[..., Member]]] = [
        (3, _repair),
        (2, _two_repairs),
        (1, _refusal),
        (1, _damaged),
        (2, _misplaced),
        (1.5, _fault),
        (3, _attack),
        (1, _attack_in_disguise),
    ]
    weights, draw = zip(*drawers, strict=True)
    for number in range(n - len(chosen)):
        name = f"s{number:02d}" + (f" {rng.choice(STUDENTS)}" if rng.random() < 0.2 else "")
        chosen.append(rng.choices(draw, weights)[0](material, name, rng))
    if rng.random() < TREE_SHARE:
        chosen.append(_tree(rng))
    rng.shuffle(chosen)
    return chosen


def put(submitted: Path, members: Sequence[Member]) -> None:
    """Hands all of these in, a tree last: it gives way to others."""
    submitted.mkdir(exist_ok=True)
    for member in sorted(members, key=lambda member: bool(member.strange)):
        member.put(submitted / member.student)


def exactly(points: Mapping[str, float | None]) -> Bounds:
    """Bounds that are these points; None, what can't be told, is none of them."""
    return {name: (most or 0.0, most or 0.0) for name, most in points.items()}


def at_most(points: Mapping[str, float | None]) -> Bounds:
    """Bounds up to these points."""
    return {name: (0.0, most or 0.0) for name, most in points.items()}


NOTHING = at_most(dict.fromkeys(POINTS, 0.0))


def _bounds_of(plants: Sequence[Plant], student: str) -> dict[str, tuple[float, float]]:
    bounds = {}
    for plant in plants:
        if plant.student == student:
            most = POINTS[plant.exercise]
            worth = {PLANTED_RIGHT: (most, most), BLANK: (0.0, 0.0), CRASH: (0.0, 0.0)}
            bounds[plant.exercise] = worth.get(plant.kind, (0.0, most - 0.01))
    return bounds


def _writing(data: bytes) -> Callable[[Path], object]:
    return lambda to: hand_in(to.parent, to.name, data)


def _repair(material: Material, student: str, rng: Random) -> Member:
    name = rng.choice(sorted(REPAIRS))
    case = REPAIRS[name]
    data = case.apply(honest(material.release))
    return Member(student, f"repair: {name}", _writing(data), exactly(case.expected))


def _two_repairs(material: Material, student: str, rng: Random) -> Member:
    """Two or three changes, one after the other; what they are worth together isn't known."""
    notebook, names = honest(material.release), []
    for name in rng.sample(sorted(REPAIRS), 3):
        try:
            changed = copy.deepcopy(notebook)
            data = REPAIRS[name].change(changed)
            data = json.dumps(changed).encode() if data is None else data
        except GONE:
            continue
        names.append(name)
        if data[:1] != b"{":
            break
        try:
            notebook = json.loads(data)
        except ValueError:  # what is no JSON any more is handed in as it is
            break
    what = f"repairs: {', then '.join(names)}"
    return Member(student, what, _writing(data), at_most(REPAIRED_POINTS), rejected=None)


def _refusal(material: Material, student: str, rng: Random) -> Member:
    name = rng.choice(sorted(UNREADABLE))
    data = UNREADABLE[name].apply(honest(material.release))
    return Member(student, f"refusal: {name}", _writing(data), NOTHING, rejected=True)


def _damaged(material: Material, student: str, rng: Random) -> Member:
    """Random damage, as the fuzzer of ``tests.malformed`` does it."""
    blank = rng.random() < 0.3
    data = mutated(material.release if blank else honest(material.release), rng)
    if rng.random() < 0.3:
        data = torn(data, rng)
    bounds = NOTHING if blank else at_most(REPAIRED_POINTS)
    return Member(student, "random damage", _writing(data), bounds, rejected=None)


def _misplaced(material: Material, student: str, rng: Random) -> Member:
    name = rng.choice(sorted(MISPLACED))
    case, data = MISPLACED[name], json.dumps(honest(material.release)).encode()
    bounds = NOTHING if case.refused else exactly(REPAIRED_POINTS)

    def make(folder: Path) -> None:
        case.put(folder, data)

    what = f"misplaced: {name}"
    return Member(student, what, make, bounds, rejected=case.refused, dated=True)


def _fault(material: Material, student: str, rng: Random) -> Member:
    exercise, kind = rng.choice(sorted(POINTS)), rng.choice(KINDS)
    data = json.dumps(with_fault(filled(material.release, RIGHT), exercise, kind)).encode()
    bounds = {**exactly(POINTS), exercise: (0.0, POINTS[exercise])}
    return Member(student, f"fault: {exercise} {kind}", _writing(data), bounds)


def _attack(material: Material, student: str, rng: Random) -> Member:
    name = rng.choice(sorted(material.attacks))
    attack = material.attacks[name]
    data = attack.notebook(material.release)

    def make(folder: Path) -> None:
        hand_in(folder.parent, folder.name, data)
        for file, text in attack.files.items():
            (folder / LESSON / file).write_text(text)

    bounds = (at_most if attack.at_most else exactly)(attack.expected)
    untold = None in attack.expected.values()
    return Member(student, f"attack: {name}", make, bounds, untold=untold)


def _attack_in_disguise(material: Material, student: str, rng: Random) -> Member:
    """An attack in a notebook that another tool has rewritten."""
    name, dress = rng.choice(sorted(material.attacks)), rng.choice(sorted(REWRITTEN))
    attack = material.attacks[name]
    notebook = json.loads(attack.notebook(material.release))
    try:
        data = REWRITTEN[dress].apply(notebook)
    except GONE:
        dress, data = "nothing", json.dumps(notebook).encode()
    what = f"attack: {name}, in {dress}"
    untold = None in attack.expected.values()
    bounds = at_most(attack.expected)
    return Member(student, what, _writing(data), bounds, rejected=None, untold=untold)


def _tree(rng: Random) -> Member:
    tree = drawn_tree(rng.randrange(2**32))
    return Member(
        "", "a strange tree", tree.put, {}, rejected=None, strange=frozenset(tree.names())
    )


def drawn_tree(seed: int) -> Tree:
    """The largest of ten trees that hypothesis draws from this seed."""
    trees: list[Tree] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=10,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(TREES)
    def draw(tree: Tree) -> None:
        trees.append(tree)

    draw()
    return max(trees, key=lambda tree: len(tree.files))


def notebooks_below(folder: Path) -> Iterator[Path]:
    """All ordinary notebooks' files that somebody sees who looks into each folder."""
    return (
        path
        for path in Tree([], [], [], set(), root=folder).visible()
        if path.is_file() and path.name.lower().endswith(ENDINGS)
    )
