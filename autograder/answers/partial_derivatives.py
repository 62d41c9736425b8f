"""Lesson 04: reference and known mistakes of ``partials``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def partials(f, x, y):
    grid_x, grid_y = torch.meshgrid(x.detach(), y.detach(), indexing="xy")
    grid_x, grid_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    z = f(grid_x, grid_y)
    return torch.autograd.grad(z, (grid_x, grid_y), grad_outputs=torch.ones_like(z))


def partials_axes(f, x, y):
    x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (x, y))


def partials_axes_spread(f, x, y):
    x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    dx, dy = torch.autograd.grad(f(grid_x, grid_y).sum(), (x, y))
    return torch.meshgrid(dx, dy, indexing="xy")


def partials_ij(f, x, y):
    grid_x, grid_y = torch.meshgrid(x.detach(), y.detach(), indexing="ij")
    grid_x, grid_y = grid_x.clone().requires_grad_(), grid_y.clone().requires_grad_()
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))


def partials_no_grid(f, x, y):
    x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
    return torch.autograd.grad(f(x, y).sum(), (x, y))


def partials_flat(f, x, y):
    grid_x, grid_y = torch.meshgrid(x.detach(), y.detach(), indexing="xy")
    flat_x, flat_y = grid_x.flatten().requires_grad_(), grid_y.flatten().requires_grad_()
    return torch.autograd.grad(f(flat_x, flat_y).sum(), (flat_x, flat_y))


def partials_flat_turned(f, x, y):
    grid_x, grid_y = torch.meshgrid(x.detach(), y.detach(), indexing="xy")
    flat_x, flat_y = grid_x.flatten().requires_grad_(), grid_y.flatten().requires_grad_()
    dx, dy = torch.autograd.grad(f(flat_x, flat_y).sum(), (flat_x, flat_y))
    return dx.reshape(len(x), len(y)), dy.reshape(len(x), len(y))


def partials_flat_scrambled(f, x, y):
    grid_x, grid_y = torch.meshgrid(x.detach(), y.detach(), indexing="ij")
    flat_x, flat_y = grid_x.flatten().requires_grad_(), grid_y.flatten().requires_grad_()
    dx, dy = torch.autograd.grad(f(flat_x, flat_y).sum(), (flat_x, flat_y))
    return dx.reshape(len(y), len(x)), dy.reshape(len(y), len(x))


def partials_swapped(f, x, y):
    grid_x, grid_y = (t.clone() for t in torch.meshgrid(x, y, indexing="xy"))
    grid_x.requires_grad_()
    grid_y.requires_grad_()
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_y, grid_x))


def partials_same_twice(f, x, y):
    grid_x, grid_y = (t.clone() for t in torch.meshgrid(x, y, indexing="xy"))
    grid_x.requires_grad_()
    dx = torch.autograd.grad(f(grid_x, grid_y).sum(), grid_x)[0]
    return dx, dx


def partials_tuples(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    z = f(grid_x, grid_y).sum()
    dx = torch.autograd.grad(z, grid_x, retain_graph=True)
    return dx, torch.autograd.grad(z, grid_y)


def partials_no_grad_outputs(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.autograd.grad(f(grid_x, grid_y), (grid_x, grid_y))


def partials_mean(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.autograd.grad(f(grid_x, grid_y).mean(), (grid_x, grid_y))


def partials_freed(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    z = f(grid_x, grid_y).sum()
    dx = torch.autograd.grad(z, grid_x)[0]
    return dx, torch.autograd.grad(z, grid_y)[0]


def partials_no_requires_grad(f, x, y):
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))


def partials_not_used(f, x, y):
    x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
    z = f(*torch.meshgrid(x, y, indexing="xy"))
    grid_x, grid_y = torch.meshgrid(x, y, indexing="xy")
    return torch.autograd.grad(z.sum(), (grid_x, grid_y))


def partials_names_swapped(f, x, y):
    grid_y, grid_x = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))


def partials_flags_in_place(f, x, y):
    x.requires_grad_()
    y.requires_grad_()
    tables = torch.meshgrid(x, y, indexing="xy")
    return torch.autograd.grad(f(*tables).sum(), tables)


def partials_stacked(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.stack(torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y)))


def partials_one(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.autograd.grad(f(grid_x, grid_y).sum(), grid_x)[0]


def partials_exchanged(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    return torch.autograd.grad(f(grid_y, grid_x).sum(), (grid_x, grid_y))


def partials_added(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    dx, dy = torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))
    return dx + dy, dx + dy


def partials_second(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    z = f(grid_x, grid_y).sum()
    dx, dy = torch.autograd.grad(z, (grid_x, grid_y), create_graph=True)
    return torch.autograd.grad(dx.sum() + dy.sum(), (grid_x, grid_y))


def partials_mixed(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    dx = torch.autograd.grad(f(grid_x, grid_y).sum(), grid_x, create_graph=True)[0]
    return dx, torch.autograd.grad(dx.sum(), grid_y)[0]


def partials_with_values(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    z = f(grid_x, grid_y)
    return z, *torch.autograd.grad(z.sum(), (grid_x, grid_y))


def partials_dictionary(f, x, y):
    grid_x, grid_y = (t.clone().requires_grad_() for t in torch.meshgrid(x, y, indexing="xy"))
    dx, dy = torch.autograd.grad(f(grid_x, grid_y).sum(), (grid_x, grid_y))
    return {"x": dx, "y": dy}


def partials_by_differences(f, x, y):
    h = 1e-3
    x, y = torch.meshgrid(x.detach(), y.detach(), indexing="xy")
    dx = (f(x + h, y) - f(x - h, y)) / (2 * h)
    return dx, (f(x, y + h) - f(x, y - h)) / (2 * h)


def partials_by_neighbours(f, x, y):
    z = f(*torch.meshgrid(x.detach(), y.detach(), indexing="xy"))
    dy, dx = torch.gradient(z, spacing=(y.detach(), x.detach()))
    return dx, dy


ANSWERS = {
    "partials": Answer(
        partials,
        (
            Mistake(
                "gradient_of_the_axes",
                "Your partials are added up over whole columns and rows. Usually the gradient of "
                "the axes was asked for: one number of an axis is used by a whole column or row "
                "of points. Each point needs an x and a y of its own: ask for the gradient of the "
                "tables.",
                partials_axes,
            ),
            Mistake(
                "gradient_of_the_axes_spread",
                "The shape is right, but all rows or columns are the same: you asked for the "
                "gradient of the axes and spread it over the grid. It holds sums over whole "
                "columns and rows. Ask for the gradient of the tables.",
                partials_axes_spread,
            ),
            Mistake(
                "turned_grid",
                "Your tables are turned: in them the rows go along x. Rows belong to y here, as in "
                "a picture. `torch.meshgrid` has an argument for that.",
                partials_ij,
            ),
            Mistake(
                "no_grid",
                "x and y are the axes of the grid, and you passed them to f as they are. First "
                "make tables of them, with an x and a y for each point.",
                partials_no_grid,
            ),
            Mistake(
                "still_flat",
                "The values are right, but they stand in one long row. Give them the shape of the "
                "grid again.",
                partials_flat,
            ),
            Mistake(
                "reshaped_the_wrong_way",
                "You gave the long row a shape with one row for each x. There is one row for each "
                "y, and it is as long as x.",
                partials_flat_turned,
            ),
            Mistake(
                "scrambled",
                "The values are right but in the wrong places: the tables were flattened with rows "
                "along x, and put together again with rows along y. Use one order for both.",
                partials_flat_scrambled,
            ),
            Mistake(
                "swapped",
                "The two partials are swapped: that of x comes first, then that of y.",
                partials_swapped,
            ),
            Mistake(
                "same_twice",
                "You return the partial derivative of x twice. The second one belongs to y.",
                partials_same_twice,
            ),
            Mistake(
                "tuples_in_a_tuple",
                "Each call of `torch.autograd.grad` returns a tuple, so you return tuples in a "
                "tuple. Take the tensors out, or ask for both gradients in one call.",
                partials_tuples,
            ),
            Mistake(
                "no_grad_outputs",
                "A walk starts at one number, but f has one for each point of the grid. Take "
                "their sum first, or say with `grad_outputs` how much each of them counts.",
                partials_no_grad_outputs,
            ),
            Mistake(
                "mean",
                "Everything is divided by the number of points: you started at the mean. In a sum "
                "each point counts once.",
                partials_mean,
            ),
            Mistake(
                "freed_graph",
                "The first call frees the graph, and the second one needs it too. Ask for both "
                "gradients in one call, or tell the first one to keep the graph.",
                partials_freed,
            ),
            Mistake(
                "no_requires_grad",
                "Autograd doesn't watch your tables: set the flag before f is computed from them.",
                partials_no_requires_grad,
            ),
            Mistake(
                "not_used",
                "The tables that you ask for aren't those that f was computed from. Make them "
                "once, and use the same ones in both places.",
                partials_not_used,
            ),
            Mistake(
                "names_swapped",
                "The two tables have each other's name: `torch.meshgrid` returns the table of its "
                "first argument first. So f got the y of each point as its x.",
                partials_names_swapped,
            ),
            Mistake(
                "flags_left_on_the_axes",
                "The numbers are right. But you switched `requires_grad` on in the axes, and these "
                "belong to whoever called you. Set the flag on tables of your own.",
                partials_flags_in_place,
            ),
            Mistake(
                "stacked",
                "You stacked both tables into one tensor. Return the two tensors, separated by a "
                "comma.",
                partials_stacked,
            ),
            Mistake(
                "only_one",
                "You return one tensor. There are two partial derivatives, one for each argument "
                "of f.",
                partials_one,
            ),
            Mistake(
                "arguments_exchanged",
                "f gets the table of y in the place of x, and that of x in the place of y: look "
                "at the order in the call of f.",
                partials_exchanged,
            ),
            Mistake(
                "added_up",
                "Both of your tables are the sum of the two partials. Keep the two apart.",
                partials_added,
            ),
            Mistake(
                "second_derivatives",
                "Those are sums of second derivatives. One walk gives the partials.",
                partials_second,
            ),
            Mistake(
                "mixed",
                "∂f/∂x is right. In the place of ∂f/∂y stands the slope of ∂f/∂x along y, the "
                "mixed second derivative: both walks have to start at what f gives.",
                partials_mixed,
            ),
            Mistake(
                "values_too",
                "You return the values of f as well. Only the two tables of partials are asked "
                "for.",
                partials_with_values,
            ),
            Mistake(
                "dictionary",
                "The partials are in a dictionary. Return the two tables, separated by a comma.",
                partials_dictionary,
            ),
            Mistake(
                "finite_difference",
                "That is a difference quotient. On top of a number as large as 10¹⁸ it finds no "
                "difference at all. Let autograd find the partials.",
                partials_by_differences,
            ),
            Mistake(
                "neighbours",
                "Those are differences between neighbouring points, as `torch.gradient` takes "
                "them. They depend on how fine the grid is. Let autograd find the partials.",
                partials_by_neighbours,
            ),
        ),
    ),
}
