"""Lesson 01: references and known mistakes.

Every implementation stands on its own: it may use ``math``, ``np``, ``torch`` and its
arguments, so that its source can be put into a notebook cell as it is.
"""

import math

import numpy as np
import sympy
import torch

from autograder.verdicts import Answer, Mistake

NO_INNER = (
    "You differentiated the outer function and forgot the inner derivative: the chain rule "
    "multiplies by the derivative of x² + y² as well."
)
SWAPPED = "The two components are swapped: ∂z/∂x comes first, then ∂z/∂y."
WRONG_OUTER = "The derivative of the outer function is off: what is the derivative of a sine?"
WRONG_SIGN_OUTER = "The derivative of a sine has no minus sign (that of a cosine has)."
NO_TWO = "A factor is missing in the inner derivative: look at the derivative of a square again."
OWN_SQUARE_ONLY = (
    "The outer derivative must be taken at the whole inner value x² + y², not at the square of "
    "one variable alone."
)
OUTER_TWICE = (
    "The inner derivative is that of x² + y² with respect to one variable: the other variable "
    "is a constant and adds nothing."
)


def gradient_formula(x, y):
    u = x**2 + y**2
    z = sympy.sin(u)
    return sympy.diff(z, x), sympy.diff(z, y)


def formula_no_inner(x, y):
    return sympy.cos(x**2 + y**2), sympy.cos(x**2 + y**2)


def formula_swapped(x, y):
    return 2 * y * sympy.cos(x**2 + y**2), 2 * x * sympy.cos(x**2 + y**2)


def formula_minus_sine(x, y):
    return -2 * x * sympy.sin(x**2 + y**2), -2 * y * sympy.sin(x**2 + y**2)


def formula_still_sine(x, y):
    return 2 * x * sympy.sin(x**2 + y**2), 2 * y * sympy.sin(x**2 + y**2)


def formula_minus_cosine(x, y):
    return -2 * x * sympy.cos(x**2 + y**2), -2 * y * sympy.cos(x**2 + y**2)


def formula_no_two(x, y):
    return x * sympy.cos(x**2 + y**2), y * sympy.cos(x**2 + y**2)


def formula_own_square(x, y):
    return 2 * x * sympy.cos(x**2), 2 * y * sympy.cos(y**2)


def formula_both_inner(x, y):
    shared = (2 * x + 2 * y) * sympy.cos(x**2 + y**2)
    return shared, shared


def formula_inner_only(x, y):
    return 2 * x, 2 * y


def formula_derivative_inside(x, y):
    return sympy.cos(2 * x), sympy.cos(2 * y)


def fun_dz(x, y):
    x_, y_ = torch.broadcast_tensors(torch.tensor(x), torch.tensor(y))
    w = torch.stack([x_, y_]).requires_grad_()
    (gradient,) = torch.autograd.grad(torch.sin(w[0] ** 2 + w[1] ** 2).sum(), w)
    dz_dx, dz_dy = gradient.numpy()
    return (float(dz_dx), float(dz_dy)) if np.ndim(dz_dx) == 0 else (dz_dx, dz_dy)


def dz_no_inner(x, y):
    return np.cos(x**2 + y**2), np.cos(x**2 + y**2)


def dz_swapped(x, y):
    return 2 * y * np.cos(x**2 + y**2), 2 * x * np.cos(x**2 + y**2)


def dz_minus_sine(x, y):
    return -2 * x * np.sin(x**2 + y**2), -2 * y * np.sin(x**2 + y**2)


def dz_still_sine(x, y):
    return 2 * x * np.sin(x**2 + y**2), 2 * y * np.sin(x**2 + y**2)


def dz_minus_cosine(x, y):
    return -2 * x * np.cos(x**2 + y**2), -2 * y * np.cos(x**2 + y**2)


def dz_no_two(x, y):
    return x * np.cos(x**2 + y**2), y * np.cos(x**2 + y**2)


def dz_own_square(x, y):
    return np.cos(x**2) * 2 * x, np.cos(y**2) * 2 * y


def dz_math(x, y):
    return 2 * x * math.cos(x**2 + y**2), 2 * y * math.cos(x**2 + y**2)


def dz_added(x, y):
    return 2 * x * np.cos(x**2 + y**2) + 2 * y * np.cos(x**2 + y**2)


