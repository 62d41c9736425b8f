"""Lesson 05: right implementations of ``fit_line``."""

import numpy as np
import torch
from torch import nn


def fit_momentum(x, y):
    line = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([line], lr=0.01, momentum=0.9)
    for _ in range(400):
        optimizer.zero_grad()
        loss = torch.mean((line[0] * x + line[1] - y) ** 2)
        loss.backward()
        optimizer.step()
    return line[0].item(), line[1].item(), loss.item()


def fit_adam(x, y):
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.Adam([w, b], lr=0.1)
    loss_fun = nn.MSELoss()
    for _ in range(500):
        loss = loss_fun(w * x + b, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return w.item(), b.item(), loss.item()


def fit_rmsprop_as_in_the_lesson(x, y):
    np.random.seed(0)
    slope = torch.tensor(np.random.rand(), dtype=torch.float32, requires_grad=True)
    intercept = torch.tensor(np.random.rand(), dtype=torch.float32, requires_grad=True)
    optimizer = torch.optim.RMSprop([slope, intercept], lr=0.001)
    loss_fun = nn.MSELoss()
    for _ in range(6000):
        loss = loss_fun(slope * x + intercept, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_module(x, y):
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.015, momentum=0.9)
    for _ in range(400):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x.reshape(-1, 1)), y.reshape(-1, 1))
        loss.backward()
        optimizer.step()
    return model.weight.item(), model.bias.item(), loss.item()


def fit_by_hand(x, y):
    slope = torch.tensor(0.5, requires_grad=True)
    intercept = torch.tensor(1.0, requires_grad=True)
    velocities = [0.0, 0.0]
    for _ in range(400):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for i, p in enumerate((slope, intercept)):
                velocities[i] = 0.9 * velocities[i] + p.grad
                p -= 0.01 * velocities[i]
                p.grad = None
    return slope.item(), intercept.item(), loss.item()


def fit_centred(x, y):
    centre = x.mean()
    slope = torch.tensor(0.0, requires_grad=True)
    height = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, height], lr=0.05)
    for _ in range(150):
        optimizer.zero_grad()
        loss = ((slope * (x - centre) + height - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), (height - slope * centre).item(), loss.item()


def fit_formulas(x, y):
    slope = intercept = v_slope = v_intercept = 0.0
    x, y = x.numpy().astype(float), y.numpy().astype(float)
    for _ in range(500):
        error = slope * x + intercept - y
        v_slope = 0.9 * v_slope + 2 * np.mean(error * x)
        v_intercept = 0.9 * v_intercept + 2 * np.mean(error)
        slope, intercept = slope - 0.01 * v_slope, intercept - 0.01 * v_intercept
    return slope, intercept, np.mean((slope * x + intercept - y) ** 2)


def fit_until_still(x, y):
    line = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
    design = torch.stack([x, torch.ones_like(x)], dim=1).double()
    optimizer = torch.optim.SGD([line], lr=0.015, momentum=0.85)
    while True:
        optimizer.zero_grad()
        loss = ((design @ line - y.double()[:, None]) ** 2).mean()
        loss.backward()
        if line.grad.abs().max() < 1e-5:
            return (*line.detach().flatten().tolist(), loss.item())
        optimizer.step()


def fit_lbfgs(x, y):
    w = torch.tensor([0.0, 0.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=100)

    def closure():
        optimizer.zero_grad()
        loss = ((w[0] * x + w[1] - y) ** 2).mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    return w[0].item(), w[1].item(), closure().item()


def fit_list(x, y):
    slope = torch.tensor([0.0], requires_grad=True)
    intercept = torch.tensor([0.0], requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.012, momentum=0.85)
    losses = []
    for _ in range(500):
        prediction = slope * x + intercept
        loss = torch.square(prediction - y).mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [float(slope), float(intercept), losses[-1]]


def fit_sgd(x, y):
    slope = torch.tensor(0.5, requires_grad=True)
    intercept = torch.tensor(2.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.0105)
    for _ in range(3500):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(slope * x + intercept, y)
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


VARIANTS = {
    "fit_line": (
        fit_momentum,
        fit_adam,
        fit_rmsprop_as_in_the_lesson,
        fit_module,
        fit_by_hand,
        fit_centred,
        fit_formulas,
        fit_until_still,
        fit_lbfgs,
        fit_list,
        fit_sgd,
    ),
}
