"""Numbers that are right at some places only are told by those places, and by no others."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judging.relations import find_relation
from autograder.records.values import plain

TABLE = np.array([[0.83, -1.71, 2.4], [0.31, -0.57, 1.19], [1.9, 0.42, -2.2]])
ROW = np.array([0.83, -1.71, 2.4, 0.31])
OTHER = np.array([[9.1, 7.3, 5.7], [8.2, 6.4, 4.6], [3.9, 2.1, 1.4]])
EYE = np.eye(3, dtype=bool)
FIRST_ROW = np.arange(3)[:, None] == [0, 0, 0]
PLANTED = {
    "first": (ROW, np.append(ROW[:1], [5.1, 7.7, 9.2]), "Only the first number is right."),
    "last": (ROW, np.append([5.1, 7.7, 9.2], ROW[3:]), "Only the last number is right."),
    "all but the last": (ROW, np.append(ROW[:3], 9.9), "All numbers but the last are right."),
    "the rest is 0": (ROW, np.append(ROW[:1], [0, 0, 0]), "Of the others: Every number is 0."),
    "diagonal": (TABLE, np.where(EYE, TABLE, OTHER), "Only the numbers on the diagonal are right."),
    "off it": (TABLE, np.where(EYE, OTHER, TABLE), "Only the numbers on the diagonal are wrong."),
    "first row": (TABLE, np.where(FIRST_ROW, TABLE, OTHER), "Only the first row is right."),
    "first column": (TABLE, np.where(FIRST_ROW.T, TABLE, OTHER), "Only the first column is right."),
    "lower": (TABLE, np.where(np.tri(3) > 0, TABLE, OTHER), "on and below the diagonal"),
    "turned": (TABLE, np.where(EYE, TABLE, -TABLE), "Of the others: The size is right"),
}


@pytest.mark.parametrize(("wanted", "got", "words"), PLANTED.values(), ids=PLANTED)
def test_places_that_are_planted_are_told(wanted, got, words):
    found = find_relation({"value": (plain(wanted), plain(got))})
    assert found is not None and found.id == "places"
    assert words in found.seen


def test_the_places_have_to_be_the_same_in_all_values():
    one = plain(ROW), plain(np.append(ROW[:1], [5.1, 7.7, 9.2]))
    other = plain(ROW), plain(np.append([5.1, 7.7, 9.2], ROW[3:]))
    assert find_relation({"one": one, "two": one}).id == "places"
    assert find_relation({"one": one, "two": other}) is None


def test_a_right_number_in_the_middle_is_no_place():
    got = np.array([5.1, ROW[1], 7.7, 9.2])
    assert find_relation({"value": (plain(ROW), plain(got))}) is None
