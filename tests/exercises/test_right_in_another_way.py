"""Right answers of kinds that a check once refused: each passes, with full points."""

from __future__ import annotations

import io
import pickle

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.func import grad, vmap
from torch.utils.data import DataLoader, TensorDataset

from autograder.cards.verdicts import text_card
from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Status


def z(x, y):
    return torch.sin(x**2 + y**2)


def one_by_one(x, y):
    c = np.cos(x * x + y * y)
    return 2 * x * c, 2 * y * c


def vectorized(x, y):
    return np.vectorize(one_by_one)(x, y)


def loop_into_zeros(x, y):
    xs, ys = np.broadcast_arrays(x, y)
    dx, dy = np.zeros(xs.shape), np.zeros(xs.shape)
    for place in np.ndindex(xs.shape):
        dx[place], dy[place] = one_by_one(float(xs[place]), float(ys[place]))
    return dx, dy


def torch_functions(x, y):
    xs, ys = (torch.as_tensor(np.array(v)) for v in (x, y))
    c = torch.cos(xs**2 + ys**2)
    return (2 * xs * c).numpy(), (2 * ys * c).numpy()


def by_vmap(x, y):
    xs, ys = np.broadcast_arrays(x, y)
    flat = [torch.tensor(np.asarray(v, float).reshape(-1)) for v in (xs, ys)]
    found = vmap(grad(z, argnums=(0, 1)))(*flat)
    return tuple(v.numpy().reshape(xs.shape) for v in found)


def epoch(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_with_checkpoints(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        torch.save(model, io.BytesIO())
    return losses


def train_with_pickles(features, labels, model, loss_fun, optimizer, n_epochs):
    losses, best = [], None
    for _ in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        best = pickle.dumps(model)
    pickle.loads(best) if best else None
    return losses


def train_with_state_dicts(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        torch.save({"model": model.state_dict(), "opt": optimizer.state_dict()}, io.BytesIO())
    return losses


def train_by_loader(features, labels, model, loss_fun, optimizer, n_epochs):
    data = TensorDataset(features, labels)
    loader = DataLoader(data, batch_size=len(data), shuffle=True)
    losses = []
    for _ in range(n_epochs):
        for x, y in loader:
            losses.append(epoch(x, y, model, loss_fun, optimizer))
    return losses


def train_in_weighted_parts(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        total = 0.0
        for x, y in zip(features.split(4), labels.split(4), strict=True):
            loss = loss_fun(model(x), y) * (len(x) / len(features))
            loss.backward()
            total += loss.item()
        optimizer.step()
        losses.append(total)
    return losses


def train_with_a_scaler(features, labels, model, loss_fun, optimizer, n_epochs):
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        losses.append(loss.item())
    return losses


def train_that_looks_at_its_gradients(features, labels, model, loss_fun, optimizer, n_epochs):
    losses, norms = [], []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        found = torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)
        norms.append(sum(float(g.norm()) for g in found))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_with_progress(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for i in range(n_epochs):
        losses.append(epoch(features, labels, model, loss_fun, optimizer))
        if (i + 1) % max(1, n_epochs // 5) == 0:
            print(i, losses[-1])
    return losses


class NetInOwnOrder(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(n_cells, 1))
        self.w2 = nn.Parameter(torch.randn(1, n_cells))
        self.b1 = nn.Parameter(torch.randn(n_cells))
        self.b2 = nn.Parameter(torch.randn(1))

    def forward(self, x):
        return F.linear(torch.tanh(F.linear(x, self.w1, self.b1)), self.w2, self.b2)


class LazyNet(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden, self.output = nn.LazyLinear(n_cells), nn.LazyLinear(1)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


RIGHT = {
    "fun_dz": (vectorized, loop_into_zeros, torch_functions, by_vmap),
    "train": (
        train_with_checkpoints,
        train_with_pickles,
        train_with_state_dicts,
        train_by_loader,
        train_in_weighted_parts,
        train_with_a_scaler,
        train_that_looks_at_its_gradients,
        train_with_progress,
    ),
    "WideNet": (NetInOwnOrder, LazyNet),
}
CASES = [pytest.param(n, c, id=c.__name__) for n, codes in RIGHT.items() for c in codes]


@pytest.mark.parametrize(("name", "code"), CASES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_right_answer_passes(name, code, seed):
    verdict = verdict_on(find_exercise(name), code, seed, "cpu")
    assert verdict.status is Status.PASSED, text_card(verdict)