def dz_stacked(x, y):
    return np.array([2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)])


def dz_value(x, y):
    return np.sin(x**2 + y**2)


def gradient_descent(grad_fun, w0, lr, n_steps):
    w = torch.tensor(np.asarray(w0, dtype=float), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr)
    trajectory = [w.detach().numpy().copy()]
    for _ in range(n_steps):
        w.grad = torch.tensor(np.array(grad_fun(w.detach().numpy()), dtype=float))
        optimizer.step()
        trajectory.append(w.detach().numpy().copy())
    return np.stack(trajectory)


def descent_uphill(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] + lr * np.array(grad_fun(w[-1])))
    return np.array(w)


def descent_no_start(grad_fun, w0, lr, n_steps):
    w, rows = np.array(w0, dtype=float), []
    for _ in range(n_steps):
        w = w - lr * np.array(grad_fun(w))
        rows.append(w)
    return np.array(rows).reshape(n_steps, -1)


def descent_one_short(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps - 1):
        w.append(w[-1] - lr * np.array(grad_fun(w[-1])))
    return np.array(w)


def descent_last_only(grad_fun, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    for _ in range(n_steps):
        w = w - lr * np.array(grad_fun(w))
    return w


def descent_fixed_gradient(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    slope = np.array(grad_fun(w[0]))
    for _ in range(n_steps):
        w.append(w[-1] - lr * slope)
    return np.array(w)


def descent_same_rows(grad_fun, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    rows = [w]
    for _ in range(n_steps):
        w -= lr * np.array(grad_fun(w))
        rows.append(w)
    return np.array(rows)


def descent_in_place(grad_fun, w0, lr, n_steps):
    rows = [w0.copy()]
    for _ in range(n_steps):
        w0 -= lr * np.array(grad_fun(w0))
        rows.append(w0.copy())
    return np.array(rows)


def descent_from_start(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[0] - lr * np.array(grad_fun(w[-1])))
    return np.array(w)


def descent_no_lr(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] - np.array(grad_fun(w[-1])))
    return np.array(w)


def descent_columns(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] - lr * np.array(grad_fun(w[-1])))
    return np.array(w).T


def descent_list(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] - lr * np.array(grad_fun(w[-1])))
    return w


def descent_tuple_times_lr(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] - lr * grad_fun(w[-1]))
    return np.array(w)


def stable_learning_rate():
    r_squared = torch.tensor(3 * math.pi / 2, dtype=torch.float64)
    r = r_squared.sqrt().requires_grad_()
    (slope,) = torch.autograd.grad(torch.sin(r**2), r, create_graph=True)
    (curvature,) = torch.autograd.grad(slope, r)
    return 2 / float(curvature)


def rate_one_over_curvature():
    return 1 / (6 * math.pi)


def rate_is_curvature():
    return 6 * math.pi


def rate_by_radius():
    return 2 / (4 * math.sqrt(3 * math.pi / 2))


def rate_by_slope():
    return 2 / (3 * math.pi / 2)


def rate_half_curvature():
    return 2 / (3 * math.pi)


def rate_from_text_start():
    return 0.1


