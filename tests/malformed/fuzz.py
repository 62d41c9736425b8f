"""A long search for damage that breaks repair: ``python -m tests.malformed.fuzz --n 10000``."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import nbformat
from nbformat import NotebookNode

from tests.grading.material import LESSON, small_course
from tests.malformed.in_process import execute_here
from tests.malformed.material import POINTS, honest
from tests.malformed.mutations import mutated, torn
from tests.malformed.promises import examined, points

GRADED_EVERY = 10
"""One in ten is graded too: that takes ten times as long as mending."""


def main() -> int:
    """Prints how many hand-ins were refused, mended and broken; 1 if any was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="hand-ins (10000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first; others count on (0)")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = small_course(Path(folder) / "course", LESSON).release(LESSON)
        release, released = json.loads(path.read_text()), nbformat.read(path, as_version=4)
    with patch("autograder.grading.submission.execute", execute_here):
        for seed in range(options.seed, options.seed + options.n):
            counts[_outcome(seed, release, released)] += 1
    for outcome, count in sorted(counts.items()):
        print(f"{outcome:20} {count:8}")
    print(f"{'seconds':20} {time.monotonic() - start:8.0f}")
    return 1 if counts["broken"] else 0


def _outcome(seed: int, release: dict[str, Any], released: NotebookNode) -> str:
    rng = Random(seed)
    blank = rng.random() < 0.3
    data = mutated(release if blank else honest(release), rng)
    if rng.random() < 0.2:
        data = torn(data, rng)
    try:
        repaired = examined(data, released)
        if repaired is None:
            return "refused"
        if seed % GRADED_EVERY == 0:
            most = dict.fromkeys(POINTS, 0.0) if blank else POINTS
            earned = points(repaired)
            assert all(earned[name] <= most[name] for name in most), earned
        return "mended" if repaired.repairs else "as it was"
    except Exception:
        print(f"seed {seed}:\n{traceback.format_exc(limit=-3)}")
        return "broken"


if __name__ == "__main__":
    raise SystemExit(main())
