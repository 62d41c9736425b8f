"""The search for wrong answers that pass: that it searches, and what it finds of the references.

Of the variants, which take half an hour, it finds what ``equivalent.toml`` says when
somebody asks: ``python -m tests.mutants``.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from autograder.answers import find_answer
from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from tests.mutants.equivalents import equivalents, unsteady
from tests.mutants.mutants import Mutant, mutants_in, mutants_of
from tests.mutants.running import Outcome, implementations, outcomes, without_gpu

ROOT = Path(__file__).resolve().parents[2]
NAME = "fun_dz"
REFERENCE = find_answer(find_exercise(NAME)).reference

CHANGES = [
    ("def f(x): return 3 * x", "return 3 * x → return 4 * x"),
    ("def f(x): return 3 * x", "return 3 * x → return 6 * x"),
    ("def f(x): return 3 * x", "return 3 * x → return 0 * x"),
    ("def f(x): return 3 * x", "return 3 * x → return -3 * x"),
    ("def f(x): return 3 * x", "return 3 * x → return 3 / x"),
    ("def f(x): return x - 1", "return x - 1 → return 1 - x"),
    ("def f(x): return x < 1", "return x < 1 → return x <= 1"),
    ("def f(x): return x < 1", "return x < 1 → return x >= 1"),
    ("def f(x): return x and not x", "return x and (not x) → return x or not x"),
    ("def f(x): return g(x, 1)", "return g(x, 1) → return g(1, x)"),
    ("def f(x): return x, -x", "return (x, -x) → return (-x, x)"),
    ("def f(x):\n y = x\n return x", "y = x → pass"),
    ("def f(x): return g(x, k=2)", "return g(x, k=2) → return g(x)"),
    ("def f(x): return g(x)", "return g(x) → return x"),
    ("def f(x): return x.detach()", "return x.detach() → return x"),
    ("def f(x): return x.grad", "return x.grad → return x"),
    ("def f(x):\n for a in x: g(a)", "· → break"),
    ("def f(x):\n for a in x: g(a)\n return x", "· → return x"),
    ("def f(x):\n for a in x: g(a)", "for a in x: → for a in list(x)[:-1]:"),
    ("def f(x): return [a for a in x if a]", "return [a for a in x if a] → return [a for a in x]"),
    ("def f(n): return range(n)", "return range(n) → return range(n + 1)"),
    ("def f(x): return x.sum()", "return x.sum() → return x.mean()"),
    ("def f(x):\n s = 0\n s += x", "s += x → s = x"),
    ("def f(x, y): return x", "return x → return y"),
    ("def f(x, i): return x[i]", "return x[i] → return x[i - 1]"),
    ("def f(x, y): x.add_(y)", "x.add_(y) → x = x.add(y)"),
    ("def f(x, y): x += y", "x += y → x = x + y"),
    ("def f(x, y): x = x + y", "x = x + y → x += y"),
    ("def f(x):\n with g(): h(x)", "with g(): ⏎ h(x) → h(x)"),
    ("def f(x):\n s = []\n return s", "def f(x): ⏎ s = [] → def f(x, *, s=[]): ⏎ pass"),
    ("def f(x): return x", "f gives its first answer for ever"),
    ("def f(x): return x", "f spoils x after use"),
    (
        "class A:\n def f(self, x):\n  self.w, self.b = x\n  return self.w",
        "return self.w → return self.b",
    ),
]


@pytest.mark.parametrize(("source", "words"), CHANGES, ids=[words for _, words in CHANGES])
def test_a_change_of_each_kind_is_made(source, words):
    assert words in {mutant.words for mutant in mutants_in(source)}


@pytest.mark.parametrize("implementation", implementations(find_exercise(NAME)).values())
def test_mutants_differ_from_each_other_and_from_what_they_are_made_of(implementation):
    mutants = mutants_of(implementation)
    assert len({m.words for m in mutants}) == len({m.source for m in mutants}) == len(mutants)
    assert inspect.getsource(implementation) not in {m.source for m in mutants}


Outcomes = Callable[..., list[Outcome]]


@pytest.fixture(scope="module")
def found() -> Iterator[Outcomes]:
    """What becomes of mutants of the reference with these sources, in another process."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=without_gpu) as process:

        def run(*sources: str, **options: Any) -> list[Outcome]:
            mutants = [Mutant("by hand", source, source) for source in sources]
            return process.submit(outcomes, NAME, REFERENCE, mutants, **options).result()

        yield run


RIGHT = inspect.getsource(REFERENCE)


def test_what_is_right_survives_and_what_is_wrong_does_not(found):
    wrong = RIGHT.replace("torch.sin", "torch.cos")
    assert found(RIGHT, wrong, RIGHT) == [Outcome.SURVIVED, Outcome.KILLED, Outcome.SURVIVED]


def test_endless_loops_and_sudden_ends_are_no_survivors_and_keep_nobody_from_going_on(found):
    loops = f"def {NAME}(x, y):\n while True: pass"
    ends = f"def {NAME}(x, y):\n import os\n os._exit(3)"
    assert found(loops, ends, RIGHT) == [Outcome.KILLED, Outcome.KILLED, Outcome.SURVIVED]


def test_what_can_not_be_interrupted_is_killed(found):
    deaf = f"""def {NAME}(x, y):
    import signal
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    while True:
        pass
"""
    assert found(deaf, RIGHT, hangs_after_s=5) == [Outcome.KILLED, Outcome.SURVIVED]


def test_a_mutant_that_changes_torch_does_not_kill_the_next(found):
    changes = f"def {NAME}(x, y):\n torch.sin = torch.cos"
    assert found(changes, RIGHT) == [Outcome.KILLED, Outcome.SURVIVED]


def test_what_is_listed_as_equivalent_is_a_mutant_and_has_a_reason():
    reasons = {**equivalents(), **unsteady()}
    listed = dict(reasons)
    for exercise_id in sorted({survivor.exercise for survivor in listed}):
        for name, implementation in implementations(find_exercise(exercise_id)).items():
            these = {s for s in listed if (s.exercise, s.implementation) == (exercise_id, name)}
            mutants = mutants_of(implementation) if these else []
            gone = {s.words for s in these} - {m.words for m in mutants}
            assert not gone, f"{exercise_id}, {name}: no longer a mutant; take it out of the list"
            listed = {s: reason for s, reason in listed.items() if s not in these}
    assert not listed, "made of what is no implementation any more"
    assert all(len(reason.split()) >= 3 for reason in reasons.values())


EXERCISES = [e.id for lesson in lesson_names() for e in lesson_exercises(lesson)]
SLOW = ("fit_line", "train")


@pytest.mark.parametrize(
    "exercises",
    [
        pytest.param([name for name in EXERCISES if name not in SLOW], id="quick"),
        pytest.param(SLOW, id="slow", marks=pytest.mark.long),
    ],
)
def test_the_survivors_of_the_references_are_those_that_are_listed(exercises):
    command = [sys.executable, "-m", "tests.mutants", "--references", *exercises]
    search = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert search.returncode == 0, search.stdout + search.stderr
