"""Lesson 02, backward_graph: the reference and the mistakes.

Like the lesson's own code, most begin with ``forward_graph``.
"""

import numpy as np
import torch

from autograder.answers.graph_forward import forward_graph


def backward_graph(x, y, z):
    x, y, z = (torch.tensor(float(v), dtype=torch.float64, requires_grad=True) for v in (x, y, z))
    a, b = 2 * x, torch.sin(y)
    c = a / b
    d = z * c
    e = torch.log(d + 1)
    f = torch.tanh(e)
    gradients = torch.autograd.grad(f, (e, d, c, b, a, x, y, z))
    return {name: gradient.item() for name, gradient in zip("edcbaxyz", gradients, strict=True)}


def backward_no_tanh_derivative(x, y, z):
    v = forward_graph(x, y, z)
    e = 1.0
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_tanh_of_f(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - np.tanh(v["f"]) ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_tanh_not_squared(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"]
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_square_of_e(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["e"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_starts_from_f(x, y, z):
    v = forward_graph(x, y, z)
    e = v["f"] * (1 - v["f"] ** 2)
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_one_over_d(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / v["d"]
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_log_derivative(x, y, z):
    v = forward_graph(x, y, z)
    d = e = 1 - v["f"] ** 2
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_log_for_inverse(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e * v["e"]
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_z(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    c = d = e / (v["d"] + 1)
    z = d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_factors_exchanged(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * v["c"], d * z
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_c(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_z_skips_d(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, e * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_overwrites_z(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    z = d * v["c"]
    c = d * z
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_times_b(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c * v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_minus(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_b_not_squared(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"]
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_a(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -1 / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_adjoint_for_value(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a = c / v["b"]
    b = c * -a / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_two(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_two_x(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * v["a"], b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_cos(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_minus_cos(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * -np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_sin(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.sin(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_cos_of_b(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(v["b"])
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_local_only(x, y, z):
    v = forward_graph(x, y, z)
    a, b, c, d, f = (v[name] for name in "abcdf")
    return {
        "e": 1 - f**2,
        "d": 1 / (d + 1),
        "c": z,
        "z": c,
        "a": 1 / b,
        "b": -a / b**2,
        "x": 2.0,
        "y": np.cos(y),
    }


def backward_added(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e + 1 / (v["d"] + 1)
    c, z = d + z, d + v["c"]
    a, b = c + 1 / v["b"], c - v["a"] / v["b"] ** 2
    x, y = a + 2, b + np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_forward_values(x, y, z):
    v = forward_graph(x, y, z)
    return {"e": v["e"], "d": v["d"], "c": v["c"], "b": v["b"], "a": v["a"], "x": x, "y": y, "z": z}


def backward_inverted(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 / (1 - v["f"] ** 2)
    d = e * (v["d"] + 1)
    c, z = d / z, d / v["c"]
    a, b = c * v["b"], c / (-v["a"] / v["b"] ** 2)
    x, y = a / 2, b / np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_tuple(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    return e, d, c, b, a, a * 2, b * np.cos(y), z


def backward_of_no_plus_one(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    f = np.tanh(np.log(d))
    adj_e = 1 - f**2
    adj_d = adj_e / (d + 1)
    adj_c, adj_z = adj_d * z, adj_d * c
    adj_a, adj_b = adj_c / b, adj_c * -a / b**2
    adjoints = (adj_e, adj_d, adj_c, adj_b, adj_a, adj_a * 2, adj_b * np.cos(y), adj_z)
    return dict(zip("edcbaxyz", adjoints, strict=True))


def backward_of_cos(x, y, z):
    a, b = 2 * x, np.cos(y)
    c = a / b
    d = z * c
    f = np.tanh(np.log(d + 1))
    adj_e = 1 - f**2
    adj_d = adj_e / (d + 1)
    adj_c, adj_z = adj_d * z, adj_d * c
    adj_a, adj_b = adj_c / b, adj_c * -a / b**2
    adjoints = (adj_e, adj_d, adj_c, adj_b, adj_a, adj_a * 2, adj_b * np.cos(y), adj_z)
    return dict(zip("edcbaxyz", adjoints, strict=True))


def backward_of_product(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a * b
    d = z * c
    f = np.tanh(np.log(d + 1))
    adj_e = 1 - f**2
    adj_d = adj_e / (d + 1)
    adj_c, adj_z = adj_d * z, adj_d * c
    adj_a, adj_b = adj_c / b, adj_c * -a / b**2
    adjoints = (adj_e, adj_d, adj_c, adj_b, adj_a, adj_a * 2, adj_b * np.cos(y), adj_z)
    return dict(zip("edcbaxyz", adjoints, strict=True))


def backward_square_outside(x, y, z):
    v = forward_graph(x, y, z)
    e = (1 - v["f"]) ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"] / v["b"] ** 2
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}


def backward_no_power_of_b(x, y, z):
    v = forward_graph(x, y, z)
    e = 1 - v["f"] ** 2
    d = e / (v["d"] + 1)
    c, z = d * z, d * v["c"]
    a, b = c / v["b"], c * -v["a"]
    x, y = a * 2, b * np.cos(y)
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "x": x, "y": y, "z": z}
