"""Lesson 03: reference and known mistakes of ``sq_loss``.

Every implementation stands on its own: it may use ``math``, ``np``, ``nn``, ``torch`` and its
arguments.
"""

import numpy as np
import torch
from torch import nn

from autograder.records.exercises import Answer, Mistake


def sq_loss(y_true, y_prediction):
    return torch.square(y_true - y_prediction)


def loss_mean(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).mean()


def loss_sum(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).sum()


def loss_half(y_true, y_prediction):
    return 0.5 * (y_true - y_prediction) ** 2


def loss_absolute(y_true, y_prediction):
    return torch.abs(y_true - y_prediction)


def loss_difference(y_true, y_prediction):
    return y_true - y_prediction


def loss_difference_turned(y_true, y_prediction):
    return y_prediction - y_true


def loss_of_squares(y_true, y_prediction):
    return y_true**2 - y_prediction**2


def loss_only_prediction_squared(y_true, y_prediction):
    return y_true - y_prediction**2


def loss_new_leaf(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).detach().clone().requires_grad_()


def loss_sum_inside(y_true, y_prediction):
    return (y_true + y_prediction) ** 2


def loss_derivative(y_true, y_prediction):
    return 2 * (y_true - y_prediction)


def loss_root(y_true, y_prediction):
    return torch.sqrt(torch.mean((y_true - y_prediction) ** 2))


def loss_detached(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).detach()


def loss_item(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).item()


def loss_float(y_true, y_prediction):
    return float(y_true - y_prediction) ** 2


def loss_numpy(y_true, y_prediction):
    return np.square(y_true - y_prediction)


def loss_caret(y_true, y_prediction):
    return (y_true - y_prediction) ^ 2


def loss_squeezed(y_true, y_prediction):
    return (y_true.squeeze() - y_prediction) ** 2


def loss_flat(y_true, y_prediction):
    difference = y_true - y_prediction
    return difference.flatten() ** 2


def loss_changes_truth(y_true, y_prediction):
    y_true -= y_prediction
    return y_true**2


def loss_changes_prediction(y_true, y_prediction):
    y_prediction -= y_true
    return y_prediction**2


def loss_relative(y_true, y_prediction):
    return ((y_true - y_prediction) / y_true) ** 2


def loss_huber(y_true, y_prediction):
    return nn.functional.huber_loss(y_prediction, y_true, reduction="none")


def loss_fourth(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2) ** 2


def loss_cube(y_true, y_prediction):
    return (y_true - y_prediction) ** 3


def loss_class(y_true, y_prediction):
    return nn.MSELoss(y_prediction, y_true)


def loss_of_prediction_alone(y_true, y_prediction):
    return y_prediction**2


def loss_of_truth_alone(y_true, y_prediction):
    return y_true**2


def loss_one_sided(y_true, y_prediction):
    return torch.relu(y_true - y_prediction) ** 2


def loss_over_n(y_true, y_prediction):
    return (y_true - y_prediction) ** 2 / len(y_true)


def loss_over_all(y_true, y_prediction):
    return (y_true - y_prediction) ** 2 / y_true.numel()


def loss_new_axis(y_true, y_prediction):
    return (y_true.unsqueeze(-1) - y_prediction) ** 2


def loss_list(y_true, y_prediction):
    return [(y - p) ** 2 for y, p in zip(y_true, y_prediction, strict=True)]


def loss_return_in_loop(y_true, y_prediction):
    for y, p in zip(y_true, y_prediction, strict=True):
        return (y - p) ** 2


def loss_norm(y_true, y_prediction):
    return torch.norm(y_true - y_prediction)


def loss_largest(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).max()


def loss_no_middle(y_true, y_prediction):
    return y_true**2 + y_prediction**2


def loss_half_middle(y_true, y_prediction):
    return y_true**2 - y_true * y_prediction + y_prediction**2


def loss_tanh_again(y_true, y_prediction):
    return (y_true - torch.tanh(y_prediction)) ** 2


