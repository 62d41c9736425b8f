"""Lesson 02, forward_graph: the reference and the mistakes, each of which stands on its own."""

import math

import numpy as np
import torch


def forward_graph(x, y, z):
    x, y, z = (torch.as_tensor(v, dtype=None if np.ndim(v) else torch.float64) for v in (x, y, z))
    a = 2 * x
    b = torch.sin(y)
    c = a / b
    d = z * c
    e = torch.log(d + 1)
    f = torch.tanh(e)
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}
    return {k: v.numpy() if v.ndim else v.item() for k, v in values.items()}


def forward_x_squared(x, y, z):
    a, b = x**2, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_cos(x, y, z):
    a, b = 2 * x, np.cos(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_degrees(x, y, z):
    a, b = 2 * x, np.sin(np.radians(y))
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_product(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a * b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_b_over_a(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = b / a
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_sum(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z + c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_no_plus_one(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_one_outside(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d) + 1
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_log10(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log10(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}


def forward_tan(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tan(e)}


def forward_tanh_of_d(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(d)}


def forward_rounded(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}
    return {name: np.round(value, 4) for name, value in values.items()}


def forward_rounded_numbers(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": np.tanh(e)}
    return {name: round(value, 7) for name, value in values.items()}


def forward_no_quotes(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    return {a: a, b: b, c: c, d: d, e: e, f: f}


def forward_math(x, y, z):
    a, b = 2 * x, math.sin(y)
    c = a / b
    d = z * c
    e = math.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": math.tanh(e)}


def forward_tuple(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    return a, b, c, d, e, np.tanh(e)


def forward_f_only(x, y, z):
    return np.tanh(np.log(z * 2 * x / np.sin(y) + 1))
