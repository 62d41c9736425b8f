"""Lesson 04, observed: slopes of whole curves, second derivatives, and partials on a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch

from autograder.drawing.curves import curves
from autograder.drawing.tables import tables
from autograder.exercises.taylor import taylor
from autograder.exercises.torch_errors import attempt
from autograder.probing.alone import record_alone
from autograder.probing.probes import Probe, observation
from autograder.probing.watched_functions import WatchedFunction
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import MISSING, Value, plain

OFFSET = 1e18
"""So large that differences of values drown in rounding. Derivatives stay as precise as ever."""
CURVE_X = np.linspace(-1.5, 1.0, 13)


@dataclass(frozen=True)
class Curve:
    """A function of one variable in words and in torch, and where it is tried.

    ``f(x, w)`` gets a number ``w`` in [0.6, 1.4) that differs from seed to seed.
    """

    words: str
    f: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    n: int
    dtype: torch.dtype = torch.float32
    low: float = 0.3
    high: float = 1.7


def cubic(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """x³ + 2x² + 3x + 1, the first polynomial of the lesson."""
    return x**3 + 2 * x**2 + 3 * x + 1


def wave(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """The product x sin(x + w), where x is used twice."""
    return x * torch.sin(x + w)


def bend(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """tanh(w·x)."""
    return torch.tanh(w * x)


SLOPES = {
    "cubic": Curve("x³ + 2x² + 3x + 1", cubic, 6, low=-1.5),
    "wave": Curve("x sin(x + w)", wave, 4, torch.float64),
    "plateau": Curve("x² + 10¹⁸", lambda x, w: x**2 + OFFSET, 5, torch.float64),
    "weight": Curve(say("tanh(w·x), where w requires gradients"), bend, 5),
    "watched": Curve(say("x sin(x + w), where x requires gradients"), wave, 3),
}
TRACES = ("flag", "flag_kept", "x", "weight_grad", "old_grad")
"""What a call may have left behind: a flag or other numbers in x, and gradients in ``.grad``."""
FLAG = say("x.requires_grad after the call, when x came without it")
FLAG_KEPT = say("x.requires_grad after the call, when x came with it")
KEPT = "{name} after the call, which has to be as before"
"""The label of an argument."""
BENDS = {
    "cubic": Curve("x³ + 2x² + 3x + 1", cubic, 6, low=-1.5),
    "wave": Curve("x sin(x + w)", wave, 4, torch.float64),
    "tilted": Curve("x³ + 10¹⁸·x", lambda x, w: x**3 + OFFSET * x, 5, torch.float64),
    "weight": Curve(say("tanh(w·x), where w requires gradients"), bend, 3),
    "watched": Curve(say("x sin(x + w), where x requires gradients"), wave, 7),
}


@observation
def observe_derivative_curve(derivative_curve: Callable[..., Any], probe: Probe) -> None:
    """Slopes of five curves, and what the calls have left behind."""
    for key, curve in SLOPES.items():
        x, w = _places(probe, curve, watched=key == "watched"), _weight(probe, key)
        _observe_curve(derivative_curve, probe, key, curve, x, w, "derivative_curve")
        if key == "cubic":
            probe.record("flag", x.requires_grad, FLAG)
            probe.record("x", x.detach(), say(KEPT, name="x"))
        if key == "weight":
            label = say("w.grad after the call, a weight inside of f")
            probe.record("weight_grad", w.grad, label)
        if key == "watched":
            probe.record("flag_kept", x.requires_grad, FLAG_KEPT)
            probe.record("old_grad", x.grad, say(KEPT, name="x.grad"))
    _observe_picture(derivative_curve, probe)
    _record_alone(probe, derivative_curve)


@observation
def observe_second_derivative(second_derivative: Callable[..., Any], probe: Probe) -> None:
    """Second derivatives of five curves."""
    for key, curve in BENDS.items():
        x, w = _places(probe, curve, watched=key == "watched"), _weight(probe, key)
        _observe_curve(second_derivative, probe, key, curve, x, w, "second_derivative")
        if key == "cubic":
            probe.record("flag", x.requires_grad, FLAG)
            probe.record("x", x.detach(), say(KEPT, name="x"))
        if key == "watched":
            probe.record("flag_kept", x.requires_grad, FLAG_KEPT)
    _observe_picture(second_derivative, probe)
    _record_alone(probe, second_derivative)


def _record_alone(probe: Probe, student: Callable[..., Any]) -> None:
    """What f and x do, each alone."""
    x = torch.tensor([0.4, 0.9, 1.5])
    given = {"f": lambda x: x**3 + torch.sin(2 * x), "x": x}
    record_alone(probe, student, given, {"f": lambda x: x**4 - 2 * x**2, "x": x + 0.35})


def _places(probe: Probe, curve: Curve, watched: bool) -> torch.Tensor:
    """Random places in order; a watched x is a leaf that has a gradient from before."""
    numbers = np.sort(probe.uniform(curve.low, curve.high, curve.n))
    x = probe.tensor(numbers, curve.dtype, requires_grad=watched)
    if watched:
        x.grad = probe.randn(curve.n, dtype=curve.dtype)
    return x


def _weight(probe: Probe, key: str) -> torch.Tensor:
    return probe.tensor(probe.uniform(0.6, 1.4), requires_grad=key == "weight")


def _observe_curve(
    student: Callable[..., Any],
    probe: Probe,
    key: str,
    curve: Curve,
    x: torch.Tensor,
    w: torch.Tensor,
    asked: str,
) -> None:
    label = say("{asked} of {curve}, at {n} places", asked=asked, curve=curve.words, n=curve.n)
    watched = WatchedFunction(lambda x: curve.f(x, w), x)
    with attempt(probe, key, label):
        probe.record(key, without_graph(student(watched.function(), x)), label)
    watched.record(probe, key, label)
    probe.record(f"x of {key}", x.detach(), f"the places, {label}")
    probe.record(f"w of {key}", w.detach(), say("the weight in f"))


def slope_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """x, f(x), f′(x) and f″(x) for each slope of a curve."""
    return _curve_inputs(expected, SLOPES)


def bend_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """x, f(x), f′(x) and f″(x) for each second derivative."""
    return _curve_inputs(expected, BENDS)


def _curve_inputs(expected: Observation, asked: dict[str, Curve]) -> dict[str, dict[str, Any]]:
    found = {}
    for key, curve in asked.items():
        x, w = (
            torch.tensor(expected.values[f"{name} of {key}"].data, dtype=torch.float64)
            for name in "xw"
        )
        names = ("f(x)", "f′(x)", "f″(x)")
        made = taylor(partial(_of_x, curve, w), x)
        found[key] = {"x": x.numpy()} | {
            name: values.numpy() for name, values in zip(names, made, strict=True)
        }
    return found


def _of_x(curve: Curve, w: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return curve.f(x, w)


def tell_at_a_place(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> str | None:
    """The first wrong number of a curve, with the place to try it at; None where there is none."""
    key = next((key for key in wrong if key in observed.values), "")
    places = observed.values.get(f"x of {key}", MISSING).data
    wanted, got = (o.values.get(key, MISSING).data for o in (expected, observed))
    if not all(isinstance(data, np.ndarray) for data in (places, wanted, got)):
        return None
    if not places.shape == wanted.shape == got.shape:
        return None
    off = ~np.isclose(got, wanted, rtol=1e-4)
    k = int(np.argmax(off))
    return say(
        "{n} of {all} numbers are wrong. The first of them is the one at x = {x}: {got} came, and "
        "it is {wanted}. Work it out there by hand, step by step.",
        n=int(off.sum()),
        all=len(places),
        x=number_text(places[k]),
        got=number_text(got[k]),
        wanted=number_text(wanted[k]),
    )


def without_graph(returned: Any) -> Value:
    """What was returned, whether or not it carries a graph: both are right here."""
    return replace(plain(returned), graph=False)


def _observe_picture(student: Callable[..., Any], probe: Probe) -> None:
    """The cubic's curve at even places, for the card's picture only."""
    x = probe.tensor(CURVE_X)
    with attempt(probe, "curve", say("the curve in the picture")):
        probe.record("curve", without_graph(student(lambda x: cubic(x, x), x)))


def draw_curve(expected: Observation, observed: Observation) -> str | None:
    """Your curve, dashed over the reference's; nothing where there is none or they agree."""
    pair = [o.values.get("curve") for o in (expected, observed)]
    arrays = [v.data for v in pair if v is not None and isinstance(v.data, np.ndarray)]
    if (
        len(arrays) < 2
        or arrays[0].shape != arrays[1].shape
        or np.allclose(arrays[0], arrays[1], atol=1e-3)
    ):
        return None
    return curves(
        {say("reference"): arrays[0].tolist(), say("your function"): arrays[1].tolist()},
        title=say("For {curve}", curve="x³ + 2x² + 3x + 1"),
        x_label="x",
        y_label=say("what is returned"),
        alt=say("What is returned over x: the reference as a solid line, yours dashed."),
        ends=(number_text(CURVE_X[0]), number_text(CURVE_X[-1])),
    )


