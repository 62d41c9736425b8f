"""Lesson 02: right implementations."""

import copy
import functools
import math

import numpy as np
import sympy
import torch

from autograder.answers.graph_forward import forward_graph


def formula_text_nodes(x, y, z):
    shared = "(1 - tanh(e)**2) / (d + 1)"
    return shared + "*z/b*2", shared + "*z*(-a/b**2)*cos(y)", shared + "*c"


def formula_text_inputs(x, y, z):
    u = "(1 + 2*x*z/sin(y))"
    outer = f"(1 - tanh(log{u})**2)/{u}"
    return f"{outer}*2*z/sin(y)", f"-{outer}*2*x*z*cos(y)/sin(y)**2", f"{outer}*2*x/sin(y)"


def formula_factors(x, y, z):
    a, b = 2 * x, sympy.sin(y)
    c = a / b
    d = z * c
    e = sympy.log(d + 1)
    df_de, de_dd = 1 - sympy.tanh(e) ** 2, 1 / (d + 1)
    dd_dc, dd_dz = z, c
    dc_da, dc_db = 1 / b, -a / b**2
    return (
        df_de * de_dd * dd_dc * dc_da * 2,
        df_de * de_dd * dd_dc * dc_db * sympy.cos(y),
        df_de * de_dd * dd_dz,
    )


def formula_sech(x, y, z):
    u = 1 + 2 * x * z / sympy.sin(y)
    df_du = sympy.sech(sympy.log(u)) ** 2 / u
    return (
        df_du * 2 * z / sympy.sin(y),
        -df_du * 2 * x * z * sympy.cos(y) / sympy.sin(y) ** 2,
        df_du * 2 * x / sympy.sin(y),
    )


def formula_rational(x, y, z):
    u = 1 + 2 * x * z / sympy.sin(y)
    df_du = 4 * u / (u**2 + 1) ** 2
    return tuple(df_du * sympy.diff(u, v) for v in (x, y, z))


def formula_diff(x, y, z):
    f = sympy.tanh(sympy.log(2 * x * z / sympy.sin(y) + 1))
    return f.diff(x), f.diff(y), f.diff(z)


def formula_diff_rational(x, y, z):
    u = 1 + 2 * x * z / sympy.sin(y)
    f = (u**2 - 1) / (u**2 + 1)
    return sympy.diff(f, x), sympy.diff(f, y), sympy.diff(f, z)


def formula_cot(x, y, z):
    a, b = 2 * x, sympy.sin(y)
    d = z * a / b
    shared = (1 - sympy.tanh(sympy.log(d + 1)) ** 2) / (d + 1)
    return shared * d / x, -shared * d * sympy.cot(y), shared * d / z


def formula_node_symbols(x, y, z):
    a, b, c, d, f = sympy.symbols("a b c d f")
    shared = (1 - f**2) / (d + 1)
    return shared * z / b * 2, shared * z * (-a / b**2) * sympy.cos(y), shared * c


def formula_node_text_f(x, y, z):
    return (
        "(1 - f**2) * 1/(d + 1) * z * 1/b * 2",
        "(1 - f**2) * 1/(d + 1) * z * -(a/b**2) * cos(y)",
        "(1 - f**2) * c/(d + 1)",
    )


def formula_simplified(x, y, z):
    f = sympy.tanh(sympy.log(2 * x * z / sympy.sin(y) + 1))
    return tuple(sympy.together(sympy.diff(f, v)) for v in (x, y, z))


def formula_mixed(x, y, z):
    f = sympy.tanh(sympy.log(2 * x * z / sympy.sin(y) + 1))
    return sympy.diff(f, x), "-(1 - f**2)/(d + 1)*z*a*cos(y)/b**2", sympy.diff(f, z)


def forward_plain(x, y, z):
    a = 2 * x
    b = np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def forward_log1p(x, y, z):
    a, b = x + x, np.sin(y)
    c = np.divide(a, b)
    d = np.multiply(z, c)
    e = np.log1p(d)
    return dict(a=a, b=b, c=c, d=d, e=e, f=np.tanh(e))


def forward_filled(x, y, z):
    v = {}
    v["a"] = 2 * x
    v["b"] = np.sin(y)
    v["c"] = v["a"] / v["b"]
    v["d"] = v["c"] * z
    v["e"] = np.log(1 + v["d"])
    v["f"] = np.tanh(v["e"])
    return v


