"""Runs mutants: which does the check let pass?

Mutants run in forked children, each in the notebook's ``Limit``. One that ends its child, or hangs
in a library, is taken as killed, and another child goes on.
"""

from __future__ import annotations

import inspect
import os
import select
import signal
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

import torch

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.exercises import find_exercise
from autograder.judging.expectations import all_agree, all_keys, expected_observation
from autograder.notebook.limits import Limit
from autograder.probing.probes import calm
from autograder.records.exercises import Exercise
from tests.mutants.mutants import Mutant, made
from tests.mutants.wholes import SPOILED

SEEDS = (0, 1)
"""The seed that a learner's check has, and one more for those that survive it."""
LIMITS_S = {"train": 30.0, "fit_line": 20.0}
LIMIT_S = 3.0
"""Tens of times what a check takes, so that a busy machine ends nothing but endless loops."""
HANGS_AFTER_S = 120.0


class Outcome(StrEnum):
    """What became of a mutant.

    ``IDLE``: it changes nothing. What it should spoil is a plain number, or it takes no arguments
    and answers as the original does.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    IDLE = "idle"


LETTERS = {outcome.value[0]: outcome for outcome in Outcome}
INTACT, BROKEN = "+", "-"


def implementations(exercise: Exercise) -> dict[str, Callable[..., Any]]:
    """The reference and the right variants of an exercise, by name; the reference first.

    Of a prediction, which is a function without arguments, only the reference: what it returns is
    all that there is to see, and is the same for all.
    """
    reference = find_answer(exercise).reference
    every = (reference, *(find_variants(exercise) if has_arguments(reference) else ()))
    return {implementation.__name__: implementation for implementation in every}


def has_arguments(implementation: Callable[..., Any]) -> bool:
    """Whether there is anything to call it with."""
    return bool(inspect.signature(implementation).parameters)


def without_gpu() -> None:
    """Keeps this process to one thread on the CPU: beside others, backward can't be forked."""
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    torch.set_num_threads(1)


def outcomes(
    exercise_id: str,
    implementation: Callable[..., Any],
    mutants: Sequence[Mutant],
    hangs_after_s: float = HANGS_AFTER_S,
) -> list[Outcome]:
    """What became of each mutant of an implementation; call ``without_gpu`` before.

    All run in one process, one after the other. Those that survive run again by themselves, since
    an earlier one may have helped them; all do where the original fails after the last of them.
    Raises ``AssertionError`` if the original itself fails.
    """
    exercise = find_exercise(exercise_id)
    for seed in SEEDS:  # once, for all children, with what is imported when it is first used
        right = passes(exercise, implementation, seed, hangs_after_s)
        assert right, f"{implementation.__name__} itself fails"
    together = partial(_together, exercise, implementation, hangs_after_s=hangs_after_s)
    found, intact = together(mutants, seeds=SEEDS[:1])
    doubtful = tuple(Outcome) if not intact else (Outcome.SURVIVED,)
    for n, mutant in enumerate(mutants):
        if found[n] in doubtful:
            found[n] = together([mutant], seeds=SEEDS)[0][0]
    return found


def _together(
    exercise: Exercise,
    implementation: Callable[..., Any],
    mutants: Sequence[Mutant],
    seeds: Sequence[int],
    hangs_after_s: float,
) -> tuple[list[Outcome], bool]:
    """What became of each mutant, and whether the original still passed after the last."""
    found: list[Outcome] = []
    while True:
        letters = _in_child(exercise, implementation, mutants[len(found) :], seeds, hangs_after_s)
        found += [LETTERS[letter] for letter in letters if letter in LETTERS]
        if letters[-1:] in (INTACT, BROKEN):
            return found, letters[-1:] == INTACT
        if len(found) == len(mutants):
            return found, False
        found.append(Outcome.KILLED)


def _in_child(
    exercise: Exercise,
    implementation: Callable[..., Any],
    mutants: Sequence[Mutant],
    seeds: Sequence[int],
    hangs_after_s: float,
) -> str:
    """A letter for each mutant that a child came to, and one for the original at the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            _run(exercise, implementation, mutants, seeds, writing)
        finally:
            os._exit(0)
    os.close(writing)
    letters = b""
    try:
        while select.select([reading], [], [], hangs_after_s)[0]:
            letter = os.read(reading, 1)
            letters += letter
            if not letter:
                break
        os.kill(child, signal.SIGKILL)
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    return letters.decode()


def _run(
    exercise: Exercise,
    implementation: Callable[..., Any],
    mutants: Sequence[Mutant],
    seeds: Sequence[int],
    pipe: int,
) -> None:
    for mutant in mutants:
        os.write(pipe, outcome(exercise, implementation, mutant, seeds).value[0].encode())
    intact = passes(exercise, implementation, SEEDS[0])
    os.write(pipe, (INTACT if intact else BROKEN).encode())


def outcome(
    exercise: Exercise,
    implementation: Callable[..., Any],
    mutant: Mutant,
    seeds: Sequence[int],
) -> Outcome:
    """What becomes of one mutant, in this process."""
    for seed in seeds:
        try:
            changed, namespace = made(mutant, implementation)
        except Exception:  # a class whose body fails
            return Outcome.KILLED
        if _answers_alike(implementation, changed):
            return Outcome.IDLE
        passed = passes(exercise, changed, seed)
        if SPOILED in namespace and not namespace[SPOILED]:
            return Outcome.IDLE
        if not passed:
            return Outcome.KILLED
    return Outcome.SURVIVED


def _answers_alike(original: Callable[..., Any], changed: Callable[..., Any]) -> bool:
    """Whether two functions without arguments return the same."""
    if has_arguments(original):
        return False
    with Limit(LIMIT_S), calm(torch.device("cpu"), 0):
        try:
            return bool(original() == changed())
        except Exception:  # the mutant fails, and will fail in the check
            return False
    return False


def passes(
    exercise: Exercise,
    implementation: Callable[..., Any],
    seed: int,
    seconds: float | None = None,
) -> bool:
    """Whether an implementation gets all points within so many seconds; by default a mutant's."""
    limit = Limit(seconds or LIMITS_S.get(exercise.id, LIMIT_S))
    observed = None
    with limit:
        try:
            observed = exercise.observe(implementation, seed)
        except Exception:  # the check itself stumbled: that is no pass
            return False
    if observed is None or limit.reason is not None:
        return False
    expected = expected_observation(exercise.id, seed)
    return all_agree(exercise, expected, observed, all_keys(exercise))
