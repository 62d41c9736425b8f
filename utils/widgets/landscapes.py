"""The landscapes of lesson 01's playground: their names, and what autograd says of any formula.

Owns heights, slopes, curvatures, descents and bottoms in Python. The browser has derivatives of its
own for the named landscapes, in `landscape.js`; tests hold them against these.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from utils.arrays import FloatArray
from utils.formulas import FormulaError, TensorFunction, tensor_function

LOST = 1e4
"""A point this far out has diverged: a picture is 6 wide at most."""
RATES = (0.001, 3.16)
MAX_STEPS = 300
N_GRID = 161
OWN = "own"
OWN_FORMULA = "x**2 + 3*y**2"


@dataclass(frozen=True)
class Landscape:
    """A function of x and y, drawn from -half to half, and what the widget opens it with."""

    title: str
    formula: str
    half: float
    x: float
    y: float
    rate: float
    steps: int


LANDSCAPES = {
    "rings": Landscape("rings", "sin(x**2 + y**2)", 3.0, 1.6, -0.8, 0.1, 60),
    "bowl": Landscape("a bowl", "x**2 + y**2", 3.0, 2.2, 1.4, 0.3, 30),
    "valley": Landscape(
        "a narrow valley", "2*(x - y)**2 + 0.05*(x + y)**2", 3.0, 2.6, 0.8, 0.2, 60
    ),
    "saddle": Landscape("a saddle", "x**2/2 - y**2/2 + y**4/16", 3.0, 2.4, 0.1, 0.2, 60),
    "chaos": Landscape(
        "four hollows (chaos)",
        "x**4/4 + y**4/4 - x**2/2 - y**2/2 + 0.15*x*y",
        2.0,
        0.6,
        -1.1,
        1.2,
        300,
    ),
    OWN: Landscape("your own", OWN_FORMULA, 3.0, 2.0, 1.0, 0.1, 60),
}


def catalog() -> dict[str, dict[str, Any]]:
    """Return `LANDSCAPES` as plain values, for the browser."""
    return {name: asdict(landscape) for name, landscape in LANDSCAPES.items()}


def height_of(formula: str) -> TensorFunction:
    """Return z as a function of two float64 tensors. Raises FormulaError, in a reader's words."""
    return tensor_function(formula, ("x", "y"))


def jet(f: TensorFunction, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return z, ∂z/∂x, ∂z/∂y, ∂²z/∂x², ∂²z/∂x∂y, ∂²z/∂y² by autograd, shape (6, *x.shape)."""
    with torch.enable_grad():
        at = [torch.from_numpy(np.array(v, float)).requires_grad_() for v in (x, y)]

        def slopes(z: torch.Tensor) -> list[torch.Tensor]:
            found = torch.autograd.grad(z.sum(), at, create_graph=True)
            return [slope + 0 * at[0] + 0 * at[1] for slope in found]

        z = f(*at) + 0 * at[0] + 0 * at[1]  # the zeros give a constant a graph, too
        first = slopes(z)
        (xx, xy), (_, yy) = (slopes(slope) for slope in first)
    return torch.stack([z, *first, xx, xy, yy]).detach().numpy()


def descend(
    f: TensorFunction, start: tuple[float, float], rate: float, momentum: float, steps: int
) -> FloatArray:
    """Return x, y and z of each point of gradient descent, shape (n + 1, 3) with n <= steps.

    v ← μ·v + ∇f(w), w ← w − η·v, with v = 0 at the start, as `torch.optim.SGD` does it. It ends
    early at the first point that is infinite, NaN or farther out than 10⁴.
    """
    w, velocity = torch.tensor(start, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    points = []
    with torch.enable_grad():
        for step in range(steps + 1):
            w = w.detach().requires_grad_()
            z = f(w[0], w[1]) + 0 * w.sum()
            points.append([*w.tolist(), z.item()])
            if step == steps or not (w.abs() < LOST).all():
                break
            velocity = momentum * velocity + torch.autograd.grad(z, w)[0]
            w = w - rate * velocity
    return np.array(points)


def curvatures(xx: float, xy: float, yy: float) -> tuple[float, float, float]:
    """Return the largest and the smallest curvature, and the angle of the largest's direction."""
    middle, radius = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    return middle + radius, middle - radius, math.atan2(2 * xy, xx - yy) / 2


def bottom(f: TensorFunction, start: tuple[float, float], half: float) -> list[float] | None:
    """Return x, y, largest and smallest curvature of the level place downhill of `start`, or None.

    Newton's steps with the sizes of the curvatures, so that each one goes downhill, of a twentieth
    of the picture at most. None where the ground falls away, or is nowhere level.
    """
    point = np.array(start, float)
    here = _jet_at(f, point)
    scale = max(1.0, math.hypot(here[1], here[2]))
    for _ in range(200):
        if not np.isfinite(here).all() or np.abs(point).max() > 2 * half:
            return None
        high, low, angle = curvatures(*here[3:].tolist())
        if math.hypot(here[1], here[2]) <= 1e-9 * scale:
            break
        move = _newton(here[1:3], high, low, angle, half / 10)
        downhill, share = float(here[1:3] @ move), 1.0
        there = _jet_at(f, point + move)
        while not there[0] <= here[0] + 1e-4 * share * downhill and share > 1e-9:
            share /= 2
            there = _jet_at(f, point + share * move)
        if share <= 1e-9:
            break
        point, here = point + share * move, there
    if math.hypot(here[1], here[2]) > 1e-5 * scale:
        return None
    return [*point.tolist(), high, low]


def _jet_at(f: TensorFunction, point: FloatArray) -> FloatArray:
    return jet(f, point[:1], point[1:])[:, 0]


def _newton(
    gradient: FloatArray, high: float, low: float, angle: float, longest: float
) -> FloatArray:
    """Return the step -g/|c| along both directions of curvature c, shortened to `longest`."""
    floor = max(1e-3 * max(abs(high), abs(low)), 1e-12)
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]])
    ways = ((along, high), (across, low))
    move = sum(-float(gradient @ way) / max(abs(c), floor) * way for way, c in ways)
    return np.asarray(move * min(1.0, longest / (np.linalg.norm(move) or 1.0)))


