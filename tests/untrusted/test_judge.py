"""No observation, whatever is in it, breaks the judge or earns what its right numbers don't."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.untrusted.observations import changed, examined, exercises, noise

LIGHT = [e for e in exercises() if e.lesson < "03"]
SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.sampled_from(LIGHT))
@settings(max_examples=300, deadline=None)
def test_a_changed_observation_earns_what_is_still_right_in_it(seed, exercise):
    text, same = changed(exercise, Random(seed))
    examined(exercise, text, same)


@given(SEEDS, st.sampled_from(LIGHT))
@settings(max_examples=200, deadline=None)
def test_noise_earns_nothing(seed, exercise):
    assert examined(exercise, noise(Random(seed)), set()) in ("error", "failed")


@given(st.text(max_size=200), st.sampled_from(LIGHT))
@settings(max_examples=200, deadline=None)
def test_any_text_earns_nothing(text, exercise):
    assert examined(exercise, text, set()) == "error"


@pytest.mark.parametrize("exercise", LIGHT, ids=lambda e: e.id)
def test_the_reference_itself_earns_all(exercise):
    class Unchanged(Random):
        def random(self) -> float:
            return 1.0

        def randint(self, low: int, high: int) -> int:
            return low

    text, same = changed(exercise, Unchanged())
    assert examined(exercise, text, same) == "passed"
