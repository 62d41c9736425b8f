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


def vjp_rows(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    return [v[i] * torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))]


def vjp_first_output(f, x, v):
    return vjp_rows(f, x, v)[0]


def vjp_last_output(f, x, v):
    return vjp_rows(f, x, v)[-1]


def vjp_without_first(f, x, v):
    return sum(vjp_rows(f, x, v)[1:])


def vjp_without_last(f, x, v):
    return sum(vjp_rows(f, x, v)[:-1])


def vjp_first_output_unweighted(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x)[0], x)[0]


def vjp_weighted_outputs(f, x, v):
    return v * f(x.detach())


def vjp_weighted_sum(f, x, v):
    return (v * f(x.detach())).sum()


def vjp_values(f, x, v):
    return f(x.detach())


def vjp_along_unit_vector(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v / v.norm())[0]


def vjp_ones_tuple(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)


def vjp_other_axis(f, x, v):
    return (v[:, None] * torch.autograd.functional.jacobian(f, x)).sum(dim=1)


def vjp_summed(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0].sum()


def vjp_v_squared(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v * v)[0]


def vjp_times_x(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0] * x.detach()


def vjp_weights_x(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=x.detach())[0]


def vjp_sum_over_v(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad((f(x) * v).sum() / v.sum(), x)[0]


def vjp_list(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0].tolist()


def vjp_graph_cut(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).detach(), x, grad_outputs=v)[0]


def vjp_turned_matrix(f, x, v):
    return v @ torch.autograd.functional.jacobian(f, x).T


def vjp_forward(f, x, v):
    return torch.func.jvp(f, (x,), (v,))[1]


def vjp_size_of_v(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v.abs())[0]


def vjp_v_turned_round(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=v.flip(0))[0]


def vjp_loop_over_inputs(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    total = torch.zeros_like(x)
    for i in range(len(x)):
        total = total + v[i] * torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return total


def vjp_ones_for_inputs(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=torch.ones_like(x))[0]


def vjp_v_inside(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x * v).sum(), x)[0]


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
                "v makes no difference to your result: all outputs count once, as with a vector of "
                "ones. Here v says how much each of them counts.",
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
                "Everything is divided by the number of outputs. Usually the walk starts at a "
                "mean, and a product of a row with a matrix is made of sums.",
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
                "Autograd doesn't watch the tensor that f is called with. Make an x of your own "
                "that it watches, before f is computed, and call f with that very one.",
                vjp_no_requires_grad,
                clues=("called polar",),
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
                "first_output_only",
                "Only the first output counts in your product. Look for an index `[0]`, or for a "
                "`return` that stands inside a loop and ends it in the first round.",
                vjp_first_output,
            ),
            Mistake(
                "last_output_only",
                "Only the last output counts in your product. Look for an index `[-1]`, or for a "
                "sum that each round of a loop overwrites.",
                vjp_last_output,
            ),
            Mistake(
                "first_output_missing",
                "The first output doesn't count in your product. Outputs are numbered from 0: look "
                "at where your loop begins.",
                vjp_without_first,
            ),
            Mistake(
                "last_output_missing",
                "The last output doesn't count in your product: look at where your loop ends.",
                vjp_without_last,
            ),
            Mistake(
                "first_output_unweighted",
                "That is the first row of the Jacobian, the gradient of the first output alone. "
                "All outputs count, each as much as v says.",
                vjp_first_output_unweighted,
            ),
            Mistake(
                "weighted_outputs",
                "Those are the outputs times v, v·f(x). No derivative has been taken: let autograd "
                "walk back from them to x.",
                vjp_weighted_outputs,
            ),
            Mistake(
                "weighted_sum",
                "That is the weighted sum of the outputs, one number. No derivative has been "
                "taken: let autograd walk back from it to x.",
                vjp_weighted_sum,
            ),
            Mistake(
                "values",
                "Those are the values of f at x, which are also the slopes of the weighted sum "
                "with respect to v. Asked for is how that sum changes with x.",
                vjp_values,
            ),
            Mistake(
                "unit_vector",
                "Every product is the right one divided by the length of v: v is scaled to length "
                "1 on the way. Take v as it is.",
                vjp_along_unit_vector,
            ),
            Mistake(
                "ones_for_v_and_tuple",
                "Two things. v makes no difference to your result: it has to say how much each "
                "output counts. And the tensor is packed in a tuple: take it out.",
                vjp_ones_tuple,
            ),
            Mistake(
                "other_axis",
                "The weighted table of derivatives is added up along its rows, which gives a "
                "number for each output. Add up over the outputs: a number for each input is "
                "asked for.",
                vjp_other_axis,
            ),
            Mistake(
                "summed",
                "The product is added up to one number. There is a number for each input.",
                vjp_summed,
            ),
            Mistake(
                "v_squared",
                "Each number of v counts with its square: v comes in twice, such as in front of f "
                "and as `grad_outputs`.",
                vjp_v_squared,
            ),
            Mistake(
                "times_x",
                "The product is right, and is multiplied by x afterwards. It is ready when the "
                "walk has come back.",
                vjp_times_x,
            ),
            Mistake(
                "x_as_weights",
                "The weights of the walk are x, and have to be v: one number for each output.",
                vjp_weights_x,
            ),
            Mistake(
                "divided_by_sum_of_v",
                "Everything is divided by the sum of v, as in a weighted mean. Take v as it is.",
                vjp_sum_over_v,
            ),
            Mistake(
                "list",
                "The numbers are right, but they are in a list. Give back a tensor.",
                vjp_list,
            ),
            Mistake(
                "graph_cut",
                "f is called with a watched tensor, and what your walk starts at has no graph all "
                "the same. Look for what cuts it off in between, such as `.detach()`, `no_grad`, "
                "or a new tensor made of the numbers.",
                vjp_graph_cut,
                clues=("called polar",),
            ),
            Mistake(
                "turned_matrix",
                "The Jacobian is turned before it is multiplied. v has one number for each "
                "output, and the Jacobian one row for each output: they fit as they are.",
                vjp_turned_matrix,
            ),
            Mistake(
                "forward_product",
                "`torch.func.jvp` is the product from the other side, J·v, which needs a v with "
                "one number for each input. Asked for is vᵀ·J.",
                vjp_forward,
            ),
            Mistake(
                "size_of_v",
                "The signs of v are lost: its numbers count as if all were positive. Look for "
                "`abs`, or for a square and its root.",
                vjp_size_of_v,
            ),
            Mistake(
                "v_turned_round",
                "The numbers of v meet the outputs in the wrong order, the last one first.",
                vjp_v_turned_round,
            ),
            Mistake(
                "as_many_outputs_as_inputs",
                "Your loop has a round for each number of x. There is a number in v for each "
                "output of f, and these can be more or fewer.",
                vjp_loop_over_inputs,
            ),
            Mistake(
                "ones_for_inputs",
                "v is nowhere used in the walk: its weights are ones, as many as x has numbers. "
                "The weights are v, one number for each output.",
                vjp_ones_for_inputs,
            ),
            Mistake(
                "v_inside_of_f",
                "x is multiplied by v before f is computed. v weights the outputs, so it comes in "
                "after f and before the walk.",
                vjp_v_inside,
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
