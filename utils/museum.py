"""The museum of broken loops in lesson 06: ten training runs with one fault each, and one without.

Owns the runs, their table and their picture. The exhibits are really run, on the CPU and from
seed 2021; which fault hangs under which letter is the exercise, and is read from the curves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from typing import Any

import numpy as np
import torch
from torch import nn

from utils.datasets import noisy_sine
from utils.style import BLUE, DARK_GREY, INK, Panels, new_figure, quiet

N_EPOCHS = 120
SEED, N_CELLS, LR, MOMENTUM = 2021, 512, 0.003, 0.9
TOP = 1000.0
"""The highest loss that is drawn; what is beyond leaves the picture, and the picture says when."""
TICKS = (0, 0.5, 1, 10, 100, 1000)


@dataclass(frozen=True)
class Loop:
    """One training loop; each field has the right value unless it is the fault."""

    lr: float = LR
    momentum: float = MOMENTUM
    tanh: bool = True
    zero_grad: bool = True
    step: bool = True
    new_optimizer: bool = False
    new_net: bool = False
    labels_as_input: bool = False
    squeeze: bool = False
    total: bool = False

    def losses(self, n_epochs: int) -> list[float]:
        """Return the losses of `n_epochs` epochs, as this loop would note them."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            losses = list(self._train(n_epochs))
        return list(accumulate(losses)) if self.total else losses

    def _train(self, n_epochs: int) -> Iterator[float]:
        features, labels = noisy_sine()
        model, optimizer = self._fresh()
        for _ in range(n_epochs):
            if self.new_net:
                model, optimizer = self._fresh()
            if self.new_optimizer:
                optimizer = self._optimizer(model)
            if self.zero_grad:
                optimizer.zero_grad()
            prediction = model(labels if self.labels_as_input else features)
            given = prediction.squeeze() if self.squeeze else prediction
            loss = ((given - labels) ** 2).mean()  # MSELoss would warn of shapes that broadcast
            loss.backward()
            if self.step:
                optimizer.step()
            yield loss.item()

    def _fresh(self) -> tuple[nn.Module, torch.optim.Optimizer]:
        middle = nn.Tanh() if self.tanh else nn.Identity()
        model = nn.Sequential(nn.Linear(1, N_CELLS), middle, nn.Linear(N_CELLS, 1))
        return model, self._optimizer(model)

    def _optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        return torch.optim.SGD(model.parameters(), lr=self.lr, momentum=self.momentum)


HEALTHY = Loop()
EXHIBITS = {
    "A": Loop(lr=3e-6),
    "B": Loop(squeeze=True),
    "C": Loop(zero_grad=False),
    "D": Loop(labels_as_input=True),
    "E": Loop(step=False),
    "F": Loop(new_optimizer=True),
    "G": Loop(lr=0.03),
    "H": Loop(total=True),
    "I": Loop(tanh=False),
    "J": Loop(new_net=True),
}


def museum_losses(n_epochs: int = N_EPOCHS) -> dict[str, list[float]]:
    """Return the losses of the healthy loop, under "healthy", and of the exhibits "A" to "J"."""
    loops = {"healthy": HEALTHY, **EXHIBITS}
    return {name: loop.losses(n_epochs) for name, loop in loops.items()}


def print_museum(losses: Mapping[str, Sequence[float]]) -> None:
    """Return nothing; print three first losses and the last of each loop, then yardsticks."""
    print(f"{'loop':<8}{'first':>9}{'second':>9}{'third':>9}{'last':>11}")
    for name, curve in losses.items():
        cells = "".join(f"{loss:>9.4f}" if loss < 1e4 else f"{loss:>9.1e}" for loss in curve[:3])
        last = f"{curve[-1]:>11.4f}" if curve[-1] < 1e4 else f"{curve[-1]:>11.1e}"
        print(f"{name:<8}{cells}{last}")
    for name, loss in _yardsticks().items():
        print(f"{name:<35}{loss:>11.4f}")


def _yardsticks() -> dict[str, float]:
    """Return the losses of the best constant, the best straight line and the true sine."""
    features, labels = noisy_sine()
    line = torch.cat([features, torch.ones_like(features)], dim=1)
    errors = {
        "best constant": labels - labels.mean(),
        "best straight line": labels - line @ torch.linalg.lstsq(line, labels).solution,
        "the true sine": labels - torch.sin(torch.pi * features),
    }
    return {name: (error**2).mean().item() for name, error in errors.items()}


def plot_museum(losses: Mapping[str, Sequence[float]]) -> Panels:
    """Return the axes of ten panels, one loss curve each, with the healthy one dashed behind it.

    `losses` is what `museum_losses` returns: "healthy" and any number of other curves. All panels
    have the same axes, even from 0 to 1 and logarithmic from there to 1000; what goes beyond is
    cut off, and the panel says when.
    """
    others = {name: curve for name, curve in losses.items() if name != "healthy"}
    columns = min(5, len(others))
    rows = -(-len(others) // columns)
    with new_figure((2.4 * columns + 0.4, 2.5 * rows)) as figure:
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for ax in grid.flat[len(others) :]:
            quiet(ax).set_visible(False)
        for ax, (name, curve) in zip(grid.flat, others.items(), strict=False):
            _draw_exhibit(quiet(ax), curve, losses["healthy"])
            ax.set_title(name)
        for ax in grid[-1]:
            ax.set_xlabel("epoch")
        for ax in grid[:, 0]:
            ax.set_ylabel("loss")
        return Panels(grid.flat[: len(others)])


def _draw_exhibit(ax: Any, curve: Sequence[float], healthy: Sequence[float]) -> None:
    """Draw one curve, the healthy one behind it, and where it leaves the picture, if it does."""
    seen = np.array([v if isfinite(v) and v <= TOP else np.nan for v in curve])
    if np.isnan(seen).any():
        seen[int(np.argmax(np.isnan(seen))) :] = np.nan
    few = np.isfinite(seen).sum() < 30
    ax.plot(healthy, color=DARK_GREY, linestyle="--", linewidth=1.2)
    ax.plot(seen, color=BLUE, marker="o" if few else None, markersize=3)
    ax.set_yscale("symlog", linthresh=1, linscale=3)
    ax.set_yticks(TICKS, labels=[f"{tick:g}" for tick in TICKS])
    ax.minorticks_off()
    ax.set(xlim=(-3, len(curve) + 2), ylim=(-0.03, TOP))
    if np.isnan(seen).any():
        first = int(np.argmax(np.isnan(seen)))
        ax.text(
            0.97, 0.93, f"leaves at\nepoch {first}", transform=ax.transAxes, ha="right",
            va="top", color=INK, fontsize=11,
        )  # fmt: skip
