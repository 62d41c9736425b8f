"""Runs mutants: which does the check let pass?

All mutants of an implementation run in one forked child, each in the notebook's ``Limit``. A mutant
that ends its child, or hangs in a library, is taken as killed, and another child goes on.
"""

from __future__ import annotations

import inspect
import os
import select
import signal
from collections.abc import Callable, Sequence
from enum import StrEnum
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
LIMITS_S = {"train": 10.0}
LIMIT_S = 2.0
HANGS_AFTER_S = 30.0


class Outcome(StrEnum):
    """What became of a mutant.

    ``IDLE``: it changes nothing. What it should spoil is a plain number, or it takes no arguments
    and answers as the original does.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    IDLE = "idle"


LETTERS = {outcome.value[0].encode(): outcome for outcome in Outcome}


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


def outcomes(
    exercise_id: str, implementation: Callable[..., Any], mutants: Sequence[Mutant]
) -> list[Outcome]:
    """What became of each mutant of an implementation. Raises where the original itself fails."""
    exercise = find_exercise(exercise_id)
    for seed in SEEDS:
        expected_observation(exercise.id, seed)  # once, for all children
    found: list[Outcome] = []
    while len(found) < len(mutants):
        came, done = _in_child(exercise, implementation, mutants[len(found) :])
        found += came
        if not done:
            found.append(Outcome.KILLED)
    return found


def _in_child(
    exercise: Exercise, implementation: Callable[..., Any], mutants: Sequence[Mutant]
) -> tuple[list[Outcome], bool]:
    """The outcomes that a child came to, and whether it went through all mutants."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reading)
            _run(exercise, implementation, mutants, writing)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    came: list[Outcome] = []
    try:
        while select.select([reading], [], [], HANGS_AFTER_S)[0]:
            letters = os.read(reading, 1)
            if not letters:
                break
            came.append(LETTERS[letters])
        os.kill(child, signal.SIGKILL)
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    return came, len(came) >= len(mutants)


def _run(
    exercise: Exercise, implementation: Callable[..., Any], mutants: Sequence[Mutant], pipe: int
) -> None:
    for mutant in mutants:
        os.write(pipe, outcome(exercise, implementation, mutant).value[0].encode())


def outcome(exercise: Exercise, implementation: Callable[..., Any], mutant: Mutant) -> Outcome:
    """What becomes of one mutant, in this process."""
    for seed in SEEDS:
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


def passes(exercise: Exercise, implementation: Callable[..., Any], seed: int) -> bool:
    """Whether an implementation gets all points, within the time of a mutant."""
    limit = Limit(LIMITS_S.get(exercise.id, LIMIT_S))
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
