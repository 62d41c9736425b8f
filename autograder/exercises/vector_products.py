"""Lesson 04, observed: vectors times Jacobians, Jacobians by rows, Hessians times vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from autograder.drawing.tables import tables
from autograder.exercises.derivative_curves import FLAG, FLAG_KEPT, OFFSET, without_graph
from autograder.exercises.torch_errors import attempt
from autograder.exercises.walk_costs import Operations
from autograder.probing.alone import record_alone
from autograder.probing.probes import Probe, observation
from autograder.probing.watched_functions import WatchedFunction
from autograder.records.observations import Observation
from autograder.records.sentences import say


@dataclass(frozen=True)
class Map:
    """A function of a vector, in words and in torch; ``f(x, a)`` gets a matrix of shape (m, n)."""

    words: str
    f: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    n: int
    m: int
    dtype: torch.dtype = torch.float32


def polar(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """(r cos φ, r sin φ) for x = (r, φ)."""
    return torch.stack([x[0] * torch.cos(x[1]), x[0] * torch.sin(x[1])])


def four_of_two(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """(uv, u², sin v, u) for x = (u, v)."""
    u, v = x
    return torch.stack([u * v, u**2, torch.sin(v), u])


def layer(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """tanh(A x), a layer of a network."""
    return torch.tanh(a @ x)


def high(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Products of neighbours on a plateau of 10¹⁸."""
    return x * x.roll(1) + OFFSET


MAPS = {
    "polar": Map("(r cos φ, r sin φ)", polar, 2, 2, torch.float64),
    "tall": Map("(uv, u², sin v, u)", four_of_two, 2, 4),
    "wide": Map(say("tanh(A x), A of shape (2, 5)"), layer, 5, 2, torch.float64),
    "plateau": Map("(x₀x₂, x₁x₀, x₂x₁) + 10¹⁸", high, 3, 3, torch.float64),
    "watched": Map(say("(uv, u², sin v, u), where x requires gradients"), four_of_two, 2, 4),
}
SQUARE, NON_SQUARE = ("polar", "plateau"), ("tall", "wide", "watched")


def _arguments(probe: Probe, case: Map) -> tuple[Any, torch.Tensor, torch.Tensor]:
    """f, a point x of shape (n,) and a vector v of shape (m,), none of their numbers small."""
    a = probe.randn(case.m, case.n, dtype=case.dtype)
    x = probe.tensor(probe.uniform(0.4, 1.3, case.n), case.dtype)
    v = probe.tensor(probe.uniform(0.5, 1.5, case.m), case.dtype)
    v[0] = -2 * v[0]
    return (lambda x: case.f(x, a)), x, v


@observation
def observe_vjp(vjp: Callable[..., Any], probe: Probe) -> None:
    """Row vectors times Jacobians, of five maps."""
    for key, case in MAPS.items():
        f, x, v = _arguments(probe, case)
        x.requires_grad_(key == "watched")
        label = say("vjp of {map}, {n} inputs and {m} outputs", map=case.words, n=case.n, m=case.m)
        probe.record(f"x of {key}", x.detach(), "x")
        watched = WatchedFunction(f, x)
        with attempt(probe, key, label):
            probe.record(key, without_graph(vjp(watched.function(), x, v)), label)
        watched.record(probe, key, label)
        if key == "polar":
            _observe_opposite(vjp, probe, key, f, x, v)
        _record_traces(probe, key, x, v)
    x = torch.tensor([0.4, 0.9, 1.3])
    given = {"f": _products, "x": x, "v": torch.tensor([0.8, -1.2, 0.5])}
    others = {"f": _bends, "x": x + 0.35, "v": torch.tensor([0.3, 0.7, 1.4])}
    record_alone(probe, vjp, given, others)


def vjp_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """X for each product: it has as many numbers."""
    return {key: {"x": expected.values[f"x of {key}"].data} for key in MAPS}


def hvp_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """x, v and f(x) for each product."""
    names = {"x": "x", "v": "v", "f": "f(x)"}
    return {
        key: {told: expected.values[f"{name} of {key}"].data for name, told in names.items()}
        for key in LOSSES
    }


def _products(x: torch.Tensor) -> torch.Tensor:
    """(x₀²x₁, x₁x₂, x₂²x₀) for three numbers."""
    return x**2 * x.roll(-1)


def _bends(x: torch.Tensor) -> torch.Tensor:
    """sin(2x) plus the neighbour's cube."""
    return torch.sin(2 * x) + x.roll(1) ** 3


def _observe_opposite(
    product: Callable[..., Any],
    probe: Probe,
    key: str,
    f: Callable[[torch.Tensor], torch.Tensor],
    x: torch.Tensor,
    v: torch.Tensor,
) -> None:
    """Records the same product with −2·v, which tells how v comes in; it gives no points."""
    if probe.values[key].kind == "tensor":
        label = say("the same with −2·v")
        with attempt(probe, f"opposite {key}", label):
            returned = product(f, x.detach().clone(), -2 * v)
            probe.record(f"opposite {key}", without_graph(returned), label)


