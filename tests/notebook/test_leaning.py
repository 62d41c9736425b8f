"""An answer that uses an earlier one, right or wrong: where the card says to begin."""

from __future__ import annotations

import pytest
import torch

from autograder import check
from autograder.notebook import checking, progress
from autograder.notebook.leaning import tell_leaning
from autograder.notebook.progress import Session
from autograder.notebook.progress_file import NAME, Best, add_progress
from autograder.records.verdicts import Status

BEGIN_THERE = "Your code uses your `vjp`, whose own check hasn't passed: begin there."
CHECK_FIRST = "Your code uses your `vjp`, which hasn't been checked yet: check that first."


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session of this test's own."""
    session = Session()
    monkeypatch.setattr(checking, "SESSION", session)
    return session


def right(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, v)[0]


def wrong(f, x, v):
    return right(f, x, torch.ones_like(v))


def jacobian(f, x):
    n_rows = len(f(x))
    return torch.stack([vjp(f, x, torch.eye(n_rows)[i].to(x)) for i in range(n_rows)])


vjp = right


def test_a_wrong_answer_that_uses_a_wrong_earlier_one_is_told_to_begin_there(monkeypatch):
    monkeypatch.setitem(globals(), "vjp", wrong)
    check("vjp", wrong)
    assert check("jacobian", jacobian).message.endswith(BEGIN_THERE)


def test_an_earlier_one_that_was_never_checked_is_told_to_be_checked(monkeypatch):
    monkeypatch.setitem(globals(), "vjp", wrong)
    assert check("jacobian", jacobian).message.endswith(CHECK_FIRST)


def test_an_earlier_one_that_passed_before_the_kernel_s_start_is_not_to_be_checked_again(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(progress, "someone_is_there", lambda: True)
    add_progress(tmp_path / NAME, {"vjp": Best(2.0, 2.0, Status.PASSED, "2026-01-01")})
    monkeypatch.setattr(checking, "SESSION", Session(tmp_path))
    monkeypatch.setitem(globals(), "vjp", wrong)
    assert CHECK_FIRST not in check("jacobian", jacobian).message


def test_of_a_later_one_that_an_answer_calls_nothing_is_told():
    def calls_a_later_one(f, x, v):
        return jacobian(f, x).T @ v[: len(x)]

    assert check("vjp", calls_a_later_one).status is not Status.PASSED
    assert "jacobian" not in check("vjp", calls_a_later_one).message


def test_of_an_earlier_one_that_has_passed_and_of_a_right_answer_nothing_is_told():
    assert check("jacobian", jacobian).status is Status.PASSED
    check("vjp", right)
    assert "`vjp`" not in check("jacobian", lambda f, x: jacobian(f, x).T).message
    assert "`vjp`" not in check("jacobian", lambda f, x: vjp(f, x, f(x))).message


class UsesIt:
    def forward(self, f, x):
        return [vjp(f, x, row) for row in torch.eye(2)]


@pytest.mark.parametrize("answer", [UsesIt, lambda f, x: lambda v: vjp(f, x, v)])
def test_it_is_found_in_methods_and_in_functions_inside(answer, session):
    assert tell_leaning(answer, ["vjp"], session) == CHECK_FIRST


@pytest.mark.parametrize(
    "answer", [lambda f, x: torch.func.vjp(f, x), lambda f, vjp: vjp(f), 7, torch.sum]
)
def test_an_attribute_or_argument_of_the_same_name_is_not_the_learners_own(answer, session):
    assert tell_leaning(answer, ["vjp"], session) is None
