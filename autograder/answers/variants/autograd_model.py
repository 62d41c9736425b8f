"""Lesson 03: right implementations of ``SimpleGraph`` and ``sq_loss``."""

import torch
from torch import nn


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


class GraphMatrices:
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
    loss = torch.square(torch.sub(y_true, y_prediction)) if torch.is_tensor(y_true) else None
    return (y_true - y_prediction).square() if loss is None else loss


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
    if isinstance(y_true, torch.Tensor):
        y_true = y_true.detach()
    difference = y_prediction - y_true
    return difference**2.0


def loss_by_lambda(y_true, y_prediction):
    square = lambda error: error * error  # noqa: E731  students write this
    return square(y_true - y_prediction)


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
    ),
}