@dataclass(frozen=True)
class Surface:
    """A function of two variables in words and in torch, and the sizes of its grid."""

    words: str
    f: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    n_x: int
    n_y: int
    dtype: torch.dtype = torch.float32


SURFACES = {
    "lesson": Surface("x²y + 2xy³", lambda x, y: x**2 * y + 2 * x * y**3, 4, 3),
    "wide": Surface("x sin(y) + x²", lambda x, y: x * torch.sin(y) + x**2, 5, 2, torch.float64),
    "square": Surface("tanh(x·y − y)", lambda x, y: torch.tanh(x * y - y), 3, 3),
    "plateau": Surface("x²y + 10¹⁸", lambda x, y: x**2 * y + OFFSET, 2, 3, torch.float64),
}


@observation
def observe_partials(partials: Callable[..., Any], probe: Probe) -> None:
    """Both partial derivatives on four grids, most of them not square."""
    for key, surface in SURFACES.items():
        x = probe.tensor(np.sort(probe.uniform(0.2, 1.0, surface.n_x)), surface.dtype)
        y = probe.tensor(np.sort(probe.uniform(1.0, 2.0, surface.n_y)), surface.dtype)
        label = say(
            "partials of {surface}, {n_x} values of x and {n_y} of y",
            surface=surface.words,
            n_x=surface.n_x,
            n_y=surface.n_y,
        )
        probe.record(f"axes {key}", [x.tolist(), y.tolist()], say("the axes"))
        watched = WatchedFunction(surface.f, x)
        with attempt(probe, f"pair_{key}", label):
            _record_pair(probe, key, label, partials(watched.function_of_two(), x, y))
        for name in "" if watched.calls else "xy":
            watched.record(probe, f"{name}_{key}", label)
        with probe.attempt(f"strange {key}", label):  # a tensor class of the student's may fail
            strange = [watched.strange(n, axis.numpy()) for n, axis in enumerate((x, y))]
            probe.record(f"strange {key}", strange, say("what f gets beside the axes"))
        if key == "lesson":
            flag = x.requires_grad or y.requires_grad
            label = say("whether an axis requires gradients after the call")
            probe.record("flag", flag, label)
            probe.record("x", x.detach(), say(KEPT, name="x"))
            probe.record("y", y.detach(), say(KEPT, name="y"))
    x, y = torch.tensor([0.4, 0.9, 1.5]), torch.tensor([0.6, 1.1])
    given = {"f": lambda x, y: x**2 * y**3 + torch.sin(x * y), "x": x, "y": y}
    others = {"f": lambda x, y: x * y**2 - x**3, "x": x + 0.35, "y": y + 0.35}
    record_alone(probe, partials, given, others)


