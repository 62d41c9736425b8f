"""Lesson 05: reference and known mistakes of ``mse``.

Every implementation stands on its own: it may use ``np``, ``torch``, ``nn`` and its arguments.
"""

import numpy as np
import torch
from torch import nn

from autograder.answers.mse_words import tell_mse
from autograder.records.exercises import Answer, Mistake


def mse(y_true, y_prediction):
    return nn.functional.mse_loss(y_prediction, y_true)


def mse_sum(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).sum()


def mse_rows(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).sum() / len(y_true)


def mse_columns(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).mean(dim=0)


def mse_elements(y_true, y_prediction):
    return (y_true - y_prediction) ** 2


def mse_half(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).mean() / 2


def mse_square_of_mean(y_true, y_prediction):
    return (y_true - y_prediction).mean() ** 2


def mse_absolute(y_true, y_prediction):
    return (y_true - y_prediction).abs().mean()


def mse_root(y_true, y_prediction):
    return torch.sqrt(((y_true - y_prediction) ** 2).mean())


def mse_not_squared(y_true, y_prediction):
    return (y_true - y_prediction).mean()


def mse_not_squared_turned(y_true, y_prediction):
    return (y_prediction - y_true).mean()


def mse_difference_of_squares(y_true, y_prediction):
    return (y_true**2 - y_prediction**2).mean()


def mse_plus(y_true, y_prediction):
    return ((y_true + y_prediction) ** 2).mean()


def mse_one_less(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).sum() / (y_true.numel() - 1)


def mse_variance(y_true, y_prediction):
    return (y_true - y_prediction).var(unbiased=False)


def mse_median(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).median()


def mse_detached(y_true, y_prediction):
    return ((y_true - y_prediction.detach()) ** 2).mean()


def mse_item(y_true, y_prediction):
    return ((y_true - y_prediction) ** 2).mean().item()


def mse_numpy(y_true, y_prediction):
    return np.mean((np.array(y_true) - np.array(y_prediction)) ** 2)


def mse_squeezed(y_true, y_prediction):
    return ((y_true.squeeze() - y_prediction) ** 2).mean()


def mse_in_place(y_true, y_prediction):
    y_true -= y_prediction
    return (y_true**2).mean()


def mse_prediction_in_place(y_true, y_prediction):
    y_prediction -= y_true
    return (y_prediction**2).mean()


def mse_caret(y_true, y_prediction):
    return ((y_true - y_prediction) ^ 2).mean()


ANSWERS = {
    "mse": Answer(
        mse,
        (
            Mistake(
                "sum",
                "You add the squared errors up and don't divide. The line of best fit stays the "
                "same, but loss and gradient grow with the number of points, and so does every "
                "step.",
                mse_sum,
            ),
            Mistake(
                "divided_by_rows",
                "You divide by the number of rows. That is right for one column; a table of 5 × 2 "
                "holds more numbers than it has rows.",
                mse_rows,
            ),
            Mistake(
                "one_loss_for_each_column",
                "You average along one dimension only. A table has two, and the mean goes over "
                "all of it.",
                mse_columns,
            ),
            Mistake(
                "no_mean",
                "These are the squared errors, one for each element. Their mean is missing: "
                "backward starts from one number.",
                mse_elements,
            ),
            Mistake(
                "half",
                "The loss is half of what it should be. Some books put ½ in front; this one "
                "doesn't, and neither does PyTorch.",
                mse_half,
            ),
            Mistake(
                "square_of_the_mean",
                "You average first and square then, so errors above and below the line cancel "
                "each other. Square first.",
                mse_square_of_mean,
            ),
            Mistake(
                "absolute",
                "That is the mean *absolute* error. Large errors count more where they are "
                "squared.",
                mse_absolute,
            ),
            Mistake(
                "root",
                "You take the root of the mean. It has the unit of y, but another gradient: leave "
                "the root out.",
                mse_root,
            ),
            Mistake(
                "not_squared",
                "You average the differences themselves: the square is missing, and the loss may "
                "be negative.",
                mse_not_squared,
            ),
            Mistake(
                "not_squared_and_turned",
                "You average prediction minus truth: the square is missing, and the loss may be "
                "negative.",
                mse_not_squared_turned,
            ),
            Mistake(
                "difference_of_squares",
                "You square each and subtract then. Subtract first: it is the error that is "
                "squared.",
                mse_difference_of_squares,
            ),
            Mistake(
                "plus",
                "You square the sum of truth and prediction. An error is a difference.",
                mse_plus,
            ),
            Mistake(
                "one_less",
                "You divide by one less than the number of elements. Statistics does that for a "
                "sample's variance; a mean divides by all of them.",
                mse_one_less,
            ),
            Mistake(
                "variance",
                "That is the variance of the errors: their own mean is taken off before they are "
                "squared. A line that lies too high everywhere would cost nothing.",
                mse_variance,
            ),
            Mistake(
                "median",
                "That is the median of the squared errors, the one in the middle. The mean counts "
                "all of them.",
                mse_median,
            ),
            Mistake(
                "no_graph",
                "The number is right, but the loss has lost its graph, so backward has nowhere to "
                "go. `.detach()`, `no_grad` or a new `torch.tensor` does that.",
                mse_detached,
            ),
            Mistake(
                "item",
                "The number is right, but it is a plain number: `.item()` or `float()` has taken "
                "it out of its graph. Keep the tensor; take the number out where you print it.",
                mse_item,
            ),
            Mistake(
                "numpy",
                "NumPy can't take a tensor that requires gradients. Tensors have powers and a mean "
                "of their own.",
                mse_numpy,
            ),
            Mistake(
                "broadcast",
                "For columns you compare every truth with every prediction: shapes (7,) and (7, 1) "
                "are stretched to a table of 7 × 7. Leave both in the shape they have.",
                mse_squeezed,
            ),
            Mistake(
                "changes_y_true",
                "`-=` works in place: it changes the caller's y_true. Write the difference into a "
                "new tensor.",
                mse_in_place,
            ),
            Mistake(
                "changes_the_prediction",
                "`-=` works in place, and autograd doesn't let a leaf that requires gradients be "
                "changed so. Write the difference into a new tensor.",
                mse_prediction_in_place,
            ),
            Mistake(
                "caret",
                "`^` isn't a power in Python: it compares bits. A power is written with `**`.",
                mse_caret,
            ),
        ),
        tell_mse,
    ),
}
