"""Right loops that also look at gradients by ``torch.autograd.grad``, as lesson 04 taught it."""

from __future__ import annotations

import pytest
import torch

from autograder.exercises import find_exercise
from autograder.judging.judge import judge
from autograder.records.verdicts import Status

SEED = 3


def looks_after_the_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    torch.autograd.grad(loss_fun(model(features), labels), list(model.parameters()))
    return loss.item()


def looks_between_backward_and_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward(retain_graph=True)
    torch.autograd.grad(loss, list(model.parameters()))
    optimizer.step()
    return loss.item()


def looks_first(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    torch.autograd.grad(loss, next(model.parameters()), retain_graph=True)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def assigns_what_it_looked_at(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    parameters = list(model.parameters())
    for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        p.grad = gradient
    optimizer.step()
    return loss.item()


STEPS = (
    looks_after_the_step,
    looks_between_backward_and_step,
    looks_first,
    assigns_what_it_looked_at,
)


def loop_of(step):
    def train(features, labels, model, loss_fun, optimizer, n_epochs):
        return [step(features, labels, model, loss_fun, optimizer) for _ in range(n_epochs)]

    return train


def train_that_looks_once_at_the_end(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = loop_of(looks_first)(features, labels, model, loss_fun, optimizer, n_epochs)
    torch.autograd.grad(loss_fun(model(features), labels), list(model.parameters()))
    return losses


def verdict_on(exercise_id, function):
    exercise = find_exercise(exercise_id)
    return judge(exercise, exercise.observe(function, SEED), SEED)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_step_that_looks_at_gradients_is_right(step):
    assert verdict_on("train_step", step).status is Status.PASSED


@pytest.mark.parametrize(
    "train",
    [*map(loop_of, STEPS), train_that_looks_once_at_the_end],
    ids=[*(step.__name__ for step in STEPS), "looks_once_at_the_end"],
)
def test_a_loop_that_looks_at_gradients_is_right(train):
    assert verdict_on("train", train).status is Status.PASSED


def looks_and_never_clears(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)
    loss.backward()
    optimizer.step()
    return loss.item()


def looks_and_never_goes_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    torch.autograd.grad(loss, list(model.parameters()))
    optimizer.step()
    return loss.item()


def test_a_look_does_not_hide_that_nothing_is_cleared():
    verdict = verdict_on("train_step", looks_and_never_clears)
    assert verdict.score == 0
    assert "aren't cleared" in verdict.message


def test_a_look_is_no_backward():
    verdict = verdict_on("train_step", looks_and_never_goes_backward)
    assert verdict.score < verdict.max_score
    assert "backward" in verdict.message


def fit_that_looks(x, y, clears=True):
    slope, intercept = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([slope, intercept], lr=0.005)
    for _ in range(50):
        loss = ((slope * x + intercept - y) ** 2).mean()
        torch.autograd.grad(loss, (slope, intercept), retain_graph=True)
        if clears:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def test_a_fit_that_looks_and_stops_early_is_not_told_that_nothing_clears():
    message = verdict_on("fit_line", fit_that_looks).message
    assert "clear" not in message
    assert "on its way" in message


def test_a_fit_that_looks_and_does_not_clear_is_told_so():
    message = verdict_on("fit_line", lambda x, y: fit_that_looks(x, y, clears=False)).message
    assert "aren't cleared" in message
