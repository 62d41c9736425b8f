"""Lesson 06, train_step: right implementations."""

import torch


def step_zero_at_end(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def step_zero_before_backward(features, labels, model, loss_fun, optimizer):
    prediction = model(features)
    loss = loss_fun(prediction, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def step_zeros_kept(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad(set_to_none=False)
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_zeros_to_none(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad(set_to_none=True)
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().cpu().numpy().item()


def step_model_zero_grad(features, labels, model, loss_fun, optimizer):
    model.train()
    model.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().tolist()


def step_none_by_hand(features, labels, model, loss_fun, optimizer):
    for parameter in model.parameters():
        parameter.grad = None
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_zeros_by_hand(features, labels, model, loss_fun, optimizer):
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.zero_()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_swapped_arguments(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(labels, model(features))
    loss.backward()
    optimizer.step()
    return loss.item()


def step_closure(features, labels, model, loss_fun, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def step_autograd_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model.forward(features), labels)
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.item()


def step_autograd_grad(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


def step_keyword_arguments(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(input=model(features), target=labels)
    value = loss.item()
    loss.backward()
    optimizer.step()
    return value


def step_both_flat(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).flatten(), labels.flatten())
    loss.backward()
    optimizer.step()
    return loss.item()


STEPS = (
    step_zero_at_end,
    step_zero_before_backward,
    step_zeros_kept,
    step_zeros_to_none,
    step_model_zero_grad,
    step_none_by_hand,
    step_zeros_by_hand,
    step_swapped_arguments,
    step_closure,
    step_autograd_backward,
    step_autograd_grad,
    step_keyword_arguments,
    step_both_flat,
)
