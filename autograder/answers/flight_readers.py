"""Lesson 06, flight_recorder: the reference and the mistakes."""

import torch


def flight_recorder(tape):
    gradient = torch.zeros((), requires_grad=True)
    seen = []
    for call in tape:
        if call == "zero_grad":
            gradient.grad = None
        elif call == "backward":
            gradient.backward()
        elif call == "step":
            seen.append(0 if gradient.grad is None else int(gradient.grad))
    return seen


def reader_step_empties(tape):
    n, seen = 0, []
    for call in tape:
        if call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            n = 0
    return seen


def reader_step_empties_too(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            n = 0
    return seen


def reader_never_empties(tape):
    n, seen = 0, []
    for call in tape:
        if call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_no_adding(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n = 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_forwards(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "forward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_at_backward(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
            seen.append(n)
    return seen


def reader_minus_one(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n -= 1
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_starts_at_one(tape):
    n, seen = 1, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_zeroed_to_one(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 1
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_last_only(tape):
    n, seen = 0, 0
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen = n
    return seen


def reader_truth(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n == 1)
    return seen


def reader_list_emptied(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n, seen = 0, []
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
    return seen


def reader_returns_early(tape):
    n, seen = 0, []
    for call in tape:
        if call == "zero_grad":
            n = 0
        elif call == "backward":
            n += 1
        elif call == "step":
            seen.append(n)
            return seen
    return seen
