"""A point that a reader puts on a picture, by pointer and keys, or by writing its two numbers.

Owns the picture and what moves the point. With anywidget the point is dragged (`point.js`); without
it, or in a page that hasn't loaded it, the picture follows the boxes.
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from utils.formulas import tensor_function
from utils.points import Axis, Plane, Point
from utils.predicted import HANDLE, Prediction, number_told

WIDTH, HEIGHT = 460, 350
LEFT, TOP, ACROSS, UP = 58, 12, 386, 286
"""Where the picture's frame begins, and its sizes; around it stand the numbers and names."""
GROUND = "#2f7fc1"
"""A mid-tone that lies thinly on the page's own colour, light or dark; bluer is lower."""
LOWER = (0.02, 0.05, 0.1, 0.17, 0.26, 0.37, 0.5, 0.65, 0.82)
"""The parts of the picture that are lower than each contour."""
N_GRID = 101
RULES = """\
.course-point-faces:has(.course-point) .course-point-still,
.course-point-view:not(:has(.course-point)) { display: none }"""
"""One of both pictures is hidden: the live one where the page didn't load what draws it."""


class PointControls:
    """A picture with a point and two boxes for its numbers. `rows` are shown, `controls` set."""

    def __init__(self, prediction: Prediction) -> None:
        import ipywidgets

        assert prediction.plane  # of every point that is built
        self._plane = plane = prediction.plane
        self._names = names = [item.label for item in prediction.items[:2]]
        axes = (plane.x, plane.y)
        boxes = [_box(name, axis) for name, axis in zip(names, axes, strict=True)]
        self._boxes = boxes
        self._ground = ground_svg(plane)
        still, view = self._still(), self._view(prediction)
        line = ipywidgets.HBox(boxes, layout={"flex_flow": "row wrap"})
        self.rows = [_faces(view, still) if view else still, line]
        self.controls = {"picture": view or still, "x": boxes[0], "y": boxes[1]}

    @property
    def point(self) -> Point:
        """Where the point is."""
        x, y = (float(box.value) for box in self._boxes)
        return x, y

    def move(self, point: Point) -> None:
        """Put the point somewhere in the picture."""
        for box, value in zip(self._boxes, point, strict=True):
            box.value = value

    def _view(self, prediction: Prediction) -> Any | None:
        """Return the picture whose point is dragged, or None without anywidget."""
        try:
            from utils.widgets.point_view import PointView
        except ImportError:
            return None
        import ipywidgets

        axes = [
            asdict(axis) | {"name": name, "step": axis.step, "digits": axis.digits}
            for name, axis in zip(self._names, (self._plane.x, self._plane.y), strict=True)
        ]
        frame = [LEFT / WIDTH, TOP / HEIGHT, ACROSS / WIDTH, UP / HEIGHT]
        picture = point_svg(self._plane, self._names, self._ground)
        notes = [prediction.say(HANDLE), *filter(None, [self._plane.ground])]
        view = PointView(picture, axes, frame, notes, self.point)
        for name, box in zip("xy", self._boxes, strict=True):
            ipywidgets.link((view, name), (box, "value"))
        return view

    def _still(self) -> Any:
        """Return the picture as HTML, drawn anew whenever a number changes."""
        import ipywidgets

        shown = ipywidgets.HTML()

        def draw(*_: object) -> None:
            picture = point_svg(self._plane, self._names, self._ground, self.point)
            shown.value = f"{picture}{escape(self._plane.ground)}"

        for box in self._boxes:
            box.observe(draw, "value")
        draw()
        return shown


def _faces(view: Any, still: Any) -> Any:
    """Return a box that shows `view`, or `still` in a page where nothing draws the view."""
    import ipywidgets

    view.add_class("course-point-view")
    still.add_class("course-point-still")
    rules = ipywidgets.HTML(f"<style>{RULES}</style>")
    rules.layout.display = "none"
    return ipywidgets.VBox([view, still, rules]).add_class("course-point-faces")


def _box(name: str, axis: Axis) -> Any:
    import ipywidgets

    return ipywidgets.BoundedFloatText(
        axis.middle, min=axis.low, max=axis.high, step=axis.step, description=f"{name} =",
        layout={"width": "16em", "max_width": "100%"}, style={"description_width": "initial"},
    )  # fmt: skip


def point_svg(plane: Plane, names: list[str], ground: str, point: Point | None = None) -> str:
    """Return the picture as SVG in the page's own colours, with `ground` as `ground_svg` draws it.

    Without a point none is drawn.
    """
    spots = "".join(_spot_svg(plane, spot.name, (spot.x, spot.y)) for spot in plane.spots)
    mark = "" if point is None else _point_mark(plane, point)
    frame = (
        f'<rect x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{UP}" fill="none" '
        'stroke="currentColor" stroke-opacity="0.6"/>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(_told(plane, names))}"'
        f' style="display:block;width:100%;max-width:{WIDTH}px" fill="currentColor" '
        'font-size="13" font-family="system-ui, sans-serif">'
        f"{ground}{_ticks_svg(plane)}{frame}{_names_svg(names)}{spots}{mark}</svg>"
    )


