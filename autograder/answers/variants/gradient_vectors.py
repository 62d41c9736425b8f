"""Lesson 01: right implementations."""

import numpy as np
import sympy
import torch


def formula_text(x, y):
    return "2*x*cos(x**2 + y**2)", "2*y*cos(x**2 + y**2)"


def formula_text_numpy_names(x, y):
    return "np.cos(x**2+y**2)*2*x", "np.cos(x**2+y**2)*2*y"


def formula_plain(x, y):
    dz_dx = 2 * x * sympy.cos(x**2 + y**2)
    dz_dy = 2 * y * sympy.cos(x**2 + y**2)
    return dz_dx, dz_dy


def formula_expanded(x, y):
    angle = sympy.expand_trig(sympy.cos(x**2 + y**2))
    return 2 * x * angle, 2 * y * angle


def formula_as_sine(x, y):
    shifted = sympy.sin(sympy.pi / 2 - x**2 - y**2)
    return x * shifted * 2, y * shifted * 2


def formula_own_symbols(x, y):
    a, b = sympy.symbols("x y")
    return 2 * a * sympy.cos(a**2 + b**2), 2 * b * sympy.cos(b**2 + a**2)


def formula_real_symbols(x, y):
    a, b = sympy.symbols("x y", real=True)
    return sympy.diff(sympy.sin(a * a + b * b), a), sympy.diff(sympy.sin(a * a + b * b), b)


def formula_shared(x, y):
    shared = 2 * sympy.cos(x * x + y * y)
    return x * shared, y * shared


def formula_half_angle(x, y):
    u = x**2 + y**2
    return 2 * x * (1 - 2 * sympy.sin(u / 2) ** 2), 2 * y * (2 * sympy.cos(u / 2) ** 2 - 1)


def formula_gradient_list(x, y):
    z = sympy.sin(x**2 + y**2)
    return tuple(z.diff(v) for v in (x, y))


def formula_floats(x, y):
    return 2.0 * x * sympy.cos(x**2.0 + y**2.0), 2.0 * y * sympy.cos(x**2.0 + y**2.0)


def dz_plain(x, y):
    dz_dx = 2 * x * np.cos(x**2 + y**2)
    dz_dy = 2 * y * np.cos(x**2 + y**2)
    return dz_dx, dz_dy


def dz_shared(x, y):
    shared = 2 * np.cos(x * x + y * y)
    return x * shared, y * shared


def dz_products(x, y):
    return np.cos(x * x + y * y) * (x + x), np.cos(x * x + y * y) * (y + y)


def dz_square(x, y):
    u = np.square(x) + np.square(y)
    du_dx, du_dy = 2 * x, 2 * y
    dz_du = np.cos(u)
    return dz_du * du_dx, dz_du * du_dy


def dz_power(x, y):
    u = np.add(np.power(x, 2), np.power(y, 2))
    return np.multiply(2.0, np.multiply(x, np.cos(u))), np.multiply(2.0, np.multiply(y, np.cos(u)))


def dz_shifted_sine(x, y):
    u = x**2 + y**2
    return 2 * x * np.sin(u + np.pi / 2), 2 * y * np.sin(u + np.pi / 2)


def dz_complex(x, y):
    u = x**2 + y**2
    wave = np.real(np.exp(1j * u))
    return 2 * x * wave, 2 * y * wave


def dz_inner_function(x, y):
    def outer(u):
        return np.cos(u)

    u = x**2 + y**2
    return outer(u) * 2 * x, outer(u) * 2 * y


def dz_tuple(x, y):
    gradient = [2 * v * np.cos(x**2 + y**2) for v in (x, y)]
    return tuple(gradient)


def dz_lambda(x, y):
    partial = lambda v: 2 * v * np.cos(x**2 + y**2)  # noqa: E731  students write this
    return partial(x), partial(y)


def dz_hypot(x, y):
    r = np.hypot(x, y)
    return 2 * x * np.cos(r**2), 2 * y * np.cos(r**2)


def dz_central_complex_step(x, y):
    h = 1e-30
    dz_dx = np.imag(np.sin((x + 1j * h) ** 2 + y**2)) / h
    dz_dy = np.imag(np.sin(x**2 + (y + 1j * h) ** 2)) / h
    return dz_dx, dz_dy


def descent_zeros(grad_fun, w0, lr, n_steps):
    w0 = np.asarray(w0, dtype=float)
    trajectory = np.zeros((n_steps + 1, len(w0)))
    trajectory[0] = w0
    for t in range(n_steps):
        trajectory[t + 1] = trajectory[t] - lr * np.array(grad_fun(trajectory[t]))
    return trajectory


def descent_append(grad_fun, w0, lr, n_steps):
    trajectory = [np.asarray(w0)]
    for _ in range(n_steps):
        trajectory.append(trajectory[-1] - lr * np.array(grad_fun(trajectory[-1])))
    return np.array(trajectory)


