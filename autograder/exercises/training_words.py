"""Lesson 06: what is said of a training loop that no known mistake explains.

A loop can be wrong in what it returns and in what it does, and often in both. What it did is on its
tape, with the losses that it went backward from, so that a list can be compared with these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from autograder.exercises.training_step_words import (
    how_to_return,
    tell_steps,
    tell_use,
)
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

LIST = re.compile(r"a list of (\d+|one) floats?")
RTOL = 1e-3


def tell_train(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """What is wrong with the list that came back, and what with the calls; None for errors."""
    if any(observed.values.get(key, MISSING).kind == "error" for key in wrong):
        return None
    calls = _calls(expected, observed)
    of_model = bool(calls and "model" in calls)
    steps = list(tell_steps(observed, "", of_model)) or (
        [] if of_model else list(tell_steps(observed, "_other"))
    )
    told = [_form(expected, observed, wrong), _against_own(observed), calls, *steps]
    known = [text for text in told if text]
    return joined(*known) if known else None


def _form(expected: Observation, observed: Observation, wrong: Sequence[str]) -> Sentence | None:
    """What is wrong with the kind of thing that came back, or with its length."""
    key = next((k for k in ("form", "form_other", "few", "still") if k in wrong), "")
    form = observed.values.get(key, MISSING)
    if form.kind != "text":
        return None
    n = _length(expected.values[key])
    came = _length(form)
    if came is None or n is None:
        text = say(
            "What comes back is {form}, and {wanted} is asked for.",
            form=form.data,
            wanted=expected.values[key].data,
        )
        return joined(text, how_to_return(str(form.data)) if "texts" in form.data else "")
    earlier = _length(observed.values.get("form", MISSING)) if key == "form_other" else None
    first, both = (_array(observed.values.get(k, MISSING)) for k in ("losses", "losses_other"))
    kept = first is not None and both is not None and np.array_equal(both[: first.size], first)
    if earlier is not None and came == n + earlier and kept:
        return say(
            "The second call gives back {came} losses, those of the first call too. The list has "
            "to be made inside the function: a list of the notebook, or a default argument such as "
            "`losses=[]`, is made once, and all calls share it.",
            came=came,
        )
    counted = say("{n} epochs were asked for, and {came} losses come back.", n=n, came=came)
    name = key.replace("form", "losses")
    wanted, got = (_array(o.values.get(name, MISSING)) for o in (expected, observed))
    if came < n and wanted is not None and got is not None:
        if np.allclose(got, wanted[: got.size], rtol=RTOL):
            return joined(
                counted,
                say(
                    "They are right, and then the list ends: is there a `return` or a `break`, a "
                    "rule that stops early, or a loop that begins or ends elsewhere?"
                ),
            )
    return counted


def _length(form: Value) -> int | None:
    found = LIST.fullmatch(str(form.data)) if form.kind == "text" else None
    return (1 if found[1] == "one" else int(found[1])) if found else None


def _array(value: Value) -> np.ndarray | None:
    if value.kind != "array" or not value.data.size or not np.isfinite(value.data).all():
        return None
    return np.asarray(value.data, float).reshape(-1)


def _against_own(observed: Observation) -> Sentence | None:
    """How the list differs from the losses that this very loop went backward from."""
    got, own = (_array(observed.values.get(key, MISSING)) for key in ("losses", "own"))
    if got is None or own is None or got.size != own.size or np.allclose(got, own, rtol=RTOL):
        return None
    numbers = np.arange(1, own.size + 1)
    made = {
        say("Your list holds the sums of all losses so far."): np.cumsum(own),
        say("Your list holds the means of all losses so far."): np.cumsum(own) / numbers,
        say("Your list holds the smallest loss so far."): np.minimum.accumulate(own),
        say("Your list holds the root of each loss."): np.sqrt(np.abs(own)),
    }
    for text, array in made.items():
        if np.allclose(got, array, rtol=RTOL):
            return joined(text, say("Each epoch has its own loss: note it as it is."))
    if np.allclose(got, own[-1], rtol=RTOL):
        return say(
            "Every number in your list is the loss of the last epoch. Each epoch has its own: "
            "append it inside the loop."
        )
    if np.allclose(got, own / own[0], rtol=RTOL):
        return say("Your list holds the losses divided by the first one: note them as they are.")
    means = {n: _means(own, n) for n in (2, 3, 4, 5, 10)}
    if n := next((n for n, m in means.items() if np.allclose(got, m, rtol=RTOL)), 0):
        return say(
            "Each number in your list is the mean of {n} losses. Each epoch has its own loss: note "
            "it as it is.",
            n=n,
        )
    if np.allclose(got[:-1], own[1:], rtol=RTOL):
        return say(
            "Your list is one step late: it has the losses after each step, not those that "
            "`.backward()` started from."
        )
    factor = float(got[0] / own[0]) if own[0] else 0.0
    if factor and np.allclose(got, factor * own, rtol=RTOL):
        return say(
            "Each number in your list is {factor} times the loss of that epoch: note it as it is.",
            factor=number_text(factor),
        )
    return None


def _means(own: np.ndarray, n: int) -> np.ndarray:
    """The mean of each loss and the n − 1 before it; of fewer at the start."""
    return np.array([own[max(0, k + 1 - n) : k + 1].mean() for k in range(own.size)])


def _calls(expected: Observation, observed: Observation) -> Sentence | None:
    """What the calls did that they shouldn't, in a sentence."""
    wanted, got = (o.values.get("effects", MISSING) for o in (expected, observed))
    if got.kind != "list" or wanted.kind != "list":
        return None
    effects = [str(effect.data) for effect in got.data if effect.kind == "text"]
    steps = [effect for effect in effects if effect.startswith("step")]
    n_steps = sum(effect.data == "step" for effect in wanted.data)
    text = " ".join(effects)
    if "model(labels)" in text:
        return say("The model is called with the labels. It gets the features.")
    if "model(something else)" in text and len(steps) != n_steps:
        return say(
            "In {n} epochs the optimizer takes {steps} steps. Each epoch is one, on all the data.",
            n=n_steps,
            steps=len(steps),
        )
    if told := tell_use(observed, "", effects):
        return told
    if len(steps) != n_steps:
        return say(
            "In {n} epochs the optimizer takes {steps} steps. Each epoch is one.",
            n=n_steps,
            steps=len(steps),
        )
    return None
