"""The prediction before an experiment: choose, write, move a slider or a point, and it is kept.

Owns what a reader operates. Where the answer is kept is not known here: a function is called with
each one and returns what is kept from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from utils.points import point_text, read_point
from utils.predicted import (
    CHOICE,
    CHOOSE,
    CHOOSE_SIGNS,
    KEEP,
    MISFIT,
    MOVE,
    NO_NUMBER,
    NUMBER,
    OPEN,
    POINT,
    PREDICTED,
    PUT,
    SETTLED,
    SIGNS,
    SIGNS_OF,
    SLIDER,
    WRITE,
    Answer,
    Kept,
    Prediction,
    number_told,
    read_number,
    sign_told,
)
from utils.questions import inline_html, letter
from utils.widgets.cards import BLUE, styled
from utils.widgets.pointing import PointControls
from utils.widgets.showing import TwoFaces
from utils.widgets.turns import Turns

INVITATIONS = {CHOICE: CHOOSE, NUMBER: WRITE, SLIDER: MOVE, SIGNS: CHOOSE_SIGNS, POINT: PUT}
CHOSEN = "● "
FIT = {"width": "auto", "align_self": "flex-start"}

Keep = Callable[[Answer], Kept]
Draw = Callable[[Answer | None], None]
Give = Callable[[Answer], None]


class LivePrediction(TwoFaces):
    """A question with what answers it, and as text with its answer folded where no kernel runs.

    `controls` are what a reader operates, by name: clicking or setting one does what a reader does.
    `status` says what is kept.
    """

    def __init__(self, prediction: Prediction, kept: Kept | None, keep: Keep) -> None:
        import ipywidgets

        self.prediction, self._keep = prediction, keep
        self._turns = Turns()
        asked = ipywidgets.HTMLMath(f"<div style='line-height:1.45'>{_asked(prediction)}</div>")
        self.status = ipywidgets.HTML()
        make = {
            CHOICE: _options, NUMBER: _number, SLIDER: _slider, SIGNS: _arrows, POINT: _point
        }  # fmt: skip
        self.controls, rows, self._draw = make[prediction.kind](self)
        parts = [asked, *rows, self.status]
        box = styled(parts)
        super().__init__(box, {"text/markdown": _still(prediction, kept)}, prediction.plain())
        self.show(kept)

    def give(self, answer: Answer) -> None:
        """Have the answer kept, and show what is kept from now on."""
        self.show(self._keep(answer))

    def say(self, sentence: str) -> None:
        """Show a sentence below the question, which a screen reader speaks."""
        self.status.value = _said(sentence)

    def answered(self, act: Callable[[], object]) -> Callable[..., None]:
        """Return a handler of events that calls `act` when it is its turn."""
        return self._turns.answer(act)

    def show(self, kept: Kept | None) -> None:
        """Show what is kept, or that nothing is."""
        prediction = self.prediction
        fits = kept is not None and prediction.takes(kept.answer)
        with self._turns.setting():
            self._draw(kept.answer if kept and fits else None)
        if kept is None or not fits:
            said = prediction.say(MISFIT if kept else INVITATIONS[prediction.kind])
        else:
            answer = prediction.told(kept.answer)
            said = prediction.say(SETTLED if kept.settled else OPEN, answer=answer)
        self.say(f"{said} {kept.note}" if kept and kept.note else said)


Made = tuple[dict[str, Any], list[Any], Draw]
"""The controls by name, the rows in which they stand, and what marks an answer on them."""


def _options(live: LivePrediction) -> Made:
    """Return a button for each option."""
    items = live.prediction.items
    buttons = [_button(item.label, {}) for item in items]

    def draw(answer: Answer | None) -> None:
        for n, (button, item) in enumerate(zip(buttons, items, strict=True)):
            button.description = f"{CHOSEN * (n == answer)}{letter(n)}: {item.label}"

    for n, button in enumerate(buttons):
        button.on_click(live.answered(partial(live.give, n)))
    return {letter(n): button for n, button in enumerate(buttons)}, buttons, draw


def _arrows(live: LivePrediction) -> Made:
    """Return a row for each arrow, with a button for each sign."""
    import ipywidgets

    items = live.prediction.items
    chosen: list[str | None] = [None] * len(items)
    buttons = {(n, sign): _button(item.label) for n, item in enumerate(items) for sign in SIGNS_OF}

    def choose(n: int, sign: str) -> None:
        chosen[n] = sign
        if None in chosen:
            mark()
        else:
            live.give("".join(str(one) for one in chosen))

    def mark() -> None:
        for (n, sign), button in buttons.items():
            button.description = f"{CHOSEN * (chosen[n] == sign)}{sign_told(sign)}"

    def draw(answer: Answer | None) -> None:
        if answer is not None:
            chosen[:] = list(str(answer))
        mark()

    rows = []
    for n, item in enumerate(items):
        name = ipywidgets.HTML(escape(item.label), layout={"min_width": "14em"})
        row = [buttons[n, sign] for sign in SIGNS_OF]
        for sign, button in zip(SIGNS_OF, row, strict=True):
            button.on_click(live.answered(partial(choose, n, sign)))
        rows.append(ipywidgets.HBox([name, *row], layout={"flex_flow": "row wrap"}))
    return {f"{n}{sign}": button for (n, sign), button in buttons.items()}, rows, draw


def _number(live: LivePrediction) -> Made:
    """Return a text box for a number; Enter, or leaving it, is enough."""
    import ipywidgets

    name = live.prediction.items[0].label
    box = ipywidgets.Text(
        description=f"{name} =", continuous_update=False,
        layout={"width": "24em", "max_width": "100%"}, style={"description_width": "initial"},
    )  # fmt: skip

    def draw(answer: Answer | None) -> None:
        if answer is not None:
            box.value = number_told(float(answer))

    def read() -> None:
        number = read_number(box.value)
        if number is not None:
            live.give(number)
        elif box.value.strip():
            live.say(live.prediction.say(NO_NUMBER, text=box.value.strip()[:40]))

    box.observe(live.answered(read), "value")
    return {"number": box}, [box], draw


def _slider(live: LivePrediction) -> Made:
    """Return a box with a number's name and value, a slider that moves it, and a button to keep it.

    The handle of ipywidgets' sliders has no name for a screen reader; the box has its label, and
    either is enough.
    """
    import ipywidgets

    prediction = live.prediction
    scale, name = prediction.scale, prediction.items[0].label
    assert scale is not None  # of every slider that is built
    ends = {"min": scale.low, "max": scale.high, "step": scale.step}
    wide = {"width": "20em", "max_width": "100%"}
    slider = ipywidgets.FloatSlider(scale.low, **ends, readout=False, layout=wide)
    box = ipywidgets.BoundedFloatText(
        scale.low, **ends, description=f"{name} =", layout={"width": "24em", "max_width": "100%"},
        style={"description_width": "initial"},
    )  # fmt: skip
    ipywidgets.link((slider, "value"), (box, "value"))
    button = _button(name)
    button.description = prediction.say(KEEP)

    def draw(answer: Answer | None) -> None:
        if answer is not None:
            slider.value = float(answer)

    button.on_click(live.answered(lambda: live.give(float(slider.value))))
    return {"slider": slider, "box": box, "keep": button}, [box, slider, button], draw


def _point(live: LivePrediction) -> Made:
    """Return a picture with a point, a box for each of its numbers, and a button to keep it."""
    put = PointControls(live.prediction)
    button = _button(live.prediction.items[0].label)
    button.description = live.prediction.say(KEEP)

    def draw(answer: Answer | None) -> None:
        if point := read_point(answer):
            put.move(point)

    button.on_click(live.answered(lambda: live.give(point_text(put.point))))
    return {**put.controls, "keep": button}, [*put.rows, button], draw


def _button(tooltip: str, layout: dict[str, str] = FIT) -> Any:
    import ipywidgets

    return ipywidgets.Button(tooltip=tooltip, layout=layout)


def _asked(prediction: Prediction) -> str:
    return inline_html(prediction.titled())


def _still(prediction: Prediction, kept: Kept | None) -> str:
    """Return the question for a page whose kernel is gone, with the answer that was kept."""
    if kept is None or not prediction.takes(kept.answer):
        return prediction.markdown()
    said = prediction.say(PREDICTED, answer=prediction.told(kept.answer))
    return f"{prediction.markdown()}\n\n**{said}**"


def _said(sentence: str) -> str:
    return (
        f'<div role="status" style="border-left:5px solid {BLUE};padding:.1em .8em;'
        f'margin:.3em 0;line-height:1.45">{escape(sentence)}</div>'
    )
