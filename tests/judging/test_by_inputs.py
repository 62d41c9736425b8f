"""Planted functions of inputs and planted halves are found; where there are none, nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judging.by_inputs import MAX_NUMBERS, Samples, find_by_inputs, tell_by_inputs
from autograder.records.values import plain

RNG = np.random.default_rng(5)
X, Y = RNG.uniform(-2, 2, 24), RNG.uniform(-2, 2, 24)
U = X**2 + Y**2
INPUTS = {"x": X, "y": Y, "x² + y²": U}
WANTED = 2 * X * np.cos(U)
PLANTED = {
    "times x": (WANTED * X, "should be times x."),
    "divided by y": (WANTED / Y, "should be times 1 / y."),
    "twice the square": (2 * WANTED * Y**2, "times 2 · y²"),
    "over the root": (WANTED / np.sqrt(U), "times 1 / √(x² + y²)"),
    "a sine of u": (-WANTED * np.sin(U), "times −sin(x² + y²)"),
    "a term": (WANTED + 3 * X, "plus 3 · x"),
    "the inner one alone": (2 * X, "Each number is 2 · x."),
    "turned where x < 0": (np.where(X < 0, -WANTED, WANTED), "right wherever x is positive"),
    "0 where x > 0": (np.where(X > 0, 0, WANTED), "right wherever x is negative"),
    "wrong beyond π": (np.where(U > np.pi, WANTED + X, WANTED), "x² + y² is below π"),
    "half a period": (2 * X * np.cos(U % np.pi), "x² + y² is between 0 and π"),
    "where x < y": (np.where(X < Y, WANTED, 2 * WANTED), "x is less than y"),
    "none negative": (np.where(WANTED > 0, WANTED, 0.25), "the expected number is positive"),
}


def told(got, wanted=WANTED, inputs=INPUTS):
    return tell_by_inputs(Samples(wanted, got, inputs, 1e-6, 1e-8))


@pytest.mark.parametrize(("got", "words"), PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_found(got, words):
    assert words in str(told(got))


def test_what_the_wrong_half_is_stands_beside_where_it_is():
    assert "the sign is not" in told(np.where(X < 0, -WANTED, WANTED))
    assert "Every number is 0" in told(np.where(X > 0, 0, WANTED))
    assert "plus x" in told(np.where(U > np.pi, WANTED + X, WANTED))


def test_random_wrong_numbers_get_no_sentence():
    rng = np.random.default_rng(0)
    for _ in range(1_000):
        n = int(rng.integers(1, 30))
        inputs = {name: rng.uniform(-2, 2, n) for name in ("x", "y", "u")}
        for rtol, atol in ((1e-6, 1e-8), (1e-4, 1e-5)):
            samples = Samples(rng.normal(size=n), rng.normal(size=n), inputs, rtol, atol)
            assert tell_by_inputs(samples) is None


def test_numbers_that_are_wrong_here_and_there_get_no_sentence():
    """Of twenty numbers, some are wrong in no way that the inputs explain."""
    rng = np.random.default_rng(1)
    n_told = 0
    for _ in range(2_000):
        inputs = {name: rng.uniform(-2, 2, 20) for name in ("x", "y", "u")}
        wanted = rng.normal(size=20)
        got = np.where(rng.random(20) < 0.5, wanted, rng.normal(size=20))
        n_told += tell_by_inputs(Samples(wanted, got, inputs, 1e-6, 1e-8)) is not None
    assert n_told <= 2


FUNCTIONS = {
    "{}": lambda t: t,
    "1 / {}": lambda t: 1 / t,
    "{}²": lambda t: t**2,
    "cos({})": np.cos,
    "sin({})": np.sin,
}


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(sorted(FUNCTIONS)),
    st.sampled_from([1, -1, 2, -2, 0.5, 3]),
    st.booleans(),
)
def test_a_function_that_is_planted_is_the_one_that_is_told(seed, name, factor, is_term):
    rng = np.random.default_rng(seed)
    t, wanted = rng.uniform(0.3, 2.5, 9), rng.uniform(0.5, 3, 9)
    made = factor * FUNCTIONS[name](t)
    got = wanted + made if is_term else wanted * made
    text = str(told(got, wanted, {"t": t}))
    assert name.format("t") in text
    assert ("plus" if is_term else "times") in text


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0]), min_size=6, max_size=14), st.data()
)
def test_where_numbers_are_said_to_be_right_they_are(x, data):
    """Of few and simple numbers, so that halves come about by chance."""
    few = st.sampled_from([1.0, 2.0, -1.0, 3.0])
    n = len(x)
    wanted, got = (np.array(data.draw(st.lists(few, min_size=n, max_size=n))) for _ in "ab")
    text = str(told(got, wanted, {"x": np.array(x)}))
    right = wanted == got
    if "wherever x is positive" in text:
        assert np.array_equal(right, np.array(x) > 0)
    if "wherever x is negative" in text:
        assert np.array_equal(right, np.array(x) < 0)
    if "the sign is not" in text:
        assert np.array_equal(got[~right], -wanted[~right])


def pair(wanted, got):
    return plain(wanted), plain(got)


def test_each_part_of_a_pair_is_told_by_itself():
    other = 2 * Y * np.cos(U)
    found = find_by_inputs({}, {"v": pair((WANTED, other), (WANTED * X, other * Y))}, {"v": INPUTS})
    assert "In value 1 of 2: Each number is what it should be times x." in found.seen
    assert "In value 2 of 2: Each number is what it should be times y." in found.seen


def test_right_values_speak_against_a_half():
    """Wrong where x is negative is said only if no other value is right there."""
    wrong = {"v": pair(WANTED, np.where(X < 0, -WANTED, WANTED))}
    inputs = {"v": INPUTS, "w": INPUTS}
    assert "x is positive" in find_by_inputs({}, wrong, inputs).seen
    found = find_by_inputs({"w": pair(WANTED, WANTED)}, wrong, inputs)
    assert found is None or "x is positive" not in found.seen


def test_what_has_no_inputs_or_another_shape_gets_no_sentence():
    assert find_by_inputs({}, {"v": pair(WANTED, WANTED * X)}, {}) is None
    assert find_by_inputs({}, {"v": pair(WANTED, WANTED[:5])}, {"v": INPUTS}) is None
    assert find_by_inputs({}, {"v": pair(WANTED, "text")}, {"v": INPUTS}) is None


def test_without_halves_only_a_function_of_all_numbers_is_told():
    inputs = {"z": {"x": X, "y": Y}}
    for got, words in ((np.where(X > 0, 0, WANTED), None), (2 * X, "Each number is 2 · x.")):
        pairs = {"z": (plain(WANTED), plain(got))}
        found = find_by_inputs({}, pairs, inputs, halves=False)
        assert (found and str(found.seen)) == words
        assert find_by_inputs({}, pairs, inputs) is not None


def test_many_numbers_are_not_searched():
    x = np.linspace(0.5, 2, MAX_NUMBERS + 1)
    assert told(x * x, x, {"x": x}) is None
    assert told((x * x)[1:], x[1:], {"x": x[1:]}) is not None
