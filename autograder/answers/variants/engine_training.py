"""Lesson 07: right implementations of ``train_with_values``."""

from autograder.answers.engine_backward import backward_pass
from autograder.answers.engine_values import Value


def train_plain(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = 0
        for x, y in zip(features, labels, strict=True):
            loss = loss + (predict(x) - y) ** 2
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data = p.data - lr * p.grad
        losses.append(loss.data)
    return losses


def train_value_zero(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = Value(0.0)
        for x, y in zip(features, labels, strict=True):
            error = predict(x) - y
            loss += error * error
        loss *= 1 / len(labels)
        for p in parameters:
            p.grad = 0
        loss.backward()
        for p in parameters:
            p.data -= p.grad * lr
        losses.append(loss.data)
    return losses


def train_zero_at_end(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        errors = [predict(x) - y for x, y in zip(features, labels, strict=True)]
        loss = sum(e**2 for e in errors) / len(errors)
        losses.append(loss.data)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
            p.grad = 0.0
    return losses


def train_backward_per_reading(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        total = 0.0
        for x, y in zip(features, labels, strict=True):
            loss = (predict(x) - y) ** 2 / len(features)
            loss.backward()
            total += loss.data
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(total)
    return losses


def train_turned_difference(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    n = len(features)
    for _epoch in range(n_epochs):
        loss = sum((y - predict(x)) ** 2 for x, y in zip(features, labels, strict=True)) * (1 / n)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data += -lr * p.grad
        losses.append(float(loss.data))
    return losses


def train_indices(features, labels, predict, parameters, lr, n_epochs):
    losses = [0.0] * n_epochs
    for epoch in range(n_epochs):
        loss = 0.0
        for i in range(len(features)):
            loss = loss + (predict(features[i]) - labels[i]) ** 2
        loss = loss * len(features) ** -1
        for i in range(len(parameters)):
            parameters[i].grad = 0.0
        loss.backward()
        for i in range(len(parameters)):
            parameters[i].data -= lr * parameters[i].grad
        losses[epoch] = loss.data
    return losses


def train_mean_of_parts(features, labels, predict, parameters, lr, n_epochs):
    def mean_squared_error():
        parts = [(predict(x) - y) ** 2 / len(labels) for x, y in zip(features, labels, strict=True)]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    losses = []
    while len(losses) < n_epochs:
        for p in parameters:
            p.grad = 0.0
        loss = mean_squared_error()
        loss.backward()
        losses.append(loss.data)
        for p in parameters:
            p.data -= lr * p.grad
    return losses


def train_gradients_first(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        gradients = [p.grad for p in parameters]
        for p, gradient in zip(parameters, gradients, strict=True):
            p.data, p.grad = p.data - lr * gradient, 0.0
        losses.append(loss.data)
    return losses


def train_calls_the_pass(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        backward_pass(loss)
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_value_factor(features, labels, predict, parameters, lr, n_epochs):
    share, losses = Value(1 / len(features)), []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = share * sum((predict(x) - y) ** 2.0 for x, y in zip(features, labels, strict=True))
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_step_inside(features, labels, predict, parameters, lr, n_epochs):
    def step():
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        return loss.data

    return [step() for _ in range(n_epochs)]


TRAININGS = (
    train_plain,
    train_value_zero,
    train_zero_at_end,
    train_backward_per_reading,
    train_turned_difference,
    train_indices,
    train_mean_of_parts,
    train_gradients_first,
    train_calls_the_pass,
    train_value_factor,
    train_step_inside,
)