def ground(f: TensorFunction, half: float) -> tuple[FloatArray, str]:
    """Return z on a grid of N_GRID² points, rows along y, and a sentence on kinks or holes, or "".

    Raises FormulaError where z has no value at any point.
    """
    axis = np.linspace(-half, half, N_GRID)
    x, y = np.meshgrid(axis, axis)
    values = jet(f, x, y)
    known = np.isfinite(values[0])
    if not known.any():
        raise FormulaError("This function has no value anywhere in the picture. Change it.")
    said = [_kink(values, axis)]
    if not known.all():
        share = 100 * (1 - known.mean())
        said.append(f"The white part, {share:.2g} % of the picture, is where z has no value.")
    return values[0], " ".join(filter(None, said))


def _kink(values: FloatArray, axis: FloatArray) -> str:
    """Return a sentence on where a slope jumps by more than its curvature explains, or "".

    Between neighbours a smooth slope changes by the mean of their curvatures times the distance.
    """
    edge = np.isfinite(values[0]) & ~np.isfinite(values[1:3]).all(axis=0)
    if edge.any():
        row, column = np.unravel_index(edge.argmax(), edge.shape)
        place = f"({axis[column]:.2f}, {axis[row]:.2f})".replace("-", "−")
        return f"At {place} the function has a value and no gradient: a kink or an edge."
    step = axis[1] - axis[0]
    scale = np.nanmax(np.abs(np.where(np.isfinite(values[1:3]), values[1:3], np.nan)), initial=0.0)
    for slope, curvature, along in ((1, 3, 1), (2, 5, 0)):
        first, second = (np.delete(values[curvature], end, axis=along) for end in (-1, 0))
        with np.errstate(invalid="ignore"):  # infinity minus infinity is NaN, which is left out
            excess = np.abs(np.diff(values[slope], axis=along) - step * (first + second) / 2)
        excess = np.where(np.isfinite(excess), excess, 0.0)
        if excess.max() > max(0.05 * scale, 1e-9):
            row, column = np.unravel_index(excess.argmax(), excess.shape)
            return (
                f"Near ({axis[column]:.2f}, {axis[row]:.2f}) the slope jumps from one grid point "
                "to the next: a kink, or ground too rough for this picture. A gradient doesn't "
                "see that coming, and the border doesn't hold there."
            ).replace("-", "−")
    return ""


@dataclass(frozen=True)
class Walk:
    """What the browser asks for a formula of the reader's own: where to start, and how to step."""

    x: float
    y: float
    rate: float
    momentum: float
    steps: int

    def __post_init__(self) -> None:
        """Raise FormulaError where a number is out of range."""
        numbers = (self.x, self.y, self.rate, self.momentum, self.steps)
        if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
            raise FormulaError("Start, learning rate, momentum and steps have to be numbers.")
        if not (RATES[0] <= self.rate <= RATES[1] and 0 <= self.momentum < 1):
            raise FormulaError(
                f"The learning rate has to lie between {RATES[0]} and {RATES[1]}, and the "
                "momentum between 0 and 1."
            )
        if not 0 <= self.steps <= MAX_STEPS:
            raise FormulaError(f"The number of steps has to lie between 0 and {MAX_STEPS}.")


def walked(formula: str, walk: Walk) -> dict[str, Any]:
    """Return the descent, the bottom, and first and last derivatives for a formula and a walk.

    Keys: `path`, float64 bytes of x, y, z by rows; `first` and `last`, the six numbers of `jet`
    where it starts and ends, None for what isn't finite; `bottom` as the function says.
    """
    f, start = height_of(formula), (float(walk.x), float(walk.y))
    path = descend(f, start, walk.rate, walk.momentum, int(walk.steps))
    ends = [_jet_at(f, point[:2]) for point in (path[0], path[-1])]
    first, last = ([v if math.isfinite(v) else None for v in end.tolist()] for end in ends)
    if None in first:
        raise FormulaError(
            "At this start the function has no value or no gradient. Start elsewhere."
        )
    level = bottom(f, start, LANDSCAPES[OWN].half)
    return {"path": path.tobytes(), "first": first, "last": last, "bottom": level}
