"""Lesson 06, train_step: the reference and the mistakes."""

import torch
from torch import nn


def train_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_no_zero(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_no_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    return loss.item()


def step_no_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    optimizer.step()
    return loss.item()


def step_zero_between(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def step_not_in_grad(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    torch.autograd.grad(loss, list(model.parameters()))
    optimizer.step()
    return loss.item()


def step_before_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    optimizer.step()
    loss.backward()
    return loss.item()


def step_before_backward_no_zero(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    optimizer.step()
    loss.backward()
    return loss.item()


def step_squeezed(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).squeeze(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_sum(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = ((model(features) - labels) ** 2).sum()
    loss.backward()
    optimizer.step()
    return loss.item()


def step_own_loss(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = nn.MSELoss()(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_loss_after(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss_fun(model(features), labels).backward()
    optimizer.step()
    return loss_fun(model(features), labels).item()


def step_model_of_labels(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(labels), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_against_features(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), features)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_tensor(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss


def step_detached(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach()


def step_no_return(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()


def step_item_too_early(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels).item()
    loss.backward()
    optimizer.step()
    return loss


def step_no_graph(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).detach(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_own_optimizer(features, labels, model, loss_fun, optimizer):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_by_hand(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= optimizer.param_groups[0]["lr"] * parameter.grad
    return loss.item()


def step_uphill(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    (-loss).backward()
    optimizer.step()
    return loss.item()


def step_prediction(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    prediction = model(features)
    loss = loss_fun(prediction, labels)
    loss.backward()
    optimizer.step()
    return prediction


def step_in_evaluation_mode(features, labels, model, loss_fun, optimizer):
    model.eval()
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()
