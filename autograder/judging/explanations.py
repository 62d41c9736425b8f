"""What to tell a student whose value is wrong in a way that no known mistake explains.

Each explanation says what came, what was expected and what to do. None tells the answer.
"""

from __future__ import annotations

import numpy as np

from autograder.judging.beginners import meaning
from autograder.records.comparison import (
    KIND_NAMES,
    close,
    describe,
    dtype_family,
    items,
    number_text,
    tolerance,
)
from autograder.records.values import SEQUENCES, Value

MINUS_SIGN = "The size is right, the sign is not."


def explain(expected: Value, observed: Value) -> str:
    """One or two sentences on how ``observed`` differs from ``expected``."""
    if observed.kind == "error":
        return explain_error(observed)
    if observed.kind == "missing":
        return "The check didn't get that far, because an earlier step failed."
    if observed.kind == "none":
        return (
            f"Your code gave back None where {_kind(expected)} was expected. "
            "Is there a `return` with the result at the end?"
        )
    if expected.kind != observed.kind:
        return _explain_kind(expected, observed)
    if expected.graph != observed.graph:
        return _explain_graph(expected)
    if expected.kind in SEQUENCES:
        return _explain_items(expected, observed)
    if expected.kind == "dict":
        return _explain_dict(expected, observed)
    if isinstance(expected.data, np.ndarray) or expected.kind == "number":
        return _explain_numbers(expected, observed)
    return f"Expected {describe(expected)}, but got {describe(observed)}."


def explain_error(error: Value) -> str:
    """What an exception of the student's code means here."""
    if error.name == "FormulaError":
        return str(error.data)
    text = error_text(error)
    if told := meaning(error):
        return f"{text} {told}"
    if error.name == "TypeError" and not error.lines and "argument" in str(error.data):
        text += " Keep the arguments of the first line as they were given to you."
    return text


def error_text(error: Value) -> str:
    """What Python said, as it said it."""
    return f"Your code stopped with {error.name}: {error.data}".rstrip(": .") + "."


def _kind(value: Value) -> str:
    if value.kind == "tuple":
        return f"a tuple of {len(items(value))} values"
    return KIND_NAMES.get(value.kind, value.name or value.kind)


def _explain_kind(expected: Value, observed: Value) -> str:
    came = KIND_NAMES.get(observed.kind) or f"an object of type {observed.name}"
    text = f"Expected {_kind(expected)}, but got {came}."
    if observed.kind == "tensor" and expected.kind == "number":
        text += " `.item()` turns a tensor with one element into a number."
    elif {expected.kind, observed.kind} == {"tuple", "list"}:
        text += " `return a, b` makes a tuple; `return [a, b]` makes a list."
    elif {expected.kind, observed.kind} == {"array", "tensor"}:
        text += " Stay with the library that the arguments come from."
    elif expected.kind == "tuple":
        text += f" Return {len(items(expected))} values, separated by commas."
    elif observed.kind == "text":
        text += " Leave out the quotes."
    return text


def _explain_graph(expected: Value) -> str:
    if expected.graph:
        return (
            "The numbers are in a tensor that autograd can't follow back: it has no `grad_fn`. "
            "Use torch functions all the way, without `.item()`, `.detach()` or a new "
            "`torch.tensor`."
        )
    return "The result still carries an autograd graph. Return it detached, or as a plain number."


def _explain_items(expected: Value, observed: Value) -> str:
    wanted, got = items(expected), items(observed)
    if len(wanted) != len(got):
        return f"Expected {len(wanted)} values in {_kind(expected)}, but got {len(got)}."
    for position, (one, other) in enumerate(zip(wanted, got, strict=True), start=1):
        text = difference_text(one, other)
        if text:
            return f"Value {position} of {len(wanted)}: {text}"
    return "The values differ."


def _explain_dict(expected: Value, observed: Value) -> str:
    wanted, got = dict(expected.data), dict(observed.data)
    if missing := sorted(wanted.keys() - got.keys()):
        return f"The dictionary has no entry {', '.join(map(repr, missing))}."
    if extra := sorted(got.keys() - wanted.keys()):
        return f"The dictionary has entries nobody asked for: {', '.join(map(repr, extra[:5]))}."
    for key in wanted:
        if text := difference_text(wanted[key], got[key]):
            return f"Entry {key!r}: {text}"
    return "The values differ."


def difference_text(expected: Value, observed: Value) -> str:
    """``explain``, or nothing where the values agree."""
    from autograder.records.comparison import agree

    return "" if agree(expected, observed) else explain(expected, observed)


def _explain_numbers(expected: Value, observed: Value) -> str:
    wanted, got = np.asarray(expected.data), np.asarray(observed.data)
    if wanted.shape != got.shape:
        return f"Expected shape {wanted.shape}, but got shape {got.shape}."
    if isinstance(expected.data, np.ndarray) and dtype_family(expected) != dtype_family(observed):
        return (
            f"Expected numbers of type {expected.name}, but got {observed.name}. "
            "Was the array made from integers?"
        )
    bad = ~np.isfinite(got)
    if bad.any():
        return (
            f"{bad.sum()} of {got.size} numbers are NaN or infinite. "
            "Look for a division by zero, a logarithm of a negative number, or a step too large."
        )
    if close(expected, Value(observed.kind, -got, observed.name)):
        return MINUS_SIGN
    return _ratio_text(wanted, got) or _first_wrong(expected, wanted, got)


def _first_wrong(expected: Value, wanted: np.ndarray, got: np.ndarray) -> str:
    """How many numbers are wrong, and the first of them."""
    rtol, atol = tolerance(expected.name)
    bad = np.flatnonzero(~np.isclose(got, wanted, rtol=rtol, atol=atol).reshape(-1))
    if got.size == 1 or not bad.size:
        return "It is another number than expected."
    if bad.size == got.size:
        return f"None of the {got.size} numbers is right."
    return (
        f"{got.size - bad.size} of {got.size} numbers are right. The first wrong one is number "
        f"{bad[0] + 1}: {number_text(got.reshape(-1)[bad[0]])}."
    )


CLOSE_SHARE = 0.01
"""Numbers that differ by less than this share are close: no constant factor, no other formula."""
CLOSE = (
    "The numbers are close, but they aren't equal. Look for differences of values in place of a "
    "derivative, for a constant that was rounded, or for a loop that ends too early."
)


def _ratio_text(wanted: np.ndarray, got: np.ndarray) -> str:
    with np.errstate(all="ignore"):
        ratio = np.asarray(got, complex).reshape(-1) / np.asarray(wanted, complex).reshape(-1)
    if np.isfinite(ratio).all() and (abs(ratio - 1) < CLOSE_SHARE).all():
        return CLOSE
    if ratio.size > 1 and np.isfinite(ratio).all() and np.allclose(ratio, ratio[0], rtol=1e-4):
        factor = f"{ratio[0].real:.4g}".replace("-", "−")
        return f"Every number is {factor} times what it should be: a constant factor is off."
    return ""
