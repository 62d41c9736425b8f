"""Lesson 06, train: the reference and the mistakes."""

from copy import deepcopy

import numpy as np
import torch
from torch import nn


def train(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_no_zero(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_no_step(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        losses.append(loss.item())
    return losses


def train_no_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_zero_between(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_not_in_grad(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        torch.autograd.grad(loss, list(model.parameters()))
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_step_before_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses


def train_in_place(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses


def train_step_after_loop(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return losses


def train_squeezed(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features).squeeze(), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_sum(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = ((model(features) - labels) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_times_n(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item() * len(features))
    return losses


def train_over_n(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item() / len(features))
    return losses


def train_own_loss(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = nn.MSELoss()(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_loss_after(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss_fun(model(features), labels).item())
    return losses


def train_model_of_labels(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(labels), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_against_features(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), features)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_tensors(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


def train_detached(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses


def train_array(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = np.zeros(n_epochs)
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.item()
    return losses


def train_new_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_same_kind_of_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_own_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_by_hand(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= optimizer.param_groups[0]["lr"] * parameter.grad
        losses.append(loss.item())
    return losses


def train_fresh_run(features, labels, model, loss_fun, optimizer, n_epochs):
    torch.manual_seed(2021)
    model = nn.Sequential(nn.Linear(1, 512), nn.Tanh(), nn.Linear(512, 1)).to(features.device)
    loss_fun = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_last_only(features, labels, model, loss_fun, optimizer, n_epochs):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


def train_appended_once(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
    losses.append(loss.item())
    return losses


def train_return_in_loop(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses


def train_no_return(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())


def train_running_total(features, labels, model, loss_fun, optimizer, n_epochs):
    losses, total = [], 0.0
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        losses.append(total)
    return losses


def train_one_short(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(1, n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_item_too_early(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels).item()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


def train_no_graph(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features).detach(), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_forward_once(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    loss = loss_fun(model(features), labels)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_zero_on_loss(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        loss.zero_grad()
        losses.append(loss.item())
    return losses


def train_uphill(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        (-loss).backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_forward_once_retained(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    loss = loss_fun(model(features), labels)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_copy(features, labels, model, loss_fun, optimizer, n_epochs):
    net, losses = deepcopy(model), []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(net(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_each_reading(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for x, y in zip(features, labels, strict=True):
            optimizer.zero_grad()
            loss = loss_fun(model(x), y)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def train_each_reading_mean(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for x, y in zip(features, labels, strict=True):
            optimizer.zero_grad()
            loss = loss_fun(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(features))
    return losses
