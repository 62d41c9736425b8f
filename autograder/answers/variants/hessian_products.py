"""Lesson 04: right implementations of ``hvp``."""

import torch
from torch.autograd import grad


def hvp_grad_outputs(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, v)[0]


def hvp_weighted_sum(f, x, v):
    x = x.clone().detach().requires_grad_(True)
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad((gradient * v).sum(), x)[0]


def hvp_dot(f, x, v):
    x = x.detach().requires_grad_()
    (gradient,) = grad(f(x), x, create_graph=True)
    (product,) = grad(gradient @ v, x)
    return product


def hvp_named(f, x, v):
    x = x.detach().clone()
    x.requires_grad = True
    y = f(x)
    first = torch.autograd.grad(outputs=y, inputs=x, create_graph=True, retain_graph=True)[0]
    second = torch.autograd.grad(outputs=first, inputs=x, grad_outputs=v, retain_graph=True)
    return second[0].detach()


def hvp_inner_function(f, x, v):
    def gradient(t):
        return torch.autograd.grad(f(t), t, create_graph=True)[0]

    x = x.detach().requires_grad_()
    return torch.autograd.grad(torch.dot(gradient(x), v), x)[0]


def hvp_backward(f, x, v):
    x = x.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    gradient.backward(v)
    return x.grad


def hvp_forward_over_reverse(f, x, v):
    return torch.func.jvp(torch.func.grad(f), (x,), (v,))[1]


def hvp_reverse_over_reverse(f, x, v):
    return torch.func.vjp(torch.func.grad(f), x)[1](v)[0]


def hvp_func_grad_twice(f, x, v):
    return torch.func.grad(lambda t: torch.func.grad(f)(t) @ v)(x)


def hvp_functional(f, x, v):
    return torch.autograd.functional.hvp(f, x, v)[1]


def hvp_gradient_of_slope(f, x, v):
    x = x.clone().detach().requires_grad_()
    (first,) = grad(f(x), [x], create_graph=True)
    slope = sum(first * v)
    return grad(slope, [x])[0]


def hvp_functional_vhp(f, x, v):
    return torch.autograd.functional.vhp(f, x, v)[1]


VARIANTS = {
    "hvp": (
        hvp_grad_outputs,
        hvp_weighted_sum,
        hvp_dot,
        hvp_named,
        hvp_inner_function,
        hvp_backward,
        hvp_forward_over_reverse,
        hvp_reverse_over_reverse,
        hvp_func_grad_twice,
        hvp_functional,
        hvp_gradient_of_slope,
        hvp_functional_vhp,
    ),
}
