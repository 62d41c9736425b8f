"""The landscape as a widget of the browser. Importing this module needs anywidget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from utils.formulas import FormulaError
from utils.widgets import landscapes
from utils.widgets.landscapes import LANDSCAPES, OWN, Walk
from utils.widgets.turns import Turns

HERE = Path(__file__).parent


class LandscapeView(anywidget.AnyWidget):
    """A landscape that a reader walks on; `landscape.js` draws it and answers drags by itself.

    The browser keeps `function`, `x`, `y`, `rate`, `momentum` and `steps`, and sends them along
    with a formula of the reader's own: `ask` is then answered by `ground` (z on a grid, and a note
    on kinks) and by `told` (the walk, or the problem in a sentence).
    """

    _esm = HERE / "landscape.js"
    _css = HERE / "landscape.css"
    catalog = traitlets.Dict().tag(sync=True)
    function = traitlets.Unicode().tag(sync=True)
    formula = traitlets.Unicode().tag(sync=True)
    x = traitlets.Float().tag(sync=True)
    y = traitlets.Float().tag(sync=True)
    rate = traitlets.Float().tag(sync=True)
    momentum = traitlets.Float().tag(sync=True)
    steps = traitlets.Int().tag(sync=True)
    ask = traitlets.Dict().tag(sync=True)
    ground = traitlets.Dict().tag(sync=True)
    told = traitlets.Dict().tag(sync=True)

    def __init__(self, function: str, formula: str) -> None:
        opening = LANDSCAPES[function]
        super().__init__(
            catalog=landscapes.catalog(),
            function=function,
            formula=formula,
            x=opening.x,
            y=opening.y,
            rate=opening.rate,
            momentum=0.0,
            steps=opening.steps,
        )
        self.observe(Turns().answer(self._answer), names="ask")

    def _answer(self) -> None:
        number, formula = self.ask.get("number"), str(self.ask.get("formula", ""))
        try:
            told = self._told(formula)
        except FormulaError as fault:
            told = {"problem": str(fault)}
        self.told = {"number": number, "formula": formula, "problem": "", **told}

    def _told(self, formula: str) -> dict[str, Any]:
        if self.ground.get("formula") != formula:
            height = landscapes.height_of(formula)
            heights, note = landscapes.ground(height, LANDSCAPES[OWN].half)
            self.ground = {"formula": formula, "z": heights.tobytes(), "note": note}
        names = ("x", "y", "rate", "momentum", "steps")
        numbers: dict[str, Any] = {name: self.ask.get(name) for name in names}
        return landscapes.walked(formula, Walk(**numbers))
