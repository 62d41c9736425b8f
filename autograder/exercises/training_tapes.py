"""Lesson 06: what the steps of a recorded training loop find in ``.grad``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.drawing.timelines import spoken, timelines
from autograder.probing.probes import Probe, observation
from autograder.probing.spies import CALLS
from autograder.records.comparison import agree
from autograder.records.exercises import Criterion, Exercise
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING

LESSON = "06_training_loop"

FORWARD_LOSS = ("forward", "loss")
TAPES: dict[str, tuple[Callable[[int], Sentence], tuple[str, ...]]] = {
    "right": (
        lambda n: say("{n} epochs of a right loop", n=n),
        ("zero_grad", *FORWARD_LOSS, "backward", "step"),
    ),
    "never": (
        lambda n: say("{n} epochs without zero_grad", n=n),
        (*FORWARD_LOSS, "backward", "step"),
    ),
    "between": (
        lambda n: say("{n} epochs with zero_grad between backward and step", n=n),
        (*FORWARD_LOSS, "backward", "zero_grad", "step"),
    ),
    "at_end": (
        lambda n: say("{n} epochs with zero_grad at the end", n=n),
        (*FORWARD_LOSS, "backward", "step", "zero_grad"),
    ),
    "no_backward": (
        lambda n: say("{n} epochs without backward", n=n),
        ("zero_grad", *FORWARD_LOSS, "step"),
    ),
    "no_step": (
        lambda n: say("{n} epochs without step", n=n),
        ("zero_grad", *FORWARD_LOSS, "backward"),
    ),
    "twice": (
        lambda n: say("{n} epochs with two backward passes before each step", n=n),
        ("zero_grad", *FORWARD_LOSS, "backward", *FORWARD_LOSS, "backward", "step"),
    ),
    "early": (
        lambda n: say("{n} epochs with step before backward", n=n),
        ("zero_grad", *FORWARD_LOSS, "step", "backward"),
    ),
}
"""Epochs of training loops: what they are in words, and their calls."""
ANY_ORDER = say("40 calls in any order")


@observation
def observe_flight_recorder(flight_recorder: Callable[..., Any], probe: Probe) -> None:
    """What is read from tapes of right loops, of broken ones and of calls in any order."""
    n = int(probe.rng.integers(3, 6))
    for key, (what, epoch) in TAPES.items():
        tape = list(epoch) * n
        probe.record(f"tape_{key}", tape)
        label = say("flight_recorder on {tape}", tape=what(n))
        probe.call(key, flight_recorder, list(tape), label=label)
    for key in ("mixed", "mixed_again"):
        drawn = [CALLS[i] for i in probe.rng.choice([0, 1, 2, 3, 3, 3, 4, 4], 38)]
        tape = ["backward", "step", *drawn]  # a step before the first zero_grad, always
        probe.record(f"tape_{key}", tape)
        label = say("flight_recorder on {tape}", tape=ANY_ORDER)
        probe.call(key, flight_recorder, list(tape), label=label)


def draw_tape(expected: Observation, observed: Observation) -> str | None:
    """The first tape that was read wrongly, as a timeline."""
    for key, tape in expected.values.items():
        name = key.removeprefix("tape_")
        if key.startswith("tape_") and not agree(
            expected.values[name], observed.values.get(name, MISSING)
        ):
            calls = [str(call.data) for call in tape.data]
            title = say("the tape: {tape}", tape=_tape_words(expected.labels[name]))
            alt = say("A timeline of calls: {calls}.", calls=spoken(calls))
            return timelines({title: calls}, CALLS, say("its first calls"), alt)
    return None


def _tape_words(label: str) -> str:
    """What tape it was, of the label of its call."""
    return label.values["tape"] if isinstance(label, Sentence) else label


FLIGHT_RECORDER = Exercise(
    id="flight_recorder",
    title="Read the flight recorder",
    lesson=LESSON,
    criteria=(
        Criterion("loops with one fault at most", 1.0, (*list(TAPES)[:6],)),
        Criterion("any order of calls", 1.0, ("twice", "early", "mixed", "mixed_again")),
    ),
    observe=observe_flight_recorder,
    hints=(
        "Of the five calls only three matter here: one fills `.grad`, one empties it, one "
        "reads it.",
        "Keep one whole number, the backward passes that are in `.grad` now. It begins at 0.",
        "Go through the tape call by call. Which call adds one? Which sets the number back? "
        "At which do you append it to the list?",
    ),
    picture=draw_tape,
)
