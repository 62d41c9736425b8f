"""Lesson 06, WideNet: the reference and the mistakes."""

import torch
from torch import nn


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


class NetNoForward(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))


class NetListInSequential(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.layers = nn.Sequential([nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1)])

    def forward(self, x):
        return self.layers(x)


class NetTanhTwice(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden, self.output = nn.Linear(1, n_cells), nn.Linear(n_cells, 1)

    def forward(self, x):
        return self.output(torch.tanh(torch.tanh(self.hidden(x))))


class NetOutputNotUsed(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.hidden, self.output = nn.Linear(1, n_cells), nn.Linear(n_cells, 1)

    def forward(self, x):
        return torch.tanh(self.hidden(x))
