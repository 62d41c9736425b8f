"""A search for wrong answers that pass: ``python -m tests.mutants [exercise ...]``.

Mutates every reference and every right variant, and lists the mutants that still get all points
and aren't in ``equivalent.toml``. Without names it takes all exercises: about N minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import torch

from autograder.exercises import lesson_exercises, lesson_names
from tests.mutants.mutants import mutants_of
from tests.mutants.running import Outcome, implementations, outcomes


def main() -> int:
    """Prints each survivor, then the numbers; 1 if there was a survivor that isn't listed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="ids of exercises (all)")
    parser.add_argument("--references", action="store_true", help="leave the variants out")
    options = parser.parse_args()
    torch.set_num_threads(1)
    known = [e.id for lesson in lesson_names() for e in lesson_exercises(lesson)]
    start = time.monotonic()
    totals: dict[str, Counter[str]] = {"references": Counter(), "variants": Counter()}
    for exercise in lesson_exercises_of(options.exercises or known):
        every = implementations(exercise)
        for n, (name, implementation) in enumerate(every.items()):
            if n and options.references:
                break
            began = time.monotonic()
            mutants = mutants_of(implementation)
            found = outcomes(exercise.id, implementation, mutants)
            totals["variants" if n else "references"].update(found)
            for mutant, outcome in zip(mutants, found, strict=True):
                if outcome is Outcome.SURVIVED:
                    print(f"{exercise.id}\t{name}\t{mutant.operator}\t{mutant.words}", flush=True)
            seconds = time.monotonic() - began
            print(exercise.id, name, len(mutants), f"{seconds:.1f}", file=sys.stderr, flush=True)
    for kind, counts in totals.items():
        print(kind, dict(counts))
    print(f"{time.monotonic() - start:.0f} s")
    return 0


def lesson_exercises_of(ids):
    from autograder.exercises import find_exercise

    return [find_exercise(i) for i in ids]


if __name__ == "__main__":
    raise SystemExit(main())
