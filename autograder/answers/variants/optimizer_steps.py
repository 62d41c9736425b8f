"""Lesson 05: right implementations of ``sgd_step``, ``momentum_step`` and ``rmsprop_step``."""

import torch


def sgd_in_place(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad


def sgd_data(parameters, lr):
    for p in parameters:
        if p.grad is not None:
            p.data = p.data - lr * p.grad


def sgd_data_in_place(parameters, lr):
    for p in parameters:
        if p.grad is None:
            continue
        p.data -= lr * p.grad.data


def sgd_sub(parameters, lr):
    with torch.no_grad():
        for p in filter(lambda p: p.grad is not None, parameters):
            p.sub_(lr * p.grad)


def sgd_add(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.add_(p.grad, alpha=-lr)


def sgd_copy(parameters, lr):
    for p in parameters:
        if p.grad is not None:
            with torch.no_grad():
                p.copy_(p - lr * p.grad)


@torch.no_grad()
def sgd_decorated(parameters, lr):
    for p in parameters:
        if p.grad is not None:
            p += -lr * p.grad


def sgd_index(parameters, lr):
    with torch.no_grad():
        for i in range(len(parameters)):
            if parameters[i].grad is not None:
                parameters[i] -= lr * parameters[i].grad


def sgd_detached(parameters, lr):
    for p in parameters:
        if p.grad is not None:
            view = p.detach()
            view -= lr * p.grad


def sgd_torch(parameters, lr):
    optimizer = torch.optim.SGD(parameters, lr)
    optimizer.step()


def sgd_zero_for_none(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            gradient = 0.0 if p.grad is None else p.grad
            p -= lr * gradient


def sgd_slices(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p[...] = p - lr * p.grad


def momentum_in_place(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * v


def momentum_methods(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v.mul_(momentum).add_(p.grad)
            p.sub_(lr * v)


def momentum_copy(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v.copy_(momentum * v + p.grad)
            p.copy_(p - lr * v)


def momentum_data(parameters, velocities, lr, momentum):
    for p, v in zip(parameters, velocities, strict=True):
        v.data = momentum * v + p.grad
        p.data -= lr * v


def momentum_list(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for i, p in enumerate(parameters):
            velocities[i] = momentum * velocities[i] + p.grad
            p -= lr * velocities[i]


def momentum_slices(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v[...] = momentum * v + p.grad
            p[...] = p - lr * v


def momentum_two_loops(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
        for p, v in zip(parameters, velocities, strict=True):
            p -= lr * v


@torch.no_grad()
def momentum_decorated(parameters, velocities, lr, momentum):
    for i in range(len(parameters)):
        velocities[i] *= momentum
        velocities[i] += parameters[i].grad
        parameters[i] -= lr * velocities[i]


def momentum_none(parameters, velocities, lr, momentum):
    for p, v in zip(parameters, velocities, strict=True):
        if p.grad is None:
            continue
        with torch.no_grad():
            v.mul_(momentum)
            v.add_(p.grad)
            p.add_(v, alpha=-lr)


def momentum_swapped_terms(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for v, p in zip(velocities, parameters, strict=True):
            v.copy_(p.grad + v * momentum)
            p += -(v * lr)


def rmsprop_in_place(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_methods(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s.mul_(alpha).addcmul_(p.grad, p.grad, value=1 - alpha)
            p.addcdiv_(p.grad, s.sqrt().add_(eps), value=-lr)


def rmsprop_copy(parameters, averages, lr, alpha, eps):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s.copy_(alpha * s + (1 - alpha) * p.grad * p.grad)
            p.copy_(p - lr / (torch.sqrt(s) + eps) * p.grad)


def rmsprop_data(parameters, averages, lr, alpha=0.99, eps=1e-8):
    for p, s in zip(parameters, averages, strict=True):
        g = p.grad.data
        s.data = alpha * s + (1 - alpha) * g**2
        p.data = p.data - lr * g / (s**0.5 + eps)


def rmsprop_list(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for i, p in enumerate(parameters):
            averages[i] = alpha * averages[i] + (1 - alpha) * p.grad**2
            p -= lr * p.grad / (averages[i].sqrt() + eps)


def rmsprop_difference(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s += (1 - alpha) * (p.grad**2 - s)
            p -= lr * p.grad / (eps + s.sqrt())


def rmsprop_lerp(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s.lerp_(p.grad.square(), 1 - alpha)
            p.sub_(lr * p.grad / (s.sqrt() + eps))


@torch.no_grad()
def rmsprop_decorated(parameters, averages, lr, alpha=0.99, eps=1e-8):
    for i in range(len(parameters)):
        averages[i] *= alpha
        averages[i] += (1 - alpha) * parameters[i].grad ** 2
        parameters[i] -= lr * parameters[i].grad / (averages[i].sqrt() + eps)


def rmsprop_named(parameters, averages, lr, alpha=0.99, eps=1e-8):
    for p, s in zip(parameters, averages, strict=True):
        if p.grad is not None:
            with torch.no_grad():
                s *= alpha
                s += (1 - alpha) * torch.pow(p.grad, 2)
                size = torch.sqrt(s) + eps
                step = p.grad / size
                p -= lr * step


def rmsprop_slices(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s[...] = alpha * s + (1 - alpha) * p.grad**2
            p[...] = p - lr * p.grad / (s.sqrt() + eps)


def rmsprop_two_loops(parameters, averages, lr, alpha=0.99, eps=1e-8):
    gradients = [p.grad.clone() for p in parameters]
    for s, g in zip(averages, gradients, strict=True):
        s *= alpha
        s += (1 - alpha) * g**2
    with torch.no_grad():
        for p, s, g in zip(parameters, averages, gradients, strict=True):
            p += -lr * g / (s.sqrt() + eps)


VARIANTS = {
    "sgd_step": (
        sgd_in_place,
        sgd_data,
        sgd_data_in_place,
        sgd_sub,
        sgd_add,
        sgd_copy,
        sgd_decorated,
        sgd_index,
        sgd_detached,
        sgd_torch,
        sgd_zero_for_none,
        sgd_slices,
    ),
    "momentum_step": (
        momentum_in_place,
        momentum_methods,
        momentum_copy,
        momentum_data,
        momentum_list,
        momentum_slices,
        momentum_two_loops,
        momentum_decorated,
        momentum_none,
        momentum_swapped_terms,
    ),
    "rmsprop_step": (
        rmsprop_in_place,
        rmsprop_methods,
        rmsprop_copy,
        rmsprop_data,
        rmsprop_list,
        rmsprop_difference,
        rmsprop_lerp,
        rmsprop_decorated,
        rmsprop_named,
        rmsprop_slices,
        rmsprop_two_loops,
    ),
}
