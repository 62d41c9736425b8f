"""Lesson 06: right implementations."""

import math

import numpy as np
import torch
from torch import nn


class NetTwoLayers(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden = nn.Linear(1, n_cells)
        self.output = nn.Linear(n_cells, 1)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


class NetSeeded(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        torch.manual_seed(n_cells)
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.layers(x)


class NetOutputFirst(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.out = nn.Linear(n_cells, 1)
        self.act = nn.Tanh()
        self.inp = nn.Linear(1, n_cells)

    def forward(self, x):
        x = self.inp(x)
        x = self.act(x)
        return self.out(x)


class NetSequential(nn.Sequential):
    def __init__(self, n_cells):
        super().__init__(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))


def net_from_function(n_cells):
    return nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))


class NetModuleList(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class NetUnpacked(nn.Module):
    def __init__(self, n_cells: int = 512):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(1, n_cells, dtype=torch.float32), nn.Tanh(), nn.Linear(n_cells, 1)
        )

    def forward(self, x):
        first, second, third = self.layers
        return third(second(first(x)))


class NetByHand(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(1, n_cells))
        self.b1 = nn.Parameter(torch.zeros(n_cells))
        self.w2 = nn.Parameter(torch.randn(n_cells, 1) / math.sqrt(n_cells))
        self.b2 = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2


class NetFunctional(nn.Module):
    def __init__(self, n_cells):
        nn.Module.__init__(self)
        self.n_cells = n_cells
        self.fc1, self.fc2 = nn.Linear(1, n_cells, bias=True), nn.Linear(n_cells, 1, bias=True)

    def forward(self, x):
        hidden = self.fc1(x).tanh()
        return self.fc2(hidden)


