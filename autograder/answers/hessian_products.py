"""Lesson 04: reference and known mistakes of ``hvp``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def hvp(f, x, v):
    x = x.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(x), x, create_graph=True)
    (product,) = torch.autograd.grad(gradient, x, grad_outputs=v)
    return product


def hvp_no_create_graph(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0]


def hvp_no_requires_grad(f, x, v):
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0]


def hvp_new_leaf(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x)[0].requires_grad_()
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0]


def hvp_gradient(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0]


def hvp_slope_along_v(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0] @ v


def hvp_gradient_times_v(f, x, v):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0] * v


def hvp_hessian(f, x, v):
    return torch.autograd.functional.hessian(f, x)


def hvp_diagonal(f, x, v):
    return torch.diag(torch.autograd.functional.hessian(f, x)) * v


def hvp_elementwise(f, x, v):
    return torch.autograd.functional.hessian(f, x) * v


def hvp_ones(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient.sum(), x)[0]


def hvp_times_afterwards(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient.sum(), x)[0] * v


def hvp_curvature(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0] @ v


def hvp_tuple(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)


def hvp_tuple_times_v(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(gradient.dot(v), x)[0]


def hvp_no_sum(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient * v, x)[0]


def hvp_swapped(f, x, v):
    v = v.detach().requires_grad_()
    gradient = torch.autograd.grad(f(v), v, create_graph=True)[0]
    return torch.autograd.grad(gradient, v, grad_outputs=x)[0]


def hvp_freed(f, x, v):
    x = x.detach().requires_grad_()
    y = f(x)
    torch.autograd.grad(y, x)
    return torch.autograd.grad(y, x, grad_outputs=v.sum())[0]


def hvp_whole_table(f, x, v):
    return torch.func.hessian(f)(x) @ v


def hvp_walk_for_each(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    rows = (torch.autograd.grad(entry, x, retain_graph=True)[0] for entry in gradient)
    return torch.stack([row @ v for row in rows])


def hvp_flag_in_place(f, x, v):
    x.requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0]


def hvp_mean(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad((gradient * v).mean(), x)[0]


def hvp_outer_product(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x)[0]
    return gradient * (gradient @ v)


def hvp_accumulated(f, x, v):
    x = x.detach().clone().requires_grad_()
    f(x).backward(create_graph=True)
    (x.grad @ v).backward()
    total, x.grad = x.grad.detach(), None
    return total


def hvp_half(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return 0.5 * torch.autograd.grad(gradient, x, grad_outputs=v)[0]


def hvp_along_unit_vector(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v / v.norm())[0]


def hvp_ones_tuple(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient.sum(), x)


def hvp_times_x(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=x.detach())[0]


def hvp_weighted_by_gradient(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=gradient.detach())[0]


def hvp_v_squared(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v * v)[0]


def hvp_v_twice(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0] * v


def hvp_value_times_v(f, x, v):
    return f(x.detach()) * v


def hvp_value(f, x, v):
    return f(x.detach())


def hvp_square_of_gradient(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x)[0]
    return gradient**2 * v


def hvp_list(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient, x, grad_outputs=v)[0].tolist()


def hvp_v_in_the_first_walk(f, x, v):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, grad_outputs=v, create_graph=True)[0]
    return torch.autograd.grad(gradient.sum(), x)[0]


def hvp_by_differences(f, x, v):
    def gradient_at(place):
        place = place.detach().requires_grad_()
        return torch.autograd.grad(f(place), place)[0]

    h = 1e-5
    return (gradient_at(x + h * v) - gradient_at(x - h * v)) / (2 * h)


ANSWERS = {
    "hvp": Answer(
        hvp,
        (
            Mistake(
                "no_create_graph",
                "The second walk finds no graph: the gradient carries none. Is the first call told "
                "to record one for what it computes, and is nothing detached in between?",
                hvp_no_create_graph,
                clues=("called valley", "walks valley"),
            ),
            Mistake(
                "no_requires_grad",
                "Autograd doesn't watch the tensor that f is called with. Make an x of your own "
                "that it watches, before f is computed, and call f with that very one.",
                hvp_no_requires_grad,
                clues=("called valley",),
            ),
            Mistake(
                "gradient_as_a_new_leaf",
                "The second walk finds no path from the gradient to the x that you ask for. There "
                "are two ways to lose it. Setting `requires_grad` on the gradient makes it a leaf "
                "without a past: it has to be recorded while it is computed. And a new x between "
                "the two calls isn't the x of the first one.",
                hvp_new_leaf,
                clues=("called valley", "walks valley"),
            ),
            Mistake(
                "gradient",
                "That is the gradient of f itself, and v makes no difference to it. Either a "
                "second walk is missing, or it asks how something changes with v. Asked for is "
                "how the gradient changes with x, weighted by v.",
                hvp_gradient,
            ),
            Mistake(
                "slope_along_v",
                "That is the gradient times v, one number: how fast f grows along v. Asked for is "
                "how the gradient itself changes: walk once more.",
                hvp_slope_along_v,
            ),
            Mistake(
                "gradient_times_v",
                "That is the gradient with each number multiplied by one of v. Asked for is how "
                "the gradient changes: a second walk is missing.",
                hvp_gradient_times_v,
            ),
            Mistake(
                "whole_hessian",
                "That is the Hessian itself, n × n numbers. The product with v is asked for.",
                hvp_hessian,
            ),
            Mistake(
                "diagonal_only",
                "You used the diagonal of the Hessian only. The numbers beside it tell how one "
                "variable changes the slope of another, and they count too.",
                hvp_diagonal,
            ),
            Mistake(
                "star_for_at",
                "You multiplied the Hessian and v element by element. The product of a matrix and "
                "a vector also adds up along each row.",
                hvp_elementwise,
            ),
            Mistake(
                "ones_for_v",
                "v makes no difference to your result: with the plain sum of the gradient every "
                "entry counts once. Here v says how much each of them counts.",
                hvp_ones,
            ),
            Mistake(
                "v_afterwards",
                "You multiply by v after the second walk. v weights the entries of the gradient, "
                "so it has to come in before that walk.",
                hvp_times_afterwards,
            ),
            Mistake(
                "curvature_along_v",
                "That is vᵀ·H·v, one number: the curvature along v. The vector H·v is asked for.",
                hvp_curvature,
            ),
            Mistake(
                "tuple",
                "The numbers are right, but they are packed in a tuple. Take the tensor out.",
                hvp_tuple,
            ),
            Mistake(
                "tuple_in_between",
                "The first call returns a tuple, and you go on with the tuple. Take the gradient "
                "out of it first.",
                hvp_tuple_times_v,
            ),
            Mistake(
                "no_sum",
                "A walk starts at one number, and the gradient has n. v says how much each of them "
                "counts: hand it over as `grad_outputs`. Or weight the gradient by v, and add up "
                "before the walk.",
                hvp_no_sum,
            ),
            Mistake(
                "swapped_arguments",
                "x and v are mixed up: x is the place where the Hessian is taken, v the vector "
                "that it is multiplied by.",
                hvp_swapped,
            ),
            Mistake(
                "freed_graph",
                "Your second call walks the graph of f again, and the first one has freed it. "
                "Start the second walk at the gradient.",
                hvp_freed,
            ),
            Mistake(
                "table_on_the_way",
                "The numbers are right, and this way ends where the lesson begins: the whole "
                "Hessian is made first, n × n numbers. For the million weights below no computer "
                "holds it. Two walks give the product, and no table.",
                hvp_whole_table,
            ),
            Mistake(
                "a_walk_for_each_variable",
                "The numbers are right, but each variable takes a walk of its own: for a million "
                "weights that is a million walks. Let v come in at the start of a single one.",
                hvp_walk_for_each,
            ),
            Mistake(
                "flag_left_on_x",
                "The numbers are right. But you switched `requires_grad` on in the x that belongs "
                "to whoever called you. Work on a tensor of your own.",
                hvp_flag_in_place,
            ),
            Mistake(
                "mean",
                "Everything is divided by n. Usually the second walk starts at a mean, and a "
                "product of a matrix and a vector is made of sums.",
                hvp_mean,
            ),
            Mistake(
                "outer_product",
                "You multiplied gradients with each other. The Hessian isn't made of products of "
                "first derivatives, but of second derivatives.",
                hvp_outer_product,
            ),
            Mistake(
                "accumulated",
                "That is the gradient and H·v added up. Usually both walks have added to the same "
                "`.grad`. `torch.autograd.grad` returns each by itself.",
                hvp_accumulated,
            ),
            Mistake(
                "half",
                "Every product is half of what it should be. Look for a factor ½, such as the one "
                "of a Taylor series: the product has none.",
                hvp_half,
            ),
            Mistake(
                "unit_vector",
                "Every product is the right one divided by the length of v: v is scaled to length "
                "1 on the way. Take v as it is.",
                hvp_along_unit_vector,
            ),
            Mistake(
                "ones_for_v_and_tuple",
                "Two things. v makes no difference to your result: it has to say how much each "
                "entry of the gradient counts. And the tensor is packed in a tuple: take it out.",
                hvp_ones_tuple,
            ),
            Mistake(
                "x_for_v",
                "That is the Hessian times x. The vector to multiply by is v.",
                hvp_times_x,
            ),
            Mistake(
                "gradient_for_v",
                "That is the Hessian times the gradient. The vector to multiply by is v.",
                hvp_weighted_by_gradient,
            ),
            Mistake(
                "v_squared",
                "Each entry of v counts with its square. Look for a v that is multiplied in twice "
                "before the second walk.",
                hvp_v_squared,
            ),
            Mistake(
                "v_twice",
                "The product is right, and is multiplied by v once more afterwards. It is ready "
                "when the second walk has come back.",
                hvp_v_twice,
            ),
            Mistake(
                "value_times_v",
                "That is the value of f times v. No derivative has been taken: two walks are asked "
                "for.",
                hvp_value_times_v,
            ),
            Mistake(
                "value",
                "That is the value of f at x. Asked for is how its gradient changes, weighted by "
                "v.",
                hvp_value,
            ),
            Mistake(
                "square_of_the_gradient",
                "You squared the gradient. A second derivative isn't the square of the first one: "
                "it is the derivative of the gradient.",
                hvp_square_of_gradient,
            ),
            Mistake(
                "list",
                "The numbers are right, but they are in a list. Give back the tensor as it comes.",
                hvp_list,
            ),
            Mistake(
                "v_in_the_first_walk",
                "v is handed to the first walk. That one starts at f of x, a single number, and "
                "needs no weights: v weights the gradient, in the second walk.",
                hvp_v_in_the_first_walk,
            ),
            Mistake(
                "finite_difference",
                "You took the difference of two gradients. Where the gradient is as large as 10¹⁸ "
                "nothing is left of it. Let autograd walk twice.",
                hvp_by_differences,
            ),
        ),
    ),
}
