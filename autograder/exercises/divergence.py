"""Lesson 05, observed: predictions which of eight fits diverge, and words for wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.probing.probes import Probe, observation
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import MISSING, Value

GROUPS = {"loss": "AB", "points": "CDEF", "momentum": "GH"}
"""What is changed, and the letters of the runs in which it is."""
LETTERS = "".join(GROUPS.values())
GIVEN = "True or False for eight letters"
SMALL = "small letters"
NO_DICTIONARY = "no dictionary, but a {type}"
NO_ENTRY = "no entry for {names}"
TEXT = "text in place of True or False for {names}"
NEITHER = "neither True nor False for {names}"
DIVERGES, DOES_NOT = "{letter} diverges", "{letter} does not"
DIVERGENCE_MESSAGES = (
    GIVEN,
    SMALL,
    NO_DICTIONARY,
    NO_ENTRY,
    TEXT,
    NEITHER,
    DIVERGES,
    DOES_NOT,
)
"""The messages of what is recorded of predictions."""
TOGETHER = "together"
"""All eight as one value: no points depend on it, and each known mistake is known by it."""
DIVERGENCE_CRITERIA = tuple(
    Criterion(title, points, ("answer", name))
    for title, points, name in (
        ("another loss (A, B)", 0.5, "loss"),
        ("other points (C, D, E, F)", 1.0, "points"),
        ("momentum (G, H)", 0.5, "momentum"),
    )
)
SLIPS = {
    "A": say("A sum over 11 points is 11 means. What is its curvature?"),
    "B": say(
        "½ in front of the loss stands in front of its curvature as well. What does that do to "
        "the border?"
    ),
    "C": say(
        "You let the border move because there are more points. A mean doesn't change when each "
        "of its numbers comes twice."
    ),
    "D": say("The mean of x² is in the curvature. What happens to it when every x is doubled?"),
    "E": say(
        "You let the border move with y. Look for y in the matrix of curvatures: larger targets "
        "move the lowest point, not the walls."
    ),
    "F": say(
        "Shifting the x changes the mean of x² a lot, although the points keep their distances. "
        "Compute the matrix anew for x − 9."
    ),
    "G": say("With momentum the border isn't 2 divided by the curvature. The text has the factor."),
    "H": say("Momentum moves the border, but there still is one. Compute it, and compare."),
}
"""What to tell whose prediction for one run of a group is wrong."""
SEVERAL = {
    "loss": say(
        "Both predictions for A and B are wrong. A factor in front of the loss stands in front "
        "of its curvature as well, and the border is 2 *divided* by that."
    ),
    "points": say(
        "Of the four runs C, D, E, F more than one is wrong. Ask the same of each: which of "
        "the numbers in the matrix of curvatures does the change touch, and which way do they go?"
    ),
    "momentum": say(
        "Both predictions for G and H are wrong. The text has the border for momentum: "
        "compute it, and compare the two rates with it."
    ),
}


@observation
def observe_predict_divergence(predict_divergence: Callable[..., Any], probe: Probe) -> None:
    """The predictions as one text a group, so that no card tells which letter is off."""
    label = say("what {call} returns", call="predict_divergence()")
    with probe.attempt("answer", label):
        returned = predict_divergence()
        form = _form(returned)
        probe.record("answer", form or returned, label)
        if form == GIVEN:
            together = _predictions(returned, LETTERS)
            probe.record(TOGETHER, together, say("all eight together"))
            for name, letters in GROUPS.items():
                label = say("runs {letters}", letters=", ".join(letters))
                probe.record(name, _predictions(returned, letters), label)


def _form(returned: Any) -> str:
    """What sort of dictionary came back, in words; nothing for None."""
    if not isinstance(returned, dict):
        kind = type(returned).__name__[:40]
        return "" if returned is None else say(NO_DICTIONARY, type=kind)
    if missing := [k for k in LETTERS if k not in returned]:
        small = all(k.lower() in returned for k in missing)
        return SMALL if small else say(NO_ENTRY, names=", ".join(missing))
    odd = {k: returned[k] for k in LETTERS if not isinstance(returned[k], bool | np.bool_)}
    if odd and all(isinstance(value, str) for value in odd.values()):
        return say(TEXT, names=", ".join(odd))
    return say(NEITHER, names=", ".join(odd)) if odd else GIVEN


def _predictions(returned: Mapping[str, Any], letters: str) -> str:
    return listed(say(DIVERGES if returned[k] else DOES_NOT, letter=k) for k in letters)


def tell_divergence(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What to tell of the first group with a wrong prediction, or of something else returned."""
    answer = observed.values.get("answer", MISSING)
    if answer.kind == "text" and answer.data != GIVEN:
        return _form_text(answer.data)
    name = next((name for name in GROUPS if name in wrong), None)
    if name is None or observed.values.get(name, MISSING).kind != "text":
        return None
    slips = _slips(expected.values[name], observed.values[name])
    return SLIPS[slips[0]] if len(slips) == 1 else SEVERAL[name]


def _form_text(form: str) -> Sentence:
    what = say("You return {form}.", form=form)
    if form == SMALL:
        what = say("Your letters are small ones; the runs have capital letters.")
    elif form.startswith(("no entry", "neither", "text")):
        what = say("Your dictionary has {form}.", form=form)
    return joined(
        what,
        say(
            "Expected is a dictionary with eight entries: each letter in quotes, a colon, and True "
            "(it diverges) or False, without quotes."
        ),
    )


def _slips(expected: Value, observed: Value) -> list[str]:
    """The letters of a group whose predictions differ."""
    pairs = zip(expected.data.split(", "), observed.data.split(", "), strict=True)
    return [wanted[0] for wanted, got in pairs if wanted != got]
