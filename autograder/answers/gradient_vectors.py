"""Lesson 01: references and known mistakes.

Every implementation stands on its own: it may use ``math``, ``np``, ``torch`` and its
arguments, so that its source can be put into a notebook cell as it is.
"""

import math

import numpy as np
import sympy
import torch

from autograder.answers.descent_words import CHANGED as CHANGED_START
from autograder.answers.descent_words import MORE_ARGUMENTS, tell_descent
from autograder.answers.hill_words import CHANGED, tell_formulas, tell_gradient
from autograder.records.exercises import Answer, Mistake

NO_INNER = (
    "You differentiated the outer function and forgot the inner derivative: the chain rule "
    "multiplies by the derivative of x² + y² as well."
)
SWAPPED = "The two components are swapped: ∂z/∂x comes first, then ∂z/∂y."
WRONG_OUTER = "The derivative of the outer function is off: what is the derivative of a sine?"
WRONG_SIGN_OUTER = (
    "Both signs are wrong: the derivative of a sine has no minus (that of a cosine has)."
)
NO_TWO = "A factor is missing in the inner derivative: look at the derivative of a square again."
OWN_SQUARE_ONLY = (
    "The outer derivative must be taken at the whole inner value x² + y², not at the square of "
    "one variable alone."
)
OUTER_TWICE = (
    "The inner derivative is that of x² + y² with respect to one variable: the other variable "
    "is a constant and adds nothing."
)
NOT_SQUARED = (
    "The inner function is the sum of the squares, and a square got lost inside the cosine."
)
PRECEDENCE = (
    "A bracket is missing: the outer derivative is taken at all of x² + y², and here one square "
    "ended up outside of it."
)
POWER_RULE = "Look at the derivative of a square again: its power is lower by one."
COPIED = (
    "Both values are the same: in the second one, the derivative is with respect to y, so the "
    "inner derivative is another one."
)
INNER_TWICE = (
    "The inner derivative stands in two places: as a factor, which is right, and inside of the "
    "cosine or sine as well. What stands inside there is x² + y², and nothing else."
)


def gradient_formula(x, y):
    u = x**2 + y**2
    z = sympy.sin(u)
    return sympy.diff(z, x), sympy.diff(z, y)


def formula_list(x, y):
    u = x**2 + y**2
    return [2 * x * sympy.cos(u), 2 * y * sympy.cos(u)]


def formula_not_returned(x, y):
    sympy.diff(sympy.sin(x**2 + y**2), x)


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


def formula_not_squared(x, y):
    return 2 * x * sympy.cos(x + y), 2 * y * sympy.cos(x + y)


def formula_bracket(x, y):
    return 2 * x * sympy.cos(x**2) + y**2, 2 * y * sympy.cos(x**2) + y**2


def formula_power_rule(x, y):
    u = x**2 + y**2
    return 2 * x**2 * sympy.cos(u), 2 * y**2 * sympy.cos(u)


def formula_copied(x, y):
    dz_dx = 2 * x * sympy.cos(x**2 + y**2)
    return dz_dx, dz_dx


def formula_inner_twice(x, y):
    return 2 * x * sympy.cos(2 * x), 2 * y * sympy.cos(2 * y)


def formula_itself(x, y):
    z = sympy.sin(x**2 + y**2)
    return z, z


def fun_dz(x, y):
    x_, y_ = torch.broadcast_tensors(*(torch.tensor(np.asarray(v)) for v in (x, y)))
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


def dz_not_squared(x, y):
    return 2 * x * np.cos(x + y), 2 * y * np.cos(x + y)


def dz_bracket(x, y):
    return 2 * x * np.cos(x**2) + y**2, 2 * y * np.cos(x**2) + y**2


def dz_power_rule(x, y):
    u = x**2 + y**2
    return 2 * x**2 * np.cos(u), 2 * y**2 * np.cos(u)


def dz_copied(x, y):
    dz_dx = 2 * x * np.cos(x**2 + y**2)
    return dz_dx, dz_dx


def dz_normalised(x, y):
    u = x**2 + y**2
    length = np.hypot(2 * x * np.cos(u), 2 * y * np.cos(u))
    return 2 * x * np.cos(u) / length, 2 * y * np.cos(u) / length


def dz_both_inner(x, y):
    shared = (2 * x + 2 * y) * np.cos(x**2 + y**2)
    return shared, shared


def dz_list(x, y):
    return [2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)]


def dz_length(x, y):
    u = x**2 + y**2
    return np.hypot(2 * x * np.cos(u), 2 * y * np.cos(u))


def dz_sympy(x, y):
    u = x**2 + y**2
    return 2 * x * sympy.cos(u), 2 * y * sympy.cos(u)


