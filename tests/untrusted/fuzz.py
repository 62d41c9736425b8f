"""A long search for observations that break the judge: ``python -m tests.untrusted.fuzz``."""

from __future__ import annotations

import argparse
import time
import traceback
from collections import Counter
from random import Random

from tests.untrusted.observations import changed, examined, exercises


def main() -> int:
    """Prints how many observations had which verdict; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="observations (10000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first; others count on (0)")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    start, asked = time.monotonic(), exercises()
    for seed in range(options.seed, options.seed + options.n):
        rng = Random(seed)
        exercise = asked[seed % len(asked)]
        text, same = changed(exercise, rng)
        try:
            counts[examined(exercise, text, same)] += 1
        except Exception:
            counts["broken"] += 1
            print(f"seed {seed}, {exercise.id}: {text[:300]}\n{traceback.format_exc(limit=-3)}")
    for outcome, count in sorted(counts.items()):
        print(f"{outcome:20} {count:8}")
    print(f"{'seconds':20} {time.monotonic() - start:8.0f}")
    return 1 if counts["broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
