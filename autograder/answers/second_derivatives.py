"""Lesson 04: reference and known mistakes of ``second_derivative``.

Every implementation stands on its own: it may use ``torch``, its arguments and small functions
of this module.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def second_derivative(f, x):
    x = x.detach().clone().requires_grad_()
    (first,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return second


def slopes_of(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def second_no_create_graph(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, retain_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def second_no_requires_grad(f, x):
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def second_new_leaf(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x)[0].requires_grad_()
    return torch.autograd.grad(first.sum(), x)[0]


def second_is_first(f, x):
    x = x.detach().requires_grad_()
    y = f(x).sum()
    torch.autograd.grad(y, x, retain_graph=True)
    return torch.autograd.grad(y, x)[0]


def second_freed(f, x):
    x = x.detach().requires_grad_()
    y = f(x).sum()
    torch.autograd.grad(y, x)
    return torch.autograd.grad(y, x)[0]


def second_squared(f, x):
    return slopes_of(f, x) ** 2


def second_nested(f, x):
    return slopes_of(f, slopes_of(f, x))


def second_of_a_tensor(f, x):
    return slopes_of(slopes_of(f, x), x)


def second_twice_detached(f, x):
    return slopes_of(lambda t: slopes_of(f, t), x)


def second_tuple(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)


def second_tuple_between(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return torch.autograd.grad(first.sum(), x)[0]


def second_tuple_ones(f, x):
    x = x.detach().requires_grad_()
    y = f(x)
    first = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)
    return torch.autograd.grad(first, x, torch.ones_like(first))[0]


def second_no_grad_outputs(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first, x)[0]


def second_mean_twice(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).mean(), x, create_graph=True)[0]
    return torch.autograd.grad(first.mean(), x)[0]


def second_mean_once(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.mean(), x)[0]


def second_accumulated(f, x):
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward(create_graph=True)
    x.grad.sum().backward()
    total, x.grad = x.grad.detach(), None
    return total


def second_accumulated_on_x(f, x):
    x.requires_grad_()
    f(x).sum().backward(create_graph=True)
    x.grad.sum().backward()
    return x.grad.detach().clone()


def second_flag_in_place(f, x):
    x.requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0]


def second_summed(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.sum(), x)[0].sum()


def second_by_neighbours(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x)[0]
    return torch.gradient(first, spacing=(x.detach(),))[0]


def second_third(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    second = torch.autograd.grad(first.sum(), x, create_graph=True)[0]
    return torch.autograd.grad(second.sum(), x)[0]


def second_times_first(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first, x, grad_outputs=first.detach())[0]


def second_times_x(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first, x, grad_outputs=x.detach())[0]


def second_table(f, x):
    return torch.autograd.functional.hessian(lambda x: f(x).sum(), x)


def second_value(f, x):
    return f(x)


def second_of_square(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad((first**2).sum(), x)[0]


def second_by_differences(f, x):
    h = 1e-2
    x = x.detach()
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def second_both(f, x):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return first, torch.autograd.grad(first.sum(), x)[0]


ANSWERS = {
    "second_derivative": Answer(
        second_derivative,
        (
            Mistake(
                "no_create_graph",
                "The second walk finds no graph: the first derivative carries none. Is the first "
                "call told to record one for what it computes? (`retain_graph` keeps the graph of "
                "f; it makes none for the derivative. And `.detach()` would cut it off.)",
                second_no_create_graph,
                clues=("called cubic", "walks cubic"),
            ),
            Mistake(
                "no_requires_grad",
                "It works if x already requires gradients, and stops if it doesn't. Make an x of "
                "your own that autograd watches, before f is computed from it.",
                second_no_requires_grad,
            ),
            Mistake(
                "first_as_a_new_leaf",
                "The second walk finds no path from the first derivative to the x that you ask "
                "for. There are two ways to lose it. Setting `requires_grad` on the first "
                "derivative makes it a leaf without a past: it has to be recorded while it is "
                "computed. And a new x between the two calls isn't the x of the first one.",
                second_new_leaf,
                clues=("called cubic", "walks cubic"),
            ),
            Mistake(
                "first_derivative",
                "That is the first derivative. Asking for the gradient of f twice gives the same "
                "answer twice: the second walk has to start at the first derivative.",
                second_is_first,
            ),
            Mistake(
                "freed_graph",
                "Your second call walks the graph of f again, and the first one has freed it. "
                "Start the second walk at the first derivative instead.",
                second_freed,
            ),
            Mistake(
                "squared",
                "That is the square of the first derivative. The second derivative is the slope of "
                "the first one.",
                second_squared,
            ),
            Mistake(
                "slope_at_the_slope",
                "That is f′ at the places f′(x). The place stays x; it is the function that "
                "changes: from f to its derivative.",
                second_nested,
            ),
            Mistake(
                "not_a_function",
                "The first derivative that you pass on is a tensor with numbers. Its first "
                "argument is used as a function, so it can't be called.",
                second_of_a_tensor,
            ),
            Mistake(
                "tuple",
                "The values are right, but they are packed in a tuple. Take the only tensor out.",
                second_tuple,
            ),
            Mistake(
                "tuple_in_between",
                "The first call returns a tuple, and you go on with the tuple. Take the tensor out "
                "of it first.",
                second_tuple_between,
            ),
            Mistake(
                "tuple_with_ones",
                "The first call returns a tuple, and `ones_like` wants a tensor. Take the tensor "
                "out of the tuple first.",
                second_tuple_ones,
            ),
            Mistake(
                "no_grad_outputs",
                "A walk starts at one number. That holds for both of your calls, and f of x has as "
                "many numbers as its derivative: look at the call that stopped.",
                second_no_grad_outputs,
            ),
            Mistake(
                "mean_twice",
                "Every value is divided by the number of places, twice: both walks start at a "
                "mean. In a sum each value counts once.",
                second_mean_twice,
            ),
            Mistake(
                "mean_once",
                "Every value is divided by the number of places: one of the walks starts at a "
                "mean. In a sum each value counts once.",
                second_mean_once,
            ),
            Mistake(
                "accumulated",
                "That is f′ + f″: both walks have added to the same `.grad`. `torch.autograd.grad` "
                "returns each derivative by itself.",
                second_accumulated,
            ),
            Mistake(
                "accumulated_on_x",
                "That is f′ + f″: both walks have added to the same `.grad`, that of the x that "
                "belongs to whoever called you. Make a tensor of your own, and let "
                "`torch.autograd.grad` return each derivative by itself.",
                second_accumulated_on_x,
            ),
            Mistake(
                "flag_left_on_x",
                "The numbers are right. But you switched `requires_grad` on in the x that belongs "
                "to whoever called you. Work on a tensor of your own.",
                second_flag_in_place,
            ),
            Mistake(
                "summed",
                "You added all second derivatives up. Each place keeps its own.",
                second_summed,
            ),
            Mistake(
                "neighbours",
                "The first derivative is right; for the second one you took differences between "
                "neighbouring places. Let autograd find it, too.",
                second_by_neighbours,
            ),
            Mistake(
                "third_derivative",
                "That is the third derivative: there is one walk too many.",
                second_third,
            ),
            Mistake(
                "times_the_first",
                "Every value is multiplied by the first derivative. `grad_outputs` says how much "
                "each number of the output counts: once.",
                second_times_first,
            ),
            Mistake(
                "times_x",
                "Every value is multiplied by its x. `grad_outputs` doesn't say where the slopes "
                "are taken, but how much each number of the output counts: once.",
                second_times_x,
            ),
            Mistake(
                "whole_table",
                "That is the whole Hessian, n × n numbers. f works element by element, so all "
                "beside its diagonal is 0: start the second walk at a sum, and there is one "
                "number for each place.",
                second_table,
            ),
            Mistake(
                "value",
                "Those are the values of f at x. Asked for is the slope of the slope.",
                second_value,
            ),
            Mistake(
                "slope_of_the_square",
                "That is the slope of the square of the first derivative. Start the second walk "
                "at the first derivative itself.",
                second_of_square,
            ),
            Mistake(
                "finite_difference",
                "That is a quotient of differences. Next to a slope as large as 10¹⁸ nothing is "
                "left of the bend. Let autograd find it, twice.",
                second_by_differences,
            ),
            Mistake(
                "both_derivatives",
                "You return both derivatives. Only the second one is asked for.",
                second_both,
            ),
        ),
    ),
}
