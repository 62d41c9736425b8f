"""The landscapes in Python and in the browser's JavaScript, each held against autograd."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.browser.jupyterlab import opened_browser
from utils.formulas import FormulaError
from utils.widgets import landscapes
from utils.widgets.landscapes import (
    LANDSCAPES,
    OWN,
    Landscape,
    Walk,
    bottom,
    descend,
    ground,
    height_of,
    jet,
    walked,
)

SCRIPT = Path(landscapes.__file__).with_name("landscape.js")
NAMED = [name for name in LANDSCAPES if name != OWN]
RATE_OF_LESSON_01 = 2 / (6 * np.pi)


def points(landscape: Landscape, n: int) -> np.ndarray:
    generator = np.random.default_rng(1)
    return generator.uniform(-landscape.half, landscape.half, (n, 2))


class Script:
    """The functions of `landscape.js`, called in Chromium."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def __call__(self, code: str, **values: Any) -> Any:
        """What `code` gives, with the module as `m` and `values` by name."""
        program = f"async (given) => {{ const m = await module; return {code}; }}"
        return self._page.evaluate(program, values)


@pytest.fixture(scope="module")
def script():
    with opened_browser() as browser:
        page = browser.new_page()
        page.evaluate(
            "text => { window.module = import(URL.createObjectURL("
            "new Blob([text], {type: 'text/javascript'}))); }",
            SCRIPT.read_text(encoding="utf-8"),
        )
        yield Script(page)


# Python


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_descent_is_what_torchs_sgd_does(momentum: float) -> None:
    w = torch.tensor([0.7, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01, momentum=momentum)
    expected = [w.detach().clone()]
    for _ in range(25):
        optimizer.zero_grad()
        torch.sin((w**2).sum()).backward()
        optimizer.step()
        expected.append(w.detach().clone())
    path = descend(height_of("sin(x**2 + y**2)"), (0.7, 1.0), 0.01, momentum, 25)
    np.testing.assert_allclose(path[:, :2], torch.stack(expected).numpy(), rtol=1e-12)
    np.testing.assert_allclose(path[:, 2], np.sin((path[:, :2] ** 2).sum(axis=1)), rtol=1e-12)


def test_a_jet_is_the_gradient_and_the_hessian_of_torch_functional() -> None:
    def f(w: torch.Tensor) -> torch.Tensor:
        return torch.sin(w[0] * w[1]) + w[0] ** 3

    at = torch.tensor([0.4, -1.3], dtype=torch.float64)
    slope = torch.autograd.functional.jacobian(f, at)
    bend = torch.autograd.functional.hessian(f, at)
    found = jet(height_of("sin(x*y) + x**3"), np.array([0.4]), np.array([-1.3]))[:, 0]
    np.testing.assert_allclose(found, [f(at), *slope, bend[0, 0], bend[0, 1], bend[1, 1]])


def test_the_border_at_the_first_ring_is_the_lessons_number() -> None:
    *_, high, low = bottom(height_of("sin(x**2 + y**2)"), (1.6, -0.8), 3.0) or ()
    assert 2 / high == pytest.approx(RATE_OF_LESSON_01, rel=1e-9)
    assert low == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("formula", ["x - y", "1/x", "exp(x*y)", "sqrt(x**2 + y**2)", "log(x*y)"])
def test_where_the_ground_is_nowhere_level_downhill_there_is_no_bottom(formula: str) -> None:
    assert bottom(height_of(formula), (1.0, 0.7), 3.0) is None


def test_two_walks_on_the_four_hollows_that_start_side_by_side_part_and_stay_in_the_picture():
    at = LANDSCAPES["chaos"]
    f = height_of(at.formula)
    one, other = (descend(f, (at.x + nudge, at.y), at.rate, 0.0, 300) for nudge in (0, 1e-9))
    assert np.hypot(*(one - other)[-100:, :2].T).max() > 0.5
    assert np.abs(one[:, :2]).max() < at.half


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("x**2 + 3*y**2", ""),
        ("sin(x**2 + y**2)", ""),
        ("5", ""),
        ("abs(x) + y**2", "the slope jumps"),
        ("relu(y - 0.3)", "the slope jumps"),
        ("sin(90*x)", "too rough"),
        ("sqrt(x**2 + y**2)", "At (0.00, 0.00) the function has a value and no gradient"),
        ("log(x)", "50 % of the picture, is where z has no value"),
    ],
)
def test_ground_that_is_not_smooth_or_has_holes_is_told_of(formula: str, words: str) -> None:
    z, note = ground(height_of(formula), 3.0)
    assert (words in note) if words else (note == "")
    assert z.shape == (landscapes.N_GRID, landscapes.N_GRID)


def test_a_function_without_a_value_anywhere_is_a_sentence() -> None:
    with pytest.raises(FormulaError, match="no value anywhere"):
        ground(height_of("log(-1 - x**2)"), 3.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rate": 50.0}, "between 0.001 and 3.16"),
        ({"rate": float("nan")}, "have to be numbers"),
        ({"momentum": 1.0}, "momentum between 0 and 1"),
        ({"steps": 10**9}, "between 0 and 300"),
        ({"x": None}, "have to be numbers"),
        ({"x": "1"}, "have to be numbers"),
    ],
)
def test_a_walk_out_of_range_is_a_sentence(change: dict[str, Any], words: str) -> None:
    right = {"x": 1.0, "y": 1.0, "rate": 0.1, "momentum": 0.0, "steps": 5}
    assert Walk(**right).steps == 5
    with pytest.raises(FormulaError, match=words):
        Walk(**(right | change))


