"""Lesson 06, train: right implementations."""

import torch


def train_zero_at_end(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


def train_zero_before_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def train_set_to_none(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


def train_zeros_kept(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad(set_to_none=False)
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().cpu().numpy().item())
    return losses


def train_model_zero_grad(features, labels, model, loss_fun, optimizer, n_epochs):
    model.train()
    losses = []
    for _ in range(n_epochs):
        model.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
    return losses


def train_none_by_hand(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = [0.0] * n_epochs
    for epoch in range(n_epochs):
        for parameter in model.parameters():
            parameter.grad = None
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.item()
    return losses


def train_swapped_arguments(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(labels, model(features))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_with_inner_step(features, labels, model, loss_fun, optimizer, n_epochs):
    def train_step():
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return [train_step() for _ in range(n_epochs)]


def train_while(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    while len(losses) < n_epochs:
        optimizer.zero_grad()
        prediction = model(features)
        loss = loss_fun(prediction, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_tensor_tolist(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach()
    return losses.tolist()


def train_that_prints(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if epoch % 100 == 0:
            with torch.no_grad():
                print(epoch, loss_fun(model(features), labels).item())
    return losses


def train_evaluates_with_graph(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(loss_fun(model(features), labels).item())
        optimizer.zero_grad()
        loss_fun(model(features), labels).backward()
        optimizer.step()
    return losses


LOOPS = (
    train_zero_at_end,
    train_zero_before_backward,
    train_set_to_none,
    train_zeros_kept,
    train_model_zero_grad,
    train_none_by_hand,
    train_swapped_arguments,
    train_with_inner_step,
    train_while,
    train_tensor_tolist,
    train_that_prints,
    train_evaluates_with_graph,
)
