"""The optimizer race without a browser: racers held to torch.optim, and what the widget says."""

from __future__ import annotations

import asyncio
import base64
import re
from html.parser import HTMLParser
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from utils import anscombe, optimizer_race
from utils.widgets.race import FLOOR, N_STEPS, _scene, standing
from utils.widgets.racers import BEST, START, START_LINE, Racer, gradient
from utils.widgets.showing import LiveWidget

BORDER = 2 / 183.78235

OPTIMIZERS: dict[str, Any] = {
    "SGD": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "RMSprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr),
    "Adam": lambda p, lr: torch.optim.Adam(p, lr=lr),
}


def said(widget: LiveWidget) -> str:
    return re.sub("<.*?>", "", str(widget.controls["said"].value))


class Rows(HTMLParser):
    """Collects the cells of a table, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1].append(data)


def table(widget: LiveWidget) -> dict[str, list[str]]:
    rows = Rows(widget.controls["table"].value).rows
    return {row[0]: row[1:] for row in rows[1:]}


def path_by_torch(name: str, rate: float, n_steps: int) -> np.ndarray:
    x, y = (torch.tensor([round(v, 2) for v in t.tolist()]).double() for t in anscombe())
    line = torch.tensor(START_LINE, dtype=torch.float64, requires_grad=True)
    optimizer = OPTIMIZERS[name]([line], rate)
    path = [line.detach().clone()]
    for _ in range(n_steps):
        optimizer.zero_grad()
        ((line[0] * x + line[1] - y) ** 2).mean().backward()
        optimizer.step()
        path.append(line.detach().clone())
    return torch.stack(path).numpy()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_racer_goes_where_torch_optim_goes(name: str) -> None:
    expected = path_by_torch(name, START[name], 60)
    np.testing.assert_allclose(Racer(name, START[name], 60).points, expected, rtol=1e-5)


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    x, y = (tensor.double().numpy() for tensor in anscombe())

    def loss(a: float, b: float) -> float:
        return float(np.mean((a * x + b - y) ** 2))

    h = 1e-5
    across = (loss(0.7 + h, 1.9) - loss(0.7 - h, 1.9)) / (2 * h)
    up = (loss(0.7, 1.9 + h) - loss(0.7, 1.9 - h)) / (2 * h)
    assert gradient(0.7, 1.9) == pytest.approx((across, up), rel=1e-5)


def test_the_best_line_is_the_published_one() -> None:
    assert BEST == pytest.approx([0.50009, 3.00009], abs=1e-5)
    assert pytest.approx(1.25115, abs=1e-5) == FLOOR
    np.random.seed(0)
    assert START_LINE == pytest.approx(np.random.rand(2), abs=1e-7)


@pytest.mark.parametrize(
    ("name", "rate", "n_steps", "words"),
    [
        ("SGD", 0.98 * BORDER, N_STEPS, "arrived at step"),
        ("SGD", 0.98 * BORDER, 200, "on its way"),
        ("SGD", 1.02 * BORDER, 100, "climbs the walls"),
        ("SGD", 1.02 * BORDER, 2000, "diverged by step"),
        ("momentum", 0.97 * 1.9 * BORDER, 1000, "arrived at step"),
        ("momentum", 1.03 * 1.9 * BORDER, 1000, "diverged by step"),
        ("RMSprop", 0.1, 3000, "goes to and fro, 0.05 off"),
        ("RMSprop", 0.001, N_STEPS, "arrived at step 29"),
        ("Adam", 0.1, 1000, "arrived at step 175"),
        ("Adam", 0.001, N_STEPS, "on its way"),
    ],
)
def test_a_racer_says_how_it_stands(name: str, rate: float, n_steps: int, words: str) -> None:
    assert words in Racer(name, rate, n_steps).said()


def test_a_racer_that_has_jumped_away_again_says_both() -> None:
    points = np.repeat(BEST[None], 150, axis=0)
    racer = Racer("Adam", 0.1)
    racer.points = np.concatenate([[START_LINE], points, [BEST + 0.1]])
    assert racer.said() == "arrived at step 1, and has jumped away again"


def test_step_takes_one_step_and_run_goes_to_the_end_without_an_event_loop() -> None:
    widget = optimizer_race()
    assert said(widget) == "All four stand at the start. Press Step or Run."
    widget.controls["step"].click()
    assert said(widget).startswith("After 1 step: SGD")
    assert float(table(widget)["RMSprop"][1]) == pytest.approx(START_LINE[0] + 0.1, abs=1e-4)
    widget.controls["run"].click()
    assert said(widget).startswith(f"After {N_STEPS} steps: SGD arrived at step 3013; momentum")
    assert table(widget)["momentum"][-1] == "arrived at step 246"


def test_a_slider_sends_its_racer_alone_back_to_the_start_and_on() -> None:
    widget = optimizer_race()
    for _ in range(3):
        widget.controls["step"].click()
    before = table(widget)
    widget.controls["SGD"].value = 1.0
    after = table(widget)
    assert after.pop("SGD")[0] == "1" and before.pop("SGD") and after == before
    assert "SGD diverged by step 3" in said(widget)
    widget.controls["reset"].click()
    assert widget.controls["SGD"].value == pytest.approx(START["SGD"])
    assert said(widget).startswith("All four stand at the start")


async def until(widget: LiveWidget, n_steps: int) -> None:
    while widget.controls["progress"].value < n_steps:
        await asyncio.sleep(0)


def test_the_race_stops_goes_on_and_resets_while_it_runs() -> None:
    widget = optimizer_race()
    controls = widget.controls

    async def read_and_click() -> None:
        controls["run"].click()
        controls["run"].click()
        await until(widget, 3)
        controls["stop"].click()
        paused = controls["progress"].value
        await asyncio.sleep(0.2)
        assert controls["progress"].value == paused
        controls["run"].click()
        await until(widget, paused + 2)
        controls["reset"].click()
        await asyncio.sleep(0.2)
        assert controls["progress"].value == 0 and len(asyncio.all_tasks()) == 1

    asyncio.run(read_and_click())
    assert "start" in said(widget)


def test_the_picture_says_in_its_alternative_text_how_the_race_stands() -> None:
    widget = optimizer_race()
    widget.controls["step"].click()
    assert said(widget) in widget.controls["picture"].value
    assert standing({}, 0).startswith("All four")


def test_the_stored_race_has_a_picture_and_a_sentence_and_leaks_no_figure() -> None:
    bundle = optimizer_race().still_bundle()
    assert bundle.keys() == {"text/html", "text/plain"}  # one picture: a file holds it once
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "Run its cell" in bundle["text/plain"]
    assert plt.get_fignums() == []


def test_a_slider_shows_the_digits_by_which_a_rate_is_below_the_border_or_above_it() -> None:
    controls = optimizer_race().controls
    shown = {format(10**-1.96, controls[name].readout_format) for name in START}
    assert shown == {"0.01096"}  # the border is at 0.01091


def test_both_plots_of_the_race_name_all_four() -> None:
    figure, *_ = _scene()
    for ax in figure.axes[:2]:
        assert set(START) <= {text.get_text() for text in ax.get_legend().get_texts()}
