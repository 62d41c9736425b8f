"""An argument that makes no difference is named, and so is a result that a second call changes."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judging.dependence import STATE, tell_dependence
from autograder.probing.alone import record_alone
from autograder.probing.probes import Probe
from autograder.records.observations import Observation

GIVEN = {"x": np.array([0.4, 1.1]), "lr": 0.1}
OTHERS = {"x": np.array([0.9, 1.6]), "lr": 0.3}


def seen(function, given=GIVEN, others=OTHERS) -> Observation:
    probe = Probe(0)
    record_alone(probe, function, given, others)
    return Observation(probe.values, probe.labels)


def right(x, lr):
    return lr * x, x**2


WRONG = {
    "lr ignored": (lambda x, lr: (0.1 * x, x**2), "`lr` makes no difference"),
    "x ignored": (lambda x, lr: (lr * GIVEN["x"], GIVEN["x"] ** 2), "`x` makes no difference"),
    "both": (lambda x, lr: (np.ones(2), np.ones(2)), "`x` and `lr` make no difference"),
    "x in one part": (lambda x, lr: (lr * x, GIVEN["x"] ** 2), "The second value is the same"),
}


@pytest.mark.parametrize(("function", "words"), WRONG.values(), ids=WRONG)
def test_an_argument_without_effect_is_named(function, words):
    assert words in tell_dependence(seen(right), seen(function))


def test_the_numbers_that_were_tried_are_told():
    assert "lr = 0.1 and 0.3" in tell_dependence(seen(right), seen(WRONG["lr ignored"][0]))


def test_a_second_call_that_differs_is_told():
    kept = []

    def function(x, lr):
        kept.append(x)
        return lr * sum(kept), x**2

    assert tell_dependence(seen(right), seen(function)) == STATE


@pytest.mark.parametrize(
    "function",
    [
        right,
        lambda x, lr: (lr * x + 1, x**3),
        lambda x, lr: (0 * x, 0 * x),
        lambda x, lr: (np.nan * x, x),
        lambda x, lr: None,
        lambda x, lr: 1 / 0,
    ],
)
def test_nothing_is_told_of_what_depends_on_all_or_tells_nothing(function):
    assert tell_dependence(seen(right), seen(function)) is None


def test_an_argument_changed_in_place_doesnt_reach_the_next_call():
    def function(x, lr):
        x *= 2
        return lr * x, x**2

    assert tell_dependence(seen(right), seen(function)) is None
