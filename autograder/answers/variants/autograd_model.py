"""Lesson 03: right implementations of ``SimpleGraph`` and ``sq_loss``."""

import torch
from torch import nn


class ScaledTanh(torch.autograd.Function):
    """tanh(x·w + b) with a backward by hand."""

    @staticmethod
    def forward(ctx, x, w, b):
        prediction = torch.tanh(x * w + b)
        ctx.save_for_backward(x, w, b, prediction)
        return prediction

    @staticmethod
    def backward(ctx, v):
        x, w, b, prediction = ctx.saved_tensors
        inner = v * (1 - prediction**2)
        return inner * w, (inner * x).sum().reshape(w.shape), inner.sum().reshape(b.shape)


class SquaredError(torch.autograd.Function):
    """(t − p)² with a backward by hand."""

    @staticmethod
    def forward(ctx, truth, prediction):
        difference = prediction - truth
        ctx.save_for_backward(difference)
        return difference * difference

    @staticmethod
    def backward(ctx, v):
        (difference,) = ctx.saved_tensors
        return -2 * difference * v, 2 * difference * v


class GraphPlain:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphListOfOne:
    def __init__(self, w, b):
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        prediction = torch.tanh(x * self.w + self.b)
        return prediction


class GraphFloat64:
    def __init__(self, w, b):
        self.w = torch.tensor(w, dtype=torch.float64, requires_grad=True)
        self.b = torch.tensor(b, dtype=torch.float64, requires_grad=True)

    def forward(self, x):
        inner = self.w * x + self.b
        return inner.tanh()


class GraphRequiresGradMethod:
    def __init__(self, w, b):
        self.w = torch.tensor(float(w)).requires_grad_()
        self.b = torch.tensor(float(b)).requires_grad_()

    def forward(self, x):
        return torch.tanh(torch.add(torch.mul(self.w, x), self.b))


class GraphRequiresGradSet:
    def __init__(self, w, b):
        self.w, self.b = torch.tensor(w), torch.tensor(b)
        self.w.requires_grad = True
        self.b.requires_grad = True

    def forward(self, x):
        return (self.w * x + self.b).tanh()


class GraphModule(nn.Module):
    def __init__(self, w, b):
        nn.Module.__init__(self)
        self.w = nn.Parameter(torch.tensor(w))
        self.b = nn.Parameter(torch.tensor(b))

    def forward(self, x):
        return torch.tanh(x * self.w + self.b)


class GraphXTensor:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        x = torch.tensor(x)
        return torch.tanh(x * self.w + self.b)


class GraphExponentials:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        z = x * self.w + self.b
        return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))


class GraphSigmoidOfDouble:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return 2 * torch.sigmoid(2 * (x * self.w + self.b)) - 1


class GraphLoop:
    def __init__(self, w, b):
        for name, value in (("w", w), ("b", b)):
            setattr(self, name, torch.tensor(value, requires_grad=True))

    def inner(self, x):
        return x * self.w + self.b

    def forward(self, x):
        return torch.tanh(self.inner(x))


class GraphNnTanh:
    def __init__(self, w, b):
        self.w = torch.full((1,), float(w), requires_grad=True)
        self.b = torch.full((1,), float(b), requires_grad=True)
        self.bend = nn.Tanh()

    def forward(self, x):
        return self.bend(x * self.w + self.b)


class GraphAsserts:
    def __init__(self, w, b):
        assert isinstance(w, float)
        assert isinstance(b, float)
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        assert isinstance(x, torch.Tensor)
        assert x.dim() == 1
        return torch.tanh(x * self.w + self.b)


class GraphSizes:
    def __init__(self, w, b):
        self.w = nn.Parameter(torch.Tensor([w]))
        self.b = nn.Parameter(torch.Tensor([b]))

    def forward(self, x):
        n = x.size(0)
        return torch.tanh(x * self.w.expand(n) + self.b.expand(x.size())).view(n)


class GraphEinsum:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(torch.einsum("n,->n", x, self.w) + self.b)


class GraphStacked:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.stack([torch.tanh(feature * self.w + self.b) for feature in x])


class GraphJoined:
    def __init__(self, w, b):
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        predictions = []
        for i in range(len(x)):
            predictions.append(torch.tanh(self.w * x[i] + self.b))
        return torch.cat(predictions)


class GraphFilled:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        prediction = torch.zeros_like(x)
        for i, feature in enumerate(x):
            prediction[i] = torch.tanh(feature * self.w + self.b)
        return prediction


class GraphVmap:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.vmap(lambda feature: torch.tanh(feature * self.w + self.b))(x)


class GraphFunction:
    def __init__(self, w, b):
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        return ScaledTanh.apply(x, self.w, self.b)


class GraphOuter:
    def __init__(self, w, b):
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        return torch.tanh(torch.outer(x, self.w) + self.b).flatten()


class GraphLinear:
    def __init__(self, w, b):
        self.w = torch.tensor([[w]], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x):
        return torch.tanh(nn.functional.linear(x[:, None], self.w, self.b))[:, 0]


class GraphCopyInPlace:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        inner = x.clone()
        inner *= self.w
        inner += self.b
        return inner.tanh_()