def ground_svg(plane: Plane) -> str:
    """Return the contours of the plane's formula as SVG, nested: bluer is lower.

    The levels go by area, so that a narrow valley has its share. Raises FormulaError for a formula
    that can't be read.
    """
    if not plane.formula:
        return ""
    x, y = np.meshgrid(
        np.linspace(plane.x.low, plane.x.high, N_GRID),
        np.linspace(plane.y.low, plane.y.high, N_GRID),
    )
    z = tensor_function(plane.formula, ("x", "y"))(torch.from_numpy(x), torch.from_numpy(y))
    heights = np.ma.masked_invalid(np.broadcast_to(z.numpy(), x.shape))
    known = heights.compressed()
    if not known.size or known.min() == known.max():
        return ""
    levels = np.unique(np.quantile(known, LOWER))
    ax = Figure().subplots()
    low = known.min() - 1.0  # below all, so that a region has everything under its level
    regions = [ax.contourf(x, y, heights, [low, level]).get_paths() for level in levels]
    style = f'fill="{GROUND}" fill-opacity="0.1" stroke="currentColor" stroke-opacity="0.3"'
    return "".join(
        f'<path {style} fill-rule="evenodd" d="{_trace(plane, outline)}"/>'
        for outlines in regions
        for outline in outlines
    )


def _trace(plane: Plane, outline: Outline) -> str:
    letters = {Outline.MOVETO: "M", Outline.LINETO: "L"}
    steps = []
    for vertices, code in outline.iter_segments(simplify=False, curves=False):
        if code == Outline.CLOSEPOLY:
            steps.append("Z")
        else:
            across, up = _place(plane, (vertices[0], vertices[1]))
            steps.append(f"{letters[code]}{across:.1f} {up:.1f}")
    return "".join(steps)


def _place(plane: Plane, point: Point) -> Point:
    """Return where a point is in the picture's own measure."""
    x, y = point
    across = LEFT + ACROSS * (x - plane.x.low) / (plane.x.high - plane.x.low)
    return across, TOP + UP - UP * (y - plane.y.low) / (plane.y.high - plane.y.low)


def _ticks_svg(plane: Plane) -> str:
    parts = []
    for value in _ticks(plane.x):
        across, _ = _place(plane, (value, plane.y.low))
        parts.append(_line(across, TOP, across, TOP + UP))
        parts.append(_text(across, TOP + UP + 17, number_told(value), "middle"))
    for value in _ticks(plane.y):
        _, up = _place(plane, (plane.x.low, value))
        parts.append(_line(LEFT, up, LEFT + ACROSS, up))
        parts.append(_text(LEFT - 7, up + 4, number_told(value), "end"))
    return "".join(parts)


def _ticks(axis: Axis) -> list[float]:
    """Return the round numbers of an axis that get a line: every tenth or twentieth step."""
    span = axis.high - axis.low
    distance = next(k * axis.step for k in (10, 20, 25, 50) if span / (k * axis.step) <= 9)
    first, last = int(np.ceil(axis.low / distance - 1e-9)), int(axis.high / distance + 1e-9)
    return [round(n * distance, axis.digits + 1) for n in range(first, last + 1)]


def _names_svg(names: list[str]) -> str:
    middle = TOP + UP / 2
    turned = f' transform="rotate(-90 14 {middle})"'
    across = _text(LEFT + ACROSS / 2, HEIGHT - 8, names[0], "middle")
    return across + _text(14, middle, names[1], "middle", turned)


def _spot_svg(plane: Plane, name: str, point: Point) -> str:
    across, up = _place(plane, point)
    cross = f"M{across - 5:.1f} {up - 5:.1f}l10 10m0 -10l-10 10"
    before = across > LEFT + 0.6 * ACROSS
    text = _text(across + (-10 if before else 10), up + 4, name, "end" if before else "start")
    return f'<path d="{cross}" stroke="currentColor" stroke-width="2"/>{text}'


def _point_mark(plane: Plane, point: Point) -> str:
    across, up = _place(plane, point)
    return "".join(
        f'<circle cx="{across:.1f}" cy="{up:.1f}" r="8" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"/>'
        for colour, width in (("#ffffff", 7), ("#262626", 3))
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" stroke-opacity="0.15"/>'


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def _told(plane: Plane, names: list[str]) -> str:
    """Return the picture in numbers and the author's own words, for screen readers."""
    axes = zip(names, (plane.x, plane.y), strict=True)
    parts = [f"{name}: {number_told(a.low)} … {number_told(a.high)}" for name, a in axes]
    spots = [f"{s.name}: ({number_told(s.x)}, {number_told(s.y)})" for s in plane.spots]
    return "; ".join([*parts, *filter(None, [plane.ground]), *spots])
