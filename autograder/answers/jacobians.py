"""Lesson 04: reference and known mistakes of ``jacobian``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def jacobian(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    units = torch.eye(len(y)).to(y)
    return torch.stack([torch.autograd.grad(y, x, v, retain_graph=True)[0] for v in units])


def jacobian_transposed(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(one, x, retain_graph=True)[0] for one in y]
    return torch.stack(rows, dim=1)


def jacobian_summed(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def jacobian_one_row_per_input(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(x))]
    return torch.stack(rows)


def jacobian_freed(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(one, x)[0] for one in y])


def jacobian_list(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return [torch.autograd.grad(one, x, retain_graph=True)[0] for one in y]


def jacobian_list_of_tuples(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return [torch.autograd.grad(one, x, retain_graph=True) for one in y]


def jacobian_stacked_tuples(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(one, x, retain_graph=True) for one in y])


def jacobian_joined(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.cat([torch.autograd.grad(one, x, retain_graph=True)[0] for one in y])


def jacobian_first_row(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x)[0], x)[0]


def jacobian_eye_at_once(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.eye(len(y)).to(y))[0]


def jacobian_units_of_x(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    units = torch.eye(len(x)).to(y)
    return torch.stack([torch.autograd.grad(y, x, u, retain_graph=True)[0] for u in units])


def jacobian_flag_in_place(f, x):
    x.requires_grad_()
    return torch.stack([torch.autograd.grad(one, x, retain_graph=True)[0] for one in f(x)])


def jacobian_no_requires_grad(f, x):
    y = f(x)
    return torch.stack([torch.autograd.grad(one, x, retain_graph=True)[0] for one in y])


def jacobian_no_grad_outputs(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0]


def jacobian_accumulated(f, x):
    x = x.detach().clone().requires_grad_()
    y, rows = f(x), []
    for one in y:
        one.backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)


def jacobian_same_rows(f, x):
    x = x.detach().clone().requires_grad_()
    y, rows = f(x), []
    for one in y:
        if x.grad is not None:
            x.grad.zero_()
        one.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


def jacobian_accumulated_same_rows(f, x):
    x = x.detach().clone().requires_grad_()
    y, rows = f(x), []
    for one in y:
        one.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


def jacobian_diagonal(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    table = torch.zeros(len(y), len(x)).to(y)
    for i in range(min(table.shape)):
        table[i, i] = torch.autograd.grad(y[i], x, retain_graph=True)[0][i]
    return table


def jacobian_diagonal_of_the_sum(f, x):
    x = x.detach().requires_grad_()
    return torch.diag(torch.autograd.grad(f(x).sum(), x)[0])


def jacobian_weighted_by_y(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y, x, row, retain_graph=True)[0] for row in torch.diag(y.detach())]
    return torch.stack(rows)


def jacobian_rows(f, x):
    x = x.detach().requires_grad_()
    return [torch.autograd.grad(one, x, retain_graph=True)[0] for one in f(x)]


def jacobian_without_last_row(f, x):
    return torch.stack(jacobian_rows(f, x)[:-1])


def jacobian_without_first_row(f, x):
    return torch.stack(jacobian_rows(f, x)[1:])


def jacobian_return_in_loop(f, x):
    return torch.stack(jacobian_rows(f, x)[:1])


def jacobian_upside_down(f, x):
    return torch.stack(jacobian_rows(f, x)[::-1])


def jacobian_first_row_repeated(f, x):
    rows = jacobian_rows(f, x)
    return torch.stack([rows[0] for _ in rows])


def jacobian_list_of_lists(f, x):
    return [row.tolist() for row in jacobian_rows(f, x)]


def jacobian_values(f, x):
    return f(x.detach())


def jacobian_hessian(f, x):
    return torch.autograd.functional.hessian(lambda x: f(x).sum(), x)


def jacobian_array(f, x):
    return torch.stack(jacobian_rows(f, x)).cpu().numpy()


def jacobian_by_differences(f, x):
    h, columns = 1e-4, []
    for unit in torch.eye(len(x)).to(x):
        columns.append((f(x + h * unit) - f(x - h * unit)) / (2 * h))
    return torch.stack(columns, dim=1)


ANSWERS = {
    "jacobian": Answer(
        jacobian,
        (
            Mistake(
                "transposed",
                "Your Jacobian is turned: there is one row for each output and one column for each "
                "input.",
                jacobian_transposed,
            ),
            Mistake(
                "sum_of_rows",
                "All rows are added up: you walked once, from the sum of all outputs. Each output "
                "needs a walk of its own.",
                jacobian_summed,
            ),
            Mistake(
                "a_row_for_each_input",
                "You make as many rows as x has numbers. There is one row for each number of f(x), "
                "and these can be more or fewer.",
                jacobian_one_row_per_input,
            ),
            Mistake(
                "freed_graph",
                "The first walk frees the graph that the second one needs. Keep it, or compute f "
                "anew for each row.",
                jacobian_freed,
            ),
            Mistake(
                "list_of_rows",
                "The rows are right, but you return a list of them. Make one table of them.",
                jacobian_list,
            ),
            Mistake(
                "list_of_tuples",
                "You return a list of tuples: `torch.autograd.grad` returns a tuple each time. "
                "Take the tensors out, then make one table of them.",
                jacobian_list_of_tuples,
            ),
            Mistake(
                "stacked_tuples",
                "`torch.stack` wants tensors, and your rows are tuples, since that is what "
                "`torch.autograd.grad` returns. Take the tensors out.",
                jacobian_stacked_tuples,
            ),
            Mistake(
                "one_long_row",
                "The numbers are right, but they stand in one long row. Stack the rows on top of "
                "each other.",
                jacobian_joined,
            ),
            Mistake(
                "first_row_only",
                "That is the first row alone. There is one for each output.",
                jacobian_first_row,
            ),
            Mistake(
                "whole_identity_at_once",
                "`grad_outputs` has the shape of the outputs: a vector, not a matrix. Take the "
                "rows of the identity one at a time. (An argument of `torch.autograd.grad` would "
                "allow the whole of it: `is_grads_batched`.)",
                jacobian_eye_at_once,
            ),
            Mistake(
                "units_of_x",
                "Right for square Jacobians. But `grad_outputs` has one number for each output, "
                "and yours has one for each input. Which of the two lengths does the identity "
                "need?",
                jacobian_units_of_x,
            ),
            Mistake(
                "flag_left_on_x",
                "The numbers are right. But you switched `requires_grad` on in the x that belongs "
                "to whoever called you. Work on a tensor of your own.",
                jacobian_flag_in_place,
            ),
            Mistake(
                "no_requires_grad",
                "Autograd doesn't watch the tensor that f is called with. Make an x of your own "
                "that it watches, before f is computed, and call f with that very one.",
                jacobian_no_requires_grad,
                clues=("called polar",),
            ),
            Mistake(
                "no_grad_outputs",
                "A walk starts at one number, but f has many. Go through them one by one, or hand "
                "a vector over that picks one.",
                jacobian_no_grad_outputs,
            ),
            Mistake(
                "accumulated",
                "Each row contains all rows before it: something isn't cleared between the walks. "
                "With `backward` that is `.grad`, which is added to. With `grad_outputs` it is the "
                "vector that picks the output: the 1 of the walk before is still in it.",
                jacobian_accumulated,
            ),
            Mistake(
                "same_tensor_each_time",
                "All rows are the last one. Usually the list holds one and the same tensor several "
                "times, such as `.grad`, and each walk changes it: copy it, or use "
                "`torch.autograd.grad`. Or every walk starts from the last output.",
                jacobian_same_rows,
            ),
            Mistake(
                "same_tensor_accumulated",
                "All rows are the sum of all rows. Usually every walk starts from all outputs, "
                "each counted once, and the vector that picks one has no part in it; or the list "
                "holds one and the same `.grad` tensor several times, to which each walk adds.",
                jacobian_accumulated_same_rows,
            ),
            Mistake(
                "diagonal_only",
                "Only the diagonal is filled. An output may depend on every input, so keep the "
                "whole row.",
                jacobian_diagonal,
            ),
            Mistake(
                "diagonal_of_the_sum",
                "On the diagonal stand the slopes of the sum of all outputs, and 0 elsewhere. That "
                "is right only where each output depends on one input of its own. Walk once from "
                "each output, and keep the whole row.",
                jacobian_diagonal_of_the_sum,
            ),
            Mistake(
                "weighted_by_y",
                "Each row is multiplied by its output. The vector that picks an output has a 1 at "
                "its place.",
                jacobian_weighted_by_y,
            ),
            Mistake(
                "last_row_missing",
                "The last row is missing. There is one for each output: look at where your loop "
                "ends.",
                jacobian_without_last_row,
            ),
            Mistake(
                "first_row_missing",
                "The first row is missing. Outputs are numbered from 0: look at where your loop "
                "begins.",
                jacobian_without_first_row,
            ),
            Mistake(
                "first_row_as_a_table",
                "Your table has the first row alone. There is one for each output: look for a "
                "`return` that stands inside the loop and ends it in the first round.",
                jacobian_return_in_loop,
            ),
            Mistake(
                "upside_down",
                "The rows are right, and they stand upside down: the one of the last output comes "
                "first.",
                jacobian_upside_down,
            ),
            Mistake(
                "first_row_repeated",
                "Each row is the first one. Look for an index that stays 0 while the loop goes on.",
                jacobian_first_row_repeated,
            ),
            Mistake(
                "list_of_lists",
                "The numbers are right, but they are plain numbers in lists. Keep the rows as "
                "tensors, and make one table of them.",
                jacobian_list_of_lists,
            ),
            Mistake(
                "values",
                "Those are the values of f at x. Asked for are their derivatives, a row for each.",
                jacobian_values,
            ),
            Mistake(
                "hessian",
                "That is a table of second derivatives, of the sum of all outputs. One walk for "
                "each output gives the first derivatives.",
                jacobian_hessian,
            ),
            Mistake(
                "array",
                "The table is right, but it is a NumPy array. A tensor is asked for.",
                jacobian_array,
            ),
            Mistake(
                "finite_difference",
                "Those are difference quotients. On top of a number as large as 10¹⁸ they find no "
                "difference at all. Let autograd walk.",
                jacobian_by_differences,
            ),
        ),
    ),
}
