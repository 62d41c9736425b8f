"""Random damage: nothing but a refusal is raised, and nobody gets a point from it."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.malformed.in_process import execute_here
from tests.malformed.material import POINTS, honest
from tests.malformed.mutations import mutated, torn
from tests.malformed.promises import examined, points

QUICK = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DICE = st.randoms(use_true_random=False)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.submission.execute", execute_here)


@settings(QUICK, max_examples=300)
@given(rng=DICE)
def test_no_damage_to_a_notebook_breaks_a_promise(rng: Random, release, released):
    event("refused" if examined(mutated(honest(release), rng), released) is None else "mended")


@settings(QUICK, max_examples=150)
@given(rng=DICE)
def test_no_damage_to_a_file_breaks_a_promise(rng: Random, release, released):
    data = torn(mutated(honest(release), rng), rng)
    event("refused" if examined(data, released) is None else "mended")


@settings(QUICK, max_examples=100)
@given(data=st.binary(max_size=200))
def test_no_bytes_break_a_promise(data: bytes, released):
    examined(data, released)


@settings(QUICK, max_examples=100)
@given(
    found=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "cells",
                        "worksheets",
                        "metadata",
                        "source",
                        "nbgrader",
                        "cell_type",
                        "id",
                        "input",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=30,
    )
)
def test_no_json_breaks_a_promise(found, released):
    examined(json.dumps({"cells": found, "nbformat": 4}).encode(), released)


@settings(QUICK, max_examples=60)
@given(rng=DICE)
def test_a_blank_notebook_gains_nothing_by_damage(rng: Random, release, released):
    repaired = examined(mutated(release, rng), released)
    assert repaired is None or set(points(repaired).values()) == {0}


@settings(QUICK, max_examples=60)
@given(rng=DICE)
def test_a_hand_in_gains_nothing_by_damage(rng: Random, release, released):
    repaired = examined(mutated(honest(release), rng), released)
    if repaired is not None:
        earned = points(repaired)
        assert all(earned[name] <= most for name, most in POINTS.items())
