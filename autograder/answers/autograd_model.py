"""Lesson 03: references and known mistakes of ``SimpleGraph`` and ``sq_loss``.

Every implementation stands on its own: it may use ``math``, ``np``, ``torch`` and its arguments.
"""

import math

import numpy as np
import torch

from autograder.records.exercises import Answer, Mistake


class SimpleGraph:
    def __init__(self, w, b):
        self.w = torch.tensor(w, dtype=torch.float64, requires_grad=True)
        self.b = torch.tensor(b, dtype=torch.float64, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphNoTanh:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return x * self.w + self.b


class GraphRelu:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.relu(x * self.w + self.b)


class GraphSigmoid:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.sigmoid(x * self.w + self.b)


class GraphSwapped:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(self.w + self.b * x)


class GraphSwappedNames:
    def __init__(self, w, b):
        self.w = torch.tensor(b, requires_grad=True)
        self.b = torch.tensor(w, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphTanhOfX:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return self.w * math.tanh(x) + self.b


class GraphTanhThenB:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w) + self.b


class GraphBrackets:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(self.w * (x + self.b))


class GraphMinusB:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w - self.b)


class GraphNumpy:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return np.tanh(x * self.w + self.b)


class GraphNumber:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return math.tanh(x * self.w.item() + self.b.item())


class GraphWrapped:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tensor(torch.tanh(x * self.w + self.b).item())


class GraphWrappedLeaf:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tensor(math.tanh(x * self.w.item() + self.b.item()), requires_grad=True)


class GraphNoRequiresGrad:
    def __init__(self, w, b):
        self.w = torch.tensor(w)
        self.b = torch.tensor(b)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphOnlyW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphNotALeaf:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True) * 1.0
        self.b = torch.tensor(b, requires_grad=True) * 1.0

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphLeafInForward:
    def __init__(self, w, b):
        self.w = w
        self.b = b

    def forward(self, x):
        w = torch.tensor(self.w, requires_grad=True)
        b = torch.tensor(self.b, requires_grad=True)
        return torch.tanh(x * w + b)


class GraphNumbers:
    def __init__(self, w, b):
        self.w = w
        self.b = b

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphTensorOfNumbers:
    def __init__(self, w, b):
        self.w = w
        self.b = b

    def forward(self, x):
        return torch.tanh(torch.tensor(x * self.w + self.b))


class GraphOtherNames:
    def __init__(self, w, b):
        self.weight = torch.tensor(w, requires_grad=True)
        self.bias = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.weight + self.bias)


class GraphGlobalNames:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(0.1, requires_grad=True)
        return torch.tanh(x * w + b)


class GraphLocalNames:
    def __init__(self, w, b):
        w = torch.tensor(w, requires_grad=True)
        b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphNeverSelf:
    def __init__(self, w, b):
        w = torch.tensor(w, requires_grad=True)
        b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(0.1, requires_grad=True)
        return torch.tanh(x * w + b)


class GraphShared:
    def __init__(self, w, b):
        type(self).w = torch.tensor(w, requires_grad=True)
        type(self).b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphNoReturn:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        self.prediction = torch.tanh(x * self.w + self.b)


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
    if isinstance(y_true, torch.Tensor):
        y_true = y_true.squeeze()
    return (y_true - y_prediction) ** 2


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


