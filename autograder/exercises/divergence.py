"""Lesson 05, observed: predictions which of eight fits diverge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.observations import Probe, observation
from autograder.verdicts import Criterion

GROUPS = {"loss": "AB", "points": "CDEF", "momentum": "GH"}
"""What is changed, and the letters of the runs in which it is."""
LETTERS = "".join(GROUPS.values())
DIVERGENCE_CRITERIA = (
    Criterion("another loss (A, B)", 0.5, ("answer", "loss")),
    Criterion("other points (C, D, E, F)", 1.0, ("answer", "points")),
    Criterion("momentum (G, H)", 0.5, ("answer", "momentum")),
)


@observation
def observe_predict_divergence(predict_divergence: Callable[..., Any], probe: Probe) -> None:
    """The predictions as one text a group, so that no card tells which letter is off."""
    label = "what predict_divergence() returns"
    with probe.attempt("answer", label):
        returned = predict_divergence()
        if not isinstance(returned, dict):
            probe.record("answer", returned, label)
            return
        missing = [k for k in LETTERS if not isinstance(returned.get(k), bool | np.bool_)]
        if missing:
            text = f"True or False is missing for {', '.join(missing)}"
            probe.record("answer", text, label)
            return
        probe.record("answer", "True or False for eight letters", label)
        for name, letters in GROUPS.items():
            probe.record(name, _predictions(returned, letters), f"runs {', '.join(letters)}")


def _predictions(returned: Mapping[str, Any], letters: str) -> str:
    return ", ".join(f"{k} {'diverges' if returned[k] else 'does not'}" for k in letters)
