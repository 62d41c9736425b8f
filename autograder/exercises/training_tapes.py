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
from autograder.records.values import MISSING

LESSON = "06_training_loop"

FORWARD_LOSS = ("forward", "loss")
TAPES = {
    "right": ("of a right loop", ("zero_grad", *FORWARD_LOSS, "backward", "step")),
    "never": ("without zero_grad", (*FORWARD_LOSS, "backward", "step")),
    "between": (
        "with zero_grad between backward and step",
        (*FORWARD_LOSS, "backward", "zero_grad", "step"),
    ),
    "at_end": ("with zero_grad at the end", (*FORWARD_LOSS, "backward", "step", "zero_grad")),
    "no_backward": ("without backward", ("zero_grad", *FORWARD_LOSS, "step")),
    "no_step": ("without step", ("zero_grad", *FORWARD_LOSS, "backward")),
    "twice": (
        "with two backward passes before each step",
        ("zero_grad", *FORWARD_LOSS, "backward", *FORWARD_LOSS, "backward", "step"),
    ),
    "early": ("with step before backward", ("zero_grad", *FORWARD_LOSS, "step", "backward")),
}
"""Epochs of training loops: what they are in words, and their calls."""


@observation
def observe_flight_recorder(flight_recorder: Callable[..., Any], probe: Probe) -> None:
    """What is read from tapes of right loops, of broken ones and of calls in any order."""
    n = int(probe.rng.integers(3, 6))
    for key, (what, epoch) in TAPES.items():
        tape = list(epoch) * n
        probe.record(f"tape_{key}", tape)
        label = f"flight_recorder on {n} epochs {what}"
        probe.call(key, flight_recorder, list(tape), label=label)
    for key in ("mixed", "mixed_again"):
        drawn = [CALLS[i] for i in probe.rng.choice([0, 1, 2, 3, 3, 3, 4, 4], 38)]
        tape = ["backward", "step", *drawn]  # a step before the first zero_grad, always
        probe.record(f"tape_{key}", tape)
        label = "flight_recorder on 40 calls in any order"
        probe.call(key, flight_recorder, list(tape), label=label)


def draw_tape(expected: Observation, observed: Observation) -> str | None:
    """The first tape that was read wrongly, as a timeline."""
    for key, tape in expected.values.items():
        name = key.removeprefix("tape_")
        if key.startswith("tape_") and not agree(
            expected.values[name], observed.values.get(name, MISSING)
        ):
            calls = [str(call.data) for call in tape.data]
            title = expected.labels[name].replace("flight_recorder on", "the tape:")
            alt = f"A timeline of calls: {spoken(calls)}."
            return timelines({title: calls}, CALLS, "its first calls", alt)
    return None


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