def surface_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """x, y, f and both partial derivatives at each point of each grid."""
    found = {}
    for key, surface in SURFACES.items():
        x, y = (np.asarray(axis.data) for axis in expected.values[f"axes {key}"].data)
        tables = torch.meshgrid(torch.tensor(x), torch.tensor(y), indexing="xy")
        given = dict(zip("xy", (table.numpy() for table in tables), strict=True))
        made = {"f(x, y)": surface.f(*tables).numpy()} | {
            f"∂f/∂{name}": expected.values[f"{name}_{key}"].data for name in "xy"
        }
        for name in "xy":
            found[f"{name}_{key}"] = given | made
    return found


def _record_pair(probe: Probe, key: str, label: str, returned: Any) -> None:
    is_sequence = isinstance(returned, tuple | list)
    probe.record(f"pair_{key}", _pair(returned) if is_sequence else returned, label)
    if is_sequence and len(returned) == 2:
        for name, value in zip("xy", returned, strict=True):
            told = say("∂f/∂{name}, {label}", name=name, label=label)
            probe.record(f"{name}_{key}", without_graph(value), told)


def _pair(returned: tuple[Any, ...] | list[Any]) -> Value:
    """A tuple of what is in a tuple or a list, whether or not it carries a graph."""
    value = plain(tuple(returned))
    if isinstance(value.data, tuple):
        value = replace(value, data=tuple(replace(item, graph=False) for item in value.data))
    return value


def is_pair(expected: Value, observed: Value) -> bool:
    """Whether two things came back, in a tuple or a list, whatever they are."""
    return observed.kind == "tuple" and len(observed.data) == 2


PAIR_COMPARE: dict[str, Callable[[Any, Any], bool]] = {f"pair_{key}": is_pair for key in SURFACES}


def draw_partials(expected: Observation, observed: Observation) -> str | None:
    """Your table of ∂f/∂x beside the reference's; nothing where they agree."""
    for name in "xy":
        wanted, got = (o.values.get(f"{name}_lesson") for o in (expected, observed))
        picture = tables(wanted, got, title=say("∂f/∂{name} of x²y + 2xy³", name=name))
        if picture:
            return picture
    return None