class GraphRow:
    def __init__(self, w, b):
        self.w = torch.tensor([[w]], requires_grad=True)
        self.b = torch.tensor([[b]], requires_grad=True)

    def forward(self, x):
        return torch.tanh(self.w * x + self.b)


class GraphOfFloat:
    """As version 0.1.0 of the lesson asked: forward gets a float."""

    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        return torch.tanh(torch.tensor(float(x)) * self.w + self.b)


class GraphMatrices:
    """As version 0.1.0 of the lesson asked: forward gets a float."""

    def __init__(self, w, b):
        self.w = torch.tensor([[w]], requires_grad=True)
        self.b = torch.tensor([[b]], requires_grad=True)

    def forward(self, x):
        return torch.tanh(torch.tensor([[x]]) @ self.w + self.b)


def loss_power(y_true, y_prediction):
    return (y_true - y_prediction) ** 2


def loss_turned(y_true, y_prediction):
    return (y_prediction - y_true) ** 2


def loss_product(y_true, y_prediction):
    error = y_true - y_prediction
    return error * error


def loss_pow(y_true, y_prediction):
    return torch.pow(y_true - y_prediction, 2)


def loss_method(y_true, y_prediction):
    return (y_true - y_prediction).pow(2)


def loss_named(y_true, y_prediction):
    return torch.square(torch.sub(y_true, y_prediction))


def loss_mse(y_true, y_prediction):
    y_true = torch.as_tensor(y_true, dtype=y_prediction.dtype, device=y_prediction.device)
    return nn.functional.mse_loss(y_prediction, y_true, reduction="none")


def loss_module(y_true, y_prediction):
    truth = y_true if torch.is_tensor(y_true) else torch.full_like(y_prediction, y_true)
    return nn.MSELoss(reduction="none")(y_prediction, truth.detach())


def loss_expanded(y_true, y_prediction):
    return y_true**2 - 2 * y_true * y_prediction + y_prediction**2


def loss_absolute_squared(y_true, y_prediction):
    return abs(y_true - y_prediction) ** 2


def loss_detached_truth(y_true, y_prediction):
    difference = y_prediction - y_true.detach()
    return difference**2.0


def loss_by_lambda(y_true, y_prediction):
    square = lambda error: error * error  # noqa: E731  students write this
    return square(y_true - y_prediction)


def loss_asserts(y_true, y_prediction):
    assert isinstance(y_true, torch.Tensor)
    assert isinstance(y_prediction, torch.Tensor)
    assert y_true.size() == y_prediction.size()
    loss = (y_true - y_prediction) ** 2
    assert loss.size() == y_true.size()
    return loss


def loss_functional(y_true, y_prediction):
    return nn.functional.mse_loss(y_prediction, y_true, reduction="none")


def loss_einsum(y_true, y_prediction):
    error = y_true - y_prediction
    return torch.einsum("...,...->...", error, error)


def loss_stacked(y_true, y_prediction):
    losses = []
    for i in range(y_true.size(0)):
        losses.append((y_true[i] - y_prediction[i]) ** 2)
    return torch.stack(losses)


def loss_elements(y_true, y_prediction):
    pairs = zip(y_true.flatten(), y_prediction.flatten(), strict=True)
    return torch.stack([(y - p) ** 2 for y, p in pairs]).reshape(y_prediction.size())


def loss_vmap(y_true, y_prediction):
    return torch.vmap(lambda y, p: (y - p) ** 2)(y_true, y_prediction)


def loss_function(y_true, y_prediction):
    return SquaredError.apply(y_true, y_prediction)


def loss_filled(y_true, y_prediction):
    losses = torch.zeros_like(y_prediction)
    for i in range(len(y_true)):
        losses[i] = (y_true[i] - y_prediction[i]) ** 2
    return losses


def loss_addcmul(y_true, y_prediction):
    error = torch.sub(y_prediction, y_true)
    return torch.addcmul(torch.zeros_like(error), error, error)


VARIANTS = {
    "SimpleGraph": (
        GraphPlain,
        GraphListOfOne,
        GraphFloat64,
        GraphRequiresGradMethod,
        GraphRequiresGradSet,
        GraphModule,
        GraphXTensor,
        GraphExponentials,
        GraphSigmoidOfDouble,
        GraphLoop,
        GraphNnTanh,
        GraphMatrices,
        GraphAsserts,
        GraphSizes,
        GraphEinsum,
        GraphStacked,
        GraphJoined,
        GraphFilled,
        GraphVmap,
        GraphFunction,
        GraphOuter,
        GraphLinear,
        GraphCopyInPlace,
        GraphRow,
        GraphOfFloat,
    ),
    "sq_loss": (
        loss_power,
        loss_turned,
        loss_product,
        loss_pow,
        loss_method,
        loss_named,
        loss_mse,
        loss_module,
        loss_expanded,
        loss_absolute_squared,
        loss_detached_truth,
        loss_by_lambda,
        loss_asserts,
        loss_functional,
        loss_einsum,
        loss_stacked,
        loss_elements,
        loss_vmap,
        loss_function,
        loss_filled,
        loss_addcmul,
    ),
}
