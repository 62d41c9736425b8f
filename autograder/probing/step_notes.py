"""What the steps of a recorded training were made of: inputs, losses, gradients, rates, in numbers.

Owns the notes beside the tape of ``spies``. They give no points: they say where a wrong result
comes from. No number of the student's is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from autograder.records.comparison import number_text
from autograder.records.sentences import Sentence, say

MAX_NOTES = 60
RTOL, ATOL = 1e-3, 1e-6
SHAPE, ORDER = "{what} in another shape", "{what} in another order"
ONE_ROW, ROWS = "one row of {what}", "{n} rows of {what}"
TIMES, PLUS = "{factor} times {what}", "{what} plus {number}"
OTHER = "something else"
FEATURES, LABELS, PREDICTION = "the features", "the labels", "the prediction"
NOTE_MESSAGES = (SHAPE, ORDER, ONE_ROW, ROWS, TIMES, PLUS, OTHER, FEATURES, LABELS, PREDICTION)
"""The messages of what ``in_words`` gives."""


def in_words(given: Any, known: Sequence[tuple[str, torch.Tensor]]) -> str:
    """What a tensor is, of these named ones, or what was made of one of them."""
    if not isinstance(given, torch.Tensor) or given.dtype.is_complex:
        return OTHER
    array = given.detach().cpu().double().numpy()
    for name, tensor in known:
        if given is tensor or np.array_equal(array, _numbers(tensor)):
            return name
    made = (_made_of(array, _numbers(tensor), name) for name, tensor in known)
    return next((words for words in made if words), OTHER)


def _numbers(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().cpu().double().numpy()


def _made_of(array: np.ndarray, of: np.ndarray, name: str) -> Sentence | None:
    """What was made of ``of``, in words; None where nothing is seen."""
    flat, whole = array.reshape(-1), of.reshape(-1)
    if not flat.size or not np.isfinite(flat).all():
        return None
    if flat.size < whole.size:
        if not np.isin(flat, whole).all() or len(np.unique(whole)) < whole.size:
            return None
        return say(ONE_ROW, what=name) if flat.size == 1 else say(ROWS, n=flat.size, what=name)
    if flat.size > whole.size or whole.size < 3:
        return None
    if np.array_equal(flat, whole):
        return say(SHAPE, what=name)
    if np.array_equal(np.sort(flat), np.sort(whole)):
        return say(ORDER, what=name)
    return _scaled(flat, whole, name)


def _scaled(flat: np.ndarray, whole: np.ndarray, name: str) -> Sentence | None:
    factor = factor_of(flat, whole)
    if np.isfinite(factor) and factor:
        return say(TIMES, factor=number_text(factor), what=name)
    shift = float((flat - whole).mean())
    if np.allclose(flat, whole + shift, rtol=RTOL, atol=ATOL) and np.ptp(whole) > 0:
        return say(PLUS, number=number_text(shift), what=name)
    return None


def factor_of(some: np.ndarray, of: np.ndarray) -> float:
    """By what ``of`` is multiplied to give ``some``; NaN where it isn't one number."""
    largest = int(np.argmax(np.abs(of)))
    if not of[largest]:
        return float("nan")
    factor = float(some[largest] / of[largest])
    return factor if np.allclose(some, factor * of, rtol=RTOL, atol=ATOL) else float("nan")


@dataclass
class Notes:
    """What is noted of the first ``MAX_NOTES`` calls.

    ``inputs`` are what the model got, ``pairs`` what the loss function got, in words, ``computed``
    what it gave. ``steps`` has a row for each step: the learning rate, by what the gradients that
    the last backward left were multiplied before the step, and by what the gradient of the loss of
    all features has to be multiplied to give what was left, NaN where that is no number. ``moved``
    counts the steps before which something else had changed the parameters.
    """

    parameters: Sequence[torch.nn.Parameter]
    features: torch.Tensor
    labels: torch.Tensor
    inputs: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)
    steps: list[tuple[float, float, float]] = field(default_factory=list)
    moved: int = 0
    unreached: int = 0
    _prediction: torch.Tensor | None = None
    _left: dict[int, torch.Tensor] = field(default_factory=dict)
    _after: list[torch.Tensor] | None = None

    def forward(self, given: Any, prediction: Any) -> None:
        """The model was called."""
        self._prediction = prediction if isinstance(prediction, torch.Tensor) else None
        if len(self.inputs) < MAX_NOTES:
            self.inputs.append(in_words(given, self._known()[:2]))

    def loss(self, given: Sequence[Any], loss: Any) -> None:
        """The loss function was called."""
        if len(self.computed) < MAX_NOTES:
            self.pairs.append("; ".join(in_words(one, self._known()) for one in given[:2]))
            one = isinstance(loss, torch.Tensor) and loss.numel() == 1 and not loss.is_complex()
            self.computed.append(float(loss.detach()) if one else float("nan"))

    def _known(self) -> list[tuple[str, torch.Tensor]]:
        known = [(FEATURES, self.features), (LABELS, self.labels)]
        return known if self._prediction is None else [*known, (PREDICTION, self._prediction)]

    def accumulated(self, parameter: torch.Tensor) -> None:
        """A backward has left a gradient in a parameter."""
        if len(self.steps) < MAX_NOTES and parameter.grad is not None:
            self._left[id(parameter)] = parameter.grad.detach().clone()

    def begin_step(self, rate: float, right: Sequence[torch.Tensor] | None) -> None:
        """The optimizer is about to step; ``right`` is the gradient that would be right."""
        if len(self.steps) >= MAX_NOTES:
            return
        self._note_moves()
        self.unreached = sum(id(p) not in self._left for p in self.parameters)
        if not self._left:  # no backward since the last step, or `torch.autograd.grad`
            self.steps.append((rate, 1.0, 1.0))
            return
        found = _flat([p.grad for p in self.parameters], self.parameters)
        left = _flat([self._left.get(id(p)) for p in self.parameters], self.parameters)
        wanted = _flat(right or [None] * len(self.parameters), self.parameters)
        self.steps.append((rate, factor_of(found, left), factor_of(left, wanted)))

    def end_step(self) -> None:
        """The optimizer has stepped."""
        self._left = {}
        if len(self.steps) < MAX_NOTES:
            self._after = [p.detach().clone() for p in self.parameters]

    def end(self) -> None:
        """The student's code has ended."""
        if len(self.steps) < MAX_NOTES:
            self._note_moves()

    def _note_moves(self) -> None:
        if self._after is not None:
            self.moved += not all(map(_equal, self._after, self.parameters))


def _equal(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether two tensors hold the same; NaN, in which all that diverges ends, is like NaN."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    return torch.allclose(one, other.detach(), rtol=0, atol=0, equal_nan=True)


def _flat(
    gradients: Sequence[torch.Tensor | None], parameters: Sequence[torch.Tensor]
) -> np.ndarray:
    """All gradients in one row, float64, zeros for None."""
    filled = [
        torch.zeros_like(p) if g is None or g.shape != p.shape else g
        for g, p in zip(gradients, parameters, strict=True)
    ]
    return np.concatenate([_numbers(g).reshape(-1) for g in filled])
