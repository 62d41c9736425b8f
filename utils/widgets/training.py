"""Lesson 06's widget, live training: a wide network learns the noisy sine while you watch."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np
import torch
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from torch import nn
from torch.nn.utils import skip_init

from utils.datasets import noisy_sine
from utils.style import BLUE, ORANGE, bare_figure, course_style, label
from utils.widgets.showing import (
    FRAME_FINENESS,
    LiveWidget,
    camera,
    image_of,
    live,
    sentence,
    still,
)
from utils.widgets.turns import Runner, Turns

START = {"width": 512, "learning rate": 0.003, "momentum": 0.9, "noise": 0.25}
N_EPOCHS = 1847
STILL_EPOCHS = 600
"""Of the stored picture: few enough that a slow machine draws the same one as a quick one."""
FRAME_EPOCHS, FRAME_S, PAUSE_S = 40, 0.1, 0.02
"""Epochs between two pictures; fewer where they take longer, since Stop has to wait for them."""


class Run:
    """One training run: a fresh network, its data and the losses so far.

    The network is Linear(1, width), Tanh, Linear(width, 1), made from seed 2021 without touching
    the global random numbers; the loss is `MSELoss`, the optimizer SGD with momentum.
    """

    def __init__(
        self, width: int, lr: float, momentum: float, noise: float, device: torch.device | str
    ) -> None:
        self.features, self.targets = (t.to(device) for t in noisy_sine(noise=noise))
        random = torch.Generator().manual_seed(2021)
        layers = _linear(1, width, random), nn.Tanh(), _linear(width, 1, random)
        self.model = nn.Sequential(*layers).to(device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr, momentum=momentum)
        self.losses: list[float] = []

    @property
    def over(self) -> bool:
        """Whether all epochs are done or the last loss isn't finite."""
        return len(self.losses) >= N_EPOCHS or self.diverged

    @property
    def diverged(self) -> bool:
        """Whether the last loss is NaN, infinite or beyond a million."""
        return bool(self.losses) and not (isfinite(self.losses[-1]) and self.losses[-1] < 1e6)

    def train(self, n_epochs: int, seconds: float) -> None:
        """Train `n_epochs` epochs; stop early after about `seconds`, or when the run is over."""
        end, goal = time.monotonic() + seconds, len(self.losses) + n_epochs
        with torch.enable_grad():  # whatever the reader's cells have switched off
            while len(self.losses) < goal and not self.over and time.monotonic() < end:
                self.optimizer.zero_grad()
                loss = nn.functional.mse_loss(self.model(self.features), self.targets)
                loss.backward()
                self.optimizer.step()
                self.losses.append(loss.item())

    def prediction(self) -> torch.Tensor:
        """Return the network's outputs for its features, on the CPU, without a graph."""
        with torch.no_grad():
            return self.model(self.features).cpu()

    def said(self) -> str:
        """Return a sentence that says how far the run is."""
        if not self.losses:
            return "Press Start: the network is fresh."
        n, loss = len(self.losses), self.losses[-1]
        if self.diverged:
            return (
                f"Diverged: the loss of epoch {n - 1} is {loss:.3g}. Take a smaller learning rate."
            )
        return f"{'Done' if self.over else 'Trained'}: {n} of {N_EPOCHS} epochs, loss {loss:.4f}."


def _linear(n_inputs: int, n_outputs: int, random: torch.Generator) -> nn.Linear:
    """Return a linear layer with the numbers that `nn.Linear` would draw from the generator.

    A slider may be heard while a cell draws global random numbers: these stay as they are.
    """
    layer: nn.Linear = skip_init(nn.Linear, n_inputs, n_outputs, dtype=torch.float32)
    bound = n_inputs**-0.5
    with torch.no_grad():
        for parameter in (layer.weight, layer.bias):
            parameter.uniform_(-bound, bound, generator=random)
    return layer


def usable(device: torch.device | str) -> tuple[torch.device, str]:
    """Return `device` and nothing, or the CPU and a sentence if there is no such device here."""
    try:
        torch.zeros(1, device=device).item()
        return torch.device(device), ""
    except (RuntimeError, AssertionError, NotImplementedError, TypeError, ValueError):
        said = f"There is no device {device} here, so this runs on the CPU: take set_device()'s."
        return torch.device("cpu"), said


@live("Live training.")
def live_training(device: torch.device | str = "cpu") -> LiveWidget:
    """Return a widget that trains a network on the noisy sine and draws fit and loss as it goes.

    Width, learning rate, momentum and noise are set before Start; Stop pauses, Start goes on, Reset
    makes a fresh network, and so does a change of a setting. 1847 epochs, on `device`, or on the
    CPU with a sentence where there is no such device.
    """
    import ipywidgets as widgets

    controls, turns = _controls(widgets), Turns()
    player = _Player(controls, turns, device)
    for name in START:
        controls[name].observe(turns.answer(player.reset), names="value")
    controls["start"].on_click(turns.answer(player.start))
    controls["stop"].on_click(turns.answer(player.stop))
    controls["reset"].on_click(turns.answer(player.restore))
    rows = (
        ("width", "learning rate"),
        ("momentum", "noise"),
        ("start", "stop", "reset", "progress"),
    )
    wraps = {"flex_flow": "row wrap"}
    lines = [widgets.HBox([controls[name] for name in row], layout=wraps) for row in rows]
    box = widgets.VBox([*lines, controls["said"], controls["picture"]])
    return LiveWidget(box, controls, player.png, "Live training.")


