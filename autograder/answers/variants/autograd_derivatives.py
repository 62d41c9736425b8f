"""Lesson 03: right implementations of ``derivative_at`` and ``analytic_gradients``."""

import numpy as np
import torch


def slope_plain(f, x):
    x = torch.tensor(float(x), requires_grad=True)
    y = f(x)
    y.backward()
    return x.grad.item()


def slope_float_at_the_end(f, x):
    t = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    f(t).backward()
    return float(t.grad)


def slope_requires_grad_later(f, x):
    t = torch.tensor(float(x))
    t.requires_grad = True
    f(t).backward()
    return t.grad.item()


def slope_requires_grad_method(f, x):
    t = torch.tensor(x, dtype=torch.float64).requires_grad_()
    f(t).backward()
    return t.grad.item()


def slope_times_one(f, x):
    t = torch.tensor(x * 1.0, requires_grad=True)
    result = f(t)
    result.backward()
    derivative = t.grad
    return derivative.item()


def slope_list_of_one(f, x):
    t = torch.tensor([float(x)], requires_grad=True)
    f(t).backward()
    return t.grad[0].item()


def slope_summed(f, x):
    t = torch.full((1, 1), float(x), requires_grad=True)
    f(t).sum().backward()
    return t.grad.item()


def slope_parameter(f, x):
    t = torch.nn.Parameter(torch.tensor(float(x)))
    f(t).backward()
    return t.grad.item()


def slope_autograd_backward(f, x):
    t = torch.tensor(float(x), requires_grad=True)
    torch.autograd.backward(f(t))
    return t.grad.tolist()


def slope_autograd_grad(f, x):
    t = torch.tensor(float(x), requires_grad=True)
    (derivative,) = torch.autograd.grad(f(t), t)
    return derivative.item()


def slope_func_grad(f, x):
    return torch.func.grad(f)(torch.tensor(float(x))).item()


def slope_zeroed_before(f, x):
    t = torch.tensor(float(x), requires_grad=True)
    if t.grad is not None:
        t.grad.zero_()
    f(t).backward()
    return t.grad.numpy().item()


def slope_numpy_number(f, x):
    t = torch.tensor(np.float64(x), requires_grad=True)
    f(t).backward(torch.tensor(1.0, dtype=torch.float64))
    return np.float64(t.grad)


def slope_grad_enabled(f, x):
    with torch.enable_grad():
        t = torch.zeros((), requires_grad=True)
        t.data.fill_(x)
        f(t).backward()
    return float(t.grad.detach().numpy())


def gradients_plain(x, y, w, b):
    prediction = torch.tanh(x * w + b)
    dloss_dw = -2 * x * (y - prediction) * (1 - prediction**2)
    dloss_db = -2 * (y - prediction) * (1 - prediction**2)
    return dloss_dw, dloss_db


def gradients_shared(x, y, w, b):
    p = (x * w + b).tanh()
    shared = -2 * (y - p) * (1 - p**2)
    return x * shared, shared


def gradients_turned(x, y, w, b):
    p = torch.tanh(x * w + b)
    shared = 2 * (p - y) * (1 - p * p)
    return shared * x, shared


def gradients_by_edges(x, y, w, b):
    z = x * w + b
    p = torch.tanh(z)
    dloss_dp = -2 * (y - p)
    dp_dz = 1 - p**2
    dloss_dz = dloss_dp * dp_dz
    return dloss_dz * x, dloss_dz * 1


def gradients_tanh_twice(x, y, w, b):
    loss_slope = 2 * (torch.tanh(x * w + b) - y)
    tanh_slope = 1 - torch.tanh(x * w + b) ** 2
    return loss_slope * tanh_slope * x, loss_slope * tanh_slope


def gradients_cosh(x, y, w, b):
    z = torch.add(torch.mul(x, w), b)
    shared = 2 * (torch.tanh(z) - y) / torch.cosh(z) ** 2
    return x * shared, shared


def gradients_factored(x, y, w, b):
    p = torch.tanh(w * x + b)
    db = -2.0 * (y - p) * (1 - p) * (1 + p)
    dw = db * x
    return dw, db


def gradients_exponentials(x, y, w, b):
    u, v = torch.exp(x * w + b), torch.exp(-(x * w + b))
    p = (u - v) / (u + v)
    db = -2 * (y - p) * (1 - p.pow(2))
    return x * db, db


def gradients_expanded(x, y, w, b):
    p = torch.tanh(x * w + b)
    db = -2 * y + 2 * p + 2 * y * p**2 - 2 * p**3
    return db * x, db


def gradients_tuple(x, y, w, b):
    p = torch.tanh(x * w + b)
    return tuple(-2 * (y - p) * (1 - p**2) * inner for inner in (x, torch.ones_like(x)))


def gradients_inner_function(x, y, w, b):
    def forward():
        return torch.tanh(x * w + b)

    p = forward()
    error = y - p
    return -2 * error * (1 - torch.square(p)) * x, -2 * error * (1 - torch.square(p))


def gradients_sech(x, y, w, b):
    z = x * w + b
    sech = 1 / torch.cosh(z)
    common = (torch.tanh(z) - y) * 2 * sech * sech
    return common * x, common


VARIANTS = {
    "derivative_at": (
        slope_plain,
        slope_float_at_the_end,
        slope_requires_grad_later,
        slope_requires_grad_method,
        slope_times_one,
        slope_list_of_one,
        slope_summed,
        slope_parameter,
        slope_autograd_backward,
        slope_autograd_grad,
        slope_func_grad,
        slope_zeroed_before,
        slope_numpy_number,
        slope_grad_enabled,
    ),
    "analytic_gradients": (
        gradients_plain,
        gradients_shared,
        gradients_turned,
        gradients_by_edges,
        gradients_tanh_twice,
        gradients_cosh,
        gradients_factored,
        gradients_exponentials,
        gradients_expanded,
        gradients_tuple,
        gradients_inner_function,
        gradients_sech,
    ),
}
