"""Lesson 03: reference and known mistakes of ``SimpleGraph``.

Every implementation stands on its own: it may use ``math``, ``np``, ``nn``, ``torch`` and its
arguments.
"""

import math

import numpy as np
import torch
from torch import nn

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
        return self.w * torch.tanh(x) + self.b


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
        return torch.tanh(x * self.w + self.b).detach()


class GraphWrappedLeaf:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        prediction = torch.tanh(x * self.w + self.b)
        return prediction.detach().clone().requires_grad_()


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


class GraphTanhTwice:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(torch.tanh(x * self.w + self.b))


class GraphTan:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tan(x * self.w + self.b)


class GraphArctan:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.atan(x * self.w + self.b)


class GraphSoftmax:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.softmax(x * self.w + self.b, dim=0)


class GraphClamped:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.clamp(x * self.w + self.b, -1.0, 1.0)


class GraphNoB:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w)


class GraphSummed:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b).sum()


class GraphMean:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b).mean()


class GraphFeaturesSummed:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh((x * self.w).sum() + self.b)


class GraphFirstFeature:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x[0] * self.w + self.b)


class GraphColumn:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b).unsqueeze(1)


class GraphList:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return [torch.tanh(feature * self.w + self.b) for feature in x]


class GraphPlainNumbers:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b).tolist()


class GraphArray:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b).detach().numpy()


class GraphTaylor:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return inner - inner**3 / 3


class GraphOneNumber:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        """The predictions for a 1-D tensor x."""
        return math.tanh(float(x * self.w.item() + self.b.item()))


class GraphItem:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        """The predictions for a 1-D tensor x."""
        return torch.tanh(x.item() * self.w + self.b)


class GraphMatrixProduct:
    def __init__(self, w, b):
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        return torch.tanh(x @ self.w + self.b)


class GraphChangesX:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        x *= self.w
        x += self.b
        return torch.tanh(x)


class GraphRemembers:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)
        self.prediction = None

    def forward(self, x):
        if self.prediction is None:
            self.prediction = torch.tanh(x * self.w + self.b)
        return self.prediction


class GraphRemembersForAll:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)
        type(self).prediction = None

    def forward(self, x):
        if self.prediction is None:
            type(self).prediction = torch.tanh(x * self.w + self.b)
        return self.prediction


class GraphSample:
    def __init__(self, w, b):
        self.w = torch.tensor(-0.5, requires_grad=True)
        self.b = torch.tensor(0.5, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphWithoutSelf:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(x):
        return torch.tanh(x)


class GraphOneUnderscore:
    def _init_(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphMisspelt:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def foward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphLayer:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return nn.Tanh(x * self.w + self.b)


class GraphSinh:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.sinh(inner)


class GraphTanhOfHalf:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.tanh(inner / 2)


class GraphTanhOfDouble:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.tanh(2 * inner)


class GraphSlopeOfTanh:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return 1 - torch.tanh(inner) ** 2


class GraphSoftsign:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return inner / (1 + inner.abs())


class GraphSine:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.sin(inner)


class GraphCosine:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.cos(inner)


class GraphExp:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.exp(inner)


class GraphLeakyRelu:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.nn.functional.leaky_relu(inner)


class GraphSquared:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x * self.w + self.b
        return torch.tanh(inner) ** 2


class GraphTanhOfW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(self.w) * x + self.b


class GraphSumOfThree:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x + self.w + self.b)


class GraphProductOfThree:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w * self.b)


class GraphDividedByW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x / self.w + self.b)


class GraphXSquared:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x**2 * self.w + self.b)


class GraphNoW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x + self.b)


class GraphTwoBends:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w) + torch.tanh(self.b)


class GraphNormalised:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh((x - x.mean()) * self.w + self.b)


class GraphMinusW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(self.b - x * self.w)