def _record_traces(probe: Probe, key: str, x: torch.Tensor, v: torch.Tensor) -> None:
    if key == "watched":
        probe.record("flag_kept", x.requires_grad, FLAG_KEPT)
    if key in ("polar", "valley"):
        probe.record("flag", x.requires_grad, FLAG)
        probe.record(
            "x", x.detach(), say("{name} after the call, which has to be as before", name="x")
        )
        probe.record(
            "v", v.detach(), say("{name} after the call, which has to be as before", name="v")
        )


@observation
def observe_jacobian(jacobian: Callable[..., Any], probe: Probe) -> None:
    """Jacobians of five maps, three of them not square."""
    for key, case in MAPS.items():
        f, x, v = _arguments(probe, case)
        x.requires_grad_(key == "watched")
        label = say(
            "the Jacobian of {map}, {n} inputs and {m} outputs", map=case.words, n=case.n, m=case.m
        )
        watched = WatchedFunction(f, x)
        with attempt(probe, key, label):
            probe.record(key, without_graph(jacobian(watched.function(), x)), label)
        watched.record(probe, key, label)
        _record_traces(probe, key, x, v)
    x = torch.tensor([0.4, 0.9, 1.3])
    given = {"f": _products, "x": x}
    record_alone(probe, jacobian, given, {"f": _bends, "x": x + 0.35})


def draw_jacobian(expected: Observation, observed: Observation) -> str | None:
    """Your table of (uv, u², sin v, u) beside the reference's; nothing where they agree."""
    wanted, got = (o.values.get("tall") for o in (expected, observed))
    return tables(wanted, got, title=say("The Jacobian of {map}", map=MAPS["tall"].words))


def valley(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """x²y + 2xy³, the function of the lesson."""
    return x[0] ** 2 * x[1] + 2 * x[0] * x[1] ** 3


def network(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """The sum of the squares of tanh(A x), a loss."""
    return (torch.tanh(a @ x) ** 2).sum()


def tilted(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Σ x³ + the product of all, on a slope of 10¹⁸."""
    return (x**3).sum() + x.prod() + OFFSET * x.sum()


LOSSES = {
    "valley": Map("x²y + 2xy³", valley, 2, 2, torch.float64),
    "network": Map("Σ tanh(A x)²", network, 5, 3, torch.float64),
    "tilted": Map("Σ x³ + x₀x₁x₂ + 10¹⁸·Σ x", tilted, 3, 3, torch.float64),
    "watched": Map(say("x²y + 2xy³, where x requires gradients"), valley, 2, 2),
}
N_LONG = 40
TWO, SEVERAL = ("valley", "watched"), ("network", "tilted")


@observation
def observe_hvp(hvp: Callable[..., Any], probe: Probe) -> None:
    """Hessians times vectors, of four functions with one number as the result."""
    for key, case in LOSSES.items():
        f, x, _ = _arguments(probe, case)
        v = probe.tensor(probe.uniform(0.5, 1.5, case.n), case.dtype)
        v[-1] = -v[-1]
        x.requires_grad_(key == "watched")
        label = say("hvp of {map}, {n} inputs", map=case.words, n=case.n)
        for name, given in (("x", x), ("v", v), ("f", f(x))):
            probe.record(f"{name} of {key}", given.detach(), name)
        watched = WatchedFunction(f, x)
        with attempt(probe, key, label):
            probe.record(key, without_graph(hvp(watched.function(), x, v)), label)
        watched.record(probe, key, label)
        if key == "valley":
            _observe_opposite(hvp, probe, key, f, x, v)
        _record_traces(probe, key, x, v)
    _observe_cost(hvp, probe)
    x = torch.tensor([0.4, 0.9, 1.3])
    given = {
        "f": lambda x: _products(x).sum(),
        "x": x,
        "v": torch.tensor([0.8, -1.2, 0.5]),
    }
    others = {
        "f": lambda x: (_bends(x) * x).sum(),
        "x": x + 0.35,
        "v": torch.tensor([0.3, 0.7, 1.4]),
    }
    record_alone(probe, hvp, given, others)


def chain(x: torch.Tensor) -> torch.Tensor:
    """Σ x³ + the products of neighbours."""
    return (x**3 + x * x.roll(1)).sum()


def _observe_cost(hvp: Callable[..., Any], probe: Probe) -> None:
    """Records whether the Hessian was made on the way, for more variables than elsewhere."""
    x, v = probe.tensor(probe.uniform(0.4, 1.3, N_LONG)), probe.randn(N_LONG)
    label = say("what is made on the way to hvp of {n} variables", n=N_LONG)
    with attempt(probe, "cost", label), Operations() as operations:
        hvp(chain, x, v)
    if "cost" not in probe.values:
        probe.record("cost", operations.cost(N_LONG), label)
