"""Lesson 04: right implementations of ``derivative_curve`` and ``second_derivative``."""

import torch
from torch.autograd import grad


def curve_sum(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def curve_ones_like(f, x):
    x = x.clone().detach().requires_grad_(True)
    y = f(x)
    return torch.autograd.grad(y, x, torch.ones_like(y))[0]


def curve_named_arguments(f, x):
    x_own = x.detach().clone()
    x_own.requires_grad = True
    y = f(x_own)
    result = torch.autograd.grad(outputs=y, inputs=x_own, grad_outputs=torch.ones_like(x_own))
    return result[0]


def curve_unpacked(f, x):
    leaf = x.detach().requires_grad_()
    (dy_dx,) = torch.autograd.grad(f(leaf).sum(), [leaf])
    return dy_dx


def curve_short_name(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return grad(y, x, grad_outputs=torch.ones(len(y), dtype=y.dtype, device=y.device))[0]


def curve_create_graph(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)[0]


def curve_retained(f, x):
    x = x.detach().requires_grad_()
    y = torch.sum(f(x))
    slopes = torch.autograd.grad(y, x, retain_graph=True)
    return slopes[0].detach()


def curve_point_by_point(f, x):
    slopes = []
    for place in x.detach():
        place = place.clone().requires_grad_()
        slopes.append(torch.autograd.grad(f(place), place)[0])
    return torch.stack(slopes)


def curve_one_by_one(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.stack([grad(y[i], x, retain_graph=True)[0][i] for i in range(len(y))])


def curve_func_grad(f, x):
    return torch.func.grad(lambda t: f(t).sum())(x.detach())


def curve_vmap(f, x):
    return torch.vmap(torch.func.grad(f))(x.detach())


def curve_jacobian_diagonal(f, x):
    return torch.autograd.functional.jacobian(f, x.detach()).diagonal()


def curve_dot_ones(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y @ torch.ones_like(y), x)[0]


def curve_new_tensor(f, x):
    x = torch.tensor(x.tolist(), dtype=x.dtype, device=x.device, requires_grad=True)
    with torch.enable_grad():
        total = f(x).sum()
    return torch.autograd.grad(total, x)[0]


def second_sums(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def second_ones(f, x):
    x = x.detach().clone().requires_grad_(True)
    y = f(x)
    first = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)[0]
    return torch.autograd.grad(first, x, torch.ones_like(first))[0]


def second_named(f, x):
    x = x.detach().clone()
    x.requires_grad = True
    y = f(x)
    ones = torch.ones_like(y)
    (dy,) = torch.autograd.grad(y, x, grad_outputs=ones, create_graph=True, retain_graph=True)
    (ddy,) = torch.autograd.grad(dy, x, grad_outputs=ones)
    return ddy


def second_graph_twice(f, x):
    x = x.detach().requires_grad_()
    slopes = f(x)
    for _ in range(2):
        slopes = torch.autograd.grad(slopes.sum(), x, create_graph=True)[0]
    return slopes


def second_flag_on_a_clone(f, x):
    x = x.detach().clone()
    x.requires_grad_()
    first = grad(f(x).sum(), x, create_graph=True)[0]
    return grad(first.sum(), x)[0]


def second_inner_function(f, x):
    def slopes(t):
        return torch.autograd.grad(f(t).sum(), t, create_graph=True)[0]

    x = x.detach().requires_grad_()
    return torch.autograd.grad(slopes(x).sum(), x)[0].detach()


def second_func_grad_twice(f, x):
    def first(t):
        return torch.func.grad(lambda s: f(s).sum())(t)

    return torch.func.grad(lambda t: first(t).sum())(x.detach())


def second_vmap(f, x):
    return torch.vmap(torch.func.grad(torch.func.grad(f)))(x.detach())


def second_point_by_point(f, x):
    seconds = []
    for number in x.tolist():
        t = torch.tensor(number, dtype=x.dtype, device=x.device, requires_grad=True)
        first = torch.autograd.grad(f(t), t, create_graph=True)[0]
        seconds.append(torch.autograd.grad(first, t)[0])
    return torch.stack(seconds)


def second_hessian_diagonal(f, x):
    return torch.autograd.functional.hessian(lambda t: f(t).sum(), x.detach()).diag()


def second_backward(f, x):
    x = x.detach().clone().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    first.sum().backward()
    return x.grad


def second_jacobian_diagonal(f, x):
    def first(t):
        return torch.autograd.grad(f(t).sum(), t, create_graph=True)[0]

    table = torch.autograd.functional.jacobian(first, x.detach())
    return torch.diagonal(table)


VARIANTS = {
    "derivative_curve": (
        curve_sum,
        curve_ones_like,
        curve_named_arguments,
        curve_unpacked,
        curve_short_name,
        curve_create_graph,
        curve_retained,
        curve_point_by_point,
        curve_one_by_one,
        curve_func_grad,
        curve_vmap,
        curve_jacobian_diagonal,
        curve_dot_ones,
        curve_new_tensor,
    ),
    "second_derivative": (
        second_sums,
        second_ones,
        second_named,
        second_graph_twice,
        second_flag_on_a_clone,
        second_inner_function,
        second_func_grad_twice,
        second_vmap,
        second_point_by_point,
        second_hessian_diagonal,
        second_backward,
        second_jacobian_diagonal,
    ),
}