class NetAddModule(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.add_module("first", nn.Linear(1, n_cells))
        self.add_module("last", nn.Linear(n_cells, 1))

    def forward(self, x):
        return self.last(nn.functional.tanh(self.first(x)))


class NetNested(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.block = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh())
        self.head = nn.Linear(in_features=n_cells, out_features=1)

    def forward(self, x):
        return self.head(self.block(x))


class NetModuleDict(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.parts = nn.ModuleDict({"a": nn.Linear(1, n_cells), "b": nn.Linear(n_cells, 1)})

    def forward(self, x):
        return self.parts["b"](torch.tanh(self.parts["a"](x)))


def step_zero_at_end(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def step_zero_before_backward(features, labels, model, loss_fun, optimizer):
    prediction = model(features)
    loss = loss_fun(prediction, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def step_zeros_kept(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad(set_to_none=False)
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_zeros_to_none(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad(set_to_none=True)
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().cpu().numpy().item()


def step_model_zero_grad(features, labels, model, loss_fun, optimizer):
    model.train()
    model.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().tolist()


def step_none_by_hand(features, labels, model, loss_fun, optimizer):
    for parameter in model.parameters():
        parameter.grad = None
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_zeros_by_hand(features, labels, model, loss_fun, optimizer):
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.zero_()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_swapped_arguments(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(labels, model(features))
    loss.backward()
    optimizer.step()
    return loss.item()


def step_closure(features, labels, model, loss_fun, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def step_autograd_backward(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model.forward(features), labels)
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.item()


def step_autograd_grad(features, labels, model, loss_fun, optimizer):
    loss = loss_fun(model(features), labels)
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


def step_keyword_arguments(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(input=model(features), target=labels)
    value = loss.item()
    loss.backward()
    optimizer.step()
    return value


def step_both_flat(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features).flatten(), labels.flatten())
    loss.backward()
    optimizer.step()
    return loss.item()


def tape_plain(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def tape_match(tape):
    n, seen = 0, []
    for call in tape:
        match call:
            case "zero_grad":
                n = 0
            case "backward":
                n = n + 1
            case "step":
                seen += [n]
    return seen


def tape_generator(tape):
    def read():
        n = 0
        for call in tape:
            n = 0 if call == "zero_grad" else n + (call == "backward")
            if call == "step":
                yield n

    return list(read())


def tape_back_to_zero(tape):
    seen = []
    for i, call in enumerate(tape):
        if call == "step":
            before = tape[:i][::-1]
            end = before.index("zero_grad") if "zero_grad" in before else len(before)
            seen.append(before[:end].count("backward"))
    return seen


def tape_floats(tape):
    n, seen = 0.0, []
    for call in tape:
        if call == "zero_grad":
            n = 0.0
        if call == "backward":
            n += 1.0
        if call == "step":
            seen.append(n)
    return seen


def tape_cumulative(tape):
    total = emptied = 0
    seen = []
    for call in tape:
        total += call == "backward"
        if call == "zero_grad":
            emptied = total
        if call == "step":
            seen.append(total - emptied)
    return seen


def tape_split(tape):
    words = " ".join(tape)
    seen = []
    for part in words.split("zero_grad"):
        calls = part.split()
        seen += [calls[:i].count("backward") for i, c in enumerate(calls) if c == "step"]
    return seen


def tape_dictionary(tape):
    state = {"n": 0, "seen": []}
    actions = {
        "zero_grad": lambda: state.update(n=0),
        "backward": lambda: state.update(n=state["n"] + 1),
        "step": lambda: state["seen"].append(state["n"]),
    }
    for call in tape:
        actions.get(call, lambda: None)()
    return state["seen"]


def tape_numpy(tape):
    grad = np.int64(0)
    seen = []
    for call in tape:
        if call == "backward":
            grad += 1
        elif call == "zero_grad":
            grad = np.int64(0)
        elif call == "step":
            seen.append(int(grad))
    return seen


def tape_pops(tape):
    calls, n, seen = list(tape), 0, []
    while calls:
        call = calls.pop(0)
        n = {"zero_grad": 0, "backward": n + 1}.get(call, n)
        if call == "step":
            seen.append(n)
    return seen


def train_zero_at_end(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


def train_zero_before_backward(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = loss_fun(model(features), labels)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def train_set_to_none(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


def train_zeros_kept(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad(set_to_none=False)
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().cpu().numpy().item())
    return losses


def train_model_zero_grad(features, labels, model, loss_fun, optimizer, n_epochs):
    model.train()
    losses = []
    for _ in range(n_epochs):
        model.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
    return losses


def train_none_by_hand(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = [0.0] * n_epochs
    for epoch in range(n_epochs):
        for parameter in model.parameters():
            parameter.grad = None
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.item()
    return losses


def train_swapped_arguments(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(labels, model(features))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_with_inner_step(features, labels, model, loss_fun, optimizer, n_epochs):
    def train_step():
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return [train_step() for _ in range(n_epochs)]


def train_while(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    while len(losses) < n_epochs:
        optimizer.zero_grad()
        prediction = model(features)
        loss = loss_fun(prediction, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_tensor_tolist(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach()
    return losses.tolist()


def train_that_prints(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fun(model(features), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if epoch % 100 == 0:
            with torch.no_grad():
                print(epoch, loss_fun(model(features), labels).item())
    return losses


def train_evaluates_with_graph(features, labels, model, loss_fun, optimizer, n_epochs):
    losses = []
    for _ in range(n_epochs):
        losses.append(loss_fun(model(features), labels).item())
        optimizer.zero_grad()
        loss_fun(model(features), labels).backward()
        optimizer.step()
    return losses


def museum_pairs():
    answers = [
        "rate too small",
        "squeezed prediction",
        "no zero_grad",
        "labels as input",
        "never steps",
        "momentum lost",
        "rate too large",
        "running total",
        "no tanh",
        "new net each epoch",
    ]
    return dict(zip("ABCDEFGHIJ", answers, strict=True))


def museum_backwards():
    return {
        "J": "new net each epoch",
        "I": "no tanh",
        "H": "running total",
        "G": "rate too large",
        "F": "momentum lost",
        "E": "never steps",
        "D": "labels as input",
        "C": "no zero_grad",
        "B": "squeezed prediction",
        "A": "rate too small",
    }


def museum_lower_case_letters():
    return dict(
        a="rate too small",
        b="squeezed prediction",
        c="no zero_grad",
        d="labels as input",
        e="never steps",
        f="momentum lost",
        g="rate too large",
        h="running total",
        i="no tanh",
        j="new net each epoch",
    )


def museum_capital_causes():
    return {
        "A": "Rate too small",
        "B": "Squeezed prediction",
        "C": "No zero_grad",
        "D": "Labels as input",
        "E": "Never steps",
        "F": "Momentum lost",
        "G": "Rate too large",
        "H": "Running total",
        "I": "No Tanh",
        "J": "New net each epoch",
    }


def museum_spaces():
    return {
        "A ": "rate too small ",
        "B ": " squeezed prediction",
        "C ": "no  zero_grad",
        "D ": "labels as input",
        "E ": "never steps",
        "F ": "momentum lost",
        "G ": "rate too large",
        "H ": "running total",
        "I ": "no tanh",
        "J ": "new net each epoch",
    }


def museum_split():
    lines = """A rate too small
    B squeezed prediction
    C no zero_grad
    D labels as input
    E never steps
    F momentum lost
    G rate too large
    H running total
    I no tanh
    J new net each epoch"""
    return dict(line.strip().split(maxsplit=1) for line in lines.splitlines())


def museum_turned_round():
    found = {
        "labels as input": "D",
        "momentum lost": "F",
        "never steps": "E",
        "new net each epoch": "J",
        "no tanh": "I",
        "no zero_grad": "C",
        "rate too large": "G",
        "rate too small": "A",
        "running total": "H",
        "squeezed prediction": "B",
    }
    return {letter: cause for cause, letter in found.items()}


def museum_assigned():
    answer = {}
    answer["A"] = "rate too small"
    answer["B"] = "squeezed prediction"
    answer["C"] = "no zero_grad"
    answer["D"] = "labels as input"
    answer["E"] = "never steps"
    answer["F"] = "momentum lost"
    answer["G"] = "rate too large"
    answer["H"] = "running total"
    answer["I"] = "no tanh"
    answer["J"] = "new net each epoch"
    return answer


def museum_groups():
    explode = {"C": "no zero_grad", "G": "rate too large"}
    slow = {"A": "rate too small", "F": "momentum lost", "E": "never steps"}
    level = {"B": "squeezed prediction", "I": "no tanh"}
    odd = {"D": "labels as input", "H": "running total", "J": "new net each epoch"}
    return explode | slow | level | odd


def museum_extra_entry():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
        "healthy": "nothing",
    }


def repairs_as_lists():
    return {
        1: [4, "optimizer.zero_grad()"],
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: [4, ""],
    }


def repairs_indented():
    return {
        1: (4, "        optimizer.zero_grad()"),
        2: (8, "        optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_by_the_model():
    return {
        1: (4, "model.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_set_to_none():
    return {
        1: (4, "optimizer.zero_grad(set_to_none=True)"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_one_line_loop():
    return {
        1: (4, "for p in model.parameters(): p.grad = None"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_at_the_end():
    return {
        1: (9, "losses.append(loss.item()); optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_both_squeezed():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction.squeeze(), labels.squeeze())"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_swapped():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(labels, prediction)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_total_overwritten():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (9, "total = loss.item()"),
        6: (4, ""),
    }


def repairs_in_the_loss_line():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (6, "loss = loss_fun(model(features), labels)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_with_comments():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()  # called"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "# no new optimizer"),
    }


def repairs_pass():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "pass"),
    }


def repairs_same_optimizer():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "optimizer = optimizer"),
    }


VARIANTS = {
    "WideNet": (
        NetTwoLayers,
        NetSeeded,
        NetOutputFirst,
        NetSequential,
        net_from_function,
        NetModuleList,
        NetUnpacked,
        NetByHand,
        NetFunctional,
        NetAddModule,
        NetNested,
        NetModuleDict,
    ),
    "train_step": (
        step_zero_at_end,
        step_zero_before_backward,
        step_zeros_kept,
        step_zeros_to_none,
        step_model_zero_grad,
        step_none_by_hand,
        step_zeros_by_hand,
        step_swapped_arguments,
        step_closure,
        step_autograd_backward,
        step_autograd_grad,
        step_keyword_arguments,
        step_both_flat,
    ),
    "flight_recorder": (
        tape_plain,
        tape_match,
        tape_generator,
        tape_back_to_zero,
        tape_floats,
        tape_cumulative,
        tape_split,
        tape_dictionary,
        tape_numpy,
        tape_pops,
    ),
    "train": (
        train_zero_at_end,
        train_zero_before_backward,
        train_set_to_none,
        train_zeros_kept,
        train_model_zero_grad,
        train_none_by_hand,
        train_swapped_arguments,
        train_with_inner_step,
        train_while,
        train_tensor_tolist,
        train_that_prints,
        train_evaluates_with_graph,
    ),
    "broken_loops": (
        museum_pairs,
        museum_backwards,
        museum_lower_case_letters,
        museum_capital_causes,
        museum_spaces,
        museum_split,
        museum_turned_round,
        museum_assigned,
        museum_groups,
        museum_extra_entry,
    ),
    "repaired_loops": (
        repairs_as_lists,
        repairs_indented,
        repairs_by_the_model,
        repairs_set_to_none,
        repairs_one_line_loop,
        repairs_at_the_end,
        repairs_both_squeezed,
        repairs_swapped,
        repairs_total_overwritten,
        repairs_in_the_loss_line,
        repairs_with_comments,
        repairs_pass,
        repairs_same_optimizer,
    ),
}
