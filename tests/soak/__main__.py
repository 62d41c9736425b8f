"""Classes of all that the other tests hand in, mixed by seed and graded by the command in trouble.

    .venv/bin/python -m tests.soak --seconds 3600            an hour of classes, from a new seed on
    .venv/bin/python -m tests.soak --classes 200 --kills 0.5
    .venv/bin/python -m tests.soak --classes 1 --seed 7      the class with seed 7, again

The command is killed, finds the disk full, finds files of other times, is given twice at once, and
again after more was handed in. After each class all of ``invariants`` has to hold. Where one
doesn't, the class is made smaller as long as it still fails, and what repeats it is printed. Needs
Linux and bubblewrap, and root for full disks.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from autograder.commands.arguments import count as a_count
from autograder.commands.arguments import seed as a_seed
from tests.soak.classes import Material, Member, grading_seed, members_of, put
from tests.soak.invariants import Machine, Outcome, told_apart, violations, written
from tests.soak.shrinking import Case, shrunk
from tests.soak.troubles import (
    Grader,
    History,
    Stuck,
    Troubles,
    adopt_orphans,
    graded,
    have_own_mounts,
    read_troubles,
    troubles_of,
)

MOST_SEED = 10**6
MOST_SHOWN = 20


class Soak:
    """Grades classes in a folder, one after the other; ``counts`` says how much there was."""

    def __init__(self, root: Path) -> None:
        self.root, self.material = root, Material(root)
        self.submitted, self.out = root / "submitted", root / "out"
        self.word = secrets.token_hex(16)
        self.counts: Counter[str] = Counter()
        self.left_out: set[str] = set()
        self.clean: dict[int, Mapping[str, Any]] = {}
        for folder in (root / "course", root / "canaries"):
            folder.mkdir(exist_ok=True)
            (folder / "canary").write_text(self.word)

    def members(self, case: Case) -> list[Member]:
        """Who is in the class."""
        everybody = members_of(self.material, case.seed, case.students)
        return [everybody[number] for number in case.only if number < len(everybody)]

    def broken(self, case: Case) -> list[str]:
        """What doesn't hold after this class was graded."""
        seed = grading_seed(case.seed)
        if seed not in self.clean and (broken := self._grade_the_honest(seed)):
            return [f"among the honest alone: {words}" for words in broken]
        for folder in (self.submitted, self.out):
            shutil.rmtree(folder, ignore_errors=True)
        members = self.members(case)
        self.counts.update(classes=1, hand_ins=sum(1 for member in members if not member.strange))
        return self._graded(
            members, case.troubles, seed, self.submitted, self.out, self.clean[seed]
        )

    def _grade_the_honest(self, seed: int) -> list[str]:
        """What doesn't hold where nobody else hands in; notes what is written of each."""
        honest, out = self.material.honest(seed), self.root / f"clean {seed}"
        members, quiet = honest.members(), Troubles("clean")
        submitted = self.root / f"clean {seed} submitted"
        broken = self._graded(members, quiet, seed, submitted, out, {})
        if not broken:
            self.clean[seed] = {m.student: written(out, m.student) for m in members}
        return broken

    def _graded(
        self,
        members: list[Member],
        troubles: Troubles,
        seed: int,
        submitted: Path,
        out: Path,
        clean: Mapping[str, Any],
    ) -> list[str]:
        before = Machine.now()
        try:
            history = graded(Grader(self.material, seed, submitted, out), members, troubles)
        except Stuck as error:
            return [f"stuck: {error}"]
        self._count(history)
        return violations(
            Outcome(
                members,
                submitted,
                out,
                history.last,
                before,
                temporary=self.root / "tmp",
                handed_in=self._as_handed_in(members),
                word=self.word,
                clean=clean,
            )
        )

    def _as_handed_in(self, members: list[Member]) -> dict[str, str]:
        """What stands in a folder where all of these are handed in and nothing is graded."""
        again = self.root / "again"
        put(again, members)
        try:
            return told_apart(again)
        finally:
            shutil.rmtree(again)

    def _count(self, history: History) -> None:
        self.left_out.update(history.left_out)
        self.counts.update(
            kills=history.kills, full_disks=history.stops, refused=len(history.refused)
        )


