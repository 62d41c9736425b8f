"""Lesson 06: in which other way a tape was read, where the numbers are those of another rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograder.records.comparison import agree
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value, plain

Reader = Callable[[list[str]], list[int]]


def _reader(
    empties: Sequence[str] = ("zero_grad",),
    fills: Sequence[str] = ("backward",),
    reads: Sequence[str] = ("step",),
    more: Callable[[int], int] = lambda n: n + 1,
    told: Callable[[int], int] = lambda n: n,
    after: Callable[[int], int] = lambda n: n,
) -> Reader:
    """Reads a tape: what empties, what fills, what is read, and how it is counted and told."""

    def read(tape: list[str]) -> list[int]:
        n, seen = 0, []
        for call in tape:
            if call in empties:
                n = 0
            if call in fills:
                n = more(n)
            if call in reads:
                seen.append(told(n))
                n = after(n)
        return seen

    return read


ALL = ("zero_grad", "forward", "loss", "backward", "step")
READERS: Mapping[Sentence, Reader] = {
    say("Your list has a number for each call of the tape. Only a step reads `.grad`."): _reader(
        reads=ALL
    ),
    say("Your list has a number for each `zero_grad` too. Only a step reads `.grad`."): _reader(
        reads=("step", "zero_grad")
    ),
    say("Your list has a number for each `backward` too. Only a step reads `.grad`."): _reader(
        reads=("step", "backward")
    ),
    say("Your list has a number for each `zero_grad`, not for each step."): _reader(
        reads=("zero_grad",)
    ),
    say("You count the steps as well. Only `backward` adds to `.grad`."): _reader(
        told=lambda n: n + 1, after=lambda n: n + 1
    ),
    say("You count the step as well, after it is read. Only `backward` adds to `.grad`."): (
        _reader(after=lambda n: n + 1)
    ),
    say("A step takes one away in your reading. A step reads `.grad` and leaves it as it is."): (
        _reader(after=lambda n: max(n - 1, 0))
    ),
    say("You count the losses as well. Only `backward` adds to `.grad`."): _reader(
        fills=("backward", "loss")
    ),
    say("You count the losses. Only `backward` adds to `.grad`."): _reader(fills=("loss",)),
    say("You count the forward passes as well. Only `backward` adds to `.grad`."): _reader(
        fills=("backward", "forward")
    ),
    say("A forward pass empties `.grad` in your reading. Only `zero_grad` does."): _reader(
        empties=("zero_grad", "forward")
    ),
    say("Each `backward` doubles what is there in your reading. It adds one gradient."): _reader(
        more=lambda n: 2 * n if n else 1
    ),
    say("Each `backward` doubles what is there and adds one. It adds one gradient."): _reader(
        more=lambda n: 2 * n + 1
    ),
    say("Each `backward` adds two in your reading. It adds one gradient."): _reader(
        more=lambda n: n + 2
    ),
    say("Steps that find nothing are left out of your list. They belong there, with a 0."): (
        lambda tape: [n for n in _reader()(tape) if n]
    ),
    say("Each number stands once in your list. Each step has a number of its own."): (
        lambda tape: list(set(_reader()(tape)))
    ),
    say("Every number is how many `backward` the whole tape has."): (
        lambda tape: [tape.count("backward")] * tape.count("step")
    ),
    say("Your list is empty for every tape: is each call compared with the name on the tape?"): (
        lambda tape: []
    ),
    say(
        "Every number is 0: nothing is ever counted. Is each call compared with the name on the "
        "tape, and is the number kept?"
    ): lambda tape: [0] * tape.count("step"),
    say("Every number is 1, for as many epochs as the tape's length divided by 5 gives."): (
        lambda tape: [1] * (len(tape) // 5)
    ),
}
"""What is said of a rule, and the rule."""


def tell_flight(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """The rule by which all tapes were read, where it is one of those known."""
    keys = [key.removeprefix("tape_") for key in expected.values if key.startswith("tape_")]
    tapes = {key: [str(c.data) for c in expected.values[f"tape_{key}"].data] for key in keys}
    for text, read in READERS.items():
        made = {key: plain(read(tape)) for key, tape in tapes.items()}
        if all(agree(made[key], observed.values.get(key, MISSING)) for key in keys):
            return text
    return _kind(observed.values.get("right", MISSING))


def _kind(value: Value) -> Sentence | None:
    """What comes back in the place of a list of numbers."""
    if value.kind == "number":
        return say(
            "One number comes back, and a list is asked for: a number for each step of the tape."
        )
    if value.kind == "dict":
        return say("A dictionary comes back, and a list is asked for: its numbers, step by step.")
    return None
