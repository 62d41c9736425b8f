"""What `check` adds to the time of the student's own function: p95 over all but `train`.

    .venv/bin/python -m benchmarks.checks

Each exercise is checked with its reference, its mistakes and right variants, the card rendered
as HTML each time. "Own" is the time inside the student's function, measured by a stopwatch
around every call; "added" is the rest of the check: its limits, probing, judging, diagnosing,
drawing. The own time of a class isn't subtracted, so there the figure is an upper bound. Caches are
as in a notebook: the first check, which computes what the reference and the mistakes give, counts
too.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.cards.verdicts import html_card
from autograder.exercises import lesson_exercises, lesson_names
from autograder.judging.expectations import expected_observation, mistaken_observation
from autograder.notebook.checking import verdict_on
from autograder.records.exercises import Exercise

BUDGET_MS = 50.0


def added_ms(exercise: Exercise) -> list[float]:
    """Milliseconds that each check added to the student's own time."""
    answer = find_answer(exercise)
    attempts = [answer.reference, *find_variants(exercise)]
    attempts += [mistake.implementation for mistake in answer.mistakes]
    exercise.observe(answer.reference, 1)  # imports that the lesson's setup cell has done
    expected_observation.cache_clear()
    mistaken_observation.cache_clear()
    return [added_once(exercise, attempt) for attempt in attempts]


def added_once(exercise: Exercise, attempt: Callable[..., Any]) -> float:
    """Milliseconds of one check less those inside the student's function."""
    own = 0.0

    @functools.wraps(attempt)
    def timed(*args: Any, **kwargs: Any) -> Any:
        nonlocal own
        began = time.perf_counter()
        try:
            return attempt(*args, **kwargs)
        finally:
            own += time.perf_counter() - began

    start = time.perf_counter()
    implementation = attempt if isinstance(attempt, type) else timed
    html_card(verdict_on(exercise, implementation, 0, "cpu"))
    return 1e3 * (time.perf_counter() - start - own)


def main() -> None:
    """Prints a line an exercise and the p95 over all."""
    everything: list[float] = []
    for lesson in lesson_names():
        for exercise in lesson_exercises(lesson):
            added = added_ms(exercise)
            counted = exercise.id != "train"
            everything += added if counted else []
            note = "" if counted else "  (not counted)"
            print(
                f"{exercise.id:24} median {np.median(added):6.1f} ms   "
                f"p95 {np.quantile(added, 0.95):6.1f} ms   max {max(added):6.1f} ms{note}"
            )
    p95 = float(np.quantile(everything, 0.95))
    ratio = p95 / BUDGET_MS
    print(f"all but train: p95 {p95:.1f} ms of {BUDGET_MS:.0f} ms, a ratio of {ratio:.2f}")


if __name__ == "__main__":
    main()
