"""Lesson 06, flight_recorder: right implementations."""

import numpy as np


def tape_plain(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def tape_match(tape):
    n, seen = 0, []
    for call in tape:
        match call:
            case "zero_grad":
                n = 0
            case "backward":
                n = n + 1
            case "step":
                seen += [n]
    return seen


def tape_generator(tape):
    def read():
        n = 0
        for call in tape:
            n = 0 if call == "zero_grad" else n + (call == "backward")
            if call == "step":
                yield n

    return list(read())


def tape_back_to_zero(tape):
    seen = []
    for i, call in enumerate(tape):
        if call == "step":
            before = tape[:i][::-1]
            end = before.index("zero_grad") if "zero_grad" in before else len(before)
            seen.append(before[:end].count("backward"))
    return seen


def tape_floats(tape):
    n, seen = 0.0, []
    for call in tape:
        if call == "zero_grad":
            n = 0.0
        if call == "backward":
            n += 1.0
        if call == "step":
            seen.append(n)
    return seen


def tape_cumulative(tape):
    total = emptied = 0
    seen = []
    for call in tape:
        total += call == "backward"
        if call == "zero_grad":
            emptied = total
        if call == "step":
            seen.append(total - emptied)
    return seen


def tape_split(tape):
    words = " ".join(tape)
    seen = []
    for part in words.split("zero_grad"):
        calls = part.split()
        seen += [calls[:i].count("backward") for i, c in enumerate(calls) if c == "step"]
    return seen


def tape_dictionary(tape):
    state = {"n": 0, "seen": []}
    actions = {
        "zero_grad": lambda: state.update(n=0),
        "backward": lambda: state.update(n=state["n"] + 1),
        "step": lambda: state["seen"].append(state["n"]),
    }
    for call in tape:
        actions.get(call, lambda: None)()
    return state["seen"]


def tape_numpy(tape):
    grad = np.int64(0)
    seen = []
    for call in tape:
        if call == "backward":
            grad += 1
        elif call == "zero_grad":
            grad = np.int64(0)
        elif call == "step":
            seen.append(int(grad))
    return seen


def tape_pops(tape):
    calls, n, seen = list(tape), 0, []
    while calls:
        call = calls.pop(0)
        n = {"zero_grad": 0, "backward": n + 1}.get(call, n)
        if call == "step":
            seen.append(n)
    return seen


READERS = (
    tape_plain,
    tape_match,
    tape_generator,
    tape_back_to_zero,
    tape_floats,
    tape_cumulative,
    tape_split,
    tape_dictionary,
    tape_numpy,
    tape_pops,
)