def test_a_start_without_a_value_is_a_sentence() -> None:
    with pytest.raises(FormulaError, match="Start elsewhere"):
        walked("log(x)", Walk(-1.0, 1.0, 0.1, 0.0, 5))


# JavaScript against Python


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMED)
def test_the_browsers_derivatives_are_those_of_autograd(script: Script, name: str) -> None:
    at = points(LANDSCAPES[name], 2000)
    found = script("given.at.map(([x, y]) => m.JETS[given.name](x, y))", at=at.tolist(), name=name)
    expected = jet(height_of(LANDSCAPES[name].formula), *at.T)
    np.testing.assert_allclose(np.array(found).T, expected, rtol=1e-11, atol=1e-11)


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMED)
def test_the_browser_walks_and_finds_the_bottom_as_python_does(script: Script, name: str) -> None:
    landscape = LANDSCAPES[name]
    f = height_of(landscape.formula)
    for x, y in points(landscape, 12).tolist():
        given = {"name": name, "start": [x, y], "half": landscape.half}
        path = script("m.descend(m.JETS[given.name], given.start, 0.02, 0.5, 15)", **given)
        np.testing.assert_allclose(path, descend(f, (x, y), 0.02, 0.5, 15), rtol=1e-9, atol=1e-9)
        level = script("m.bottom(m.JETS[given.name], given.start, given.half)", **given)
        np.testing.assert_allclose(level, bottom(f, (x, y), landscape.half), atol=1e-5)


@pytest.mark.browser
def test_every_named_landscape_is_in_the_browser_and_no_other(script: Script) -> None:
    assert script("Object.keys(m.JETS)") == NAMED
    assert tuple(script("m.RATES")) == landscapes.RATES


SAID = """(() => {
  const jet = m.JETS[given.name], { start, rate, momentum, steps, half } = given;
  const path = m.descend(jet, start, rate, momentum, steps), end = path[path.length - 1];
  const level = m.bottom(jet, start, half), last = jet(end[0], end[1]);
  return [m.verdict({ path, last, level }, half, rate, momentum),
          m.borderSentence(level, rate, momentum)];
})()"""
BELOW, BEYOND = "is below it", "is beyond it"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "start", "rate", "momentum", "steps", "words", "border"),
    [
        ("rings", (1.6, -0.8), 0.1, 0, 60, "Settled at (1.942, −0.971)", "2 / 18.85 = 0.106"),
        ("rings", (1.6, -0.8), 0.11, 0, 60, "to and fro between", BEYOND),
        ("rings", (1.6, -0.8), 0.11, 0.5, 60, "Settled", "2 · (1 + 0.50) / 18.85 = 0.159"),
        ("rings", (1.6, -0.8), 0.2, 0, 300, "no place and no pattern", BEYOND),
        ("rings", (1.6, -0.8), 3.0, 0, 60, "Diverged", BEYOND),
        ("rings", (1.6, -0.8), 0.1, 0, 0, "Not a step yet", BELOW),
        ("bowl", (2.0, 1.0), 0.1, 0.9, 25, "in swings that get shorter", BELOW),
        ("rings", (1.25, 0.0), 0.001, 0, 5, "On its way after 5 steps", BELOW),
        ("bowl", (2.0, 1.0), 1.0, 0, 60, "to and fro between (−2.000, −1.000)", "is on it"),
        ("bowl", (2.0, 1.0), 1.1, 0, 5, "Leaves the picture at step 3", BEYOND),
        ("bowl", (2.0, 1.0), 1.1, 0, 100, "Diverged: step 47", BEYOND),
        ("saddle", (2.4, 0.0), 0.2, 0, 200, "no bottom", "at the level place"),
        ("saddle", (2.4, 0.1), 0.2, 0, 200, "Settled at (0.000, 2.000)", "2 / 2.00 = 1.00"),
        ("valley", (2.6, 0.8), 0.2, 0, 60, "On its way after 60 steps", "2 / 8.00 = 0.250"),
        ("chaos", (0.6, -1.1), 1.2, 0, 300, "no place and no pattern", BEYOND),
    ],
)
def test_a_walk_is_told_in_words(script, name, start, rate, momentum, steps, words, border):
    given = {"name": name, "start": start, "rate": rate, "momentum": momentum, "steps": steps}
    said, line = script(SAID, **given, half=LANDSCAPES[name].half)
    assert words in said
    assert border in line


@pytest.mark.browser
def test_the_border_in_the_browser_parts_walks_that_come_closer_from_those_that_do_not(script):
    for name in ("bowl", "valley"):
        for momentum in (0.0, 0.5, 0.9):
            given = {"name": name, "momentum": momentum}
            code = "m.border(m.bottom(m.JETS[given.name], [1, 0.5], 3), given.momentum)"
            most = script(code, **given)
            f = height_of(LANDSCAPES[name].formula)
            inside, outside = (
                np.abs(descend(f, (1.0, 0.5), most * share, momentum, 3000)[-1, :2]).max()
                for share in (0.99, 1.01)
            )
            assert inside < 1e-3 and outside > 10, json.dumps(given)
