"""``python -m benchmarks.widgets``: how long a widget needs to answer one change of a control.

Prints, for each widget, the median and the 95th percentile in ms, as a ratio to the 150 ms that a
reader takes for "at once", and to drawing a bare figure of the same size, one plot of 300 points,
to PNG. Changes and bare figures take turns, so that a busy machine slows both alike; CPU time
stands beside the wall clock, because only that one says something on a machine that others use.
What the browser draws by itself is in `benchmarks.landscape`.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure

from utils import (
    engine_stepper,
    function_explorer,
    graph_stepper,
    live_training,
    optimizer_race,
    quiz,
)
from utils.widgets.showing import png_of

LIMIT_MS = 150.0
Change = Callable[[], object]
SOLUTION = Path(__file__).parents[1] / "tests/utils/test_engine_stepper.py"


def sets(widget: Any, **values: list[Any]) -> Iterator[Change]:
    """Changes that set each named control to one of its values after the other, for ever."""
    pairs = [(name, value) for name, row in values.items() for value in row]
    for name, value in cycle(pairs):
        yield lambda name=name, value=value: setattr(widget.controls[name], "value", value)


def clicks(widget: Any, *names: str) -> Iterator[Change]:
    """Changes that click the named buttons in turn, for ever."""
    for name in cycle(names):
        yield widget.controls[name].click


def trains(player: Any) -> Iterator[Change]:
    """A setting of the live training: what it shows is a fresh network."""
    return sets(player, width=[4, 1024], noise=[0.0, 1.0])


def chooses(questions: Any) -> Iterator[Change]:
    """Clicks on the options of the quiz."""
    for button in cycle([b for row in questions.options for b in row]):
        yield button.click


def engine() -> tuple[Any, Any]:
    """A Value and an order, as lesson 07's solution has them."""
    spec = importlib.util.spec_from_file_location("engine", SOLUTION)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Value, module.in_order


def widgets() -> dict[str, tuple[tuple[float, float], Iterator[Change]]]:
    """Each widget's size in inches, and changes as a reader makes them."""
    explorer, race, stepper = function_explorer(), optimizer_race(), graph_stepper()
    stepping = engine_stepper(*engine())
    for _ in range(300):
        race.controls["step"].click()
    steps = ["next"] * 15 + ["back"] * 15
    formulas = ["sin(x)/x", "exp(-x**2)", "x**3 + 2*x**2 + 3*x + 1", "tanh(3*x)"]
    return {
        "graph_stepper": ((10.0, 4.0), clicks(stepper, *steps)),
        "function_explorer": ((7.2, 6.0), sets(explorer, formula=formulas, place=[0, 200, 400])),
        "optimizer_race, rate": ((11.0, 4.4), sets(race, SGD=[0.005, 0.02], Adam=[0.01, 0.3])),
        "optimizer_race, Step": ((11.0, 4.4), clicks(race, "step")),
        "live_training, setting": ((10.0, 4.2), trains(live_training())),
        "engine_stepper": ((10.0, 3.8), clicks(stepping, *steps)),
        "quiz": ((10.0, 4.0), chooses(quiz("01_gradient_vectors"))),
    }


def bare(size: tuple[float, float]) -> Change:
    """Draws a plot of 300 points to PNG, with matplotlib's own settings."""
    x = np.linspace(0, 10, 300)

    def draw() -> None:
        figure = Figure(size, layout="constrained")
        figure.subplots().plot(x, np.sin(x))
        png_of(figure)

    return draw


def timed(act: Change) -> tuple[float, float]:
    """The milliseconds of wall clock and of CPU that `act` takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def measure(size: tuple[float, float], changes: Iterator[Change], n: int) -> str:
    """One line of the table, from `n` changes after two that warm up."""
    floor = bare(size)
    rounds = [(timed(next(changes)), timed(floor)) for _ in range(n + 2)][2:]
    wall, cpu = zip(*(answer for answer, _ in rounds), strict=True)
    floor_cpu = median(cpu_ms for _, (_, cpu_ms) in rounds)
    middle, late = median(wall), quantiles(wall, n=20)[-1]
    cpu_late = quantiles(cpu, n=20)[-1]
    return (
        f"{middle:7.0f} {late:7.0f} {late / LIMIT_MS:8.2f} | {median(cpu):7.0f} {cpu_late:7.0f}"
        f" {cpu_late / LIMIT_MS:8.2f} | {median(cpu) / floor_cpu:8.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("-n", type=int, default=40, help="changes of each widget (40)")
    n = parser.parse_args().n
    torch.set_num_threads(1)  # as `setup_notebook` does
    print(f"{'':24}{'wall ms':>16} {'p95/150':>8} | {'CPU ms':>15} {'p95/150':>8} | {'to bare':>8}")
    for name, (size, changes) in widgets().items():
        print(f"{name:24} {measure(size, changes, n)}", flush=True)


if __name__ == "__main__":
    main()