def descent_copy(grad_fun, w0, lr, n_steps):
    w = np.asarray(w0, dtype=float).copy()
    rows = [w.copy()]
    for _ in range(n_steps):
        w -= lr * np.asarray(grad_fun(w))
        rows.append(w.copy())
    return np.stack(rows)


def descent_vstack(grad_fun, w0, lr, n_steps):
    trajectory = np.atleast_2d(w0)
    for _ in range(n_steps):
        step = lr * np.array(grad_fun(trajectory[-1]))
        trajectory = np.vstack([trajectory, trajectory[-1] - step])
    return trajectory


def descent_while(grad_fun, w0, lr, n_steps):
    w, rows, t = np.array(w0, float), [], 0
    while t < n_steps:
        rows.append(w)
        w = w + -lr * np.array(grad_fun(w))
        t += 1
    rows.append(w)
    return np.array(rows)


def descent_accumulate(grad_fun, w0, lr, n_steps):
    import itertools

    def step(w, _):
        return w - lr * np.array(grad_fun(w))

    return np.array(list(itertools.accumulate(range(n_steps), step, initial=np.array(w0))))


def descent_reduce(grad_fun, w0, lr, n_steps):
    import functools

    def grow(rows, _):
        return [*rows, rows[-1] - lr * np.array(grad_fun(rows[-1]))]

    return np.array(functools.reduce(grow, range(n_steps), [np.array(w0)]))


def descent_recursive(grad_fun, w0, lr, n_steps):
    def go(w, left):
        return [w] if left == 0 else [w, *go(w - lr * np.array(grad_fun(w)), left - 1)]

    return np.array(go(np.array(w0), n_steps))


def descent_generator(grad_fun, w0, lr, n_steps):
    def points():
        w = np.array(w0, dtype=np.float64)
        yield w
        for _ in range(n_steps):
            w = w - lr * np.array(grad_fun(w))
            yield w

    return np.array(list(points()))


def descent_torch_inside(grad_fun, w0, lr, n_steps):
    w = torch.tensor(w0, dtype=torch.float64)
    rows = [w]
    for _ in range(n_steps):
        w = w - lr * torch.tensor(np.array(grad_fun(w.numpy())))
        rows.append(w)
    return torch.stack(rows).numpy()


def descent_empty(grad_fun, w0, lr, n_steps):
    path = np.empty((n_steps + 1, np.size(w0)))
    path[0, :] = w0
    for t in range(1, n_steps + 1):
        gradient = np.array(grad_fun(path[t - 1, :]))
        path[t, :] = path[t - 1, :] - lr * gradient
    return path


def rate_formula():
    return 2 / (6 * np.pi)


def rate_short():
    return 1 / (3 * np.pi)


def rate_rounded():
    return 0.106


def rate_sympy_number():
    return sympy.Rational(1, 3) / sympy.pi


def rate_numpy_number():
    return np.float32(2 / (6 * np.pi))


def rate_from_r():
    r = np.sqrt(3 * np.pi / 2)
    return 2 / (4 * r**2)


def rate_by_name():
    curvature = 6 * np.pi
    eta_max = 2 / curvature
    return eta_max


def rate_sympy():
    return float(2 / (6 * sympy.pi))


def rate_item():
    return torch.tensor(1 / (3 * torch.pi)).item()


def rate_second_difference():
    r, h = np.sqrt(1.5 * np.pi), 1e-4
    z = np.sin((r + np.array([-h, 0.0, h])) ** 2)
    return 2 * h**2 / (z[0] - 2 * z[1] + z[2])


VARIANTS = {
    "gradient_formula": (
        formula_text,
        formula_text_numpy_names,
        formula_plain,
        formula_expanded,
        formula_as_sine,
        formula_own_symbols,
        formula_real_symbols,
        formula_shared,
        formula_half_angle,
        formula_gradient_list,
        formula_floats,
    ),
    "fun_dz": (
        dz_plain,
        dz_shared,
        dz_products,
        dz_square,
        dz_power,
        dz_shifted_sine,
        dz_complex,
        dz_inner_function,
        dz_tuple,
        dz_lambda,
        dz_hypot,
        dz_central_complex_step,
    ),
    "gradient_descent": (
        descent_zeros,
        descent_append,
        descent_copy,
        descent_vstack,
        descent_while,
        descent_accumulate,
        descent_reduce,
        descent_recursive,
        descent_generator,
        descent_torch_inside,
        descent_empty,
    ),
    "stable_learning_rate": (
        rate_formula,
        rate_short,
        rate_rounded,
        rate_sympy_number,
        rate_numpy_number,
        rate_from_r,
        rate_by_name,
        rate_sympy,
        rate_item,
        rate_second_difference,
    ),
}
