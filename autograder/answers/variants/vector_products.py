"""Lesson 04: right implementations of ``vjp`` and ``jacobian``."""

import torch
from torch.autograd import grad


def vjp_grad_outputs(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, v)[0]


def vjp_named(f, x, v):
    x = x.clone().detach().requires_grad_(True)
    y = f(x)
    result = torch.autograd.grad(outputs=y, inputs=x, grad_outputs=v)
    return result[0]


def vjp_weighted_sum(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad((f(x) * v).sum(), x)[0]


def vjp_dot(f, x, v):
    x = x.detach().requires_grad_()
    (product,) = torch.autograd.grad(torch.dot(v, f(x)), x)
    return product


def vjp_matmul(f, x, v):
    x = x.detach().requires_grad_()
    return grad(f(x) @ v, x, create_graph=True)[0]


def vjp_backward(f, x, v):
    x = x.detach().clone().requires_grad_()
    f(x).backward(v)
    return x.grad


def vjp_backward_named(f, x, v):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    y.backward(gradient=v)
    return x.grad.detach()


def vjp_func(f, x, v):
    _, pull_back = torch.func.vjp(f, x)
    return pull_back(v)[0]


def vjp_func_unpacked(f, x, v):
    (product,) = torch.func.vjp(f, x)[1](v)
    return product


def vjp_functional(f, x, v):
    return torch.autograd.functional.vjp(f, x, v)[1]


def vjp_full_jacobian(f, x, v):
    return v @ torch.autograd.functional.jacobian(f, x)


def vjp_rows_added(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    total = torch.zeros_like(x)
    for weight, one in zip(v, y, strict=True):
        total = total + weight * torch.autograd.grad(one, x, retain_graph=True)[0]
    return total.detach()


def vjp_func_grad(f, x, v):
    return torch.func.grad(lambda t: (v * f(t)).sum())(x)


def jacobian_units(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = 1
        rows.append(torch.autograd.grad(y, x, grad_outputs=v, retain_graph=True)[0])
    return torch.stack(rows)


def jacobian_elements(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(one, x, retain_graph=True)[0] for one in y])


def jacobian_filled(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    table = torch.zeros(len(y), len(x), dtype=x.dtype, device=x.device)
    for i in range(len(y)):
        table[i] = torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return table


def jacobian_f_anew(f, x):
    rows = []
    for i in range(len(f(x))):
        leaf = x.detach().clone().requires_grad_()
        rows.append(torch.autograd.grad(f(leaf)[i], leaf)[0])
    return torch.stack(rows)


def jacobian_retained_until_last(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    n = len(y)
    rows = [grad(y[i], x, retain_graph=i < n - 1)[0].reshape(1, -1) for i in range(n)]
    return torch.cat(rows)


def jacobian_create_graph(f, x):
    x = x.detach().requires_grad_()
    rows = tuple(grad(one, x, create_graph=True)[0] for one in f(x))
    return torch.vstack(rows)


def jacobian_batched(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    units = torch.eye(len(y), dtype=y.dtype, device=y.device)
    return torch.autograd.grad(y, x, grad_outputs=units, is_grads_batched=True)[0]


def jacobian_functional(f, x):
    return torch.autograd.functional.jacobian(f, x)


def jacobian_jacrev(f, x):
    return torch.func.jacrev(f)(x)


def jacobian_jacfwd(f, x):
    return torch.func.jacfwd(f)(x)


def jacobian_func_vjp(f, x):
    y, pull_back = torch.func.vjp(f, x)
    return torch.stack([pull_back(unit)[0] for unit in torch.eye(len(y)).to(y)])


def jacobian_backward(f, x):
    x = x.detach().clone().requires_grad_()
    y, rows = f(x), []
    for one in y:
        x.grad = None
        one.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


def jacobian_columns(f, x):
    columns = [torch.func.jvp(f, (x,), (unit,))[1] for unit in torch.eye(len(x)).to(x)]
    return torch.stack(columns, dim=1)


VARIANTS = {
    "vjp": (
        vjp_grad_outputs,
        vjp_named,
        vjp_weighted_sum,
        vjp_dot,
        vjp_matmul,
        vjp_backward,
        vjp_backward_named,
        vjp_func,
        vjp_func_unpacked,
        vjp_functional,
        vjp_full_jacobian,
        vjp_rows_added,
        vjp_func_grad,
    ),
    "jacobian": (
        jacobian_units,
        jacobian_elements,
        jacobian_filled,
        jacobian_f_anew,
        jacobian_retained_until_last,
        jacobian_create_graph,
        jacobian_batched,
        jacobian_functional,
        jacobian_jacrev,
        jacobian_jacfwd,
        jacobian_func_vjp,
        jacobian_backward,
        jacobian_columns,
    ),
}