ANSWERS = {
    "SimpleGraph": Answer(
        SimpleGraph,
        (
            Mistake(
                "no_tanh",
                "The graph is right up to its last node: you return the inner value itself, a "
                "straight line in x.",
                GraphNoTanh,
            ),
            Mistake("relu", "You cut off at zero (ReLU); the model bends with tanh.", GraphRelu),
            Mistake(
                "sigmoid",
                "That is a sigmoid, which lies between 0 and 1. tanh lies between −1 and 1.",
                GraphSigmoid,
            ),
            Mistake(
                "multiplied_the_bias",
                "You multiply x by b and add w. It is the weight w that x is multiplied by.",
                GraphSwapped,
            ),
            Mistake(
                "swapped_in_init",
                "w is kept as `self.b`, and b as `self.w`.",
                GraphSwappedNames,
            ),
            Mistake(
                "tanh_of_x",
                "tanh comes last: compute x·w + b first, and bend the result.",
                GraphTanhOfX,
            ),
            Mistake(
                "b_outside",
                "b is added outside of tanh. It belongs inside, to x·w.",
                GraphTanhThenB,
            ),
            Mistake(
                "brackets",
                "You multiply b by w as well. Only x is multiplied by w.",
                GraphBrackets,
            ),
            Mistake("minus_b", "b is subtracted where it should be added.", GraphMinusB),
            Mistake(
                "numpy",
                "NumPy can't take a tensor that requires gradients, and couldn't record anything. "
                "torch has a function of the same name.",
                GraphNumpy,
            ),
            Mistake(
                "plain_number",
                "The number is right, but it is a plain number: `.item()`, `float()` or the "
                "functions of `math` take it out of the tensor, and the graph stays behind.",
                GraphNumber,
            ),
            Mistake(
                "no_way_back",
                "The prediction is a tensor without a way back: its `grad_fn` is None. A new "
                "`torch.tensor(...)`, `.detach()` or `no_grad` cuts the graph off.",
                GraphWrapped,
            ),
            Mistake(
                "a_new_leaf",
                "You return a new tensor that requires gradients. It is a leaf itself: no path "
                "leads from it back to w and b.",
                GraphWrappedLeaf,
            ),
            Mistake(
                "no_requires_grad",
                "The numbers are right, but nothing is recorded, because w and b don't ask for "
                "gradients. `torch.tensor` has an argument for that.",
                GraphNoRequiresGrad,
            ),
            Mistake(
                "only_w_requires_grad",
                "w asks for gradients, b doesn't. Both are to be learned.",
                GraphOnlyW,
            ),
            Mistake(
                "not_a_leaf",
                "`self.w` isn't a leaf: an operation after `torch.tensor(...)` made a new tensor, "
                "and backward fills the `.grad` of the old one. Keep the leaf itself.",
                GraphNotALeaf,
            ),
            Mistake(
                "leaf_in_forward",
                "The prediction has a graph, but its leaves are made in `forward` and lost there: "
                "`self.w` and `self.b` are plain numbers. Make the leaves in `__init__`.",
                GraphLeafInForward,
            ),
            Mistake(
                "numbers_kept",
                "`torch.tanh` takes tensors, but `self.w` and `self.b` are still plain numbers. "
                "Make tensors of them in `__init__`.",
                GraphNumbers,
            ),
            Mistake(
                "tensor_at_the_end",
                "The inner value is computed with plain numbers, and made a tensor afterwards. "
                "Autograd hasn't seen w and b: make tensors of them in `__init__`.",
                GraphTensorOfNumbers,
            ),
            Mistake(
                "other_names",
                "The prediction is right, but there is no `self.w` and no `self.b`. Keep the two "
                "leaves under these names, so that others find their gradients.",
                GraphOtherNames,
            ),
            Mistake(
                "names_of_the_notebook",
                "`forward` uses the w and b of an earlier cell, not those of this object. Which "
                "word has to stand before them?",
                GraphGlobalNames,
            ),
            Mistake(
                "lost_after_init",
                "`__init__` makes w and b under names of its own, which are gone when it ends. "
                "Keep them in `self`.",
                GraphLocalNames,
            ),
            Mistake(
                "never_self",
                "`self` is nowhere used: `__init__` loses its w and b, and `forward` takes those "
                "of an earlier cell.",
                GraphNeverSelf,
            ),
            Mistake(
                "shared_by_all",
                "All your graphs share one w and one b, those of the graph made last: they are "
                "kept in the class. Keep them in `self`.",
                GraphShared,
            ),
            Mistake(
                "no_return",
                "`forward` gives back None: it computes the prediction and doesn't return it.",
                GraphNoReturn,
            ),
        ),
    ),
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
                "You return a new tensor that requires gradients. It is a leaf itself: no path "
                "leads from it back to the prediction. Leave out `torch.tensor(...)`.",
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
                "`-=` works in place: it changes the caller's y_true. Write the difference into a "
                "new tensor.",
                loss_changes_truth,
            ),
            Mistake(
                "changes_the_prediction",
                "`-=` works in place, and autograd doesn't let a leaf that requires gradients be "
                "changed so. Write the difference into a new tensor.",
                loss_changes_prediction,
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