def forward_zip(x, y, z):
    a, b = 2.0 * x, np.sin(y)
    c = a * b**-1.0
    d = z * c
    e = np.log(d + 1)
    return dict(zip("abcdef", (a, b, c, d, e, np.tanh(e)), strict=True))


def forward_inner_functions(x, y, z):
    def quotient(p, q):
        return p / q

    a, b = 2 * x, np.sin(y)
    c = quotient(a, b)
    d = c * z
    e = np.log(d + 1)
    return {"f": np.tanh(e), "e": e, "d": d, "c": c, "b": b, "a": a}


def forward_with_inputs(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    return {"x": x, "y": y, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def forward_exponentials(x, y, z):
    a, b = 2 * x, np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = (np.exp(e) - np.exp(-e)) / (np.exp(e) + np.exp(-e))
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def forward_rational(x, y, z):
    values = {"a": 2 * x, "b": np.sin(y)}
    values["c"] = values["a"] / values["b"]
    values["d"] = z * values["c"]
    u = 1 + values["d"]
    return values | {"e": np.log(u), "f": (u**2 - 1) / (u**2 + 1)}


def forward_shifted_cosine(x, y, z):
    a, b = 2 * x, np.cos(y - np.pi / 2)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def forward_steps(x, y, z):
    steps = {"a": lambda v: 2 * x, "b": lambda v: np.sin(y), "c": lambda v: v["a"] / v["b"]}
    steps |= {"d": lambda v: z * v["c"], "e": lambda v: np.log(v["d"] + 1)}
    steps |= {"f": lambda v: np.tanh(v["e"])}
    values = {}
    for name, step in steps.items():
        values[name] = step(values)
    return values


def forward_locals(x, y, z):
    a = 2 * x
    b = np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    names = locals()
    return {name: names[name] for name in "abcdef"}


def backward_plain(x, y, z):
    v = forward_graph(x, y, z)
    adj_e = 1 - v["f"] ** 2
    adj_d = adj_e * 1 / (v["d"] + 1)
    adj_c = adj_d * z
    adj_z = adj_d * v["c"]
    adj_a = adj_c * 1 / v["b"]
    adj_b = adj_c * (-v["a"] / v["b"] ** 2)
    return {
        "e": adj_e,
        "d": adj_d,
        "c": adj_c,
        "b": adj_b,
        "a": adj_a,
        "x": adj_a * 2,
        "y": adj_b * np.cos(y),
        "z": adj_z,
    }


def backward_with_f(x, y, z):
    v = forward_graph(x, y, z)
    adj = {"f": 1.0}
    adj["e"] = adj["f"] * (1 - np.tanh(v["e"]) ** 2)
    adj["d"] = adj["e"] / (v["d"] + 1)
    adj["c"], adj["z"] = adj["d"] * z, adj["d"] * v["c"]
    adj["a"], adj["b"] = adj["c"] / v["b"], -adj["c"] * v["a"] / v["b"] ** 2
    adj["x"], adj["y"] = 2 * adj["a"], adj["b"] * np.cos(y)
    return adj


def backward_own_forward(x, y, z):
    a, b = 2 * x, math.sin(y)
    c = a / b
    d = z * c
    e = math.log(d + 1)
    adj_e = 1 / math.cosh(e) ** 2
    adj_d = adj_e / (1 + d)
    adj_z, adj_c = adj_d * c, adj_d * z
    adj_a, adj_b = adj_c / b, -adj_c * c / b
    adj_x, adj_y = adj_a * 2, adj_b * math.cos(y)
    adjoints = (adj_e, adj_d, adj_c, adj_b, adj_a, adj_x, adj_y, adj_z)
    return dict(zip("edcbaxyz", adjoints, strict=True))


def backward_tables(x, y, z):
    v = forward_graph(x, y, z)
    edges = [
        ("e", "f", 1 - v["f"] ** 2),
        ("d", "e", 1 / (v["d"] + 1)),
        ("c", "d", z),
        ("z", "d", v["c"]),
        ("a", "c", 1 / v["b"]),
        ("b", "c", -v["a"] / v["b"] ** 2),
        ("x", "a", 2),
        ("y", "b", np.cos(y)),
    ]
    adjoint = {"f": 1.0}
    for child, parent, local in edges:
        adjoint[child] = adjoint[parent] * local
    del adjoint["f"]
    return adjoint


def backward_accumulate(x, y, z):
    v = forward_graph(x, y, z)
    adj = dict.fromkeys("abcdexyz", 0.0) | {"f": 1.0}
    adj["e"] += adj["f"] * (1 - v["f"] ** 2)
    adj["d"] += adj["e"] / (v["d"] + 1)
    adj["c"] += adj["d"] * z
    adj["z"] += adj["d"] * v["c"]
    adj["a"] += adj["c"] / v["b"]
    adj["b"] -= adj["c"] * v["a"] / v["b"] ** 2
    adj["x"] += adj["a"] * 2
    adj["y"] += adj["b"] * np.cos(y)
    return adj


def backward_formulas(x, y, z):
    v = forward_graph(x, y, z)
    a, b, c, d, f = (v[name] for name in "abcdf")
    outer = (1 - f**2) / (d + 1)
    return {
        "e": 1 - f**2,
        "d": outer,
        "c": outer * z,
        "b": outer * z * -a / b**2,
        "a": outer * z / b,
        "x": outer * z / b * 2,
        "y": outer * z * -a / b**2 * np.cos(y),
        "z": outer * c,
    }


def backward_torch(x, y, z):
    x, y, z = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, y, z))
    nodes = {"x": x, "y": y, "z": z, "a": 2 * x, "b": torch.sin(y)}
    nodes["c"] = nodes["a"] / nodes["b"]
    nodes["d"] = z * nodes["c"]
    nodes["e"] = torch.log(nodes["d"] + 1)
    for node in nodes.values():
        node.retain_grad()
    torch.tanh(nodes["e"]).backward()
    return {name: node.grad.item() for name, node in nodes.items()}


