"""Wrong answers of kinds that once passed: each loses points."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Status


def path(grad_fun, w0, lr, n_steps, stop):
    rows = [np.array(w0, float)]
    for _ in range(n_steps):
        g = np.array(grad_fun(rows[-1]))
        if stop(g, lr):
            break
        rows.append(rows[-1] - lr * g)
    return np.array(rows)


def stops_at_a_small_sum(grad_fun, w0, lr, n_steps):
    return path(grad_fun, w0, lr, n_steps, lambda g, lr: abs(sum(g)) < 1e-6)


def stops_at_small_steps(grad_fun, w0, lr, n_steps):
    return path(grad_fun, w0, lr, n_steps, lambda g, lr: (abs(lr * g) < 1e-8).all())


def stops_at_a_small_norm(grad_fun, w0, lr, n_steps):
    return path(grad_fun, w0, lr, n_steps, lambda g, lr: np.linalg.norm(g) < 1e-6)


def epoch(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_progress_by_fifths(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for i in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        if (i + 1) % (n_epochs // 5) == 0:
            print(i, losses[-1])
    return losses


def train_stops_when_level(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-6:
            break
    return losses


def train_stops_when_low(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        if losses[-1] < 1e-4:
            break
    return losses


def gradient_check_of_a_sample(f, df, x, h):
    rng, worst = np.random.default_rng(), 0.0
    for k in rng.integers(0, len(x), 10):
        step = np.zeros(len(x))
        step[k] = h
        slope = (f(x + step) - f(x - step)) / (2 * h)
        worst = max(worst, abs(slope - np.array(df(x))[k]))
    return worst


WRONG = {
    "gradient_descent": (stops_at_a_small_sum, stops_at_small_steps, stops_at_a_small_norm),
    "train": (train_progress_by_fifths, train_stops_when_level, train_stops_when_low),
    "gradient_check": (gradient_check_of_a_sample,),
}
CASES = [pytest.param(n, c, id=c.__name__) for n, codes in WRONG.items() for c in codes]


@pytest.mark.parametrize(("name", "code"), CASES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_wrong_answer_does_not_pass(name, code, seed):
    verdict = verdict_on(find_exercise(name), code, seed, "cpu")
    assert verdict.status is not Status.PASSED


def test_a_fault_of_the_checks_own_look_is_not_told_as_the_students():
    def train_step(features, labels, model, loss_fun, optimizer):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        for parameter in model.parameters():
            parameter.requires_grad_(False)
        optimizer.step()
        return loss.item()

    verdict = verdict_on(find_exercise("train_step"), train_step, 0, "cpu")
    assert verdict.student_lines[-1].endswith("loss.backward()")  # of the second step
