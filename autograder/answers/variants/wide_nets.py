"""Lesson 06, WideNet: right implementations."""

import math

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


NETS = (
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
)
