"""A search for wrong answers that pass: ``python -m tests.mutants [exercise ...]``.

Mutates every reference and every right variant, and lists what isn't as ``equivalent.toml`` has it:
mutants that get all points and aren't in it, and mutants in it that don't.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from autograder.records.exercises import Exercise
from tests.mutants.equivalents import Survivor, equivalents, unsteady
from tests.mutants.mutants import mutants_of
from tests.mutants.running import Outcome, implementations, outcomes, without_gpu


def main() -> int:
    """Prints what differs from the list, then the numbers; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="ids of exercises (all)")
    parser.add_argument("--references", action="store_true", help="leave the variants out")
    options = parser.parse_args()
    without_gpu()
    every = [e.id for lesson in lesson_names() for e in lesson_exercises(lesson)]
    counts = {"references": Counter[str](), "variants": Counter[str]()}
    listed, either_way = equivalents(), set(unsteady())
    differences, start = 0, time.monotonic()
    for exercise in map(find_exercise, options.exercises or every):
        for n, (name, implementation) in enumerate(implementations(exercise).items()):
            if n and options.references:
                break
            total = counts["variants" if n else "references"]
            survivors = _survivors(exercise, implementation, total) - either_way
            known = {s for s in listed if (s.exercise, s.implementation) == (exercise.id, name)}
            for what, which in (("passes", survivors - known), ("fails", known - survivors)):
                for survivor in sorted(which):
                    print(what, exercise.id, name, survivor.words, sep="\t", flush=True)
            differences += len(survivors ^ known)
    for kind, made in counts.items():
        print(f"{kind}:", ", ".join(f"{made[outcome]} {outcome}" for outcome in Outcome))
    print(f"{time.monotonic() - start:.0f} s")
    return 1 if differences else 0


def _survivors(
    exercise: Exercise, implementation: Callable[..., Any], counts: Counter[str]
) -> set[Survivor]:
    """The mutants of an implementation that pass; all outcomes are added to ``counts``."""
    mutants = mutants_of(implementation)
    began = time.monotonic()
    found = outcomes(exercise.id, implementation, mutants)
    counts.update(found)
    name, seconds = implementation.__name__, time.monotonic() - began
    print(f"{exercise.id} {name}: {len(mutants)}, {seconds:.1f} s", file=sys.stderr, flush=True)
    pairs = zip(mutants, found, strict=True)
    return {Survivor(exercise.id, name, m.words) for m, o in pairs if o is Outcome.SURVIVED}


if __name__ == "__main__":
    raise SystemExit(main())
