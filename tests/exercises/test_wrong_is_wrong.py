"""Wrong answers of kinds that once passed: each loses points."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.answers.variants.engine_values import ValueOwnType
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


VALUES: dict[str, float] = {}


def forward_in_one_dictionary(x, y, z):
    VALUES.update(a=2 * x, b=np.sin(y))
    VALUES["c"] = VALUES["a"] / VALUES["b"]
    VALUES["d"] = z * VALUES["c"]
    VALUES["e"] = np.log(VALUES["d"] + 1)
    VALUES["f"] = np.tanh(VALUES["e"])
    return VALUES


def forward_multiplies_z_in_place(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    z *= c
    e = np.log(z + 1)
    return {"a": a, "b": b, "c": c, "d": z, "e": e, "f": np.tanh(e)}


def loss_subtracts_in_place(y_true, y_prediction):
    loss = (y_true - y_prediction) ** 2
    y_prediction.data -= y_true
    return loss


def mse_detaches_and_subtracts(y_true, y_prediction):
    loss = (y_prediction.clone() - y_true).square().mean()
    y_prediction.data.sub_(y_true)
    return loss


def gradients_subtract_in_place(x, y, w, b):
    p = torch.tanh(x * w + b)
    y -= p
    return -2 * x * y * (1 - p**2), -2 * y * (1 - p**2)


def count_empties_the_loss(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    loss.data.zero_()
    return len(seen)


def slopes(f, x):
    leaf = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf, create_graph=True)[0], leaf


def curve_sets_x_to_zero(f, x):
    slope, _ = slopes(f, x)
    x.data.zero_()
    return slope.detach()


def second_sets_x_to_zero(f, x):
    slope, leaf = slopes(f, x)
    x.data.zero_()
    return torch.autograd.grad(slope.sum(), leaf)[0]


def partials_turn_y_round(f, x, y):
    grids = [t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy")]
    y.copy_(y.flip(0))
    return torch.autograd.grad(f(*grids).sum(), grids)


def vjp_scales_v(f, x, v):
    leaf = x.clone().requires_grad_()
    product = torch.autograd.grad(f(leaf), leaf, v)[0]
    v /= v.norm()
    return product


def vjp_of_a_clone_in_the_graph(f, x, v):
    x = x.clone().requires_grad_()
    f(x).backward(v)
    return x.grad


def jacobian_of_a_clone_in_the_graph(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for i in range(len(f(x))):
        x.grad = None
        f(x)[i].backward()
        rows.append(x.grad)
    return torch.stack(rows)


def jacobian_moves_x(f, x):
    table = torch.autograd.functional.jacobian(f, x.clone())
    x += 1e-3
    return table


def hvp_scales_v(f, x, v):
    product = torch.autograd.functional.hvp(f, x.detach(), v.clone())[1]
    v /= v.norm()
    return product


def fit_centres_x(x, y):
    mean = x.mean().item()
    x -= mean
    slope = (x @ y / (x @ x)).item()
    intercept = y.mean().item() - slope * mean
    return slope, intercept, ((slope * (x + mean) + intercept - y) ** 2).mean().item()


def train_scales_features_at_the_end(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = [epoch(features, labels, model, loss_fun, optimizer) for _ in range(n_epochs)]
    features.div_(2)
    return losses


class ValueThatForgetsTheSecondSummand(ValueOwnType):
    def __add__(self, other):
        other = self.lift(other)
        return self.made(self.data + other.data, (self, 1.0), (other, 0.0))


def values_that_sort_the_labels(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    labels.sort()
    return losses


WRONG = {
    "gradient_descent": (stops_at_a_small_sum, stops_at_small_steps, stops_at_a_small_norm),
    "train": (
        train_progress_by_fifths,
        train_stops_when_level,
        train_stops_when_low,
        train_scales_features_at_the_end,
    ),
    "gradient_check": (gradient_check_of_a_sample,),
    "forward_graph": (forward_in_one_dictionary, forward_multiplies_z_in_place),
    "sq_loss": (loss_subtracts_in_place,),
    "mse": (mse_detaches_and_subtracts,),
    "analytic_gradients": (gradients_subtract_in_place,),
    "count_nodes": (count_empties_the_loss,),
    "derivative_curve": (curve_sets_x_to_zero,),
    "second_derivative": (second_sets_x_to_zero,),
    "partials": (partials_turn_y_round,),
    "vjp": (vjp_scales_v, vjp_of_a_clone_in_the_graph),
    "jacobian": (jacobian_moves_x, jacobian_of_a_clone_in_the_graph),
    "hvp": (hvp_scales_v,),
    "fit_line": (fit_centres_x,),
    "Value": (ValueThatForgetsTheSecondSummand,),
    "train_with_values": (values_that_sort_the_labels,),
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
