"""Widgets without a browser: a control is set as a reader would, and what is shown is read."""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from functools import partial
from html.parser import HTMLParser
from math import cos, log, sin, tanh
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

from utils import (
    autograd_xray,
    descent_playground,
    function_explorer,
    graph_stepper,
    live_training,
    noisy_sine,
    optimizer_race,
    quiz,
)
from utils.widgets.showing import WIDGET_VIEW, LiveWidget
from utils.widgets.stepper import STEPS, both_passes
from utils.widgets.training import FRAME_EPOCHS, N_EPOCHS, Run


def said(widget: LiveWidget) -> str:
    return re.sub("<.*?>", "", str(widget.controls["said"].value))


class Cells(HTMLParser):
    """Collects the rows of a table and the alternative texts of images."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.alts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "img":
            self.alts.append(dict(attrs)["alt"] or "")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.replace("▸ ", "")


# descent playground


def test_the_playground_asks_python_for_a_formula_alone_and_python_answers() -> None:
    view = descent_playground("x**2 + 10*y**2").controls["landscape"]
    assert (view.function, view.formula, view.told) == ("own", "x**2 + 10*y**2", {})
    walk = {"x": 1.0, "y": 0.5, "rate": 0.05, "momentum": 0.0, "steps": 4}
    view.ask = {"number": 7, "formula": view.formula, **walk}
    assert (view.told["number"], view.told["problem"]) == (7, "")
    path = np.frombuffer(view.told["path"]).reshape(-1, 3)
    np.testing.assert_allclose(path[:, 0], 0.9 ** np.arange(5))
    np.testing.assert_allclose(path[:, 1], [0.5, 0, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(view.told["bottom"], [0, 0, 20, 2], atol=1e-9)
    assert np.frombuffer(view.ground["z"])[0] == pytest.approx(99)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formula": "2x"}, "every product"),
        ({"formula": "__import__('os')"}, "not known here"),
        ({"formula": "log(-1 - x**2)"}, "no value anywhere"),
        ({"formula": "log(x)", "x": -1.0}, "Start elsewhere"),
        ({"rate": 1e9}, "between 0.001 and 3.16"),
        ({"steps": None}, "have to be numbers"),
    ],
)
def test_a_question_that_can_not_be_answered_gets_a_sentence(
    change: dict[str, Any], words: str
) -> None:
    view = descent_playground("own").controls["landscape"]
    walk = {"x": 1.0, "y": 0.5, "rate": 0.05, "momentum": 0.0, "steps": 4}
    view.ask = {"number": 1, "formula": "x*y", **walk} | change
    assert words in view.told["problem"]
    view.ask = {"number": 2, "formula": "x*y", **walk}
    assert view.told["problem"] == ""


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (None, "the function is None. Expected a name"),
        (np.sin, "Expected a name"),
        ("2x", "not a formula"),
        ("ring", "ring is unknown here: the variables are x and y"),
        ("log(x - 9)", "no value"),
    ],
)
def test_a_playground_on_what_is_no_function_is_a_sentence(function: Any, words: str) -> None:
    assert words in repr(descent_playground(function))
    assert plt.get_fignums() == []


def test_without_anywidget_the_playground_is_a_picture_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "utils.widgets.landscape_view", raising=False)
    shown = descent_playground()._repr_mimebundle_()
    assert "%pip install anywidget" in shown["text/html"]
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', shown["text/html"])
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "%pip install anywidget" in shown["text/plain"]


# graph stepper


def test_both_passes_are_autograds_and_the_lessons_numbers() -> None:
    passes = both_passes(0.8, 1.1, 0.5)
    expected = {"a": 1.6, "b": 0.891207, "c": 1.795317, "d": 0.897659, "e": 0.640621, "f": 0.565322}
    for node, value in expected.items():
        assert passes.values[node] == pytest.approx(value, abs=1e-6)
    x, y, z = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.8, 1.1, 0.5))
    nodes = {"a": 2 * x, "b": torch.sin(y)}
    nodes["c"] = nodes["a"] / nodes["b"]
    nodes["d"] = z * nodes["c"]
    nodes["e"] = torch.log(nodes["d"] + 1)
    nodes["f"] = torch.tanh(nodes["e"])
    nodes |= {"x": x, "y": y, "z": z}
    gradients = torch.autograd.grad(nodes["f"], list(nodes.values()))
    for node, gradient in zip(nodes, gradients, strict=True):
        assert passes.adjoints[node] == pytest.approx(gradient.item(), rel=1e-12)


def table(widget: LiveWidget) -> dict[str, list[str]]:
    rows = Cells(widget.controls["table"].value).rows
    return {row[0]: row[2:] for row in rows[1:]}


def test_next_shows_one_number_more_and_back_takes_it_away() -> None:
    widget = graph_stepper()
    counts = []
    for _ in range(len(STEPS) + 2):
        counts.append(sum(bool(cell) for row in table(widget).values() for cell in row))
        widget.controls["next"].click()
    assert counts == [*range(3, 19), 18]
    widget.controls["back"].click()
    assert table(widget)["x"] == ["0.8", ""] and table(widget)["y"] == ["1.1", "-0.163815"]


def test_an_edited_input_keeps_the_step_and_recomputes_everything() -> None:
    widget = graph_stepper()
    for _ in STEPS:
        widget.controls["next"].click()
    widget.controls["x"].value = 0.3
    f = tanh(log(1 + 0.5 * 0.6 / sin(1.1)))
    assert table(widget)["f"] == [f"{f:.6g}", "1"]
    slope = (1 - f**2) / (0.3 / sin(1.1) + 1) * 0.5 * (-0.6 / sin(1.1) ** 2) * cos(1.1)
    assert table(widget)["y"] == ["1.1", f"{slope:.6g}"]
    widget.controls["reset"].click()
    assert table(widget)["x"] == ["0.8", ""]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("y", 0.0, "sin y is 0"),
        ("z", -2.0, "needs d > −1"),
        ("x", float("nan"), "have to be numbers"),
        ("x", 1e300, "have to be numbers"),
    ],
)
def test_an_input_outside_the_domain_gives_a_sentence(name: str, value: float, words: str) -> None:
    widget = graph_stepper()
    widget.controls["next"].click()
    widget.controls[name].value = value
    assert words in said(widget).replace("&gt;", ">")
    widget.controls["reset"].click()
    assert "Press Next" in said(widget)


# autograd X-ray


def test_the_xray_lists_nodes_and_grads_before_and_after_backward() -> None:
    w = torch.tensor(3.0, requires_grad=True)
    y = w**2
    before = Cells(autograd_xray(y, {"w": w})._repr_mimebundle_()["text/html"])
    assert before.rows[1:] == [
        ["0", "PowBackward0", "", "", "", "1"],
        ["1", "leaf", "w", "3", "None", ""],
    ]
    assert "2 nodes" in before.alts[0]
    y.backward()
    after = Cells(autograd_xray(y, {"w": w})._repr_mimebundle_()["text/html"])
    assert after.rows[2] == ["1", "leaf", "w", "3", "6", ""]


def test_the_xray_of_no_graph_is_a_sentence_and_of_a_big_one_a_table() -> None:
    assert "requires_grad" in repr(autograd_xray(torch.ones(2)))
    v = torch.ones((), requires_grad=True)
    for _ in range(70):
        v = torch.sin(v)
    page = Cells(autograd_xray(v)._repr_mimebundle_()["text/html"])
    assert len(page.rows) == 72 and page.alts == []


@pytest.mark.parametrize("thing", [None, 3.0, [1.0], "x<y"])
def test_the_xray_of_what_is_no_tensor_is_a_sentence(thing: Any) -> None:
    shown = autograd_xray(thing)._repr_mimebundle_()
    assert shown["text/plain"].startswith("tensor is a") and "<p>tensor is a" in shown["text/html"]


# live training


def losses_by_hand(n: int) -> list[float]:
    features, targets = noisy_sine()
    torch.manual_seed(2021)
    net = nn.Sequential(nn.Linear(1, 512), nn.Tanh(), nn.Linear(512, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.003, momentum=0.9)
    losses = []
    for _ in range(n):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(features), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_a_run_has_the_lessons_losses_and_leaves_the_random_numbers_alone() -> None:
    state = torch.get_rng_state()
    run = Run(512, 0.003, 0.9, 0.25, "cpu")
    assert torch.equal(torch.get_rng_state(), state)
    run.train(10, seconds=60)
    np.testing.assert_allclose(run.losses, losses_by_hand(10), rtol=1e-6)


def progress(widget: LiveWidget) -> int:
    return int(widget.controls["progress"].value)


async def until(widget: LiveWidget, epochs: int) -> None:
    while progress(widget) < epochs:
        await asyncio.sleep(0)


def test_training_stops_goes_on_and_resets_while_it_runs() -> None:
    widget = live_training()
    controls = widget.controls

    async def read_and_click() -> None:
        controls["start"].click()
        controls["start"].click()
        await until(widget, 1)
        assert progress(widget) <= FRAME_EPOCHS
        controls["stop"].click()
        paused = progress(widget)
        await asyncio.sleep(0.05)
        assert progress(widget) == paused
        controls["start"].click()
        await until(widget, paused + 1)
        controls["width"].value = 16
        assert progress(widget) == 0 and "fresh" in said(widget)
        controls["start"].click()
        await until(widget, N_EPOCHS // 2)
        assert len(asyncio.all_tasks()) == 2, "the first run goes on behind the second"
        controls["reset"].click()
        await asyncio.sleep(0.05)
        assert progress(widget) == 0

    asyncio.run(read_and_click())
    controls["reset"].click()
    assert controls["width"].value == 512


@pytest.mark.parametrize(
    "make",
    [
        descent_playground,
        function_explorer,
        graph_stepper,
        live_training,
        optimizer_race,
        partial(quiz, "06_training_loop"),
    ],
)
def test_where_nobody_looks_a_sentence_stands_for_the_widget(make: Any, monkeypatch: Any) -> None:
    assert WIDGET_VIEW in make().live_bundle()
    monkeypatch.setenv("AUTOGRADER_PICTURES", "off")
    assert repr(make()).endswith(". Run its cell in JupyterLab or Colab to play with it.")


def test_training_without_an_event_loop_runs_to_the_end() -> None:
    widget = live_training()
    widget.controls["width"].value = 4
    widget.controls["start"].click()
    assert progress(widget) == N_EPOCHS and "Done" in said(widget)


def test_training_that_diverges_says_so_and_stops() -> None:
    widget = live_training()
    widget.controls["learning rate"].value = 1.0
    widget.controls["start"].click()
    assert "Diverged" in said(widget) and progress(widget) < 100


@pytest.mark.parametrize("device", ["cuda:99", "no such thing", None])
def test_training_on_a_device_that_is_not_there_says_so_and_takes_the_cpu(device: Any) -> None:
    widget = live_training(device)
    assert f"There is no device {device} here, so this runs on the CPU" in said(widget)
    widget.controls["width"].value = 4
    widget.controls["start"].click()
    assert "Done" in said(widget)


def test_training_goes_on_where_a_cell_has_switched_gradients_off() -> None:
    with torch.no_grad():
        run = Run(4, 0.003, 0.9, 0.25, "cpu")
        run.train(2, seconds=60)
    assert run.losses[1] != run.losses[0]


# all of them


@pytest.mark.parametrize("make", [descent_playground, graph_stepper, live_training])
def test_a_stored_widget_has_a_picture_and_a_sentence_and_leaks_no_figure(make: Any) -> None:
    widget = make()
    bundle = widget.still_bundle()
    assert bundle.keys() == {"text/html", "text/plain"}  # one picture: a file holds it once
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "Run its cell" in bundle["text/plain"]
    assert widget.live_bundle()[WIDGET_VIEW]["model_id"] == widget.box.model_id
    assert plt.get_fignums() == []
