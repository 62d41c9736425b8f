"""Lesson 05's widget, the optimizer race: four optimizers descend into one valley."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from utils.plotting.valley import PATH_COLOURS, draw_run, draw_valley, line_losses
from utils.style import LINE_STYLES, bare_figure, course_style, label
from utils.widgets.racers import BEST, START, START_LINE, Racer, X, Y
from utils.widgets.showing import (
    FRAME_FINENESS,
    LiveWidget,
    camera,
    image_of,
    live,
    sentence,
    still,
    table,
)
from utils.widgets.turns import Runner, Turns

N_STEPS = 4000
PAUSE_S = 0.08
FLOOR = float(line_losses(X, Y, BEST))
"""The loss of the best line."""


@live("The optimizer race.")
def optimizer_race() -> LiveWidget:
    """Return a widget in which SGD, momentum, RMSprop and Adam race to Anscombe's best line.

    All start from one line. Each has a slider for its learning rate. Step takes one step with all
    four, Run goes on until Stop, Reset goes back to the start with the first rates. A table and a
    sentence say who has arrived, who is on the way and who diverges.
    """
    import ipywidgets as widgets

    controls = _controls(widgets)
    turns = Turns()
    track = _Track(controls, turns)
    for name in START:
        controls[name].observe(turns.answer(partial(track.exchange, name)), names="value")
    for name in ("step", "run", "stop", "reset"):
        controls[name].on_click(turns.answer(getattr(track, name)))
    rows = (("SGD", "momentum"), ("RMSprop", "Adam"), ("step", "run", "stop", "reset", "progress"))
    boxes = [widgets.HBox([controls[name] for name in row]) for row in rows]
    shown = [controls[name] for name in ("said", "picture", "table")]
    return LiveWidget(widgets.VBox([*boxes, *shown]), controls, track.png, "The optimizer race.")


class _Track:
    """What the buttons do: it owns the racers, their picture and what runs them."""

    def __init__(self, controls: dict[str, Any], turns: Turns) -> None:
        self.controls = controls
        self.turns = turns
        self.runner = Runner(turns, self._frame, PAUSE_S)
        self.racers = self._fresh()
        figure, moving, self.redraw = _scene()
        self._advance(200)
        self.redraw(self.racers)
        self.png = still(figure)
        self.shoot = camera(figure, moving)
        self.racers = self._fresh()
        self.show()

    @property
    def n_steps(self) -> int:
        """How many steps have been taken; one that has diverged takes no more."""
        return int(self.controls["progress"].value)

    def exchange(self, name: str) -> None:
        """Let one racer begin anew with the rate of its slider, and catch up with the others."""
        self.racers[name] = Racer(name, self.controls[name].value, self.n_steps)
        self.show()

    def step(self) -> None:
        """Take one step with all racers, and stop."""
        self.stop()
        self._go(1)

    def run(self) -> None:
        """Race in the kernel's event loop, or to the end where there is no loop."""
        self.runner.start()

    def stop(self) -> None:
        """Pause."""
        self.runner.stop()

    def reset(self) -> None:
        """Stop, put the rates back as they were at first, and go back to the start."""
        self.stop()
        self.controls["progress"].value = 0
        with self.turns.setting():
            for name, rate in START.items():
                self.controls[name].value = rate
        self.racers = self._fresh()
        self.show()

    def show(self) -> None:
        """Draw the race, and say how it stands."""
        text = standing(self.racers, self.n_steps)
        self.controls["said"].value = sentence(text)
        self.redraw(self.racers)
        self.controls["picture"].value = image_of(self.shoot(), f"The valley and paths. {text}")
        self.controls["table"].value = _table(self.racers)

    def _frame(self) -> bool:
        """Take some steps, the more the farther they are; return whether there are more to take."""
        self._go(max(2, self.n_steps // 6))
        return self.n_steps < N_STEPS

    def _go(self, n: int) -> None:
        n = min(n, N_STEPS - self.n_steps)
        self._advance(n)
        self.controls["progress"].value += n
        self.show()

    def _advance(self, n: int) -> None:
        for racer in self.racers.values():
            racer.advance(n)

    def _fresh(self) -> dict[str, Racer]:
        return {name: Racer(name, self.controls[name].value) for name in START}


def standing(racers: dict[str, Racer], n_steps: int) -> str:
    """Return a sentence that says how each racer stands after so many steps."""
    if n_steps == 0:
        return "All four stand at the start. Press Step or Run."
    said = "; ".join(f"{racer.name} {racer.said()}" for racer in racers.values())
    return f"After {n_steps} step{'s' if n_steps > 1 else ''}: {said}."


def _table(racers: dict[str, Racer]) -> str:
    """Return rate, line, loss and standing of each racer as an HTML table."""
    head = ("optimizer", "rate", "slope", "intercept", "loss", "standing")
    rows = [
        [
            racer.name,
            f"{racer.rate:.4g}",
            *(f"{number:.5g}" for number in racer.points[-1]),
            f"{racer.loss():.6g}",
            racer.said(),
        ]
        for racer in racers.values()
    ]
    return table(head, rows, f"Where they are; the best line has the loss {FLOOR:.5f}")


def _controls(widgets: Any) -> dict[str, Any]:
    """Return a slider for each rate, the buttons, the progress bar and what is shown."""
    made = {
        name: widgets.FloatLogSlider(rate, min=-4, max=0, step=0.01, description=f"{name} rate")
        for name, rate in START.items()
    }
    for slider in made.values():
        slider.style.description_width = "120px"
        slider.readout_format = ".4g"  # two notches of SGD's look alike in three digits
    names = ("step", "run", "stop", "reset")
    made |= {k: widgets.Button(description=k.capitalize()) for k in names}
    made["progress"] = widgets.IntProgress(0, min=0, max=N_STEPS, description="steps")
    return made | {name: widgets.HTML() for name in ("said", "picture", "table")}


def _scene() -> tuple[Figure, list[Artist], Callable[[dict[str, Racer]], None]]:
    """Return a figure of valley and losses, its moving parts, and what draws racers into it."""
    figure = bare_figure((9.2, 4.2), FRAME_FINENESS)
    with course_style():
        flat, curve = figure.subplots(1, 2, width_ratios=(1.2, 1))
        draw_valley(flat, X, Y, bar_label="")
        start = np.array([START_LINE])
        paths = {name: draw_run(flat, start, name, k) for k, name in enumerate(START)}
        flat.legend(loc="upper right", frameon=True, facecolor="white", framealpha=0.85)
        drops = {
            name: curve.plot([], [], LINE_STYLES[k], color=PATH_COLOURS[k], label=name)[0]
            for k, name in enumerate(START)
        }
        curve.set(xscale="log", yscale="log", xlim=(1, N_STEPS), ylim=(1e-7, 1e3))
        curve.legend(loc="lower left")  # no curve is so low so early
        label(flat, "slope", "intercept", "the valley")
        label(curve, "step", "loss above the lowest", "the loss, both axes logarithmic")

    def redraw(racers: dict[str, Racer]) -> None:
        for name, racer in racers.items():
            points = racer.points
            line, head = paths[name]
            line.set_data(*np.clip(points, -1e3, 1e3).T)
            head.set_data(*np.clip(points[-1:], -1e3, 1e3).T)
            above = np.maximum(line_losses(X, Y, points) - FLOOR, 1e-12)
            drops[name].set_data(np.arange(len(points))[1:], np.minimum(above, 1e6)[1:])

    moving = [artist for pair in paths.values() for artist in pair]
    return figure, [*moving, *drops.values()], redraw
