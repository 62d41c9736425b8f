"""The flight recorder of lesson 06: which calls a training loop makes, and a timeline of them.

Owns the recording in a notebook and its picture. What is right is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from torch import nn

from utils.style import COLOURS, INK, MARKERS, Panels, canvas, label, new_figure, quiet

LANES = ("zero_grad", "forward", "loss", "backward", "step")
MAX_SHOWN = 20


@contextmanager
def record_calls(
    model: nn.Module, loss_fun: nn.Module, optimizer: torch.optim.Optimizer
) -> Iterator[list[str]]:
    """Yield a list that fills with the names of the calls inside the `with` block, in order.

    The names are zero_grad, forward, loss, backward and step. `zero_grad` is noted for the
    optimizer and the model, `backward` when gradients flow back through the model's output. The
    three objects work as ever, and are watched no more after the block.
    """
    tape: list[str] = []

    def forward(module: nn.Module, given: Any, prediction: Any) -> None:
        tape.append("forward")
        if isinstance(prediction, torch.Tensor) and prediction.requires_grad:
            prediction.register_hook(lambda gradient: tape.append("backward"))

    with ExitStack() as stack:
        for handle in (
            model.register_forward_hook(forward),
            loss_fun.register_forward_hook(lambda *_: tape.append("loss")),
            optimizer.register_step_post_hook(lambda *_: tape.append("step")),
        ):
            stack.callback(handle.remove)
        for owner in (model, optimizer):
            stack.enter_context(_noted_zero_grad(owner, lambda: tape.append("zero_grad")))
        yield tape


@contextmanager
def _noted_zero_grad(owner: Any, note: Callable[[], None]) -> Iterator[None]:
    """Call `note` whenever `owner.zero_grad` is called inside the block."""
    method = owner.zero_grad

    def noted(*args: Any, **kwargs: Any) -> None:
        note()
        method(*args, **kwargs)

    owner.zero_grad = noted
    try:
        yield
    finally:
        del owner.zero_grad


def plot_calls(
    tapes: Sequence[str] | Mapping[str, Sequence[str]], *, title: str | None = None
) -> Axes | Panels:
    """Return the axes with a timeline: one lane for each kind of call, and time to the right.

    `tapes` is a list of names as `record_calls` gives it, or maps titles to such lists, which are
    drawn side by side. Only the first 20 calls are drawn, and the picture says so. Raises
    ValueError for a name that is none of the five.
    """
    named = tapes if isinstance(tapes, Mapping) else {title or "": tapes}
    for name, tape in named.items():
        _check(name, tape)
    if not isinstance(tapes, Mapping):
        with canvas(None, (7.2, 2.6)) as ax:
            _draw(ax, tapes, title, with_names=True)
            return ax
    with new_figure((3.4 * len(named) + 0.8, 2.6)) as figure:
        axes = figure.subplots(1, len(named), squeeze=False)[0]
        for number, (ax, (name, tape)) in enumerate(zip(axes, named.items(), strict=True)):
            _draw(quiet(ax), tape, name, with_names=number == 0)
        figure.suptitle(title or "")
        return Panels(axes)


def _check(name: str, tape: Sequence[str]) -> None:
    """Raise ValueError unless each call on the tape is one of the five."""
    if isinstance(tape, str) or not all(call in LANES for call in tape):
        raise ValueError(
            f"the tape {name!r} is {tape!r:.60}. Expected a list with names among "
            f"{', '.join(LANES)}, as record_calls gives it."
        )


def _draw(ax: Axes, tape: Sequence[str], title: str | None, with_names: bool) -> None:
    """Draw one tape: a mark for each call in the lane of its kind, joined in order."""
    shown = list(tape)[:MAX_SHOWN]
    heights = [len(LANES) - 1 - LANES.index(call) for call in shown]
    ax.plot(range(1, len(shown) + 1), heights, color="#B5B5B5", linewidth=1.2, zorder=1)
    for number, lane in enumerate(LANES):
        times = [time for time, call in enumerate(shown, start=1) if call == lane]
        ax.plot(
            times, [len(LANES) - 1 - number] * len(times), MARKERS[number], markersize=9,
            color=COLOURS[number], zorder=2,
        )  # fmt: skip
    ax.set_yticks(range(len(LANES)), labels=LANES[::-1] if with_names else [""] * len(LANES))
    ax.set(xlim=(0.2, max(len(shown), 5) + 0.8), ylim=(-0.6, len(LANES) - 0.4))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    if not shown:
        ax.text(0.5, 0.5, "no call", transform=ax.transAxes, ha="center", color=INK)
    more = f"number of the call (first {MAX_SHOWN} of {len(tape)})"
    label(ax, more if len(tape) > MAX_SHOWN else "number of the call", "", title)