def dz_measured(x, y):
    step = 0.0001
    z = np.sin(x**2 + y**2)
    dz_dx = (np.sin((x + step) ** 2 + y**2) - z) / step
    dz_dy = (np.sin(x**2 + (y + step) ** 2) - z) / step
    return dz_dx, dz_dy


def dz_in_place(x, y):
    dz_dx, dz_dy = 2 * x, 2 * y
    x **= 2
    u = x + y**2
    return dz_dx * np.cos(u), dz_dy * np.cos(u)


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


def descent_one_more(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps + 1):
        w.append(w[-1] - lr * np.array(grad_fun(w[-1])))
    return np.array(w)


def descent_normalised(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        gradient = np.array(grad_fun(w[-1]))
        w.append(w[-1] - lr * gradient / np.linalg.norm(gradient))
    return np.array(w)


def descent_one_coordinate_at_a_time(grad_fun, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    rows = [w.copy()]
    for _ in range(n_steps):
        for i in range(len(w)):
            w[i] = w[i] - lr * np.array(grad_fun(w))[i]
        rows.append(w.copy())
    return np.array(rows)


def descent_in_two_dimensions(grad_fun, w0, lr, n_steps):
    x, y = w0
    rows = [(float(x), float(y))]
    for _ in range(n_steps):
        dx, dy = grad_fun(np.array([x, y]))
        x, y = x - lr * dx, y - lr * dy
        rows.append((x, y))
    return np.array(rows)


def descent_unpacked(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w.append(w[-1] - lr * np.array(grad_fun(*w[-1])))
    return np.array(w)


def descent_own_function(grad_fun, w0, lr, n_steps):
    w = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        x, y = w[-1][0], w[-1][1]
        u = x**2 + y**2
        w.append(w[-1] - lr * np.array([2 * x * np.cos(u), 2 * y * np.cos(u)]))
    return np.array(w)


def descent_whole_rows(grad_fun, w0, lr, n_steps):
    w0 = np.array(w0)
    rows = np.zeros((n_steps + 1, len(w0)), dtype=w0.dtype)
    rows[0] = w0
    for t in range(n_steps):
        rows[t + 1] = rows[t] - lr * np.array(grad_fun(rows[t]))
    return rows


def descent_in_place_whole(grad_fun, w0, lr, n_steps):
    w = np.array(w0)
    rows = [w.copy()]
    for _ in range(n_steps):
        w -= lr * np.array(grad_fun(w))
        rows.append(w.copy())
    return np.array(rows)


def descent_steps_only(grad_fun, w0, lr, n_steps):
    w, rows = np.array(w0, dtype=float), [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        step = lr * np.array(grad_fun(w))
        w = w - step
        rows.append(-step)
    return np.array(rows)


def descent_list_argument(grad_fun, w0, lr, n_steps):
    w, rows = w0, [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w = rows[-1] - lr * np.array(grad_fun(w))
        rows.append(w)
    return np.array(rows)


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


def rate_times_pi():
    return 2 / 6 * math.pi


def rate_from_text_start():
    return 0.1


def rate_fraction_upside_down():
    return 6 * math.pi / 2


def rate_of_the_maxima():
    return 2 / (4 * math.pi / 2)


def rate_in_the_middle():
    return 0.105


def rate_rounded_up():
    return 0.11


def rate_of_the_origin():
    return 2 / 2


def rate_radius_for_its_square():
    return 2 / (4 * (3 * math.pi / 2) ** 2)


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
            Mistake("inner_inside_and_outside", INNER_TWICE, formula_inner_twice),
            Mistake("not_squared", NOT_SQUARED, formula_not_squared),
            Mistake("bracket_missing", PRECEDENCE, formula_bracket),
            Mistake("power_rule", POWER_RULE, formula_power_rule),
            Mistake("copied", COPIED, formula_copied),
            Mistake(
                "function_itself",
                "That is z itself, twice. Its two partial derivatives are asked for.",
                formula_itself,
            ),
            Mistake(
                "list_of_formulas",
                "Your formulas come in a list. Return two formulas, separated by a comma, without "
                "the square brackets.",
                formula_list,
            ),
            Mistake(
                "not_returned",
                "Your function gives nothing back. Return two formulas, separated by a comma.",
                formula_not_returned,
            ),
        ),
        tell_formulas,
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
                "sympy_functions",
                "SymPy's functions make formulas. Here the arguments are numbers and arrays: use "
                "NumPy's functions of the same names.",
                dz_sympy,
            ),
            Mistake(
                "measured",
                "That is measured over a small step, so it is never exact. Use your two formulas "
                "of Exercise 1.",
                dz_measured,
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
            Mistake("both_inner_derivatives", OUTER_TWICE, dz_both_inner),
            Mistake("not_squared", NOT_SQUARED, dz_not_squared),
            Mistake("bracket_missing", PRECEDENCE, dz_bracket),
            Mistake("power_rule", POWER_RULE, dz_power_rule),
            Mistake("copied", COPIED, dz_copied),
            Mistake(
                "normalised",
                "The directions are right, but every arrow has length 1: you divided by the "
                "length. The length is the steepness, so leave it in.",
                dz_normalised,
            ),
            Mistake(
                "a_list",
                "The values are right, but in a list. Return a tuple: the two values, separated by "
                "a comma, without square brackets.",
                dz_list,
            ),
            Mistake(
                "length_only",
                "That is the length of the gradient, one number a point. The gradient is a vector: "
                "return both of its components.",
                dz_length,
            ),
            Mistake(
                "changes_its_arguments",
                CHANGED,
                dz_in_place,
            ),
        ),
        tell_gradient,
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
                "All rows are the same point, the last one. Usually one array stands in the list "
                "many times and is changed by `-=`: make a new array in each step, or keep a copy.",
                descent_same_rows,
            ),
            Mistake(
                "changes_w0",
                CHANGED_START,
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
            Mistake(
                "one_more",
                "One step too many: row 0 is the start, and the loop runs n_steps times.",
                descent_one_more,
            ),
            Mistake(
                "normalised",
                "You divide the gradient by its length, so that all steps are equally long. Leave "
                "it as it is: where it is flat, steps get short.",
                descent_normalised,
            ),
            Mistake(
                "one_coordinate_at_a_time",
                "You move one coordinate and then ask for the gradient at a point that is half "
                "moved. Ask once in each step, then move all coordinates together.",
                descent_one_coordinate_at_a_time,
            ),
            Mistake(
                "two_dimensions_only",
                "It works in two dimensions only. Keep w as one array and leave its length open: "
                "the formula is the same for any number of coordinates.",
                descent_in_two_dimensions,
            ),
            Mistake(
                "unpacked",
                MORE_ARGUMENTS,
                descent_unpacked,
            ),
            Mistake(
                "own_function",
                "Your steps use the gradient of z, whatever you are asked to descend. Call "
                "`grad_fun`, the function that you are given.",
                descent_own_function,
            ),
            Mistake(
                "whole_number_rows",
                "From a start in whole numbers, all points are whole numbers: NumPy cut the "
                "fractions off. Make the array with dtype=float.",
                descent_whole_rows,
            ),
            Mistake(
                "whole_number_start",
                "From a start in whole numbers, `-=` stops: an array of integers can't take "
                "fractions. Make a float array of w0 first.",
                descent_in_place_whole,
            ),
            Mistake(
                "steps_only",
                "Below the start you keep the steps. Keep the points that they lead to.",
                descent_steps_only,
            ),
            Mistake(
                "hands_over_a_list",
                "`grad_fun` takes one array, and it is called with a list: of a list, `2 * w` is "
                "the list twice. Look at where the point that you hand over comes from, w0 or a "
                "line of the loop, and make an array of it.",
                descent_list_argument,
            ),
        ),
        tell_descent,
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
                "pi_in_the_numerator",
                "Python computes `a / b * c` from left to right, so that `c` multiplies. If it is "
                "meant to divide, put brackets around the whole denominator.",
                rate_times_pi,
            ),
            Mistake(
                "a_guess",
                "That is a rate that works, close to the limit. How far could you go? Compute it "
                "from the curvature.",
                rate_from_text_start,
            ),
            Mistake(
                "in_the_middle",
                "That is the middle of the two walkers' rates: close, but a guess. Compute it from "
                "the factor and the curvature, to three digits.",
                rate_in_the_middle,
            ),
            Mistake(
                "upside_down",
                "The fraction is upside down: the larger the curvature, the smaller the rate.",
                rate_fraction_upside_down,
            ),
            Mistake(
                "ring_of_maxima",
                "That is the ring where z = 1, a ring of maxima: descent leaves it at any rate. "
                "Take the first ring of minima.",
                rate_of_the_maxima,
            ),
            Mistake(
                "rounded_up",
                "Rounded up, the rate is beyond the limit: there, steps grow. Give three digits.",
                rate_rounded_up,
            ),
            Mistake(
                "at_the_origin",
                "That is the limit in the dip at the origin, where the curvature is smaller. Take "
                "the ring.",
                rate_of_the_origin,
            ),
            Mistake(
                "radius_is_squared_already",
                "You squared r² once more: the number that the text gives for the ring is r², "
                "not r.",
                rate_radius_for_its_square,
            ),
        ),
    ),
}
