"""Lesson 04: reference and known mistakes of ``vjp``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def vjp(f, x, v):
    x = x.detach().clone().requires_grad_()
    (product,) = torch.autograd.grad(f(x), x, grad_outputs=v)
    return product


def vjp_tuple(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)


def vjp_ones(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


def vjp_times_afterwards(f, x, v):
    x = x.detach().requires_grad_()
    return v * torch.autograd.grad(f(x).sum(), x)[0]


def vjp_sum_of_v(f, x, v):
    x = x.detach().requires_grad_()
    return v.sum() * torch.autograd.grad(f(x).sum(), x)[0]


def vjp_no_grad_outputs(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x) * v, x)[0]


def vjp_flag_in_place(f, x, v):
    x.requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0]


def vjp_mean(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad((f(x) * v).mean(), x)[0]


def vjp_jvp(f, x, v):
    return torch.autograd.functional.jvp(f, x, v)[1]


def vjp_matrix_first(f, x, v):
    return torch.autograd.functional.jacobian(f, x) @ v


def vjp_jacobian(f, x, v):
    return torch.autograd.functional.jacobian(f, x)


def vjp_rows_scaled(f, x, v):
    return v[:, None] * torch.autograd.functional.jacobian(f, x)


def vjp_swapped(f, x, v):
    v = v.detach().requires_grad_()
    return torch.autograd.grad(f(v), v, grad_outputs=x)[0]


def vjp_no_requires_grad(f, x, v):
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0]


def vjp_not_used(f, x, v):
    other = x.detach().clone().requires_grad_()
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(other), x, grad_outputs=v)[0]


def vjp_function_left(f, x, v):
    _, pull_back = torch.func.vjp(f, x)
    return pull_back


def vjp_with_value(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    return y, torch.autograd.grad(y, x, grad_outputs=v)[0]


def vjp_of_gradient(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=v * y)[0]


def vjp_column(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0].reshape(-1, 1)


def vjp_by_differences(f, x, v):
    h, columns = 1e-3, []
    for unit in torch.eye(len(x), dtype=x.dtype, device=x.device):
        columns.append(v @ (f(x + h * unit) - f(x - h * unit)) / (2 * h))
    return torch.stack(columns)


ANSWERS = {
    "vjp": Answer(
        vjp,
        (
            Mistake(
                "tuple",
                "The numbers are right, but they are packed in a tuple: `torch.autograd.grad` "
                "returns one tensor for each input. Take it out.",
                vjp_tuple,
            ),
            Mistake(
                "ones_for_v",
                "v doesn't occur in your result: all outputs count once, as with a vector of ones. "
                "Here v says how much each of them counts.",
                vjp_ones,
            ),
            Mistake(
                "v_afterwards",
                "You multiply by v after the walk. v belongs to the outputs, so it has to come in "
                "at the beginning; after the walk there is one number for each input.",
                vjp_times_afterwards,
            ),
            Mistake(
                "sum_of_v",
                "You multiply everything by the sum of v. Each output has its own number in v.",
                vjp_sum_of_v,
            ),
            Mistake(
                "no_sum",
                "A walk starts at one number, and f has several. v says how much each of them "
                "counts: hand it over as `grad_outputs`. Or weight the outputs by v, and add them "
                "up before the walk.",
                vjp_no_grad_outputs,
            ),
            Mistake(
                "flag_left_on_x",
                "The numbers are right. But you switched `requires_grad` on in the x that belongs "
                "to whoever called you. Work on a tensor of your own.",
                vjp_flag_in_place,
            ),
            Mistake(
                "mean",
                "Everything is divided by the number of outputs: you started at a mean. A product "
                "of a row with a matrix is made of sums.",
                vjp_mean,
            ),
            Mistake(
                "jvp",
                "That is J·v, the product from the other side, which is called JVP. It needs a v "
                "with one number for each input. Asked for is vᵀ·J.",
                vjp_jvp,
            ),
            Mistake(
                "matrix_times_v",
                "You multiply the Jacobian by v from the right. v has one number for each output, "
                "so it stands on the left, as a row.",
                vjp_matrix_first,
            ),
            Mistake(
                "whole_jacobian",
                "That is the Jacobian itself. The product with v is asked for: a single row.",
                vjp_jacobian,
            ),
            Mistake(
                "rows_not_added",
                "You multiplied each row of the Jacobian by its number in v. Then the rows are "
                "added up; and one walk does both, without the Jacobian.",
                vjp_rows_scaled,
            ),
            Mistake(
                "swapped_arguments",
                "x and v are mixed up: x is the place where f is computed, v the weights of its "
                "outputs.",
                vjp_swapped,
            ),
            Mistake(
                "no_requires_grad",
                "Autograd doesn't watch x. Make an x of your own that it watches, before f is "
                "computed from it.",
                vjp_no_requires_grad,
            ),
            Mistake(
                "not_used",
                "f was computed from another x than the one that you ask for. Use the same tensor "
                "in both places.",
                vjp_not_used,
            ),
            Mistake(
                "function_not_called",
                "`torch.func.vjp` returns the value and a function, and you return this function. "
                "It still wants its v.",
                vjp_function_left,
            ),
            Mistake(
                "value_too",
                "You return the value of f as well. Only the product is asked for.",
                vjp_with_value,
            ),
            Mistake(
                "v_times_y",
                "Each output is weighted by its own value besides v. `grad_outputs` holds v alone.",
                vjp_of_gradient,
            ),
            Mistake(
                "column",
                "The numbers are right, but they stand in a column of shape (n, 1). The result has "
                "the shape of x.",
                vjp_column,
            ),
            Mistake(
                "finite_difference",
                "Those are difference quotients. On top of a number as large as 10¹⁸ they find no "
                "difference at all. Let autograd walk.",
                vjp_by_differences,
            ),
        ),
    ),
}
