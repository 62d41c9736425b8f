"""The point on a picture as a widget of the browser. Importing this module needs anywidget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from utils.points import Point

HERE = Path(__file__).parent


class PointView(anywidget.AnyWidget):
    """A picture whose point `x`, `y` a reader drags or moves by keys; `point.js` does that.

    `picture` is SVG and `frame` where its axes stand in it: left, top, width and height, in parts
    of the whole. `notes` stand below; the first says how the point is moved. `x` and `y` are sent
    when it is let go.
    """

    _esm = HERE / "point.js"
    _css = HERE / "point.css"
    picture = traitlets.Unicode().tag(sync=True)
    axes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    frame: traitlets.List[Any] = traitlets.List().tag(sync=True)
    notes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    x = traitlets.Float().tag(sync=True)
    y = traitlets.Float().tag(sync=True)

    def __init__(
        self,
        picture: str,
        axes: list[dict[str, Any]],
        frame: list[float],
        notes: list[str],
        point: Point,
    ) -> None:
        x, y = point
        super().__init__(picture=picture, axes=axes, frame=frame, notes=notes, x=x, y=y)
