"""Lesson 02, chain_rule: the reference and the mistakes, each of which stands on its own.

Most are text with the names of the graph's nodes: that is read as well as SymPy's own
expressions, and faster.
"""

import sympy


def chain_rule(x, y, z):
    f = sympy.tanh(sympy.log(z * (2 * x / sympy.sin(y)) + 1))
    return sympy.diff(f, x), sympy.diff(f, y), sympy.diff(f, z)


def formula_no_tanh_derivative(x, y, z):
    shared = "1/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_tanh_of_f(x, y, z):
    shared = "(1 - tanh(f)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_tanh_itself(x, y, z):
    shared = "tanh(e)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_tanh_not_squared(x, y, z):
    shared = "(1 - tanh(e))/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_one_over_d(x, y, z):
    shared = "(1 - tanh(e)**2)/d"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_no_log_derivative(x, y, z):
    shared = "(1 - tanh(e)**2)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_no_two(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_no_z(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}/b*2", f"{shared}*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_no_minus(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*a/b**2*cos(y)", f"{shared}*c"


def formula_b_not_squared(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b)*cos(y)", f"{shared}*c"


def formula_no_cos(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)", f"{shared}*c"


def formula_no_a(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-1/b**2)*cos(y)", f"{shared}*c"


def formula_sin(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*sin(y)", f"{shared}*c"


def formula_no_c(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", shared


def formula_z_skips_d(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", "(1 - tanh(e)**2)*c"


def formula_z_in_z(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*z*c"


def formula_x_y_swapped(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*z/b*2", f"{shared}*c"


def formula_added(x, y, z):
    shared = "(1 - tanh(e)**2) + 1/(d + 1)"
    return f"{shared} + z + 1/b + 2", f"{shared} + z - a/b**2 + cos(y)", f"{shared} + c"


def formula_list(x, y, z):
    f = sympy.tanh(sympy.log(2 * x * z / sympy.sin(y) + 1))
    return [sympy.diff(f, v) for v in (x, y, z)]


def formula_function_itself(x, y, z):
    f = sympy.tanh(sympy.log(2 * x * z / sympy.sin(y) + 1))
    return f, f, f


def formula_x_z_swapped(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*c", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*z/b*2"


def formula_square_outside(x, y, z):
    shared = "(1 - tanh(e))**2/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a/b**2)*cos(y)", f"{shared}*c"


def formula_no_power_of_b(x, y, z):
    shared = "(1 - tanh(e)**2)/(d + 1)"
    return f"{shared}*z/b*2", f"{shared}*z*(-a)*cos(y)", f"{shared}*c"