def main() -> int:
    """0 if all held, else 1."""
    options = _options()
    adopt_orphans()
    have_own_mounts()
    start = time.monotonic()
    first = secrets.randbelow(MOST_SEED) if options.seed is None else options.seed
    print(f"The first seed is {first}.", flush=True)
    with _folder(options.folder) as root:
        soak = Soak(root)
        for seed in count(first):
            if _is_over(options, soak.counts["classes"], time.monotonic() - start):
                break
            case = _case(options, soak, seed)
            began = time.monotonic()
            broken = soak.broken(case)
            said = "BROKEN" if broken else "holds"
            print(
                f"seed {seed}: {len(case.only)} hand-ins, {case.troubles}: {said}, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
            if broken:
                _tell(soak, case, broken, options.shrink)
                return 1
    counts = soak.counts
    print(
        f"{counts['hand_ins']} hand-ins in {counts['classes']} classes from seed {first} on, "
        f"{counts['kills']} kills, {counts['full_disks']} full disks, {counts['refused']} second "
        f"graders refused, in {time.monotonic() - start:.0f} s: no invariant is broken."
    )
    print("".join(f"Left out: {what}.\n" for what in sorted(soak.left_out)), end="")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--seconds", type=float, help="begin no class after so many (without end)")
    add("--classes", type=a_count(10**6), help="so many classes (without end)")
    add("--students", type=a_count(1_000), default=25, help="in each class (25)")
    add("--seed", type=a_seed, help="of the first class; others count on (a new one)")
    add("--kills", type=float, default=0.4, help="share of the classes with 1 to 3 kills (0.4)")
    add("--only", type=_numbers, help="of each class only these, counted from 0: 3,7")
    add("--troubles", help="these, such as kills=2,room_kib=700,jumps=1,twice=1,restart=1; or none")
    add("--folder", type=Path, help="work here, and leave the last class there")
    add(
        "--shrink",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="make a class that fails smaller (yes)",
    )
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        if asked.exists():
            sys.exit(f"{asked} is there already: name a folder that isn't.")
        asked.mkdir(parents=True)
        yield asked.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        yield Path(folder).resolve()


def _is_over(options: argparse.Namespace, n: int, seconds: float) -> bool:
    if options.classes is not None and n >= options.classes:
        return True
    return options.seconds is not None and seconds >= options.seconds


def _case(options: argparse.Namespace, soak: Soak, seed: int) -> Case:
    troubles = (
        troubles_of(seed, options.students, options.kills)
        if options.troubles is None
        else read_troubles(seed, options.troubles)
    )
    everybody = range(len(members_of(soak.material, seed, options.students)))
    return Case(seed, options.students, options.only or tuple(everybody), troubles)


def _tell(soak: Soak, case: Case, broken: list[str], shrink: bool) -> None:
    """Prints what doesn't hold, and a small class of which it doesn't either."""
    for words in broken[:MOST_SHOWN]:
        print(f"  {words}")
    print(f"Again: {case.command()}", flush=True)
    if not shrink:
        return
    seen: dict[Case, list[str]] = {case: broken}

    def fails(smaller: Case) -> bool:
        seen[smaller] = soak.broken(smaller)
        said = "BROKEN" if seen[smaller] else "holds"
        print(f"  {len(smaller.only)} hand-ins, {smaller.troubles}: {said}", flush=True)
        return bool(seen[smaller])

    small = shrunk(case, fails)
    print("The smallest that was found to fail:")
    for member in soak.members(small):
        print(f"  {member.student!r}: {member.what}")
    for words in seen[small][:MOST_SHOWN]:
        print(f"  {words}")
    print(f"Again: {small.command()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