class _Player:
    """What the buttons do: it owns the current run, its picture and what trains it."""

    def __init__(self, controls: dict[str, Any], turns: Turns, device: torch.device | str) -> None:
        self.controls = controls
        self.device, self.note = usable(device)
        self.turns = turns
        self.runner = Runner(turns, self._frame, PAUSE_S)
        self.run = self._fresh()
        figure, moving, self.redraw = _scene(self.run)
        self.run.train(STILL_EPOCHS, seconds=4.0)
        self.redraw(self.run)
        self.png = still(figure)
        self.shoot = camera(figure, moving)
        self.reset()

    def start(self) -> None:
        """Train on: in the kernel's event loop, or to the end where there is no loop."""
        self.runner.start()

    def stop(self) -> None:
        """Pause after the epoch that is being trained."""
        self.runner.stop()

    def reset(self) -> None:
        """Stop, and show a fresh network with the present settings."""
        self.stop()
        self.run = self._fresh()
        self.show()

    def restore(self) -> None:
        """Put the settings back as they were at first, and reset."""
        with self.turns.setting():
            for name, value in START.items():
                self.controls[name].value = value
        self.reset()

    def show(self) -> None:
        """Draw the run, and say how far it is."""
        text = f"{self.run.said()} {self.note}".strip()
        self.controls["progress"].value = len(self.run.losses)
        self.controls["said"].value = sentence(text)
        self.redraw(self.run)
        self.controls["picture"].value = image_of(self.shoot(), f"Data, fit and loss. {text}")

    def _frame(self) -> bool:
        """Train a little, and show it; return whether there is more to train."""
        self.run.train(FRAME_EPOCHS, FRAME_S)
        self.show()
        return not self.run.over

    def _fresh(self) -> Run:
        width, lr, momentum, noise = (self.controls[name].value for name in START)
        return Run(width, lr, momentum, noise, self.device)


def _controls(widgets: Any) -> dict[str, Any]:
    """Return the settings, named as in START, the buttons, the progress bar and the two texts."""
    sizes = [2**n for n in range(2, 11)]
    rate = START["learning rate"]
    made = {
        "width": widgets.SelectionSlider(options=sizes, value=512, description="width"),
        "learning rate": widgets.FloatLogSlider(
            rate, min=-4, max=0, step=0.05, description="learning rate"
        ),
        "momentum": widgets.FloatSlider(0.9, min=0, max=0.99, step=0.01, description="momentum"),
        "noise": widgets.FloatSlider(0.25, min=0, max=1, step=0.05, description="noise"),
        "progress": widgets.IntProgress(0, min=0, max=N_EPOCHS, description="epochs"),
    }
    for name in START:
        made[name].style.description_width = "90px"
        made[name].continuous_update = False
        made[name].layout = {"width": "24em", "max_width": "100%"}
    buttons = {k: widgets.Button(description=k.capitalize()) for k in ("start", "stop", "reset")}
    return {**made, **buttons, "said": widgets.HTML(), "picture": widgets.HTML()}


def _scene(run: Run) -> tuple[Figure, list[Artist], Callable[[Run], None]]:
    """Return a figure of fit and loss, its moving parts, and what draws a run into it."""
    figure = bare_figure((9.2, 4.0), FRAME_FINENESS)
    with course_style():
        fit, curve = figure.subplots(1, 2)
        (dots,) = fit.plot([], [], "o", color=BLUE, markeredgecolor="white", label="data")
        (line,) = fit.plot([], [], color=ORANGE, linewidth=2.5, label="prediction")
        (drop,) = curve.plot([], [], color=BLUE)
        fit.legend(loc="upper left")
        fit.set(xlim=(-1.08, 1.08), ylim=(-2.6, 2.6), xticks=(-1, -0.5, 0, 0.5, 1))
        curve.set(xlim=(0, N_EPOCHS), ylim=(0.01, 10), yscale="log")
        label(fit, "feature x", "target y", "the fit")
        label(curve, "epoch", "loss", "the loss, logarithmic")

    def redraw(run: Run) -> None:
        x = run.features.cpu()[:, 0].numpy()
        dots.set_data(x, run.targets.cpu()[:, 0].numpy())
        line.set_data(x, np.clip(run.prediction()[:, 0].numpy(), -1e6, 1e6))
        drop.set_data(np.arange(len(run.losses)), run.losses)

    return figure, [dots, line, drop], redraw
