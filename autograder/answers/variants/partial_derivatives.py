"""Lesson 04: right implementations of ``partials``."""

import torch
from torch.autograd import grad


def partials_flattened(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    flat_x = grid_x.flatten().requires_grad_()
    flat_y = grid_y.flatten().requires_grad_()
    z = f(flat_x, flat_y)
    z_x, z_y = torch.autograd.grad(z, (flat_x, flat_y), torch.ones_like(z))
    return z_x.reshape(grid_x.shape), z_y.reshape(grid_x.shape)


def partials_sum(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    grid_x = grid_x.clone().requires_grad_()
    grid_y = grid_y.clone().requires_grad_()
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))


def partials_two_calls(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    grid_x.requires_grad_()
    grid_y.requires_grad_()
    z = f(grid_x, grid_y)
    ones = torch.ones_like(z)
    z_x = torch.autograd.grad(z, grid_x, grad_outputs=ones, retain_graph=True)[0]
    z_y = torch.autograd.grad(z, grid_y, grad_outputs=ones)[0]
    return z_x, z_y


def partials_f_twice(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    watched_x, watched_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    return (
        grad(f(watched_x, grid_y).sum(), watched_x)[0],
        grad(f(grid_x, watched_y).sum(), watched_y)[0],
    )


def partials_results_of_meshgrid(f, x, y):
    x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    z = f(grid_x, grid_y)
    return torch.autograd.grad(z, [grid_x, grid_y], torch.ones_like(z))


def partials_expanded(f, x, y):
    shape = len(y), len(x)
    grid_x = x[None, :].expand(shape).clone().requires_grad_()
    grid_y = y[:, None].expand(shape).clone().requires_grad_()
    dx, dy = torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))
    return dx, dy


def partials_repeated(f, x, y):
    grid_x = x.repeat(len(y)).requires_grad_()
    grid_y = y.repeat_interleave(len(x)).requires_grad_()
    z = f(grid_x, grid_y).sum()
    return tuple(d.view(len(y), len(x)) for d in torch.autograd.grad(z, (grid_x, grid_y)))


def partials_ij_turned(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="ij")
    grid_x, grid_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    dx, dy = torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))
    return dx.T, dy.T


def partials_meshgrid_turned(f, x, y):
    grid_y, grid_x = torch.meshgrid(y, x, indexing="ij")
    grid_x, grid_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y), create_graph=True)


def partials_backward(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    grid_x, grid_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    f(grid_x, grid_y).sum().backward()
    return grid_x.grad, grid_y.grad


def partials_func_grad(f, x, y):
    grids = torch.meshgrid(x, y, indexing="xy")
    return torch.func.grad(lambda s, t: f(s, t).sum(), argnums=(0, 1))(*grids)


def partials_row_by_row(f, x, y):
    dx, dy = [], []
    for height in y:
        row_x = x.detach().clone().requires_grad_()
        row_y = torch.full_like(x, height.item()).requires_grad_()
        both = torch.autograd.grad(f(row_x, row_y).sum(), (row_x, row_y))
        dx.append(both[0])
        dy.append(both[1])
    return torch.stack(dx), torch.stack(dy)


def partials_list(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return list(torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y)))


VARIANTS = {
    "partials": (
        partials_flattened,
        partials_sum,
        partials_two_calls,
        partials_f_twice,
        partials_results_of_meshgrid,
        partials_expanded,
        partials_repeated,
        partials_ij_turned,
        partials_meshgrid_turned,
        partials_backward,
        partials_func_grad,
        partials_row_by_row,
        partials_list,
    ),
}