def backward_complex_step(x, y, z):
    h = 1e-30
    outer = {"e": lambda e: np.tanh(e), "d": lambda d: np.tanh(np.log(d + 1))}
    outer["c"] = lambda c: outer["d"](z * c)
    outer["a"] = lambda a: outer["c"](a / np.sin(y))
    outer["b"] = lambda b: outer["c"](2 * x / b)
    outer["x"] = lambda t: outer["a"](2 * t)
    outer["y"] = lambda t: outer["b"](np.sin(t))
    outer["z"] = lambda t: outer["d"](t * 2 * x / np.sin(y))
    values = forward_graph(x, y, z) | {"x": x, "y": y, "z": z}
    return {name: float(np.imag(g(values[name] + 1j * h)) / h) for name, g in outer.items()}


def backward_rational(x, y, z):
    b = np.sin(y)
    u = 1 + 2 * x * z / b
    df_du = 4 * u / (u**2 + 1) ** 2
    adj_c = df_du * z
    return {
        "e": df_du * u,
        "d": df_du,
        "c": adj_c,
        "b": -adj_c * 2 * x / b**2,
        "a": adj_c / b,
        "x": 2 * adj_c / b,
        "y": -adj_c * 2 * x * np.cos(y) / b**2,
        "z": df_du * 2 * x / b,
    }


def backward_numpy_scalars(x, y, z):
    v = {name: np.float64(value) for name, value in forward_graph(x, y, z).items()}
    adj_e = np.subtract(1, np.square(v["f"]))
    adj_d = np.divide(adj_e, v["d"] + 1)
    adj_c, adj_z = np.multiply(adj_d, [z, v["c"]])
    adj_a, adj_b = adj_c * np.array([1 / v["b"], -v["c"] / v["b"]])
    return dict(
        e=adj_e, d=adj_d, c=adj_c, z=adj_z, a=adj_a, b=adj_b, x=2 * adj_a, y=adj_b * np.cos(y)
    )


def backward_update(x, y, z):
    v = forward_graph(x, y, z)
    g = {"e": 1 - v["f"] * v["f"]}
    g.update(d=g["e"] * (v["d"] + 1) ** -1)
    g.update(c=g["d"] * z, z=g["d"] * v["c"])
    g.update(a=g["c"] * v["b"] ** -1, b=-g["c"] * v["a"] * v["b"] ** -2)
    g.update(x=g["a"] + g["a"], y=g["b"] * np.sin(y + np.pi / 2))
    return g


