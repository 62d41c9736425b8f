"""Lesson 04: reference and known mistakes of ``derivative_curve``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def derivative_curve(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    (slopes,) = torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))
    return slopes


def curve_tuple(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)


def curve_no_grad_outputs(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x)[0]


def curve_bare_call(f, x):
    return torch.autograd.grad(f(x), x)[0]


def curve_mean(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).mean(), x)[0]


def curve_no_requires_grad(f, x):
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


def curve_no_requires_grad_backward(f, x):
    f(x).sum().backward()
    return x.grad


def curve_copy_after_f(f, x):
    y = f(x)
    x = x.detach().requires_grad_()
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


def curve_detached(f, x):
    x = x.detach().requires_grad_()
    y = f(x).detach()
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


def curve_value(f, x):
    return f(x)


def curve_times_x(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x, grad_outputs=x)[0]


def curve_times_y(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=y)[0]


def curve_first_only(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x)[0], x)[0]


def curve_last_only(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x)[-1], x)[0]


def curve_summed(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0].sum()


def curve_item(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0].item()


def curve_grad_attribute(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))
    return x.grad


def curve_numpy(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0].cpu().numpy()


def curve_list(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0].tolist()


def curve_second(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def curve_table(f, x):
    return torch.autograd.functional.jacobian(f, x)


def curve_running_sum(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).cumsum(0).sum(), x)[0]


def curve_of_square(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad((f(x) ** 2).sum(), x)[0]


def curve_by_differences(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def curve_by_neighbours(f, x):
    return torch.gradient(f(x), spacing=(x.detach(),))[0]


def curve_flag_in_place(f, x):
    x.requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


def curve_backward(f, x):
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward()
    return x.grad


def curve_backward_in_place(f, x):
    x.requires_grad_()
    f(x).sum().backward()
    return x.grad


ANSWERS = {
    "derivative_curve": Answer(
        derivative_curve,
        (
            Mistake(
                "tuple",
                "The slopes are right, but they are packed in a tuple: `torch.autograd.grad` "
                "returns one tensor for each input, even if there is one input only. Take it out.",
                curve_tuple,
            ),
            Mistake(
                "no_grad_outputs",
                "A walk starts at one number, but f of your tensor has many. Take their sum first, "
                "or say with `grad_outputs` how much each of them counts. (Or are the two "
                "arguments in each other's place? The output comes first, then the input.)",
                curve_no_grad_outputs,
            ),
            Mistake(
                "bare_call",
                "Two things are missing. Autograd doesn't watch the x that f is computed from: "
                "make an x of your own that it watches. And a walk starts at one number, but f of "
                "your tensor has many.",
                curve_bare_call,
            ),
            Mistake(
                "mean",
                "Every slope is divided by the number of places: you started at the mean, in which "
                "each value counts only a little. In a sum each one counts once.",
                curve_mean,
            ),
            Mistake(
                "no_requires_grad",
                "It works if x already requires gradients, and stops if it doesn't. Autograd has "
                "to watch the tensor that f is computed from.",
                curve_no_requires_grad,
            ),
            Mistake(
                "backward_on_an_unwatched_x",
                "backward finds no graph unless x already requires gradients, and then it adds to "
                "the `.grad` that was there. Make an x of your own that autograd watches.",
                curve_no_requires_grad_backward,
            ),
            Mistake(
                "copied_after_f",
                "f was computed from another x than the one that you ask for: your copy has no "
                "part in that graph. Make the copy first, then compute f of the copy.",
                curve_copy_after_f,
            ),
            Mistake(
                "graph_cut",
                "The values of f have lost their graph before the walk. Look for `.detach()`, "
                "`no_grad`, or a new tensor made of the values.",
                curve_detached,
                clues=("called cubic",),
            ),
            Mistake("value", "Those are the values of f at x, not its slopes.", curve_value),
            Mistake(
                "x_as_grad_outputs",
                "Every slope is multiplied by its x. `grad_outputs` doesn't say where the slopes "
                "are taken, but how much each value of f counts: once.",
                curve_times_x,
            ),
            Mistake(
                "y_as_grad_outputs",
                "Every slope is multiplied by its value of f. `grad_outputs` says how much each "
                "value of f counts: once.",
                curve_times_y,
            ),
            Mistake(
                "first_value_only",
                "The first slope is right and all others are 0: you started at the first value of "
                "f only.",
                curve_first_only,
            ),
            Mistake(
                "last_value_only",
                "The last slope is right and all others are 0: you started at the last value of f "
                "only.",
                curve_last_only,
            ),
            Mistake(
                "summed_slopes",
                "You added the slopes up. The sum belongs before the walk, over the values of f; "
                "the slopes stay apart.",
                curve_summed,
            ),
            Mistake(
                "item",
                "`.item()` takes a number out of a tensor with one element. A tensor with all "
                "slopes is asked for: return it as it is.",
                curve_item,
            ),
            Mistake(
                "grad_attribute",
                "`torch.autograd.grad` puts nothing into `.grad`: it returns what it finds. Keep "
                "what it returns.",
                curve_grad_attribute,
            ),
            Mistake(
                "numpy",
                "The slopes are right, but you turned them into a NumPy array. A tensor is asked "
                "for.",
                curve_numpy,
            ),
            Mistake(
                "list",
                "The slopes are right, but you turned them into a list. A tensor is asked for.",
                curve_list,
            ),
            Mistake(
                "second_derivative",
                "That is the second derivative, the slope of the slopes. One walk gives the "
                "slopes.",
                curve_second,
            ),
            Mistake(
                "whole_table",
                "That is the whole Jacobian, n × n numbers. f works element by element, so all "
                "beside its diagonal is 0: start at a sum, and one walk gives the n slopes.",
                curve_table,
            ),
            Mistake(
                "running_sum",
                "The first slopes count several times: the walk starts at running sums. In the "
                "sum each value counts once.",
                curve_running_sum,
            ),
            Mistake(
                "slope_of_the_square",
                "Those are the slopes of the square of f. Start at the values of f themselves.",
                curve_of_square,
            ),
            Mistake(
                "finite_difference",
                "That is a difference quotient. On top of a number as large as 10¹⁸ it finds no "
                "difference at all, where autograd still finds the slope.",
                curve_by_differences,
            ),
            Mistake(
                "neighbours",
                "Those are differences between neighbouring places, as `torch.gradient` takes "
                "them. They depend on how close the places are. Let autograd find the slopes.",
                curve_by_neighbours,
            ),
            Mistake(
                "flag_left_on_x",
                "The slopes are right. But you switched `requires_grad` on in the x that belongs "
                "to whoever called you, and from now on everything computed from it is recorded. "
                "Work on a tensor of your own.",
                curve_flag_in_place,
            ),
            Mistake(
                "backward_fills_weights",
                "The slopes are right. But `backward` writes into every leaf that it reaches, here "
                "into the `.grad` of a weight inside of f. Which function returns gradients and "
                "writes nothing?",
                curve_backward,
            ),
            Mistake(
                "backward_adds_up",
                "`backward` adds to what is in `.grad` already, so an x that has been used before "
                "gives wrong slopes. It also leaves traces in x and in weights inside of f. "
                "Which function returns gradients and writes nothing?",
                curve_backward_in_place,
            ),
        ),
    ),
}