ANSWERS = {
    "gradient_formula": Answer(
        gradient_formula,
        (
            Mistake("no_inner_derivative", NO_INNER, formula_no_inner),
            Mistake("swapped", SWAPPED, formula_swapped),
            Mistake("minus_sine", WRONG_OUTER, formula_minus_sine),
            Mistake(
                "still_sine", WRONG_OUTER + " You left the sine as it was.", formula_still_sine
            ),
            Mistake("minus_cosine", WRONG_SIGN_OUTER, formula_minus_cosine),
            Mistake("no_factor_two", NO_TWO, formula_no_two),
            Mistake("own_square_only", OWN_SQUARE_ONLY, formula_own_square),
            Mistake("both_inner_derivatives", OUTER_TWICE, formula_both_inner),
            Mistake(
                "inner_only",
                "That is the inner derivative alone: multiply it by the derivative of the outer "
                "function.",
                formula_inner_only,
            ),
            Mistake(
                "derivative_inside",
                "You put the inner derivative inside the outer one. The chain rule multiplies the "
                "two; the outer derivative is taken at the inner value itself.",
                formula_derivative_inside,
            ),
        ),
    ),
    "fun_dz": Answer(
        fun_dz,
        (
            Mistake("no_inner_derivative", NO_INNER, dz_no_inner),
            Mistake("swapped", SWAPPED, dz_swapped),
            Mistake("minus_sine", WRONG_OUTER, dz_minus_sine),
            Mistake("still_sine", WRONG_OUTER + " You left the sine as it was.", dz_still_sine),
            Mistake("minus_cosine", WRONG_SIGN_OUTER, dz_minus_cosine),
            Mistake("no_factor_two", NO_TWO, dz_no_two),
            Mistake("own_square_only", OWN_SQUARE_ONLY, dz_own_square),
            Mistake(
                "math_module",
                "It works for single numbers, but not for arrays: the functions of Python's `math` "
                "take one number only. NumPy has functions of the same names.",
                dz_math,
            ),
            Mistake(
                "added",
                "You added the two partial derivatives. A gradient keeps them apart: return both, "
                "separated by a comma.",
                dz_added,
            ),
            Mistake(
                "stacked",
                "You return one array that holds both components. Return two values, separated by "
                "a comma, each with the shape of the grid.",
                dz_stacked,
            ),
            Mistake(
                "function_itself",
                "That is z itself, not its gradient.",
                dz_value,
            ),
        ),
    ),
    "gradient_descent": Answer(
        gradient_descent,
        (
            Mistake(
                "uphill",
                "Your steps go uphill: the gradient points to steepest ascent, and descent goes "
                "against it.",
                descent_uphill,
            ),
            Mistake(
                "no_start",
                "The starting point is missing: row 0 of the trajectory is w0 itself.",
                descent_no_start,
            ),
            Mistake(
                "one_short",
                "One step is missing: n_steps steps give n_steps + 1 points.",
                descent_one_short,
            ),
            Mistake(
                "last_only",
                "You return the last point only; the whole trajectory is asked for, one row a "
                "point.",
                descent_last_only,
            ),
            Mistake(
                "fixed_gradient",
                "You use the gradient of the starting point for all steps. Ask for it again where "
                "you are now.",
                descent_fixed_gradient,
            ),
            Mistake(
                "same_rows",
                "All rows are the same point: `-=` changes the array that is already in your list. "
                "Make a new array in each step, or keep a copy.",
                descent_same_rows,
            ),
            Mistake(
                "changes_w0",
                "The trajectory is right, but the caller's w0 has changed: `-=` works on the array "
                "that you were given. Start from a copy.",
                descent_in_place,
            ),
            Mistake(
                "from_start",
                "Every step starts again from w0. It starts from the point before.",
                descent_from_start,
            ),
            Mistake(
                "no_learning_rate",
                "The learning rate is not used: it scales every step.",
                descent_no_lr,
            ),
            Mistake(
                "transposed",
                "Rows and columns are exchanged: one row is one point.",
                descent_columns,
            ),
            Mistake(
                "list_of_points",
                "The points are right, but they are in a list: make one array of them.",
                descent_list,
            ),
            Mistake(
                "tuple_times_number",
                "`grad_fun` may return a tuple, as `fun_dz` does, and a tuple can't be multiplied "
                "by a number: make an array of it first.",
                descent_tuple_times_lr,
            ),
        ),
    ),
    "stable_learning_rate": Answer(
        stable_learning_rate,
        (
            Mistake(
                "one_over_curvature",
                "That rate reaches the minimum in one step. The largest stable one overshoots, and "
                "still comes closer.",
                rate_one_over_curvature,
            ),
            Mistake(
                "curvature",
                "That is the curvature. The larger the curvature, the smaller the rate must be.",
                rate_is_curvature,
            ),
            Mistake(
                "radius_not_squared",
                "The curvature is 4 r², with the square of the radius.",
                rate_by_radius,
            ),
            Mistake(
                "no_factor_four",
                "That is r² in the place of the curvature: a factor is missing.",
                rate_by_slope,
            ),
            Mistake(
                "half_the_curvature",
                "The curvature that you used is half of what it is at that ring.",
                rate_half_curvature,
            ),
            Mistake(
                "a_guess",
                "That is a rate that works, close to the limit. How far could you go? Compute it "
                "from the curvature.",
                rate_from_text_start,
            ),
        ),
    ),
}