class GraphOnlyB:
    def __init__(self, w, b):
        self.w = torch.tensor(w)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphLeavesCopied:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        w = torch.tensor(self.w.item(), requires_grad=True)
        b = torch.tensor(self.b.item(), requires_grad=True)
        return torch.tanh(x * w + b)


class GraphFlagOnX:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        x.requires_grad = True
        return torch.tanh(x * self.w + self.b)


class GraphFlagsKept:
    def __init__(self, w, b):
        self.w = torch.tensor(w).requires_grad
        self.b = torch.tensor(b).requires_grad

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphDetachedW:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w.item() + self.b)


class GraphDetachedB:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b.item())


ANSWERS = {
    "SimpleGraph": Answer(
        SimpleGraph,
        (
            Mistake(
                "no_tanh",
                "Your predictions are the inner values themselves, x·w + b: a straight line in x. "
                "The bend is missing.",
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
                "x is multiplied by b, and w is added. It is the weight w that x is multiplied by.",
                GraphSwapped,
            ),
            Mistake(
                "swapped_in_init",
                "w is kept as `self.b`, and b as `self.w`: look at the two lines of `__init__`, "
                "and at the order of its arguments.",
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
                "b is multiplied by w as well. Only x is: look at the brackets.",
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
                "With a tensor of several features `forward` stops. With a single number it gives "
                "the right prediction, as a plain number: `.item()`, `float()` and the functions "
                "of `math` take the number out of a tensor, and the graph stays behind. Stay with "
                "torch's functions, which take whole tensors.",
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
                "What you return requires gradients, and no path leads from it back to w and b. It "
                "is a new leaf, or made of one: look for `torch.tensor(...)` or `.detach()`.",
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
                "The numbers are right, but `self.w` and `self.b` are still plain numbers, and "
                "autograd has nothing to watch. Make tensors of them in `__init__`.",
                GraphNumbers,
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
                "`forward` reads `self.w`, and `__init__` keeps nothing under that name. A name "
                "without `self` is gone when `__init__` ends.",
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
                "kept in one place for all, such as the class or a global name. Keep them in "
                "`self`.",
                GraphShared,
            ),
            Mistake(
                "tanh_twice",
                "The inner value goes through tanh twice. Once is enough.",
                GraphTanhTwice,
            ),
            Mistake(
                "tan",
                "That is the tangent, tan. The model bends with the hyperbolic tangent, tanh.",
                GraphTan,
            ),
            Mistake(
                "arctan",
                "That is the arc tangent, which goes to ±π/2. The model bends with tanh.",
                GraphArctan,
            ),
            Mistake(
                "taylor",
                "That is the beginning of a series for tanh, which is good near 0 only. torch has "
                "the function itself.",
                GraphTaylor,
            ),
            Mistake(
                "clamped",
                "You cut the inner value off at −1 and 1. tanh bends on the way there.",
                GraphClamped,
            ),
            Mistake(
                "softmax",
                "A softmax makes shares that add up to 1 over all features. tanh bends each inner "
                "value by itself.",
                GraphSoftmax,
            ),
            Mistake(
                "no_b",
                "b makes no difference to your predictions, which are tanh(x·w). It is added to "
                "x·w, inside of tanh.",
                GraphNoB,
            ),
            Mistake(
                "summed",
                "The predictions are added up to one number. Each feature has a prediction of its "
                "own; a sum can be taken later.",
                GraphSummed,
            ),
            Mistake(
                "mean",
                "The predictions are averaged to one number. Each feature has a prediction of its "
                "own; a mean can be taken later.",
                GraphMean,
            ),
            Mistake(
                "features_summed",
                "The features are added up before tanh. Each of them is multiplied by w and bent "
                "by itself.",
                GraphFeaturesSummed,
            ),
            Mistake(
                "first_feature_only",
                "Only the first feature has a prediction: look for an index `[0]`, or for a "
                "`return` inside a loop. An operation on the whole tensor x does them all.",
                GraphFirstFeature,
            ),
            Mistake(
                "a_column",
                "The predictions are right, but they stand in a column of shape (n, 1). x has the "
                "shape (n,): a loss of the two would become a table of n × n.",
                GraphColumn,
            ),
            Mistake(
                "a_list",
                "`forward` gives back a list of tensors. One operation on the whole tensor x gives "
                "one tensor; `torch.stack` would make one of a list.",
                GraphList,
            ),
            Mistake(
                "plain_numbers",
                "The numbers are right, but they are plain numbers in a list, and the graph stays "
                "behind. Give back the tensor.",
                GraphPlainNumbers,
            ),
            Mistake(
                "an_array",
                "The numbers are right, but they are in a NumPy array, and arrays know nothing of "
                "graphs. Give back the tensor.",
                GraphArray,
            ),
            Mistake(
                "one_number_only",
                "`float()` and the functions of `math` are for one number, and x holds several "
                "features. Stay with torch's functions, which take whole tensors.",
                GraphOneNumber,
            ),
            Mistake(
                "item",
                "`.item()` takes the number out of a tensor that has only one, and here are "
                "several features, with a prediction for each. Stay with whole tensors.",
                GraphItem,
            ),
            Mistake(
                "matrix_product",
                "`@` is a product of matrices, and doesn't go with a tensor of features and one "
                "weight. Every feature by itself is multiplied by w: that is `*`.",
                GraphMatrixProduct,
            ),
            Mistake(
                "changes_x",
                "`forward` changes the caller's x: `*=`, `+=` and methods such as `mul_` work in "
                "place. Write the inner value into a new tensor.",
                GraphChangesX,
            ),
            Mistake(
                "remembers",
                "The first prediction of a graph is given back for ever, whatever x is. Compute it "
                "anew in each call.",
                GraphRemembers,
            ),
            Mistake(
                "remembers_for_all",
                "The first prediction is given back for ever, by other graphs too, whatever x is. "
                "Compute it anew in each call.",
                GraphRemembersForAll,
            ),
            Mistake(
                "sample_written_in",
                "w and b are always those of the sample, −0.5 and 0.5. Take the arguments of "
                "`__init__`.",
                GraphSample,
            ),
            Mistake(
                "without_self",
                "`forward` gets two things, the object itself, `self`, and the features, x. One of "
                "the two is missing in its first line.",
                GraphWithoutSelf,
            ),
            Mistake(
                "one_underscore",
                "Python finds no `__init__` that takes w and b. Its name is spelt with two "
                "underscores on either side.",
                GraphOneUnderscore,
            ),
            Mistake(
                "misspelt",
                "The class has no method `forward`. Look at how its name is spelt, and how far the "
                "method is indented.",
                GraphMisspelt,
            ),
            Mistake(
                "layer_class_called",
                "`nn.Tanh` is a class: `nn.Tanh()` makes a layer, which is then called with the "
                "inner value. `torch.tanh` is the function.",
                GraphLayer,
            ),
            Mistake(
                "no_return",
                "`forward` gives back None. Is there a `return` with the prediction at its end? "
                "(`print` shows something and gives nothing back.)",
                GraphNoReturn,
            ),
            Mistake(
                "sinh",
                "That is sinh. tanh is sinh divided by cosh: by exponentials, there is a sum "
                "below the fraction line.",
                GraphSinh,
            ),
            Mistake(
                "tanh_of_half",
                "Your predictions are the tanh of half the inner value, as 2·sigmoid(s) − 1 and "
                "(eˢ − 1) / (eˢ + 1) give it. In the formula for tanh the exponents are twice as "
                "large. torch has the function itself.",
                GraphTanhOfHalf,
            ),
            Mistake(
                "tanh_of_double",
                "Your predictions are the tanh of twice the inner value. Look for a 2 too many.",
                GraphTanhOfDouble,
            ),
            Mistake(
                "slope_of_tanh",
                "That is the derivative of tanh, 1 minus its square. The prediction is tanh "
                "itself; autograd will find the derivative.",
                GraphSlopeOfTanh,
            ),
            Mistake(
                "softsign",
                "That is the softsign, s / (1 + |s|), which looks like tanh and bends less. The "
                "model bends with tanh.",
                GraphSoftsign,
            ),
            Mistake(
                "sine",
                "That is the sine, which goes up and down again. The model bends with tanh.",
                GraphSine,
            ),
            Mistake(
                "cosine",
                "That is the cosine. The model bends with tanh.",
                GraphCosine,
            ),
            Mistake(
                "exponential",
                "That is the exponential of the inner value. The model bends with tanh.",
                GraphExp,
            ),
            Mistake(
                "leaky_relu",
                "That is a leaky ReLU: a straight line with one corner. The model bends with tanh.",
                GraphLeakyRelu,
            ),
            Mistake(
                "squared",
                "Your predictions are squared, so that none is negative. The prediction is tanh "
                "itself.",
                GraphSquared,
            ),
            Mistake(
                "tanh_of_w",
                "tanh is taken of w alone. Compute x·w + b first, and bend the result.",
                GraphTanhOfW,
            ),
            Mistake(
                "sum_of_three",
                "w is added to x where x is multiplied by it.",
                GraphSumOfThree,
            ),
            Mistake(
                "product_of_three",
                "b is multiplied in where it is added.",
                GraphProductOfThree,
            ),
            Mistake(
                "divided_by_w",
                "x is divided by w where it is multiplied by it.",
                GraphDividedByW,
            ),
            Mistake(
                "x_squared",
                "x is squared. The inner value is x·w + b, a straight line in x.",
                GraphXSquared,
            ),
            Mistake(
                "no_w",
                "w makes no difference to your predictions, which are tanh(x + b). x is "
                "multiplied by w.",
                GraphNoW,
            ),
            Mistake(
                "two_bends",
                "tanh is taken of x·w and of b by themselves. Add b first, and bend the sum.",
                GraphTwoBends,
            ),
            Mistake(
                "x_normalised",
                "The mean of the features is taken off x first, so that each prediction depends "
                "on the other features. Take x as it comes.",
                GraphNormalised,
            ),
            Mistake(
                "negated_w",
                "x·w is subtracted where it is added.",
                GraphMinusW,
            ),
            Mistake(
                "only_b_requires_grad",
                "b asks for gradients, w doesn't. Both are to be learned.",
                GraphOnlyB,
            ),
            Mistake(
                "leaves_copied",
                "The prediction has a graph, but it leads to other leaves: `.grad` of `self.w` "
                "and `self.b` stays None. Look in `forward` for new tensors made of their "
                "numbers, by `torch.tensor(...)`, `.item()` or `.detach()`.",
                GraphLeavesCopied,
            ),
            Mistake(
                "w_cut_off",
                "The numbers are right, and the graph leads to b alone: w comes in as a plain "
                "number or a detached tensor, so that its `.grad` stays None.",
                GraphDetachedW,
            ),
            Mistake(
                "b_cut_off",
                "The numbers are right, and the graph leads to w alone: b comes in as a plain "
                "number or a detached tensor, so that its `.grad` stays None.",
                GraphDetachedB,
            ),
            Mistake(
                "flag_on_x",
                "`forward` switches `requires_grad` on in the caller's x. The features are data, "
                "and stay as they are: only w and b are to be learned.",
                GraphFlagOnX,
            ),
            Mistake(
                "flags_kept",
                "`.requires_grad` by itself is the flag, True or False, and that is what `self.w` "
                "and `self.b` hold. It is an argument of `torch.tensor`, or a method with an "
                "underscore: `requires_grad_()`.",
                GraphFlagsKept,
                clues=("kind of w",),
            ),
        ),
    ),
}