def check_copies(f, df, x, h):
    numeric = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return np.max(np.abs(numeric - df(x)))


def check_running_maximum(f, df, x, h):
    gradient, worst = df(x), 0.0
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        slope = (f(x + step) - f(x - step)) / (2 * h)
        worst = max(worst, abs(slope - gradient[i]))
    return worst


def check_eye(f, df, x, h):
    slopes = [(f(x + h * unit) - f(x - h * unit)) / (2 * h) for unit in np.eye(x.size)]
    return float(np.abs(np.array(slopes) - df(x)).max())


def check_put_back(f, df, x, h):
    x = x.copy()
    numeric = np.empty(x.size)
    for i in range(x.size):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        numeric[i] = (above - f(x)) / 2 / h
        x[i] = kept
    return np.linalg.norm(numeric - df(x), ord=np.inf)


def check_list(f, df, x, h):
    errors = []
    for i, expected in enumerate(df(x)):
        above, below = np.array(x), np.array(x)
        above[i], below[i] = above[i] + h, below[i] - h
        errors.append(abs(0.5 * (f(above) - f(below)) / h - expected))
    return max(errors)


def check_deep_copy(f, df, x, h):
    worst = 0
    for i in range(x.shape[0]):
        up = copy.deepcopy(x)
        down = copy.deepcopy(x)
        up[i], down[i] = x[i] + h, x[i] - h
        worst = np.maximum(worst, np.abs((f(up) - f(down)) / (2.0 * h) - df(x)[i]))
    return float(worst)


def check_inner_function(f, df, x, h):
    def slope(i):
        step = h * (np.arange(x.size) == i)
        return (f(x + step) - f(x - step)) / (2 * h)

    return float(np.max(np.abs([slope(i) - df(x)[i] for i in range(x.size)])))


def check_apply(f, df, x, h):
    steps = h * np.identity(x.size)
    rise = np.apply_along_axis(f, 1, x + steps) - np.apply_along_axis(f, 1, x - steps)
    return np.abs(rise / (2 * h) - df(x)).max()


def check_mean_of_both_sides(f, df, x, h):
    worst = 0.0
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        ahead, behind = (f(x + step) - f(x)) / h, (f(x) - f(x - step)) / h
        worst = max(worst, abs((ahead + behind) / 2 - df(x)[i]))
    return worst


def check_torch(f, df, x, h):
    slopes = torch.zeros(x.size, dtype=torch.float64)
    for i in range(x.size):
        step = torch.zeros(x.size, dtype=torch.float64)
        step[i] = h
        slopes[i] = (f(x + step.numpy()) - f(x - step.numpy())) / (2 * h)
    return (slopes - torch.tensor(np.array(df(x)))).abs().max().item()


def check_reduce(f, df, x, h):
    def larger(worst, i):
        e = np.eye(x.size)[i]
        return max(worst, abs((f(x + h * e) - f(x - h * e)) / (2 * h) - df(x)[i]))

    return functools.reduce(larger, range(x.size), 0.0)


VARIANTS = {
    "chain_rule": (
        formula_text_nodes,
        formula_text_inputs,
        formula_factors,
        formula_sech,
        formula_rational,
        formula_diff,
        formula_diff_rational,
        formula_cot,
        formula_node_symbols,
        formula_node_text_f,
        formula_simplified,
        formula_mixed,
    ),
    "forward_graph": (
        forward_plain,
        forward_log1p,
        forward_filled,
        forward_zip,
        forward_inner_functions,
        forward_with_inputs,
        forward_exponentials,
        forward_rational,
        forward_shifted_cosine,
        forward_steps,
        forward_locals,
    ),
    "backward_graph": (
        backward_plain,
        backward_with_f,
        backward_own_forward,
        backward_tables,
        backward_accumulate,
        backward_formulas,
        backward_torch,
        backward_complex_step,
        backward_rational,
        backward_numpy_scalars,
        backward_update,
    ),
    "gradient_check": (
        check_copies,
        check_running_maximum,
        check_eye,
        check_put_back,
        check_list,
        check_deep_copy,
        check_inner_function,
        check_apply,
        check_mean_of_both_sides,
        check_torch,
        check_reduce,
    ),
}