def loss_rows_summed(y_true, y_prediction):
    return sum((y - p) ** 2 for y, p in zip(y_true, y_prediction, strict=True))


def loss_squares_turned(y_true, y_prediction):
    return y_prediction**2 - y_true**2


def loss_flag_on_truth(y_true, y_prediction):
    y_true.requires_grad_()
    return (y_true - y_prediction) ** 2


ANSWERS = {
    "sq_loss": Answer(
        sq_loss,
        (
            Mistake(
                "mean",
                "You average over the elements. Each element keeps a loss of its own here; a mean "
                "can be taken later.",
                loss_mean,
            ),
            Mistake(
                "sum",
                "You add the elements up. Each element keeps a loss of its own here; a sum can be "
                "taken later.",
                loss_sum,
            ),
            Mistake(
                "half",
                "Every loss is half of what it should be. Some books put ½ in front of a squared "
                "error; this lesson doesn't.",
                loss_half,
            ),
            Mistake(
                "absolute",
                "That is the absolute error. The squared error has no corner at 0.",
                loss_absolute,
            ),
            Mistake(
                "not_squared",
                "That is the difference itself, which may be negative. The square is missing.",
                loss_difference,
            ),
            Mistake(
                "not_squared_and_turned",
                "That is prediction minus truth, which may be negative. The square is missing.",
                loss_difference_turned,
            ),
            Mistake(
                "difference_of_squares",
                "You square each first and subtract then. Subtract first: the square of the "
                "difference is asked for.",
                loss_of_squares,
            ),
            Mistake(
                "only_the_prediction_squared",
                "A power comes before a minus: you square the prediction alone. The difference "
                "needs brackets.",
                loss_only_prediction_squared,
            ),
            Mistake(
                "a_new_leaf",
                "What you return requires gradients, and no path leads from it back to the "
                "prediction that you were given. It is a new leaf, or made of one: look for "
                "`torch.tensor(...)` or `.detach()`.",
                loss_new_leaf,
            ),
            Mistake(
                "plus",
                "You square the sum of truth and prediction. An error is a difference.",
                loss_sum_inside,
            ),
            Mistake(
                "derivative",
                "That looks like the derivative of a square: the 2 stands in front of the "
                "difference, not above it.",
                loss_derivative,
            ),
            Mistake(
                "root_mean_square",
                "That is the root of the mean squared error, one number for all elements. Leave "
                "out the root and the mean.",
                loss_root,
            ),
            Mistake(
                "no_graph",
                "The numbers are right, but the loss has lost its graph: its `grad_fn` is None, so "
                "no gradient can flow back. `.detach()`, `no_grad` or a new `torch.tensor` does "
                "that.",
                loss_detached,
            ),
            Mistake(
                "item",
                "`.item()` takes the number out of a tensor with one element. The graph stays "
                "behind, and with more elements there is an error.",
                loss_item,
            ),
            Mistake(
                "plain_number",
                "`float(...)` makes a plain number without a graph, and can't do that with several "
                "elements. Stay with tensors.",
                loss_float,
            ),
            Mistake(
                "numpy",
                "NumPy can't take a tensor that requires gradients. Tensors know powers by "
                "themselves.",
                loss_numpy,
            ),
            Mistake(
                "caret",
                "`^` isn't a power in Python: it compares bits. A power is written with `**`.",
                loss_caret,
            ),
            Mistake(
                "broadcast",
                "A column of n losses has become a table of n × n: shapes (n,) and (n, 1) are "
                "stretched to each other. Leave both arguments in the shape they have.",
                loss_squeezed,
            ),
            Mistake(
                "flattened",
                "The losses are right, but laid out in one row. Keep the shape of the arguments.",
                loss_flat,
            ),
            Mistake(
                "changes_y_true",
                "Your function changes the caller's y_true: `-=` and methods such as `sub_` work "
                "in place. Write the difference into a new tensor.",
                loss_changes_truth,
            ),
            Mistake(
                "changes_the_prediction",
                "`-=` works in place, and autograd doesn't let a leaf that requires gradients be "
                "changed so. Write the difference into a new tensor.",
                loss_changes_prediction,
            ),
            Mistake(
                "huber",
                "That is Huber's loss, which is a straight line far from 0. The squared error is a "
                "square everywhere.",
                loss_huber,
            ),
            Mistake(
                "fourth_power",
                "The square is squared once more, which makes a fourth power.",
                loss_fourth,
            ),
            Mistake(
                "cube",
                "That is the third power of the difference, which may be negative. A square is the "
                "second.",
                loss_cube,
            ),
            Mistake(
                "class_called",
                "`nn.MSELoss` is a class: calling it makes a loss function, and what stands in the "
                "brackets are its settings. No loss has been computed yet.",
                loss_class,
            ),
            Mistake(
                "prediction_alone",
                "y_true is nowhere used: you square the prediction, not its distance from the "
                "truth.",
                loss_of_prediction_alone,
            ),
            Mistake(
                "truth_alone",
                "y_prediction is nowhere used: you square the truth, not its distance from the "
                "prediction.",
                loss_of_truth_alone,
            ),
            Mistake(
                "one_sided",
                "Predictions above the truth have the loss 0. An error counts on both sides.",
                loss_one_sided,
            ),
            Mistake(
                "divided_by_n",
                "Every loss is divided by the number of rows, as `len` gives it. That is done "
                "once, where a mean is taken; here nothing is.",
                loss_over_n,
            ),
            Mistake(
                "divided_by_the_number_of_elements",
                "Every loss is divided by the number of elements. That is done once, where a mean "
                "is taken; here nothing is.",
                loss_over_all,
            ),
            Mistake(
                "new_axis",
                "Something gives one argument a further axis, and n losses become a table of "
                "n × n. Leave both arguments in the shape they have.",
                loss_new_axis,
            ),
            Mistake(
                "a_list",
                "You give back a list of tensors. One operation on whole tensors gives one tensor; "
                "`torch.stack` would make one of a list.",
                loss_list,
            ),
            Mistake(
                "first_only",
                "Only the first loss comes back. Look for an index `[0]`, or for a `return` that "
                "stands inside a loop and ends it in the first round.",
                loss_return_in_loop,
            ),
            Mistake(
                "norm",
                "That is the norm, the root of the sum of all squares: one number. Each element "
                "keeps a loss of its own here.",
                loss_norm,
            ),
            Mistake(
                "largest",
                "That is the largest of the losses. Each element keeps a loss of its own here.",
                loss_largest,
            ),
            Mistake(
                "middle_term_missing",
                "You add the squares of the two. The square of a difference isn't that: subtract "
                "first, then square.",
                loss_no_middle,
            ),
            Mistake(
                "middle_term_halved",
                "In the square of a difference the middle term is 2·y·p. Subtract first, then "
                "square: it is shorter, too.",
                loss_half_middle,
            ),
            Mistake(
                "tanh_again",
                "tanh is taken of the prediction once more. It comes in as it is to be compared.",
                loss_tanh_again,
            ),
            Mistake(
                "rows_summed",
                "A loop adds the losses of the rows up. Each element keeps a loss of its own "
                "here; no loop is needed.",
                loss_rows_summed,
            ),
            Mistake(
                "square_of_the_prediction_first",
                "You square each first and subtract then. Subtract first: the square of the "
                "difference is asked for.",
                loss_squares_turned,
            ),
            Mistake(
                "flag_on_y_true",
                "You switch `requires_grad` on in the caller's y_true. The truth is data, and is "
                "left as it is.",
                loss_flag_on_truth,
            ),
            Mistake(
                "relative",
                "You divide by the truth, which makes a relative error. Leave the difference as it "
                "is.",
                loss_relative,
            ),
        ),
    ),
}
