"""Lesson 06: references and known mistakes.

Every implementation stands on its own: it may use ``np``, ``torch``, ``nn`` and its arguments, so
that its source can be put into a notebook cell as it is. The museum's answers are in
``training_museum``.
"""

import numpy as np
import torch
from torch import nn

from autograder.answers.training_museum import MUSEUM_ANSWERS
from autograder.verdicts import Answer, Mistake


class WideNet(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetNoTanh(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetRelu(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.ReLU(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetSigmoid(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Sigmoid(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetTanhAtEnd(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden = nn.Linear(1, n_cells)
        self.output = nn.Linear(n_cells, 1)

    def forward(self, x):
        return torch.tanh(self.output(torch.tanh(self.hidden(x))))


class NetTanhFirst(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden = nn.Linear(1, n_cells)
        self.output = nn.Linear(n_cells, 1)

    def forward(self, x):
        return self.output(self.hidden(torch.tanh(x)))


class NetFixedWidth(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, 512), nn.Tanh(), nn.Linear(512, 1))

    def forward(self, x):
        return self.layers(x)


class NetDeeper(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(1, n_cells),
            nn.Tanh(),
            nn.Linear(n_cells, n_cells),
            nn.Tanh(),
            nn.Linear(n_cells, 1),
        )

    def forward(self, x):
        return self.layers(x)


class NetNoBias(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden = nn.Linear(1, n_cells, bias=False)
        self.output = nn.Linear(n_cells, 1, bias=False)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


class NetPlainList(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = [nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class NetMadeInForward(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.n_cells = n_cells

    def forward(self, x):
        return nn.Linear(self.n_cells, 1)(torch.tanh(nn.Linear(1, self.n_cells)(x)))


class NetNoSuper(nn.Module):
    def __init__(self, n_cells):
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetTanhNotMade(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh, nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetSizesExchanged(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_cells, 1), nn.Tanh(), nn.Linear(1, n_cells))

    def forward(self, x):
        return self.layers(x)


class NetNoReturn(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        self.layers(x)


class NetSqueezed(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x).squeeze()


class NetDetached(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        with torch.no_grad():
            return self.layers(x)


class NetNotAModule:
    def __init__(self, n_cells):
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def __call__(self, x):
        return self.layers(x)


class NetHiddenOnly(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden = nn.Linear(1, n_cells)

    def forward(self, x):
        return torch.tanh(self.hidden(x))


def train_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_no_zero(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_no_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    return loss.item()


def step_no_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    optimizer.step()
    return loss.item()


def step_zero_between(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def step_before_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    optimizer.step()
    loss.backward()
    return loss.item()


def step_before_backward_no_zero(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    optimizer.step()
    loss.backward()
    return loss.item()


def step_squeezed(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).squeeze(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_sum(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = ((model(features) - labels) ** 2).sum()
    loss.backward()
    optimizer.step()
    return loss.item()


def step_own_loss(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = nn.MSELoss()(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_loss_after(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss_fun(model(features), labels).backward()
    optimizer.step()
    return loss_fun(model(features), labels).item()


def step_model_of_labels(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(labels), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_against_features(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), features)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_tensor(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss


def step_detached(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach()


def step_no_return(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()


def step_item_too_early(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels).item()
    loss.backward()
    optimizer.step()
    return loss


def step_no_graph(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).detach(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_own_optimizer(features, labels, model, loss_fun, optimizer):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_by_hand(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= optimizer.param_groups[0]["lr"] * parameter.grad
    return loss.item()


def step_uphill(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    (-loss).backward()
    optimizer.step()
    return loss.item()


def step_prediction(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    prediction = model(features)
    loss = loss_fun(prediction, labels)
    loss.backward()
    optimizer.step()
    return prediction


def flight_recorder(tape):
    gradient = torch.zeros((), requires_grad=True)
    seen = []
    for call in tape:
        if call == "zero_grad":
            gradient.grad = None
        elif call == "backward":
            gradient.backward()
        elif call == "step":
            seen.append(0 if gradient.grad is None else int(gradient.grad))
    return seen


def reader_step_empties(tape):
    n, seen = 0, []
    for call in tape:
        if call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            n = 0
    return seen


def reader_step_empties_too(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            n = 0
    return seen


def reader_never_empties(tape):
    n, seen = 0, []
    for call in tape:
        if call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_no_adding(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n = 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_forwards(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "forward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_at_backward(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
            seen.append(n)
    return seen


def reader_minus_one(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n -= 1
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_starts_at_one(tape):
    n, seen = 1, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_zeroed_to_one(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 1
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_last_only(tape):
    n, seen = 0, 0
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen = n
    return seen


def reader_truth(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n == 1)
    return seen


def reader_list_emptied(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n, seen = 0, []
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_returns_early(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            return seen
    return seen


def train(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_no_zero(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_no_step(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        losses.append(loss.item())
    return losses


def train_no_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_zero_between(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_step_before_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses


def train_in_place(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses


def train_step_after_loop(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return losses


def train_squeezed(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features).squeeze(), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_sum(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = ((model(features) - labels) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_times_n(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item() * len(features))
    return losses


def train_over_n(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item() / len(features))
    return losses


def train_own_loss(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = nn.MSELoss()(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_loss_after(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss_fun(model(features), labels).item())
    return losses


def train_model_of_labels(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(labels), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_against_features(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), features)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_tensors(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


def train_detached(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses


def train_array(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = np.zeros(n_epochs)
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.item()
    return losses


def train_new_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_same_kind_of_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_own_optimizer(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_by_hand(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= optimizer.param_groups[0]["lr"] * parameter.grad
        losses.append(loss.item())
    return losses


def train_fresh_run(features, labels, model, loss_fun, optimizer, n_epochs):
    torch.manual_seed(2021)
    model = nn.Sequential(nn.Linear(1, 512), nn.Tanh(), nn.Linear(512, 1)).to(features.device)
    loss_fun = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_last_only(features, labels, model, loss_fun, optimizer, n_epochs):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


def train_appended_once(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
    losses.append(loss.item())
    return losses


def train_return_in_loop(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses


def train_no_return(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())


def train_running_total(features, labels, model, loss_fun, optimizer, n_epochs):
    losses, total = [], 0.0
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        losses.append(total)
    return losses


def train_one_short(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(1, n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_item_too_early(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels).item()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


def train_no_graph(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features).detach(), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_forward_once(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    loss = loss_fun(model(features), labels)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_zero_on_loss(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        loss.zero_grad()
        losses.append(loss.item())
    return losses


def train_uphill(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        (-loss).backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


NO_ZERO = (
    "The gradients are never cleared: `.backward()` adds to what is in `.grad`, so each step uses "
    "the sum of all gradients so far. Clear them once in every step, on the optimizer or the model "
    "(the loss function has no gradients to clear)."
)
NO_STEP = (
    "The gradients are computed, and nothing uses them: the net's parameters stay as they are. "
    "The optimizer has a method that takes the step, and it needs its parentheses."
)
NO_BACKWARD = (
    "The optimizer takes its step, but there are no gradients to follow: nothing has computed "
    "them. Which call on the loss does?"
)
ZERO_BETWEEN = (
    "You clear the gradients after they are computed and before they are used, so every step "
    "follows nothing. Clear them anywhere but between `.backward()` and `.step()`."
)
STEP_FIRST = (
    "The step comes before `.backward()`: at that moment the gradients are empty. The step is what "
    "uses the gradients, so they must be there first."
)
IN_PLACE = (
    "The step comes between the prediction and `.backward()`. It changes the parameters in place, "
    "while the graph still needs the old ones: that is what the error says. Go backward first."
)
SQUEEZED = (
    "The prediction lost a dimension on its way to the loss. Shapes (n,) and (n, 1) broadcast to "
    "(n, n), every prediction is compared with every label, and the net can only learn the mean. "
    "Keep both at (n, 1)."
)
SUM = (
    "You add up the squared errors by hand. Use the `loss_fun` that is given: it takes the mean "
    "here, and may be another loss altogether."
)
OWN_LOSS = (
    "You use a loss of your own choice. It happens to be the right one in the lesson, but the "
    "function is given a `loss_fun`, and is tried with another."
)
LOSS_AFTER = (
    "The loss that you return is computed after the step, by a second prediction: it is one "
    "step late. Return the loss that `.backward()` started from."
)
OF_LABELS = (
    "The model is called with the labels: it sees the answers that it should predict. It gets the "
    "features."
)
AGAINST_FEATURES = (
    "The loss compares the prediction with the features. It should be compared with the labels."
)
OWN_OPTIMIZER = (
    "The parameters change, but the given optimizer doesn't step: you make one of your own, or "
    "change the parameters by hand. Call the given one: it has its own learning rate, and it "
    "remembers its momentum from one call to the next."
)
BY_HAND = (
    "You update the parameters by hand, which is plain gradient descent. The optimizer that is "
    "given may do more, such as momentum: let it take the step."
)
UPHILL = "The sign is wrong: you go down on minus the loss, so the loss itself goes up."
ITEM_EARLY = (
    "You take the number out of the loss before going backward. A plain number has no graph: call "
    "`.backward()` on the tensor, and `.item()` afterwards."
)
NO_GRAPH = (
    "The loss has no graph to go back through: the prediction was cut off, by `.detach()`, by "
    "`no_grad` or by a new tensor. Give the model's output to the loss as it is."
)
GRAPH_KEPT = (
    "The number is right, but it is still a tensor with its whole graph, which then stays in "
    "memory. `.item()` makes a plain float of it."
)
DETACHED = (
    "The number is right, and it is out of the graph, but it is still a tensor. A plain float is "
    "asked for: `.item()` makes one."
)

ANSWERS = {
    "WideNet": Answer(
        WideNet,
        (
            Mistake(
                "no_tanh",
                "There is nothing between the two linear layers, and two linear layers in a row "
                "are one linear layer: the net can only draw straight lines.",
                NetNoTanh,
            ),
            Mistake(
                "relu", "That is a net with ReLU. Another function is asked for here.", NetRelu
            ),
            Mistake(
                "sigmoid",
                "That is a net with a sigmoid, which lies between 0 and 1. Another function is "
                "asked for here.",
                NetSigmoid,
            ),
            Mistake(
                "tanh_at_end",
                "There is a Tanh after the output layer too: the net could never give a number "
                "beyond 1 or −1. The last layer is the linear one.",
                NetTanhAtEnd,
            ),
            Mistake(
                "tanh_first",
                "The Tanh comes before the hidden layer; it belongs behind it.",
                NetTanhFirst,
            ),
            Mistake(
                "fixed_width",
                "The width is written into the class as 512. Use n_cells, which says how wide the "
                "net should be.",
                NetFixedWidth,
            ),
            Mistake(
                "deeper",
                "There is a hidden layer too many: one is asked for, with n_cells cells.",
                NetDeeper,
            ),
            Mistake(
                "no_bias",
                "The linear layers have no bias: leave `bias` at what it is by default.",
                NetNoBias,
            ),
            Mistake(
                "plain_list",
                "The layers are in a plain Python list, where nn.Module doesn't find them: "
                "`parameters()` is empty and an optimizer would have nothing to change. Keep each "
                "layer as an attribute of its own, or use nn.Sequential.",
                NetPlainList,
            ),
            Mistake(
                "made_in_forward",
                "The layers are made anew in each call of `forward`, with new random parameters. "
                "Make them once, in `__init__`, and keep them.",
                NetMadeInForward,
            ),
            Mistake(
                "no_super",
                "`super().__init__()` is missing at the top of `__init__`: nn.Module needs it "
                "before it can take in layers.",
                NetNoSuper,
            ),
            Mistake(
                "tanh_not_made",
                "`nn.Tanh` is a class, and a layer is an object of it: like the linear layers, it "
                "is made with parentheses.",
                NetTanhNotMade,
            ),
            Mistake(
                "sizes_exchanged",
                "The sizes of the linear layers are exchanged. The first number is what goes in, "
                "the second what comes out.",
                NetSizesExchanged,
            ),
            Mistake(
                "no_return",
                "`forward` computes the output and doesn't return it.",
                NetNoReturn,
            ),
            Mistake(
                "squeezed",
                "The output lost a dimension: for x of shape (n, 1) it has shape (n, 1) too. "
                "Against labels of shape (n, 1) a shape of (n,) would broadcast to (n, n).",
                NetSqueezed,
            ),
            Mistake(
                "no_grad",
                "The numbers are right, but the output has no graph: `no_grad` or `.detach()` in "
                "`forward` makes the net unable to learn.",
                NetDetached,
            ),
            Mistake(
                "not_a_module",
                "The class doesn't inherit from nn.Module: without it there is no `parameters()`. "
                "The first line names what a class inherits from.",
                NetNotAModule,
            ),
            Mistake(
                "hidden_only",
                "The output layer is missing: the n_cells numbers have to become one again.",
                NetHiddenOnly,
            ),
        ),
    ),
    "train_step": Answer(
        train_step,
        (
            Mistake("no_zero_grad", NO_ZERO, step_no_zero),
            Mistake("no_step", NO_STEP, step_no_step),
            Mistake("no_backward", NO_BACKWARD, step_no_backward),
            Mistake("zero_between", ZERO_BETWEEN, step_zero_between),
            Mistake("step_before_backward", STEP_FIRST, step_before_backward),
            Mistake("in_place", IN_PLACE, step_before_backward_no_zero),
            Mistake("squeezed", SQUEEZED, step_squeezed),
            Mistake("sum_loss", SUM, step_sum),
            Mistake("own_loss", OWN_LOSS, step_own_loss),
            Mistake("loss_after_step", LOSS_AFTER, step_loss_after),
            Mistake("model_of_labels", OF_LABELS, step_model_of_labels),
            Mistake("against_features", AGAINST_FEATURES, step_against_features),
            Mistake("tensor_with_graph", GRAPH_KEPT, step_tensor),
            Mistake("detached_tensor", DETACHED, step_detached),
            Mistake(
                "no_return",
                "The step is right, but nothing is returned: the loss is asked for, as a float.",
                step_no_return,
            ),
            Mistake("item_too_early", ITEM_EARLY, step_item_too_early),
            Mistake("no_graph", NO_GRAPH, step_no_graph),
            Mistake("own_optimizer", OWN_OPTIMIZER, step_own_optimizer),
            Mistake("by_hand", BY_HAND, step_by_hand),
            Mistake("uphill", UPHILL, step_uphill),
            Mistake(
                "prediction_returned",
                "The step is right, but you return the prediction. The loss is asked for.",
                step_prediction,
            ),
        ),
    ),
    "flight_recorder": Answer(
        flight_recorder,
        (
            Mistake(
                "step_empties",
                "In your reading a step empties `.grad`, and `zero_grad` does nothing. It is the "
                "other way round: a step only reads.",
                reader_step_empties,
            ),
            Mistake(
                "step_empties_too",
                "In your reading a step empties `.grad`. It only reads; what it read is still "
                "there for the next one.",
                reader_step_empties_too,
            ),
            Mistake(
                "never_empties",
                "In your reading nothing ever empties `.grad`. Which of the five calls does?",
                reader_never_empties,
            ),
            Mistake(
                "no_adding",
                "A second backward pass doesn't replace what is in `.grad`: it adds to it.",
                reader_no_adding,
            ),
            Mistake(
                "counts_forward",
                "You count the forward passes. Gradients come from another call.",
                reader_forwards,
            ),
            Mistake(
                "noted_at_backward",
                "You note the number at each backward pass. Asked is what each step finds.",
                reader_at_backward,
            ),
            Mistake(
                "one_less",
                "`zero_grad` doesn't take one gradient away: it takes all of them.",
                reader_minus_one,
            ),
            Mistake(
                "starts_at_one",
                "Before the first backward pass there is no gradient yet: where does your count "
                "begin?",
                reader_starts_at_one,
            ),
            Mistake(
                "zeroed_to_one",
                "After `zero_grad` no gradient is left: to which number do you set the count?",
                reader_zeroed_to_one,
            ),
            Mistake(
                "last_only",
                "You return the number of the last step. A list is asked for, with one number for "
                "each step on the tape.",
                reader_last_only,
            ),
            Mistake(
                "truth_values",
                "You say of each step whether it is right. Asked is the number of gradients that "
                "it uses.",
                reader_truth,
            ),
            Mistake(
                "list_emptied",
                "Your list is emptied together with the gradients. What was noted stays noted.",
                reader_list_emptied,
            ),
            Mistake(
                "first_only",
                "You stop at the first step. Is the `return` inside the loop?",
                reader_returns_early,
            ),
        ),
    ),
    "train": Answer(
        train,
        (
            Mistake("no_zero_grad", NO_ZERO, train_no_zero),
            Mistake("no_step", NO_STEP, train_no_step),
            Mistake("no_backward", NO_BACKWARD, train_no_backward),
            Mistake("zero_between", ZERO_BETWEEN, train_zero_between),
            Mistake("step_before_backward", STEP_FIRST, train_step_before_backward),
            Mistake("in_place", IN_PLACE, train_in_place),
            Mistake(
                "step_after_loop",
                "The step stands behind the loop, so it is taken once. Every epoch takes one: "
                "indent it.",
                train_step_after_loop,
            ),
            Mistake("squeezed", SQUEEZED, train_squeezed),
            Mistake("sum_loss", SUM, train_sum),
            Mistake(
                "times_n",
                "The training is right, but the losses in the list are multiplied by the number "
                "of samples. Note the loss as it is.",
                train_times_n,
            ),
            Mistake(
                "over_n",
                "The training is right, but the losses in the list are divided by the number of "
                "samples, and `loss_fun` has done that already. Note the loss as it is.",
                train_over_n,
            ),
            Mistake("own_loss", OWN_LOSS, train_own_loss),
            Mistake("loss_after_step", LOSS_AFTER, train_loss_after),
            Mistake("model_of_labels", OF_LABELS, train_model_of_labels),
            Mistake("against_features", AGAINST_FEATURES, train_against_features),
            Mistake("tensors_appended", GRAPH_KEPT, train_tensors),
            Mistake("detached_tensors", DETACHED, train_detached),
            Mistake(
                "array_returned",
                "The numbers are right, but they are in a NumPy array. A list is asked for.",
                train_array,
            ),
            Mistake(
                "momentum_lost",
                "You make a new optimizer in every epoch. It starts without momentum each time, "
                "and its learning rate is not the one you were given. Use the optimizer from the "
                "arguments.",
                train_new_optimizer,
            ),
            Mistake(
                "momentum_lost_again",
                "You make a new optimizer of the same kind in every epoch: it forgets what it "
                "remembers from one step to the next. Use the one that is given.",
                train_same_kind_of_optimizer,
            ),
            Mistake("own_optimizer", OWN_OPTIMIZER, train_own_optimizer),
            Mistake("by_hand", BY_HAND, train_by_hand),
            Mistake(
                "fresh_run_inside",
                "You make a fresh net inside `train`, so the one that you were given never learns. "
                "Model, loss and optimizer come in as arguments.",
                train_fresh_run,
            ),
            Mistake(
                "last_only",
                "You return the last loss only. A list is asked for, with one loss for each epoch.",
                train_last_only,
            ),
            Mistake(
                "appended_once",
                "The list gets one number, after the loop. Each epoch appends its own: indent that "
                "line.",
                train_appended_once,
            ),
            Mistake(
                "return_in_loop",
                "The training ends after the first epoch: the `return` stands inside the loop.",
                train_return_in_loop,
            ),
            Mistake(
                "no_return",
                "The training is right, but the list isn't returned.",
                train_no_return,
            ),
            Mistake(
                "running_total",
                "Your list holds the sum of all losses so far. Each epoch has its own loss.",
                train_running_total,
            ),
            Mistake(
                "one_short",
                "There is an epoch too few: what does `range` begin with, and what does it end "
                "with?",
                train_one_short,
            ),
            Mistake("item_too_early", ITEM_EARLY, train_item_too_early),
            Mistake("no_graph", NO_GRAPH, train_no_graph),
            Mistake(
                "forward_once",
                "The prediction and the loss are computed once, before the loop. Their graph is "
                "used up by the first `.backward()`, and the net has changed since: compute both "
                "in every epoch.",
                train_forward_once,
            ),
            Mistake(
                "zero_on_loss",
                "`zero_grad` is called on the loss, which is a result and has nothing to clear. "
                "The gradients are those of the parameters: ask the optimizer or the model.",
                train_zero_on_loss,
            ),
            Mistake("uphill", UPHILL, train_uphill),
        ),
    ),
    **MUSEUM_ANSWERS,
}
