"""Lesson 03: references and known mistakes of ``derivative_at`` and ``analytic_gradients``.

Every implementation stands on its own: it may use ``math``, ``np``, ``torch`` and its arguments.
"""

import math

import torch

from autograder.records.exercises import Answer, Mistake


def derivative_at(f, x):
    leaf = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    f(leaf).backward()
    return leaf.grad.item()


def slope_is_value(f, x):
    return f(torch.tensor(float(x))).item()


def slope_of_copy(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = torch.tensor(f(leaf).item(), requires_grad=True)
    y.backward()
    return y.grad.item()


def slope_by_differences(f, x):
    h = 1e-5
    low = torch.tensor(x - h, dtype=torch.float64)
    high = torch.tensor(x + h, dtype=torch.float64)
    return ((f(high) - f(low)) / (2 * h)).item()


def slope_as_tensor(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    return leaf.grad


def slope_twice(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    f(leaf).backward()
    return leaf.grad.item()


def slope_same_graph_twice(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = f(leaf)
    y.backward()
    y.backward()
    return leaf.grad.item()


def slope_whole_number(f, x):
    leaf = torch.tensor(x, requires_grad=True)
    f(leaf).backward()
    return leaf.grad.item()


def slope_zeroed(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    leaf.grad.zero_()
    return leaf.grad.item()


def slope_with_value(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = f(leaf)
    y.backward()
    return y.item(), leaf.grad.item()


def slope_vector(f, x):
    leaf = torch.tensor([float(x), float(x)], requires_grad=True)
    f(leaf).backward()
    return leaf.grad[0].item()


def slope_of_grad_function(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    return torch.autograd.grad(f(leaf), leaf)


def slope_number_has_no_grad(f, x):
    f(torch.tensor(float(x), requires_grad=True)).backward()
    return x.grad


def slope_at_whole_number(f, x):
    leaf = torch.tensor(float(int(x)), requires_grad=True)
    f(leaf).backward()
    return leaf.grad.item()


def slope_at_rounded_number(f, x):
    leaf = torch.tensor(float(round(x)), requires_grad=True)
    f(leaf).backward()
    return leaf.grad.item()


def slope_times_x(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = f(leaf)
    y.backward(leaf.detach())
    return leaf.grad.item()


def slope_times_y(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = f(leaf)
    y.backward(y.detach())
    return leaf.grad.item()


def slope_of_square(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    (f(leaf) ** 2).backward()
    return leaf.grad.item()


def second_slope(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    (first,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    first.backward()
    return leaf.grad.item()


def second_slope_as_tensor(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    (first,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    first.backward()
    return leaf.grad


def leaf_as_tensor(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    return leaf.detach()


def slope_without_sign(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    return abs(leaf.grad.item())


def place_itself(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    return leaf.item()


def value_as_tensor(f, x):
    return f(torch.tensor(float(x), requires_grad=True))


def slope_as_text(f, x):
    leaf = torch.tensor(float(x), requires_grad=True)
    f(leaf).backward()
    return f"{leaf.grad.item():.4f}"


def slope_in_list(f, x):
    leaf = torch.tensor([float(x)], requires_grad=True)
    f(leaf).backward()
    return leaf.grad.tolist()


def analytic_gradients(x, y, w, b):
    with torch.enable_grad():
        w, b = (t.detach().clone().requires_grad_() for t in (w, b))
        prediction = torch.tanh(x * w + b)
        ((y - prediction) ** 2).sum().backward()
    return w.grad, b.grad


def gradients_no_minus(x, y, w, b):
    p = torch.tanh(x * w + b)
    return 2 * x * (y - p) * (1 - p**2), 2 * (y - p) * (1 - p**2)


def gradients_no_two(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -x * (y - p) * (1 - p**2), -(y - p) * (1 - p**2)


def gradients_no_x(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_x_in_both(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2), -2 * x * (y - p) * (1 - p**2)


def gradients_no_tanh_slope(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p), -2 * (y - p)


def gradients_not_squared(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p), -2 * (y - p) * (1 - p)


def gradients_square_of_the_bracket(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p) ** 2, -2 * (y - p) * (1 - p) ** 2


def gradients_times_b(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2), -2 * b * (y - p) * (1 - p**2)


def gradients_tanh_of_tanh(x, y, w, b):
    p = torch.tanh(x * w + b)
    slope = 1 - torch.tanh(p) ** 2
    return -2 * x * (y - p) * slope, -2 * (y - p) * slope


def gradients_slope_of_input(x, y, w, b):
    z = x * w + b
    p = torch.tanh(z)
    return -2 * x * (y - p) * (1 - z**2), -2 * (y - p) * (1 - z**2)


def gradients_no_error(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (1 - p**2), -2 * (1 - p**2)


def gradients_swapped(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * (y - p) * (1 - p**2), -2 * x * (y - p) * (1 - p**2)


def gradients_w_for_x(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * w * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_of_line(x, y, w, b):
    p = x * w + b
    return -2 * x * (y - p), -2 * (y - p)


def gradients_math(x, y, w, b):
    p = math.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_by_backward(x, y, w, b):
    w = w.clone().requires_grad_()
    b = b.clone().requires_grad_()
    loss = ((y - torch.tanh(x * w + b)) ** 2).sum()
    loss.backward()
    return w.grad, b.grad


def gradients_mean(x, y, w, b):
    p = torch.tanh(x * w + b)
    return (-2 * x * (y - p) * (1 - p**2)).mean(), (-2 * (y - p) * (1 - p**2)).mean()


def gradients_list(x, y, w, b):
    p = torch.tanh(x * w + b)
    return [-2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)]


def gradients_plus_slope(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 + p**2), -2 * (y - p) * (1 + p**2)


def gradients_of_sum(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y + p) * (1 - p**2), -2 * (y + p) * (1 - p**2)


def gradients_error_squared(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) ** 2 * (1 - p**2), -2 * (y - p) ** 2 * (1 - p**2)


def gradients_are_values(x, y, w, b):
    p = torch.tanh(x * w + b)
    return (y - p) ** 2, p


def gradients_sigmoid_slope(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * p * (1 - p), -2 * (y - p) * p * (1 - p)


def gradients_x_squared(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x**2 * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_no_brackets(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * y - p * (1 - p**2), -2 * y - p * (1 - p**2)


def gradients_w_in_b(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2), -2 * w * (y - p) * (1 - p**2)


def gradients_minus_in_w_only(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2), 2 * (y - p) * (1 - p**2)


def gradients_minus_in_b_only(x, y, w, b):
    p = torch.tanh(x * w + b)
    return 2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_one_over_cosh(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2).sqrt(), -2 * (y - p) * (1 - p**2).sqrt()


def gradients_no_outer(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -x * (1 - p**2), -(1 - p**2)


def gradients_stacked(x, y, w, b):
    p = torch.tanh(x * w + b)
    return torch.stack([-2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)])


def gradients_dictionary(x, y, w, b):
    p = torch.tanh(x * w + b)
    return {"w": -2 * x * (y - p) * (1 - p**2), "b": -2 * (y - p) * (1 - p**2)}


def gradients_only_w(x, y, w, b):
    p = torch.tanh(x * w + b)
    return -2 * x * (y - p) * (1 - p**2)


def gradients_without_b(x, y, w, b):
    p = torch.tanh(x * w)
    return -2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_minus_b(x, y, w, b):
    p = torch.tanh(x * w - b)
    return -2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


def gradients_exchanged(x, y, w, b):
    p = torch.tanh(x * b + w)
    return -2 * x * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)


ANSWERS = {
    "derivative_at": Answer(
        derivative_at,
        (
            Mistake("value", "That is the value of f at x, not its derivative.", slope_is_value),
            Mistake(
                "derivative_of_itself",
                "You give back 1 everywhere. That is the derivative of a tensor with respect to "
                "itself. Start backward at the result of f, and read `.grad` of the leaf that f "
                "was called with.",
                slope_of_copy,
                clues=("called cubic",),
            ),
            Mistake(
                "finite_difference",
                "That is a difference quotient. On top of a number as large as 10¹⁸ it finds no "
                "difference at all, where backward still gives the derivative.",
                slope_by_differences,
            ),
            Mistake(
                "still_a_tensor",
                "The derivative is right, but it is still a tensor. A plain number is asked for: "
                "`.item()` takes it out.",
                slope_as_tensor,
            ),
            Mistake(
                "accumulated",
                "Every derivative is twice what it should be. Usually two backward passes were "
                "added up in `.grad`, and one is enough. Or look for a factor 2.",
                slope_twice,
            ),
            Mistake(
                "backward_twice_on_one_graph",
                "You call backward twice on the same result. The first call frees the graph, and "
                "one call is enough.",
                slope_same_graph_twice,
            ),
            Mistake(
                "whole_numbers",
                "It works, but not for whole numbers: an integer tensor can't require gradients. "
                "Make the number a float first.",
                slope_whole_number,
            ),
            Mistake(
                "zeroed_too_early",
                "All derivatives are 0. A `.grad` that backward has filled isn't 0 here: usually "
                "it is set to zero before it is read.",
                slope_zeroed,
                clues=("called cubic", "walks cubic"),
            ),
            Mistake(
                "value_and_derivative",
                "You return two values, that of f and its derivative. Only the derivative is asked "
                "for.",
                slope_with_value,
            ),
            Mistake(
                "not_a_single_number",
                "backward starts at one number, but f of your tensor has several. Make a tensor "
                "that holds x alone.",
                slope_vector,
            ),
            Mistake(
                "tuple_of_autograd_grad",
                "You give back a tuple with a tensor in it. `torch.autograd.grad` returns such a "
                "tuple, one gradient for each input. Take its only element, and the number out of "
                "that.",
                slope_of_grad_function,
            ),
            Mistake(
                "at_a_whole_number",
                "Your slopes are those at whole numbers: x has lost what stands behind its "
                "decimal point before f is called. Look for `int`, for `//`, or for a dtype of "
                "whole numbers.",
                slope_at_whole_number,
            ),
            Mistake(
                "at_a_rounded_number",
                "Your slopes are those at whole numbers: x is rounded before f is called.",
                slope_at_rounded_number,
            ),
            Mistake(
                "times_x",
                "Every slope is multiplied by its x. What stands in the brackets of `backward` "
                "says how much the result counts, not where the slope is taken. Leave it out.",
                slope_times_x,
            ),
            Mistake(
                "times_y",
                "Every slope is multiplied by the value of f. What stands in the brackets of "
                "`backward` says how much the result counts: leave it out.",
                slope_times_y,
            ),
            Mistake(
                "of_the_square",
                "That is the slope of the square of f. Start backward at the result of f itself.",
                slope_of_square,
            ),
            Mistake(
                "second_derivative",
                "That is the second derivative, the slope of the slope. One walk gives the first.",
                second_slope,
            ),
            Mistake(
                "second_derivative_as_a_tensor",
                "That is the second derivative, the slope of the slope, in a tensor. One walk "
                "gives the first derivative, and `.item()` takes the number out.",
                second_slope_as_tensor,
            ),
            Mistake(
                "absolute",
                "Where f falls the derivative is negative, and yours never is. Look for `abs`, or "
                "for a square and its root.",
                slope_without_sign,
            ),
            Mistake(
                "x_itself",
                "That is x itself. The derivative is in `.grad` of the leaf.",
                place_itself,
            ),
            Mistake(
                "x_itself_as_a_tensor",
                "That is x itself, in a tensor. The derivative is in `.grad` of the leaf.",
                leaf_as_tensor,
            ),
            Mistake(
                "value_as_a_tensor",
                "That is the value of f at x, in a tensor, not its derivative. Call `backward` on "
                "it, and look at the leaf then.",
                value_as_tensor,
            ),
            Mistake(
                "text",
                "The derivative is right, but you made a text of it. Give back the number itself.",
                slope_as_text,
            ),
            Mistake(
                "list",
                "The derivative is right, but it is in a list. Give back the number alone.",
                slope_in_list,
            ),
            Mistake(
                "grad_of_the_number",
                "The x that you were given is a plain number and has no `.grad`. Read it from the "
                "tensor that you made of x.",
                slope_number_has_no_grad,
            ),
        ),
    ),
    "analytic_gradients": Answer(
        analytic_gradients,
        (
            Mistake(
                "no_minus",
                "The sign is missing: the prediction stands with a minus in y − p, so its inner "
                "derivative is −1.",
                gradients_no_minus,
            ),
            Mistake(
                "no_factor_two",
                "A constant factor is missing: what is the derivative of a square?",
                gradients_no_two,
            ),
            Mistake(
                "no_x",
                "One factor of ∂loss/∂w is missing, the last on the path: the derivative of "
                "x·w + b with respect to w.",
                gradients_no_x,
            ),
            Mistake(
                "x_in_both",
                "∂loss/∂b has a factor too many: what is the derivative of x·w + b with respect to "
                "b?",
                gradients_x_in_both,
            ),
            Mistake(
                "no_tanh_derivative",
                "One edge of the graph is missing: the derivative of tanh.",
                gradients_no_tanh_slope,
            ),
            Mistake(
                "not_squared",
                "The derivative of tanh is 1 minus its square; the square is missing.",
                gradients_not_squared,
            ),
            Mistake(
                "bracket_squared",
                "The square is in the wrong place: 1 minus the square of p, not the square of "
                "1 minus p.",
                gradients_square_of_the_bracket,
            ),
            Mistake(
                "times_b",
                "∂loss/∂b has a factor b too many: what is the derivative of x·w + b with respect "
                "to b?",
                gradients_times_b,
            ),
            Mistake(
                "tanh_of_tanh",
                "The derivative of tanh at z is 1 − tanh² of z, and tanh of z is p already. You "
                "took tanh once more.",
                gradients_tanh_of_tanh,
            ),
            Mistake(
                "slope_from_the_input",
                "The derivative of tanh is computed from its output p, not from its input x·w + b.",
                gradients_slope_of_input,
            ),
            Mistake(
                "no_error",
                "The derivative of the square is missing: y doesn't occur in your gradients.",
                gradients_no_error,
            ),
            Mistake(
                "swapped",
                "The two gradients are swapped: that of w comes first, then that of b.",
                gradients_swapped,
            ),
            Mistake(
                "gradient_of_x",
                "The derivative of x·w with respect to w isn't w: you differentiated with respect "
                "to x.",
                gradients_w_for_x,
            ),
            Mistake(
                "line_without_tanh",
                "Those are the gradients of a straight line: the prediction is tanh(x·w + b).",
                gradients_of_line,
            ),
            Mistake(
                "math_module",
                "It works for single numbers, but `math.tanh` can't take a tensor with several. "
                "torch has a tanh of its own.",
                gradients_math,
            ),
            Mistake(
                "used_backward",
                "You let autograd do it. Here the formulas are asked for, so the check runs your "
                "function with recording switched off, and backward finds no graph.",
                gradients_by_backward,
            ),
            Mistake(
                "mean",
                "You averaged the gradients. Each element keeps its own: the result has the shape "
                "of the arguments.",
                gradients_mean,
            ),
            Mistake(
                "list",
                "The gradients are right, but in a list. Return both, separated by a comma.",
                gradients_list,
            ),
            Mistake(
                "plus_for_minus",
                "The prediction is added to y where it is subtracted: the loss is (y − p)².",
                gradients_of_sum,
            ),
            Mistake(
                "error_squared",
                "y − p is still squared. What is the derivative of a square?",
                gradients_error_squared,
            ),
            Mistake(
                "loss_and_prediction",
                "Those are the loss and the prediction, not the gradients of the loss.",
                gradients_are_values,
            ),
            Mistake(
                "slope_of_sigmoid",
                "p(1 − p) is the derivative of a sigmoid. That of tanh is 1 minus the square of "
                "its output.",
                gradients_sigmoid_slope,
            ),
            Mistake(
                "x_squared",
                "∂loss/∂w has the factor x once too often: the inner value is x·w + b, and x "
                "stands in it once.",
                gradients_x_squared,
            ),
            Mistake(
                "no_brackets",
                "Brackets are missing: `*` comes before `-`, so that y alone is multiplied. The "
                "difference y − p is one factor.",
                gradients_no_brackets,
            ),
            Mistake(
                "w_in_b",
                "∂loss/∂b has a factor w too many: what is the derivative of x·w + b with respect "
                "to b?",
                gradients_w_in_b,
            ),
            Mistake(
                "minus_in_w_only",
                "∂loss/∂w is right, and ∂loss/∂b has lost its minus: the two share all factors "
                "but the last.",
                gradients_minus_in_w_only,
            ),
            Mistake(
                "minus_in_b_only",
                "∂loss/∂b is right, and ∂loss/∂w has lost its minus: the two share all factors "
                "but the last.",
                gradients_minus_in_b_only,
            ),
            Mistake(
                "one_over_cosh",
                "The derivative of tanh is 1 / cosh²; the square is missing. Computed from p it "
                "is 1 − p².",
                gradients_one_over_cosh,
            ),
            Mistake(
                "no_square_root",
                "The derivative of the square is missing, and with it y: it gives the factor 2(y "
                "− p).",
                gradients_no_outer,
            ),
            Mistake(
                "stacked",
                "The gradients are right, but stacked into one tensor. Return the two, separated "
                "by a comma.",
                gradients_stacked,
            ),
            Mistake(
                "dictionary",
                "The gradients are in a dictionary. Return the two, separated by a comma.",
                gradients_dictionary,
            ),
            Mistake(
                "only_w",
                "One tensor came back. Two gradients are asked for, that of w and that of b, "
                "separated by a comma.",
                gradients_only_w,
            ),
            Mistake(
                "no_b_inside",
                "The prediction is computed without b: it is tanh(x·w + b).",
                gradients_without_b,
            ),
            Mistake(
                "minus_b_inside",
                "b is subtracted in the prediction: it is tanh(x·w + b).",
                gradients_minus_b,
            ),
            Mistake(
                "w_and_b_exchanged",
                "In the prediction x is multiplied by b, and w is added: it is tanh(x·w + b).",
                gradients_exchanged,
            ),
            Mistake(
                "plus_in_the_slope",
                "The sign inside the derivative of tanh is off: it can't be larger than 1.",
                gradients_plus_slope,
            ),
        ),
    ),
}
