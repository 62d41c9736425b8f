"""Lesson 05: right implementations of ``mse``."""

import torch
from torch import nn


def mse_plain(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).mean()


def mse_turned(y_true, y_prediction):
    return torch.mean((y_prediction - y_true) ** 2)


def mse_product(y_true, y_prediction):
    error = y_true - y_prediction
    return (error * error).mean()


def mse_numel(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).sum() / y_true.numel()


def mse_pow(y_true, y_prediction):
    return torch.pow(y_true - y_prediction, 2).mean()


def mse_square(y_true, y_prediction):
    return torch.square(torch.sub(y_true, y_prediction)).mean()


def mse_module(y_true, y_prediction):
    return nn.MSELoss()(y_prediction, y_true)


def mse_module_turned(y_true, y_prediction):
    loss_fun = nn.MSELoss(reduction="mean")
    return loss_fun(y_true, y_prediction)


def mse_mean_of_means(y_true, y_prediction):
    squares = (y_true - y_prediction) ** 2
    while squares.ndim > 0:
        squares = squares.mean(dim=0)
    return squares


def mse_norm(y_true, y_prediction):
    error = (y_true - y_prediction).flatten()
    return error @ error / len(error)


def mse_expanded(y_true, y_prediction):
    squares = y_true**2 - 2 * y_true * y_prediction + y_prediction**2
    return squares.mean()


def mse_loop(y_true, y_prediction):
    total = 0
    for truth, prediction in zip(y_true.flatten(), y_prediction.flatten(), strict=True):
        total = total + (truth - prediction) ** 2
    return total / y_true.numel()


VARIANTS = {
    "mse": (
        mse_plain,
        mse_turned,
        mse_product,
        mse_numel,
        mse_pow,
        mse_square,
        mse_module,
        mse_module_turned,
        mse_mean_of_means,
        mse_norm,
        mse_expanded,
        mse_loop,
    ),
}
