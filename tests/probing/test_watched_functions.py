"""What a watched function says of its calls: whether, where, with what, and who walked back."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.probing import watched_functions as seen
from autograder.probing.watched_functions import WatchedFunction

X = 1.7


def leaf(x, **options):
    return torch.tensor(float(x), requires_grad=True, **options)


def without_recording(f, x):
    with torch.no_grad():
        return f(leaf(x))


def flag_set_afterwards(f, x):
    tensor = torch.tensor(x)
    f(tensor)
    tensor.requires_grad_()


MANNERS = {
    seen.NEVER: lambda f, x: 2 * x,
    seen.A_NUMBER: lambda f, x: f(x),
    seen.AN_ARRAY: lambda f, x: f(np.array([x])),
    seen.ELSEWHERE: lambda f, x: f(leaf(int(x))),
    seen.SEVERAL: lambda f, x: f(x + 0.01) - f(x - 0.01),
    seen.COPIES: lambda f, x: f(torch.full((3,), x)),
    seen.UNRECORDED: without_recording,
    seen.NO_LEAF: lambda f, x: f(leaf(x).reshape(1)),
    seen.WATCHED: lambda f, x: f(leaf(x, dtype=torch.float64)),
    seen.UNKNOWN: lambda f, x: torch.func.vmap(f)(torch.tensor([x])),
}


@pytest.mark.parametrize("manner", MANNERS)
def test_a_call_is_told_by_what_it_was(manner):
    watched = WatchedFunction(lambda x: x**2, X)
    MANNERS[manner](watched.function(), X)
    assert watched.manner() == manner


@pytest.mark.parametrize(
    "call", [lambda f, x: f(torch.tensor(x)), lambda f, x: f(leaf(x).detach()), flag_set_afterwards]
)
def test_a_tensor_that_nobody_watches_at_the_time_of_the_call_is_told(call):
    watched = WatchedFunction(lambda x: x**2, X)
    call(watched.function(), X)
    assert watched.manner() == seen.UNWATCHED


@pytest.mark.parametrize(
    ("places", "manner"),
    [([0], seen.IN_PARTS), ([2, 0], seen.IN_PARTS), ([0, 1, 2], seen.WATCHED)],
)
def test_a_call_with_some_of_several_numbers_is_one_with_a_part(places, manner):
    x = np.array([0.3, 1.1, 2.5])
    watched = WatchedFunction(lambda x: x**2, x)
    watched.function()(torch.tensor(x[places], requires_grad=True))
    assert watched.manner() == manner


def test_a_number_that_was_not_given_is_found_in_any_argument():
    x, y = np.array([0.3, 1.1]), np.array([2.5, 3.5])
    watched = WatchedFunction(lambda x, y: x * y, x)
    watched.function_of_two()(torch.tensor(x), torch.tensor([2.5, 3.0]))
    assert watched.strange(0, x) is None
    assert watched.strange(1, y) == 3.0


def test_a_walk_is_seen_and_changes_no_gradient():
    watched = WatchedFunction(lambda x: x**3, X)
    tensor = leaf(X)
    result = watched.function()(tensor)
    assert watched.n_walks == 0
    result.backward()
    assert watched.n_walks == 1
    assert tensor.grad.item() == pytest.approx(3 * X**2)
    assert watched.gradient().data == pytest.approx(3 * X**2)


def test_a_wrong_call_names_f_and_nothing_of_ours():
    with pytest.raises(TypeError, match=r"^f\(\) takes 1 positional argument but 2 were given$"):
        WatchedFunction(lambda x: x, X).function()(1.0, 2.0)
